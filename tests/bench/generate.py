"""Hugging Face's generate measured on the sizes and prompts of `docent bench generate`: greedy, float32, no token ends an answer.

    python tests/bench/generate.py --size medium [--new-tokens 64] [--sequences 1] [--rounds 2] [--threads 2] [--clock wall|cpu]

The prompt's seconds include tower, connector and splice, a step's all that generate() does between two tokens. All sequences are
one batch of equal prompts, which needs no padding.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import torch
from transformers import StoppingCriteria, StoppingCriteriaList

from workload import SEED, SIZES, Multimodal, batches, size_of


class Times(StoppingCriteria):
    """The moment each token was chosen."""

    def __init__(self, clock):
        self.clock, self.moments = clock, [clock()]

    def __call__(self, input_ids: torch.Tensor, scores, **unused) -> torch.Tensor:
        self.moments.append(self.clock())
        return torch.zeros(input_ids.shape[0], dtype=torch.bool)


def round_of(model: Multimodal, batch, arguments: argparse.Namespace, clock) -> list[float]:
    times = Times(clock)
    embeds = model.splice(batch).expand(arguments.sequences, -1, -1)
    model.language.generate(
        inputs_embeds=embeds, attention_mask=torch.ones(embeds.shape[:2], dtype=torch.long), do_sample=False,
        num_beams=arguments.num_beams, max_new_tokens=arguments.new_tokens, eos_token_id=None, pad_token_id=0,
        stopping_criteria=StoppingCriteriaList([times]))
    return [later - earlier for earlier, later in zip(times.moments, times.moments[1:])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", required=True, choices=list(json.loads(SIZES.read_text())))
    parser.add_argument("--new-tokens", type=int, default=64)
    parser.add_argument("--sequences", type=int, default=1)
    parser.add_argument("--num-beams", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--clock", default="wall", choices=["wall", "cpu"], help="cpu: processor time of all threads")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(SEED)
    clock = time.process_time if arguments.clock == "cpu" else time.perf_counter
    size = size_of(arguments.size)
    with torch.inference_mode():
        model = Multimodal(size["vision"], size["student"]).eval()
        batch = batches(size, 1, 1)[0]
        rounds = [round_of(model, batch, arguments, clock) for _ in range(arguments.rounds + 1)][1:]
    quarter = max(1, (arguments.new_tokens - 1) // 4)
    steps = [taken[1:] for taken in rounds]
    mean = statistics.mean(seconds for taken in steps for seconds in taken)
    report = {
        "prompt_seconds": statistics.median(taken[0] for taken in rounds),
        "seconds_at_the_start": statistics.median(s for taken in steps for s in taken[:quarter]),
        "seconds_at_the_end": statistics.median(s for taken in steps for s in taken[-quarter:]),
        "seconds_per_step": mean, "tokens_per_second": arguments.sequences / mean,
    }
    for name, value in report.items():
        print(f"{name:<24} {value:12.5f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
