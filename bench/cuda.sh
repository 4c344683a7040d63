#!/usr/bin/env bash
# A training step on a GPU, side by side: PyTorch's plain loop on tensors that lie on the GPU already, and 'lockstep train', with the ledger and without.
# Usage: LOCKSTEP_CUDA=… bench/cuda.sh CIFAR_FOLDER [CASE…]     needs a python3 with PyTorch and torchvision, jq
# A case is MODEL:SIDE:BATCH:EPOCHS. DEVICE=cpu tries the script where there is no GPU.
set -euo pipefail

data=$(readlink -f "${1:?the folder of the CIFAR-10 binary batches}")
cases=("${@:2}")
((${#cases[@]})) || cases=(small-cnn:32:128:12 resnet18:32:128:5 resnet18:224:64:2)
device=${DEVICE:-cuda}
images=2700
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CUBLAS_WORKSPACE_CONFIG=:4096:8

median() {
    python3 - "$1" <<'PYTHON'
import datetime, json, statistics, sys
steps = [line for line in map(json.loads, open(sys.argv[1])) if line["phase"] == "train"]
ends = [datetime.datetime.fromisoformat(step["time"][:26].rstrip("Z").split("+")[0]) for step in steps]
print(round(1e3 * statistics.median((after - before).total_seconds() for before, after in zip(ends[5:], ends[6:])), 2))
PYTHON
}

row() { printf '| %s | %s | %s |\n' "$@"; }

torch() { # NAME ARGUMENT…
    row "$1" "$(python3 "$here/throughput_torch.py" --data "$data" --model "$model" --size "$side" --batch-size "$batch" --images "$images" --epochs "$epochs" --device "$device" "${@:2}" | jq -r '.millisecondsPerStep * 100 | round / 100')" ""
}

lockstep() { # NAME SETTING…
    local folder arguments=()
    for setting in "${@:2}"; do arguments+=(--set "$setting"); done
    folder=$("$here/../lockstep" train "$work/recipe.yaml" --runs "$work/runs" --json -q "${arguments[@]}" 2>/dev/null | tail -n 1 | jq -r .folder)
    row "$1" "$(median "$folder/metrics.jsonl")" \
        "$(jq -r 'if .timings.ledgerSeconds then "\(.timings.ledgerSeconds / .timings.trainingSeconds * 1000 | round / 10) %" else "" end' "$folder/run.json")"
}

"$here/../lockstep" --version >/dev/null # builds where it must
mkdir "$work/records"
head -c $((3073 * (images + 40))) "$data/data_batch_1.bin" >"$work/records/data_batch_1.bin"
cp "$data/batches.meta.txt" "$work/records"
"$here/../lockstep" data seal "$work/records" -q >/dev/null
for case in "${cases[@]}"; do
    IFS=: read -r model side batch epochs <<<"$case"
    cat >"$work/recipe.yaml" <<YAML
dataset: $work/records
split: {val: $(awk -v n="$images" 'BEGIN { print 40 / (n + 40) }')}
model: {name: $model$([[ $model:$side == resnet18:32 ]] && echo ', stem: cifar')}
train: {batch_size: $batch, epochs: $epochs, lr: 0.05}
optimizer: {name: sgd, momentum: 0.9, nesterov: true, weight_decay: 0.0005}
augment: {resize: [$side, $side]}
loader: {workers: $(nproc)}
device: $device
YAML
    printf '\n**%s, %s×%s, batch %s**\n\n| | ms a step, median | of it the ledger |\n|---|---|---|\n' "$model" "$side" "$side" "$batch"
    torch "PyTorch, channels-last" --format channels_last
    torch "PyTorch, channels-last, without TF32" --format channels_last --tf32 off
    torch "PyTorch, NCHW, without TF32" --format nchw --tf32 off
    lockstep "lockstep, ledger off" ledger=off
    lockstep "lockstep, as it comes"
    lockstep "lockstep, ledger deep" ledger=deep
    lockstep "lockstep, contiguous" memory_format=contiguous
    lockstep "lockstep, bfloat16" precision=bfloat16
    lockstep "lockstep, tf32" precision=tf32
done
