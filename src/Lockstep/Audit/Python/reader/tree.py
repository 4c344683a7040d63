"""From the text of one file to what checks ask of it."""

import ast
import re
import warnings

import nodes
import orders
import source
from names import Names

# Methods of objects, whose module can't be told, that say what a file does.
METHODS = {"backward", "manual_backward", "fit", "step"}

PYTHON2 = re.compile(r"Missing parentheses in call to '(print|exec)'|except .*, .*multiple exception types|leading zeros in decimal|inconsistent use of tabs")

ABSOLUTE = re.compile(r"(/(home|Users|mnt|media|data|data\d+|root|scratch|workspace|datasets?|disk\d*|raid|nfs|ssd|gpfs)/|[A-Za-z]:[\\/](?![\\/]))[^\s'\"<>|*?%{}]*\Z")


def facts(text, cells):
    module, problem = parse(text, cells)
    if module is None:
        raise source.Unreadable(problem)
    listed = nodes.listed(module)
    names = Names(listed)
    found = Walk(names, nodes.variables(listed))
    found.block(module, "", [], [])
    found.named = {scope: sorted(used) for scope, used in found.named.items()}
    return {
        "problem": problem,
        "imports": names.imports,
        "main": found.main,
        "named": found.named,
        "defs": found.defs,
        "calls": found.calls,
        "sets": found.assigned,
        "paths": found.paths,
        "orders": orders.of(module, listed, names),
        "silences": source.silences(text),
    }


def parse(text, cells):
    """The syntax tree, and what could not be read of a notebook; no tree, and why, where there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text), None
        except SyntaxError as error:
            problem = words(error)
        except ValueError as error:
            return None, str(error)
        if not cells:
            return None, problem
        lines = text.split("\n")
        ends = cells[1:] + [len(lines) + 1]
        for begin, end in zip(cells, ends):
            try:
                ast.parse("\n".join(lines[begin - 1:end - 1]))
            except (SyntaxError, ValueError):
                lines[begin - 1:end - 1] = [""] * (end - begin)
        try:
            return ast.parse("\n".join(lines)), "a cell is no Python"
        except SyntaxError:
            return None, problem


def words(error):
    if PYTHON2.search(error.msg or ""):
        return "Python 2, which Python 3 can't read (line %d)" % (error.lineno or 0)
    return "a syntax error in line %d: %s" % (error.lineno or 0, error.msg)


# Of libraries whose functions are called everywhere, those that a check asks for.
TOLD = {
    "numpy": {"random"},
    "torch": {"manual_seed", "hub", "load", "save", "utils", "backends", "seed", "initial_seed", "random", "use_deterministic_algorithms", "cuda"},
    "os": {"urandom", "getpid"},
    "math": set(), "matplotlib": set(), "logging": set(), "argparse": set(), "typing": set(), "collections": set(), "itertools": set(), "re": set(),
    "json": set(), "functools": set(), "warnings": set(), "sys": set(), "shutil": set(), "copy": set(), "tqdm": set(), "dataclasses": set(),
}

# The function around what a file does only where it is started.
MAIN = "__main__"


class Walk:
    """One pass over a tree, with the function and the calls around each node at hand."""

    def __init__(self, names, variables):
        self.names = names
        self.variables = variables
        self.main = False
        self.named = {}
        self.local = frozenset()
        self.defs = []
        self.calls = []
        self.assigned = []
        self.paths = []

    def block(self, node, function, around, targets):
        for child in node.kids:
            self.visit(child, function, around, targets)

    def visit(self, node, function, around, targets):
        kind = type(node)
        if kind is ast.Call:
            self.call(node, function, around, targets)
            return
        if kind is ast.FunctionDef or kind is ast.AsyncFunctionDef or kind is ast.ClassDef:
            bases = [self.names.of(base) or "?" for base in node.bases] if kind is ast.ClassDef else []
            self.defs.append([node.name, node.lineno, bool(node.decorator_list), kind is ast.ClassDef, function, bases])
            inner = function + "." + node.name if function else node.name
            body = node.body[1:] if is_docstring(node) else node.body
            for child in node.kids:
                if child not in node.body:
                    self.visit(child, function, [], [])
            outer, self.local = self.local, self.local | self.variables.get(node, frozenset())
            for child in body:
                self.visit(child, inner, [], [])
            self.local = outer
            return
        if kind is ast.Assign or kind is ast.AnnAssign or kind is ast.AugAssign:
            given = node.targets if kind is ast.Assign else [node.target]
            texts = [self.names.of(target) or "?" for one in given for target in (one.elts if type(one) in (ast.Tuple, ast.List) else [one])]
            if node.value is not None:
                value = self.names.text(node.value)
                for text in texts:
                    if "." in text or "seed" in text.lower():
                        self.assigned.append([text, value, node.lineno, function])
                for target in given:
                    self.block(target, function, [], [])
                self.visit(node.value, function, [], texts)
            return
        if kind is ast.Name:
            if type(node.ctx) is ast.Load and node.id not in self.local:
                self.named.setdefault(function, set()).add(self.names.meanings.get(node.id, node.id).rpartition(".")[2])
            return
        if kind is ast.Attribute:
            self.named.setdefault(function, set()).add(node.attr)
        elif kind is ast.Constant:
            if type(node.value) is str and 3 < len(node.value) < 300 and ABSOLUTE.match(node.value):
                self.paths.append([node.lineno, node.value])
            return
        elif kind is ast.If and not function and is_main(node.test):
            self.main = True
            for child in node.body:
                self.visit(child, MAIN, [], [])
            return
        elif kind is ast.Expr and type(node.value) is ast.Constant:
            return
        elif kind is ast.keyword:
            self.visit(node.value, function, around, [node.arg] if node.arg and "seed" in node.arg.lower() else [])
            return
        elif kind is ast.Lambda or isinstance(node, ast.stmt):
            around, targets = [], []
        self.block(node, function, around, targets)

    def call(self, node, function, around, targets):
        name = self.names.of(node.func)
        last = name.rpartition(".")[2] if name else ""
        if name and self.is_told(node, name, last):
            self.calls.append({
                "name": name, "line": node.lineno, "in": function,
                "args": ["*" if type(arg) is ast.Starred else self.names.text(arg) for arg in node.args[:6]],
                "keys": {key.arg or "**": self.names.text(key.value) for key in node.keywords},
                "around": around[-6:], "to": targets,
            })
        self.visit(node.func, function, around, targets)
        inside = around + [name or "?"]
        for child in node.args:
            self.visit(child, function, inside, targets)
        for child in node.keywords:
            self.visit(child, function, inside, targets)

    def is_told(self, node, name, last):
        if last in METHODS:
            return True
        if self.names.is_imported(node.func):
            parts = name.split(".", 2)
            return len(parts) < 2 or parts[1] in TOLD.get(parts[0], (parts[1],))
        return type(node.func) is ast.Name and (name == "open" or "seed" in name.lower() or "determin" in name.lower())


def is_docstring(node):
    return bool(node.body) and type(node.body[0]) is ast.Expr and type(node.body[0].value) is ast.Constant


def is_main(test):
    return type(test) is ast.Compare and type(test.left) is ast.Name and test.left.id == "__name__"
