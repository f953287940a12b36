package org.docent.protocol.settings;

/**
 * How visual tokens come about. Which features of the tower they are is said for models put
 * together from parts; a multimodal folder's own config.json states its own.
 *
 * @param featureLayer index into the hidden states, negative from the end; -2 in the originals
 * @param featureSelectStrategy {@code patch} drops the first patch, as the originals do with
 *     SigLIP; {@code cls_patch} keeps all
 * @param sharing whether a student takes the features of a frozen tower from the teacher
 */
public record VisionSettings(
    int featureLayer, String featureSelectStrategy, VisionSharing sharing) {

  public VisionSettings {
    Rules.requireOneOf(
        "vision-feature-select-strategy", featureSelectStrategy, "patch", "cls_patch");
  }
}
