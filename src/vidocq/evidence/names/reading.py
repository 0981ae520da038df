"""All names of a document with its sentences, read once and shared by the extractors of groups and of software."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property, lru_cache

from vidocq.evidence.names.backoff import unknown
from vidocq.evidence.names.meaning import Named
from vidocq.evidence.names.resolve import resolve
from vidocq.evidence.sentences import SentenceIndex
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document
from vidocq.vocabulary.states import Form, PartyMention, find_states

_URL = re.compile(r"(?:https?|hxxps?)(?:\[?:\]?)//[^\s)\]>\"']{1,500}|(?<=\]\()/[^\s)]{1,300}")


class Reading:
    """What a document names, known and unknown, and its sentences."""

    def __init__(self, document: Document, snapshot: Snapshot) -> None:
        self.document = document
        self.sentences = SentenceIndex.of(document.text)
        self._barred = sorted((part.start, part.end) for part in document.sections if not part.role.evidential)
        known = resolve(document, snapshot)
        self.names: tuple[Named, ...] = (*known, *unknown(document, snapshot, known))

    @cached_property
    def states(self) -> tuple[PartyMention, ...]:
        """States named in evidential parts by name or demonym (a capital or a seat of government stands for who speaks there)."""
        return tuple(
            found
            for found in find_states(self.document.text)
            if found.form in (Form.NAME, Form.DEMONYM) and self.evidential(found.start)
        )

    @cached_property
    def plain(self) -> str:
        """The text with URLs and link targets blanked out, character for character: what they say is not what the text says."""
        return _URL.sub(lambda match: " " * len(match[0]), self.document.text)

    def evidential(self, offset: int) -> bool:
        """Whether an offset stands in a part that evidence may be taken from."""
        at = bisect_right(self._barred, (offset, len(self.document.text) + 1)) - 1
        return not (at >= 0 and self._barred[at][0] <= offset < self._barred[at][1])

    def sentence(self, span: tuple[int, int]) -> str:
        """Give the sentence that a span stands in."""
        around = self.sentences.around(*span)
        return self.document.text[around.start : around.end]


class _Key:
    """A document and a snapshot, told apart by id and digest."""

    def __init__(self, document: Document, snapshot: Snapshot) -> None:
        self.document = document
        self.snapshot = snapshot
        self._same = (document.id, document.sha256, len(document.text), snapshot.meta.digest, len(snapshot.gazetteer))

    def __hash__(self) -> int:
        return hash(self._same)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Key) or self._same != other._same:
            return False
        same = self.snapshot is other.snapshot or bool(self.snapshot.meta.digest)
        return same and (self.document is other.document or self.document.text == other.document.text)


def read(document: Document, snapshot: Snapshot) -> Reading:
    """Give the reading of a document; the last few are kept."""
    return _read(_Key(document, snapshot))


@lru_cache(maxsize=2)
def _read(at: _Key) -> Reading:
    return Reading(at.document, at.snapshot)
