"""Writes the files of one benchmark as a zip that is the same, byte for byte, every time."""

import hashlib
import io
import json
import zipfile

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def answer_id(*parts):
    """22 letters of shortuuid's alphabet from 128 bits of a SHA-256 over the parts, each behind its length in bytes."""
    data = b"".join(str(len(part.encode())).encode() + b":" + part.encode() for part in parts)
    number = int.from_bytes(hashlib.sha256(data).digest()[:16], "big")
    letters = ""
    for _ in range(22):
        number, digit = divmod(number, len(ALPHABET))
        letters = ALPHABET[digit] + letters
    return letters


def answer_line(question, text, metadata=None):
    model = "golden/student-1b"
    return {
        "question_id": question["id"],
        "prompt": question["recorded"],
        "text": text,
        "answer_id": answer_id(str(question["id"]), question["recorded"], text, model),
        "model_id": model,
        "metadata": metadata or {},
    }


def json_lines(records):
    return "".join(json.dumps(record) + "\n" for record in records)


def write(path, files):
    """`files`: name to text, bytes, or whatever JSON can say. A name ending in / is an empty folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            if not isinstance(content, (str, bytes)):
                content = json.dumps(content)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, content)
    path.write_bytes(packed.getvalue())


def exam(path, files, questions, said, answers, scores, submission=None):
    """A benchmark's files with what must come of them.

    questions: id, text, recorded, image (its place below the data folder or null), asked
    said: what the model said, one a question; answers: the answers file; scores: list of
    {"drop": lines left out of the answers, "measures": [[name, value], ...]} with percentages of a hundred
    """
    expected = {
        "questions.json": questions,
        "said.json": said,
        "answers.jsonl": json_lines(answers),
        "scores.json": scores,
    }
    if submission is not None:
        expected["submission.json"] = submission
    write(path, {"data/" + name: content for name, content in files.items()} |
          {"expected/" + name: content for name, content in expected.items()})
