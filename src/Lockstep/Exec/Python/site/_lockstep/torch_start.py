"""What happens when torch has just been imported."""
import sys

from . import seeds, settings, torch_compiling
from .guard import fault


def on_torch(torch):
    seeds.on_torch(torch)
    torch_compiling.watch(torch)
    for name in ("torch_switches", "torch_steps", "torch_loaders", "torch_outputs"):
        try:
            if settings.ledger == "off" and name == "torch_loaders" or settings.ledger != "deep" and name == "torch_outputs":
                continue
            __import__("_lockstep." + name)
            sys.modules["_lockstep." + name].install(torch)
        except Exception as problem:
            fault(problem, name)
