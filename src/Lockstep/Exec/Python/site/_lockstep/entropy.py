"""What the operating system's entropy gives: derived in strict mode, else remembered, so that a seed taken from it is known."""
import os
import time

from . import settings
from .guard import stands_for

_EXEMPT = ("tempfile", "multiprocessing", "asyncio", "http", "email", "ssl", "socket")
_taken = []
_started = time.time()


def is_exempt(frame):
    """Whether a generator is for names that must not collide."""
    return frame is not None and (frame.f_globals.get("__name__") or "").partition(".")[0] in _EXEMPT


def install():
    original = os.urandom

    def urandom(size, /):
        if settings.mode == "strict" and type(size) is int and size >= 0:
            try:
                from . import derive

                place, caller = derive.here(("secrets", "random", "uuid", "os"))
                if not is_exempt(caller):
                    return derive.some_bytes("os.urandom", size, place)
            except Exception as problem:
                from .guard import fault

                fault(problem, "os.urandom")
        taken = original(size)
        if 0 < len(taken) <= 64:
            _taken.append(taken)
            del _taken[:-8]
        return taken

    os.urandom = stands_for(urandom, original)


def source_of(value):
    """Where a seed comes from that differs from run to run: "clock", "entropy", "process number", or None."""
    now = time.time()
    if type(value) is float and _started - 5 <= value <= now + 1:
        return "clock"
    if type(value) is not int or value < 2:
        return None
    for factor in (1, 10 ** 3, 10 ** 6, 10 ** 9):
        if (_started - 5) * factor <= value <= (now + 1) * factor:
            return "clock"
    for factor, modulus in ((1, 1 << 31), (1000, 1 << 32), (1000, 1 << 31)):
        if 0 <= (int((now + 1) * factor) - value) % modulus <= 30 * factor and value < modulus:
            return "clock"
    if value == os.getpid():
        return "process number"
    for taken in _taken:
        for order in ("big", "little"):
            whole = int.from_bytes(taken, order)
            if whole > 255 and any(value in (whole >> shift, (whole >> shift) % (1 << 32), (whole >> shift) % (1 << 31)) for shift in range(8)):
                return "entropy"
    return None
