"""CRC-32 by carry-less multiplication, in machine code of ours: zlib's takes up to fourteen times as long, and the numbers are the same."""
import ctypes
import mmap
import os
from zlib import crc32

from . import crc_code

LEAST = 1 << 10  # fewer bytes take zlib less time than a call through ctypes more
BLOCK = 256
_LENGTHS = (256, 257, 511, 512, 1024, 4099)
_FUNCTIONS = (({b"avx512f", b"vpclmulqdq"}, 256), ({b"sse4_1", b"pclmulqdq"}, 0))  # what each needs, and where it begins


def fastest():
    """A function of (address, bytes, digest before) for 256 bytes and more; None where zlib's is all there is."""
    calls = functions()
    return calls[0] if calls and is_right(calls[0]) else None


def functions():
    """Those of ours that the processor has and the system lets run, the fastest first."""
    try:
        has = _flags()
        begins = [begin for needed, begin in _FUNCTIONS if needed <= has]
        memory = _memory() if begins else 0
        return [_of_blocks(memory + begin) for begin in begins]
    except OSError:
        return []


def _flags():
    """What the processor can do, as far as the system lets it; nothing on other processors than x64."""
    if ctypes.sizeof(ctypes.c_void_p) != 8:
        return set()
    with open("/proc/cpuinfo", "rb", buffering=0) as file:
        for line in file.read(1 << 14).splitlines():  # of the first processor
            if line.startswith(b"flags"):
                return set(line.split())
    return set()


def _of_blocks(address_of_code):
    """The digest by the function there, and what is behind the last whole block by zlib."""
    code = ctypes.CFUNCTYPE(ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_size_t)(address_of_code)

    def call(address, length, before):
        rest = length & BLOCK - 1
        value = code(before ^ 0xFFFFFFFF, address, length - rest) ^ 0xFFFFFFFF
        return crc32((ctypes.c_char * rest).from_address(address + length - rest), value) if rest else value

    return call


def _memory():
    """The code where it can be run, and not be written any more. It stays until the process ends."""
    library = ctypes.CDLL(None, use_errno=True)
    library.mmap.restype = ctypes.c_void_p
    library.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
    library.mprotect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    code = bytes.fromhex(crc_code.HEX)
    address = library.mmap(None, len(code), mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
    if address in (None, ctypes.c_void_p(-1).value):
        raise OSError(ctypes.get_errno(), "no memory for code")
    ctypes.memmove(address, code, len(code))
    if library.mprotect(address, len(code), mmap.PROT_READ | mmap.PROT_EXEC):
        library.munmap(ctypes.c_void_p(address), ctypes.c_size_t(len(code)))
        raise OSError(ctypes.get_errno(), "memory that may not be run")
    return address


def is_right(call):
    """Whether it gives zlib's numbers."""
    sample = bytes(range(251)) * 20
    address = ctypes.cast(ctypes.c_char_p(sample), ctypes.c_void_p).value
    return all(call(address + 1, length, before) == crc32(sample[1:length + 1], before) for length in _LENGTHS for before in (0, 0xDEADBEEF))
