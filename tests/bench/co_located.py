"""The usual co-located loop, measured: teacher then student in turn in one process, one sample at a time, full float32 logits of
both over the whole sequence, the losses on them, one fused AdamW step for all samples. Each model has its own vision tower.

L_reg is the cross entropy over the whole sequence, L_res and L_vis are KL divergences of rows of the logits, L_rel one minus the
cosine of the two P x P Gram matrices of the raw logits at the visual rows. No trainer, no gradient checkpointing, attention by
scaled_dot_product_attention, gradients freed between steps.
"""

import torch
import torch.nn.functional as F

from workload import WEIGHTS, Batch, Multimodal, Stopwatch, adamw, batches, median, moving, options, report, size_of

IGNORED = -100


def kl(student: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    return F.kl_div(F.log_softmax(student, -1), F.softmax(teacher, -1), reduction="batchmean")


def gram(rows: torch.Tensor) -> torch.Tensor:
    return rows @ rows.T


def objective(student: torch.Tensor, teacher: torch.Tensor, batch: Batch) -> torch.Tensor:
    """The objective of one sample from its logits (T, V)."""
    targets = torch.full((len(student),), IGNORED)
    targets[batch.response] = batch.targets[0]
    reg = F.cross_entropy(student, targets, ignore_index=IGNORED)
    res = kl(student[batch.response], teacher[batch.response])
    vis = kl(student[batch.visual], teacher[batch.visual])
    related, relating = gram(student[batch.visual]).flatten(), gram(teacher[batch.visual]).flatten()
    rel = 1 - F.cosine_similarity(relating, related, dim=0, eps=1e-8)
    return WEIGHTS["reg"] * reg + WEIGHTS["res"] * res + WEIGHTS["vis"] * vis + WEIGHTS["rel"] * rel


def main() -> None:
    arguments = options(__doc__)
    size = size_of(arguments.size)
    if not size["teacher_body"]:
        raise SystemExit(f"size {arguments.size} has no body of a teacher, so there is nothing to co-locate: choose another size")
    student = Multimodal(size["vision"], size["student"])
    teacher = Multimodal(size["vision"], size["teacher"]).requires_grad_(False)
    samples = batches(size, arguments.samples, 1)
    parameters = moving(student, arguments.stage)
    optimizer = adamw(parameters)
    stopwatch, steps = Stopwatch(arguments.clock), []
    for index in range(arguments.warmup + arguments.steps):
        loss = 0.0
        stopwatch.enters("optimizer")
        optimizer.zero_grad(set_to_none=True)
        for sample in samples:
            stopwatch.enters("teacher")
            with torch.no_grad():
                taught = teacher.logits(sample)[0]
            stopwatch.enters("forward")
            logits = student.logits(sample)[0]
            stopwatch.enters("losses")
            mean = objective(logits, taught, sample) / len(samples)
            stopwatch.enters("backward")
            mean.backward()
            loss += mean.item()
            del taught, logits, mean
        stopwatch.enters("optimizer")
        norm = torch.nn.utils.clip_grad_norm_(parameters, 1.0).item()
        optimizer.step()
        taken = stopwatch.stop()
        if index >= arguments.warmup:
            steps.append(taken)
    report(arguments, "plain co-located loop", steps, loss, norm)


if __name__ == "__main__":
    main()
