package org.docent.model.bench;

/**
 * A sample's sizes.
 *
 * @param positions text and visual tokens
 * @param rows whose logits the losses need: response and visual tokens
 */
public record SampleShape(
    int positions, int visualTokens, int responseTokens, int rows, int vocabulary) {

  static SampleShape of(BenchSize size) {
    int visual = size.student().visualTokens();
    int response = size.text().response();
    return new SampleShape(
        size.text().tokens() + visual,
        visual,
        response,
        visual + response,
        size.student().language().vocabSize());
  }
}
