"""Makes model.safetensors and config.json beside this script: the quickstart's stand-in for a
downloaded SigLIP vision encoder, 106 k parameters in the two layers that run.

It learns tags, never questions or captions: the four patch outputs of each quadrant are averaged and
one linear head, thrown away afterwards, predicts colour, shape and size (or none) of what is there
and the background. The scenes are drawn outside the reserve from which every held-out set comes,
whatever its seed, so the encoder has seen no held-out scene.

Run from the top of the project; needs torch, transformers, safetensors, numpy and Pillow:
    mvn -q -pl coordinator -am test -Dtest=VisionTrainingPicturesTest -Dsurefire.failIfNoSpecifiedTests=false
    python coordinator/src/main/resources/org/docent/coordinator/cli/quickstart/vision/make_vision_encoder.py
"""

import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import save_file
from transformers import SiglipVisionConfig, SiglipVisionModel

STEPS, BATCH, PEAK, WARMUP = 1200, 64, 2e-3, 60
CHECKED = 600  # the last pictures are only looked at, to print an accuracy
COLORS = ["none", "red", "green", "blue", "yellow", "purple", "orange", "black", "pink"]
SHAPES = ["none", "circle", "square", "triangle", "cross", "diamond", "ring"]
TAGS = {"color": len(COLORS), "shape": len(SHAPES), "size": 3, "background": 2}

here = pathlib.Path(__file__).resolve().parent
pictures = pathlib.Path("coordinator/target/vision-training")
torch.manual_seed(0)
torch.set_num_threads(1)

records = json.loads((pictures / "tags.json").read_text())
pixels = np.stack([np.asarray(Image.open(pictures / r["image"]).convert("RGB")) for r in records])
pixels = (torch.from_numpy(pixels.copy()).permute(0, 3, 1, 2).float() / 255 - 0.5) / 0.5


def tags(record):
    """One row a quadrant: colour, shape, size (0 = none) and background."""
    rows = []
    for quadrant in range(4):
        there = record["quadrants"] >> quadrant & 1
        rows.append(
            [
                there * COLORS.index(record["color"]),
                there * SHAPES.index(record["shape"]),
                there * (1 + record["large"]),
                int(record["gray"]),
            ]
        )
    return rows


targets = torch.tensor([tags(r) for r in records])

config = SiglipVisionConfig(
    hidden_size=64,
    intermediate_size=128,
    num_hidden_layers=3,  # the features are hidden_states[-2], so two of them run
    num_attention_heads=2,
    image_size=56,
    patch_size=14,
    hidden_act="gelu_pytorch_tanh",
    vision_use_head=False,
)
config.architectures = ["SiglipVisionModel"]
model = SiglipVisionModel(config)
for layer in model.vision_model.encoder.layers[:2]:
    for module in layer.modules():
        if isinstance(module, torch.nn.Linear):
            torch.nn.init.normal_(module.weight, std=1 / math.sqrt(module.in_features))
            torch.nn.init.zeros_(module.bias)
head = torch.nn.Linear(64, sum(TAGS.values()))


def logits(batch):
    features = model(pixel_values=batch, output_hidden_states=True).hidden_states[-2]
    grid = features.view(-1, 2, 2, 2, 2, 64)  # quadrant row, row in it, quadrant column, column
    quadrants = grid.mean(dim=(2, 4)).view(-1, 4, 64)
    return head(quadrants).split(list(TAGS.values()), dim=-1)


def accuracy(start, end):
    with torch.no_grad():
        return [
            (part.argmax(-1) == targets[start:end, :, i]).float().mean().item()
            for i, part in enumerate(logits(pixels[start:end]))
        ]


parameters = [*model.parameters(), *head.parameters()]
optimizer = torch.optim.AdamW(parameters, lr=PEAK, betas=(0.9, 0.99), weight_decay=0.01)
schedule = torch.optim.lr_scheduler.LambdaLR(
    optimizer,
    lambda k: min(
        (k + 1) / WARMUP, 0.5 * (1 + math.cos(math.pi * max(0, k - WARMUP) / (STEPS - WARMUP)))
    ),
)
generator = torch.Generator().manual_seed(0)
for step in range(STEPS):
    index = torch.randint(0, len(records) - CHECKED, (BATCH,), generator=generator)
    loss = sum(
        F.cross_entropy(part.reshape(-1, part.shape[-1]), targets[index][:, :, i].reshape(-1))
        for i, part in enumerate(logits(pixels[index]))
    )
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
    schedule.step()
    if step % 100 == 99:
        print(step + 1, round(loss.item(), 4), [round(a, 4) for a in accuracy(-CHECKED, None)])

state = {name: value.contiguous() for name, value in model.state_dict().items()}
save_file(state, here / "model.safetensors", metadata={"format": "pt"})
fields = config.to_dict()
keep = [
    "architectures", "model_type", "hidden_size", "intermediate_size", "num_hidden_layers",
    "num_attention_heads", "num_channels", "image_size", "patch_size", "hidden_act",
    "layer_norm_eps", "attention_dropout", "vision_use_head",
]  # fmt: skip
(here / "config.json").write_text(json.dumps({k: fields[k] for k in keep}, indent=2) + "\n")
