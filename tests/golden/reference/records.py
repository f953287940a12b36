"""The records and pictures of the fixture. Every record is there for a reason, which its comment names."""

import json
from pathlib import Path

import numpy as np
from PIL import Image


def _turns(*values):
    """Turns in LLaVA form, human first."""
    return [{"from": "human" if i % 2 == 0 else "gpt", "value": v} for i, v in enumerate(values)]


PRETRAIN = [
    # The placeholder after the question; the image already has the model's size.
    ("p-01", "rgb-42.png", _turns("Render a clear and concise summary of the photo.\n<image>", "a red circle on a blue ground")),
    # The placeholder before the question; a picture to shrink.
    ("p-02", "nested/folder/rgb-large.png", _turns("<image>\nDescribe the image briefly.", "two green squares beside a wall")),
    # A caption that starts with CJK; a picture to enlarge.
    ("p-03", "rgb-small.png", _turns("<image>\nWhat is this?", "一只黑色的猫坐在窗边。")),
    # Emoji: four bytes each, outside the BMP; a wide picture.
    ("p-04", "wide.png", _turns("What is this?\n<image>", "🙂 a smiling face with 🎈🎈")),
    # Digits, which the pre-tokenizer cuts one by one; a tall picture.
    ("p-05", "tall.png", _turns("Give a short caption.\n<image>", "3 apples, 12 pears and 0.5 kg of salt")),
    # A decomposed accent that NFC composes; a grey picture.
    ("p-06", "grey.png", _turns("<image>\nGive a short caption.", "cafe\u0301 au lait in a white cup")),
    # Space and newline at the ends of the caption stay; a picture with alpha.
    ("p-07", "rgba.png", _turns("<image>\nDescribe the image briefly.", " a dog\nand its shadow ")),
    # Long: a small model-max-length cuts it; a palette picture.
    (
        "p-08",
        "palette.png",
        _turns(
            "<image>\nDescribe the image in detail.",
            "A long street with many people, some of them under umbrellas, while a red bus waits at the corner "
            "and a man with a yellow bag looks at the clock above the door of the station.",
        ),
    ),
    # A question of the placeholder alone; grey with alpha.
    ("p-09", "grey-alpha.png", _turns("<image>", "fog")),
    # Stripes at full contrast: bicubic overshoots and must clip. Contractions and punctuation.
    ("p-10", "stripes.png", _turns("<image>\nWhat is this?", "It's a zebra's coat; we'll see (perhaps)...")),
    # The eleventh makes the epoch's last global batch one of three, its last micro-batch one of one.
    ("p-11", "rgb-large-2.png", _turns("Give a short caption.\n<image>", "the same wall at night, 2 lamps lit")),
]

FINETUNE = [
    # The plain case.
    ("f-01", "rgb-42.png", _turns("<image>\nWhat colour is the circle?", "The circle is red.")),
    # The placeholder after the question; the answer is a digit, so the separator's space is a target of its own.
    ("f-02", "nested/folder/rgb-large.png", _turns("How many squares are there?\n<image>", "7")),
    # Text only, two rounds.
    ("f-03", None, _turns("What is the capital of France?", "The capital of France is Paris.", "And of Italy?", "It is Rome.")),
    # CJK on both sides.
    ("f-04", "rgb-small.png", _turns("图里有什么？\n<image>", "红色的圆。")),
    # Three rounds about one picture.
    (
        "f-05",
        "wide.png",
        _turns(
            "<image>\nIs there a dog?", "Yes, there is.", "What colour is it?", "It is brown.", "How old is it?", "3 years, I think."
        ),
    ),
    # An image but no placeholder: text only. The answer's first word swallows the separator's space.
    ("f-06", "tall.png", _turns("Name a tall building.", "the Eiffel Tower")),
    # Emoji after the separator, text only.
    ("f-07", None, _turns("Answer with balloons.", "🎈🎈")),
    # The first turn is not the human's and is skipped.
    (
        "f-08",
        "grey.png",
        [{"from": "gpt", "value": "Welcome."}] + _turns("<image>\nIs this a colour picture?", "No, it is grey."),
    ),
    # The second round holds the separator twice: the counts disagree and every label goes, but vis and rel stay.
    # Where the first round alone reaches model-max-length the check does not apply.
    (
        "f-09",
        "rgba.png",
        _turns(
            "<image>\nWhat is on the table?",
            "There is a cup of tea on the table, and beside it a plate with bread, cheese and some red grapes.",
            "Repeat after me: ASSISTANT: hello.",
            "hello",
        ),
    ),
    # The picture comes in the second round, so the image rows stand late in the sequence.
    ("f-10", "palette.png", _turns("Are you ready?", "Yes.", "<image>\nWhat do you see?", "A palette of 16 colours.")),
    # A question of the placeholder alone: no newline stays behind it. Again a first word that swallows the space.
    ("f-11", "grey-alpha.png", _turns("<image>", "a field under fog")),
    # A decomposed accent in the question, several sentences in the answer.
    (
        "f-12",
        "stripes.png",
        _turns("<image>\nIs this a cafe\u0301?", "No. It's a zebra's coat, seen from very near. We'll need 2 more pictures to be sure."),
    ),
    # The thirteenth is a global batch of its own: text only, so the connector's gradient is zero but its moments move.
    # Spaces round a question without placeholder stay.
    ("f-13", None, _turns(" What is 12 + 30? ", "42")),
]


def _pattern(rng, height, width, channels):
    """A gradient with a disc and some noise: smooth parts, an edge, and no two rows alike."""
    y, x = np.mgrid[0:height, 0:width]
    base = np.stack([(x * 255 / max(1, width - 1)), (y * 255 / max(1, height - 1)), ((x + y) * 127 / (width + height))], -1)[..., :channels]
    disc = ((x - width * 0.6) ** 2 + (y - height * 0.4) ** 2) < (min(width, height) * 0.3) ** 2
    base[disc] = rng.integers(0, 256, channels)
    return np.clip(base + rng.integers(-12, 13, base.shape), 0, 255).astype(np.uint8)


def _pictures(rng):
    yield "rgb-42.png", Image.fromarray(_pattern(rng, 42, 42, 3))
    yield "nested/folder/rgb-large.png", Image.fromarray(_pattern(rng, 64, 64, 3))
    yield "rgb-large-2.png", Image.fromarray(_pattern(rng, 83, 59, 3))
    yield "rgb-small.png", Image.fromarray(_pattern(rng, 20, 20, 3))
    yield "wide.png", Image.fromarray(_pattern(rng, 33, 80, 3))
    yield "tall.png", Image.fromarray(_pattern(rng, 77, 31, 3))
    yield "grey.png", Image.fromarray(_pattern(rng, 50, 50, 1)[..., 0])
    alpha = np.linspace(0, 255, 36 * 48).reshape(36, 48, 1).astype(np.uint8)
    yield "rgba.png", Image.fromarray(np.concatenate([_pattern(rng, 36, 48, 3), alpha], -1))
    palette = Image.fromarray(rng.integers(0, 16, (7, 7)).astype(np.uint8).repeat(8, 0).repeat(8, 1), mode="P")
    palette.putpalette(rng.integers(0, 256, 16 * 3).astype(np.uint8).tobytes())
    yield "palette.png", palette
    yield "grey-alpha.png", Image.fromarray(np.concatenate([_pattern(rng, 45, 30, 1), alpha.reshape(-1)[: 45 * 30].reshape(45, 30, 1)], -1))
    stripes = np.zeros((13, 97, 3), np.uint8)
    stripes[:, ::4] = stripes[:, 1::4] = 255
    stripes[6:] = 255 - stripes[6:]
    yield "stripes.png", Image.fromarray(stripes)


def write_data(folder: Path, seed: int) -> None:
    """Writes pretrain.json, finetune.json and images/ into the folder."""
    rng = np.random.Generator(np.random.PCG64(seed))
    for name, picture in _pictures(rng):
        file = folder / "images" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        picture.save(file, optimize=True)
    for name, records in (("pretrain.json", PRETRAIN), ("finetune.json", FINETUNE)):
        rows = [{"id": i, **({"image": image} if image else {}), "conversations": turns} for i, image, turns in records]
        (folder / name).write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def corpus() -> list[str]:
    """Every text of the records: what the tokenizer is trained on."""
    return [turn["value"] for records in (PRETRAIN, FINETUNE) for _, _, turns in records for turn in turns]
