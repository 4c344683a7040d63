#!/usr/bin/env bash
# Time and memory by the number of classes, two images of 8×8 in each: seal, show, check, train and evaluate, and PyTorch's training alone.
# Usage: bench/classes.sh [ROUNDS]     needs python3-torch, time, jq; about 300 MB in TMPDIR
# A smaller edition: CLASSES="1000 3000" bench/classes.sh 1
set -euo pipefail

rounds=${1:-3}
read -ra sizes <<<"${CLASSES:-1000 5000 10000 21000}"
batch=256

here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache LC_ALL=C
mkdir "$work/seconds" "$work/processor" "$work/memory" "$work/answers"
cd "$work"

lockstep=$here/../lockstep
"$lockstep" --version >/dev/null # builds where it must

# CLASSES: folders of random pictures, the same for the same number.
make_images() {
    python3 - "$1" <<'P'
import os, random, struct, sys, zlib

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

classes = int(sys.argv[1])
for number in range(2 * classes):
    folder = f"data{classes}/n{number // 2:08d}"
    os.makedirs(folder, exist_ok=True)
    noise = random.Random(number)
    rows = b"".join(b"\0" + noise.randbytes(24) for _ in range(8))
    with open(f"{folder}/{number % 2}.png", "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
P
    cat >"recipe$1.json" <<J
{"seed": 1, "dataset": "data$1", "model": "small-cnn", "train": {"batch_size": $batch, "epochs": 1, "lr": 0.01}, "augment": {"resize": [8, 8]}}
J
}

# NAME COMMAND...: wall-clock seconds and processor seconds, start of the process included, its largest memory in kB, and its answer.
measure() {
    local name=$1 begin end
    shift
    begin=$EPOCHREALTIME
    /usr/bin/time --format="%M %U %S" --output="$work/used" taskset --cpu-list 0,1 "$@" >"$work/answers/$name"
    end=$EPOCHREALTIME
    awk -v begin="$begin" -v end="$end" 'BEGIN { print end - begin }' >>"$work/seconds/$name"
    awk '{ print $1 }' "$work/used" >>"$work/memory/$name"
    awk '{ print $2 + $3 }' "$work/used" >>"$work/processor/$name"
}

median() { sort -g "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
megabytes() { du --apparent-size --block-size=1000 --summarize "$@" | awk '{ sum += $1 } END { printf "%.1f", sum / 1000 }'; }

# COMMAND TITLE
table() {
    local size name base
    printf '\n| %s | seconds, median of %s | lowest to highest | of the processor, ms a class | to %s classes | peak memory, MB |\n|---|---|---|---|---|---|\n' "$2" "$rounds" "${sizes[0]}"
    base=$(median "processor/$1.${sizes[0]}")
    for size in "${sizes[@]}"; do
        name=$1.$size
        awk -v size="$size" -v first="${sizes[0]}" -v base="$base" -v middle="$(median "seconds/$name")" -v processor="$(median "processor/$name")" -v memory="$(median "memory/$name")" \
            -v low="$(sort -g "seconds/$name" | head -n 1)" -v high="$(sort -g "seconds/$name" | tail -n 1)" \
            'BEGIN { printf "| %s classes | %.2f | %.2f to %.2f | %.3f | %.2f | %.0f |\n", size, middle, low, high, 1000 * processor / size, (processor / size) / (base / first), memory / 1024 }'
    done
}

for size in "${sizes[@]}"; do
    make_images "$size"
done
for ((round = 1; round <= rounds; round++)); do
    for size in "${sizes[@]}"; do
        rm -rf "data$size/manifest.json" "runs/run$size"
        measure "seal.$size" "$lockstep" data seal "data$size" --json
        measure "show.$size" "$lockstep" data show "data$size" --json
        measure "check.$size" "$lockstep" recipe check "recipe$size.json" --json
        measure "train.$size" "$lockstep" train "recipe$size.json" --name "run$size" --json --quiet
        measure "evaluate.$size" "$lockstep" evaluate "run$size" --json
        measure "torch.$size" /usr/bin/python3 "$here/classes_torch.py" "$size" "$batch"
    done
done

awk -F': ' '/^model name/ { print "Processor: " $2 "; 2 cores used"; exit }' /proc/cpuinfo
table seal "data seal"
table show "data show --json"
table check "recipe check"
table torch "PyTorch, the same network and batches without files (baseline)"
table train "train, one epoch"
table evaluate "evaluate --json"
printf '\n| on the disk, MB | last.safetensors | confusion_matrix.json and .csv | all artifacts | evaluate --json | counts that are not zero |\n|---|---|---|---|---|---|\n'
for size in "${sizes[@]}"; do
    artifacts=runs/run$size/artifacts
    printf '| %s classes | %s | %s | %s | %s | %s |\n' "$size" "$(megabytes "runs/run$size/checkpoints/last.safetensors")" "$(megabytes "$artifacts"/confusion_matrix.{json,csv})" \
        "$(megabytes "$artifacts")" "$(megabytes "answers/evaluate.$size")" "$(jq '.cells // [.counts[][] | select(. > 0)] | length' "$artifacts/confusion_matrix.json")"
done
