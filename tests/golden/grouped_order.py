"""Writes what GroupedOrderTest and RecordLengthsTest expect.

- coordinator, golden/order/grouped.json: for data sets of seeded lengths, the micro-batches of every step of an epoch
  that is grouped by modality and length, for several global batches, micro-batches and numbers of ranks.
- model-workers, golden/lengths: records.json with texts that separate white space as Python knows it from every other
  notion of it, and expected.json with their signed lengths.

Run: python tests/golden/grouped_order.py
"""

import json
import pathlib
import random

from sample_order import Shuffle

ROOT = pathlib.Path(__file__).resolve().parents[2]
ORDERS = ROOT / "coordinator/src/test/resources/golden/order/grouped.json"
LENGTHS = ROOT / "model-workers/src/test/resources/golden/lengths"


def signed_length(record):
    """Words of all turns, at least 1; negative for a record that is text only."""
    texts = [turn["value"] for turn in record["conversations"]]
    words = max(1, sum(len(text.split()) for text in texts))
    return words if record.get("image") and any("<image>" in text for text in texts) else -words


def even(run, parts):
    """Cuts a run into so many even ones; where that does not divide, boundaries are rounded down."""
    at = [len(run) * part // parts for part in range(parts + 1)]
    return [run[a:b] for a, b in zip(at, at[1:])]


def global_batches(lengths, batch, shuffle):
    """Global batches of one modality in random order; what is left over of both at the end."""
    shuffled = shuffle.order(len(lengths))
    kinds = [
        [sample for sample in shuffled if lengths[sample] > 0],
        [sample for sample in shuffled if lengths[sample] < 0],
    ]
    full, rest = [], []
    for kind in kinds:
        whole = len(kind) - len(kind) % batch
        full += [kind[i : i + batch] for i in range(0, whole, batch)]
        rest += kind[whole:]
    mixed = [full[i] for i in shuffle.order(len(full))]
    return mixed + [rest[i : i + batch] for i in range(0, len(rest), batch)]


def micro_batches(samples, lengths, micro, ranks):
    """For each rank its micro-batches of one global batch: images first, then the longest."""
    by_length = sorted(samples, key=lambda sample: (lengths[sample] < 0, -abs(lengths[sample])))
    dealt = [[] for _ in range(ranks)]
    for turn, start in enumerate(range(0, len(by_length), micro * ranks)):
        window = by_length[start : start + micro * ranks]
        sizes = [len(run) for run in even(window, ranks)]
        for rank in reversed(range(ranks)) if turn % 2 else range(ranks):
            part, window = window[: sizes[rank]], window[sizes[rank] :]
            if part:
                dealt[rank].append(part)
    return dealt


def case(size, text_share, micro, accumulation, ranks, seed, stage, epoch):
    draw = random.Random(size * 1000 + ranks)
    lengths = [
        draw.randint(1, 60) * (-1 if draw.random() < text_share else 1) for _ in range(size)
    ]
    batches = global_batches(lengths, micro * accumulation * ranks, Shuffle(seed, stage, epoch))
    return {
        "seed": seed,
        "stage": stage,
        "epoch": epoch,
        "microBatch": micro,
        "accumulation": accumulation,
        "ranks": ranks,
        "lengths": lengths,
        "steps": [micro_batches(batch, lengths, micro, ranks) for batch in batches],
    }


CASES = [
    # size, share of text-only samples, micro-batch, accumulation, ranks, seed, stage, epoch
    (1, 0.0, 4, 2, 1, 0, 0, 0),
    (7, 0.5, 4, 4, 1, 3, 0, 0),  # everything is left over
    (40, 0.3, 1, 8, 1, 42, 1, 0),
    (97, 0.3, 4, 2, 1, 42, 1, 0),
    (97, 0.3, 4, 2, 1, 42, 1, 1),  # another epoch
    (96, 0.0, 4, 3, 1, -5, 2, 0),  # images alone, no rest
    (61, 1.0, 3, 4, 1, 7, 2, 3),  # text alone
    (203, 0.4, 4, 3, 2, 1234, 1, 0),
    (203, 0.4, 2, 3, 3, 1234, 1, 0),
    (30, 0.5, 4, 2, 3, 9, 0, 0),  # a last batch smaller than one micro-batch a rank
    (25, 0.2, 2, 2, 6, 2**62 + 1, 2, 1),
]


def record(number, image, *texts):
    turns = [{"from": "gpt" if i % 2 else "human", "value": text} for i, text in enumerate(texts)]
    return {"id": f"l-{number:02}", **({"image": image} if image else {}), "conversations": turns}


SPACES = "\t\n\x0b\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2005\u200a\u2028\u2029\u202f\u205f\u3000"
NO_SPACES = "\u180e\u200b\u200d\u2060\ufeff\x00\x08\x7f\xad"


def records():
    texts = [
        ("a.jpg", "<image>\nWhat is this?", "A red bus."),
        ("a.jpg", "What is this?\n<image>", "A red bus on a wet road, \"Line 7\" \\ north."),
        (None, "What is 2 + 2?", "4"),
        ("a.jpg", "No one asks for the picture.", "So it is text only."),
        ("", "<image> of nothing", "is text only"),
        (["b.jpg"], "<image>", "one word more"),
        (None, "", ""),
        ("a.jpg", " <image> ", "\n\t "),
        ("a.jpg", "<image>glued", "<im age> <image"),
        (None, SPACES.join("abc"), "".join(f"x{space}" for space in SPACES)),
        (None, "".join(f"x{other}" for other in NO_SPACES), NO_SPACES),
        (None, "你好，世界 这是什么？", "これは　本 です"),
        ("a.jpg", "<image> 🎈 emoji\U0001f468\u200d\U0001f469 🎈🎈", "naïve café l'été"),
        (None, "one", "two two", "three three three", "four", "five", "six"),
        ("long.jpg", "<image> " + "word " * 5000, "long\n" * 3000),
    ]
    return [record(i, *entry) for i, entry in enumerate(texts)] + [
        {"id": "l-system", "conversations": [{"from": "system", "value": "be kind"}] + record(0, None, "q", "a")["conversations"]},
        {"conversations": record(0, None, "the picture stands <image> after", "the turns")["conversations"], "extra": {"value": "not a turn's", "conversations": [{"value": "x"}]}, "image": "z.png"},
    ]


def write(path, value, **how):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, **how) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(ORDERS, [case(*known) for known in CASES], separators=(",", ":"))
    write(LENGTHS / "records.json", records(), ensure_ascii=False, indent=1)
    write(LENGTHS / "expected.json", [signed_length(known) for known in records()])
