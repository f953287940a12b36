"""Makes the golden run: fixture models and data, three stages of LLaVA-KD, and what every stage must give.

    python tests/golden/reference_run.py

writes tests/src/test/resources/golden/run/ anew, the same bytes every time on one machine.
--jitter 1e-7 with --output elsewhere disturbs every initial weight by that relative amount: how far the
results then move is how far rounding alone can move them.
"""

import argparse
import json
import math
import shutil
from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import SiglipImageProcessor, get_cosine_schedule_with_warmup
from transformers.utils import logging as transformers_logging

from reference import objective
from reference.images import SIZE, Pixels, read_image
from reference.models import write_models
from reference.multimodal import Multimodal, Student, Teacher, check_against_hugging_face
from reference.records import corpus, write_data
from reference.text import TextSample, read_text

SEED = 20240610
OUTPUT = Path(__file__).resolve().parent.parent / "src/test/resources/golden/run"
MICRO_BATCH, ACCUMULATION, STEPS = 2, 2, 6
WARMUP_RATIO, MAX_LENGTH = 0.3, 2048


@dataclass(frozen=True)
class Stage:
    """One stage of the recipe."""

    name: str
    data: str
    template: str
    distils: bool
    trains_language: bool
    learning_rate: float
    weight_decay: float
    max_grad_norm: float


STAGES = [
    Stage("dpt", "pretrain.json", "pretrain", True, False, 1e-2, 0.0, 1.5),
    Stage("sft", "finetune.json", "phi", False, True, 2e-3, 0.1, 1.0),
    Stage("dft", "finetune.json", "phi", True, True, 2e-3, 0.0, 1.0),
]

# Per stage: suffix of the file, image-aspect-ratio, model-max-length. 40 cuts captions; 150 cuts answers and the
# rows of a late image; 111 cuts every image but the late one after its sixth row, and that one wholly.
INSPECTIONS = {
    "dpt": [("", "square", MAX_LENGTH), ("-short", "square", 40), ("-pad", "pad", MAX_LENGTH)],
    "sft": [("", "square", MAX_LENGTH), ("-short", "square", 150)],
    "dft": [("", "square", MAX_LENGTH), ("-short", "square", 111)],
}


@dataclass
class Sample:
    """One record as a model reads it."""

    id: str
    text: TextSample
    pixels: Pixels | None


def read_samples(root: Path, tokenizer: Tokenizer, stage: Stage, aspect: str, max_length: int) -> list[Sample]:
    """All records of a stage in file order. A picture is read only where a placeholder survived for it."""
    samples = []
    for record in json.loads((root / "data" / stage.data).read_text(encoding="utf-8")):
        text = read_text(tokenizer, record, stage.template, max_length)
        assert text.images <= 1 and (text.images == 0 or "image" in record), record["id"]
        pixels = read_image(root / "data/images", record["image"], aspect) if text.images else None
        samples.append(Sample(record["id"], text, pixels))
    return samples


def evaluate(student: Student, teacher: Multimodal | None, sample: Sample, max_length: int):
    """The spliced sample and its terms."""
    spliced = student.splice(sample.text, sample.pixels, max_length)
    teacher_logits = None
    if teacher is not None:
        with torch.no_grad():
            teacher_logits = teacher.logits(teacher.splice(sample.text, sample.pixels, max_length))
    return spliced, objective.terms(student.logits(spliced), teacher_logits, student.tokens, spliced.labels, spliced.visual)


@torch.no_grad()
def inspect(student: Student, teacher: Multimodal | None, samples: list[Sample], max_length: int) -> dict:
    """What `inspect --json` must print."""
    rows = []
    for sample in samples:
        spliced, terms = evaluate(student, teacher, sample, max_length)
        row = {
            "id": sample.id,
            "input_ids": sample.text.input_ids,
            "labels": sample.text.labels,
            "length": len(spliced.labels),
            "num_images": sample.text.images,
            "supervised": int((spliced.labels[1:] != -100).sum()),
            "image_start": spliced.visual.start if spliced.visual else -1,
        }
        if sample.pixels:
            row["pixels"] = sample.pixels.summary()
        row["loss"] = {name: value.item() for name, value in terms.items()} | {"total": objective.total(terms).item()}
        rows.append(row)
    return {"samples": rows}


def global_batches(count: int):
    """Record indices of each step: file order, wrapping epochs, the epoch's last batch as short as it comes."""
    size = MICRO_BATCH * ACCUMULATION
    while True:
        yield from (list(range(count))[at : at + size] for at in range(0, count, size))


def optimizer_of(parameters: dict, stage: Stage) -> torch.optim.Optimizer:
    plain = {name for name in parameters if name.endswith(".bias") or "norm" in name}
    groups = [
        {"params": [p for name, p in parameters.items() if name not in plain], "weight_decay": stage.weight_decay},
        {"params": [p for name, p in parameters.items() if name in plain], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=stage.learning_rate, betas=(0.9, 0.999), eps=1e-8, foreach=False)


def train(student: Student, teacher: Multimodal | None, stage: Stage, samples: list[Sample]):
    """Runs the stage; returns one metrics row a step and the first step's gradients before clipping."""
    parameters = student.parameters(stage.trains_language)
    for parameter in parameters.values():  # zero, not absent: moments move in a step that does not touch a parameter
        parameter.grad = torch.zeros_like(parameter)
    optimizer = optimizer_of(parameters, stage)
    schedule = get_cosine_schedule_with_warmup(optimizer, math.ceil(WARMUP_RATIO * STEPS), STEPS)
    batches, metrics, gradients = global_batches(len(samples)), [], None
    for step in range(1, STEPS + 1):
        batch = next(batches)
        sums = {name: 0.0 for name in (("loss", "reg", "res", "vis", "rel") if stage.distils else ("loss", "reg"))}
        for at in range(0, len(batch), MICRO_BATCH):
            part = 0.0
            for index in batch[at : at + MICRO_BATCH]:
                _, terms = evaluate(student, teacher, samples[index], MAX_LENGTH)
                terms["loss"] = objective.total(terms)
                part = part + terms["loss"]
                for name, value in terms.items():
                    sums[name] += value.item()
            (part / len(batch)).backward()
        if step == 1:
            gradients = {name: p.grad.clone() for name, p in parameters.items()}
        norm = torch.nn.utils.clip_grad_norm_(parameters.values(), stage.max_grad_norm, foreach=False)
        rate = schedule.get_last_lr()[0]
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=False)
        means = {name: value / len(batch) for name, value in sums.items()}
        metrics.append(
            {"stage": stage.name, "step": step, **means, "grad_norm": norm.item(), "lr": rate, "lr_next": schedule.get_last_lr()[0]}
        )
    return metrics, gradients


def check_pixels(root: Path, samples: list[Sample]) -> None:
    """Our few lines of preprocessing must give what Hugging Face's SigLIP processor gives."""
    processor = SiglipImageProcessor(size={"height": SIZE, "width": SIZE}, resample=3, do_convert_rgb=True)
    for sample in filter(lambda s: s.pixels, samples):
        picture = Image.open(root / "data/images" / sample.pixels.name)
        theirs = torch.from_numpy(processor(picture.convert("RGB"), return_tensors="np")["pixel_values"][0])
        assert torch.equal(theirs, sample.pixels.values), sample.pixels.name


def jitter(root: Path, amount: float) -> None:
    generator = torch.Generator().manual_seed(SEED)
    for file in sorted(root.rglob("*.safetensors")):
        tensors = {n: t * (1 + amount * torch.randn(t.shape, generator=generator)) for n, t in load_file(file).items()}
        save_file(tensors, file, metadata={"format": "pt"})


def write_json(file: Path, value: dict) -> None:
    file.write_text(json.dumps(value, separators=(",", ":")).replace('{"id"', '\n{"id"') + "\n", encoding="utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--output", type=Path, default=OUTPUT)
    arguments.add_argument("--jitter", type=float, default=0.0)
    options = arguments.parse_args()
    transformers_logging.set_verbosity_error()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    root: Path = options.output
    shutil.rmtree(root, ignore_errors=True)
    expected = root / "expected"
    expected.mkdir(parents=True)
    torch.manual_seed(SEED)
    write_data(root / "data", SEED)
    write_models(root, corpus(), SEED)
    if options.jitter:
        jitter(root, options.jitter)

    tokenizer = Tokenizer.from_file(str(root / "base/tokenizer.json"))
    tokens = max(tokenizer.get_vocab(with_added_tokens=True).values()) + 1
    teacher, student = Teacher(root / "teacher"), Student(root, tokens)
    metrics = []
    for stage in STAGES:
        if stage.name == "sft":
            student.reload_language_model()
        guide = teacher if stage.distils else None

        samples = read_samples(root, tokenizer, stage, "square", MAX_LENGTH)
        check_pixels(root, samples)
        for sample in filter(lambda s: s.pixels, samples):
            check_against_hugging_face(teacher, sample.text, sample.pixels)
        for suffix, aspect, length in INSPECTIONS[stage.name]:
            found = inspect(student, guide, read_samples(root, tokenizer, stage, aspect, length), length)
            write_json(expected / f"inspect-{stage.name}{suffix}.json", found)
        rows, gradients = train(student, guide, stage, samples)
        metrics += rows
        save_file(gradients, expected / f"{stage.name}-gradients.safetensors")
        save_file(student.weights(), expected / f"{stage.name}.safetensors")
    (expected / "metrics.jsonl").write_text("".join(json.dumps(row) + "\n" for row in metrics), encoding="utf-8")


if __name__ == "__main__":
    main()
