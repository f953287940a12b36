"""Picture files to pixel tensors, by Pillow."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

SIZE = 42


@dataclass
class Pixels:
    """One preprocessed picture: resized bytes HWC and normalised values CHW."""

    name: str
    rgb: np.ndarray
    values: torch.Tensor

    def summary(self) -> dict:
        wide = self.values.double()
        return {
            "image": self.name,
            "rgb_sha256": hashlib.sha256(self.rgb.tobytes()).hexdigest(),
            "sum": wide.sum().item(),
            "abs_sum": wide.abs().sum().item(),
        }


def _squared(picture: Image.Image) -> Image.Image:
    """The picture in the middle of a grey square as wide as its longer side."""
    side = max(picture.size)
    canvas = Image.new("RGB", (side, side), (127, 127, 127))
    canvas.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    return canvas


def read_image(folder: Path, name: str, aspect: str) -> Pixels:
    """Aspect "square" squeezes the picture into the square, "pad" keeps its proportions."""
    with Image.open(folder / name) as opened:
        picture = opened.convert("RGB")
    if aspect == "pad":
        picture = _squared(picture)
    rgb = np.asarray(picture.resize((SIZE, SIZE), resample=Image.Resampling.BICUBIC))
    scaled = (rgb.astype(np.float64) * (1 / 255)).astype(np.float32)
    normalised = (scaled - np.float32(0.5)) / np.float32(0.5)
    return Pixels(name, rgb, torch.from_numpy(normalised.transpose(2, 0, 1).copy()))
