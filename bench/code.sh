#!/usr/bin/env bash
# How long the Code lock takes on a repository of many files, beside 'git status', and how long its files take to come back, beside 'git worktree add'.
# Usage: bench/code.sh [ROUNDS] [FILES]
set -euo pipefail

rounds=${1:-7} files=${2:-10000}
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$here/../lockstep" --version >/dev/null # builds where it must
# The program itself: the script before it only looks whether it must be built.
lockstep=(dotnet "$here/../artifacts/bin/Lockstep.Cli/release/Lockstep.Cli.dll")
export XDG_CACHE_HOME=$work/cache GIT_CONFIG_GLOBAL=$work/gitconfig
git config --global user.name bench
git config --global user.email bench@localhost

mkdir "$work/repository" "$work/outside"
cd "$work/repository"
git init --quiet
echo runs/ >.gitignore
for ((folder = 0; folder < 100; folder++)); do
    mkdir -p "src/part$folder"
    for ((file = 0; file < files / 100; file++)); do printf 'value = %d\n%.0s' "1$folder$file" {1..40} >"src/part$folder/file$file.py"; done
done
git add .
git commit --quiet --message code
sleep 2 # git looks into files again that are as new as its index
git status >/dev/null

# a call that fails is no measurement
once() { "$@" >/dev/null 2>&1 || { echo "failed: $*" >&2; exit 1; }; }
# median, least and most of the seconds of each round, whose number stands for an @
measure() {
    local times=() round
    once "${@//@/-first}" # what is cached is cached
    for ((round = 0; round < rounds; round++)); do
        [[ -z ${tidy:-} ]] || eval "$tidy"
        local before=$EPOCHREALTIME
        once "${@//@/$round}"
        times+=("$(awk -v a="$before" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }')")
    done
    printf '%s\n' "${times[@]}" | sort -n | awk '{ t[NR] = $1 } END { printf "%.3f (%.3f to %.3f)", t[int((NR + 1) / 2)], t[1], t[NR] }'
}
row() { printf '| %s | %s |\n' "$1" "$(measure "${@:2}")"; }

awk -F': ' '/^model name/ { print "Processor: " $2; exit }' /proc/cpuinfo
printf '%s files; medians of %s rounds, lowest to highest\n\n| | seconds |\n|---|---|\n' "$files" "$rounds"
row "\`git status\`, clean" git status
row "the program's start, outside git: \`exec --dry-run\`" env -C "$work/outside" "${lockstep[@]}" exec --dry-run -- true
row "the same in the repository, clean" "${lockstep[@]}" exec --dry-run -- true
"${lockstep[@]}" exec --name one -- true >/dev/null 2>&1
for ((file = 0; file < 20; file++)); do
    echo more >>"src/part$file/file0.py"
    echo new >"src/part$file/new.py"
done
row "\`git status\`, 20 changed and 20 untracked" git status
row "\`exec --dry-run\`, likewise" "${lockstep[@]}" exec --dry-run -- true
git stash --quiet --include-untracked
row "\`git worktree add\`" git worktree add --detach "$work/tree@"
row "\`cp -r\`" cp -r src "$work/copy@"
row "\`code restore\`" "${lockstep[@]}" code restore one "$work/then@"
# ext4 gives out no inode again for some seconds, and looks for others one by one
tidy='rm -rf "$work/again-first" "$work/again$((round - 1))"' row "\`code restore\`, each right after the last was deleted" \
    "${lockstep[@]}" code restore one "$work/again@"
echo
echo "load: $(cut -d' ' -f1-3 /proc/loadavg)"
