"""Seeds random, NumPy and torch when each is first imported, keeps and notes what the script seeds, and gives unseeded generators a derived seed."""
import os

from . import derive, entropy, places, settings, stream
from .guard import guarded, stands_for

by_script = set()  # which of them the script seeded in this process
_generators = {}
_seeds_said = {}


@guarded
def note(target, value):
    """Notes a seed that the script set."""
    by_script.add(target)
    caller = places.of_caller(("random", "torch.random"))
    # torch seeds its workers itself, epoch after epoch: no news.
    if caller is not None and caller.f_globals.get("__name__") == "torch.utils.data._utils.worker":
        return
    file, line = places.file_and_line(caller)
    said = _seeds_said.get((target, file, line), 0)
    _seeds_said[(target, file, line)] = said + 1
    if said >= 100:
        return
    shown = value if isinstance(value, (int, float, str)) or value is None else repr(value)[:200]
    source = entropy.source_of(value)
    if source is None:
        stream.event("seed", target=target, value=shown, by="script", file=file, line=line)
    else:
        stream.event("clock_seed", target=target, value=shown, source=source, file=file, line=line)


@guarded
def note_lockstep(target, value):
    stream.event("seed", target=target, value=value, by="lockstep", file=None, line=None)


@guarded
def note_generator(kind, caller):
    file, line = places.file_and_line(caller)
    key = (kind, file, line, os.getpid())
    if key not in _generators and len(_generators) < 1000:
        _generators[key] = True
        stream.event("generator", kind=kind, file=file, line=line)


def on_random(module):
    original = module.Random.seed
    whole = module._inst

    def seed(self, a=None, version=2):
        if a is None:
            try:
                place, caller = derive.here(("random",))
                if not entropy.is_exempt(caller):
                    a = derive.number("random.Random", 64, place)
                    note_generator("random.seed()" if self is whole else "random.Random()", caller)
            except Exception as problem:
                from .guard import fault

                fault(problem, "random.seed")
            return original(self, a, version)
        original(self, a, version)
        if self is whole:
            note("random", a)

    module.Random.seed = stands_for(seed, original)
    module.seed = whole.seed
    if hasattr(module, "_urandom"):
        module._urandom = os.urandom

    # Python itself seeds a fork's generator from entropy; this comes after it.
    os.register_at_fork(after_in_child=lambda: original(whole, derive.number("fork", 64, "")))
    value = derive.start(64)
    original(whole, value)
    note_lockstep("random", value)


def again_in(module, kind):
    """Seeds a started process's generators apart from its parent's, where the script hasn't seeded them."""
    import sys

    random = sys.modules.get("random")
    if random is not None and "random" not in by_script:
        random.Random.seed.__wrapped__(random._inst, derive.number(kind, 64, ""))
    numpy = sys.modules.get("numpy.random")
    if numpy is not None and "numpy" not in by_script:
        numpy.seed.__wrapped__(derive.number(kind, 32, ""))


def on_bit_generator(module):
    original = module.randbits

    def randbits(k):
        try:
            place, caller = derive.here(())
            value = derive.number("numpy", k, place)
            if caller is not None and not (caller.f_globals.get("__name__") or "numpy").startswith("numpy"):
                note_generator("numpy", caller)
            return value
        except Exception as problem:
            from .guard import fault

            fault(problem, "numpy's randbits")
            return original(k)

    module.randbits = stands_for(randbits, original)


def on_numpy(module):
    original = module.seed

    def seed(*args, **kwargs):
        given = args[0] if args else kwargs.get("seed")
        if given is None and len(args) + len(kwargs) <= 1:
            place, caller = derive.here(())
            note_generator("numpy.random.seed()", caller)
            return original(derive.number("numpy.random.seed", 32, place))
        result = original(*args, **kwargs)
        note("numpy", _plain(given))
        return result

    stands_for(seed, original)
    module.seed = seed
    legacy = getattr(module, "mtrand", None)
    if legacy is not None and hasattr(legacy, "seed"):
        legacy.seed = seed
    value = derive.start(32)
    original(value)
    note_lockstep("numpy", value)


def _plain(value):
    try:
        return int(value)
    except (TypeError, ValueError):
        return value


def on_torch(torch):
    """Seeds torch; all ranks alike, as they are without us."""
    original = torch.manual_seed

    def manual_seed(*args, **kwargs):
        result = original(*args, **kwargs)
        note("torch", _plain(args[0] if args else kwargs.get("seed")))
        return result

    stands_for(manual_seed, original)

    def seed():
        place, caller = derive.here(("torch.random",))
        value = derive.number("torch.seed", 63, place)
        note_generator("torch.seed()", caller)
        original(value)
        return value

    stands_for(seed, torch.seed)
    torch.manual_seed = torch.random.manual_seed = manual_seed
    torch.seed = torch.random.seed = seed
    value = settings.seed % (1 << 63)
    original(value)
    note_lockstep("torch", value)
    _replace_generator_seed(torch)


@guarded
def _replace_generator_seed(torch):
    # A class of C's own takes no attribute, and a subclass would break isinstance: so its dictionary is reached another way.
    import ctypes
    import gc

    kind = torch._C.Generator if hasattr(torch, "_C") else torch.Generator
    original = kind.__dict__["seed"]

    def seed(self):
        place, caller = derive.here(())
        value = derive.number("torch.Generator.seed", 63, place)
        note_generator("torch.Generator().seed()", caller)
        self.manual_seed(value)
        return value

    stands_for(seed, original)
    for members in gc.get_referents(kind.__dict__):
        if isinstance(members, dict) and members.get("seed") is original:
            members["seed"] = seed
            ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))
            return
