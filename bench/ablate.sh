#!/usr/bin/env bash
# What an ablation of small runs costs beside its trainings one after the other, on the same cores; and how long its statistics take.
# Usage: bench/ablate.sh [ROUNDS [SEEDS]]     needs two cores that nothing else uses
set -euo pipefail

rounds=${1:-3} seeds=${2:-4}
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache LC_ALL=C
"$here/../lockstep" --version >/dev/null # builds where it must
program=(dotnet "$here/../artifacts/bin/Lockstep.Cli/release/Lockstep.Cli.dll")
cd "$work"
"${program[@]}" demo --keep demo -q >/dev/null 2>&1
cp -r demo/data/digits-v1 digits

# On all cores, one run at a time: what a training takes alone, it takes here. On one core each, as many at a time as there are cores.
now() { date +%s.%N; }
for threads in "$(nproc)" 1; do
    printf 'dataset: digits\nmodel: small-cnn\ntrain: {batch_size: 64, epochs: 2, lr: 0.003}\nthreads: %s\n' "$threads" >recipe.yaml
    printf 'recipe: recipe.yaml\narms: [none, light, heavy]\nseeds: %s\n' "$seeds" >suite.yaml
    for round in $(seq "$rounds"); do
        rm -rf runs ablations
        begin=$(now)
        for seed in $(seq "$seeds"); do
            for arm in none light heavy; do
                "${program[@]}" train recipe.yaml --set "augment=$arm" --set "seed=$seed" --name "alone_${arm}_$seed" -q >/dev/null 2>&1
            done
        done
        between=$(now)
        "${program[@]}" ablate suite.yaml -q >/dev/null 2>&1
        end=$(now)
        awk -v threads="$threads" -v round="$round" -v a="$begin" -v b="$between" -v c="$end" -v runs="$((3 * seeds))" 'BEGIN {
            printf "threads %d, round %d: %d trainings one after the other %.1f s, the ablation %.1f s, ratio %.2f\n", threads, round, runs, b - a, c - b, (c - b) / (b - a) }'
    done
done
dotnet run -c Release "$here/statistics.cs" 100 20
