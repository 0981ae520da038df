"""Find many fixed phrases in a text at once: one regular expression built as a trie, longest phrase first."""

from __future__ import annotations

import re
from collections.abc import Iterable

_Trie = dict[str, "_Trie"]
_END = ""


def trie_pattern(phrases: Iterable[str]) -> str:
    """A regular expression for any of ``phrases``; a blank in a phrase stands for any white space in the text.

    Longest match wins because an ending is always tried after its continuations.

    Raises:
        ValueError: there is no phrase.
    """
    root: _Trie = {}
    for phrase in phrases:
        node = root
        for character in " ".join(phrase.split()):
            node = node.setdefault(character, {})
        node[_END] = {}
    if not root:
        raise ValueError("no phrases")
    return _branch(root)


def compile_phrases(phrases: Iterable[str], *, ignore_case: bool = False) -> re.Pattern[str]:
    """Compile ``phrases`` to match whole words only."""
    flags = re.IGNORECASE if ignore_case else 0
    return re.compile(rf"(?<![\w]){trie_pattern(phrases)}(?![\w])", flags)


def _branch(node: _Trie) -> str:
    ends = _END in node
    options = [_step(character, child) for character, child in sorted(node.items()) if character != _END]
    if not options:
        return ""
    body = options[0] if len(options) == 1 and not ends else f"(?:{'|'.join(options)})"
    return f"{body}?" if ends else body


def _step(character: str, child: _Trie) -> str:
    literal = r"\s+" if character == " " else re.escape(character)
    return literal + _branch(child)
