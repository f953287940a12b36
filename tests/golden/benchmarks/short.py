"""Cases of the benchmarks of short answers: VQAv2, VizWiz, TextVQA, GQA."""

import json
import random

from . import pack, rules

SUFFIX = "\nAnswer the question using a single word or phrase."
UNANSWERABLE = "\nWhen the provided information is insufficient, respond with 'Unanswerable'."

NASTY = [
    "", " ", ".", "...", "a", "The", "None", "none.", "ten", "Ten.", "TWO dogs", "1,000", "1,000.50", "10,00,000", "$1.50", "3.14",
    "3.", ".5", "5 p.m.", "U.S.A.", "12:30", "12 / 30", "12/30", "and/or", "it's", "It's a dog's life", "dogs'", "dont", "don't know",
    "Im here", "I'm", "somebody'd", "she's", "she'dve", "y'alld've", "ow's'at", "'ows'at", "oclock", "5 oclock", "lets", "let's go",
    "yes,no", "yes, no", "yes ,no", "yes - no", "yes-no", "t-shirt", "t -shirt", "a-b c -d", "e_mail", "a+b=c", "(left)", "( left )",
    "what?", "what ?", "wow!", "wow !", "\"quoted\"", "`tick`", "a;b", "a; b", "x@y.com", "<b>", "> 5", ">5", "[1]", "{2}", "back\\slash",
    "." * 40, "a." * 33 + "b.", "1." * 33, "." * 31 + "5." + "." * 5, "line\nbreak", "tab\tstop", "line\n\n\ttwo", "nbsp\u00a0here",
    "\u3000wide\u3000", "\u7ea2\u8272", "\u7ea2\u8272\u3002", "caf\u00e9", "CAF\u00c9", "na\u00efve", "\u0130stanbul", "stra\u00dfe", "\u0661.\u0662", "5.\u0665",
    "one two three", "zero", "an apple", "the the the", "a an the", "  many   blanks  ", "unanswerable", "Unanswerable.", "no one", "nine-ten",
    "thats it", "whats up", "who'd've", "whod've", "wont", "wouldntve", "'s", "s's's", "1,2", "1 , 2", "1,,2", "a,b", "half past ten",
]
WORDS = """yes no red blue green white black brown man woman dog cat two three table kitchen left right baseball tennis pizza
bus train stop none 1 2 3 10 coca cola nokia don't cant it's t-shirt stop-sign a the an and/or 5.5 1,000 p.m. o'clock""".split()


def phrase(draw, words=3):
    text = " ".join(draw.choice(WORDS) for _ in range(draw.randint(1, words)))
    return draw.choice([text, text, text.upper(), text.capitalize(), text + ".", text + "?", " " + text, text.replace(" ", "-"), text.replace(" ", ", ")])


def disguised(draw, text):
    """Another spelling of the same answer, or nearly."""
    return draw.choice([text, text.upper(), text + ".", "The " + text, text + "!", text.replace(" ", "  "), text.replace("'", ""), text + ",", "\"" + text + "\""])


def ten_people(draw):
    ideas = [phrase(draw, 2) for _ in range(draw.randint(1, 5))]
    return [disguised(draw, draw.choice(ideas)) for _ in range(10)]


def normaliser_cases(count=120):
    draw = random.Random(20)
    texts = NASTY + [phrase(draw, 5) for _ in range(count)]
    texts += ["".join(draw.choice("ab1 .,'?-/s\n;") for _ in range(draw.randint(1, 14))) for _ in range(count)]
    return [[text, rules.normalise(text)] for text in texts]


def said_of(draw, people):
    return draw.choice([draw.choice(people), disguised(draw, draw.choice(people)), phrase(draw), draw.choice(NASTY)])


def question(identity, text, image):
    return {"id": identity, "text": text, "recorded": text, "image": image, "asked": True}


def line(q, image, category="default"):
    return {"question_id": q["id"], "image": image, "text": q["text"], "category": category}


def answers_of(questions, said):
    return [pack.answer_line(q, text) for q, text in zip(questions, said)]


def mean(values):
    return 100 * sum(values) / len(values)


def vqav2(folder, count=150):
    draw = random.Random(21)
    names = [f"COCO_test2015_{n:012d}.jpg" for n in range(count)]
    questions = [question(1000 * n + n % 7, f"What is number {n}?" + SUFFIX, "vqav2/test2015/" + names[n]) for n in range(count)]
    said = [draw.choice([phrase(draw), draw.choice(NASTY)]) for _ in questions]
    every = [q["id"] for q in questions] + [7_000_000 + n for n in range(50)]
    draw.shuffle(every)
    texts = {q["id"]: text for q, text in zip(questions, said)}
    answers = answers_of(questions, said)
    files = {
        "vqav2/llava_vqav2_mscoco_test-dev2015.jsonl": pack.json_lines(line(q, n) for q, n in zip(questions, names)),
        "vqav2/llava_vqav2_mscoco_test2015.jsonl": pack.json_lines({"question_id": n, "image": "x.jpg", "text": "?"} for n in every),
        "vqav2/test2015/": "",
    }
    upload = [{"question_id": n, "answer": rules.normalise(texts[n]) if n in texts else ""} for n in every]
    pack.exam(folder / "vqav2.zip", files, questions, said, answers, [], json.dumps(upload))


def by_kind(draw, questions, people, said):
    kinds = [draw.choice(["yes/no", "number", "other"]) for _ in questions]
    scores = [rules.soft_accuracy(text, ten) for text, ten in zip(said, people)]
    measures = [["accuracy", mean(scores)]]
    for kind in sorted(set(kinds)):
        measures.append(["accuracy, " + kind, mean([score for score, k in zip(scores, kinds) if k == kind])])
    return kinds, measures + [["questions", len(questions)]]


def vqav2_val(folder, count=120):
    draw = random.Random(22)
    people = [ten_people(draw) for _ in range(count)]
    questions = [question(262148000 + n, f"Which one is {n}?" + SUFFIX, f"vqav2/val2014/COCO_val2014_{n // 2:012d}.jpg") for n in range(count)]
    said = [said_of(draw, ten) for ten in people]
    kinds, measures = by_kind(draw, questions, people, said)
    notes = [{"question_id": q["id"], "answer_type": kind, "multiple_choice_answer": "x", "image_id": 0, "question_type": "what",
              "answers": [{"answer": a, "answer_confidence": "yes", "answer_id": i + 1} for i, a in enumerate(ten)]}
             for q, kind, ten in zip(questions, kinds, people)]
    draw.shuffle(notes)
    asked = [{"image_id": n // 2, "question": q["text"].split("\n")[0], "question_id": q["id"]} for n, q in enumerate(questions)]
    files = {
        "vqav2/v2_OpenEnded_mscoco_val2014_questions.json": {"info": {"version": "2.0"}, "task_type": "Open-Ended", "questions": asked},
        "vqav2/v2_mscoco_val2014_annotations.json": {"info": {"list": [1, {"annotations": []}]}, "annotations": notes},
        "vqav2/val2014/": "",
    }
    pack.exam(folder / "vqav2-val.zip", files, questions, said, answers_of(questions, said), [{"drop": [], "measures": measures}])


def vizwiz(folder, count=150):
    draw = random.Random(23)
    names = [f"VizWiz_test_{n:08d}.jpg" for n in range(count)]
    questions = [question(name, phrase(draw) + "?" + UNANSWERABLE + SUFFIX, "vizwiz/test/" + name) for name in names]
    said = [draw.choice([phrase(draw), "Unanswerable", draw.choice(NASTY)]) for _ in questions]
    files = {"vizwiz/llava_test.jsonl": pack.json_lines(line(q, name) for q, name in zip(questions, names)), "vizwiz/test/": ""}
    upload = [{"image": name, "answer": rules.normalise(text)} for name, text in zip(names, said)]
    pack.exam(folder / "vizwiz.zip", files, questions, said, answers_of(questions, said), [], json.dumps(upload))


def vizwiz_val(folder, count=100):
    draw = random.Random(24)
    names = [f"VizWiz_val_{n:08d}.jpg" for n in range(count)]
    people = [ten_people(draw) for _ in names]
    asked = [phrase(draw) + "?" for _ in names]
    questions = [question(name, q + UNANSWERABLE + SUFFIX, "vizwiz/val/" + name) for name, q in zip(names, asked)]
    said = [said_of(draw, ten) for ten in people]
    kinds, measures = by_kind(draw, questions, people, said)
    records = [{"image": name, "question": q, "answer_type": kind, "answerable": 1,
                "answers": [{"answer": a, "answer_confidence": "maybe"} for a in ten]}
               for name, q, kind, ten in zip(names, asked, kinds, people)]
    files = {"vizwiz/val.json": records, "vizwiz/val/": ""}
    pack.exam(folder / "vizwiz-val.zip", files, questions, said, answers_of(questions, said), [{"drop": [], "measures": measures}])


def textvqa_prompt(draw, words):
    """One of the forms a question is found in."""
    tokens = ", ".join(phrase(draw, 1).replace("\n", " ") for _ in range(4))
    return draw.choice([
        f"{words}\nReference OCR token: {tokens}{SUFFIX}",
        f"{words}\nReference OCR token: {tokens}{SUFFIX}",
        f"Reference OCR token: {tokens}\n{words}{SUFFIX}",
        f"{words}{SUFFIX}",
        f"OCR tokens: {tokens}. Question: {words} Short answer:",
        f"OCR tokens: {tokens}\nand more\n. Question: {words} Short answer: Question: no Short answer:",
    ])


def textvqa(folder, count=150):
    draw = random.Random(25)
    pictures = [f"{n * 7919:016x}" for n in range(count // 3 + 1)]
    questions, people, notes = [], [], []
    for n in range(count):
        words = draw.choice(["What does it SAY", "which Brand", "Is \u7ea2\u8272 written", "what's the time"]) + f" at {n}?"
        picture = pictures[n // 3]  # up to three questions of one picture, and so of one id
        ten = ten_people(draw)
        if n % 10 == 9:  # a label that a later one of the same picture and words replaces
            notes.append({"image_id": picture, "question": words.lower(), "answers": ["replaced"] * 10})
        notes.append({"image_id": picture, "question": words, "answers": ten, "question_id": n, "set_name": "val"})
        questions.append(question(picture, textvqa_prompt(draw, words), f"textvqa/train_images/{picture}.jpg"))
        people.append(ten)
    # The very same question twice: the second line is the second question's.
    questions.append(dict(questions[4]))
    people.append(people[4])
    said = [said_of(draw, ten) for ten in people]
    scores = [rules.soft_accuracy(text, ten) for text, ten in zip(said, people)]
    files = {
        "textvqa/llava_textvqa_val_v051_ocr.jsonl": pack.json_lines(line(q, q["id"] + ".jpg") for q in questions),
        "textvqa/TextVQA_0.5.1_val.json": {"dataset_type": "val", "data": notes},
        "textvqa/train_images/": "",
    }
    pack.exam(folder / "textvqa.zip", files, questions, said, answers_of(questions, said),
              [{"drop": [], "measures": [["accuracy", mean(scores)], ["questions", len(questions)]]}])


def gqa(folder, count=200):
    draw = random.Random(26)
    questions, labels = [], {}
    for n in range(count):
        q = question(f"20{n:05d}", phrase(draw) + "?" + SUFFIX, f"gqa/data/images/n{n}.jpg")
        questions.append(q)
        labels[q["id"]] = {"answer": draw.choice(WORDS[:20] + ["don't", "stop sign"]), "isBalanced": n % 9 != 4, "imageId": f"n{n}", "types": {}}
    labels["extra"] = {"answer": "yes", "isBalanced": False}  # what is not balanced need not be asked
    said = []
    for q in questions:
        gold = labels[q["id"]]["answer"]
        said.append(draw.choice([gold, gold, gold.upper(), gold + ".", gold + "...", gold + " ", "." + gold, gold + ".!", "the " + gold, phrase(draw), ""]))
    predictions = [rules.gqa_prediction(text) for text in said]
    right = [said_so == labels[q["id"]]["answer"] for q, said_so in zip(questions, predictions) if labels[q["id"]]["isBalanced"]]
    files = {
        "gqa/llava_gqa_testdev_balanced.jsonl": pack.json_lines(line(q, q["image"].split("/")[-1]) for q in questions),
        "gqa/data/testdev_balanced_questions.json": labels,
        "gqa/data/images/": "",
    }
    upload = [{"questionId": q["id"], "prediction": text} for q, text in zip(questions, predictions)]
    pack.exam(folder / "gqa.zip", files, questions, said, answers_of(questions, said),
              [{"drop": [], "measures": [["accuracy", mean(right)], ["questions", len(right)]]}], json.dumps(upload))


def make(folder):
    for benchmark in (vqav2, vqav2_val, vizwiz, vizwiz_val, textvqa, gqa):
        benchmark(folder)
