"""From a file to the text of its code: a script as it stands, the code cells of a notebook one below the other."""

import io
import json
import os
import re
import stat
import tokenize

LARGEST = 4 << 20

SILENCE = re.compile(r"#\s*lockstep:\s*ok\s+(\S.*)")


class Unreadable(Exception):
    """Why a file's code can't be read, for a person."""


def read(path):
    """The text, the line on which each cell begins (empty for a script), and the shell's lines of a notebook."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("no regular file")
        if status.st_size > LARGEST:
            raise Unreadable("larger than 4 MiB")
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from None
    if path.endswith(".ipynb"):
        return notebook(data)
    return script(data), [], []


def script(data):
    if b"\0" in data:
        raise Unreadable("binary, no text")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        raise Unreadable("not in the encoding that it says, or not in UTF-8") from None


def notebook(data):
    try:
        cells = json.loads(data)["cells"]
        codes = [code_of(cell["source"]) for cell in cells if cell.get("cell_type") == "code"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unreadable("no notebook of format 4") from None
    lines, begins, shell = [], [], []
    for code in codes:
        begins.append(len(lines) + 1)
        for line in plain(code):
            if line.lstrip()[:1] in ("%", "!"):
                shell.append([len(lines) + 1, line.strip().lstrip("!%")])
                line = line[:len(line) - len(line.lstrip())] + "pass"
            lines.append(line)
    return "\n".join(lines) + "\n", begins, shell


def code_of(given):
    return given if isinstance(given, str) else "".join(given)


def plain(code):
    """A cell's lines; of a cell in another language, such as %%bash, and of one that is no Python, only that it was there."""
    lines = code.splitlines()
    if code.lstrip().startswith("%%"):
        return [""] * len(lines)
    return lines


def silences(text):
    """By line: the reason that a comment gives for what is found there. One alone on its line is for the next."""
    found = {}
    if "lockstep:" in text:
        for number, line in enumerate(text.splitlines(), 1):
            match = SILENCE.search(line)
            if match:
                found[number + 1 if line.lstrip().startswith("#") else number] = match.group(1).rstrip()
    return found
