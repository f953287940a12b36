"""Records to token ids and labels: the pretrain and phi templates, tokenisation around the image, label masks."""

from dataclasses import dataclass

from tokenizers import Tokenizer

IGNORE = -100
IMAGE = -200
PLACEHOLDER = "<image>"
END = "<|endoftext|>"
SEPARATOR = " ASSISTANT: "
PHI_SYSTEM = (
    "A chat between a curious user and an artificial intelligence assistant. "
    "The assistant gives helpful, detailed, and polite answers to the user's questions. "
)


@dataclass
class TextSample:
    """What the text of one record becomes, cut to the maximum length but before the splice."""

    input_ids: list[int]
    labels: list[int]

    @property
    def images(self) -> int:
        return self.input_ids.count(IMAGE)


def rounds_of(record: dict) -> list[tuple[str, str]]:
    """Question and answer pairs; a first turn that is not the human's is skipped."""
    turns = record["conversations"]
    if turns[0]["from"] != "human":
        turns = turns[1:]
    questions, answers = [t["value"] for t in turns[0::2]], [t["value"] for t in turns[1::2]]
    assert len(questions) == len(answers), record["id"]
    return list(zip(questions, answers))


def _phi_prompt(rounds) -> str:
    prompt = PHI_SYSTEM
    for question, answer in rounds:
        if PLACEHOLDER in question:
            question = (PLACEHOLDER + "\n" + question.replace(PLACEHOLDER, "").strip()).strip()
        prompt += f"USER: {question} ASSISTANT: {answer}{END}"
    return prompt


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    """The pieces between placeholders are tokenised one by one and joined with -200."""
    ids: list[int] = []
    for index, piece in enumerate(text.split(PLACEHOLDER)):
        if index > 0:
            ids.append(IMAGE)
        ids += tokenizer.encode(piece, add_special_tokens=False).ids
    return ids


def _phi_labels(tokenizer: Tokenizer, prompt: str, ids: list[int], max_length: int) -> list[int]:
    labels = list(ids)
    pad = tokenizer.token_to_id(END)
    position = 0
    for text in prompt.split(END):
        parts = text.split(SEPARATOR)
        if text == "" or len(parts) != 2:
            break
        instruction = len(_ids(tokenizer, parts[0] + SEPARATOR)) - 1
        labels[position : position + instruction] = [IGNORE] * instruction
        position += len(_ids(tokenizer, text)) + 1
    labels[position:] = [IGNORE] * len(labels[position:])
    expected = sum(token != pad for token in ids) + prompt.count(END)
    if position < max_length and position != expected:
        labels = [IGNORE] * len(labels)
    return labels


def read_text(tokenizer: Tokenizer, record: dict, template: str, max_length: int) -> TextSample:
    """Ids and labels of one record under the named template ("pretrain" or "phi")."""
    rounds = rounds_of(record)
    if template == "pretrain":
        assert len(rounds) == 1 and PLACEHOLDER in rounds[0][0], record["id"]
        ids = _ids(tokenizer, PLACEHOLDER + rounds[0][1] + "\n")
        labels = [IGNORE] + ids[1:]
    else:
        prompt = _phi_prompt(rounds)
        ids = _ids(tokenizer, prompt)
        labels = _phi_labels(tokenizer, prompt, ids, max_length)
    return TextSample(ids[:max_length], labels[:max_length])
