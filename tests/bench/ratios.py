"""Prints what compare.sh measured: medians over the rounds, side by side, and the ratios.  Usage: ratios.py FOLDER"""

import json
import statistics
import sys
from pathlib import Path


def main(folder: Path) -> None:
    read = lambda who: [json.loads(path.read_text()) for path in sorted(folder.glob(f"{who}-*.json"))]
    ours, plain, eager = read("docent"), read("plain"), read("eager")
    middle = statistics.median

    def line(what: str, first: float | None, second: float | None, unit: str, against: str, digits: int = 3) -> None:
        if first is None or second is None:
            print(f"{what:<40} {'-':>12} {'-':>12} {unit:<10} {'-':>7}   {against}")
        else:
            print(f"{what:<40} {first:12,.{digits}f} {second:12,.{digits}f} {unit:<10} {first / second:7.2f}   {against}")

    one, work, sample = ours[0], ours[0]["work"], ours[0]["sample"]
    print(
        f"size {one['size']}, stage {work['stage'].lower()}, {one['dtype']}, {one['threads']} threads, {one['clock']} seconds; {work['samples']} samples a step, "
        f"each {sample['positions']} positions, logits of {sample['rows']} x {sample['vocabulary']:,}"
    )
    print(
        f"micro-batches: docent and the eager step {work['micro_batch']}, the plain loop 1; "
        f"medians of {len(ours)} rounds of {work['steps']} steps, torch {eager[0]['torch']}\n"
    )
    print(f"{'':<40} {'docent':>12} {'python':>12} {'':<10} {'ratio':>7}")
    step = middle(r["student_step"]["seconds"] for r in ours)
    line("student step alone", step, middle(r["step"]["seconds"] for r in eager), "s", "eager step; at most 1.1")
    for phase in ("forward", "losses", "backward", "optimizer"):
        line(f"  {phase}", middle(r["student_step"][phase] for r in ours), middle(r["step"][phase] for r in eager), "s", "eager step")
    together = plain and middle(r["co_located_samples_per_second"] for r in ours)
    line("teacher forward, a sample", plain and middle(r["teacher_forward_seconds"] for r in ours) or None,
         plain and middle(r["step"]["teacher"] for r in plain) / work["samples"] or None, "s", "plain loop, with its logits")
    line("co-located job", together or None, middle(r["samples_per_second"] for r in plain) if plain else None, "samples/s",
         "plain loop; at least 1.5", 4)
    line("peak resident", middle(r["peak_bytes"] for r in ours) / 1e6, middle(r["peak_bytes"] for r in plain) / 1e6 if plain else None,
         "MB", "plain loop", 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
