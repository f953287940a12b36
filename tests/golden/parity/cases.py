"""Which tiny models are compared, each size and option with the real model or rule it stands for.

A case is a student and a teacher of one tokenizer. Sizes are small, but nothing is round: intermediate sizes are odd like
SigLIP's 4304, patches leave pixels over like 384 / 14, vocabularies have padding rows and differ.
"""

from dataclasses import dataclass, field

IGNORE = -100
IMAGE = -200


@dataclass(frozen=True)
class Vision:
    """A SigLIP tower and what is taken from it."""

    hidden: int
    intermediate: int
    layers: int
    heads: int
    image: int = 30
    patch: int = 7
    eps: float = 1e-6
    feature: int = -2
    select: str = "patch"
    whole_siglip: bool = False  # stored as a full SigLIP model, text tower included

    @property
    def running(self) -> int:
        """Layers that run for the feature: hidden_states[0] is the embeddings."""
        return self.feature if self.feature >= 0 else self.layers + 1 + self.feature

    @property
    def first(self) -> int:
        return 1 if self.select == "patch" else 0

    @property
    def tokens(self) -> int:
        return (self.image // self.patch) ** 2 - self.first


@dataclass(frozen=True)
class Language:
    """A Qwen2 decoder with its head."""

    vocabulary: int
    hidden: int
    intermediate: int
    layers: int
    heads: int
    kv_heads: int
    theta: float
    tied: bool
    eps: float = 1e-6


@dataclass(frozen=True)
class Model:
    vision: Vision
    language: Language
    shard: str | None = None  # largest size of one file of weights


@dataclass(frozen=True)
class Case:
    name: str
    student: Model
    teacher: Model
    stored: str  # float32, bfloat16 or float16
    parts: bool  # three folders instead of a LlavaForConditionalGeneration
    tokens: int = 49  # of the tokenizer; rows beyond are padding and zero
    setups: tuple = ("connector", "connector-language", "all")
    samples: tuple = (0, 1, 2, 3, 4, 5)
    per_step: int = 4
    bf16: bool = field(default=False)  # also run by transformers in bf16


SETUPS = {
    "connector": ("connector/",),
    "connector-language": ("connector/", "language_model/"),
    "all": ("vision_tower/", "connector/", "language_model/"),
}

CASES = [
    # Qwen1.5-0.5B under a 4B teacher: every head has its own keys, rope theta 1e6 and 5e6, tied and untied.
    Case(
        "qwen1.5-mha",
        Model(Vision(24, 43, 3, 2), Language(56, 48, 67, 2, 4, 4, 1e6, True)),
        Model(Vision(20, 31, 3, 2), Language(64, 40, 53, 2, 5, 5, 5e6, False), shard="40KB"),
        stored="bfloat16", parts=False, bf16=True,
    ),
    # Qwen2-0.5B: 14 heads over 2, tied, with SigLIP's last layer and all patches; the teacher has Qwen2.5-3B's 8 heads over 1
    # and the smaller vocabulary.
    Case(
        "qwen2-gqa7",
        Model(Vision(24, 43, 3, 3, image=31, feature=-1, select="cls_patch", whole_siglip=True),
              Language(56, 84, 59, 2, 14, 2, 1e6, True), shard="40KB"),
        Model(Vision(16, 27, 2, 2, image=31, feature=-1, select="cls_patch"), Language(52, 64, 45, 2, 8, 1, 1e6, True)),
        stored="bfloat16", parts=True, bf16=True,
    ),
    # Qwen2.5-7B's kind: untied, 3 and 7 heads a key head, other eps, feature layers counted from the embeddings (2 and 0).
    Case(
        "qwen2.5-untied",
        Model(Vision(20, 37, 4, 2, eps=1e-3, feature=2), Language(53, 60, 41, 2, 6, 2, 1e6, False, eps=1e-5), shard="60KB"),
        Model(Vision(16, 27, 2, 2, eps=1e-5, feature=0), Language(53, 56, 43, 2, 7, 1, 1e4, False, eps=1e-3), shard="60KB"),
        stored="float32", parts=False,
    ),
    # SigLIP so400m's picture: 384 pixels, patch 14, 729 patches of which 728 are tokens, six pixels left over.
    Case(
        "so400m-picture",
        Model(Vision(8, 11, 3, 2, image=384, patch=14), Language(50, 12, 17, 2, 2, 1, 1e6, True)),
        Model(Vision(8, 11, 2, 2, image=384, patch=14), Language(52, 16, 19, 2, 2, 2, 5e6, False)),
        stored="bfloat16", parts=True, setups=("all",), samples=(0, 2), per_step=2, bf16=True,
    ),
    # Heads of real width: 64 (Qwen1.5-0.5B), 80 and SigLIP so400m's 72.
    Case(
        "wide-heads",
        Model(Vision(144, 21, 1, 2, image=23, feature=-1), Language(51, 128, 40, 1, 2, 1, 1e6, True), shard="150KB"),
        Model(Vision(24, 19, 2, 3, image=23), Language(55, 160, 24, 1, 2, 1, 5e6, True)),
        stored="float16", parts=False,
    ),
]


@dataclass(frozen=True)
class Sample:
    """Ids and labels after the splice: -200 where a visual token stands, labels not shifted."""

    ids: list[int]
    labels: list[int]
    image: int | None

    @property
    def visual(self) -> list[int]:
        return [t for t, i in enumerate(self.ids) if i == IMAGE]

    @property
    def response(self) -> list[int]:
        return [t for t in range(len(self.ids) - 1) if self.labels[t + 1] != IGNORE]


def _sample(image: int | None, *pieces) -> Sample:
    """Pieces are an int (that many visual tokens), a list of ids, or a tuple of ids that are targets."""
    ids, labels = [], []
    for piece in pieces:
        if isinstance(piece, int):
            ids += [IMAGE] * piece
            labels += [IGNORE] * piece
        else:
            ids += list(piece)
            labels += list(piece) if isinstance(piece, tuple) else [IGNORE] * len(piece)
    return Sample(ids, labels, image)


def samples_of(case: Case) -> list[Sample]:
    count = case.student.vision.tokens
    every = [
        _sample(0, [3, 4], count, [5, 6], (7, 8, 9)),
        _sample(1, [10], count - 4),  # cut by the length limit: no target, fewer visual rows
        _sample(None, [11, 12, 13], (14, 15, 16)),
        _sample(2, count, (21, 22, 23, 0)),  # the picture first
        _sample(3, [8, 9, 10], count, [31, 32], (33, 34, 0), [12, 13], (35, 0)),  # two rounds
        _sample(None, [17, 18, 19]),  # nothing to learn
    ]
    return [every[i] for i in case.samples]


def step_samples(case: Case, step: int) -> list[int]:
    """The global batch of an optimizer step: the samples in turn."""
    return [(step * case.per_step + i) % len(case.samples) for i in range(case.per_step)]
