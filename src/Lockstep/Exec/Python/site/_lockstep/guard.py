"""Keeps our own faults out of the script: what a hook raises becomes an event."""
_said = set()


def fault(problem, where):
    """Says a fault of ours once."""
    try:
        text = "%s: %s: %s" % (where, type(problem).__name__, problem)
        if text not in _said and len(_said) < 100:
            _said.add(text)
            from . import stream

            stream.event("error", text=text)
    except Exception:
        pass


def notice(text):
    """Says once what a person should know."""
    if text not in _said and len(_said) < 1000:
        _said.add(text)
        from . import stream

        stream.event("notice", text=text)


def guarded(function):
    """The function, which gives None where it fails."""

    def call(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except Exception as problem:
            fault(problem, function.__name__)
            return None

    return stands_for(call, function)


def stands_for(replacement, original):
    """Gives a replacement the name and the documentation of what it replaces."""
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        try:
            setattr(replacement, name, getattr(original, name))
        except (AttributeError, TypeError):
            pass
    try:
        replacement.__wrapped__ = original
    except AttributeError:
        pass
    return replacement
