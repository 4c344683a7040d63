"""Where the order of a set, or of a folder's listing, decides something.

A source is followed to where it is used. What sorts it, counts it, or only asks whether something is in it, is harmless; so is whatever can't be told.
"""

import ast

from nodes import below

LISTINGS = {"os.listdir", "os.scandir", "os.walk", "glob.glob", "glob.iglob"}
LISTING_METHODS = {"glob", "rglob", "iterdir"}
UNORDERED = {
    "sorted", "len", "set", "frozenset", "any", "all", "sum", "max", "min", "bool", "collections.Counter", "natsort.natsorted", "natsort.os_sorted",
    "natsort.humansorted", "numpy.unique", "numpy.sort", "numpy.mean", "numpy.sum", "print", "next", "str", "repr",
}
THROUGH = {"list", "tuple", "map", "filter", "enumerate", "zip", "reversed", "iter", "itertools.chain", "tqdm.tqdm", "numpy.array", "numpy.asarray"}
CHOOSING = {"random.shuffle", "random.sample", "random.choice", "random.choices", "numpy.random.shuffle", "numpy.random.permutation",
            "numpy.random.choice", "sklearn.model_selection.train_test_split"}
SET_METHODS = {"union", "intersection", "difference", "symmetric_difference", "copy"}
NUMBERED = "numbers are given in its order"
GROWING = {"append", "extend", "insert", "appendleft"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def of(module, nodes, names):
    found = []
    flow = Flow(module, names)
    for node in nodes[ast.Call] + nodes[ast.Set] + nodes[ast.SetComp]:
        kind = kind_of(node, names)
        if kind:
            use = flow.use(node, kind == "set", set())
            if use:
                found.append({"line": node.lineno, "kind": kind, "source": name_of(node, names), "use": use})
    return sorted(found, key=lambda order: order["line"])


def kind_of(node, names):
    kind = type(node)
    if kind is ast.Call:
        func = node.func
        if type(func) is ast.Name and func.id in ("set", "frozenset"):
            return "set" if func.id not in names.meanings and not is_of_numbers(node) else None
        if type(func) is ast.Attribute or type(func) is ast.Name:
            name = names.of(func)
            if name in LISTINGS:
                return "listing"
            if type(func) is ast.Attribute and func.attr in LISTING_METHODS and not (name or "").startswith(("tensorflow.", "glob.", "fsspec.")):
                return "listing"
        return None
    if kind is ast.SetComp:
        return "set"
    if kind is ast.Set:
        return None if all(type(item) is ast.Constant and type(item.value) in (int, bool) for item in node.elts) else "set"
    return None


def is_of_numbers(node):
    """Whether a set holds whole numbers, whose order is the same in each process."""
    if len(node.args) != 1:
        return False
    given = node.args[0]
    if type(given) is ast.Call and type(given.func) is ast.Name and given.func.id == "range":
        return True
    return type(given) in (ast.List, ast.Tuple) and all(type(item) is ast.Constant and type(item.value) in (int, bool) for item in given.elts)


def name_of(node, names):
    if type(node) is not ast.Call:
        return "a set"
    name = names.of(node.func)
    return name if name in LISTINGS or name in ("set", "frozenset") else "." + node.func.attr


class Flow:
    """Follows values through one file."""

    def __init__(self, module, names):
        self.module = module
        self.names = names

    def use(self, node, is_set, seen):
        """In what way the order of a value decides something; None for where it does not, or that can't be told."""
        while True:
            parent = node.parent
            kind = type(parent)
            if node in seen or parent is None:
                return None
            seen.add(node)
            if kind is ast.Call:
                if node is parent.func:
                    return None
                step = self.argument(parent, seen)
                if step is not parent:
                    return step
                name = self.names.of(parent.func)
                if name in ("list", "tuple", "enumerate", "map", "filter", "zip", "numpy.array", "numpy.asarray"):
                    is_set = False
            elif kind is ast.Attribute:
                outer = parent.parent
                if not (is_set and parent.attr in SET_METHODS and type(outer) is ast.Call and outer.func is parent):
                    return None
                parent = outer
            elif kind is ast.comprehension:
                if node is not parent.iter:
                    return None
                outer = parent.parent
                if type(outer) is ast.DictComp:
                    return NUMBERED if type(node) is ast.Call and self.names.of(node.func) == "enumerate" else None
                is_set = type(outer) is ast.SetComp
                parent = outer
            elif kind is ast.For or kind is ast.AsyncFor:
                return self.loop(parent, node, seen) if node is parent.iter else None
            elif kind is ast.Assign or kind is ast.AnnAssign:
                targets = parent.targets if kind is ast.Assign else [parent.target]
                return self.name(targets[0], parent, is_set, seen) if len(targets) == 1 and node is parent.value else None
            elif kind is ast.AugAssign:
                return self.name(parent.target, parent, is_set, seen) if type(parent.op) is ast.Add else None
            elif kind is ast.Return:
                return None if is_set else self.returned(parent, seen)
            elif kind is ast.BinOp:
                if type(parent.op) not in (ast.BitOr, ast.BitAnd, ast.Sub, ast.Add):
                    return None
            elif kind is ast.Subscript:
                index = parent.slice
                if node is parent.value and type(index) is ast.Slice:
                    node = parent
                    if not is_set:
                        return "a part of it is taken by place"
                    continue
                if node is not parent.value or is_set or is_constant(index) or type(parent.ctx) is not ast.Load:
                    return None
                counted = counting(parent, index)
                return self.loop(counted, counted.iter, seen) if counted else "it is indexed"
            elif kind not in (ast.Starred, ast.List, ast.Tuple, ast.IfExp, ast.ListComp, ast.GeneratorExp, ast.NamedExpr):
                return None
            elif kind in (ast.List, ast.Tuple) and type(node) is not ast.Starred:
                return None
            elif kind in (ast.ListComp, ast.GeneratorExp):
                return None
            elif kind is ast.IfExp and node is parent.test:
                return None
            node = parent

    def argument(self, call, seen):
        """The call, where its value has the order of its argument."""
        name = self.names.of(call.func)
        if name in UNORDERED or name is None:
            return None
        if name in CHOOSING:
            return "chance draws from it, and the draw goes by place"
        if name in THROUGH or name.rpartition(".")[2] in ("tqdm", "track"):
            return call
        if type(call.func) is ast.Attribute and call.func.attr == "extend":
            return self.name(call.func.value, call, False, seen)
        return None

    def name(self, target, at, is_set, seen):
        """What becomes of a value by the name that it is given."""
        uses = self.uses(target, at)
        if uses is None or any(self.is_sorted(use) for use in uses):
            return None
        for use in uses:
            found = self.use(use, is_set, seen)
            if found:
                return found
        return None

    def uses(self, target, at):
        """All expressions that read a variable, or an attribute of self, where it can be read."""
        kind = type(target)
        if kind is ast.Name:
            scope = self.around(at, FUNCTIONS + (ast.Module,))
            return [node for node in below(scope) if type(node) is ast.Name and node.id == target.id and type(node.ctx) is ast.Load]
        if kind is ast.Attribute and type(target.value) is ast.Name and target.value.id == "self":
            scope = self.around(at, (ast.ClassDef, ast.Module))
            return [node for node in below(scope) if type(node) is ast.Attribute and node.attr == target.attr and type(node.ctx) is ast.Load
                    and type(node.value) is ast.Name and node.value.id == "self"]
        return None

    def around(self, node, kinds):
        while not isinstance(node, kinds):
            node = node.parent or self.module
        return node

    def is_sorted(self, use):
        parent = use.parent
        if type(parent) is ast.Attribute and parent.attr in ("sort", "sort_values"):
            return True
        return type(parent) is ast.Call and use in parent.args and (self.names.of(parent.func) or "").rpartition(".")[2] in (
            "sorted", "natsorted", "os_sorted", "humansorted", "sort", "unique")

    def loop(self, loop, iterated, seen):
        """What a loop makes in the order of what it goes through."""
        is_numbered = type(iterated) is ast.Call and self.names.of(iterated.func) == "enumerate"
        for statement in loop.body:
            for node in below(statement):
                kind = type(node)
                if kind is ast.Call and type(node.func) is ast.Attribute and node.func.attr in GROWING:
                    found = self.name(node.func.value, node, False, seen)
                    if found:
                        return "a list is made in its order, and " + found
                elif kind is ast.Call and type(node.func) is ast.Attribute and node.func.attr == "backward":
                    return "it trains in that order"
                elif kind is ast.Assign and type(node.targets[0]) is ast.Subscript and (
                        is_numbered and is_number_of(node.value, loop.target) or is_length(node.value, node.targets[0].value)):
                    return NUMBERED
                elif kind is ast.AugAssign and type(node.value) in (ast.List, ast.ListComp):
                    found = self.name(node.target, node, False, seen)
                    if found:
                        return "a list is made in its order, and " + found
        return None

    def returned(self, statement, seen):
        function = self.around(statement, FUNCTIONS + (ast.Module,))
        if type(function) is ast.Module:
            return None
        calls = [node for node in below(self.module) if type(node) is ast.Call and (
            type(node.func) is ast.Name and node.func.id == function.name or type(node.func) is ast.Attribute and node.func.attr == function.name)]
        for call in calls:
            found = self.use(call, False, seen)
            if found:
                return found
        return None


def counting(node, index):
    """The loop that counts an index up, as in ``for i in range(len(names))``: then it goes through all of them."""
    while node is not None and type(index) is ast.Name:
        node = node.parent
        if type(node) is ast.For and type(node.target) is ast.Name and node.target.id == index.id:
            return node if type(node.iter) is ast.Call and type(node.iter.func) is ast.Name and node.iter.func.id == "range" else None
    return None


def is_constant(index):
    return type(index) is ast.Constant or type(index) is ast.UnaryOp


def is_number_of(value, target):
    return type(target) is ast.Tuple and type(target.elts[0]) is ast.Name and type(value) is ast.Name and value.id == target.elts[0].id


def is_length(value, mapping):
    return type(value) is ast.Call and type(value.func) is ast.Name and value.func.id == "len" and len(value.args) == 1 \
        and ast.dump(value.args[0]) == ast.dump(mapping).replace("Store()", "Load()")
