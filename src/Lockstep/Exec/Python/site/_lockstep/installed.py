"""Which packages are installed in a folder, by the folders of facts that installers leave there. It needs nothing else of ours, and is also run by itself."""
import os
import sys


def table(folder):
    found = {}
    unnamed = []
    try:
        entries = sorted(os.listdir(folder))
    except OSError:
        return found
    for entry in entries:
        stem, dot, ending = entry.rpartition(".")
        if ending not in ("dist-info", "egg-info"):
            continue
        name, _, version = stem.partition("-")
        full = os.path.join(folder, entry)
        facts = (name, version.partition("-py")[0] or None, full)
        tops = _lines(os.path.join(full, "top_level.txt"))
        found.setdefault(name.lower(), facts)
        for top in tops:
            found[top.lower()] = facts
        if not tops and ending == "dist-info":
            unnamed.append(facts)
    for facts in unnamed:
        for top in _recorded(facts[2]):
            found.setdefault(top, facts)
    return found


def _lines(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return [line.strip() for line in file if line.strip()]
    except OSError:
        return []


def _recorded(info):
    try:
        if os.path.getsize(os.path.join(info, "RECORD")) > 1 << 18:
            return set()
    except OSError:
        return set()
    tops = set()
    for line in _lines(os.path.join(info, "RECORD")):
        path = line.partition(",")[0]
        top, slash, _ = path.partition("/")
        if slash and not top.endswith("-info") and top not in ("..", "__pycache__"):
            tops.add(top.lower())
        elif not slash and path.endswith((".py", ".so")):
            tops.add(path.partition(".")[0].lower())
    return tops


def _main():
    """Says what this Python is and what it would import, as one line of JSON."""
    import json

    # With -c the first place is the working folder, as with -m; a script has its own folder there.
    places = [sys.argv[1] if len(sys.argv) > 1 else "."] + sys.path[1:]
    found = {}
    for place in places:
        for name, version, info in sorted(set(table(os.path.abspath(place)).values()), key=str):
            found.setdefault(name, {"name": name, "version": version, "info": info})
    said = {
        "version": sys.version.split()[0], "build": sys.version.replace("\n", " "), "implementation": sys.implementation.name,
        "executable": sys.executable, "prefix": sys.prefix, "base": sys.base_prefix,
        "packages": [found[name] for name in sorted(found)],
    }
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    _main()
