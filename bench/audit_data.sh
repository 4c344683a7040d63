#!/usr/bin/env bash
# How long the audit of a data set of 20,000 photographs takes, near-duplicates and all, and how much memory.
# Usage: bench/audit_data.sh DIR [COPIES]     DIR holds train/CLASS/*.jpg and val/CLASS/*.jpg; each file is linked so often, without it 50 times
set -euo pipefail

from=$(readlink -f "$1")
copies=${2:-50}
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -r "$from" "$work/base"
for ((copy = 1; copy <= copies; copy++)); do
    while IFS= read -r -d '' file; do
        to="$work/data/$(dirname "$file")/${copy}_$(basename "$file")"
        mkdir -p "$(dirname "$to")"
        ln "$work/base/$file" "$to"
    done < <(cd "$work/base" && find . -name '*.jpg' -print0)
done
mkdir "$work/empty"
"$here/../lockstep" --version >/dev/null
echo "$(find "$work/data" -type f | wc -l) images"
# The audit finds something, which is no failure here.
XDG_CACHE_HOME="$work/cache" /usr/bin/time -f '%e s, %U s of processor, %M KiB at most' \
    "$here/../lockstep" audit "$work/empty" --data "$work/data" --level static >"$work/out" || [ $? = 1 ]
grep '^Data' "$work/out"
