"""JSON as text, without the module json, whose import each start would pay for."""
try:
    from _json import encode_basestring_ascii as _quoted
except ImportError:
    from json.encoder import py_encode_basestring_ascii as _quoted


def quoted(text):
    """A text in quotes; bytes that are no UTF-8, as file names may hold, are replaced."""
    if not text.isascii():
        text = text.encode("utf-8", "surrogateescape" if _is_escaped(text) else "replace").decode("utf-8", "replace")
    return _quoted(text)


def _is_escaped(text):
    try:
        text.encode("utf-8", "surrogateescape")
        return True
    except UnicodeEncodeError:
        return False


def of(value, depth=0):
    """The value as JSON; what JSON doesn't have is written as the text that Python shows, at most 1,000 characters."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is int:
        return str(value) if -(1 << 63) <= value < 1 << 64 else quoted(str(value))
    if kind is float:
        return repr(value) if value - value == 0 else quoted(repr(value))
    if depth < 8:
        if isinstance(value, dict):
            return "{" + ",".join(quoted(str(name)) + ":" + of(item, depth + 1) for name, item in list(value.items())) + "}"
        if isinstance(value, (list, tuple)):
            return "[" + ",".join(of(item, depth + 1) for item in list(value)) + "]"
    try:
        if isinstance(value, str):
            return quoted(str.__str__(value))
        return quoted(str(value)[:1000])
    except Exception:
        return quoted("<" + kind.__name__ + ">")
