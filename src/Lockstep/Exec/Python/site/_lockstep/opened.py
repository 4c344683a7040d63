"""The files that Python itself opens and the addresses it connects to, where the kernel doesn't let the parent see them. What native code opens is not seen."""
import os
import sys
import threading

from . import places, settings, stream

_local = threading.local()
_seen = set()
_MOST = 100000


def install():
    sys.addaudithook(_audit)


def _audit(event, arguments):
    # An exception here would be the script's own, and an open of ours would come here again.
    if event != "open" and event != "socket.connect" or getattr(_local, "busy", False):
        return
    _local.busy = True
    try:
        if event == "open":
            _opened(*arguments)
        else:
            _connected(arguments[1])
    except Exception:
        pass
    finally:
        _local.busy = False


def _opened(path, mode, flags):
    if isinstance(path, int) or len(_seen) >= _MOST:
        return
    path = os.path.abspath(os.fsdecode(path))
    writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) if isinstance(flags, int) else False
    if path.startswith(settings.streams) or (path, writes) in _seen or (path, True) in _seen:
        return  # what it wrote itself and reads again is no input
    _seen.add((path, writes))
    file, line = places.file_and_line()
    stream.event("opened", path=path, writes=writes, file=file, line=line)


def _connected(address):
    shown = "%s:%s" % address[:2] if isinstance(address, tuple) and len(address) >= 2 else str(address)
    if ("address", shown) not in _seen:
        _seen.add(("address", shown))
        file, line = places.file_and_line()
        stream.event("connected", address=shown, file=file, line=line)
