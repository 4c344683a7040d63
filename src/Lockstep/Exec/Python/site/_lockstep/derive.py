"""Seeds for what asks for none: from the run's seed, the process and the place of the call, so that another call elsewhere moves none of them."""
import os

from . import places, process, settings

_counts = {}


def start(bits):
    """The seed of a generator for the whole process: the run's own, but one apart for each further rank and process."""
    apart = process.identity()
    return settings.seed % (1 << bits) if not apart else number("start", bits, "")


def number(kind, bits, place):
    """A number of that many bits; the same place gets another one at each call."""
    return int.from_bytes(some_bytes(kind, (bits + 7) // 8, place), "little") & ((1 << bits) - 1)


def some_bytes(kind, count, place):
    import hashlib

    counted = (kind, place, os.getpid())
    number_of_call = _counts.get(counted, 0)
    _counts[counted] = number_of_call + 1
    start_text = "\0".join(("lockstep", str(settings.seed), process.identity(), kind, place, str(number_of_call)))
    out = b""
    while len(out) < count:
        out += hashlib.sha256((start_text + "\0" + str(len(out))).encode("utf-8", "surrogatepass")).digest()
    return out[:count]


def here(modules=()):
    """(place, frame of the caller): the direct caller, and the script's own line behind it."""
    caller = places.of_caller(modules)
    script = places.of_script(caller) if caller is not None else None
    place = places.key(caller)
    if script is not None and script is not caller:
        place += "||" + places.key(script)
    return place, caller
