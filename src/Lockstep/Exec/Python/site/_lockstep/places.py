"""Where in the script something was asked for."""
import os
import sys

from . import settings

_OURS = os.path.dirname(os.path.abspath(__file__))
_STANDARD = os.path.dirname(os.__file__) + os.sep
_known = {}


def is_library(code_name, module_name):
    """Whether code belongs to Python, to an installed package or to us, and not to the script."""
    if code_name.startswith("<"):
        return module_name != "__main__" and not code_name.startswith("<ipython")
    answer = _known.get(code_name)
    if answer is None:
        full = os.path.abspath(code_name)
        answer = full.startswith(_OURS) or full.startswith(_STANDARD) or "/site-packages/" in full or "/dist-packages/" in full
        _known[code_name] = answer
    return answer


def of_script(frame=None):
    """The innermost frame of the script's own code, or None."""
    frame = frame or sys._getframe(1)
    while frame is not None:
        if not is_library(frame.f_code.co_filename, frame.f_globals.get("__name__")):
            return frame
        frame = frame.f_back
    return None


def of_caller(modules=()):
    """The innermost frame that is neither ours nor in one of the modules."""
    frame = sys._getframe(1)
    while frame is not None:
        module = frame.f_globals.get("__name__") or ""
        if not frame.f_code.co_filename.startswith(_OURS) and module not in modules and not module.startswith("importlib"):
            return frame
        frame = frame.f_back
    return None


def shown(path):
    """A path below the working folder from there, else as it is."""
    if path.startswith("<"):
        return path
    full = os.path.abspath(path)
    return full[len(settings.folder) + 1:] if settings.folder and full.startswith(settings.folder.rstrip("/") + "/") else full


def file_and_line(frame=None):
    """(file, line) of the script's innermost frame, or of the caller where the script isn't on the stack."""
    found = of_script(frame or sys._getframe(1)) or of_caller()
    return (shown(found.f_code.co_filename), found.f_lineno) if found is not None else (None, None)


def key(frame):
    """A place as a text that stays the same when lines move: file, function and the line's own text."""
    if frame is None:
        return "?"
    import linecache

    code = frame.f_code
    path = code.co_filename
    for folder in ("/site-packages/", "/dist-packages/"):
        if folder in path:
            path = path.rpartition(folder)[2]
    if path.startswith(_STANDARD):
        path = path[len(_STANDARD):]
    return "%s|%s|%s" % (shown(path) if path == code.co_filename else path, code.co_name, linecache.getline(code.co_filename, frame.f_lineno).strip())
