"""Golden token ids and labels: TinyLLaVA's labelling written again from its description, with transformers' tokenizer.

Run from the repository's root with tokenizers and transformers at hand; the tests read what it wrote and need no Python:

    python tests/golden/make_text.py model-workers/src/test/resources/golden/text

tokenizer.json, tokenizer_config.json   a byte-level BPE of a few hundred tokens with Qwen2's pre-tokenizer
records.json    LLaVA records chosen to hurt (nasty_text.py)
expected.json   per template, system sentence and model-max-length: each record's prompt, ids, labels, and the ids and
                labels after the splice
turns.json      per template: conversations with a placeholder in an answer and their ids and labels; of every record the
                prompt and the ids when its last answer is still to come
"""

import json
import re
import sys
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from nasty_text import IMAGE_IN_ANSWERS, MORE, RECORDS, turns

OUT = Path(sys.argv[1])
OUT.mkdir(parents=True, exist_ok=True)

IMAGE, IMAGE_ID, IGNORED = "<image>", -200, -100
SYSTEM = (
    "A chat between a curious user and an artificial intelligence assistant. "
    "The assistant gives helpful, detailed, and polite answers to the user's questions."
)
ENDS = {"phi": "<|endoftext|>", "qwen2_base": "<|endoftext|>", "qwen2_instruct": "<|im_end|>"}
QWEN2_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def train_tokenizer():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN2_SPLIT), behavior="isolated", invert=False),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    corpus = [SYSTEM + " USER: What ASSISTANT: The answer"] * 4
    corpus += [turn["value"] for entry in RECORDS for turn in entry["conversations"]]
    trainer = trainers.BpeTrainer(
        vocab_size=640, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False
    )
    tokenizer.train_from_iterator(corpus, trainer)
    names = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in names])
    tokenizer.save(str(OUT / "tokenizer.json"))
    config = {"eos_token": "<|endoftext|>", "pad_token": "<|endoftext|>", "tokenizer_class": "PreTrainedTokenizerFast"}
    (OUT / "tokenizer_config.json").write_text(json.dumps(config, indent=1) + "\n")


def load_tokenizer(end):
    return PreTrainedTokenizerFast(tokenizer_file=str(OUT / "tokenizer.json"), eos_token=end, pad_token="<|endoftext|>")


def pairs(entry):
    values = [turn["value"] for turn in entry["conversations"]]
    if entry["conversations"][0]["from"] != "human":
        values = values[1:]
    return list(zip(values[0::2], values[1::2], strict=True))


def prompt_of(template, system, entry):
    if template == "pretrain":
        has_image = any(IMAGE in question for question, _ in pairs(entry))
        return (IMAGE if has_image else "") + "".join(answer + "\n" for _, answer in pairs(entry) if answer is not None)
    text = system + " " if system else ""
    for question, answer in pairs(entry):
        if IMAGE in question:
            question = question.replace(IMAGE, "").strip()
            question = (IMAGE + "\n" + question).strip()
        text += "USER: " + question + " " + "ASSISTANT:" + ("" if answer is None else " " + answer + ENDS[template])
    return text


def ids_of(tokenizer, text):
    chunks = [tokenizer(chunk).input_ids for chunk in text.split(IMAGE)]
    ids = list(chunks[0])
    for chunk in chunks[1:]:
        ids += [IMAGE_ID] + chunk
    return ids


def labels_of(tokenizer, template, prompt, ids, longest):
    labels = list(ids)
    if template == "pretrain":
        if labels and labels[0] == IMAGE_ID:
            labels[0] = IGNORED
        return labels
    end = ENDS[template]
    total = sum(label != tokenizer.pad_token_id for label in labels)
    if tokenizer.pad_token_id == tokenizer.eos_token_id:
        total += prompt.count(end)
    position = 0
    for text in prompt.split(end):
        parts = text.split(" ASSISTANT: ")
        if len(parts) != 2:
            break
        round_length = len(ids_of(tokenizer, text)) + len(tokenizer(end).input_ids)
        instruction = len(ids_of(tokenizer, parts[0] + " ASSISTANT: ")) - 1
        for i in range(position, min(position + instruction, len(labels))):
            labels[i] = IGNORED
        position += round_length
    for i in range(position, len(labels)):
        labels[i] = IGNORED
    if position < longest and position != total:
        labels = [IGNORED] * len(labels)
    return labels


def spliced(ids, labels, patches, longest):
    out_ids, out_labels = [], []
    for token, label in zip(ids, labels):
        count = patches if token == IMAGE_ID else 1
        out_ids += [token] * count
        out_labels += [IGNORED if token == IMAGE_ID else label] * count
    return out_ids[:longest], out_labels[:longest]


def case(template, system, longest, patches):
    tokenizer = load_tokenizer(ENDS.get(template, "<|endoftext|>"))
    samples = []
    for entry in RECORDS + MORE:
        prompt = prompt_of(template, system, entry)
        ids = ids_of(tokenizer, prompt)
        labels = labels_of(tokenizer, template, prompt, ids, longest)[:longest]
        ids = ids[:longest]
        after_ids, after_labels = spliced(ids, labels, patches, longest)
        samples.append({"id": str(entry["id"]), "prompt": prompt, "ids": ids, "labels": labels})
        samples[-1] |= {"spliced_ids": after_ids, "spliced_labels": after_labels}
    return {"template": template, "system": system, "max": longest, "patches": patches, "samples": samples}


def encoder_case(template):
    """What the encoder is asked without a dataset: answers with a placeholder, and prompts whose last answer is open."""
    tokenizer = load_tokenizer(ENDS.get(template, "<|endoftext|>"))
    answered, asked = [], []
    for conversation in IMAGE_IN_ANSWERS:
        prompt = prompt_of(template, SYSTEM, {"conversations": conversation})
        ids = ids_of(tokenizer, prompt)
        labels = labels_of(tokenizer, template, prompt, ids, 2048)
        labels = [IGNORED if label == IMAGE_ID else label for label in labels]  # as the splice leaves them
        answered.append({"turns": conversation, "ids": ids, "labels": labels})
    for entry in RECORDS + MORE:
        values = [value for pair in pairs(entry) for value in pair]
        opened = turns(*values)
        opened[-1]["value"] = None
        prompt = prompt_of(template, SYSTEM, {"conversations": opened})
        asked.append({"id": str(entry["id"]), "ids": ids_of(tokenizer, prompt)})
    return {"template": template, "answered": answered, "asked": asked}


def compact(value):
    text = json.dumps(value, ensure_ascii=True, indent=1)
    return re.sub(r"\[\s+([-\d,\s]+?)\s+\]", lambda m: "[" + re.sub(r"\s+", "", m.group(1)) + "]", text) + "\n"


def main():
    train_tokenizer()
    (OUT / "records.json").write_text(json.dumps(RECORDS + MORE, indent=1) + "\n")
    cases = [
        case("phi", SYSTEM, 2048, 4),
        case("qwen2_base", "", 64, 9),
        case("qwen2_base", "Be brief.", 20, 16),
        case("qwen2_instruct", SYSTEM, 2048, 1),
        case("pretrain", "", 2048, 4),
        case("pretrain", "", 12, 16),
    ]
    (OUT / "expected.json").write_text(compact(cases))
    encoder = [encoder_case(template) for template in ("phi", "qwen2_base", "qwen2_instruct", "pretrain")]
    (OUT / "turns.json").write_text(compact(encoder))


main()
