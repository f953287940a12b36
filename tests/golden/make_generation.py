"""Golden answers of transformers' generate(): greedy, beam search and the cut of nucleus sampling.

    python tests/golden/make_generation.py model-workers/src/test/resources/golden/generation

Reads the students of make_parity.py, which must have been made before. One JSON a case: prompts are the case's samples, by
number; each answer has its beams, its end tokens, its stop (a pair of tokens that ends a sequence wherever it stands, as a stop
string does) and its tokens without the end token. Models run in float64. An answer is kept only if it stays the same when
every logit is moved by noise a hundred times as large as the rounding of float32. nucleus.json has logits, temperature and top_p
with the tokens that are left by TemperatureLogitsWarper and then TopPLogitsWarper, and their probabilities.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from transformers import (
    LogitsProcessor, LogitsProcessorList, StoppingCriteria, StoppingCriteriaList, TemperatureLogitsWarper, TopPLogitsWarper,
)
from transformers.utils import logging as transformers_logging

from parity import measure
from parity.cases import CASES, Case, samples_of
from parity.models import Reference

NEW_TOKENS, NOISE, TRIALS = 12, 3e-4, 2
BEAMS = (1, 2, 3, 5)
PROMPTS = (0, 2, 3)  # samples: a picture in the text, text alone, the picture first


class Noise(LogitsProcessor):
    """The same noise for the same prefix, whatever the order of beams."""

    def __init__(self, trial: int):
        self.trial = trial

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        moved = scores.clone()
        for row, ids in enumerate(input_ids.tolist()):
            generator = torch.Generator().manual_seed(hash((self.trial, *ids)) % 2**31)
            moved[row] += NOISE * torch.randn(scores.shape[1], generator=generator, dtype=torch.float64).to(scores.dtype)
        return moved


class Pair(StoppingCriteria):
    """Ends a sequence that has generated `pair` since its first `prompt` tokens."""

    def __init__(self, pair: list[int], prompt: int):
        self.pair, self.prompt = pair, prompt

    def __call__(self, input_ids: torch.Tensor, scores, **unused) -> torch.Tensor:
        return torch.tensor([has_pair(row[self.prompt:], self.pair) for row in input_ids.tolist()])


def has_pair(tokens: list[int], pair: list[int]) -> bool:
    return any(tokens[i:i + 2] == pair for i in range(len(tokens) - 1))


def generate(model: Reference, sample, beams: int, ends: list[int], stop: list[int], new_tokens: int, trial: int | None) -> list[int]:
    """New tokens, the end token and what stands after it left out."""
    inputs = model.inputs(sample)
    prompt = inputs["input_ids"].shape[1] if "input_ids" in inputs else 0
    out = model.generator().generate(
        **inputs, num_beams=beams, do_sample=False, max_new_tokens=new_tokens, early_stopping=False, length_penalty=1.0,
        eos_token_id=ends or None, pad_token_id=0,
        stopping_criteria=StoppingCriteriaList([Pair(stop, prompt)] if stop else []),
        logits_processor=LogitsProcessorList([] if trial is None else [Noise(trial)]))
    tokens = out[0, prompt:].tolist()
    for place, token in enumerate(tokens):
        if token in ends:
            return tokens[:place]
    return tokens


def settings(greedy: list[int]):
    """End tokens, stop and length of an answer, from what is said without any."""
    yield [], [], NEW_TOKENS
    yield [], [], 1
    yield [greedy[4]], [], NEW_TOKENS
    yield [greedy[2], greedy[7]], [], NEW_TOKENS
    yield [greedy[0]], [], NEW_TOKENS
    yield [], greedy[3:5], NEW_TOKENS
    yield [greedy[9]], greedy[5:7], NEW_TOKENS


def answers(case: Case, folder: Path) -> list[dict]:
    model = Reference(folder / "student", case, case.student, torch.float64, "eager")
    found, dropped = [], 0
    for number, sample in enumerate(samples_of(case)):
        if case.samples[number] not in PROMPTS:
            continue
        greedy = generate(model, sample, 1, [], [], NEW_TOKENS, None)
        for beams in BEAMS:
            for ends, stop, new_tokens in settings(greedy):
                tokens = generate(model, sample, beams, ends, stop, new_tokens, None)
                if all(tokens == generate(model, sample, beams, ends, stop, new_tokens, trial) for trial in range(TRIALS)):
                    found.append(dict(sample=number, beams=beams, ends=ends, stop=stop, maxNewTokens=new_tokens, tokens=tokens))
                else:
                    dropped += 1
    print(f"{case.name}: {len(found)} answers, {dropped} that rounding could decide were dropped")
    assert dropped * 3 < len(found), f"{case.name}: too many answers that rounding could decide"
    for beams in BEAMS:
        of_beams = [answer for answer in found if answer["beams"] == beams]
        assert any(len(a["tokens"]) == a["maxNewTokens"] for a in of_beams), f"{case.name}: none of {beams} beams ends by length"
        assert any(a["ends"] and len(a["tokens"]) < a["maxNewTokens"] for a in of_beams), f"{case.name}: none of {beams} ends by a token"
    return found


def nuclei() -> list[dict]:
    generator = torch.Generator().manual_seed(7)
    found = []
    for spread in (0.3, 2.0, 8.0):
        for temperature in (0.2, 1.0, 1.9):
            for top_p in (0.0, 0.1, 0.5, 0.9, 1.0):
                decimals = [round(x, 3) for x in (spread * torch.randn(24, generator=generator)).tolist()]
                logits = torch.tensor([decimals])
                warm = TemperatureLogitsWarper(temperature)(None, logits)
                cut = TopPLogitsWarper(top_p)(None, warm) if top_p < 1 else warm  # as generate() does
                sums = warm.double().softmax(-1).sort().values.cumsum(-1)
                assert top_p in (0.0, 1.0) or (sums - (1 - top_p)).abs().min() > 1e-6, "a sum too near to the cut: choose another seed"
                kept = [token for token in range(24) if cut[0, token] > -float("inf")]
                found.append(dict(temperature=temperature, topP=top_p, logits=decimals, kept=kept,
                                  probabilities=[round(x, 9) for x in cut[0].double().softmax(-1)[kept].tolist()]))
    return found


def main() -> None:
    torch.set_num_threads(1)
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    root = Path(sys.argv[1])
    models = root.parent / "parity"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    (root / "nucleus.json").write_text(measure.compact(dict(nuclei=nuclei())))
    for case in CASES:
        (root / f"{case.name}.json").write_text(measure.compact(dict(answers=answers(case, models / case.name))))


if __name__ == "__main__":
    main()
