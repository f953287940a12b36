"""The four terms of one sample, the naive way: full logits, full relation matrices, autograd.

Letters: T positions of the sample, R response rows, P visual rows, V a vocabulary. Where teacher and student have
vocabularies of different sizes, the terms that compare them look at the tokenizer's own tokens alone, the first of
both; of one size, at everything. Cross entropy always is over the student's whole vocabulary.
"""

import torch
import torch.nn.functional as F

from reference.text import IGNORE

WEIGHTS = {"reg": 1.0, "res": 1.0, "vis": 1.0, "rel": 0.5}


def _forward_kl(student: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """KL(teacher || student) of rows of logits: sum over V, mean over rows, 0 without rows."""
    if len(student) == 0:
        return student.sum()
    return F.kl_div(F.log_softmax(student, -1), F.softmax(teacher, -1), reduction="batchmean")


def _relation(student: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """One minus the cosine of the two flattened P x P Gram matrices of raw logits."""
    return 1 - F.cosine_similarity((teacher @ teacher.T).flatten(), (student @ student.T).flatten(), dim=0, eps=1e-8)


def terms(
    student_tv: torch.Tensor, teacher_tv: torch.Tensor | None, tokens: int, labels: torch.Tensor, visual: slice | None
) -> dict:
    """The terms this sample has, given how many tokens the tokenizer has. Response rows are shifted by one, visual
    rows are not."""
    targets = labels[1:]
    response = targets != IGNORE
    rows = student_tv[:-1][response]
    found = {"reg": F.cross_entropy(rows, targets[response]) if len(rows) else rows.sum()}
    if teacher_tv is None:
        return found
    if student_tv.shape[1] != teacher_tv.shape[1]:
        student_tv, teacher_tv = student_tv[:, :tokens], teacher_tv[:, :tokens]
    found["res"] = _forward_kl(student_tv[:-1][response], teacher_tv[:-1][response])
    if visual is not None:
        found["vis"] = _forward_kl(student_tv[visual], teacher_tv[visual])
        found["rel"] = _relation(student_tv[visual], teacher_tv[visual])
    return found


def total(found: dict) -> torch.Tensor:
    """The sample's objective: the weighted sum of the terms it has."""
    return sum(WEIGHTS[name] * value for name, value in found.items())
