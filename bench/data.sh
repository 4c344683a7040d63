#!/usr/bin/env bash
# Hashing and snapshots of data sets, side by side on two cores: lockstep, hashdeep, sha256sum, cp, and what the processor can do.
# Usage: bench/data.sh [ROUNDS]     needs hashdeep, time, openssl, jq; about 15 GB in TMPDIR at the sizes below
# A smaller edition: LARGE_MB=5 SMALL_FILES=2000 MANY_FILES=20000 SNAPSHOT_FILES=2000 bench/data.sh 1
set -euo pipefail

rounds=${1:-5}
large_files=${LARGE_FILES:-20} large_mb=${LARGE_MB:-100}
small_files=${SMALL_FILES:-20000} small_bytes=${SMALL_BYTES:-3000}
many_files=${MANY_FILES:-200000}
snapshot_files=${SNAPSHOT_FILES:-20000} snapshot_bytes=${SNAPSHOT_BYTES:-100000}

here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
# A snapshot's folders are read-only.
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache LC_ALL=C
mkdir "$work/seconds" "$work/memory"
cd "$work" # the local store is made here

lockstep() { "$here/../lockstep" "$@"; }
lockstep --version >/dev/null # builds where it must
lockstep data verify --help | grep -q -- --quick && has_quick=1 || has_quick=
lockstep data snapshot --help 2>/dev/null | grep -q -- --from && has_from=1 || has_from=

# Bytes that don't compress, the same for the same seed.
noise() { head -c "$2" /dev/zero | openssl enc -aes-128-ctr -K "$(printf '%032x' "$1")" -iv 00000000000000000000000000000000; }

# FOLDER FILES BYTES: in up to 100 folders, as data sets are.
make_files() {
    local folders=$(($2 < 100 ? 1 : 100)) folder
    for ((folder = 0; folder < folders; folder++)); do
        mkdir -p "$1/$folder"
        noise "$folder" $(($2 / folders * $3)) | split --bytes="$3" --suffix-length=5 --numeric-suffixes --additional-suffix=.bin - "$1/$folder/"
    done
}

# NAME COMMAND...: wall-clock seconds, start of the process included, and its largest memory in kB.
measure() {
    local name=$1 begin end
    shift
    begin=$EPOCHREALTIME
    /usr/bin/time --format=%M --output="$work/max" taskset --cpu-list 0,1 "$@" >/dev/null
    end=$EPOCHREALTIME
    awk -v begin="$begin" -v end="$end" 'BEGIN { print end - begin }' >>"$work/seconds/$name"
    cat "$work/max" >>"$work/memory/$name"
}

median() { sort -g "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
warm() { find "$1" -type f -exec cat {} + >/dev/null; }

# What the processor hashes of buffers of so many bytes, in MB/s.
limit() { taskset --cpu-list 0,1 openssl speed -multi 2 -seconds 3 -bytes "$1" sha256 2>/dev/null | awk '/^sha256/ { print $NF * 1000 / 1e6 }'; }

# The programs are called through bash, so that taskset and time see one process and its children.
sums() { measure "$1" bash -c 'find "$0" -type f -print0 | xargs -0 -P2 -n "$1" sha256sum' "$2" "$3"; }

# NAME FOLDER FILES: a round of full hashing.
hash_round() {
    measure "$1.lockstep" "$here/../lockstep" data verify "$2"
    measure "$1.hashdeep" hashdeep -c sha256 -r -j2 "$2"
    sums "$1.sums" "$2" $(($3 / 20 > 0 ? $3 / 20 : 1))
}

# NAME MEGABYTES LIMIT
hash_rows() {
    local tool base middle
    base=$(median "$work/seconds/$1.hashdeep")
    for tool in lockstep hashdeep sums; do
        middle=$(median "$work/seconds/$1.$tool")
        awk -v tool="$tool" -v middle="$middle" -v base="$base" -v mb="$2" -v limit="$3" \
            -v low="$(sort -g "$work/seconds/$1.$tool" | head -n 1)" -v high="$(sort -g "$work/seconds/$1.$tool" | tail -n 1)" 'BEGIN {
                name["lockstep"] = "lockstep data verify"; name["hashdeep"] = "hashdeep -c sha256 -j2 (baseline)"; name["sums"] = "find, xargs -P2 sha256sum"
                printf "| %s | %.3f | %.3f to %.3f | %.0f | %.2f | %.0f %% |\n", name[tool], middle, low, high, mb / middle, base / middle, 100 * mb / middle / limit
            }'
    done
    awk -v limit="$3" 'BEGIN { printf "| the processor (openssl speed, 2 processes) | | | %.0f | | 100 %% |\n", limit }'
}

head_row() { printf '\n| %s | seconds, median of %s | lowest to highest | %s |\n|---|---|---|%s\n' "$1" "$rounds" "$2" "$3"; }

full_hashes() {
    make_files large "$large_files" $((large_mb * 1000 * 1000))
    make_files small "$small_files" "$small_bytes"
    local folder round
    for folder in large small; do
        lockstep data seal "$folder" --quiet >/dev/null
        warm "$folder"
    done
    for ((round = 1; round <= rounds; round++)); do
        hash_round large large "$large_files"
        hash_round small small "$small_files"
    done
    head_row "full hash of $large_files files of $large_mb MB, warm" "MB/s | speed to hashdeep | of the processor" "---|---|---|"
    hash_rows large $((large_files * large_mb)) "$(limit 1048576)"
    rm -r large
    head_row "full hash of $small_files files of $small_bytes bytes, warm" "MB/s | speed to hashdeep | of the processor" "---|---|---|"
    hash_rows small "$(awk -v files="$small_files" -v bytes="$small_bytes" 'BEGIN { print files * bytes / 1e6 }')" "$(limit "$small_bytes")"
}

# FOLDER: says so where a quick check reads files after all.
check_quick() {
    local unread files
    read -r unread files < <(lockstep data verify "$1" --quick --json | jq -r '"\(.unread) \(.files)"')
    ((unread == files)) || echo "warning: only $unread of $files files of $1 passed unread" >&2
}

quick_checks() {
    make_files many "$many_files" "$small_bytes"
    sleep 3 # files as young as the check are not remembered
    local folder round name files
    lockstep data seal many --quiet >/dev/null
    lockstep data verify small --quiet >/dev/null
    for ((round = 1; round <= rounds; round++)); do
        for folder in small many; do
            measure "$folder.full" "$here/../lockstep" data verify "$folder"
            [[ -z $has_quick ]] || measure "$folder.quick" "$here/../lockstep" data verify "$folder" --quick
        done
    done
    head_row "whole process, unchanged files of $small_bytes bytes" "peak memory, MB | times the time of $small_files files" "---|---|"
    for name in full ${has_quick:+quick}; do
        for folder in small many; do
            files=$([[ $folder == small ]] && echo "$small_files" || echo "$many_files")
            awk -v name="verify --$name, $files files" -v middle="$(median "seconds/$folder.$name")" -v base="$(median "seconds/small.$name")" -v memory="$(median "memory/$folder.$name")" \
                -v low="$(sort -g "seconds/$folder.$name" | head -n 1)" -v high="$(sort -g "seconds/$folder.$name" | tail -n 1)" \
                'BEGIN { printf "| %s | %.3f | %.3f to %.3f | %.0f | %.1f |\n", name, middle, low, high, memory / 1024, middle / base }'
        done
    done
    if [[ -n $has_quick ]]; then
        check_quick small
        check_quick many
    else
        printf '\nverify has no --quick here: not measured.\n'
    fi
    rm -r small many
}

disk_mb() { sync && df --output=used -B1000000 . | tail -n 1; }

second_snapshots() {
    [[ -n $has_from ]] || { printf '\ndata snapshot has no --from here: not measured.\n'; return; }
    make_files source "$snapshot_files" "$snapshot_bytes"
    sleep 3
    lockstep data snapshot source first --quiet >/dev/null
    local round before files changed=$((snapshot_files / 100 > 0 ? snapshot_files / 100 : 1)) name
    mapfile -t files < <(find source -type f | sort)
    for ((round = 1; round <= rounds; round++)); do
        # Others in each round, evenly spread, and with a content that the store does not have.
        for ((index = round - 1; index < ${#files[@]}; index += ${#files[@]} / changed)); do
            noise $((1000000 + round * 1000000 + index)) "$snapshot_bytes" >"${files[index]}"
        done
        warm source
        sleep 3
        before=$(disk_mb)
        measure snapshot "$here/../lockstep" data snapshot source "second$round" --from first
        echo $(($(disk_mb) - before)) >>"$work/memory/snapshot.disk"
        before=$(disk_mb)
        measure copy cp -r source "copy$round"
        echo $(($(disk_mb) - before)) >>"$work/memory/copy.disk"
        rm -r "copy$round"
    done
    head_row "second snapshot of $snapshot_files files of $snapshot_bytes bytes, $changed changed" "disk, MB | speed to cp -r" "---|---|"
    for name in copy snapshot; do
        awk -v name="$name" -v middle="$(median "seconds/$name")" -v base="$(median seconds/copy)" -v disk="$(median "memory/$name.disk")" \
            -v low="$(sort -g "seconds/$name" | head -n 1)" -v high="$(sort -g "seconds/$name" | tail -n 1)" 'BEGIN {
                title["copy"] = "cp -r (baseline)"; title["snapshot"] = "lockstep data snapshot --from"
                printf "| %s | %.3f | %.3f to %.3f | %.0f | %.2f |\n", title[name], middle, low, high, disk, base / middle
            }'
    done
}

awk -F': ' '/^model name/ { print "Processor: " $2 "; 2 cores used"; exit }' /proc/cpuinfo
full_hashes
quick_checks
second_snapshots
