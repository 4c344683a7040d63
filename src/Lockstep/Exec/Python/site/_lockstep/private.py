"""What must not enter a record: the rule of Lockstep's own Secrets.cs, in Python; one table of cases holds both."""
import os

KEPT_OUT = "(kept out)"

# A text without any of these has no secret: nearly all are done with here, without the regular expressions.
_HINTS = ("key", "token", "secret", "pass", "credential", "pwd", "bearer", "authorization")
_MARKS = ("sk-", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "hf_", "glpat-", "xox", "AKIA", "eyJ", "-----BEGIN")
_ALWAYS = frozenset((
    "secret secrets credential credentials pwd passphrase apikey authtoken accesskey privatekey bearer authorization").split())
_PLAIN_KEYS = frozenset((
    "sort monitor metric image img label target input output data primary foreign dict column group loss state model query feature features mask text "
    "audio").split())
_PLAIN_TOKENS = frozenset("pad eos bos unk mask sep cls num max min n per special class image img start end register use by".split())
_PLAIN_AFTER = frozenset((
    "dim dims length len size count type padding mask ids index embedding embed mixing drop dropout bias frame frames points point layers parallel "
    "parallelism").split())
_VALUE = r"""("[^"]*"|'[^']*'|[^\s;&|"']+)"""
_patterns = None


def _compiled():
    """Only where one is needed: re and these would add ten milliseconds to each start of a Python."""
    global _patterns
    if _patterns is None:
        import re

        compiled = re.compile
        _patterns = {
            "word": compiled("[A-Z]+(?![a-z])|[A-Z]?[a-z]+"),
            "assignment": compiled(r"(?<![A-Za-z0-9_])([A-Za-z_][A-Za-z0-9_.-]*)=" + _VALUE),
            "option": compiled(r"""((?<![A-Za-z0-9_-])(--?[A-Za-z][A-Za-z0-9_.-]*)\s+)("[^"]*"|'[^']*'|[^\s;&|"'-][^\s;&|"']*)"""),
            "header": compiled(
                r"""((?:authorization|[a-z-]*api-key|[a-z-]*token|cookie)\s*:\s*(?:bearer\s+|basic\s+|token\s+)?)[^\s"']+""", re.IGNORECASE),
            "address": compiled(r"""([A-Za-z][A-Za-z0-9+.-]*://[^/\s:@"']*:)[^/\s@"']+@"""),
            "known": compiled(
                r"(?<![A-Za-z0-9_-])(?:sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|hf_[A-Za-z0-9]{20,}|"
                r"glpat-[A-Za-z0-9_-]{16,}|xox[abpr]-[A-Za-z0-9-]{10,}|AKIA[A-Z0-9]{16}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+)"
                r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"),
        }
    return _patterns


def is_secret(name):
    """Whether the name of an argument, a variable or a setting says that its value is a secret."""
    if not _hints(name):
        return False
    words = [word.lower() for word in _compiled()["word"].findall(name)]
    for index, word in enumerate(words):
        before = words[index - 1] if index else ""
        after = words[index + 1] if index + 1 < len(words) else ""
        if word == "key":
            if before not in _PLAIN_KEYS and after not in _PLAIN_AFTER:
                return True
        elif word == "token":
            if before not in _PLAIN_TOKENS and after not in _PLAIN_AFTER:
                return True
        elif word in _ALWAYS or word.startswith("passw") or word.endswith("password"):
            return True
    return False


def _hints(given):
    lower = given.lower()
    return any(hint in lower for hint in _HINTS)


def _is_plain(text):
    """A count, a switch, nothing: no secret, whatever its name."""
    return not text or text == KEPT_OUT or len(text) <= 5 and all(letter in "0123456789.-" for letter in text) or text.lower() in (
        "true", "false", "none", "null")


def values(named):
    """A dictionary without the values of secret names."""
    return {name: _value(str(name), value) for name, value in named.items()}


def _value(name, value):
    if type(value) is dict:
        return values(value)
    if is_secret(name) and not _is_plain(value if isinstance(value, str) else str(value)):
        return KEPT_OUT
    return text(value) if type(value) is str else value


def arguments(argv):
    """A command line without the values of secret options and assignments, also inside a shell's command."""
    words = [word if isinstance(word, str) else _decoded(word) for word in argv]
    return [KEPT_OUT if _is_value_of(words, index) else _argument(word) for index, word in enumerate(words)]


def _is_value_of(words, index):
    before = words[index - 1] if index else ""
    return (len(before) > 1 and before[0] == "-" and "=" not in before and not words[index].startswith("--")
            and is_secret(before) and not _is_plain(words[index]))


def _argument(word):
    name, equals, value = word.partition("=")
    if name and equals and " " not in name:
        return name + "=" + (KEPT_OUT if is_secret(name) and not _is_plain(value) else _words(value))
    return _words(word)


def _words(given):
    if _hints(given) or "cookie" in given.lower():
        patterns = _compiled()
        given = patterns["assignment"].sub(lambda found: found[1] + "=" + KEPT_OUT if _hides(found[1], found[2]) else found[0], given)
        given = patterns["option"].sub(lambda found: found[1] + KEPT_OUT if _hides(found[2], found[3]) else found[0], given)
        given = patterns["header"].sub(lambda found: found[1] + KEPT_OUT, given)
    return text(given)


def _hides(name, value):
    return is_secret(name) and not _is_plain(value)


def text(given):
    """A text without what looks like a secret by itself: a password in an address, a key of a known form."""
    if "://" in given and "@" in given:
        given = _compiled()["address"].sub(lambda found: found[1] + KEPT_OUT + "@", given)
    return _compiled()["known"].sub(KEPT_OUT, given) if any(mark in given for mark in _MARKS) else given


def _decoded(word):
    try:
        return os.fsdecode(word)
    except TypeError:
        return str(word)
