#!/usr/bin/env python3
"""Counts from a run's events.jsonl alone that every micro-batch was applied exactly once.

    python3 tests/count_applied.py RUN_DIR [--samples STAGE=N ...]

Of each student it takes the steps as they were applied, drops those that a rewind or a resume took
back, and asks of what is left that
  - no step is missing or doubled, and a finished run has all steps of its stages;
  - the micro-batches of a step are its own, numbered from 0 without a gap, none twice;
  - each run through a stage's N samples has every sample once. N is told, or one more than the
    highest index seen.
Prints a line for each student and stage. Ends with 1 and a sentence when something is missing or
doubled, with 2 when it cannot count.
"""

import argparse
import json
import os
import re
import sys
from collections import Counter


class Miscount(Exception):
    """Something is missing or doubled."""


class Student:
    """What one student has applied so far, rewinds taken back."""

    def __init__(self, name):
        self.name = name
        self.steps = []  # (stage name, step from 1, [(micro-batch id, [sample, ...]), ...])
        self.totals = {}  # stage name -> steps of the stage, in the order of the stages
        self.said = None  # the last step that the coordinator at work was told of
        self.done = 0  # steps of the student when it or its stage began with that coordinator
        self.taken_back = 0

    def coordinator_changes(self):
        self.said = None

    def begins_after(self, done):
        self.done = done
        self.taken_back += len(self.steps[done:])
        del self.steps[done:]
        if self.said is not None:
            self.said = min(self.said, done)

    def apply(self, event):
        number = event["global_step"]
        step = (event["stage"], event["step"], micro_batches(event["micro_batches"]))
        if self.said is not None and number != self.said + 1:
            raise Miscount(f"{self.name}: step {number} is applied after step {self.said}")
        self.said = number
        if number <= min(self.done, len(self.steps)):  # a new coordinator hears what the last one knew
            if self.steps[number - 1] != step:
                raise Miscount(f"{self.name}: step {number} was {self.steps[number - 1]} and is {step}")
        elif number == len(self.steps) + 1:
            self.steps.append(step)
        elif number <= len(self.steps):
            raise Miscount(f"{self.name}: step {number} is applied again, after step {len(self.steps)}")
        else:
            raise Miscount(f"{self.name}: steps {len(self.steps) + 1} to {number - 1} are missing")


def micro_batches(text):
    parts = []
    for word in text.split():
        micro_batch, samples = word.split(":")
        parts.append((micro_batch, [int(sample) for sample in samples.split(",")]))
    return parts


def read(path):
    """The students with what they applied, and whether the run has finished."""
    students, finished = {}, False
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            try:
                event = json.loads(line)
            except json.JSONDecodeError:
                continue  # cut off by a crash
            kind = event.get("event")
            finished = finished or kind == "finished"
            if kind in ("coordinator_began", "coordinator_moved"):
                for student in students.values():
                    student.coordinator_changes()
            if kind not in ("stage_begun", "rewound", "step_applied"):
                continue
            student = students.setdefault(event["student"], Student(event["student"]))
            if kind == "step_applied":
                student.apply(event)
            else:
                student.begins_after(event["global_step"])
            if kind == "stage_begun":
                student.totals[event["stage"]] = event["total_steps"]
    return list(students.values()), finished


def check_parts(student, stage, step, parts):
    numbers = {}
    for micro_batch, _ in parts:
        found = re.fullmatch(r"(\d+)/(\d+)/(\d+)\.(\d+)", micro_batch)
        if not found or int(found.group(2)) != step - 1:
            raise Miscount(f"{student.name}: {micro_batch} is applied in step {step} of {stage}")
        numbers.setdefault(int(found.group(3)), []).append(int(found.group(4)))
    for rank, seen in numbers.items():
        if sorted(seen) != list(range(len(seen))):
            raise Miscount(
                f"{student.name}: step {step} of {stage} has micro-batches {seen} of rank {rank}: one is missing or doubled"
            )
    if not parts:
        raise Miscount(f"{student.name}: step {step} of {stage} has applied nothing")


def check_samples(student, stage, samples, count):
    for epoch, start in enumerate(range(0, len(samples), count), 1):
        through = samples[start : start + count]
        doubled = sorted(sample for sample, times in Counter(through).items() if times > 1)
        strange = sorted({sample for sample in through if sample >= count})
        if doubled:
            raise Miscount(f"{student.name}: stage {stage} applies samples {doubled} twice in epoch {epoch}")
        if strange:
            raise Miscount(f"{student.name}: stage {stage} has {count} samples and applies {strange}")


def check(student, told, finished):
    by_stage = {}
    for stage, step, parts in student.steps:
        check_parts(student, stage, step, parts)
        steps = by_stage.setdefault(stage, [])
        if step != len(steps) + 1:
            raise Miscount(f"{student.name}: step {step} of {stage} follows {len(steps)} others of it")
        steps.append(parts)
    for stage, total in student.totals.items():
        steps = by_stage.get(stage, [])
        if finished and len(steps) != total:
            raise Miscount(f"{student.name}: stage {stage} has {total} steps and {len(steps)} were applied")
        samples = [sample for parts in steps for _, part in parts for sample in part]
        if not samples:
            continue
        count = told.get(stage, max(samples) + 1)
        check_samples(student, stage, samples, count)
        batches = sum(len(parts) for parts in steps)
        print(
            f"{student.name} {stage}: {len(steps)} of {total} steps, {batches} micro-batches, {len(samples)} samples"
            f" = {len(samples) / count:.2f} times {count}, each exactly once"
        )
    if student.taken_back:
        print(f"{student.name}: {student.taken_back} more steps were taken back and taken again")


def told_samples(text):
    stage, _, count = text.partition("=")
    if not count.isdigit() or int(count) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not STAGE=N with N of at least 1")
    return stage, int(count)


def main():
    parser = argparse.ArgumentParser(description="Counts that every micro-batch was applied exactly once.")
    parser.add_argument("run_dir", help="a run directory, with its events.jsonl")
    parser.add_argument("--samples", metavar="STAGE=N", type=told_samples, action="append", default=[])
    given = parser.parse_args()
    try:
        students, finished = read(os.path.join(given.run_dir, "events.jsonl"))
        for student in students:
            check(student, dict(given.samples), finished)
    except Miscount as wrong:
        print(wrong, file=sys.stderr)
        return 1
    except (OSError, KeyError, ValueError) as wrong:
        print(f"{given.run_dir} cannot be counted: {wrong!r}", file=sys.stderr)
        return 2
    if not any(student.steps for student in students):
        print(f"{given.run_dir}/events.jsonl tells of no step that was applied", file=sys.stderr)
        return 2
    print("finished" if finished else "not finished; counted what was applied so far")
    return 0


if __name__ == "__main__":
    sys.exit(main())
