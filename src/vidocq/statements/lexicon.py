"""The reader's words and rules, read from data files, and the inflection that turns a list of lemmas into a pattern."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from vidocq.errors import ModelError


class Forms(NamedTuple):
    """A verb's forms: base, third person, past, past participle, present participle."""

    base: str
    third: str
    past: str
    participle: str
    progressive: str


@cache
def table(name: str) -> dict[str, Any]:
    """One data file of this package, parsed.

    Raises:
        ModelError: the file is missing or is no TOML.
    """
    try:
        return tomllib.loads(files("vidocq.statements").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ModelError("a lexicon of the statement reader cannot be read", where=f"{name}.toml", hint=str(error)) from error


def words(name: str, file: str = "words") -> tuple[str, ...]:
    """A word list by name."""
    return tuple(table(file)[name])


def alternatives(items: tuple[str, ...] | list[str], *, raw: bool = False) -> str:
    """A group matching any of ``items``, longest first; blanks match any white space; ``raw`` items are patterns already."""
    ordered = sorted(items, key=len, reverse=True)
    if not raw and ordered and all(ordered):
        tree = _tree(ordered)
        if tree is not None:
            return f"(?:{_joined(tree)})"
    return "(?:" + "|".join(item if raw else re.escape(item).replace(r"\ ", r"\s+") for item in ordered) + ")"


class _Node(dict[str, "_Node"]):
    """What may follow a beginning, by the next letter; ``ends`` says that a word may end here."""

    ends = False


def _tree(ordered: list[str]) -> _Node | None:
    """The words by their letters: tried letter by letter they match the same, longest first, and fail far sooner.

    None where two words differ in case only: which of them is the longer then depends on how they are asked for.
    """
    root = _Node()
    for word in ordered:
        node = root
        for letter in word:
            if letter not in node and any(letter.lower() == other.lower() for other in node):
                return None
            node = node.setdefault(letter, _Node())
        node.ends = True
    return root


def _joined(node: _Node) -> str:
    """The pattern of what follows; what goes on is tried before what ends."""
    branches = [(r"\s+" if letter == " " else re.escape(letter)) + _after(below) for letter, below in node.items()]
    return "|".join(branches)


def _after(node: _Node) -> str:
    if not node:
        return ""
    rest = _joined(node)
    if node.ends:
        return f"(?:{rest})?"
    return rest if len(node) == 1 else f"(?:{rest})"


def forms(lemma: str) -> Forms:
    """Inflect a verb, a phrasal verb in its first word; irregular ones stand in ``verbs.toml``."""
    first, _, rest = lemma.partition(" ")
    tail = f" {rest}" if rest else ""
    irregular = table("verbs")["irregular"].get(first)
    third, past, participle, progressive = irregular.split() if irregular else _regular(first)
    return Forms(*(form + tail for form in (first, third, past, participle, progressive)))


def _regular(verb: str) -> tuple[str, str, str, str]:
    if verb.endswith("e"):
        return f"{verb}s", f"{verb}d", f"{verb}d", f"{verb[:-1]}ing"
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb[:-1]}ied", f"{verb}ing"
    third = f"{verb}es" if re.search(r"(?:s|sh|ch|x|z|o)$", verb) else f"{verb}s"
    return third, f"{verb}ed", f"{verb}ed", f"{verb}ing"


#: Which forms each suffix of a verb macro stands for: ``{v:attack.en}`` is the past participle.
_SELECT = {
    "": slice(0, 5),
    "finite": slice(0, 3),
    "past": slice(2, 3),
    "en": slice(3, 4),
    "ing": slice(4, 5),
    "base": slice(0, 1),
    "any": slice(0, 5),
}


@cache
def verb_pattern(name: str, select: str = "") -> str:
    """A group matching the chosen forms of all verbs in a list."""
    chosen = {form for lemma in words_of_verbs(name) for form in forms(lemma)[_SELECT[select]]}
    return alternatives(sorted(chosen))


def words_of_verbs(name: str) -> tuple[str, ...]:
    """Lemmas of a verb list."""
    return tuple(table("verbs")["verbs"][name])


_MACRO = re.compile(r"\{(?:(v|w|r|x):)?([A-Za-z_]+)(?:\.([a-z]+))?\}")


def expand(pattern: str, macros: dict[str, str]) -> str:
    """Replace macros: ``{v:LIST.form}`` verbs, ``{w:LIST}`` words, ``{x:LIST}`` patterns, ``{r:LIST}`` roles, ``{NAME}`` ours."""

    def replacement(match: re.Match[str]) -> str:
        kind, name, form = match.groups()
        if kind == "v":
            return verb_pattern(name, form or "")
        if kind == "w":
            listed = alternatives(words(name))
            # any "...ly" word is an adverb; those of other shapes are listed
            return f"(?:{listed}|[a-z]{{2,}}ly)" if name == "adverb" else listed
        if kind == "x":
            return alternatives(words(name), raw=True)
        if kind == "r":
            return alternatives(words(name, "roles"))
        if name not in macros:
            return match.group()
        return expand(macros[name], macros)

    return _MACRO.sub(replacement, pattern)
