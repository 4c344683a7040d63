"""Runs a command bare and under `lockstep exec`, in turn, and prints the processor seconds of both, with all of their processes.

Usage: exec_beside.py ROUNDS LOCKSTEP [OPTION...] -- COMMAND...
Prints a line for each round, tab-separated: bare, under exec, the same by the clock, and the largest memory of one process under exec in kB. One round before
is not told. What the command prints on stdout goes to $EXEC_PRINTED, where that is set.
"""
import os
import sys
import time


def run(words, printed):
    target = os.open(printed, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    begin = time.monotonic()
    child = os.posix_spawnp(words[0], words, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, target, 1), (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
    _, status, usage = os.wait4(child, 0)
    os.close(target)
    if status != 0:
        sys.exit("%s ended with %d" % (" ".join(words), os.waitstatus_to_exitcode(status)))
    return usage.ru_utime + usage.ru_stime, time.monotonic() - begin, usage.ru_maxrss


split = sys.argv.index("--")
rounds, lockstep, command = int(sys.argv[1]), sys.argv[2:split], sys.argv[split + 1:]
printed = os.environ.get("EXEC_PRINTED", "/dev/null")
for number in range(rounds + 1):
    bare = run(command, "/dev/null")
    told = run(lockstep + ["--"] + command, printed if number else "/dev/null")
    if number:
        print("%.4f\t%.4f\t%.4f\t%.4f\t%d" % (bare[0], told[0], bare[1], told[1], told[2]))
