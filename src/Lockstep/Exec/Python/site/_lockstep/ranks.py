"""The rank of a process in a group, where the script gave it and not the environment."""
import sys

from . import stream
from .guard import guarded

_said = False


@guarded
def say():
    global _said
    distributed = sys.modules.get("torch.distributed")
    if _said or distributed is None or not distributed.is_available() or not distributed.is_initialized():
        return
    _said = True
    stream.event("rank", rank=distributed.get_rank(), world=distributed.get_world_size(), backend=str(distributed.get_backend()))
