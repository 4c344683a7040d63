"""Ends a script after so many steps of its optimizers, or passes over its data, as `lockstep smoke` asks."""
import os
import sys
import threading

from . import settings, stream
from .guard import guarded

_MOST_NAMES = 10000
_PATIENCE = 3  # a script that catches SystemExit as often as that is left at once
_asked = 0


def before():
    """Called before a step: a pass is over when the next one has begun."""
    from . import torch_loaders

    if 0 < settings.end_epochs <= torch_loaders.epoch():
        _end()


def after():
    from . import torch_steps

    if 0 < settings.end_steps <= torch_steps.total():
        _end()


def _end():
    global _asked
    _asked += 1
    if _asked == 1:
        _say_untrained()
    if _asked > _PATIENCE or threading.current_thread() is not threading.main_thread():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
    # What the script does at its end it does: its finally blocks, its workers, its files.
    raise SystemExit(0)


@guarded
def _say_untrained():
    """The parameters of the models in training that no optimizer moves."""
    from . import torch_names, torch_steps

    trained = {id(parameter) for optimizer in torch_steps.optimizers() for group in optimizer.param_groups for parameter in group["params"]}
    names = []
    for root in torch_names.roots():
        named = list(root.named_parameters())
        if any(number in trained for number in (id(parameter) for _, parameter in named)):
            names += [name for name, parameter in named if id(parameter) not in trained or not parameter.requires_grad]
    if names:
        stream.event("untrained", names=names[:_MOST_NAMES])
