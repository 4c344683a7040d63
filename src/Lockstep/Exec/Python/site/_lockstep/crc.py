"""The fastest CRC-32 in this process's memory: zlib's, or that of a library which was loaded for something else. All of them give the same numbers."""
import ctypes
import os
import time
import zlib

LEAST = 1 << 11  # fewer bytes take zlib less time than a call through ctypes more

# Library, function, and whether the digest before is its first argument or its last.
_KNOWN = (("libdeflate", "libdeflate_crc32", True), ("libz-ng", "zng_crc32_z", True), ("liblzma", "lzma_crc32", False))
_LENGTHS = (0, 1, 7, 15, 64, 333, 4099, 1 << 18)


def fastest():
    """A function of (address, bytes, digest before) that is faster than zlib's; None where there is none. Nothing is loaded for it."""
    sample = bytes(range(251)) * (_LENGTHS[-1] // 251 + 1)
    address = ctypes.cast(ctypes.c_char_p(sample), ctypes.c_void_p).value
    best, least = None, _seconds(lambda: zlib.crc32(sample)) * 0.8
    for path, name, is_first in _found():
        try:
            call = _bound(path, name, is_first)
            if all(call(address + 1, length, before) == zlib.crc32(sample[1:length + 1], before) for length in _LENGTHS for before in (0, 0xDEADBEEF)):
                taken = _seconds(lambda: call(address, len(sample), 0))
                if taken < least:
                    best, least = call, taken
        except (OSError, AttributeError):
            pass
    return best


def _found():
    """Path, function and order of each known library that is in memory."""
    paths = set()
    try:
        with open("/proc/self/maps", "rb") as file:
            paths.update(line[line.find(b"/"):].rstrip(b"\n") for line in file if b"/lib" in line and b" r-xp " in line)
    except OSError:
        pass
    for path in sorted(paths):
        name = os.path.basename(path)
        for library, function, is_first in _KNOWN:
            if name.startswith(library.encode()):
                yield os.fsdecode(path), function, is_first


def _bound(path, name, is_first):
    # RTLD_NOLOAD: only what is there already.
    function = getattr(ctypes.CDLL(path, mode=os.RTLD_NOLOAD | os.RTLD_NOW), name)
    function.restype = ctypes.c_uint32
    if is_first:
        function.argtypes = (ctypes.c_uint32, ctypes.c_void_p, ctypes.c_size_t)
        return lambda address, length, before: function(before, address, length)
    function.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint32)
    return function


def _seconds(call):
    least = 1.0
    for _ in range(3):
        begin = time.perf_counter()
        call()
        least = min(least, time.perf_counter() - begin)
    return least
