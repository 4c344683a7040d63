#!/usr/bin/env bash
# How long the smoke test takes from the shell: the small CNN on the digits of 'lockstep demo'.
# Usage: bench/smoke.sh [ROUNDS]     trains the demo once, which takes a minute
set -euo pipefail

rounds=${1:-7}
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$here/../lockstep" demo --keep "$work/demo" >/dev/null 2>&1
lockstep=("$here/../lockstep" smoke "$work/demo/recipe.yaml")
# a test that fails is no measurement
once() { "$@" >/dev/null 2>&1 || { echo "failed: $*" >&2; exit 1; }; }
# median, least and most of the seconds of each round
measure() {
    local times=() round
    once "$@" # what is cached is cached
    for ((round = 0; round < rounds; round++)); do
        local before=$EPOCHREALTIME
        once "$@"
        times+=("$(awk -v a="$before" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f", b - a }')")
    done
    printf '%s\n' "${times[@]}" | sort -n | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] " s, " t[1] " to " t[NR] }'
}
for setting in "" "--set threads=1" "--epochs 1" "--set model=linear"; do
    # shellcheck disable=SC2086
    took=$(measure "${lockstep[@]}" $setting)
    echo "smoke recipe.yaml $setting: $took"
done
echo "load before and after: $(cut -d' ' -f1-3 /proc/loadavg)"
