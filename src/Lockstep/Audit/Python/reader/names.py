"""What names mean: which module or function stands behind a dotted name in one file."""

import ast


class Names:
    """The imports of one file. A name that is imported and assigned as well means nothing."""

    def __init__(self, nodes):
        self.imports = []
        self.meanings = {}
        assigned = {node.id for node in nodes[ast.Name] if type(node.ctx) is ast.Store}
        for node in sorted(nodes[ast.Import] + nodes[ast.ImportFrom], key=lambda node: node.lineno):
            if type(node) is ast.Import:
                for alias in node.names:
                    self.imports.append([alias.name, 0, None, node.lineno])
                    self.meanings[alias.asname or alias.name.split(".")[0]] = alias.name if alias.asname else alias.name.split(".")[0]
            else:
                self.imports.append([node.module or "", node.level, [alias.name for alias in node.names], node.lineno])
                for alias in node.names:
                    self.meanings[alias.asname or alias.name] = "." * node.level + (node.module + "." if node.module else "") + alias.name
        for name in assigned & self.meanings.keys():
            del self.meanings[name]

    def of(self, node):
        """The dotted name of an expression, resolved; a call within it is written as ``()``; None for what has none."""
        parts = []
        while True:
            kind = type(node)
            if kind is ast.Attribute:
                parts.append(node.attr)
                node = node.value
            elif kind is ast.Call:
                inner = self.of(node.func)
                return ".".join([inner + "()"] + parts[::-1]) if inner else None
            elif kind is ast.Name:
                return ".".join([self.meanings.get(node.id, node.id)] + parts[::-1])
            elif kind is ast.Subscript and parts:
                inner = self.of(node.value)
                return ".".join([inner + "[]"] + parts[::-1]) if inner else None
            else:
                return ".".join(["?"] + parts[::-1]) if parts else None

    def is_imported(self, node):
        """Whether a dotted name begins with something that is imported."""
        while type(node) in (ast.Attribute, ast.Call):
            node = node.value if type(node) is ast.Attribute else node.func
        return type(node) is ast.Name and node.id in self.meanings

    def text(self, node):
        """An argument or a value, short: a constant as Python writes it, a name, a call with ``()``, else ``?``."""
        kind = type(node)
        if kind is ast.Constant:
            return repr(node.value) if len(repr(node.value)) < 500 else "?"
        if kind is ast.UnaryOp and type(node.operand) is ast.Constant and type(node.op) is ast.USub:
            return "-" + repr(node.operand.value)
        if kind is ast.JoinedStr:
            return "f''"
        if kind is ast.BoolOp or kind is ast.IfExp or kind is ast.BinOp:
            return "?"
        return self.of(node) or "?"
