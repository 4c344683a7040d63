"""Reads Python files without importing or executing any of them: a line of JSON with what is in it for each file named in a list.

Usage: python -I -S -B FOLDER LIST ROOT. LIST holds paths below ROOT, a NUL after each; the answer has the same order.
"""

import gc
import json
import os
import sys

import source
import tree


def answer(root, path):
    try:
        text, cells, shell = source.read(os.path.join(root, path))
        facts = tree.facts(text, cells)
        facts["cells"] = cells
        facts["shell"] = shell
    except source.Unreadable as unreadable:
        facts = {"problem": str(unreadable)}
    except (RecursionError, MemoryError):
        facts = {"problem": "its expressions lie too deep in each other"}
    facts["file"] = path
    return facts


def main():
    sys.setrecursionlimit(5000)
    with open(sys.argv[1], encoding="utf-8", errors="surrogateescape") as listing:
        paths = listing.read().split("\0")[:-1]
    gc.disable()  # trees are large, and none is needed once its facts are told
    for number, path in enumerate(paths, 1):
        if number % 50 == 0:
            gc.collect()
        sys.stdout.write(json.dumps(answer(sys.argv[2], path), separators=(",", ":")) + "\n")


main()
