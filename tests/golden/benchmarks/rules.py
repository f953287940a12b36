"""The rules by which the benchmarks read and mark answers, naively, from their published description."""

import math
import random
import re

# ---- short answers (VQAv2, VizWiz, TextVQA) ----

NUMBERS = "none zero one two three four five six seven eight nine ten".split()
PUNCTUATION = list(";/[]\"{}()=+\\_-><@`,?!")
# Spellings with one apostrophe left out, by how the right one is put together.
NOT = "ain aren can couldn didn doesn don hadn hasn haven isn mightn mustn needn oughtn shan shouldn wasn weren won wouldn"
TWICE = "couldn't hadn't he'd it'd mightn't she'd shouldn't somebody'd someone'd something'd there'd they'd we'd who'd wouldn't you'd"
OTHERS = {
    "d": "he how it someone something there they where who you",
    "ll": "how it somebody someone something they what who why you",
    "s": "he how somebody someone that there what when where who why",
    "re": "there they what why you",
    "ve": "could might must not should they we what where who would you",
}


def contractions():
    right = [word + "'t" for word in NOT.split()] + [word + "'ve" for word in TWICE.split()]
    for ending, words in OTHERS.items():
        right += [word + "'" + ending for word in words.split()]
    right += ["ma'am", "o'clock", "'twas", "'ow's'at", "y'all", "y'all'll", "y'all'd've"]
    table = {"somebody'd": "somebodyd"}
    for word in right:
        for place, letter in enumerate(word):
            if letter == "'":
                table[word[:place] + word[place + 1:]] = word
    return table


CONTRACTIONS = contractions()


def normalise(answer):
    text = answer.lower()
    for old, new in ((",", ""), ("?", ""), ("'s", " 's")):
        text = text.replace(old, new)
    text = text.strip()
    text = text.replace("\n", " ").replace("\t", " ").strip()
    marked = text
    comma_in_number = re.search(r"\d,+\d", text)
    for mark in PUNCTUATION:
        beside_blank = mark + " " in text or " " + mark in text
        marked = marked.replace(mark, "" if beside_blank or comma_in_number else " ")
    marked = re.sub(r"\.(?!\d)", "", marked, count=32)
    words = []
    for word in marked.lower().split():
        if word in NUMBERS:
            word = str(max(NUMBERS.index(word) - 1, 0))
        if word not in ("a", "an", "the"):
            words.append(CONTRACTIONS.get(word, word))
    return " ".join(words)


def soft_accuracy(prediction, people):
    """Mean over the ten ways to leave one person out of min(1, those others who said so / 3)."""
    people = [normalise(answer) for answer in people]
    prediction = normalise(prediction)
    if prediction not in people:
        return 0.0
    scores = []
    for left_out in range(len(people)):
        others = [answer for person, answer in enumerate(people) if person != left_out]
        scores.append(min(1.0, others.count(prediction) / 3))
    return sum(scores) / len(scores)


def gqa_prediction(text):
    return text.rstrip(".").lower()


# ---- yes and no ----

def pope_says_no(text):
    """The first sentence, without commas, cut at single blanks."""
    words = text.split(".")[0].replace(",", "").split(" ")
    return any(word in ("No", "not", "no") for word in words)


def confusion(pairs):
    """The numbers of POPE, of pairs (said yes, is yes)."""
    tp = sum(said and right for said, right in pairs)
    fp = sum(said and not right for said, right in pairs)
    tn = sum(not said and not right for said, right in pairs)
    fn = sum(not said and right for said, right in pairs)
    small = 1e-6
    precision = tp / (tp + fp + small)
    recall = tp / (tp + fn + small)
    return {
        "accuracy": (tp + tn) / (tp + fp + tn + fn),
        "precision": precision,
        "recall": recall,
        "F1": 2 * precision * recall / (precision + recall + small),
        "yes ratio": sum(said for said, _ in pairs) / len(pairs),
    }


def mme_label(text):
    start = text.lower()[:4]
    return "yes" if "yes" in start else "no" if "no" in start else "other"


# ---- letters of options ----

def scienceqa_letter(text):
    if len(text) == 1 and text in "ABCDE":
        return text
    if len(text) >= 3 and text[0] in "ABCDE" and text[1:3] == ". ":
        return text[0]
    said = re.findall(r"The answer is ([A-Z]).", text)
    return said[0] if len(said) == 1 else "FAILED"


def mmbench_letter(text, options):
    """The only option's letter that stands alone, else the only option whose text occurs; else nothing."""
    spaced = "".join(" " if letter in ".()[],:;!*#{}。，、：；！（）【】" else letter for letter in text)
    alone = [letter for letter in options if letter in spaced.split()]
    if len(alone) == 1:
        return alone[0]
    if alone:
        return None
    inside = [letter for letter, option in options.items() if option.lower() in text.lower()]
    return inside[0] if len(inside) == 1 else None


# ---- MMMU ----

def mmmu_choice(response, choices, texts, draw):
    """The chosen option; `draw` is what random.choice is."""
    for mark in ",.!?;:'":  # each from both ends, once, in this order
        response = response.strip(mark)
    response = f" {response} "
    found = {choice: response.rfind(f"({choice})") for choice in choices}
    if max(found.values()) < 0:
        found = {choice: response.rfind(f" {choice} ") for choice in choices}
    if max(found.values()) < 0 and len(response.split()) > 5:
        found = {choice: response.lower().rfind(text.lower()) for choice, text in texts.items()}
    if max(found.values()) < 0:
        return draw(choices)
    last = max(found.values())
    return next(choice for choice, place in found.items() if place == last)


def is_number(text):
    try:
        float(text.replace(",", ""))
        return True
    except ValueError:
        return False


def mmmu_normal(text):
    text = text.strip()
    if is_number(text):
        return [round(float(text.replace(",", "")), 2)]
    text = text.lower()
    return [" " + text, text + " "] if len(text) == 1 else [text]


def mmmu_numbers(text):
    with_commas = re.findall(r"-?\b\d{1,3}(?:,\d{3})+\b", text)
    scientific = re.findall(r"-?\d+(?:\.\d+)?[eE][+-]?\d+", text)
    simple = re.findall(r"-?(?:\d+\.\d+|\.\d+|\d+\b)(?![eE][+-]?\d+)(?![,\d])", text)
    return with_commas + scientific + simple


def mmmu_tails(response):
    """What stands behind the words that announce an answer, the shortest of each sentence."""
    response = response.strip().strip(".").lower()
    sentences = re.split(r"\.\s(?=[A-Z])|\n", response)
    tails = []
    for number, sentence in enumerate(sentences):
        words = ["could be ", "so ", "is ", "thus ", "therefore ", "final ", "answer ", "result "]
        if number == len(sentences) - 1:
            words.append("=")
        shortest = ""
        for word in words:
            if word in sentence:
                tail = sentence.split(word)[-1].strip()
                if not shortest or len(tail) < len(shortest):
                    shortest = tail
        if shortest and shortest not in list(":,.!?;'"):
            tails.append(shortest)
    return tails or [response]


def mmmu_open_is_right(response, gold):
    tails = mmmu_tails(response)
    said = []
    for text in tails + [number for tail in tails for number in mmmu_numbers(tail)]:
        said += mmmu_normal(text)
    right = []
    for text in gold if isinstance(gold, list) else [gold]:
        right += mmmu_normal(text)
    for value in said:
        for answer in right:
            if isinstance(value, str):
                if isinstance(answer, str) and answer in value:
                    return True
            elif not isinstance(answer, str) and value == answer:
                return True
    return False


def seeded(seed=42):
    generator = random.Random()
    generator.seed(seed)
    return generator


__all__ = [name for name in dir() if not name.startswith("_")]
assert math.isclose(soft_accuracy("cat", ["cat"] * 3 + ["dog"] * 7), 0.9)
