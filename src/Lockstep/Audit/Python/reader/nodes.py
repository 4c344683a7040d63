"""All nodes of a tree in the order of the source, each with its parent and its children: gone through once, since Python's own walk takes longest."""

import ast
import collections

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

# What holds no node that anything here asks for.
PLAIN = {"ctx", "op", "ops", "type_comment", "kind", "id", "attr", "level", "module", "arg", "type_params", "s", "n"}

FIELDS = {ast.Constant: (), ast.Global: (), ast.Nonlocal: ()}


def listed(module):
    """The nodes by their type, in the order of the source; each gets ``parent`` and ``kids``."""
    found, left = collections.defaultdict(list), [module]
    module.parent = None
    while left:
        node = left.pop()
        found[type(node)].append(node)
        kids = children(node)
        for kid in kids:
            kid.parent = node
        node.kids = kids
        left.extend(kids[::-1])
    return found


def children(node):
    fields = FIELDS.get(type(node))
    if fields is None:
        fields = FIELDS[type(node)] = tuple(name for name in node._fields if name not in PLAIN)
    kids = []
    for name in fields:
        value = getattr(node, name, None)
        if type(value) is list:
            kids.extend([item for item in value if isinstance(item, ast.AST)])
        elif isinstance(value, ast.AST):
            kids.append(value)
    return kids


def below(node):
    """A node of a listed tree, and all below it."""
    left = [node]
    while left:
        node = left.pop()
        yield node
        left.extend(node.kids[::-1])


def variables(nodes):
    """By function: its parameters, and what it or a function in it assigns."""
    found = {}
    named = [(node, node.id) for node in nodes[ast.Name] if type(node.ctx) is ast.Store] + [(node, node.arg) for node in nodes[ast.arg]]
    for node, name in named:
        around = node.parent
        while around is not None:
            if isinstance(around, FUNCTIONS):
                found.setdefault(around, set()).add(name)
            around = around.parent
    return found
