package org.docent.model.vlm;

import ai.djl.ndarray.NDArray;

/**
 * What every layer of a model hands on, in the order and sense of transformers' {@code
 * hidden_states}: entry 0 is what enters the first layer, entry i what layer i gives.
 *
 * @param visionLNPD (layers that run + 1, N images, P patches, D): patches with their positions
 *     first, no norm after the last; the connector reads the last entry without its dropped row
 * @param languageLBTD (layers + 1, B samples, T positions, D): the spliced embeddings first, the
 *     last entry after the final norm; rows of padding hold what the layers make of token 0
 */
public record LayerStates(NDArray visionLNPD, NDArray languageLBTD) {}
