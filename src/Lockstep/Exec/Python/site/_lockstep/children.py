"""The processes that this one starts: whether we reach them."""
import os
import sys

from . import private, process, stream
from .guard import guarded, stands_for

_count = 0


def on_subprocess(module):
    kind = module.Popen
    original = kind.__init__

    def __init__(self, *args, **kwargs):
        original(self, *args, **kwargs)
        _note(self, args, kwargs)

    kind.__init__ = stands_for(__init__, original)


@guarded
def _note(child, args, kwargs):
    argv = args[0] if args else kwargs.get("args")
    argv = [argv] if isinstance(argv, (str, bytes, os.PathLike)) else list(argv)
    note(argv, child.pid, kwargs.get("env"), bool(kwargs.get("shell")))


def note(argv, pid, environment, is_shell=False):
    global _count
    _count += 1
    if _count > 1000:
        return
    argv = [os.fsdecode(word) for word in argv]
    reached, why = _reached(argv, environment, is_shell)
    event = {"argv": private.arguments(argv), "reached": reached, "pid": pid}
    if why:
        event["why"] = why
    stream.event("child", **event)


def _reached(argv, environment, is_shell):
    base = os.path.basename(argv[0]) if argv else ""
    if is_shell or not (base.startswith("python") or base.startswith("pypy") or argv[0] == sys.executable):
        return None, None
    _, _, index = process.parts(argv)
    letters = "".join(word[1:] for word in argv[1:index] if word.startswith("-") and not word.startswith("--") and word[1:2] not in ("W", "X"))
    for letter in "ISE":
        if letter in letters:
            return False, "-" + letter + " keeps PYTHONPATH out"
    given = os.environ if environment is None else environment
    try:
        known = {os.fsdecode(name) for name in given}
    except TypeError:
        return None, None
    if "LOCKSTEP_EXEC" not in known or "PYTHONPATH" not in known:
        return False, "its environment lacks PYTHONPATH or LOCKSTEP_EXEC"
    return True, None


def on_multiprocessing(module):
    kind = module.BaseProcess
    original = kind._bootstrap

    def _bootstrap(self, *args, **kwargs):
        _apart(self)
        return original(self, *args, **kwargs)

    kind._bootstrap = stands_for(_bootstrap, original)


@guarded
def _apart(child):
    # A process that was started anew has the run's seed like its parent; its number sets it apart. A fork was set apart when it was made.
    if process.start == "fork" and not process.is_of_server:
        return
    from . import seeds

    multi = sys.modules["multiprocessing.process"]
    before = multi._current_process
    multi._current_process = child
    try:
        seeds.again_in(child, "started process")
    finally:
        multi._current_process = before
