#!/usr/bin/env bash
# Training throughput, side by side: PyTorch's plain loop on tensors, and 'lockstep train' on the same records and on the same images as PNG files.
# The first step is not timed on either side. Usage: bench/throughput.sh CIFAR_FOLDER [ROUNDS [CASE…]]     needs python3-torchvision, python3-pil, jq
# A case is MODEL:SIDE:BATCH:IMAGES:EPOCHS.
set -euo pipefail

data=$(readlink -f "${1:?the folder of the CIFAR-10 binary batches}")
rounds=${2:-5}
cases=("${@:3}")
((${#cases[@]})) || cases=(small-cnn:32:128:5000:4 resnet18:32:128:640:3 resnet18:224:16:160:3 linear:32:64:9800:60)
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=/usr/bin/python3

torch() {
    "$python" "$here/throughput_torch.py" --data "$data" --model "$model" --size "$side" --batch-size "$batch" --images "$images" --epochs "$epochs" --threads 2 --format "$1" | jq -r '"\(.imagesPerSecond) \(.millisecondsPerStep)"'
}

# From the end of the first step to the end of the last, as on the other side; validation and checkpoints between them count. Then the median of a step, where they hardly do.
lockstep() {
    local folder
    folder=$("$here/../lockstep" train "$work/recipe.yaml" --runs "$work/runs" --json -q "$@" 2>/dev/null | tail -n 1 | jq -r .folder)
    "$python" - "$folder" "$batch" <<'PYTHON'
import datetime, json, statistics, sys
folder, batch = sys.argv[1], int(sys.argv[2])
images = sum(line.startswith("train\t") for line in open(f"{folder}/locks/samples.tsv"))
steps = [line for line in map(json.loads, open(f"{folder}/metrics.jsonl")) if line["phase"] == "train"]
ends = [datetime.datetime.fromisoformat(step["time"][:26].rstrip("Z").split("+")[0]) for step in steps]
step = statistics.median((after - before).total_seconds() for before, after in zip(ends, ends[1:]))
print((images * steps[-1]["epoch"] - batch) / (ends[-1] - ends[0]).total_seconds(), 1e3 * step)
PYTHON
}

median() { cut -d ' ' -f "${2:-1}" "$1" | sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
lowest() { sort -g "$1" | head -n 1 | cut -d ' ' -f 1; }
highest() { sort -g "$1" | tail -n 1 | cut -d ' ' -f 1; }

"$here/../lockstep" --version >/dev/null # builds where it must
names=("PyTorch, NCHW (baseline)" "PyTorch, channels-last" "lockstep train (strict, channels-last: the defaults)" "lockstep train, fast" "lockstep train, from PNG files")
for case in "${cases[@]}"; do
    IFS=: read -r model side batch images epochs <<<"$case"
    rm -rf "$work"/*
    mkdir "$work/records"
    head -c $((3073 * (images + 40))) "$data/data_batch_1.bin" >"$work/records/data_batch_1.bin"
    cp "$data/batches.meta.txt" "$work/records"
    "$python" "$here/cifar_folders.py" --data "$data" --images $((images + 40)) --out "$work/files"
    "$here/../lockstep" data seal "$work/records" -q >/dev/null
    "$here/../lockstep" data seal "$work/files" -q >/dev/null
    cat >"$work/recipe.yaml" <<YAML
dataset: $work/records
split: {val: $(awk -v n="$images" 'BEGIN { print 40 / (n + 40) }')}
model: {name: $model$([[ $model:$side == resnet18:32 ]] && echo ', stem: cifar')}
train: {batch_size: $batch, epochs: $epochs, lr: 0.1}
optimizer: {name: sgd, momentum: 0.9, nesterov: true, weight_decay: 0.0005}
augment: {resize: [$side, $side]}
loader: {workers: 2}
determinism: strict
threads: 2
YAML
    for ((round = 1; round <= rounds; round++)); do
        torch nchw >>"$work/1"
        torch channels_last >>"$work/2"
        lockstep >>"$work/3"
        lockstep --set determinism=fast >>"$work/4"
        lockstep --set "dataset=$work/files" >>"$work/5"
    done
    base=$(median "$work/1")
    echo
    echo "**$model, $side×$side, batch $batch**"
    echo
    echo "| | images/s, median of $rounds | lowest to highest | ratio to PyTorch NCHW | ms a step, median | ratio |"
    echo "|---|---|---|---|---|---|"
    for index in 1 2 3 4 5; do
        awk -v name="${names[index - 1]}" -v middle="$(median "$work/$index")" -v base="$base" -v low="$(lowest "$work/$index")" -v high="$(highest "$work/$index")" \
            -v step="$(median "$work/$index" 2)" -v base_step="$(median "$work/1" 2)" \
            'BEGIN { digits = base < 100 ? 1 : 0; printf "| %s | %.*f | %.*f to %.*f | %.2f | %.*f | %.2f |\n", name, digits, middle, digits, low, digits, high, middle / base, step < 10 ? 2 : 0, step, step / base_step }'
    done
done
