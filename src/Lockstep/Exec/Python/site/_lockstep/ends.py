"""What is said when a process ends, and when it becomes another program."""
import os
import sys

from . import guard, process, settings, stream
from .guard import stands_for

_is_done = False
_modules_at_fork = 0


def install():
    os.register_at_fork(after_in_child=_forked)
    leave = os._exit

    def _exit(status):
        at_exit(status)
        leave(status)

    os._exit = stands_for(_exit, leave)
    for name in ("execv", "execve"):
        _before_exec(name)


def _before_exec(name):
    original = getattr(os, name)

    def execute(path, argv, *environment, **kwargs):
        _say_exec(argv, environment, kwargs)
        return original(path, argv, *environment, **kwargs)

    setattr(os, name, stands_for(execute, original))


@guard.guarded
def _say_exec(argv, environment, kwargs):
    # In a child made to start another program, there is nothing of its own to say.
    if process.start == "fork" and not stream.is_open():
        return
    from . import children

    modules()
    given = environment[0] if environment else kwargs.get("env")
    children.note(list(argv), os.getpid(), given)


def _forked():
    global _is_done, _modules_at_fork
    _is_done = False
    _modules_at_fork = len(sys.modules)


@guard.guarded
def modules():
    from . import packages

    stream.event("modules", packages=packages.used(), sources=packages.sources(), extensions=packages.native())


@guard.guarded
def at_exit(code=None):
    global _is_done
    if _is_done:
        return
    _is_done = True
    is_quiet = process.is_lazy and not stream.is_open()
    if is_quiet and len(sys.modules) == _modules_at_fork:
        return
    modules()
    if is_quiet:
        return
    from . import kernels

    kernels.at_exit()
    _torch_at_exit()
    if code is None:
        stream.event("exit")
    else:
        stream.event("exit", code=code)


@guard.guarded
def _torch_at_exit():
    switches = sys.modules.get("_lockstep.torch_switches")
    steps = sys.modules.get("_lockstep.torch_steps")
    if switches is None or steps is None or process.is_lazy and not steps.total():
        return
    switches.at_exit()
    if settings.ledger == "off":
        return
    if steps.backwards and not steps.total():
        guard.notice("backward ran %d times and no torch optimizer took a step: updates without an optimizer are not seen" % steps.backwards)
    loaders = sys.modules.get("_lockstep.torch_loaders")
    if steps.total() and loaders is not None and not loaders.seen:
        guard.notice("no batch came from a torch DataLoader: order and batches are not in the ledger")
