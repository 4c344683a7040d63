"""The stream of this process: one file, appended by whole records, each one write."""
import _thread
import os
import sys

from . import settings, text

JSON, STEP, OUTPUT = 1, 2, 3
_LOWEST = 700  # scripts that close "all" descriptors, or count on the next free number, rarely reach this far
_descriptor = -1
_identity = None
_is_broken = False
_lock = _thread.RLock()
name = None
parent = None


def event(event_name, /, **members):
    members["event"] = event_name
    record(JSON, text.of(members).encode("utf-8"))


def record(kind, body):
    if _is_broken:
        return
    if not _is_ours():
        open_now()
        if _is_broken:
            return
    _write((len(body) + 1).to_bytes(4, "little") + bytes((kind,)) + body)


def _write(data):
    global _is_broken
    try:
        written = os.write(_descriptor, data)
    except OSError:
        written = -1
    # After half a record nothing may follow, for the reader takes a torn record as the end.
    _is_broken = written != len(data)


def _is_ours():
    if _descriptor < 0:
        return False
    try:
        status = os.fstat(_descriptor)
        return (status.st_dev, status.st_ino) == _identity
    except OSError:
        return False


def is_open():
    return name is not None


def open_now():
    global _descriptor, _identity, _is_broken, name
    with _lock:
        if _is_ours():
            return
        is_new = name is None
        from . import process

        if is_new:
            name = "%d-%d.stream" % (os.getpid(), process.started_at())
        try:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
            descriptor = os.open(os.path.join(settings.streams, name), flags, 0o644)
            _descriptor = _moved(descriptor)
            status = os.fstat(_descriptor)
            _identity = (status.st_dev, status.st_ino)
        except OSError:
            _is_broken = True
            return
        # A process that starts itself anew by exec keeps its number and its start, and goes on in the same file.
        if is_new:
            _introduce(process)


def _moved(descriptor):
    try:
        import fcntl

        moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _LOWEST)
    except (ImportError, OSError):
        return descriptor
    os.close(descriptor)
    return moved


def _introduce(process):
    from . import private

    event(
        "process", pid=os.getpid(), ppid=os.getppid(), argv=private.arguments(process.command_line()),
        python=sys.version.split()[0], executable=sys.executable, prefix=sys.prefix, flags=process.flags,
        rank=process.rank(), world=process.world(), parent_stream=parent, start=process.start, name=process.name,
        hash_seed=None if sys.flags.hash_randomization and not os.environ.get("PYTHONHASHSEED") else os.environ.get("PYTHONHASHSEED"),
        isolated=bool(sys.flags.ignore_environment or sys.flags.no_site))


def forked():
    global _descriptor, _identity, _is_broken, _lock, name, parent
    if _is_ours():
        os.close(_descriptor)
    _descriptor, _identity, _is_broken = -1, None, False
    _lock = _thread.RLock()
    parent, name = name or parent, None
