package org.docent.model.weights;

import org.docent.model.vlm.Part;

/**
 * A tensor by the plain name it has when its part stands alone, as Docent calls it everywhere
 * inside.
 */
public record PartTensor(Part part, String name) {}
