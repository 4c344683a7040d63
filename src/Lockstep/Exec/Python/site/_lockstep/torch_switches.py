"""The switches on which torch's arithmetic depends: set at the start, read back later, and who set which."""
import sys
import warnings

from . import places, settings, stream
from .guard import guarded, notice, stands_for

set_by = {}
_torch = None
_last = None
_operators = set()
_SENTENCE = " does not have a deterministic implementation"


def install(torch):
    global _torch
    _torch = torch
    if settings.mode != "fast":
        _make_deterministic(torch)
    _watch_functions(torch)
    _watch_cudnn(torch)
    _watch_warnings()


@guarded
def _make_deterministic(torch):
    # A warning of ours stands in for torch's own, so nothing more is printed than without us.
    if settings.mode == "strict":
        torch.use_deterministic_algorithms(True)
    else:
        torch.use_deterministic_algorithms(True, warn_only=True)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False


def _watch_functions(torch):
    _watch(torch, "use_deterministic_algorithms", "deterministic_algorithms", _stays_strict)
    _watch(torch, "set_deterministic_debug_mode", "deterministic_algorithms")
    _watch(torch, "set_num_threads", "num_threads")
    _watch(torch, "set_num_interop_threads", "interop_threads")
    _watch(torch, "set_float32_matmul_precision", "matmul_precision")


def _watch(torch, name, switch, instead=None):
    original = getattr(torch, name, None)
    if original is None:
        return

    def call(*args, **kwargs):
        # torch sets switches for itself too: in a loader's worker, while it compiles.
        if not sys._getframe(1).f_globals.get("__name__", "").startswith("torch."):
            _note(switch)
        if instead is not None and settings.mode == "strict":
            args, kwargs = instead(args, kwargs)
        return original(*args, **kwargs)

    setattr(torch, name, stands_for(call, original))


def _stays_strict(args, kwargs):
    mode = args[0] if args else kwargs.get("mode")
    if mode is True and not kwargs.get("warn_only"):
        return args, kwargs
    notice("strict: torch.use_deterministic_algorithms(%s) at %s was overridden, it stays on" % (mode, set_by.get("deterministic_algorithms")))
    return (True,), {}


@guarded
def _note(switch):
    set_by[switch] = "%s:%s" % places.file_and_line(places.of_caller())


@guarded
def _watch_cudnn(torch):
    kind = type(torch.backends.cudnn)
    for name in ("benchmark", "deterministic", "allow_tf32"):
        switch = kind.__dict__.get(name)
        if switch is not None and hasattr(switch, "__set__"):
            setattr(kind, name, _Watched("cudnn." + name, switch))


class _Watched:
    def __init__(self, name, switch):
        self._name, self._switch = name, switch

    def __get__(self, instance, owner):
        return self._switch.__get__(instance, owner)

    def __set__(self, instance, value):
        _note(self._name)
        if settings.mode == "strict" and self._name in ("cudnn.benchmark", "cudnn.deterministic"):
            wanted = self._name == "cudnn.deterministic"
            if value != wanted:
                notice("strict: torch.backends.%s = %s at %s was overridden" % (self._name, value, set_by.get(self._name)))
                value = wanted
        self._switch.__set__(instance, value)


class _Sentence:
    """Stands in a filter of warnings for a pattern: notes the operator that torch warns of, and keeps the warning quiet."""

    def match(self, text):
        try:
            if _SENTENCE not in text:
                return False
            _note_operator(text)
            # A script that asked for warnings itself sees them as it would without us.
            return "deterministic_algorithms" not in set_by
        except Exception:
            return False

    # warnings puts equal filters together
    def __eq__(self, other):
        return self is other

    def __hash__(self):
        return id(self)


_filter = ("ignore", _Sentence(), Warning, None, 0)


@guarded
def _note_operator(text):
    operator = text.partition(_SENTENCE)[0].strip()
    if operator not in _operators:
        _operators.add(operator)
        file, line = places.file_and_line()
        stream.event("nondeterministic", operator=operator, message=text[:500], file=file, line=line)


def _watch_warnings():
    if settings.mode == "default":
        keep_filter_first()


def keep_filter_first():
    """A filter that the script sets comes before ours: put ours in front again. A list comparison, so cheap enough for each step."""
    filters = warnings.filters
    if settings.mode == "default" and (not filters or filters[0] is not _filter):
        try:
            filters[:] = [_filter] + [other for other in filters if other is not _filter]
            mutated = getattr(warnings, "_filters_mutated", None) or getattr(warnings, "_filters_mutated_lock_held", None)
            if mutated is not None:
                mutated()
        except Exception:
            pass


def few():
    """What is compared at each step."""
    c = _torch._C
    try:
        return (_torch.are_deterministic_algorithms_enabled(), _torch.is_deterministic_algorithms_warn_only_enabled(),
                c._get_cudnn_benchmark(), c._get_cudnn_deterministic(), c.get_num_threads())
    except Exception:
        return None


def at_step():
    """Reads the switches back at the first step, and where one has changed since."""
    global _last
    now = few()
    if now != _last:
        stream.event("switches", when="first" if _last is None else "last", values=_all(), set_by=dict(set_by))
        _last = now
    keep_filter_first()


def forked():
    global _last
    _last = None


def at_exit():
    if _torch is None:
        return
    if _last is not None:
        values = _all()
        values.update(zip(_NAMES[:5], _last))
        stream.event("switches", when="last", values=values, set_by=dict(set_by))
    stream.event("switches", when="exit", values=_all(), set_by=dict(set_by))


_NAMES = ("deterministic_algorithms", "warn_only", "cudnn.benchmark", "cudnn.deterministic", "num_threads")


def _all():
    torch = _torch
    readers = {
        "deterministic_algorithms": torch.are_deterministic_algorithms_enabled,
        "warn_only": lambda: torch.is_deterministic_algorithms_warn_only_enabled(),
        "cudnn.benchmark": lambda: torch._C._get_cudnn_benchmark(),
        "cudnn.deterministic": lambda: torch._C._get_cudnn_deterministic(),
        "num_threads": torch.get_num_threads,
        "interop_threads": torch.get_num_interop_threads,
        "matmul_precision": lambda: torch.get_float32_matmul_precision(),
        "tf32": lambda: bool(torch._C._get_cublas_allow_tf32()),
        "cudnn.allow_tf32": lambda: bool(torch._C._get_cudnn_allow_tf32()),
        "default_dtype": lambda: str(torch.get_default_dtype()),
        "fill_uninitialized_memory": lambda: torch.utils.deterministic.fill_uninitialized_memory,
        "torch": lambda: torch.__version__,
        "cuda": lambda: torch.version.cuda,
        "cudnn": lambda: torch.backends.cudnn.version() if sys.modules.get("torch.cuda") and torch.cuda.is_initialized() else None,
        "device": lambda: torch.cuda.get_device_name() if torch.cuda.is_initialized() else None,
        "cpu_capability": lambda: torch._C._get_cpu_capability() if hasattr(torch._C, "_get_cpu_capability") else torch.backends.cpu.get_cpu_capability(),
    }
    values = {}
    for name, read in readers.items():
        try:
            values[name] = read()
        except Exception:
            continue
    return values
