"""Golden signals, from plain PyTorch in float64 and plain Python: what travels instead of hidden states, and what the losses
make of it.

    python tests/golden/make_signals.py model-workers/src/test/resources/golden/signals

Top-k: the k most probable tokens of softmax(z / T), ids rising, packed bit by bit with Python's own whole numbers; their
probabilities times 2^15 in float16, at least the smallest float16, and the rest as one bucket. Divergences are between the
buckets' distributions, gradients by autograd. Relations: the upper triangle of A A^T, sample by sample, over its own scale.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

ROWS, WIDTH, VOCABULARY, BITS = 3, 6, 300, 9
VISUAL = [4, 0, 2]
KINDS = ["forward-kl", "reverse-kl", "js", "skewed-forward-kl", "skewed-reverse-kl", "tv"]
SMALLEST = 2.0**-24


def packed(ids):
    """Rows of whole numbers, each of BITS bits, the first id lowest."""
    width = (len(ids[0]) * BITS + 7) // 8
    return np.array([list(sum(i << (BITS * n) for n, i in enumerate(row)).to_bytes(width, "little")) for row in ids], np.uint8)


def divergence(kind, p, q):
    kl = lambda a, b: torch.where(a > 0, a * (a / b).log(), torch.zeros_like(a)).sum(-1)
    if kind == "forward-kl":
        return kl(p, q)
    if kind == "reverse-kl":
        return kl(q, p)
    if kind == "skewed-forward-kl":
        return kl(p, 0.1 * p + 0.9 * q)
    if kind == "skewed-reverse-kl":
        return kl(q, 0.9 * p + 0.1 * q)
    if kind == "js":
        mix = 0.9 * p + 0.1 * q
        return 0.9 * kl(p, mix) + 0.1 * kl(q, mix)
    return 0.5 * (p - q).abs().sum(-1)


def top_k(arrays, logits, student, k, temperature):
    name = f"top{k}/{temperature}"
    p = F.softmax(logits / temperature, -1)
    ids = [sorted(sorted(range(VOCABULARY), key=lambda v: -row[v])[:k]) for row in p.tolist()]
    arrays[f"ids/{name}"] = np.array(ids, np.int64)
    arrays[f"packed/{name}"] = packed(ids)
    masses = []
    for row, kept in zip(p.tolist(), ids):
        rest = sum(x for v, x in enumerate(row) if v not in set(kept))
        masses.append([max(x * 2**15, SMALLEST) for x in [row[v] for v in kept] + [rest]])
    masses = torch.tensor(masses, dtype=torch.float64).half()
    arrays[f"masses/{name}"] = masses.float().numpy()
    share = masses.double() / masses.double().sum(1, keepdim=True)
    index = torch.tensor(ids)
    for kind in KINDS:
        z = student.clone().requires_grad_(True)
        q = F.softmax(z / temperature, -1)
        kept = q.gather(1, index)
        if k < VOCABULARY:
            others = torch.ones_like(q).scatter(1, index, 0.0)
            buckets, theirs = torch.cat([kept, (q * others).sum(1, keepdim=True)], 1), share
        else:  # the bucket of the rest is empty on both sides
            buckets, theirs = kept, share[:, :-1] / share[:, :-1].sum(1, keepdim=True)
        value = divergence(kind, theirs, buckets)
        value.sum().backward()
        arrays[f"value/{kind}/{name}"] = value.detach().float().numpy()
        arrays[f"gradient/{kind}/{name}"] = z.grad.float().numpy()


def relations(arrays, numbers, hidden, student, head):
    entries = {"fp16": [], "int8": []}
    scales = {"fp16": [], "int8": []}
    losses = {"exact": [], "fp16": [], "int8": []}
    begin = 0
    for count in VISUAL:
        a, s = hidden[begin:begin + count] @ head.T, student[begin:begin + count] @ head.T
        begin += count
        r, own = a @ a.T, s @ s.T
        for kind, largest in (("fp16", 32768), ("int8", 127)):
            upper = [r[i, j].item() for i in range(count) for j in range(i, count)]
            scale = float(np.float32(max(map(abs, upper), default=largest) / largest))
            numbers_ = [u / scale for u in upper]
            stored = [float(np.float16(x)) for x in numbers_] if kind == "fp16" else [float(round(x)) for x in numbers_]
            entries[kind] += stored
            scales[kind].append(scale)
            again, n = torch.zeros_like(r), 0
            for i in range(count):
                for j in range(i, count):
                    again[i, j] = again[j, i] = stored[n] * scale
                    n += 1
            if count:
                losses[kind].append(1 - F.cosine_similarity(again.flatten(), own.flatten(), dim=0).item())
                arrays[f"relation/{kind}/{count}"] = again.float().numpy()
        if count:
            losses["exact"].append(1 - F.cosine_similarity(r.flatten(), own.flatten(), dim=0).item())
    for kind in entries:
        arrays[f"entries/{kind}"] = np.array(entries[kind], np.float32)
        arrays[f"scales/{kind}"] = np.array(scales[kind], np.float32)
    numbers["relationLosses"] = losses


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(11)
    numbers = dict(rows=ROWS, vocabulary=VOCABULARY, bits=BITS, visual=VISUAL)
    hidden = torch.randn(ROWS, WIDTH).double()
    head = torch.randn(VOCABULARY, WIDTH).double()
    student = (1.5 * torch.randn(ROWS, VOCABULARY)).double()
    visual = torch.randn(sum(VISUAL), WIDTH).double()
    visual_student = torch.randn(sum(VISUAL), WIDTH).double()
    arrays = dict(hidden=hidden.float().numpy(), head=head.float().numpy(), student=student.float().numpy(),
                  visual=visual.float().numpy(), visualStudent=visual_student.float().numpy())
    for temperature in (1.0, 2.0):
        for k in (1, 3, 40, 299, 300):
            top_k(arrays, hidden @ head.T, student, k, temperature)
    relations(arrays, numbers, visual, visual_student, head)
    np.savez_compressed(folder / "signals.npz", **{name.replace("/", "|"): array for name, array in arrays.items()})
    (folder / "signals.json").write_text(json.dumps(numbers, indent=1) + "\n")


if __name__ == "__main__":
    main()
