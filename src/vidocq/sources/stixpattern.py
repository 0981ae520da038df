"""Read the comparisons of a STIX pattern (STIX 2.1, part 9): what is compared with which value, and whether it is excluded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from vidocq.sources import observables

#: One token at a time; every alternative takes a whole word, so that the time is linear in the pattern.
_TOKEN = re.compile(
    r"""
    (?P<space>\s++)
  | (?P<path>[A-Za-z][A-Za-z0-9-]*+:[A-Za-z_][\w-]*+(?:\.(?:[\w-]++|'[^'\n]{0,200}')|\[(?:\d{1,9}|\*|'[^'\n]{0,200}')\])*+)
  | (?P<typed>[hbt]'[^'\n]*+')
  | '(?P<string>(?:[^'\\]|\\.)*+)'
  | (?P<word>[A-Za-z_][\w-]*+)
  | (?P<number>-?\d[\d.]*+)
  | (?P<sign>!=|<>|[<>]=?|==?|[\[\](),])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_EQUAL = frozenset({"=", "==", "IN", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"})
_UNEQUAL = frozenset({"!=", "<>"})
_WORDS = frozenset({"IN", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"})
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
#: A regular expression that is one text: letters, and signs behind a backslash, between anchors.
_LITERAL = re.compile(r"\^?((?:[\w\-/:@ ]|\\[.\\/+?()\[\]{}|*$^-])+)\$?")
_NO_PLACE = frozenset({"[", "]", "(", ")", ","})


class Comparison(NamedTuple):
    """One value compared: the object's type and path, where it stands in the pattern, and what it is without escapes."""

    type: str
    path: str
    start: int
    end: int
    value: str
    excluded: bool


class _State:
    """The comparison that is being read."""

    def __init__(self) -> None:
        self.path = self.operator = ""
        self.negated = False


def comparisons(pattern: str) -> Iterator[Comparison]:
    """Values that a pattern asks for (or excludes), in order; comparisons by size and wild cards have none."""
    state = _State()
    for match in _TOKEN.finditer(pattern):
        kind = match.lastgroup
        if kind == "path":
            state.path, state.operator, state.negated = match["path"], "", False
        elif kind == "word":
            _word(state, match["word"].upper())
        elif kind == "sign" and match["sign"] not in _NO_PLACE:
            state.operator = match["sign"]
        elif kind in ("string", "number") and state.path and state.operator:
            found = _comparison(state, match, kind)
            if found is not None:
                yield found


def _word(state: _State, word: str) -> None:
    if word == "NOT":
        state.negated = not state.negated
    elif word in _WORDS:
        state.operator = word
    elif word in ("AND", "OR", "FOLLOWEDBY"):
        state.path = state.operator = ""


def _comparison(state: _State, match: re.Match[str], group: str) -> Comparison | None:
    excluded = (state.operator in _UNEQUAL) != state.negated
    if state.operator not in _EQUAL | _UNEQUAL:
        return None
    value = _ESCAPED.sub(r"\1", match[group])
    if state.operator == "LIKE" and "%" in value:
        return None
    if state.operator == "MATCHES":
        literal = _LITERAL.fullmatch(value)
        if literal is None:
            return None
        value = _ESCAPED.sub(r"\1", literal[1])
    kind, _, path = state.path.partition(":")
    return Comparison(kind, path, *match.span(group), value, excluded)


#: Types of objects and paths in them whose value has one kind.
KINDS = {
    ("ipv4-addr", "value"): "ipv4-addr",
    ("ipv6-addr", "value"): "ipv6-addr",
    ("domain-name", "value"): "domain-name",
    ("hostname", "value"): "domain-name",
    ("url", "value"): "url",
    ("email-addr", "value"): "email-addr",
    ("file", "name"): "file-name",
    ("process", "name"): "file-name",
    ("directory", "path"): "file-path",
    ("mutex", "name"): "mutex",
    ("windows-registry-key", "key"): "windows-registry-key",
    ("autonomous-system", "number"): "autonomous-system",
    ("x509-certificate", "serial_number"): "x509-certificate",
    ("user-account", "account_login"): "operator-persona",
    ("cryptocurrency-wallet", "value"): "cryptocurrency-wallet",
    ("artifact", "url"): "url",
    ("vulnerability", "name"): "vulnerability",
}
#: Ends of paths that reach a value over a reference or an extension.
_ENDS = (
    (("parent_directory_ref.path", "cwd"), "file-path"),
    (("image_ref.name", "binary_ref.name"), "file-name"),
    (("from_ref.value", "sender_ref.value", "cc_refs[*].value", "to_refs[*].value", "reply_to"), "email-addr"),
    (("user-agent",), "user-agent"),
    (("service_name",), "windows-service"),
)


def kind_of(comparison: Comparison) -> str:
    """Kind of the value that is compared: ``file:hashes.'SHA-256'`` is a sha256; what has no kind of ours is ``other``."""
    path = comparison.path
    if path.startswith("hashes"):
        if comparison.type == "x509-certificate":
            return "x509-certificate"
        name = path.removeprefix("hashes").strip(".'[]")
        return observables.typed(name, comparison.value) or "other"
    kind = KINDS.get((comparison.type, path))
    if kind is None:
        low = path.casefold().rstrip("'")
        kind = next((kind for ends, kind in _ENDS if low.endswith(ends)), None)
        if kind is None and low.endswith(("_ref.value", "_refs[*].value", "_refs[0].value")):
            kind = observables.shaped(comparison.value)
    if kind in ("ipv4-addr", "ipv6-addr"):
        return observables.typed(kind, comparison.value) or "other"
    return kind or "other"
