#!/usr/bin/env bash
# Training throughput of the small CNN, side by side: PyTorch's plain loop on tensors, and 'lockstep train' from PNG files.
# The first step is not timed on either side. Usage: bench/throughput.sh CIFAR_FOLDER [ROUNDS]     needs python3-torch, python3-pil, jq
set -euo pipefail

data=$(readlink -f "${1:?the folder of the CIFAR-10 binary batches}")
rounds=${2:-5}
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=/usr/bin/python3

"$python" "$here/cifar_folders.py" --data "$data" --images 2000 --out "$work/images"
cat >"$work/recipe.yaml" <<YAML
dataset: $work/images
split: {val: 0.02}
model: small-cnn
train: {batch_size: 128, epochs: 3, lr: 0.1}
optimizer: {name: sgd, momentum: 0.9, nesterov: true, weight_decay: 0.0005}
loader: {workers: 2}
determinism: strict
threads: 2
YAML

torch() { "$python" "$here/small_cnn_torch.py" --data "$data" --images 1960 --epochs 3 --threads 2 --format "$1" | jq .imagesPerSecond; }
lockstep() {
    local folder
    folder=$("$here/../lockstep" train "$work/recipe.yaml" --runs "$work/runs" --set "$1" --json -q 2>/dev/null | tail -n 1 | jq -r .folder)
    # From the end of the first step to the end of the last, as on the other side; validation and checkpoints between them count.
    "$python" - "$folder/metrics.jsonl" <<'PYTHON'
import datetime, json, sys
steps = [line for line in map(json.loads, open(sys.argv[1])) if line["phase"] == "train"]
first, last = (datetime.datetime.fromisoformat(step["time"][:26].rstrip("Z").split("+")[0]) for step in (steps[0], steps[-1]))
print((1960 * steps[-1]["epoch"] - 128) / (last - first).total_seconds())
PYTHON
}
"$here/../lockstep" --version >/dev/null # builds where it must

for ((round = 1; round <= rounds; round++)); do
    torch nchw >>"$work/1"
    torch channels_last >>"$work/2"
    lockstep determinism=strict >>"$work/3"
    lockstep memory_format=contiguous >>"$work/4"
    lockstep determinism=fast >>"$work/5"
done

median() { sort -g "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
base=$(median "$work/1")
echo "| | images/s, median of $rounds | lowest to highest | ratio to PyTorch NCHW |"
echo "|---|---|---|---|"
names=("PyTorch, tensors, NCHW (baseline)" "PyTorch, tensors, channels-last" "lockstep train, PNG files, strict, channels-last (default)" "lockstep train, PNG files, strict, contiguous" "lockstep train, PNG files, fast, channels-last")
for index in 1 2 3 4 5; do
    middle=$(median "$work/$index")
    awk -v name="${names[index - 1]}" -v middle="$middle" -v base="$base" -v low="$(sort -g "$work/$index" | head -n 1)" -v high="$(sort -g "$work/$index" | tail -n 1)" \
        'BEGIN { printf "| %s | %.0f | %.0f to %.0f | %.2f |\n", name, middle, low, high, middle / base }'
done
