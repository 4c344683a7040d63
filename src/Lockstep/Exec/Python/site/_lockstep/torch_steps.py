"""The record of each optimizer's step."""
import math
import os
import struct
import threading
import types
import weakref

from . import settings, stream, torch_compiling
from . import torch_digests as digests
from .guard import fault, guarded, notice, stands_for

_torch = None
_switches = None
_local = threading.local()
_watched = {}
_count = 0           # optimizers so far
_total = 0           # steps in this process, over all optimizers
_losses = []
_backward_depth = 0
backwards = 0
_MOST = 65535


def install(torch):
    global _torch, _switches
    _torch = torch
    digests.use(torch)
    from . import torch_switches

    _switches = torch_switches
    os.register_at_fork(after_in_child=_forked)
    optimizer = torch.optim.Optimizer
    _hook_making(optimizer, "__init__")
    _hook_making(optimizer, "__setstate__")
    _hook_setting(optimizer)
    if settings.ledger != "off":
        _hook_backward(torch)


def total():
    return _total


def optimizers():
    """Those that made a step and are alive."""
    return [optimizer for optimizer in (watch.reference() for watch in _watched.values()) if optimizer is not None]


def _forked():
    global _count, _total, backwards, _backward_depth
    _count = _total = backwards = _backward_depth = 0
    _watched.clear()
    del _losses[:]
    _switches.forked()


def _hook_making(kind, name):
    original = kind.__dict__.get(name)
    if original is None:
        return

    def make(self, *args, **kwargs):
        result = original(self, *args, **kwargs)
        _hook_class(type(self))
        return result

    setattr(kind, name, stands_for(make, original))


@guarded
def _hook_class(kind):
    for holder in kind.__mro__:
        step = holder.__dict__.get("step")
        if step is not None:
            if not hasattr(step, "_lockstep_step") and callable(step):
                setattr(holder, "step", _watching(step))
            return


def _hook_setting(kind):
    original = kind.__setattr__

    def set_attribute(self, name, value):
        if name == "step":
            value = _replaced(self, value)
        original(self, name, value)

    kind.__setattr__ = set_attribute


def _replaced(optimizer, value):
    """A step that is put into the place of the class's own for one optimizer."""
    try:
        if isinstance(value, types.MethodType) and value.__self__ is optimizer:
            return value if hasattr(value.__func__, "_lockstep_step") else types.MethodType(_watching(value.__func__), optimizer)
        if not callable(value) or not hasattr(value, "__dict__") or hasattr(value, "_lockstep_step"):
            return value
        return _copied(torch_compiling.bound_step_of(torch_compiling.question(_torch), weakref.ref(optimizer), value, _step), value)
    except Exception as problem:
        fault(problem, "a replaced step")
        return value


def _watching(original):
    return _copied(torch_compiling.step_of(torch_compiling.question(_torch), original, _step), original)


def _copied(step, original):
    stands_for(step, original)
    step.__dict__.update(getattr(original, "__dict__", {}))
    step.__wrapped__ = original
    step._lockstep_step = True
    return step


def _step(optimizer, original, args, kwargs, given):
    if optimizer is None or getattr(_local, "depth", 0):
        return original(*args, **kwargs)
    if settings.end_epochs or settings.end_steps:
        from . import ending

        ending.before()
    has_closure = bool(given and given[0] is not None) or kwargs.get("closure") is not None
    _local.depth = 1
    try:
        seen = _before(optimizer, has_closure)
        result = original(*args, **kwargs)
    finally:
        _local.depth = 0
    if seen is not None:
        _after(optimizer, seen)
    if settings.end_steps:
        ending.after()
    return result


class _Watch:
    def __init__(self, number):
        self.number = number
        self.steps = 0
        self.ids = None
        self.names = None
        self.gradients = None


def _forgetting(number, watched=_watched):
    """Drops what is known of an optimizer once it is gone. At Python's end modules are empty already: so the dictionary is kept here."""

    def forget(reference):
        known = watched.get(number)
        if known is not None and known.reference is reference:
            del watched[number]

    return forget


@guarded
def _before(optimizer, has_closure):
    global _count
    _switches.at_step()
    if settings.ledger == "off":
        return None
    watch = _watched.get(id(optimizer))
    if watch is None or watch.reference() is not optimizer:
        watch = _Watch(_count)
        _count += 1
        watch.reference = weakref.ref(optimizer, _forgetting(id(optimizer)))
        _watched[id(optimizer)] = watch
    parameters = _parameters(optimizer)
    if _total == 0:
        _first_step()
    _introduce(optimizer, watch, parameters)
    if watch.steps == 0:
        _write(optimizer, watch, parameters, is_start=True)
        watch.steps = 1
    watch.gradients = None if has_closure else _gradients(parameters)
    return watch


def _first_step():
    from . import ends, ranks

    ranks.say()
    ends.modules()
    digests.look_for_faster()


@guarded
def _after(optimizer, watch):
    global _total
    parameters = _parameters(optimizer)
    if watch.gradients is None:
        watch.gradients = _gradients(parameters)
    _total += 1
    _write(optimizer, watch, parameters, is_start=False)
    watch.steps += 1


def _parameters(optimizer):
    return [parameter for group in optimizer.param_groups for parameter in group["params"]][:_MOST]


def _gradients(parameters):
    of = digests.of
    out = []
    for parameter in parameters:
        gradient = parameter.grad
        out.append(0 if gradient is None else of(gradient))
    return out


def _introduce(optimizer, watch, parameters):
    ids = [id(parameter) for parameter in parameters]
    if ids == watch.ids:
        return
    from .torch_names import Names

    watch.ids = ids
    watch.names = Names(parameters)
    kind = type(optimizer)
    stream.event(
        "optimizer", number=watch.number, **{"class": kind.__module__ + "." + kind.__qualname__},
        parameters=[{"name": name, "shape": list(parameter.shape), "dtype": str(parameter.dtype).replace("torch.", ""), "numel": parameter.numel()}
                    for name, parameter in zip(watch.names.names, parameters)],
        buffers=watch.names.buffers)


def _write(optimizer, watch, parameters, is_start):
    from . import torch_loaders as loaders

    of = digests.of
    rates = [_rate(group) for group in optimizer.param_groups][:_MOST]
    losses, batches = ([], []) if is_start else (_losses[:_MOST], loaders.taken())
    if not is_start:
        del _losses[:]
    gradients = [] if is_start else watch.gradients
    weights = [of(parameter) for parameter in parameters]
    buffers = [0 if buffer is None else of(buffer) for buffer in watch.names.tensors()]
    pack = struct.pack
    stream.record(stream.STEP, b"".join((
        pack("<IQQd", watch.number, watch.steps if not is_start else 0, _total, loaders.epoch()),
        pack("<H%dd" % len(rates), len(rates), *rates),
        pack("<H", len(losses)), b"".join(losses),
        pack("<H", len(batches)), b"".join(batches),
        pack("<H%dI" % len(gradients), len(gradients), *gradients),
        pack("<H%dI" % len(weights), len(weights), *weights),
        pack("<H%dI" % len(buffers), len(buffers), *buffers),
        pack("<IIII", *digests.of_random()))))
    from . import torch_outputs

    torch_outputs.step_done()


def _rate(group):
    try:
        return float(group["lr"])
    except Exception:
        return math.nan


def _hook_backward(torch):
    original = torch.autograd.backward

    def backward(*args, **kwargs):
        global _backward_depth
        # A backward pass within another recomputes activations: its tensors are no losses.
        if _backward_depth == 0:
            _note_losses(args[0] if args else kwargs.get("tensors"))
        _backward_depth += 1
        try:
            return original(*args, **kwargs)
        finally:
            _backward_depth -= 1

    torch.autograd.backward = stands_for(backward, original)


@guarded
def _note_losses(tensors):
    global backwards
    backwards += 1
    _switches.keep_filter_first()
    if isinstance(tensors, _torch.Tensor):
        tensors = (tensors,)
    for tensor in tensors or ():
        if len(_losses) >= _MOST:
            del _losses[:-1000]
            notice("more than 65,535 losses without an optimizer's step: the ledger leaves the older ones out")
        value = tensor.item() if tensor.numel() == 1 and not tensor.is_complex() else math.nan
        _losses.append(struct.pack("<dI", value, digests.of(tensor)))
