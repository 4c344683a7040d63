"""Runs our hooks when a module has just been imported for the first time."""
import sys

from .guard import fault

_hooks = {}


def when(module_name, hook_module, function):
    """Calls the function of one of our modules with the module once it is there; that module of ours is only loaded then."""
    _hooks[module_name] = (hook_module, function)


def install():
    for module_name in list(_hooks):
        module = sys.modules.get(module_name)
        if module is not None and not getattr(getattr(module, "__spec__", None), "_initializing", False):
            _call(module_name, module)
    sys.meta_path.insert(0, _Finder)


def _call(module_name, module):
    hook_module, function = _hooks.pop(module_name, (None, None))
    if hook_module is None:
        return
    try:
        __import__("_lockstep." + hook_module)
        getattr(sys.modules["_lockstep." + hook_module], function)(module)
    except Exception as problem:
        fault(problem, "hook of " + module_name)


class _Finder:
    """Finds nothing itself: asks the other finders, and wraps the loading of a module that has a hook."""

    @classmethod
    def find_spec(cls, module_name, path=None, target=None):
        if module_name not in _hooks:
            return None
        for finder in sys.meta_path:
            if finder is cls:
                continue
            find = getattr(finder, "find_spec", None)
            spec = find(module_name, path, target) if find is not None else None
            if spec is not None:
                return _watched(spec, module_name)
        return None


def _watched(spec, module_name):
    loader = spec.loader
    execute = getattr(loader, "exec_module", None)
    if execute is None:
        return spec

    def exec_module(module):
        try:
            del loader.exec_module
        except AttributeError:
            pass
        execute(module)
        _call(module_name, module)

    try:
        loader.exec_module = exec_module
    except AttributeError as problem:
        fault(problem, "loader of " + module_name)
    return spec
