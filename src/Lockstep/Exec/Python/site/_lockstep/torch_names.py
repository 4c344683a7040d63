"""The modules of the script, found when they are needed: nothing is hooked into their making or their calls."""
import gc
import sys
import weakref


def _kinds(kind, found):
    found.add(kind)
    for below in type.__subclasses__(kind):
        if below not in found:
            _kinds(below, found)
    return found


def modules():
    """All modules alive, in the order in which Python's collector has them."""
    kinds = _kinds(sys.modules["torch"].nn.Module, set())
    return [thing for thing in gc.get_objects() if type(thing) in kinds and "_modules" in thing.__dict__ and "_parameters" in thing.__dict__]


def roots():
    """Modules that are part of no other."""
    alive = modules()
    inner = {id(child) for module in alive for child in module.__dict__["_modules"].values() if child is not None}
    return [module for module in alive if id(module) not in inner]


def _parameters(root):
    return list(root.named_parameters())


class Names:
    """The names of an optimizer's parameters, and the buffers of the modules that they belong to."""

    def __init__(self, parameters):
        wanted = {id(parameter): index for index, parameter in enumerate(parameters)}
        self.names = ["param.%d" % index for index in range(len(parameters))]
        self.buffers = []
        self._sources = []
        left = set(wanted)
        covering = []
        for root in roots():
            try:
                named = [(name, id(parameter)) for name, parameter in _parameters(root) if id(parameter) in wanted]
            except Exception:
                continue
            if named:
                covering.append((-len(named), min(wanted[number] for _, number in named), type(root).__name__, root, named))
        covering.sort(key=lambda entry: entry[:3])
        used = []
        for _, _, _, root, named in covering:
            new = [(name, number) for name, number in named if number in left]
            if new:
                left.difference_update(number for _, number in new)
                used.append((root, new))
        used.sort(key=lambda entry: min(wanted[number] for _, number in entry[1]))
        counts = {}
        for root, named in used:
            prefix = ""
            if len(used) > 1:
                kind = type(root).__name__
                counts[kind] = counts.get(kind, 0) + 1
                prefix = kind + ("#%d" % counts[kind] if counts[kind] > 1 else "") + "."
            for name, number in named:
                self.names[wanted[number]] = prefix + name
            self._add_buffers(root, prefix)

    def _add_buffers(self, root, prefix):
        for path, module in root.named_modules():
            holder = module.__dict__.get("_buffers")
            if not holder:
                try:
                    holder = module._buffers
                except Exception:
                    continue
            for name, buffer in holder.items():
                if buffer is not None and len(self.buffers) < 65535:
                    self.buffers.append(prefix + (path + "." if path else "") + name)
                    self._sources.append((weakref.ref(module), name))

    def tensors(self):
        """The buffers as they are now: a module may have put another tensor in."""
        out = []
        for reference, name in self._sources:
            module = reference()
            try:
                out.append(module._buffers.get(name) if module is not None else None)
            except Exception:
                out.append(None)
        return out
