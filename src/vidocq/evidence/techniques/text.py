"""Turn a sentence into the features that techniques are recognised by."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

#: Longer sentences are cut before their features are taken: what a long list says is not one procedure.
LONGEST = 700

_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9_]+(?:[.\-/\\][A-Za-z0-9_]+)*|\.[a-z]{2,4}\b")
_PART = re.compile(r"[-/]")
_SUFFIXES = ("izations", "ization", "ations", "ation", "ings", "ing", "edly", "ed", "ies", "es", "s", "ly")
_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "and",
        "or",
        "in",
        "on",
        "for",
        "with",
        "by",
        "from",
        "as",
        "is",
        "was",
        "were",
        "are",
        "be",
        "been",
        "has",
        "have",
        "had",
        "that",
        "this",
        "it",
        "its",
        "they",
        "their",
        "also",
        "can",
        "which",
        "using",
        "used",
        "use",
        "uses",
    ]
)
_CITATION = re.compile(r"\(Citation:[^()]{0,300}\)")
_LINK = re.compile(r"\[([^\[\]]{0,200})\]\(https?://attack\.mitre\.org/(\w{1,20})/[^()\s]{0,80}\)")
_TAG = re.compile(r"</?[a-z]{1,10}>")


def clean_procedure(text: str) -> str:
    """Give a recorded procedure without citations, markup and the names of groups, software and campaigns.

    The names are taken out so that a technique is recognised by what was done and never by who is known to do it.
    """
    text = _LINK.sub(lambda match: match[1] if match[2] == "techniques" else " ", _CITATION.sub("", text))
    return _TAG.sub(" ", text).strip()


def words(sentence: str) -> list[str]:
    """Give the stemmed words of a sentence, without the ones that say nothing; compounds also in parts."""
    found: list[str] = []
    for token in _TOKEN.findall(sentence[:LONGEST]):
        low = token.lower()
        if low in _STOP:
            continue
        found.append(_stem(low))
        if "-" in low or "/" in low:
            found.extend(_stem(part) for part in _PART.split(low) if len(part) > 2)
    return found


def features(sentence: str) -> list[str]:
    """Give words, pairs of neighbours and pairs with one word between them."""
    found = words(sentence)
    pairs = [f"{one} {two}" for one, two in itertools.pairwise(found)]
    gaps = [f"{one}  {two}" for one, two in zip(found, found[2:], strict=False)]
    return found + pairs + gaps


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word
