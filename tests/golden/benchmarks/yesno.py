"""Cases of the benchmarks of yes and no: POPE and MME."""

import random

from . import pack, rules
from .short import SUFFIX, answers_of, line, question

NASTY = [
    "", " ", "Yes", "yes", "YES", "No", "no", "NO", "nO", "not", "Not", "No.", "no,", "No, there is not", "Yes, there is no doubt", "Yes. No.",
    "No. Yes.", ". No", "There is not.", "There isn't", "nothing", "none", "know", "I know", "n o", "no\nyes", "\nno", "yes\tno", "no!", "(no)",
    "maybe", "", "y", "n", "ye s", "  yes", "   yes", "    yes", "  no", "   no", "    no", "a no", "ab no", "noyes", "yesno", "Nyes", "xnoy",
    "\u4e0d", "\u4e0d\u662f no", "NO\u00a0WAY", "\u0130no", "\u0130\u0130no", "1,no", "no,pe", "n,o", "is it no", "Eyes", "eye no", "\U0001f600no", "\U0001f600\U0001f600\U0001f600no",
    "\U0001f600\U0001f600\U0001f600\U0001f600no", "not.no", "Yes no", "nope", "Not sure, no", "the answer is no", "the answer is yes", "no ", " no", "Ono",
]
START = ["Yes", "No", "yes", "no", "Yes,", "No,", "There is", "There is no", "It is not", "I think", "The", "Sure", ""]


def said_of(draw, yes):
    honest = "Yes" if yes else "No"
    words = draw.choice([honest, honest, honest + ".", honest.lower(), draw.choice(START), draw.choice(NASTY)])
    return draw.choice([words, words, words + " dog in the image.", words + ". And no more."])


def rule_cases(count=80):
    draw = random.Random(30)
    texts = NASTY + [said_of(draw, draw.random() < 0.5) for _ in range(count)]
    texts += ["".join(draw.choice("no yes.,N") for _ in range(draw.randint(1, 8))) for _ in range(count)]
    texts = list(dict.fromkeys(texts))
    return ([[text, "no" if rules.pope_says_no(text) else "yes"] for text in texts], [[text, rules.mme_label(text)] for text in texts])


def pope(folder, count=240):
    """The three splits stand mixed in the question file; labels of each are in their questions' order, with ids of their own."""
    draw = random.Random(31)
    splits = ["random", "popular", "adversarial"]
    questions, said, pairs, labels, records = [], [], {}, {split: [] for split in splits}, []
    for n in range(count):
        split = draw.choice(splits)
        yes = draw.random() < {"random": 0.5, "popular": 0.3, "adversarial": 0.9}[split]
        image = f"COCO_val2014_{n // 6:012d}.jpg"
        words = f"Is there a {draw.choice(['dog', 'person', 'dining table'])} in the image?"
        q = question(10000 + n, words + SUFFIX, "pope/val2014/" + image)
        text = said_of(draw, yes if draw.random() < 0.8 else not yes)
        questions.append(q)
        said.append(text)
        records.append(line(q, image, split))
        labels[split].append({"question_id": len(labels[split]) + 1, "image": image, "text": words, "label": "yes" if yes else "no"})
        pairs.setdefault(split, []).append((not rules.pope_says_no(text), yes))
    measures = []
    for split in splits:
        measures += [[f"{split} {name}", 100 * value] for name, value in rules.confusion(pairs[split]).items()]
    mean = sum(value for name, value in measures if name.endswith("F1")) / 3
    files = {"pope/llava_pope_test.jsonl": pack.json_lines(records), "pope/val2014/": ""}
    files |= {f"pope/coco/coco_pope_{split}.json": pack.json_lines(labels[split]) for split in splits}
    pack.exam(folder / "pope.zip", files, questions, said, answers_of(questions, said),
              [{"drop": [], "measures": [["mean F1", mean]] + measures + [["questions", count]]}])


PERCEPTION = "existence count position color posters celebrity scene landmark artwork OCR".split()
COGNITION = "commonsense_reasoning numerical_calculation text_translation code_reasoning".split()
ASK = "Please answer yes or no."


def mme(folder, pictures=8):
    draw = random.Random(32)
    questions, said, records, files, points = [], [], [], {}, {}
    tasks = PERCEPTION + COGNITION
    per_task = {task: draw.randint(2, pictures) for task in tasks}
    for number in range(pictures):  # tasks take turns, so that pairs are told within their task
        for place, task in enumerate(tasks):
            if number >= per_task[task]:
                continue
            split_folders = place % 3 == 0
            name = f"img.{number}.png" if place % 4 == 1 else f"{number:04d}.png"
            held = ""
            rights = []
            for half in range(2):
                yes = half == 0 if draw.random() < 0.8 else draw.random() < 0.5
                words = f"Is this {draw.choice(['a', 'the'])} number {number}, part {half}? \u00e9"
                kind = draw.randint(0, 3)
                asked = words + ("  " if kind == 0 else " ") + ASK
                prompt = words + SUFFIX if kind < 3 else asked + SUFFIX  # in most the request was taken away
                held += asked + "\t" + ("Yes" if yes else "No") + "\n"
                where = f"{task}/images/{name}" if split_folders else f"{task}/{name}"
                q = question(f"{task}/{name}", prompt, "MME/MME_Benchmark_release_version/" + where)
                text = said_of(draw, yes if draw.random() < 0.75 else not yes)
                questions.append(q)
                said.append(text)
                records.append(line(q, where))
                rights.append(rules.mme_label(text) == ("yes" if yes else "no"))
            base = "MME/MME_Benchmark_release_version/" + task + "/"
            if split_folders:
                files[base + "images/"] = ""
            files[base + ("questions_answers_YN/" if split_folders else "") + name.split(".")[0] + ".txt"] = files.get(
                base + ("questions_answers_YN/" if split_folders else "") + name.split(".")[0] + ".txt", "") + held
            points.setdefault(task, []).append(rights)
    scores = {}
    for task, pairs in points.items():
        accuracy = sum(sum(pair) for pair in pairs) / (2 * len(pairs))
        scores[task] = 100 * (accuracy + sum(all(pair) for pair in pairs) / len(pairs))
    measures = [["perception", sum(scores[task] for task in PERCEPTION)]] + [[task, scores[task]] for task in PERCEPTION]
    measures += [["cognition", sum(scores[task] for task in COGNITION)]] + [[task, scores[task]] for task in COGNITION]
    files["MME/llava_mme.jsonl"] = pack.json_lines(records)
    pack.exam(folder / "mme.zip", files, questions, said, answers_of(questions, said),
              [{"drop": [], "measures": measures + [["questions", len(questions)]]}])


def make(folder):
    pope(folder)
    mme(folder)
