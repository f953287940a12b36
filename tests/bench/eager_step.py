"""The student's step alone in eager PyTorch, measured: the same work as Docent's step, the teacher's hidden states given.

Per micro-batch: tower, connector and body forward with autograd; logits only at the rows a term needs (response and visual rows),
all of them at once (or `--eager-chunk-rows`), their gradient taken by autograd and carried on to hidden states and head by two
products; the relation from hidden states and G = W^T W in float64, the student's G once a step and its gradient folded into the
head once; then the body differentiated once. Per step: clipping by the global norm and fused AdamW.
"""

import torch
import torch.nn.functional as F

from workload import WEIGHTS, Batch, Multimodal, Stopwatch, adamw, batches, moving, options, report, size_of


def gram(head: torch.Tensor) -> torch.Tensor:
    """W^T W (D, D), summed in float64 over blocks of rows."""
    total = torch.zeros(head.shape[1], head.shape[1], dtype=torch.float64)
    for block in head.split(8192):
        total += block.T @ block
    return total


def relation(hidden: torch.Tensor, gram_matrix: torch.Tensor) -> torch.Tensor:
    """The Gram matrices (B, P * P) of the logits of hidden states (B, P, D)."""
    hidden = hidden.double()
    return (hidden @ gram_matrix @ hidden.transpose(1, 2)).flatten(1)


class Head:
    """A head and what is summed over a step: its gradient and that of its Gram matrix."""

    def __init__(self, weight: torch.Tensor, trains: bool):
        self.weight, self.trains = weight.detach(), trains
        self.parameter = weight
        self.gram = gram(self.weight)

    def begin(self) -> None:
        """A frozen head keeps its Gram matrix."""
        if self.trains:
            self.gram = gram(self.weight).requires_grad_()
            self.parameter.grad = torch.zeros_like(self.weight)

    def fold(self) -> None:
        if self.trains:
            both = (self.gram.grad + self.gram.grad.T).float()
            self.parameter.grad.addmm_(self.weight, both)


def vocabulary_rows(hidden, said, targets, weight, share, head, teacher_head, chunk) -> tuple[torch.Tensor, float]:
    """Cross entropy (where there are targets) and KL of some rows, times share: the gradient of hidden (S, D), and the value."""
    gradient, value = torch.empty_like(hidden), 0.0
    for first in range(0, len(hidden), chunk):
        rows = slice(first, first + chunk)
        with torch.no_grad():
            logits = F.linear(hidden[rows], head.weight)
            taught = F.softmax(F.linear(said[rows], teacher_head), -1)
        logits.requires_grad_()
        loss = weight * F.kl_div(F.log_softmax(logits, -1), taught, reduction="sum")
        if targets is not None:
            loss = loss + WEIGHTS["reg"] * F.cross_entropy(logits, targets[rows], reduction="sum")
        (grad,) = torch.autograd.grad(loss * share, logits)
        gradient[rows] = grad @ head.weight
        if head.trains:
            head.parameter.grad.addmm_(grad.T, hidden[rows])
        value += loss.item() * share
    return gradient, value


def losses(hidden: torch.Tensor, batch: Batch, said: torch.Tensor, head: Head, teacher: Head, samples: int, chunk: int) -> tuple[torch.Tensor, float]:
    """The gradient of the step's objective with respect to hidden (B, T, D), and its value for this micro-batch."""
    gradient, width, responses = torch.zeros_like(hidden), hidden.shape[2], batch.targets.numel()
    answers, seen = hidden[:, batch.response], hidden[:, batch.visual]
    flat = answers.reshape(-1, width)
    share = 1 / batch.targets.shape[1] / samples
    part, value = vocabulary_rows(
        flat, said[:responses], batch.targets.flatten(), WEIGHTS["res"], share, head, teacher.weight, chunk or len(flat)
    )
    gradient[:, batch.response] += part.view_as(answers)
    flat = seen.reshape(-1, width)
    share = 1 / seen.shape[1] / samples
    part, more = vocabulary_rows(flat, said[responses:], None, WEIGHTS["vis"], share, head, teacher.weight, chunk or len(flat))
    gradient[:, batch.visual] += part.view_as(seen)
    leaf = seen.detach().requires_grad_()
    taught = relation(said[responses:].view(len(seen), -1, said.shape[1]), teacher.gram)
    rel = (1 - F.cosine_similarity(taught, relation(leaf, head.gram), dim=1, eps=1e-8)).sum() * (WEIGHTS["rel"] / samples)
    rel.backward()
    gradient[:, batch.visual] += leaf.grad
    return gradient, value + more + rel.item()


def said_by(teacher: Multimodal | None, size: dict, made: list[Batch]) -> tuple[Head, list[torch.Tensor]]:
    """The teacher's head and what it says about each batch: random where it has no body."""
    if teacher is None:
        vocabulary, width = size["teacher"]["vocab_size"], size["teacher"]["hidden_size"]
        rows = [b.targets.numel() + len(b.targets) * (b.visual.stop - b.visual.start) for b in made]
        return Head(torch.randn(vocabulary, width) * 0.02, False), [torch.randn(count, width) for count in rows]
    said = []
    for batch in made:
        with torch.no_grad():
            hidden = teacher.hidden(batch)
        said.append(torch.cat([hidden[:, batch.response].flatten(0, 1), hidden[:, batch.visual].flatten(0, 1)]))
    return Head(teacher.head().clone(), False), said


def main() -> None:
    arguments = options(__doc__)
    size = size_of(arguments.size)
    student = Multimodal(size["vision"], size["student"])
    model = Multimodal(size["vision"], size["teacher"]).requires_grad_(False) if size["teacher_body"] else None
    made = batches(size, arguments.samples, arguments.micro_batch)
    teacher, said = said_by(model, size, made)
    del model
    parameters = moving(student, arguments.stage)
    optimizer = adamw(parameters)
    head = Head(student.head(), arguments.stage == "dft")
    stopwatch, steps = Stopwatch(arguments.clock), []
    for index in range(arguments.warmup + arguments.steps):
        loss = 0.0
        stopwatch.enters("optimizer")
        optimizer.zero_grad(set_to_none=True)
        stopwatch.enters("losses")
        head.begin()
        for batch, hidden_states in zip(made, said):
            stopwatch.enters("forward")
            hidden = student.hidden(batch)
            stopwatch.enters("losses")
            gradient, value = losses(hidden.detach(), batch, hidden_states, head, teacher, arguments.samples, arguments.eager_chunk_rows)
            loss += value
            stopwatch.enters("backward")
            hidden.backward(gradient)
            del hidden, gradient
        stopwatch.enters("optimizer")
        head.fold()
        norm = torch.nn.utils.clip_grad_norm_(parameters, 1.0).item()
        optimizer.step()
        taken = stopwatch.stop()
        if index >= arguments.warmup:
            steps.append(taken)
    report(arguments, "eager student step", steps, loss, norm)


if __name__ == "__main__":
    main()
