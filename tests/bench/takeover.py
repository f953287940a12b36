#!/usr/bin/env python3
"""Kills and freezes one process of each role of a cluster on this machine and prints how long the run took over it.

    python3 tests/bench/takeover.py CONF [KEY=VALUE ...]

Starts `docent cluster up CONF` with two teachers, two coordinators and a student with a standby, strikes one after the
other, and reads the signs from events.jsonl and metrics.jsonl. The clock is the machine's own. CONF must make a run that
lasts for two minutes or more; it is stopped in the end. Signs are looked for until a minute has passed.
"""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

DOCENT = Path(__file__).resolve().parent.parent.parent / "docent"
SIZE = ["--teachers", "2", "--standby-students", "1", "--coordinators", "2"]
PATIENCE = 60
SETTLING = 20


class Cluster:
    """The processes of `docent cluster up`, by the pids it prints."""

    def __init__(self, arguments, log):
        self.log = log
        self.process = subprocess.Popen(
            [DOCENT, "cluster", "up", *arguments, *SIZE], stdout=log.open("w"), stderr=subprocess.STDOUT)
        self.folder = Path(self.await_said(r"^run \S+ in (.+?): "))

    def said(self, pattern):
        return re.findall(pattern, self.log.read_text(), re.MULTILINE)

    def await_said(self, pattern):
        return wait_for(pattern, lambda: (self.said(pattern) or [None])[-1], self.process)

    def members(self, role):
        """Pids of the living processes of a role, by name."""
        pids = {name: int(pid) for name, pid in self.said(rf"^({role}\S*) .*?: pid (\d+), ")}
        return {name: pid for name, pid in pids.items() if Path(f"/proc/{pid}").exists()}

    def serving(self, role):
        """The pid of the one of that role whose log said last that it serves."""
        for name, pid in self.members(role).items():
            said = re.findall(r"serves as|stands by for", (self.folder / "logs" / f"{name}.log").read_text())
            if said and said[-1] == "serves as":
                return pid
        sys.exit(f"takeover.py: no {role} serves")

    def lines(self, file):
        try:
            text = (self.folder / file).read_text()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def events(self, name, since):
        found = [event for event in self.lines("events.jsonl") if event["event"] == name]
        return [event for event in found if at(event) > since]

    def first_event(self, name, since):
        return wait_for(name, lambda: (self.events(name, since) or [None])[0], self.process)


def at(event):
    return datetime.fromisoformat(event["time"][:26].rstrip("Z") + "+00:00").timestamp()


def wait_for(what, look, process):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        if process.poll() is not None:
            sys.exit(f"takeover.py: the cluster ended before {what}")
        time.sleep(0.05)
    sys.exit(f"takeover.py: waited {PATIENCE} s for {what}")


def strike(pid, how):
    now = time.time()
    os.kill(pid, how)
    return now


def show(what, seconds):
    print(f"{what:66s} {seconds:6.2f} s", flush=True)


def teacher(cluster, how, what):
    name, pid = sorted(cluster.members("teacher").items())[-1]
    now = strike(pid, how)
    cluster.first_event("leased_again", now)
    time.sleep(8)  # the others take the rest as they have room
    again = [at(event) - now for event in cluster.events("leased_again", now)]
    show(f"{what}: its work is leased again, the first micro-batch", again[0])
    show(f"  the last of {len(again)}", again[-1])
    if how == signal.SIGSTOP:
        os.kill(pid, signal.SIGKILL)


def student(cluster):
    now = strike(cluster.serving("student"), signal.SIGKILL)
    joined = at(cluster.first_event("student_joined", now))
    show("student killed: the next one has taken over", joined - now)
    show("student killed: its first step is applied", at(cluster.first_event("step_applied", joined)) - now)


def coordinator(cluster):
    address = (cluster.events("coordinator_began", 0) + cluster.events("coordinator_moved", 0))[-1]["address"]
    at_work = cluster.folder / "coordinators" / f"{address.replace(':', '_')}.json"
    before = cluster.lines("metrics.jsonl")[-1]["global_step"]
    now = strike(json.loads(at_work.read_text())["pid"], signal.SIGKILL)
    moved = at(cluster.first_event("coordinator_moved", now))
    show("coordinator killed: another is at work", moved - now)
    time.sleep(5)
    steps = {line["global_step"]: line for line in cluster.lines("metrics.jsonl")}
    told = [event["global_step"] for event in cluster.events("step_applied", now) if at(event) < moved + 4]
    rate = lambda numbers: statistics.median(steps[n]["samples_per_second"] for n in numbers if n in steps)
    waited = sum(steps[n]["teacher_wait_seconds"] for n in told if n in steps)
    print(f"  {len(told)} steps meanwhile; samples a second {rate(told):.1f}, before {rate(range(before - 20, before)):.1f};"
          f" waited {waited:.1f} s for teachers", flush=True)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    log = Path(tempfile.mkstemp(prefix="takeover-", suffix=".log")[1])
    cluster = Cluster(sys.argv[1:], log)
    try:
        cluster.first_event("step_applied", 0)
        for part in (
            lambda: teacher(cluster, signal.SIGKILL, "teacher killed"),
            lambda: teacher(cluster, signal.SIGSTOP, "teacher frozen"),
            lambda: coordinator(cluster),
            lambda: student(cluster),
        ):
            time.sleep(SETTLING)
            part()
    finally:
        cluster.process.send_signal(signal.SIGINT)
        cluster.process.wait()
        print(f"log: {log}")


if __name__ == "__main__":
    main()
