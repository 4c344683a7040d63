"""What argparse returned, with which values are defaults."""
import os
import sys
import threading

from . import private, stream
from .guard import guarded, stands_for

_local = threading.local()
_count = 0


def on_argparse(module):
    kind = module.ArgumentParser
    original = kind.parse_known_args

    def parse_known_args(self, args=None, namespace=None, *more, **kwargs):
        depth = getattr(_local, "depth", 0)
        _local.depth = depth + 1
        try:
            result = original(self, args, namespace, *more, **kwargs)
        finally:
            _local.depth = depth
        if depth == 0:
            _note(self, result)
        return result

    kind.parse_known_args = stands_for(parse_known_args, original)


@guarded
def _note(parser, result):
    global _count
    _count += 1
    if _count > 100 or not isinstance(result, tuple):
        return
    found = dict(vars(result[0]))
    defaults = [name for name, value in found.items() if _same(value, _default(parser, name))]
    stream.event("argparse", prog=parser.prog or os.path.basename(sys.argv[0]), values=private.values(found), defaults=defaults)


_MISSING = object()


def _default(parser, name):
    for action in parser._actions:
        if action.dest == name and action.default is not None:
            default = action.default
            # argparse turns a default that is a text by the argument's type, as it does with what was given.
            return parser._get_value(action, default) if isinstance(default, str) and action.type is not None else default
    if name in parser._defaults:
        return parser._defaults[name]
    if any(action.dest == name for action in parser._actions):
        return None
    for action in parser._actions:
        choices = getattr(action, "choices", None)
        if isinstance(choices, dict):
            for below in choices.values():
                if hasattr(below, "_actions"):
                    value = _default(below, name)
                    if value is not _MISSING:
                        return value
    return _MISSING


def _same(value, default):
    try:
        return type(value) is type(default) and bool(value == default)
    except Exception:
        return False
