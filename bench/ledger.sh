#!/usr/bin/env bash
# What the ledger costs in training, and how fast two of them are compared.
# Usage: bench/ledger.sh CIFAR_FOLDER [STEPS]     needs python3-pil, jq, and 1.4 GB in the temporary folder
set -euo pipefail

data=$(readlink -f "${1:?the folder of the CIFAR-10 binary batches}")
steps=${2:-1000000}
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

/usr/bin/python3 "$here/cifar_folders.py" --data "$data" --images 2000 --out "$work/images"
cat >"$work/recipe.yaml" <<YAML
dataset: $work/images
split: {val: 0.02}
model: small-cnn
train: {batch_size: 128, lr: 0.1}
optimizer: {name: sgd, momentum: 0.9}
YAML
for setting in "model=small-cnn train.epochs=6" "model=resnet18 train.epochs=1" "model=small-cnn train.epochs=6 ledger=deep"; do
    arguments=()
    for pair in $setting; do arguments+=(--set "$pair"); done
    folder=$("$here/../lockstep" train "$work/recipe.yaml" --runs "$work/runs" "${arguments[@]}" --json -q 2>/dev/null | tail -n 1 | jq -r .folder)
    jq -r --arg setting "$setting" --argjson epochs "$(sed -n 's/.*train.epochs=\([0-9]*\).*/\1/p' <<<"$setting")" --arg bytes "$(stat -c %s "$folder/ledger.bin")" \
        '"\($setting): the ledger took \(.timings.ledgerSeconds / .timings.trainingSeconds * 10000 | round / 100) % of \(.timings.trainingSeconds * 10 | round / 10) s, and \($bytes | tonumber / 1960 / $epochs * 10 | round / 10) bytes a sample"' "$folder/run.json"
done
dotnet run -c Release "$here/ledger.cs" "$steps" 16 "$work"
