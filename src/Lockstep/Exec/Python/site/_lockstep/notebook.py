"""Runs the cells of a notebook in order, in a fresh process: notebook.py NAME.ipynb ARGUMENTS."""
import ast
import inspect
import json
import linecache
import os
import sys
import traceback


def main():
    del sys.path[0]
    path = os.path.abspath(sys.argv[1])
    try:
        with open(path, encoding="utf-8") as file:
            book = json.load(file)
        cells = [cell for cell in book["cells"] if cell.get("cell_type") == "code"]
    except OSError as problem:
        print("%s: %s; expected a notebook." % (sys.argv[1], problem.strerror), file=sys.stderr)
        sys.exit(127 if isinstance(problem, FileNotFoundError) else 126)
    except (ValueError, KeyError, TypeError, AttributeError):
        sys.exit("%s: no notebook of format 4: expected JSON with a list \"cells\". Save it again with Jupyter." % sys.argv[1])
    metadata = book.get("metadata", {})
    language = metadata.get("language_info", {}).get("name") or metadata.get("kernelspec", {}).get("language") or "python"
    if language.lower() not in ("python", "python3", "ipython"):
        sys.exit("%s: its cells are in %s, expected Python. Run it with its own program." % (sys.argv[1], language))
    _say_order(cells)
    sys.argv = sys.argv[1:]
    os.environ.setdefault("MPLBACKEND", "Agg")
    os.chdir(os.path.dirname(path))
    sys.path.insert(0, "")
    main = sys.modules["__main__"]
    names = {"__name__": "__main__", "__builtins__": main.__dict__["__builtins__"], "__doc__": None, "__spec__": None, "display": _display}
    main.__dict__.clear()
    main.__dict__.update(names)
    _run_all(path, cells, main.__dict__)


def _text(cell):
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _notice(text):
    guard = sys.modules.get("_lockstep.guard")
    if guard is None and "_lockstep" in sys.modules:
        from _lockstep import guard
    if guard is not None:
        guard.notice(text)


def _say_order(cells):
    last = 0
    for number, cell in enumerate(cells, 1):
        if not _text(cell).strip():
            continue
        count = cell.get("execution_count")
        if count is None:
            _notice("cell %d was never run in the notebook as it was saved: its results there don't come from it" % number)
            continue
        if count < last:
            _notice("cell %d was run out of order in the notebook as it was saved: as number %d, after a later cell" % (number, count))
        last = max(last, count)


def _run_all(path, cells, names):
    for number, cell in enumerate(cells, 1):
        source = _text(cell)
        name = "%s[%d]" % (path, number)
        may_fail = "raises-exception" in cell.get("metadata", {}).get("tags", [])
        try:
            source = _without_magic(source, number)
            linecache.cache[name] = (len(source), None, source.splitlines(True), name)
            _run_cell(source, name, names)
        except Exception as problem:
            sys.stdout.flush()
            trace = problem.__traceback__
            while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
                trace = trace.tb_next
            traceback.print_exception(type(problem), problem, trace)
            if not may_fail:
                print("cell %d of %s failed; the cells after it were not run" % (number, os.path.basename(path)), file=sys.stderr)
                sys.exit(1)


def _run_cell(source, name, names):
    tree = ast.parse(source, name)
    value = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        value = ast.Expression(tree.body.pop().value)
    _execute(tree, name, "exec", names)
    if value is not None:
        shown = _execute(value, name, "eval", names)
        if shown is not None:
            names["_"] = shown
            print(repr(shown))


def _execute(tree, name, mode, names):
    code = compile(tree, name, mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    result = eval(code, names)
    if code.co_flags & inspect.CO_COROUTINE:
        import asyncio

        loop = names.get("__lockstep_loop__") or asyncio.new_event_loop()
        names["__lockstep_loop__"] = loop
        return loop.run_until_complete(result)
    return result


def shell(command, must_succeed=False):
    import subprocess

    sys.stdout.flush()
    subprocess.run(["bash", "-c", command], check=must_succeed)


def _display(*things, **_):
    for thing in things:
        print(repr(thing))


def _without_magic(source, number):
    """A cell as plain Python: what only Jupyter knows is done another way, or left out and said."""
    if source.lstrip().startswith("%%"):
        return _cell_magic(source.lstrip(), number)
    try:
        compile(source, "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | ast.PyCF_ONLY_AST)
        return source
    except SyntaxError:
        return "\n".join(_line(line, number) for line in source.split("\n"))


def _cell_magic(source, number):
    first, _, body = source.partition("\n")
    word = first[2:].split()[0] if first[2:].split() else ""
    if word in ("time", "timeit", "capture", "prun"):
        return _without_magic("\n" + body, number)
    if word in ("bash", "sh", "script"):
        return "__import__('_lockstep_notebook').shell(%r, True)" % body
    if word == "writefile":
        return "with open(%r, 'w') as __file_of_cell__: __file_of_cell__.write(%r)" % (first.split()[-1], body)
    _notice("cell %d was left out: nothing but Jupyter knows %%%%%s" % (number, word))
    return ""


def _line(line, number):
    text = line.strip()
    indent = line[:len(line) - len(line.lstrip())]
    if text.startswith("!"):
        return "%s__import__('_lockstep_notebook').shell(%r)" % (indent, text[1:])
    if not text.startswith("%"):
        return line
    word, _, rest = text[1:].partition(" ")
    if word in ("time", "timeit") and rest:
        return indent + rest
    if word == "cd":
        return "%s__import__('os').chdir(__import__('os').path.expanduser(%r))" % (indent, rest.strip())
    if word in ("env", "set_env") and rest:
        name, _, value = rest.partition("=") if "=" in rest else rest.partition(" ")
        return "%s__import__('os').environ[%r] = %r" % (indent, name.strip(), value.strip())
    if word not in ("matplotlib", "config", "load_ext", "autoreload"):
        _notice("a line of cell %d was left out: nothing but Jupyter knows %%%s" % (number, word))
    return indent + "pass"


if __name__ == "__main__":
    # The names of __main__ become the notebook's, so ours must be another module's.
    import importlib.util

    _spec = importlib.util.spec_from_file_location("_lockstep_notebook", __file__)
    _module = importlib.util.module_from_spec(_spec)
    sys.modules["_lockstep_notebook"] = _module
    _spec.loader.exec_module(_module)
    _module.main()
