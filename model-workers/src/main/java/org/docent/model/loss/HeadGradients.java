package org.docent.model.loss;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Where the objective adds its gradients.
 *
 * @param hiddenSD with respect to the hidden states (B*T, D)
 * @param headVD with respect to the output head through the logits; absent when it is frozen
 * @param gramDD with respect to G = WᵀW (D, D, float64) through the relation; absent when frozen
 */
public record HeadGradients(NDArray hiddenSD, @Nullable NDArray headVD, @Nullable NDArray gramDD) {}
