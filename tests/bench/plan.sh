#!/usr/bin/env bash
# What docent plan says of a run beside what the run then takes: samples per second and seconds of each stage with a
# teacher. Nothing is asserted: on one machine teachers and student share what the plan measured one after the other.
#   tests/bench/plan.sh CONF [key=value ...]      PYTHON (default python3) reads the JSON
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
[[ $# -ge 1 ]] || { echo "usage: tests/bench/plan.sh CONF [key=value ...]" >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$home/docent" plan "$@" --json "$folder/plan.json" >/dev/null
"$home/docent" train "$@" "output-dir=$folder/run" >/dev/null
"${PYTHON:-python3}" - "$folder" <<'PYTHON'
import json, pathlib, sys

folder = pathlib.Path(sys.argv[1])
events = [json.loads(line) for line in (folder / "run/events.jsonl").read_text().splitlines()]
measured = {e["stage"]: e for e in events if e["event"] == "capacity" and e["whole_stage"]}
print(f"{'stage':8} {'':10} {'teacher/s':>10} {'student/s':>10} {'reached/s':>10} {'seconds':>9} {'bytes/sample':>13}")
for stage in json.loads((folder / "plan.json").read_text())["stages"]:
    teacher, student = (stage["speeds"][who]["samples_per_second"] for who in ("teacher", "student"))
    was = measured[stage["stage"]]
    teachers = was["teachers_here"]
    reach = min(student, teachers * teacher)
    own = stage["codecs"][0]
    print(f"{stage['stage']:8} {'planned':10} {teacher:10.1f} {student:10.1f} {reach:10.1f}"
          f" {stage['samples'] / reach:9.1f} {own['bytes_per_sample']:13,.1f}")
    print(f"{'':8} {'measured':10} {was['infer_capacity'] / len(was['teachers']):10.1f} {was['train_capacity']:10.1f}"
          f" {was['throughput']:10.1f} {stage['samples'] / was['throughput']:9.1f} {was['bytes_per_sample']:13,.1f}")
PYTHON
