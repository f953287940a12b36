"""Models, samples and options that both measured loops share: the shapes of `docent bench compute`, in Hugging Face's own models.

Letters: T positions, R response rows, P visual rows, V vocabulary, D width.
"""

import argparse
import json
import re
import time
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import nn
from transformers import Qwen2Config, Qwen2ForCausalLM, SiglipVisionConfig, SiglipVisionModel

SIZES = Path(__file__).parents[2] / "model-workers/src/main/resources/org/docent/model/bench/sizes.json"
WEIGHTS = {"reg": 1.0, "res": 1.0, "vis": 1.0, "rel": 0.5}
LEARNING_RATE = 2e-5
SEED = 1


def options(description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--size", required=True, choices=list(json.loads(SIZES.read_text())))
    parser.add_argument("--stage", default="dft", choices=["dpt", "dft"], help="what moves: the connector, or also the language model")
    parser.add_argument("--samples", type=int, default=4, help="of one optimizer step")
    parser.add_argument("--micro-batch", type=int, default=1, help="samples computed together; the plain loop takes one at a time")
    parser.add_argument("--eager-chunk-rows", type=int, default=0, help="rows whose logits exist at once in the eager step; 0: all")
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--warmup", type=int, default=1)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--clock", default="wall", choices=["wall", "cpu"], help="cpu: processor time of all threads")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(SEED)
    return arguments


class Tower(nn.Module):
    """SigLIP up to the layer whose output is the feature: neither the last layer nor the head, which nothing reads, is there."""

    def __init__(self, config: dict):
        super().__init__()
        running = SiglipVisionConfig(**config | {"num_hidden_layers": config["num_hidden_layers"] - 1, "vision_use_head": False})
        self.model = SiglipVisionModel._from_config(running, attn_implementation="sdpa").eval().requires_grad_(False)

    @torch.no_grad()
    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.model(pixel_values=pixels, output_hidden_states=True).hidden_states[-1][:, 1:]


class Multimodal(nn.Module):
    """Tower, connector and language model with its head."""

    def __init__(self, vision: dict, language: dict):
        super().__init__()
        self.tower = Tower(vision)
        width = language["hidden_size"]
        self.connector = nn.Sequential(nn.Linear(vision["hidden_size"], width), nn.GELU(), nn.Linear(width, width))
        self.language = Qwen2ForCausalLM._from_config(Qwen2Config(**language), attn_implementation="sdpa").eval()

    def splice(self, batch: "Batch") -> torch.Tensor:
        embed = self.language.get_input_embeddings()
        return torch.cat([embed(batch.before), self.connector(self.tower(batch.pixels)), embed(batch.after)], 1)

    def hidden(self, batch: "Batch") -> torch.Tensor:
        return self.language.model(inputs_embeds=self.splice(batch), use_cache=False).last_hidden_state

    def logits(self, batch: "Batch") -> torch.Tensor:
        return self.language(inputs_embeds=self.splice(batch), use_cache=False).logits

    def head(self) -> torch.Tensor:
        return self.language.lm_head.weight


@dataclass
class Batch:
    """Random samples of equal length: text, picture, then question and answer, of which the last R tokens are targets."""

    pixels: torch.Tensor
    before: torch.Tensor
    after: torch.Tensor
    visual: slice
    response: slice  # shifted by one: the rows whose next token is a target
    targets: torch.Tensor


def _sample(size: dict) -> Batch:
    text, side, vocabulary = size["text"], size["vision"]["image_size"], size["student"]["vocab_size"]
    before = torch.randint(vocabulary, (1, text["before"]))
    after = torch.randint(vocabulary, (1, text["after"] + text["response"]))
    seen = slice(text["before"], text["before"] + (side // size["vision"]["patch_size"]) ** 2 - 1)
    length = seen.stop + after.shape[1]
    response = slice(length - text["response"] - 1, length - 1)
    return Batch(torch.rand(1, 3, side, side) * 2 - 1, before, after, seen, response, after[:, -text["response"] :])


def batches(size: dict, samples: int, micro_batch: int) -> list[Batch]:
    """The same samples however they are cut."""
    drawn = [_sample(size) for _ in range(samples)]
    parts = [drawn[first : first + micro_batch] for first in range(0, samples, micro_batch)]
    whole = lambda part, name: torch.cat([getattr(sample, name) for sample in part])
    return [
        replace(part[0], pixels=whole(part, "pixels"), before=whole(part, "before"), after=whole(part, "after"), targets=whole(part, "targets"))
        for part in parts
    ]


def size_of(name: str) -> dict:
    return json.loads(SIZES.read_text())[name]


def moving(student: Multimodal, stage: str) -> list[nn.Parameter]:
    student.language.requires_grad_(stage == "dft")
    return [p for p in student.parameters() if p.requires_grad]


def adamw(parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
    return torch.optim.AdamW(parameters, lr=LEARNING_RATE, weight_decay=0.0, fused=True)


class Stopwatch:
    """Books the time of a step to its phases without a gap."""

    def __init__(self, clock: str):
        self.clock = time.process_time if clock == "cpu" else time.perf_counter
        self.phases, self.current, self.since = {}, None, 0.0

    def enters(self, phase: str) -> None:
        now = self.clock()
        if self.current is not None:
            self.phases[self.current] = self.phases.get(self.current, 0.0) + now - self.since
        self.current, self.since = phase, now

    def stop(self) -> dict:
        self.enters("")
        phases, self.phases, self.current = self.phases, {}, None
        return phases | {"seconds": sum(phases.values())}


def median(steps: list[dict]) -> dict:
    """The step in the middle by its seconds, with its own phases."""
    return sorted(steps, key=lambda step: step["seconds"])[(len(steps) - 1) // 2]


def peak_bytes() -> int | None:
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) * 1024 if found else None


def report(arguments: argparse.Namespace, loop: str, steps: list[dict], loss: float, norm: float) -> None:
    """Prints the median step and writes it down."""
    middle, peak = median(steps), peak_bytes()
    print(f"{loop}, size {arguments.size}, stage {arguments.stage}, float32, {arguments.threads} threads, {arguments.clock} seconds; loss {loss:.4f}, gradient norm {norm:.3f}")
    for phase, seconds in middle.items():
        print(f"  {phase:<32} {seconds:10.4f}")
    print(f"  {'samples/s':<32} {arguments.samples / middle['seconds']:10.4f}")
    print(f"  {'peak resident':<32} {'unknown' if peak is None else f'{peak / 1e6:10,.0f} MB'}")
    if arguments.json:
        measured = {
            "loop": loop, "size": arguments.size, "stage": arguments.stage, "samples": arguments.samples, "threads": arguments.threads, "clock": arguments.clock,
            "step": middle, "steps": steps, "samples_per_second": arguments.samples / middle["seconds"], "loss": loss, "grad_norm": norm,
            "peak_bytes": peak, "torch": torch.__version__,
        }
        arguments.json.write_text(json.dumps(measured, indent=1) + "\n")
