#!/usr/bin/env bash
# How long a static audit takes: 10,000 files, of which 500 are Python's, from the shell.
# Usage: bench/audit.sh [ROUNDS]
set -euo pipefail

rounds=${1:-5}
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 "$here/audit_project.py" "$work/project"
echo "$(find "$work/project" -type f | wc -l) files, $(find "$work/project" -name '*.py' | wc -l) of Python with $(find "$work/project" -name '*.py' -exec cat {} + | wc -l) lines"
for ((round = 0; round < rounds; round++)); do
    before=$EPOCHREALTIME
    "$here/../lockstep" audit "$work/project" --json >"$work/answer.json" || [[ $? == 1 ]]
    awk -v a="$before" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f\n", b - a }'
done | sort -n | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] " s, " t[1] " to " t[NR] }'
echo "load before and after: $(cut -d' ' -f1-3 /proc/loadavg)"
