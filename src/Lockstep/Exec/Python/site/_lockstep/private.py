"""What must not enter a record: values whose name says that they are secret."""

KEPT_OUT = "(kept out)"
_WORDS = ("key", "token", "secret", "passw", "credential")


def is_secret(name):
    lower = str(name).lower()
    return any(word in lower for word in _WORDS)


def values(named):
    """A dictionary without the values of secret names."""
    return {name: KEPT_OUT if is_secret(name) and value is not None else (values(value) if type(value) is dict else value) for name, value in named.items()}


def arguments(argv):
    """A command line without the values of secret options and assignments."""
    out = []
    hide = False
    for word in argv:
        word = word if isinstance(word, str) else _text(word)
        name, equals, _ = word.partition("=")
        if hide and not word.startswith("-"):
            out.append(KEPT_OUT)
            hide = False
        elif equals and is_secret(name) and " " not in name:
            out.append(name + "=" + KEPT_OUT)
            hide = False
        else:
            out.append(word)
            hide = word.startswith("-") and " " not in word and is_secret(word)
    return out


def _text(word):
    import os

    try:
        return os.fsdecode(word)
    except TypeError:
        return str(word)
