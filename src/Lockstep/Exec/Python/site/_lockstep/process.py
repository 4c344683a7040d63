"""Which process this is."""
import os
import sys

start = "other"
name = None
flags = ""
is_helper = False  # a helper of Python's own, which runs nothing of the script
is_lazy = False    # writes a stream only once there is something to say
fork_path = ""     # 2.1: the first fork of the second fork of the process that was started
is_of_server = False  # a fork of multiprocessing's forkserver, or that itself
_forks = 0


def command_line():
    """How this Python was called, its own flags included."""
    given = getattr(sys, "orig_argv", None)
    if given:
        return list(given)
    try:
        with open("/proc/self/cmdline", "rb") as file:
            return [os.fsdecode(word) for word in file.read().split(b"\0")[:-1]]
    except OSError:
        return list(getattr(sys, "argv", []))


def find_out():
    global start, name, flags, is_helper, is_lazy, is_of_server
    argv = command_line()
    start, name, rest = parts(argv)
    flags = " ".join(argv[1:rest])
    if start == "wrapped":
        start, name, _ = parts(["python"] + argv[rest + 2:])
        rest += 2
    if start == "string":
        code = name or ""
        name = None
        if "multiprocessing.resource_tracker" in code or "multiprocessing.semaphore_tracker" in code:
            is_helper = True
        elif "multiprocessing.forkserver" in code:
            is_lazy = is_of_server = True
        elif "multiprocessing.spawn" in code or "--multiprocessing-fork" in argv:
            start = "spawn"
    elif start == "module" and name and "loky" in name and "popen" in name:
        start = "spawn"
    if start == "script" and is_notebook(name):
        name = argv[rest + 1] if rest + 1 < len(argv) else name
    if start == "script" and name and os.path.exists(name):
        name = os.path.abspath(name)


def parts(argv):
    """(start, name, index of the first word that is no flag of Python's)."""
    index = 1
    while index < len(argv):
        word = argv[index]
        if word == "-" or not word.startswith("-"):
            break
        if word.startswith("--"):
            index += 2 if word == "--check-hash-based-pycs" else 1
            continue
        for place, letter in enumerate(word[1:], 1):
            if letter in "cm":
                value = word[place + 1:] or (argv[index + 1] if index + 1 < len(argv) else "")
                return ("string" if letter == "c" else "module"), value, index
            if letter in "WX":
                index += 0 if word[place + 1:] else 1
                break
        index += 1
    if index >= len(argv) or argv[index] == "-":
        return "other", None, index
    if os.path.basename(argv[index]) == "wrapper.py" and os.path.basename(os.path.dirname(argv[index])) == "_lockstep":
        return "wrapped", None, index
    return "script", argv[index], index


def is_notebook(path):
    """Whether a script is ours that runs the cells of a notebook."""
    return path is not None and os.path.basename(path) == "notebook.py" and os.path.basename(os.path.dirname(path)) == "_lockstep"


def forked():
    global start, is_lazy
    start = "fork"
    is_lazy = True


def before_fork():
    """Counts the fork that follows, so that parent and child agree about its number."""
    global _forks
    _forks += 1


def in_fork():
    global fork_path, _forks
    fork_path = (fork_path + "." if fork_path else "") + str(_forks)
    _forks = 0


os.register_at_fork(before=before_fork, after_in_child=in_fork)


def rank():
    for variable in ("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK"):
        value = os.environ.get(variable, "")
        if value.isdigit():
            return int(value)
    return None


def world():
    for variable in ("WORLD_SIZE", "SLURM_NTASKS", "OMPI_COMM_WORLD_SIZE"):
        value = os.environ.get(variable, "")
        if value.isdigit():
            return int(value)
    return None


def identity():
    """What sets this process apart from the others of the run, the same in each run; empty for the first and for rank 0."""
    said = []
    number = rank()
    if number:
        said.append("rank %d" % number)
    multi = sys.modules.get("multiprocessing.process")
    current = getattr(multi, "_current_process", None)
    numbers = getattr(current, "_identity", ())
    if numbers:
        said.append("process " + ".".join(map(str, numbers)))
    if fork_path:
        said.append("fork " + fork_path)
    return ", ".join(said)


def started_at():
    """Ticks since the machine's start, which set a process number apart from the same number used again."""
    try:
        with open("/proc/self/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        return 0
