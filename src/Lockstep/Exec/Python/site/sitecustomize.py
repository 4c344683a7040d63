# Python runs this file at its start, because `lockstep exec` put its folder into PYTHONPATH.
# It takes the folder out of sys.path again, starts what watches the run, and hands on to the sitecustomize that would have run without it.
import sys


def _start():
    import os

    folder = os.path.dirname(os.path.abspath(__file__))
    if "_lockstep" not in sys.modules and sys.version_info >= (3, 9) and os.environ.get("LOCKSTEP_EXEC"):
        try:
            sys.path.insert(0, folder)
            try:
                import _lockstep
            finally:
                sys.path.remove(folder)
            _lockstep.start(os.environ["LOCKSTEP_EXEC"])
        except Exception as problem:
            sys.stderr.write("lockstep: the watching of this Python did not start: %s: %s. The command runs on.\n" % (type(problem).__name__, problem))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != folder]


def _hand_on():
    try:
        # What importlib.machinery and importlib.util hand on; importing those two takes longer than all of ours.
        from _frozen_importlib import module_from_spec
        from _frozen_importlib_external import PathFinder
    except ImportError:
        from importlib.machinery import PathFinder
        from importlib.util import module_from_spec

    spec = PathFinder.find_spec("sitecustomize", sys.path)
    if spec is not None and spec.loader is not None and spec.origin != __file__:
        module = module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


_start()
if __name__ == "sitecustomize":
    _hand_on()
