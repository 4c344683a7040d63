"""What the numeric libraries say of themselves: how they were built, and which instructions of the processor they chose."""
import sys

from . import guard, packages, process, stream

_ISA = {0x1: "SSE41", 0x3: "AVX", 0x7: "AVX2", 0xF: "AVX2_VNNI", 0x1F: "AVX2_VNNI_2", 0x27: "AVX512_CORE", 0x67: "AVX512_CORE_VNNI",
        0xE7: "AVX512_CORE_BF16", 0x1EF: "AVX512_CORE_FP16", 0xFEF: "AVX512_CORE_AMX", 0x1FEF: "AVX512_CORE_AMX_FP16"}
_CORES = ("openblas_get_corename", "openblas_get_corename64_", "scipy_openblas_get_corename", "scipy_openblas_get_corename64_")


@guard.guarded
def at_exit():
    torch = sys.modules.get("torch")
    if process.is_lazy or torch is None and "numpy" not in sys.modules or "ctypes" not in sys.modules:
        return
    build = torch.__config__.show() if hasattr(torch, "__config__") else None
    capability = getattr(getattr(torch, "_C", None), "_get_cpu_capability", None)
    stream.event("kernels", build=build, aten=capability() if capability else None, **_of_libraries())


def _of_libraries():
    """Asks those that are loaded already; nothing is loaded for it."""
    import ctypes
    import os

    said = {}
    for path in packages.native():
        name = os.path.basename(path)
        if not ("dnnl" in name or "torch_cpu" in name or "blas" in name):
            continue
        try:
            library = ctypes.CDLL(path, mode=os.RTLD_NOLOAD | os.RTLD_NOW)
        except OSError:
            continue
        isa = getattr(library, "dnnl_get_effective_cpu_isa", None)
        if isa is not None:
            value = isa()
            said["oneDnn"] = _ISA.get(value, hex(value))
        core = next((getattr(library, name) for name in _CORES if hasattr(library, name)), None)
        if core is not None:
            core.restype = ctypes.c_char_p
            said["openBlas"] = core().decode("ascii", "replace")
    return said
