package org.docent.model.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.docent.model.vlm.ConnectorConfig;

/**
 * A connector that was never trained: weights and biases uniform in ±1/sqrt(inputs of their layer),
 * as torch.nn.Linear begins. The same seed gives the same bits on every machine.
 */
public final class FreshConnector implements WeightSource {

  private final long seed;
  private final Map<String, long[]> shapes;

  public FreshConnector(ConnectorConfig config, long seed) {
    this.seed = seed;
    this.shapes = new LinkedHashMap<>(config.parameterShapes());
  }

  @Override
  public String origin() {
    return "the connector drawn from seed " + seed;
  }

  @Override
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(shapes.keySet()));
  }

  @Override
  public TensorSpec spec(String name) {
    return new TensorSpec(name, ElementType.F32, shape(name));
  }

  @Override
  public ByteBuffer bytes(String name) {
    SplittableRandom random = new SplittableRandom(seed ^ name.hashCode());
    double bound = 1 / Math.sqrt((double) shape(name.replace("bias", "weight"))[1]);
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.toIntExact(spec(name).byteCount()))
            .order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat((float) (bound * (2 * random.nextDouble() - 1)));
    }
    return bytes.flip();
  }

  @Override
  public void close() {
    // nothing is open
  }

  private long[] shape(String name) {
    long[] shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalArgumentException(origin() + " has no tensor " + name);
    }
    return shape;
  }
}
