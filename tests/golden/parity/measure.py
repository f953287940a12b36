"""How far two arithmetics are apart, and what bf16 may be away from the exact one."""

import json
import re
from statistics import median

import torch

from parity.training import TERMS

PER_TENSOR = ("vision", "language", "logits", "gradient")
FACTOR = 3.0


def relative(found: torch.Tensor, expected: torch.Tensor) -> float:
    """Largest difference in terms of the largest expected magnitude, as compare_weights.py measures."""
    found, expected = found.detach().double(), expected.detach().double()
    return ((found - expected).abs().max() / expected.abs().max().clamp_min(1e-30)).item()


def noise_alone(name: str) -> bool:
    """The bias of a key moves every score of a row alike, but for what the rotation of positions makes of it. So SigLIP's
    has a gradient of rounding, and so have Qwen2's slowest pairs, out of which Adam makes steps of full size."""
    return name.endswith("k_proj.bias") and (name.startswith("after/") or "vision_tower" in name)


def distances(exact, other) -> dict[str, dict[str, float]]:
    """Of two `Results` of one case: by kind of number, then by name."""
    found: dict[str, dict[str, float]] = {}

    def see(kind: str, name: str, value: float) -> None:
        found.setdefault(kind, {})[name] = value

    for name, tensor in exact.tensors.items():
        see(name.split("/")[1], name, relative(other.tensors[name], tensor))
    for term in TERMS:
        a, b = (torch.tensor([row[term] for row in results.terms]) for results in (other, exact))
        see("terms", term, relative(a, b))
    theirs = other.parameters()
    for name, tensor in exact.parameters().items():
        if not noise_alone(name):
            see(name.split("/")[0], name, relative(theirs[name], tensor))
    for setup, trained in exact.trained.items():
        there = other.trained[setup]
        see("loss", setup, max(abs(a - b) / b for a, b in zip(there.losses, trained.losses)))
        see("norm", setup, max(abs(a - b) / b for a, b in zip(there.norms, trained.norms)))
    return found


def summed_in_bf16(name: str) -> bool:
    """PyTorch's layer norm in bf16 sums the gradient of its bias over the patches in bf16: of 729 it loses a third, while
    the sum in float32 of the same rows is off by 0.02. A norm computed in float32 has no such fault."""
    return "layer_norm" in name and name.endswith(".bias")


def bounds(measured: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """What another bf16 arithmetic may be away from the exact one: FACTOR times what transformers is. Where chance has made
    a tensor's distance small, that of its kind's median counts; of few numbers, and of weights that Adam has moved by the
    sign of noise, that of the kind's largest."""
    found = {}
    for kind, values in measured.items():
        least = median(values.values()) if kind in PER_TENSOR else max(values.values())
        own = {name: least if summed_in_bf16(name) else max(value, least) for name, value in values.items()}
        found[kind] = {name: round(FACTOR * value, 6) for name, value in own.items()}
    return found


def larger(first: dict[str, dict[str, float]], second: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    return {kind: {name: max(value, second[kind][name]) for name, value in values.items()} for kind, values in first.items()}


def worst(measured: dict[str, dict[str, float]]) -> dict[str, float]:
    return {kind: max(values.values()) for kind, values in measured.items()}


def compact(value) -> str:
    """JSON with lists of numbers on one line."""
    text = json.dumps(value, indent=1)
    return re.sub(r"\[\s+([-\d.,\se+]+?)\s+\]", lambda m: "[" + re.sub(r"\s+", "", m.group(1)) + "]", text) + "\n"
