"""Answers to made-up questions of the ten benchmarks, in the benchmarks' own files, with the scores they have.

    python tests/golden/make_benchmarks.py FOLDER        # seconds, plain Python without packages

FOLDER gets rules.json, pairs of what a model said and how each rule reads it, and a zip for each benchmark: under data/
its files as they lie below --data-dir, under expected/ the questions, what the model said, the answers file and its scores.
"""

import json
import sys
from pathlib import Path

from benchmarks import letters, short, yesno


def rows(cases):
    """One case a line."""
    return "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]"


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    short.make(folder)
    yesno.make(folder)
    letters.make(folder)
    pope, mme = yesno.rule_cases()
    scienceqa, mmbench, mmmu = letters.rule_cases()
    rules = {
        "normalise": short.normaliser_cases(),
        "pope": pope,
        "mme": mme,
        "scienceqa": scienceqa,
        "mmbench": mmbench,
        "mmmu": mmmu,
        "open": letters.open_cases(),
        "random": letters.random_cases(),
    }
    (folder / "rules.json").write_text("{\n" + ",\n".join(f'"{name}": {rows(cases)}' for name, cases in rules.items()) + "\n}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
