#!/usr/bin/env bash
# Docent beside plain PyTorch on the same shapes and threads, in turn for several rounds, and the ratios.
#   tests/bench/compare.sh SIZE [--rounds N] [--stage dpt|dft] [--samples N] [--micro-batch N] [--steps N] [--warmup N]
#                               [--threads N] [--clock wall|cpu] [--chunk-rows N] [--eager-chunk-rows N]
#   PYTHON  an interpreter with torch and transformers (default: python3)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
docent=$here/../../docent
python=${PYTHON:-python3}

fail() {
  printf 'compare.sh: %s\n' "$1" >&2
  exit 1
}

(($# > 0)) && [[ $1 != -* ]] || fail "the first argument must be a size; $docent bench compute --help lists them"
size=$1
shift
rounds=3
threads=
shared=() ours=() eager=()
while (($# > 0)); do
  (($# > 1)) || fail "$1 needs a value"
  case $1 in
    --rounds) rounds=$2 ;;
    --threads) threads=$2 ;;
    --stage | --samples | --micro-batch | --steps | --warmup | --clock) shared+=("$1" "$2") ;;
    --chunk-rows) ours+=("$1" "$2") ;;
    --eager-chunk-rows) eager+=("$1" "$2") ;;
    *) fail "$1 is unknown; the options are --rounds, --stage, --samples, --micro-batch, --steps, --warmup, --threads, --clock, --chunk-rows, --eager-chunk-rows" ;;
  esac
  shift 2
done
[[ $rounds =~ ^[1-9][0-9]*$ ]] || fail "--rounds is $rounds, must be at least 1"
threads=${threads:-$(getconf _NPROCESSORS_ONLN)}
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
  "$@" --size "$size" --threads "$threads" ${shared[@]+"${shared[@]}"} --json "$measured/$who-$round.json" >"$measured/log" 2>&1 ||
    fail "$who did not finish: $(tail -n 1 "$measured/log")"
}

"$docent" bench --help >/dev/null # builds on first use, outside of what is measured
has_teacher=$("$python" - "$here/workload.py" "$size" <<'PYTHON'
import sys
from pathlib import Path
sys.path.insert(0, str(Path(sys.argv[1]).parent))
from workload import size_of
try:
    print(size_of(sys.argv[2])["teacher_body"])
except KeyError:
    sys.exit(f"compare.sh: there is no size {sys.argv[2]}")
PYTHON
)
for ((round = 1; round <= rounds; round++)); do
  run docent "$round" "$docent" bench compute ${ours[@]+"${ours[@]}"}
  [[ $has_teacher == False ]] || run plain "$round" "$python" "$here/co_located.py"
  run eager "$round" "$python" "$here/eager_step.py" ${eager[@]+"${eager[@]}"}
done
"$python" "$here/ratios.py" "$measured"
