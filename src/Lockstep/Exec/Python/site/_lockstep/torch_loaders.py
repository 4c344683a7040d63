"""The batches that a DataLoader gave, with the samples' numbers where they are known."""
import math
import os
import struct
import weakref
from array import array
from collections import deque

from . import places, stream
from . import torch_digests as digests
from .guard import guarded, notice

_MOST = 16384
_loaders = {}
_by_place = {}
_count = 0
_batches = []
_last = None
seen = 0


def install(torch):
    digests.use(torch)
    os.register_at_fork(after_in_child=_forked)
    from torch.utils.data import DataLoader, dataloader

    _hook_beginning(DataLoader)
    _hook_batches(dataloader._BaseDataLoaderIter)


def _forked():
    global _count, _last, seen
    _count = seen = 0
    _last = None
    _loaders.clear()
    _by_place.clear()
    del _batches[:]


def taken():
    """The batches since the last step, as the record has them."""
    global _batches
    out, _batches = _batches, []
    return out


def epoch():
    """How often the loader of the last batch was begun before this time; NaN without a loader."""
    return float(_last.passes - 1) if _last is not None else math.nan


class _Loader:
    def __init__(self, number):
        self.number = number
        self.passes = 0


def _hook_beginning(kind):
    original = kind.__iter__

    def begin(self):
        iterator = original(self)
        _note_pass(self, iterator)
        return iterator

    begin.__doc__, begin.__wrapped__ = original.__doc__, original
    kind.__iter__ = begin


def _hook_batches(kind):
    next_index, take, reset = kind._next_index, kind.__next__, kind._reset

    def next_index_kept(self):
        index = next_index(self)
        try:
            self.__dict__.setdefault("_lockstep_indices", deque()).append(index)
        except Exception:
            pass
        return index

    def reset_kept(self, *args, **kwargs):
        self.__dict__.pop("_lockstep_indices", None)
        return reset(self, *args, **kwargs)

    def take_noted(self):
        try:
            batch = take(self)
        except StopIteration:
            raise
        except BaseException:
            _drop_index(self)
            raise
        _note_batch(self, batch)
        return batch

    take_noted.__wrapped__ = take
    kind._next_index, kind._reset, kind.__next__ = next_index_kept, reset_kept, take_noted


@guarded
def _drop_index(iterator):
    indices = iterator.__dict__.get("_lockstep_indices")
    if indices:
        indices.popleft()


@guarded
def _note_pass(loader, iterator):
    known = _known(loader)
    known.passes += 1
    iterator.__dict__["_lockstep_loader"] = known


def _known(loader):
    global _count
    entry = _loaders.get(id(loader))
    if entry is not None and entry[0]() is loader:
        return entry[1]
    # A script that makes its loader anew each epoch goes on with the same one in the ledger.
    facts = _facts(loader)
    key = (places.file_and_line(), tuple(sorted((name, str(value)) for name, value in facts.items())))
    before = _by_place.get(key)
    if before is not None and before[0]() is None:
        known = before[1]
    else:
        known = _Loader(min(_count, 65535))
        _count += 1
        if known.number < 1000:
            stream.event("loader", number=known.number, **facts)
    reference = weakref.ref(loader, _forgetting(id(loader)))
    _loaders[id(loader)] = (reference, known)
    _by_place[key] = (reference, known)
    return known


def _forgetting(number, loaders=_loaders):
    def forget(reference):
        entry = loaders.get(number)
        if entry is not None and entry[0] is reference:
            del loaders[number]

    return forget


def _facts(loader):
    dataset = getattr(loader, "dataset", None)
    try:
        length = len(dataset)
    except Exception:
        length = None
    sampler = getattr(loader, "batch_sampler", None)
    if sampler is None:  # a sampler's truth would be its length
        sampler = getattr(loader, "sampler", None)
    inner = getattr(sampler, "sampler", None)
    return {
        "dataset": _name(dataset), "length": length, "batch_size": getattr(loader, "batch_size", None),
        "workers": getattr(loader, "num_workers", None), "sampler": _name(inner if inner is not None else sampler)}


def _name(thing):
    return None if thing is None else type(thing).__module__ + "." + type(thing).__qualname__


@guarded
def _note_batch(iterator, batch):
    global _last, seen
    known = iterator.__dict__.get("_lockstep_loader")
    indices = iterator.__dict__.get("_lockstep_indices")
    index = indices.popleft() if indices else None
    if known is None:
        return
    if getattr(iterator, "_in_order", True) is False:
        index = None
    _last = known
    seen += 1
    samples = _samples(index)
    if len(_batches) >= _MOST:
        del _batches[:-1000]
        notice("more than 16,384 batches without an optimizer's step: the ledger leaves the older ones out")
    _batches.append(struct.pack("<HII", known.number, digests.of_all(batch), len(samples)) + samples.tobytes())


def _samples(index):
    if type(index) is int:
        index = (index,)
    try:
        return array("q", [_number(item) for item in index]) if index else array("q")
    except Exception:
        return array("q")


def _number(item):
    if item is None or item is True or item is False:
        raise TypeError
    return item if type(item) is int else item.__index__()
