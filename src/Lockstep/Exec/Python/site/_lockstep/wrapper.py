"""Runs what a Python with -I, -S or -E was called for, which would not have found us by PYTHONPATH: wrapper.py SITE ARGUMENTS."""
import os
import sys


def _main():
    here = os.path.dirname(os.path.abspath(__file__))
    site, words = sys.argv[1], sys.argv[2:]
    if not getattr(sys.flags, "safe_path", False) and not sys.flags.isolated and sys.path and os.path.abspath(sys.path[0]) == here:
        del sys.path[0]
    sys.path.insert(0, site)
    try:
        import _lockstep
    finally:
        sys.path.remove(site)
    settings = os.environ.get("LOCKSTEP_EXEC")
    if settings:
        try:
            _lockstep.start(settings)
        except Exception as problem:
            sys.stderr.write("lockstep: the watching of this Python did not start: %s: %s. The command runs on.\n" % (type(problem).__name__, problem))
    _run(words)


def _run(words):
    is_safe = sys.flags.isolated or getattr(sys.flags, "safe_path", False)
    what = words[0]
    if what.startswith("-c"):
        code = what[2:] or words[1]
        sys.argv = ["-c"] + words[(1 if what[2:] else 2):]
        _first(is_safe, "")
        _execute(code, "<string>", None)
    elif what.startswith("-m"):
        name = what[2:] or words[1]
        sys.argv = ["-m"] + words[(1 if what[2:] else 2):]
        _first(is_safe, os.getcwd())
        import runpy

        runpy._run_module_as_main(name)
    elif what == "-":
        sys.argv = words
        _first(is_safe, "")
        _execute(sys.stdin.read(), "<stdin>", None)
    elif os.path.isdir(what) or what.endswith((".zip", ".pyz")):
        sys.argv = words
        import runpy

        runpy.run_path(what, run_name="__main__")
    else:
        sys.argv = words
        with open(what, "rb") as file:
            code = file.read()
        _first(is_safe, os.path.dirname(os.path.realpath(what)))
        _execute(code, what, what)


def _first(is_safe, folder):
    if not is_safe:
        sys.path.insert(0, folder)


def _execute(code, name, path):
    main = sys.modules["__main__"]
    names = main.__dict__
    kept = {"__name__": "__main__", "__builtins__": names["__builtins__"], "__doc__": None, "__package__": None, "__spec__": None, "__loader__": names.get("__loader__")}
    compiled = compile(code, name, "exec", dont_inherit=True)
    names.clear()
    names.update(kept)
    if path is not None:
        from importlib.machinery import SourceFileLoader

        names["__file__"] = path
        names["__cached__"] = None
        names["__loader__"] = SourceFileLoader("__main__", path)
    exec(compiled, names)


_main()
