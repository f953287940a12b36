#!/usr/bin/env bash
# Decoding by Docent beside Hugging Face's generate: same sizes, prompts, threads and clock, in turn for several rounds, and
# the ratios (below 1: Docent is faster).
#   tests/bench/generate.sh SIZE [--rounds N] [--new-tokens N] [--sequences N] [--threads N] [--clock wall|cpu]
#   PYTHON  an interpreter with torch and transformers (default: python3)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
docent=$here/../../docent
python=${PYTHON:-python3}

fail() {
  printf 'generate.sh: %s\n' "$1" >&2
  exit 1
}

(($# > 0)) && [[ $1 != -* ]] || fail "the first argument must be a size; $docent bench compute --help lists them"
size=$1
shift
rounds=3
threads=$(getconf _NPROCESSORS_ONLN)
options=()
while (($# > 0)); do
  (($# > 1)) || fail "$1 needs a value"
  case $1 in
    --rounds) rounds=$2 ;;
    --threads) threads=$2 ;;
    --new-tokens | --sequences | --clock) options+=("$1" "$2") ;;
    *) fail "$1 is unknown; the options are --rounds, --new-tokens, --sequences, --threads, --clock" ;;
  esac
  shift 2
done
[[ $rounds =~ ^[1-9][0-9]*$ ]] || fail "--rounds is $rounds, must be at least 1"
command -v "$python" >/dev/null || fail "$python was not found; set PYTHON to a Python 3.10 or later with torch and transformers"
"$python" -c 'import torch, transformers' 2>/dev/null ||
  fail "$python cannot import torch and transformers; $python -m pip install torch==2.15.0 transformers==4.57.6, or set PYTHON"

# Neither side spins while it waits for the other's threads to be scheduled.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE}
measured=$(mktemp -d)
trap 'rm -rf "$measured"' EXIT

run() {
  local who=$1 round=$2
  shift 2
  printf 'round %d of %d: %s\n' "$round" "$rounds" "$who" >&2
  "$@" --size "$size" --threads "$threads" --rounds 1 ${options[@]+"${options[@]}"} --json "$measured/$who-$round.json" >"$measured/log" 2>&1 ||
    fail "$who did not finish: $(tail -n 1 "$measured/log")"
}

"$docent" bench --help >/dev/null # builds on first use, outside of what is measured
for ((round = 1; round <= rounds; round++)); do
  run docent "$round" "$docent" bench generate
  run theirs "$round" "$python" "$here/generate.py"
done
"$python" - "$measured" <<'PYTHON'
import json, statistics, sys
from pathlib import Path

read = lambda who: [json.loads(path.read_text()) for path in sorted(Path(sys.argv[1]).glob(f"{who}-*.json"))]
ours, theirs = read("docent"), read("theirs")
one = ours[0]
print(f"{one['model']}, float32, {one['threads']} threads, {one['clock']} seconds: {one['prompt_positions']} prompt positions,"
      f" {one['new_tokens']} new tokens, {one['sequences']} sequences; medians of {len(ours)} rounds\n")
print(f"{'':<26} {'docent':>10} {'generate':>10} {'ratio':>7}")
for name, what in [("prompt to first token", "prompt_seconds"), ("a step at the start", "seconds_at_the_start"),
                   ("a step at the end", "seconds_at_the_end"), ("a step, mean", "seconds_per_step")]:
    a, b = (statistics.median(report[what] for report in side) for side in (ours, theirs))
    print(f"{name:<26} {a:10.5f} {b:10.5f} {a / b:7.2f}")
a, b = (statistics.median(report["tokens_per_second"] for report in side) for side in (ours, theirs))
print(f"{'tokens per second':<26} {a:10.2f} {b:10.2f} {b / a:7.2f}")
PYTHON
