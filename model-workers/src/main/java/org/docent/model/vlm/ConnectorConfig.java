package org.docent.model.vlm;

import java.util.LinkedHashMap;

/**
 * Sizes of the connector {@code mlp2x_gelu}: linear from the vision width to the language width,
 * exact GELU, linear; both with biases.
 */
public record ConnectorConfig(int inputSize, int outputSize) {

  public ConnectorConfig {
    Sizes.positive("connector input size", inputSize);
    Sizes.positive("connector output size", outputSize);
  }

  /** Shape by name of every parameter, in the order in which the forward pass takes them. */
  @SuppressWarnings("NonApiType") // the order is part of the answer
  public LinkedHashMap<String, long[]> parameterShapes() {
    LinkedHashMap<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("0.weight", new long[] {outputSize, inputSize});
    shapes.put("0.bias", new long[] {outputSize});
    shapes.put("2.weight", new long[] {outputSize, outputSize});
    shapes.put("2.bias", new long[] {outputSize});
    return shapes;
  }
}
