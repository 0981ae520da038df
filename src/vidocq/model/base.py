"""What every record has in common: identity, marking, quotes and how certain a reading is."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from enum import Enum

import msgspec

from vidocq.vocabulary.tlp import Tlp, most_restrictive

#: Namespace of vidocq's own deterministic ids (UUIDv5 of "vidocq" under the URL namespace).
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "vidocq")


class Noun(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all nouns: immutable, compared by value, written and read as JSON by ``msgspec``."""

    def __repr__(self) -> str:
        """The noun in one short line: long texts are cut, what has parts is counted."""
        parts = [f"{name}={_brief(getattr(self, name))}" for name in self.__struct_fields__]
        line = f"{type(self).__name__}({', '.join(parts)})"
        return line if len(line) <= _LONGEST_REPR else f"{line[: _LONGEST_REPR - 4]}...)"


#: A noun in an interpreter or a traceback takes no more characters.
_LONGEST_REPR = 400
_LONGEST_PART = 60


def _brief(value: object) -> str:
    """A field in few characters."""
    if isinstance(value, Noun):
        return f"<{type(value).__name__}>"
    if isinstance(value, Enum):
        return repr(value.value)
    if isinstance(value, tuple) and value:
        return f"<{len(value)}>"
    text = repr(value[: _LONGEST_PART + 1] if isinstance(value, str) else value)
    return text if len(text) <= _LONGEST_PART else f"{text[: _LONGEST_PART - 3]}..."


def make_id(kind: str, *parts: str) -> str:
    """A deterministic STIX-style id: ``kind--UUIDv5`` of the parts in order."""
    return f"{kind}--{uuid.uuid5(_NAMESPACE, chr(31).join((kind, *parts)))}"


class Certainty(Enum):
    """How a value follows from the text."""

    STATED = "stated"
    INFERRED = "inferred"
    AMBIGUOUS = "ambiguous"
    KB = "kb"
    ANALYST = "analyst"


class Lane(Enum):
    """AUTO stands by itself; REVIEW waits for a person and enters no dossier before that; the others record the decision."""

    AUTO = "auto"
    REVIEW = "review"
    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def stands(self) -> bool:
        """Whether the record may be used as it is."""
        return self in (Lane.AUTO, Lane.ACCEPTED)


class Marking(Noun, frozen=True, kw_only=True):
    """How far a record may be passed on (TLP 2.0), and what may be done with it (PAP), if stated.

    ``floor`` is there where an unmarked whole has parts that are marked: the strictest label of theirs, or UNMARKED where what
    they are marked with cannot be read.
    """

    tlp: Tlp = Tlp.UNMARKED
    pap: str | None = None
    floor: Tlp | msgspec.UnsetType = msgspec.UNSET

    def filled(self, given: Tlp) -> Tlp:
        """The label where what carries none is marked ``given``: never looser than what any part of it says."""
        if self.tlp is not Tlp.UNMARKED:
            return self.tlp
        return given if self.floor is msgspec.UNSET else most_restrictive((self.floor, given))

    def restricted(self, labels: Iterable[Tlp]) -> Marking:
        """The same with labels that were found beside it: they may make it stricter, and never mark what is unmarked."""
        found = tuple(labels)
        if not found:
            return self
        if self.tlp is not Tlp.UNMARKED:
            return msgspec.structs.replace(self, tlp=most_restrictive((self.tlp, *found)), floor=self._floor(found))
        return msgspec.structs.replace(self, floor=self._floor(found))

    def _floor(self, found: tuple[Tlp, ...]) -> Tlp | msgspec.UnsetType:
        own = () if self.floor is msgspec.UNSET else (self.floor,)
        strictest = most_restrictive((*own, *found))
        return msgspec.UNSET if self.tlp is not Tlp.UNMARKED and strictest is not Tlp.UNMARKED else strictest


class Quote(Noun, frozen=True, kw_only=True):
    """A verbatim slice of a document: ``document.text[start:end] == text``, offsets in Unicode code points."""

    document_id: str
    text: str
    start: int
    end: int

    def fits(self, text: str) -> bool:
        """Whether the quote really stands in ``text`` (the document's) at its offsets."""
        return 0 <= self.start < self.end and text[self.start : self.end] == self.text
