#!/usr/bin/env bash
# What `lockstep exec` costs: its start, each step of a PyTorch training, each file that is opened, and turning a long run's records into a ledger.
# Usage: bench/exec.sh [ROUNDS]     needs python3-torch, python3-torchvision, python3-pil, jq; 1.5 GB in the temporary folder
# A smaller edition: STEPS=0.2 PICTURES=500 LONG=50000 bench/exec.sh 3
set -euo pipefail

rounds=${1:-9} part=${STEPS:-1} pictures=${PICTURES:-2000} long=${LONG:-1000000}

here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache LC_ALL=C OMP_NUM_THREADS=1
lockstep=$here/../lockstep
"$lockstep" --version >/dev/null # builds where it must

# The program itself: the script before it only looks whether it must be built.
program=(dotnet "$here/../artifacts/bin/Lockstep.Cli/release/Lockstep.Cli.dll" exec --runs "$work/runs")
python=/usr/bin/python3
mkdir "$work/code"
cd "$work/code"
git init --quiet
cp "$here"/exec_*.py .
git add .
git -c user.name=bench -c user.email=bench@localhost commit --quiet --message code

beside() { EXEC_PRINTED=${EXEC_PRINTED:-/dev/null} "$python" "$here/exec_beside.py" "$rounds" "${program[@]}" "${@:2}" >"$work/$1"; rm -rf "$work/runs"; }

# FILE EXPRESSION: the median of an expression over the lines of a file, and its range.
over() { awk -F'\t' "{ print $2 }" "$work/$1" | sort -g | awk '{ v[NR] = $1 } END { printf "%.4f %.4f %.4f\n", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2, v[1], v[NR] }'; }

awk -F': ' '/^model name/ { print "Processor: " $2; exit }' /proc/cpuinfo
echo "Medians of $rounds rounds, a command bare and under exec in turn, lowest and highest behind them; OMP_NUM_THREADS=1"

printf '\n| start, from the second time on | bare, ms of the processors | under exec, ms more | by the clock, ms more |\n|---|---|---|---|\n'
start() {
    beside start "${@:2}"
    awk -v title="$1" -v bare="$(over start '$1')" -v more="$(over start '$2 - $1')" -v clock="$(over start '$4 - $3')" 'BEGIN {
        split(bare, b, " "); split(more, m, " "); split(clock, c, " ")
        printf "| %s | %.0f | %.0f (%.0f to %.0f) | %.0f (%.0f to %.0f) |\n", title, 1000 * b[1], 1000 * m[1], 1000 * m[2], 1000 * m[3], 1000 * c[1], 1000 * c[2], 1000 * c[3] }'
}
start "\`true\`" -- true
start "\`python3 -c pass\`" -- "$python" -c pass
start "\`python3 -c 'import torch'\`" -- "$python" -c 'import torch'

# Of a step our functions' own time, which the processor's noise hardly moves; and all of the command beside the bare one, which it does.
printf '\n| steps | bare, ms of the processor | our functions within it | the whole command, more |\n|---|---|---|---|\n'
steps() {
    local title=$1 model=$2 count
    count=$(awk -v count="$3" -v part="$part" 'BEGIN { printf "%d", count * part < 3 ? 3 : count * part }')
    rm -f "$work/printed"
    EXEC_PRINTED=$work/printed beside steps "${@:5}" -- "$python" exec_train.py "$model" "$count" "$4"
    jq -r '[(.seconds - .lockstep) / .steps * 1000, .lockstep / (.seconds - .lockstep) * 100] | @tsv' "$work/printed" >"$work/own"
    awk -v title="$title" -v step="$(over own '$1')" -v own="$(over own '$2')" -v more="$(over steps '100 * ($2 / $1 - 1)')" 'BEGIN {
        split(step, s, " "); split(own, o, " "); split(more, m, " ")
        printf "| %s | %.1f | %.2f %% (%.2f to %.2f) | %.1f %% (%.1f to %.1f) |\n", title, s[1], o[1], o[2], o[3], m[1], m[2], m[3] }'
}
steps "ResNet-18 on 32×32, batch 128" resnet18 6 128
steps "the same with torchvision's stem for 224×224" resnet18-large-stem 30 128
steps "small CNN, batch 128" small-cnn 30 128
steps "MLP, batch 8" mlp 300 8
steps "MLP, batch 8, \`--ledger off\`" mlp 300 8 --ledger off

printf '\n| files | bare, seconds of the processors | under exec, more |\n|---|---|---|\n'
"$python" exec_read.py "$work/pictures" "$pictures" --make
beside none -- "$python" exec_read.py "$work/pictures" 0
beside read -- "$python" exec_read.py "$work/pictures" "$pictures"
paste "$work/none" "$work/read" >"$work/files"
awk -v count="$pictures" -v bare="$(over files '$6 - $1')" -v more="$(over files '100 * (($7 - $2) / ($6 - $1) - 1)')" -v each="$(over files '($7 - $2) - ($6 - $1)')" 'BEGIN {
    split(bare, b, " "); split(more, m, " "); split(each, e, " ")
    printf "| reading %d JPEGs in two workers, start taken off | %.2f | %.1f %% (%.1f to %.1f), %.0f µs a file |\n", count, b[1], m[1], m[2], m[3], 1e6 * e[1] / count }'
awk -v bare="$(over read '$1')" -v more="$(over read '100 * ($2 / $1 - 1)')" 'BEGIN {
    split(bare, b, " "); split(more, m, " "); printf "| the same with the start of both | %.2f | %.1f %% (%.1f to %.1f) |\n", b[1], m[1], m[2], m[3] }'

printf '\n| records turned into a ledger | steps/s | MB/s | largest memory of a process, MB, with a hundredth of the steps and with all |\n|---|---|---|---|\n'
# Processor seconds of our process, those of the command taken off; bytes of the ledger; the largest memory in kB.
told() {
    local folder
    rm -rf "$work/runs"
    "$python" - "$work/told" "${program[@]}" --name "$1" -- "$python" exec_stream.py "${@:2}" <<'PYTHON'
import os, sys

child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
_, status, usage = os.wait4(child, 0)
assert status == 0, status
open(sys.argv[1], "w").write("%f %d" % (usage.ru_utime + usage.ru_stime, usage.ru_maxrss))
PYTHON
    folder=$work/runs/$1
    echo "$(cat "$work/told") $(jq -r '.usage.userSeconds + .usage.systemSeconds' "$folder/command.json") $(stat -c %s "$folder/ledger.bin")"
}
stream() {
    local few all
    few=$(told few "$((long / 100))" "${@:2}")
    all=$(told all "$long" "${@:2}")
    awk -v title="$1" -v long="$long" -v few="$few" -v all="$all" 'BEGIN {
        split(few, f, " "); split(all, a, " "); seconds = (a[1] - a[3]) - (f[1] - f[3])
        printf "| %s | %.0f | %.0f | %.0f, %.0f |\n", title, 0.99 * long / seconds, (a[4] - f[4]) / 1e6 / seconds, f[2] / 1024, a[2] / 1024 }'
}
stream "$long steps of batch 1, 3 parameters" 1 3
stream "$long steps of batch 128, 62 parameters" 128 62
