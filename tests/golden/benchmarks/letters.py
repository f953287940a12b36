"""Cases of the benchmarks of options: ScienceQA, MMBench in English and Chinese, MMMU."""

import base64
import json
import random

from . import pack, rules
from .short import answers_of, mean

LETTER = "\nAnswer with the option's letter from the given choices directly."
CHINESE = "\n\u8bf7\u76f4\u63a5\u56de\u7b54\u9009\u9879\u5b57\u6bcd\u3002"
THINGS = """a red car|the left one|blue|Blue sky|12|3.5|1,000|north|the north pole|none of these|water|H2O|\u7ea2\u8272|\u5de6\u8fb9|Option A|A|an apple|It is (B)|true|false""".split("|")

NASTY = [
    "", " ", "A", "B", "C", "D", "E", "F", "a", " A", "A ", "A.", "A. ", "A. red", "A.red", "AB", "A)", "(A)", "(A) or (B)", "(B) not (A)", "A, B",
    "A or B", "B.", "E. five", "F. six", "The answer is A.", "The answer is A", "The answer is A\n", "The answer is A. The answer is B.",
    "The answer is A. The answer is A.", "The answer is Z.", "The answer is BB", "the answer is A.", "So The answer is C, I think", "Answer: B", "B:", "B;",
    "[C]", "{D}", "*B*", "#C", "B\u3002", "\u9009B", "\u9009 B", "\uff08C\uff09", "\u7b54\u6848\uff1aD", "A\u3001", "I choose D because A is wrong", "A man", "A.,", "A,.", ",A.", "'B'", "''C''",
    "!?B?!", ";:D:;", "B;,.", "(A", "A(B)", "A cat and B", "The red car is what I would choose here", "blue or north, I do not know which one",
    "there are so many words but no option at all", "it is the north pole where it is cold", "water water water and then H2O at last",
    "NONE OF THESE is what I say today", "\u6211\u8ba4\u4e3a \u662f \u7ea2\u8272 \u8fd9 \u4e2a \u989c\u8272 \u4e86", "A B C D", "D C B A", " ( A ) ", "(a)", "A\nB", "\nC\n", "E", "I", "G",
]


TWO = {"A": "water", "B": "red", "C": "red car"}
CHOSEN = [  # five words and six, options within others, two at one place, small and large letters
    ("I say it is water", TWO), ("I would say it is water", TWO), ("I would say it is WATER.", TWO), ("I think red or else water it is", TWO),
    ("I think that the red car is it", TWO), ("I think that water is red is it", TWO), ("a red", TWO), ("red", TWO), ("Water", TWO), ("(a) water", TWO),
    ("(C) or B", TWO), ("B or (C)", TWO), ("(A)(B)", TWO), ("D", TWO), ("A A B A", TWO), ("one two three four five six", {"A": "", "B": "six"}),
]


def said_of(draw, letter, texts):
    good = draw.choice([letter, letter, letter, letter + ".", f"({letter})", f"{letter}. {texts.get(letter, '')}", f"The answer is {letter}.", texts.get(letter, "?"),
                        f"I am rather sure that it is {texts.get(letter, '?')} here"])
    return draw.choice([good, good, good, draw.choice(NASTY), draw.choice(THINGS)])


def options_of(draw, most=5):
    return dict(zip("ABCDEFGHI", draw.sample(THINGS, draw.randint(2, most))))


def rule_cases(count=100):
    draw = random.Random(40)
    science = [[text, rules.scienceqa_letter(text)] for text in dict.fromkeys(
        NASTY + [said_of(draw, draw.choice("ABCDEF"), options_of(draw)) for _ in range(count)])]
    bench, choice = [], []
    for number in range(count + len(NASTY)):
        options = options_of(draw, 4)
        text = NASTY[number] if number < len(NASTY) else said_of(draw, draw.choice(list(options)), options)
        bench.append([text, options, rules.mmbench_letter(text, options)])
        options = options_of(draw, 6)
        text = NASTY[number] if number < len(NASTY) else said_of(draw, draw.choice(list(options)), options)
        choice.append([text, list(options), options, rules.mmmu_choice(text, list(options), options, lambda choices: None)])
    for text, options in CHOSEN:
        bench.append([text, options, rules.mmbench_letter(text, options)])
        choice.append([text, list(options), options, rules.mmmu_choice(text, list(options), options, lambda choices: None)])
    return science, bench, choice


# ---- open answers of MMMU ----

OPEN = [
    ("5", "5"), ("The answer is 5.", "5"), ("5.0", "5"), ("about 5.004", "5"), ("so 5.006", "5"), ("1,000", "1000"), ("it is 1,000,000 dollars", "1000000"),
    ("1e3", "1000"), ("= 1.5e-2", "0.015"), ("x = 3.14159", "3.14"), ("2.675", "2.68"), ("2.665", "2.67"), ("0.125", "0.12"), ("-7", "-7"), ("is -7.50", "-7.5"),
    ("+5", "5"), ("5%", "5"), ("$5", "5"), ("5 apples", "5"), ("5apples", "5"), ("a5", "5"), ("1_000", "1000"), ("inf", "inf"), ("nan", "nan"), ("-infinity", "-inf"),
    ("\u0665", "5"), ("\uff15", "5"), ("1,00", "100"), ("12,34,567", "1234567"), ("is 1,234.5", "1234.5"), (".5", "0.5"), ("5.", "5"), ("1.2.3", "1.2"), ("3/4", "0.75"),
    ("3/4", "3"), ("a", "a"), ("a cat", "a"), ("cat", "a"), ("the a", "a"), ("A", "a"), ("", "x"), ("", ""), ("anything", ""), (".", "."), ("The answer is .", "."),
    ("The answer is: B", "b"), ("the final answer is green", "Green"), ("greenish", "green"), ("gree", "green"), ("So it is thus therefore blue", "blue"),
    ("It is red\nso blue", "red"), ("It is red\nso blue", "blue"), ("It is red. So blue", "red"), ("y = x = 4", "4"), ("y = 4\nyes", "4"), ("y = 4\nyes it is", "4"),
    ("result 7 answer 8", "7"), ("result 7 answer 8", "8"), ("could be 9 or 10", "9"), ("this 12", "12"), ("also 3", "3"), ("\u7b54\u6848 is \u7ea2\u8272", "\u7ea2\u8272"), ("\u7ea2", "\u7ea2"),
    ("is is is", "is"), ("answer is  ", "answer is"), ("is :", "x"), ("-5", "5"), ("minus 5", "-5"), ("10-5", "5"), ("10-5", "-5"), ("1e400", "inf"), ("1E+2", "100"),
    ("2e", "2"), ("e5", "5"), ("0x10", "16"), ("1 000", "1000"), ("0.1+0.2", "0.3"), ("1.005", "1"), ("1.005", "1.01"), ("100,5", "100.5"), ("4,000 and 5", "4000"),
    ("\u00e9t\u00e9", "\u00c9T\u00c9"), ("is \u0130", "\u0130"), ("1\u00a0", "1"), ("\u30005\u3000", "5"), ("so ", "so"), ("\U0001f600", "\U0001f600"), ("is \U0001f600", "\U0001f600"),
]
PARTS = ["5", "-5", "3.14", "1,000", "1e3", "2.5e-3", "red", "blue", "x", "=", "is", "so", "answer", "could be", "the", "result", "thus", ".", ". ", "\n", ",", "final", "$", "%"]


def open_cases(count=150):
    draw = random.Random(41)
    cases = [[said, gold] for said, gold in OPEN] + [["it is 5 or six", ["6", "5"]], ["six", ["6", "SIX"]], ["x", []]]
    for _ in range(count):
        said = draw.choice(["", " "]).join(draw.choice(PARTS) for _ in range(draw.randint(1, 8)))
        gold = draw.choice([draw.choice(PARTS[:9]), draw.sample(PARTS[:9], 2), str(round(draw.uniform(-10, 10), draw.randint(0, 4)))])
        if draw.random() < 0.3:
            said += f" is {gold if isinstance(gold, str) else gold[0]}"
        cases.append([said, gold])
    return [case + [rules.mmmu_open_is_right(*case)] for case in cases]


def random_cases():
    """What Python draws: 32-bit words and choices out of so many, one generator a seed."""
    cases = []
    for seed in (42, 0, 1, 2026, 2**31, 2**32 - 1):
        words = rules.seeded(seed)
        choices = rules.seeded(seed)
        sizes = [1 + (7 * number) % 11 for number in range(200)]
        drawn = [choices.choice(range(size)) for size in sizes]
        far = rules.seeded(seed)
        for _ in range(2000):
            last = far.getrandbits(32)
        cases.append([seed, [words.getrandbits(32) for _ in range(20)], "".join("0123456789a"[n] for n in drawn), last])
    return cases


# ---- the benchmarks ----

def scienceqa(folder, count=160):
    draw = random.Random(42)
    questions, said, records, problems, right, picture = [], [], [], {}, [], []
    for n in range(count):
        options = options_of(draw)
        identity = str(3 * n + 1)
        image = f"{identity}/image.png" if draw.random() < 0.5 else None
        body = f"Context: N/A\nWhich is {n}?\n" + "\n".join(f"{letter}. {text}" for letter, text in options.items())
        value = {0: f"<image>\n{body}", 1: f"{body}\n<image>", 2: f"  {body}\n "}[n % 3] if image else body + "\n"
        text = body.replace("<image>", "").strip() + LETTER
        q = {"id": identity, "text": text, "recorded": "<image>\n" + text if image else text,
             "image": f"scienceqa/images/test/{image}" if image else None, "asked": True}
        answer = draw.randrange(len(options))
        record = {"id": identity, "conversations": [{"from": "human", "value": value}, {"from": "gpt", "value": "The answer is A."}]}
        questions.append(q)
        records.append(record | ({"image": image} if image else {}))
        problems[identity] = {"question": "?", "choices": list(options.values()), "answer": answer, "split": "test"}
        said.append(said_of(draw, "ABCDE"[answer] if draw.random() < 0.7 else "ABCDEF"[draw.randrange(6)], options))
        letter = rules.scienceqa_letter(said[-1])
        right.append(letter in list(options) and "ABCDE".index(letter) == answer)
        picture.append(image is not None)
    problems["0"] = {"choices": ["x"], "answer": 0, "split": "train"}
    split = [q["id"] for q in questions]
    draw.shuffle(split)
    scores = []
    for drop in ([], sorted(draw.sample(range(count), 17))):
        # A missing answer is wrong among all, and has no prompt that would count it among those with a picture.
        kept = [n for n in range(count) if n not in drop]
        with_picture = [right[n] for n in kept if picture[n]]
        every = [right[n] and n not in drop for n in range(count)]
        scores.append({"drop": drop, "measures": [["IMG accuracy", mean(with_picture)], ["accuracy", mean(every)],
                                                  ["IMG questions", len(with_picture)], ["questions", count]]})
    files = {
        "scienceqa/llava_test_CQM-A.json": records,
        "scienceqa/problems.json": problems,
        "scienceqa/pid_splits.json": {"train": ["0"], "test": split},
        "scienceqa/images/test/": "",
    }
    pack.exam(folder / "scienceqa.zip", files, questions, said, answers_of(questions, said), scores)


MISSING = ["", "NaN", "nan", "None", "none", "NA", "N/A", "null", "NONE", "Nan", "#N/A"]


def tsv_cell(text):
    """As a table writer quotes: if there is a tab, a line's end or a quote at its start."""
    if any(letter in text for letter in "\t\n\r") or text.startswith('"'):
        return '"' + text.replace('"', '""') + '"'
    return text


def mmbench(folder, name, place, file, suffix, seed, labelled=60):
    """Originals, each with its rotated copies a million further on; some copies refer to the original's picture."""
    draw = random.Random(seed)
    columns = ["index", "question", "hint", "A", "B", "C", "D", "answer", "category", "image", "source", "l2-category", "comment", "split"]
    chinese = suffix == CHINESE
    rows = []
    for n in range(labelled):
        texts = draw.sample([thing for thing in THINGS if thing.lower() not in ("none", "nan")], draw.randint(2, 4))
        letters = "ABCD"[:len(texts)]
        answer = draw.randrange(len(texts))
        hint = draw.choice(["", "", "NaN", "None", "none", "NA", "a hint\nof two lines", "tab\there", "\"quoted\" hint", "\u63d0\u793a", "5' 10\" tall"])
        words = draw.choice([f"Which one, {n}?", f"\u54ea\u4e00\u4e2a {n}\uff1f", f"\"Quote\" {n}?", f"Tab\t{n}", f"Two\nlines {n}", f"a \"b\" c {n}"]) if not chinese \
            else draw.choice([f"\u54ea\u4e00\u4e2a\u662f {n}\uff1f", f"\u56fe\u4e2d\u6709 {n} \u4e2a\u201c\u8f66\u201d\u5417\uff1f"])
        picture = base64.b64encode(f"picture {n} ".encode() * 6).decode()
        end = draw.choice(MISSING) if draw.random() < 0.8 else ""
        for turn in range(len(texts) if n % 3 else 1):
            turned = texts[turn:] + texts[:turn]
            row = dict.fromkeys(columns, "")
            row |= {"index": str(n + 1_000_000 * turn), "question": words, "hint": hint, "answer": letters[(answer - turn) % len(texts)], "category": "c",
                    "image": picture if turn == 0 or n % 2 else str(n), "source": "s", "l2-category": "l", "comment": draw.choice(["", "x"]), "split": "dev"}
            row |= dict(zip("ABCD", turned))
            for letter in "ABCD"[len(texts):]:
                row[letter] = end
            rows.append((row, dict(zip(letters, turned)), f"picture {n} " * 6))
    originals = [row for row in rows if int(row[0]["index"]) < 1_000_000]
    copies = [row for row in rows if int(row[0]["index"]) >= 1_000_000]
    draw.shuffle(copies)
    rows = copies[:20] + originals + copies[20:]
    questions, said, right = [], [], []
    for row, options, picture in rows:
        lines = "".join(f"\n{letter}. {text}" for letter, text in options.items())
        hint = "" if row["hint"] in MISSING or row["hint"] in ("NaN", "None", "none", "NA") else row["hint"] + "\n"
        recorded = hint + row["question"] + lines
        questions.append({"id": int(row["index"]), "text": recorded + suffix, "recorded": recorded, "image": {"content": picture}, "asked": True})
        letter = row["answer"] if draw.random() < 0.8 else draw.choice("ABCD")
        said.append(said_of(draw, letter, options) if draw.random() < 0.4 else letter)
        right.append(rules.mmbench_letter(said[-1], options) == row["answer"])
    groups, plain = {}, []
    for (row, _, _), correct in zip(rows, right):
        groups.setdefault(int(row["index"]) % 1_000_000, []).append(correct)
        if int(row["index"]) < 1_000_000:
            plain.append(correct)
    scores = [{"drop": [], "measures": [["circular accuracy", mean([all(group) for group in groups.values()])], ["accuracy", mean(plain)],
                                        ["groups", len(groups)], ["questions", len(rows)]]}]
    table = "\t".join(columns) + "\n" + "".join("\t".join(tsv_cell(row[c]) for c in columns) + "\n" for row, _, _ in rows)
    kept = [c for c in columns if c not in ("hint", "category", "source", "image", "comment", "l2-category")]
    header = kept[:6] + ["prediction"] + kept[6:]
    blank = {"", "NaN", "nan", "None", "NA", "N/A", "null", "#N/A"}  # what pandas reads as nothing
    sheet = [header]
    for (row, _, _), text in zip(rows, said):
        cells = [None if row[c] in blank else row[c] for c in kept]
        cells[0] = int(cells[0])
        sheet.append(cells[:6] + [text] + cells[6:])
    pack.exam(folder / f"{name}.zip", {f"{place}/{file}": table}, questions, said, answers_of(questions, said), scores, sheet)


def mmmu(folder, count=160):
    draw = random.Random(45)
    chance = rules.seeded(42)
    subjects = ["Accounting", "Art_Theory", "Architecture_and_Engineering", "Math"]
    questions, said, lines, records, labels, right = [], [], [], [], {}, {}
    for n in range(count):
        identity = f"validation_{draw.choice(subjects)}_{n}"
        optional = draw.random() < 0.7
        image = f"{identity}_1.png" if draw.random() < 0.85 else None
        options = options_of(draw, 9) if optional else {}
        prompt = f"<image 1> Which is {n}? \u03c0\n" + "\n".join(f"({letter}) {text}" for letter, text in options.items())
        q = {"id": identity, "text": prompt, "recorded": prompt, "image": f"MMMU/all_images/{image}" if image else None, "asked": image is not None}
        if optional:
            gold = draw.choice(list(options))
            text = said_of(draw, gold if draw.random() < 0.6 else draw.choice(list(options)), options)
            gold = draw.choice([gold, gold, [gold, "A"]])
        else:
            text, gold = draw.choice(OPEN)
            gold = draw.choice([gold, [gold, "seven"]])
        if image is None:
            text = ""
        words = text
        if image is None:
            words = chance.choice(list(options)) if optional else "INVALID GENERATION FOR MULTIPLE IMAGE INPUTS"
        recorded = rules.mmmu_choice(words, list(options), options, chance.choice) if optional else words
        questions.append(q)
        said.append(text)
        lines.append(pack.answer_line(q, recorded, {"response": text} if optional and image else None))
        kind = "multiple-choice" if optional else "open"
        records.append({"id": identity, "question_type": kind, "prompt": prompt} | ({"image": image} if image else {})
                       | ({"all_choices": list(options), "index2ans": options} if optional else {}))
        labels[identity] = {"question_type": "multiple-choice" if optional else "short-answer", "ground_truth": gold}
        correct = (recorded in gold if isinstance(gold, list) else recorded == gold) if optional else rules.mmmu_open_is_right(recorded, gold)
        right.setdefault("_".join(identity.split("_")[1:-1]), []).append(correct)
    every = [correct for subject in right.values() for correct in subject]
    measures = [["accuracy", mean(every)]] + [[subject, mean(of)] for subject, of in right.items()] + [["questions", count]]
    files = {"MMMU/anns_for_eval.json": records, "MMMU/eval/answer_dict_val.json": labels, "MMMU/all_images/": ""}
    upload = {line["question_id"]: line["text"] for line in lines}
    pack.exam(folder / "mmmu.zip", files, questions, said, lines, [{"drop": [], "measures": measures}], json.dumps(upload))


def make(folder):
    scienceqa(folder)
    mmbench(folder, "mmbench", "mmbench", "MMBench_DEV_EN_legacy.tsv", LETTER, 43)
    mmbench(folder, "mmbench-cn", "mmbench_cn", "MMBench_DEV_CN_legacy.tsv", CHINESE, 44)
    mmmu(folder)
