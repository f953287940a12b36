"""Prints, per tensor, how far two sets of weights are apart.

    python tests/golden/compare_weights.py FIRST SECOND [--tolerance 1e-4]

FIRST and SECOND are safetensors files or folders of them (shards are put together). The measure of a tensor is
max|first - second| / max|second|. Worst tensor first. Exit code 1 if a tensor is missing, has another shape, is
not finite, or is further apart than the tolerance.
"""

import argparse
import sys
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file


def load(path: Path) -> dict[str, torch.Tensor]:
    files = sorted(path.glob("*.safetensors")) if path.is_dir() else [path]
    if not path.exists() or not files:
        sys.exit(f"{path}: no safetensors file here; give a .safetensors file or a folder that holds some")
    tensors: dict[str, torch.Tensor] = {}
    for file in files:
        try:
            found = load_file(file)
        except SafetensorError as problem:
            sys.exit(f"{file}: not a readable safetensors file ({problem})")
        twice = tensors.keys() & found.keys()
        if twice:
            sys.exit(f"{file}: {sorted(twice)[0]} stands in another file of {path} too; name one file")
        tensors |= found
    return tensors


def distance(first: torch.Tensor, second: torch.Tensor) -> float:
    """Largest difference in terms of the second's largest magnitude; infinite where a value is not finite."""
    first, second = first.double(), second.double()
    if not (first.isfinite().all() and second.isfinite().all()):
        return float("inf")
    if second.numel() == 0 or torch.equal(first, second):
        return 0.0
    scale = second.abs().max().item()
    return (first - second).abs().max().item() / scale if scale else float("inf")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("first", type=Path)
    arguments.add_argument("second", type=Path)
    arguments.add_argument("--tolerance", type=float, default=1e-4)
    options = arguments.parse_args()
    first, second = load(options.first), load(options.second)

    problems = 0
    rows = []
    for name in sorted(first.keys() | second.keys()):
        if name not in first or name not in second:
            print(f"only in {options.first if name in first else options.second}: {name}")
            problems += 1
        elif first[name].shape != second[name].shape:
            print(f"shapes differ: {name} {list(first[name].shape)} and {list(second[name].shape)}")
            problems += 1
        else:
            rows.append((distance(first[name], second[name]), name, list(first[name].shape)))
    for apart, name, shape in sorted(rows, key=lambda row: (-row[0], row[1])):
        print(f"{apart:10.3e}  {name} {shape}{'  <-- beyond tolerance' if apart > options.tolerance else ''}")
        problems += apart > options.tolerance
    worst = max((row[0] for row in rows), default=0.0)
    print(f"{len(rows)} tensors compared, worst {worst:.3e}, tolerance {options.tolerance:g}, {problems} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
