"""Golden numbers of the whole compute layer, from transformers' own models as it saves and loads them.

    python tests/golden/make_parity.py model-workers/src/test/resources/golden/parity

One folder a case (tests/golden/parity/cases.py says what each stands for): student/ and teacher/ as save_pretrained writes
them, and

case.json            sizes that stand in no folder, samples, terms, losses, gradient norms, rates, generated tokens
expected.safetensors hidden states of every layer, logits, gradients and weights after twelve steps: computed in float64 over
                     the stored weights, kept as float32
bf16.safetensors     the same of transformers in bf16 with float32 masters, where the case asks for it, without the weights after
bf16.json            how far any bf16 arithmetic may be from expected.safetensors and case.json, by kind and name

Of large tensors every stride-th element is kept; case.json has the norm and the largest magnitude of all elements.
float32.json beside the folders says how far transformers' own float32 is from its float64, the worst of each kind.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers.utils import logging as transformers_logging

from parity import measure
from parity.cases import CASES, Case, Sample, samples_of, step_samples
from parity.models import Reference, write_model
from parity.training import (
    BETAS, DECAY, EPS, MAX_NORM, RATE, STEPS, WARMUP, Trained, gradients, response_count, table, train,
)

NEW_TOKENS, MIN_MARGIN = 8, 2e-3
KEPT_STATES, KEPT_PARAMETERS = 4096, 256  # elements of one tensor


class Results:
    """What one arithmetic makes of a case: tensors by name, numbers by name."""

    def __init__(self, folder: Path, case: Case, dtype: torch.dtype, attention: str = "eager"):
        self.case, self.samples = case, samples_of(case)
        self.student = Reference(folder / "student", case, case.student, dtype, attention)
        self.teacher = Reference(folder / "teacher", case, case.teacher, dtype, attention)
        self.tensors: dict[str, torch.Tensor] = {}
        with torch.no_grad():
            for who, model in (("student", self.student), ("teacher", self.teacher)):
                self._forward(who, model)
            theirs = [self.teacher.logits(sample) for sample in self.samples]
        self.terms = table(self.student, case, theirs)
        self.gradients = gradients(self.student, case, theirs)
        self.trained: dict[str, Trained] = {setup: train(self.student, case, setup, theirs) for setup in case.setups}

    def _forward(self, who: str, model: Reference) -> None:
        images = [sample.image for sample in self.samples if sample.image is not None]
        for layer, states in enumerate(zip(*[model.vision_states(image) for image in images])):
            self.tensors[f"{who}/vision/{layer}"] = torch.stack(states)
        per_sample = [model.states(sample) for sample in self.samples]
        for layer, states in enumerate(zip(*per_sample)):
            self.tensors[f"{who}/language/{layer}"] = torch.cat(states)
        logits = [model.logits(sample) for sample in self.samples]
        self.tensors[f"{who}/logits"] = torch.cat(
            [z[s.response] for z, s in zip(logits, self.samples)] + [z[s.visual] for z, s in zip(logits, self.samples)])

    def parameters(self) -> dict[str, torch.Tensor]:
        found = {"gradient/" + n: t for n, t in self.gradients.items()}
        for setup, trained in self.trained.items():
            found |= {f"after/{setup}/{n}": t for n, t in trained.after.items()}
        return found


def generated(results: Results) -> list[dict]:
    """transformers' generate() on every sample that is whole; fails where rounding could decide a token."""
    found = []
    whole = results.case.student.vision.tokens
    for index, sample in enumerate(results.samples):
        if sample.image is not None and len(sample.visual) < whole:
            continue
        out = results.student.generator().generate(
            **results.student.inputs(sample), max_new_tokens=NEW_TOKENS, do_sample=False, eos_token_id=None, pad_token_id=0,
            output_logits=True, return_dict_in_generate=True)
        best = torch.cat(out.logits).topk(2).values
        margin = (best[:, 0] - best[:, 1]).min().item()
        assert margin > MIN_MARGIN, f"{results.case.name}: a token of sample {index} wins by {margin} only: choose another seed"
        found.append(dict(sample=index, tokens=out.sequences[0, -NEW_TOKENS:].tolist()))
    return found


def check_forward(results: Results) -> None:
    """Our splice against the forward of LlavaForConditionalGeneration itself."""
    for who in (results.student, results.teacher):
        for sample in results.samples:
            if who.whole is not None and len(sample.visual) in (0, who.sizes.vision.tokens):
                with torch.no_grad():
                    theirs = who.whole(**who.inputs(sample), use_cache=False).logits[0]
                    torch.testing.assert_close(who.logits(sample), theirs, rtol=1e-6, atol=1e-6)


def reduced(results: Results, after: bool) -> tuple[dict[str, torch.Tensor], dict[str, dict]]:
    kept, facts = {}, {}
    for name, tensor in (results.tensors | results.parameters()).items():
        if name.startswith("after/") and not after:
            continue
        flat = tensor.flatten()
        stride = max(1, -(-len(flat) // (KEPT_STATES if name in results.tensors else KEPT_PARAMETERS)))
        while stride > 1 and tensor.shape[-1] % stride == 0:
            stride += 1  # else one column alone would be kept
        kept[name] = flat[::stride]
        facts[name] = dict(stride=stride, largest=flat.abs().max().item(), norm=flat.double().norm().item())
    return kept, facts


def save(path: Path, tensors: dict[str, torch.Tensor], dtype: torch.dtype) -> None:
    save_file({name: tensor.to(dtype).contiguous() for name, tensor in tensors.items()}, path)


def numbers(trained: dict[str, Trained]) -> dict:
    return {setup: dict(losses=t.losses, norms=t.norms, rates=t.rates) for setup, t in trained.items()}


def samples_json(samples: list[Sample]) -> list[dict]:
    return [dict(ids=s.ids, labels=s.labels, image=-1 if s.image is None else s.image, responses=response_count(s))
            for s in samples]


def make_bf16(folder: Path, case: Case, exact: Results) -> dict:
    """Writes what transformers makes of the case in bf16, and the bounds that follow from it and from a second bf16
    arithmetic of its own, with fused attention."""
    low = Results(folder, case, torch.bfloat16)
    fused = Results(folder, case, torch.bfloat16, "sdpa")
    far = measure.larger(measure.distances(exact, low), measure.distances(exact, fused))
    print(f"{case.name}: bf16 {shown(far)}")
    save(folder / "bf16.safetensors", reduced(low, after=False)[0], torch.bfloat16)
    (folder / "bf16.json").write_text(json.dumps(measure.bounds(far), indent=1) + "\n")
    return dict(terms=low.terms, training=numbers(low.trained))


def make(folder: Path, case: Case, seed: int) -> dict[str, float]:
    write_model(folder / "student", case, case.student, seed)
    write_model(folder / "teacher", case, case.teacher, seed + 10)
    exact = Results(folder, case, torch.float64)
    check_forward(exact)
    kept, facts = reduced(exact, after=True)
    save(folder / "expected.safetensors", kept, torch.float32)
    vision = {who: dict(featureLayer=m.vision.feature, select=m.vision.select)
              for who, m in (("student", case.student), ("teacher", case.teacher))}
    description = dict(
        stored=case.stored, parts=case.parts, tokens=case.tokens, models=vision, imageSize=case.student.vision.image,
        visualTokens=case.student.vision.tokens, samples=samples_json(exact.samples),
        steps=[step_samples(case, step) for step in range(STEPS)],
        optimizer=dict(rate=RATE, decay=DECAY, beta1=BETAS[0], beta2=BETAS[1], eps=EPS, maxNorm=MAX_NORM, warmup=WARMUP),
        terms=exact.terms, training=numbers(exact.trained), generated=generated(exact), tensors=facts)
    if case.bf16:
        description["bf16"] = make_bf16(folder, case, exact)
    (folder / "case.json").write_text(measure.compact(description))
    near = measure.distances(exact, Results(folder, case, torch.float32))
    print(f"{case.name}: float32 {shown(near)}")
    return measure.worst(near)


def shown(measured: dict[str, dict[str, float]]) -> str:
    return ", ".join(f"{kind} {value:.1e}" for kind, value in measure.worst(measured).items())


def main() -> None:
    torch.set_num_threads(1)
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    root = Path(sys.argv[1])
    shutil.rmtree(root, ignore_errors=True)
    near = {case.name: make(root / case.name, case, 100 * (index + 1)) for index, case in enumerate(CASES)}
    (root / "float32.json").write_text(json.dumps(near, indent=1) + "\n")


if __name__ == "__main__":
    main()
