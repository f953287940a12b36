#!/usr/bin/env bash
# Losses and gradients over 792 rows and a vocabulary of 151,936, ours beside plain PyTorch with full logits: runs both
# in turn on the same threads and prints medians and ratios. Takes 4 GB of memory and a few minutes.
#   PYTHON   the Python that has torch (python3)
#   ROUNDS   how often both run (3)
#   THREADS  of each (2)
#   JMH      more options for ours, as in JMH="-p chunkRows=128 -p storage=BF16 -p products=BF16"
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

python=${PYTHON:-python3}
rounds=${ROUNDS:-3}
threads=${THREADS:-2}
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE}
export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
export OPT_OUT_TRACKING=true

mvn -B -ntp -q -Dstyle.color=never -Dfast -pl tests -am test-compile dependency:build-classpath \
  -Dmdep.outputFile=target/benchmark.classpath -Dmdep.includeScope=test
classpath=tests/target/test-classes:$(<tests/target/benchmark.classpath)

log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT

ours() {
  # Word splitting is wanted: JMH holds several options.
  # shellcheck disable=SC2086
  java -cp "$classpath" org.openjdk.jmh.Main LossRowsBenchmark.lossesAndGradients -p threads="$threads" \
    ${JMH:-} >"$log/jmh" 2>&1 || { cat "$log/jmh" >&2; return 1; }
  grep -E '^(processor seconds|peak)' "$log/jmh" || { cat "$log/jmh" >&2; return 1; }
  awk '$1 == "p(50.0000)" { print "seconds a call: " $3 }' "$log/jmh"
}

for ((round = 1; round <= rounds; round++)); do
  "$python" tests/bench/loss_rows.py --threads "$threads" | tee -a "$log/theirs" | sed "s/^/full logits, round $round: /"
  ours | tee -a "$log/ours" | sed "s/^/docent,      round $round: /"
done

median() { # file, beginning of the line
  grep "^$2" "$1" | sed 's/.*: //; s/ MB//' | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

printf '\n%-36s %12s %12s %8s\n' "median of $rounds" "full logits" docent ratio
for what in "seconds a call" "processor seconds a call" "peak beyond weights and gradients"; do
  awk -v what="$what" -v theirs="$(median "$log/theirs" "$what")" -v ours="$(median "$log/ours" "$what")" \
    'BEGIN { printf "%-36s %12s %12s %8.2f\n", what, theirs, ours, ours / theirs }'
done
