"""Finds documents that are one report: copies, reprints, other formats and quotes of it, so that they count as one origin."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from vidocq.model import Document, Evidence, Source
from vidocq.workbench.record import Record

#: Words in a row that two texts must share to share anything (Broder 1997, resemblance and containment of shingles).
_SHINGLE = 5
#: Share of the shorter text's shingles that stand in the longer one from which on they are one report.
_CONTAINED = 0.75
#: A text of fewer shingles is one report with another only if all of it stands there.
_SHORT = 20
#: Words that a title must have to tell a report by itself.
_TITLE_WORDS = 5
#: A shingle that stands in more documents than this is compared with its first few holders only: of a family of copies the
#: eldest are among them, and boilerplate is too little of any text to make two of them one.
_COMMON = 50
_FIRST = 5
#: Words without digits that two texts must have, the same in the same order, to be one report but for its numbers.
_SAME_BUT_NUMBERS = 6
#: Values that hardly come twice by chance, and how many of them two lists must share to be one.
_UNUSUAL = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})\b")
_FEWEST_VALUES = 5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that goes back to another of the case: its id, the other's, and why it is thought so."""

    document: str
    original: str
    reason: str


def copies(documents: Iterable[Document]) -> tuple[Copy, ...]:
    """Which documents go back to which: the earliest published of those that are one report is the original.

    The result does not depend on the order of the documents, on file names, formats, line ends or where they lie.
    """
    ordered = sorted(documents, key=_age)
    if len(ordered) < 2:
        return ()
    prints = [_Print.of(document) for document in ordered]
    shared = _shared(prints)
    original = list(range(len(ordered)))
    found: dict[int, Copy] = {}
    for later in range(len(ordered)):
        for earlier in range(later):
            reason = _one_report(prints[earlier], prints[later], shared[earlier, later])
            if reason:
                original[later] = original[earlier]
                root = ordered[original[earlier]]
                found[later] = Copy(ordered[later].id, root.id, reason)
                break
    return tuple(found[number] for number in sorted(found))


def originals(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents without those that go back to another of them."""
    gone = {one.document for one in copies(documents)}
    return tuple(document for document in documents if document.id not in gone)


def as_one(parts: Sequence[Record]) -> list[Record]:
    """The same readings with copies joined to their originals: what a copy repeats is left out, the rest has the same origin.

    So neither likelihood nor confidence can rise by copies. Statements stay: each rendering is an account of its own.
    """
    documents = {document.id: document for part in parts for document in part.documents}
    found = {one.document: one for one in copies(documents.values())}
    if not found:
        return list(parts)
    by_document = {part.documents[0].id: part for part in parts if part.documents}
    return [_joined_to_original(part, found, by_document, documents) for part in parts]


def _joined_to_original(
    part: Record, found: dict[str, Copy], by_document: dict[str, Record], documents: dict[str, Document]
) -> Record:
    copy = found.get(part.documents[0].id) if part.documents else None
    if copy is None:
        return part
    root = by_document[copy.original]
    family = [one.document for one in found.values() if one.original == copy.original]
    elder = [root, *(by_document[name] for name in family[: family.index(copy.document)])]
    said = {_thing(item) for record in elder for item in record.evidence}
    roots = tuple(dict.fromkeys(name for source in root.sources for name in source.roots))
    origin = "+".join(roots)
    # What has the document itself as its origin now has the original; all else goes back to what the original goes back to.
    moved = {copy.document: copy.original}
    kept = tuple(
        msgspec.structs.replace(item, origin=moved.get(item.origin or "", origin))
        for item in part.evidence
        if _thing(item) not in said
    )
    sources = tuple(_rooted(source, roots) for source in part.sources)
    line = f"{part.documents[0].name}: {copy.reason} {documents[copy.original].name}: counted as one origin with it"
    return msgspec.structs.replace(part, evidence=kept, sources=sources, problems=(*part.problems, line))


def _thing(item: Evidence) -> tuple[str, str, bool]:
    return item.kind, item.ref or item.value, item.negative


def _rooted(source: Source, roots: tuple[str, ...]) -> Source:
    return msgspec.structs.replace(source, roots=roots)


@dataclass(frozen=True, slots=True)
class _Print:
    """What a document is recognised by."""

    shingles: frozenset[int]
    words: str
    unnumbered: str
    title: tuple[str, ...]
    values: frozenset[str]

    @classmethod
    def of(cls, document: Document) -> _Print:
        words = _WORD.findall(document.text.casefold())
        rows = zip(*(words[start:] for start in range(_SHINGLE)), strict=False)
        # Python's own hash of strings changes from process to process: it only ever compares within one.
        shingles = frozenset(hash(row) for row in rows)
        title = tuple(_WORD.findall((document.title or "").casefold()))
        plain = [word for word in words if word.isalpha()]
        unnumbered = " ".join(plain) if len(plain) >= _SAME_BUT_NUMBERS else ""
        return cls(shingles, " ".join(words), unnumbered, title, frozenset(_UNUSUAL.findall(document.text.casefold())))


def _age(document: Document) -> tuple[str, int, str]:
    """Earlier published first; undated last; of one day the longer text, which the shorter was cut from."""
    return (document.published or "9999", -len(document.text), document.id)


def _shared(prints: Sequence[_Print]) -> Counter[tuple[int, int]]:
    """How many shingles each pair shares, by way of where each shingle stands."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(prints):
        for shingle in one.shingles:
            holders[shingle].append(number)
    pairs: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        elders = numbers if len(numbers) <= _COMMON else numbers[:_FIRST]
        pairs.update((left, right) for place, left in enumerate(elders) for right in numbers[place + 1 :])
    return pairs


def _one_report(one: _Print, other: _Print, shared: int) -> str:
    """Why two are one report, or nothing."""
    if one.words and one.words == other.words:
        return "word for word a copy of"
    if one.unnumbered and one.unnumbered == other.unnumbered:
        return "but for its numbers word for word a copy of"
    least = min(len(one.shingles), len(other.shingles))
    if least and shared >= (least if least < _SHORT else _CONTAINED * least):
        return f"{shared / least:.0%} of the shorter text stands in"
    if len(one.title) >= _TITLE_WORDS and one.title == other.title:
        return "has the same title as"
    values = len(one.values & other.values)
    if values >= _FEWEST_VALUES and values >= _CONTAINED * min(len(one.values), len(other.values)):
        return f"shares {values} hashes with"
    return ""
