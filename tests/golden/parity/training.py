"""Terms, gradients and optimizer steps of a case: full logits, one sample after the other, torch.optim.AdamW."""

from dataclasses import dataclass

import torch
from transformers import get_cosine_schedule_with_warmup

from parity.cases import IGNORE, SETUPS, Case, Sample, samples_of, step_samples
from parity.models import Reference
from reference import objective

TERMS = ("reg", "res", "vis", "rel")
STEPS, WARMUP = 12, 3
RATE, DECAY, BETAS, EPS = 3e-3, 0.1, (0.9, 0.98), 1e-8
MAX_NORM = 15.0  # some steps are clipped and some are not


@dataclass
class Trained:
    losses: list[float]
    norms: list[float]
    rates: list[float]
    after: dict[str, torch.Tensor]


def sample_terms(student: Reference, case: Case, sample: Sample, teacher_logits: torch.Tensor) -> dict[str, torch.Tensor]:
    """The terms a sample has. Its visual rows are contiguous."""
    visual = slice(sample.visual[0], sample.visual[-1] + 1) if sample.visual else None
    return objective.terms(student.logits(sample), teacher_logits, case.tokens, torch.tensor(sample.labels), visual)


def batch_loss(student: Reference, case: Case, step: int, teacher_logits: list[torch.Tensor]) -> torch.Tensor:
    """Mean over the step's samples of each sample's weighted terms."""
    samples = samples_of(case)
    totals = [objective.total(sample_terms(student, case, samples[i], teacher_logits[i])) for i in step_samples(case, step)]
    return torch.stack([total.reshape(()) for total in totals]).mean()


def gradients(student: Reference, case: Case, teacher_logits: list[torch.Tensor]) -> dict[str, torch.Tensor]:
    """Of the first step, before clipping, of everything that runs."""
    named = student.named()
    loss = batch_loss(student, case, 0, teacher_logits)
    grads = torch.autograd.grad(loss, list(named.values()))
    return {name: grad.detach() for name, grad in zip(named, grads)}


def train(student: Reference, case: Case, setup: str, teacher_logits: list[torch.Tensor]) -> Trained:
    """Twelve steps. A bf16 model is trained through float32 masters, as mixed precision does: its gradients are widened,
    the masters moved, and rounded back into it. The model is left as it was found."""
    named = {n: p for n, p in student.named().items() if n.startswith(SETUPS[setup])}
    start = {n: p.detach().clone() for n, p in named.items()}
    mixed = student.dtype == torch.bfloat16
    masters = {n: p.detach().float().requires_grad_() for n, p in named.items()} if mixed else named
    optimizer = torch.optim.AdamW(
        [dict(params=[p for p in masters.values() if p.dim() >= 2], weight_decay=DECAY),
         dict(params=[p for p in masters.values() if p.dim() < 2], weight_decay=0.0)], lr=RATE, betas=BETAS, eps=EPS)
    schedule = get_cosine_schedule_with_warmup(optimizer, WARMUP, STEPS)
    found = Trained([], [], [], {})
    for step in range(STEPS):
        loss = batch_loss(student, case, step, teacher_logits)
        grads = torch.autograd.grad(loss, list(named.values()), allow_unused=True)
        for master, grad in zip(masters.values(), grads):
            # A part that a step does not touch has a gradient of zero, so that its moments still move it.
            master.grad = torch.zeros_like(master) if grad is None else grad.to(master.dtype)
        found.losses.append(loss.item())
        found.norms.append(torch.nn.utils.clip_grad_norm_(list(masters.values()), MAX_NORM).item())
        found.rates.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
        if mixed:
            for name, parameter in named.items():
                parameter.data.copy_(masters[name].data)
    found.after = {n: p.detach().clone() for n, p in masters.items()}
    for name, parameter in named.items():
        parameter.data.copy_(start[name])
        parameter.grad = None
    return found


def table(student: Reference, case: Case, teacher_logits: list[torch.Tensor]) -> list[dict[str, float]]:
    """The terms of each sample; one it has not is 0."""
    rows = []
    with torch.no_grad():
        for sample, theirs in zip(samples_of(case), teacher_logits):
            found = sample_terms(student, case, sample, theirs)
            rows.append({name: float(found.get(name, 0.0)) for name in TERMS})
    return rows


def response_count(sample: Sample) -> int:
    return sum(label != IGNORE for label in sample.labels[1:])
