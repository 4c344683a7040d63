#!/usr/bin/env bash
# Many files: what data sets of 50,000 to 2,000,000 paths take in time and memory, and what each path more takes of both.
# Usage: bench/paths.sh [MOST]     needs python3, time; MOST files (2000000) need an inode and 5 kB of disk each, and up to STORED (200000) of them three times that
# A smaller edition: bench/paths.sh 200000
set -euo pipefail

sizes=()
most=${1:-2000000} least=50000 stored=${STORED:-200000}

here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
# A snapshot's folders are read-only.
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache LC_ALL=C
cd "$work" # the local store is made here

"$here/../lockstep" --version >/dev/null # builds where it must

# FOLDER FILES: pictures of one pixel, no two alike, a thousand in a class.
make_pictures() {
    python3 - "$1" "$2" <<'PYTHON'
import os, struct, sys, zlib

def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))

folder, files = sys.argv[1], int(sys.argv[2])
start = b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 1, 1, 8, 2, 0, 0, 0))
end = chunk(b'IEND', b'')
for first in range(0, files, 1000):
    name = f'{folder}/class-{first // 1000:04}'
    os.makedirs(name)
    for number in range(first, min(first + 1000, files)):
        with open(f'{name}/image-{number:08}.png', 'wb') as picture:
            picture.write(start + chunk(b'IDAT', zlib.compress(b'\0' + number.to_bytes(3, 'big'))) + end)
PYTHON
}

# FILES NAME ARGUMENT...: notes seconds of the clock and of the processors, and the largest memory in kB; start of the process included.
measure() {
    local files=$1 name=$2
    shift 2
    /usr/bin/time --format='%e %U %S %M' --output="$work/taken" taskset --cpu-list 0,1 "$here/../lockstep" "$@" --quiet >/dev/null 2>"$work/said" || { cat "$work/said" >&2; exit 1; }
    awk -v files="$files" -v name="$name" '{ printf "%s\t%d\t%s\t%s\t%s\n", name, files, $1, $2 + $3, $4 }' "$work/taken" >>"$work/figures"
}

awk -F': ' '/^model name/ { print "Processor: " $2 "; 2 cores used"; exit }' /proc/cpuinfo
for ((files = least; files < most * 3 / 4; files *= 4)); do sizes+=("$files"); done
for files in "${sizes[@]}" "$most"; do
    make_pictures set "$files"
    sync
    sleep 3 # files as young as the check are not remembered
    measure "$files" "seal" data seal set
    measure "$files" "verify --quick, the first" data verify set --quick
    measure "$files" "verify --quick" data verify set --quick
    measure "$files" "verify" data verify set
    measure "$files" "show --no-decode" data show set --no-decode
    measure "$files" "index" data index set --output index.json
    measure "$files" "diff" data diff set set
    if ((files <= stored)); then
        measure "$files" "snapshot" data snapshot set frozen
        measure "$files" "gc" data gc
        measure "$files" "push to a folder" data push shop set
        chmod -R u+w frozen
        rm -r frozen .lockstep shop
    fi
    rm -r set
done

# Of a command, the time and memory that the first files more take, and the last: linear where they are the same.
printf '\n| command | files | seconds | of the processors | peak memory, MB | µs of the processors a path more | bytes a path more |\n|---|---|---|---|---|---|---|\n'
sort --stable --field-separator=$'\t' --key=1,1 "$work/figures" | awk -F'\t' '
    $1 != name { name = $1; printf "| %s | %d | %.2f | %.2f | %.0f | | |\n", name, $2, $3, $4, $5 / 1024 }
    $1 == name && $2 > files && files && last == name { printf "| | %d | %.2f | %.2f | %.0f | %.1f | %.0f |\n", $2, $3, $4, $5 / 1024, 1e6 * ($4 - seconds) / ($2 - files), 1024 * ($5 - memory) / ($2 - files) }
    { last = name; files = $2; seconds = $4; memory = $5 }'
