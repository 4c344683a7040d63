"""What code this process ran: packages, files of the script, native libraries."""
import os
import sys

from . import installed, places, process

_dists = {}


def sources():
    """Files of Python outside the installation that were imported or run."""
    found = set()
    if process.start == "script" and process.name and os.path.isfile(process.name) and not places.is_library(process.name, None):
        found.add(os.path.abspath(process.name))
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str) and path.endswith((".py", ".pyw")) or isinstance(path, str) and getattr(module, "__name__", None) == "__main__":
            if not places.is_library(path, None) and os.path.isfile(path):
                found.add(os.path.abspath(path))
    return sorted(found)


def used():
    """Packages outside the standard library of which something was imported."""
    tops = {}
    for name, module in list(sys.modules.items()):
        top = name.partition(".")[0]
        path = getattr(module, "__file__", None)
        if top not in tops and isinstance(path, str) and ("/site-packages/" in path or "/dist-packages/" in path):
            tops[top] = path
    out = {}
    for top, path in tops.items():
        folder = path[:max(path.rfind("/site-packages/"), path.rfind("/dist-packages/")) + 14]
        name, version, info = _distribution(top, folder)
        module = sys.modules.get(top)
        if version is None:
            version = getattr(module, "__version__", None)
        here = os.path.join(folder, top)
        entry = {"name": name or top, "version": version if isinstance(version, str) else None, "path": here if os.path.isdir(here) else path, "info": info}
        out.setdefault(entry["name"], entry)
    return [out[name] for name in sorted(out)]


def _distribution(top, folder):
    """(name, version, folder of its facts) of the distribution that installed a module."""
    table = _dists.get(folder)
    if table is None:
        table = _dists[folder] = installed.table(folder)
    return table.get(top.lower(), (None, None, None))


def native():
    """Native libraries in this process's memory."""
    found = set()
    try:
        with open("/proc/self/maps", "rb") as file:
            for line in file:
                start = line.find(b"/")
                if start > 0 and b" r-xp " in line[:start]:
                    path = line[start:].rstrip(b"\n")
                    if b".so" in path:
                        found.add(os.fsdecode(path))
    except OSError:
        pass
    return sorted(found)
