"""What the parent wants, from .exec/settings.json."""

seed = 0
mode = "default"
ledger = "standard"
streams = ""
folder = ""
opens = False
end_steps = 0
end_epochs = 0


class _Context:
    # What json.JSONDecoder is to the scanner in C: importing json itself would cost each start three milliseconds.
    strict = False
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float
    memo = {}


def read(path):
    with open(path, encoding="utf-8") as file:
        text = file.read().strip()
    try:
        from _json import make_scanner
    except ImportError:
        import json

        values = json.loads(text)
    else:
        values, _ = make_scanner(_Context)(text, 0)
    module = globals()
    for name in ("seed", "mode", "ledger", "streams", "folder", "opens", "end_steps", "end_epochs"):
        if name in values:
            module[name] = values[name]
