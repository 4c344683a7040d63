#!/usr/bin/env bash
# The loader, side by side with Debian's torchvision: same files, same number of workers, a round each in turn, medians.
# Usage: bench/loading.sh DATA [ROUNDS]     DATA holds flowers/{train,val}/<class>/*.jpg and cifar-10-batches-bin; needs python3-torchvision
set -euo pipefail

data=$(readlink -f "${1:?a folder that holds flowers and cifar-10-batches-bin}")
rounds=${2:-5}
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet build "$here/loading" --configuration Release --verbosity quiet --nologo >/dev/null
lockstep() { "$here/../artifacts/bin/loading/release/loading" "$@"; }
torch() { /usr/bin/python3 "$here/loading_torch.py" "$@"; }

# NAME COMMAND...
measure() { "${@:2}" >>"$work/$1"; }
median() { sort -g "$work/$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
# TITLE NAME BASE: the median, its range, and its ratio to another's.
row() {
    awk -v title="$1" -v middle="$(median "$2")" -v base="$(median "$3")" -v low="$(sort -g "$work/$2" | head -n 1)" -v high="$(sort -g "$work/$2" | tail -n 1)" \
        'BEGIN { printf "| %s | %.0f | %.0f to %.0f | %.2f |\n", title, middle, low, high, middle / base }'
}
head_row() { printf '\n| %s | %s, median of %s | lowest to highest | ratio to the first |\n|---|---|---|---|\n' "$1" "$2" "$rounds"; }

for ((round = 1; round <= rounds; round++)); do
    measure torch.photographs torch photographs "$data/flowers" 2
    measure pillow torch decode "$data/flowers" 2
    measure skia lockstep decode "$data/flowers" 2
    for workers in 1 2 4 8; do
        measure "photographs.$workers" lockstep photographs "$data/flowers" "$workers"
        measure "cifar.$workers" lockstep cifar "$data/cifar-10-batches-bin" "$workers"
    done
    measure torch.cifar torch cifar "$data/cifar-10-batches-bin" 2
    for kind in photographs cifar; do
        folder=$data/$([[ $kind == cifar ]] && echo cifar-10-batches-bin || echo flowers)
        measure "torch.first.$kind" torch "first-$kind" "$folder" 2
        measure "first.$kind" lockstep "first-$kind" "$folder" 2
    done
done

head_row "photographs: decode, resize to 224, flip, jitter, normalize; batch 64, 2 workers" "images/s"
row "torchvision, ImageFolder and DataLoader" torch.photographs torch.photographs
row "lockstep" photographs.2 torch.photographs
head_row "the same against decoding alone" "images/s"
row "Pillow, 2 processes, decoding alone" pillow pillow
row "lockstep's decoder alone, 2 threads" skia pillow
row "lockstep, all of it" photographs.2 pillow
head_row "CIFAR-10 records: crop with padding, flip, normalize; batch 128, 2 workers" "images/s"
row "torchvision, images in memory" torch.cifar torch.cifar
row "lockstep" cifar.2 torch.cifar
head_row "from the loader's creation to its first batch, new process, 2 workers" "milliseconds"
for kind in photographs cifar; do
    row "torchvision, $kind" "torch.first.$kind" "torch.first.$kind"
    row "lockstep, $kind" "first.$kind" "torch.first.$kind"
done
for kind in photographs cifar; do
    head_row "lockstep, $kind, by workers" "images/s"
    for workers in 1 2 4 8; do
        row "$workers" "$kind.$workers" "$kind.1"
    done
done

printf '\n| 64 photographs, 100 epochs, 2 workers | managed memory, MB | of the process, MB |\n|---|---|---|\n'
lockstep memory "$data/flowers" 2 | awk '{ printf "| lockstep, after %s epochs | %s | %s |\n", $1, $2, $3 }'
torch memory "$data/flowers" 2 | awk '{ printf "| torchvision, after %s epochs, main process, peak | | %s |\n", $1, $2 }'
