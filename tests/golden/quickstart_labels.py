"""Golden token ids and labels of the quickstart's word-level tokenizer, by the reference's templates.

    python tests/golden/quickstart_labels.py FOLDER

FOLDER holds the data files and the tokenizer.json that the quickstart wrote. Checks that every
record of every file follows the label rule (answers and end tokens are targets, nothing else, and no
word is unknown), then writes the ids and labels of a few records for the Java test.
"""

import json
import pathlib
import sys

from tokenizers import Tokenizer

from reference import text

folder = pathlib.Path(sys.argv[1])
target = pathlib.Path(__file__).resolve().parents[2] / "coordinator/src/test/resources/golden/quickstart/labels.json"
text.PHI_SYSTEM = ""  # the quickstart leaves the opening sentence out
tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
UNKNOWN, END = tokenizer.token_to_id("<unk>"), tokenizer.token_to_id(text.END)
assert END == 0 and tokenizer.get_vocab_size() == 101


def expected_targets(record, template):
    """What must be supervised, said without counting separators: each answer's words, then the end."""
    pieces = []
    for _, answer in text.rounds_of(record):
        if template == "phi":
            pieces += tokenizer.encode(" " + answer).ids + [END]
        else:
            pieces += tokenizer.encode(answer + "\n").ids
    return pieces


golden = []
longest = {}
for name, template in [
    ("teacher-captions.json", "pretrain"),
    ("teacher-conversations.json", "phi"),
    ("student-captions.json", "pretrain"),
    ("student-conversations.json", "phi"),
    ("heldout.json", "phi"),
]:
    records = json.loads((folder / name).read_text())
    for index, record in enumerate(records):
        sample = text.read_text(tokenizer, record, template, 256)
        assert UNKNOWN not in sample.input_ids, record["id"]
        targets = [label for label in sample.labels if label != text.IGNORE]
        assert targets == expected_targets(record, template), record["id"]
        longest[name] = max(longest.get(name, 0), len(sample.input_ids))
        if index < 5:
            golden.append(
                {
                    "template": template,
                    "record": record,
                    "input_ids": sample.input_ids,
                    "labels": sample.labels,
                }
            )
for record in json.loads((folder / "text-base.json").read_text()):
    ids = tokenizer.encode(text.rounds_of(record)[0][1] + "\n").ids
    assert UNKNOWN not in ids, record["id"]

target.parent.mkdir(parents=True, exist_ok=True)
target.write_text("[\n" + ",\n".join(json.dumps(entry) for entry in golden) + "\n]\n")
print("every record follows the label rule; longest:", longest)
