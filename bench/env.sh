#!/usr/bin/env bash
# What it costs to take an Environment lock, with an empty memory of digests and with a full one: bench/env.sh [PYTHON]
# Needs a Release build: dotnet build -c Release src/Lockstep.Cli
set -euo pipefail
program="$(dirname "$0")/../artifacts/bin/Lockstep.Cli/${CONFIGURATION:-release}/Lockstep.Cli.dll"
program="$(realpath "$program")"
python="${1:-/usr/bin/python3}"
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
export XDG_CACHE_HOME="$place/cache"
printf 'seed: 1\ndataset: data\nmodel: small-cnn\ntrain: {batch_size: 16, epochs: 1, lr: 0.01}\n' > recipe.yaml

# Processor seconds of the least of five, which what else runs hardly moves, as elapsed time would be.
least() {
    local of=99 took
    TIMEFORMAT='%U %S'
    for _ in 1 2 3 4 5; do
        eval "$1" > /dev/null 2>&1
        took=$({ time eval "$2" > /dev/null 2>&1; } 2>&1)
        of=$(awk -v a="$of" -v b="$took" 'BEGIN { split(b, t, " "); b = t[1] + t[2]; print a < b ? a : b }')
    done
    echo "$of"
}

lock="dotnet '$program' env lock -q -o it.json"
echo "the program alone (--version)                 $(least true "dotnet '$program' --version")"
echo "a training's lock, nothing remembered         $(least 'rm -rf cache' "$lock")"
echo "a training's lock, digests remembered         $(least true "$lock")"
echo "a Python's lock ($(basename "$python"))                      $(least true "$lock --python '$python'")"
dotnet "$program" env lock -q -o lockstep.env.json > /dev/null
echo "env verify of a training's lock               $(least true "dotnet '$program' env verify")"
