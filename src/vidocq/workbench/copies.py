"""Finds documents that are one report: copies, reprints, other formats and quotes of it, so that they count as one origin."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from vidocq.model import Document, Evidence, Incident, Source
from vidocq.vocabulary.lookalikes import folded
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
#: Words of the shorter text, however they are ordered and whatever stands between them, that must stand in the longer one for
#: the two to be one report; of so many words at least, and in a text of no more than so many times its length: in a long
#: text on the same matter most words of a short one stand by chance.
_SAME_WORDS = 0.95
_FEWEST_WORDS = 30
_LONGER = 4
#: Values that hardly come twice by chance, and how many of them two texts must share to be one.
_UNUSUAL = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})\b")
_FEWEST_VALUES = 5
#: Addresses and hosts that are named as such, and numbers of public catalogues: a translation keeps them. Many of the latter
#: are common to all reports on one group, so that two texts must share an address too.
_ADDRESS = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]|\.\d)|(?<![\w./@-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,18}(?![\w-])"
)
_NO_HOST = re.compile(
    r"\.(?:exe|dll|sys|bat|ps1|vbs|js|php|aspx?|jsp|html?|docx?|xlsx?|pdf|zip|rar|txt|md|json|xml|lnk|tmp|dat|bin)$"
)
_NUMBERED = re.compile(r"\b(?:t\d{4}(?:\.\d{3})?|cve-\d{4}-\d{4,7})\b")
#: Part of all values of both that two texts in other words must share to be one.
_ALIKE = 0.75
#: A line of more words than this is a sentence, and no row of a list.
_ROW = 8
#: A longer list is compared by its shingles and hashes alone.
_MOST_ROWS = 200
_CELLS = re.compile(r"[,;|\t=\"]+|: ")
#: What heads a list's columns or says of what sort its values are: that it stands elsewhere tells nothing.
_LABELS = frozenset(
    """
    type value indicator ioc name kind category description comment date source malware tool family actor group campaign
    domain hostname host ip ipv4 ipv6 address url uri hash md5 sha1 sha256 file filename email technique vulnerability cve
    """.split()
)
#: Renderings of one day with so much of the widest one's different words are alike: the plainest of them is the original.
_AS_WIDE = 0.9
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
    eldest = list(range(len(ordered)))
    reasons: dict[int, str] = {}
    for later in range(len(ordered)):
        for earlier in range(later):
            reason = _one_report(prints[earlier], prints[later], shared[earlier, later])
            if reason:
                eldest[later] = eldest[earlier]
                reasons[later] = reason
                break
    families: dict[int, list[int]] = defaultdict(list)
    for number, first in enumerate(eldest):
        families[first].append(number)
    root = {first: _plainest(members, ordered, prints) for first, members in families.items()}
    return tuple(
        # Why two are one report holds for both alike: the eldest takes the reason of the one that stands for it.
        Copy(document.id, ordered[root[first]].id, reasons.get(number) or reasons[root[first]])
        for number, (document, first) in enumerate(zip(ordered, eldest, strict=True))
        if number != root[first]
    )


def _plainest(members: Sequence[int], documents: Sequence[Document], prints: Sequence[_Print]) -> int:
    """Which of one family is the original: of those of its first day that have all of the text, the one with least around it.

    So a dress (marks of emphasis, line numbers, doubled words, odd letters) never takes the place of the text it was put on.
    """
    day = documents[members[0]].published
    first = [number for number in members if documents[number].published == day]
    widest = max(len(prints[number].bag) for number in first)
    whole = [number for number in first if len(prints[number].bag) >= _AS_WIDE * widest]
    return min(whole, key=lambda number: (prints[number].length, _dress(documents[number].text), documents[number].id))


def _dress(text: str) -> tuple[int, int]:
    """How many characters of a text are neither plain letters nor blanks, and in how many lines it stands."""
    plain = sum(one.isspace() or (one.isascii() and one.isalnum()) for one in text)
    return len(text) - plain, text.count("\n")


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
    roots = tuple(dict.fromkeys(name for source in root.sources for name in source.roots))
    line = f"{part.documents[0].name}: {copy.reason} {documents[copy.original].name}: counted as one origin with it"
    days = part.documents[0].published, documents[copy.original].published
    line += f"; its own day ({days[0]}) does not count" if days[0] and days[0] != days[1] else ""
    return msgspec.structs.replace(
        _with_incidents_of(elder, part),
        evidence=tuple(_its_own(part, elder, copy, "+".join(roots), documents[copy.original].published)),
        sources=tuple(_rooted(source, roots) for source in part.sources),
        problems=(*part.problems, line),
    )


def _its_own(part: Record, elder: Sequence[Record], copy: Copy, origin: str, published: str | None) -> Iterator[Evidence]:
    """What a copy adds: things that no elder rendering says, from words that no elder rendering has.

    A thing that is read in one dress only, from words that stand in both, is the reader's doing and no news. What is new has
    the origin and the day of the original.
    """
    said = {_thing(item) for record in elder for item in record.evidence}
    words = {word for record in elder for document in record.documents for word in _words(document.text)}
    own = part.documents[0].published
    for item in part.evidence:
        if _thing(item) in said or (
            item.support and not any(_news(quote.text or item.sentence, words) for quote in item.support)
        ):
            continue
        # What has the document itself as its origin now has the original; all else goes back to what the original goes back to.
        moved = copy.original if item.origin == copy.document else origin
        day = published if item.reported == own else item.reported
        yield msgspec.structs.replace(item, origin=moved, reported=day)


def _news(text: str, words: Container[str]) -> bool:
    """Whether words stand nowhere in the elder renderings: one of them, where the text is a name or a line."""
    return any(word not in words for word in _words(text))


def _with_incidents_of(elder: Sequence[Record], part: Record) -> Record:
    """The reading of a copy with the incidents of the original, where they are the same: its own date is none of theirs."""
    known = [incident for record in elder for incident in record.incidents]
    if not known:
        return part
    moved: dict[str, str] = {}
    for incident in part.incidents:
        same = [one for one in known if _victims(one) == _victims(incident)]
        if same:
            moved[incident.id] = same[0].id
    kept = tuple(one for one in part.incidents if one.id not in moved)
    statements = tuple(
        msgspec.structs.replace(one, incident_id=moved.get(one.incident_id or "", one.incident_id)) for one in part.statements
    )
    responses = tuple(
        msgspec.structs.replace(one, incident_id=moved.get(one.incident_id or "", one.incident_id)) for one in part.responses
    )
    return msgspec.structs.replace(part, incidents=kept, statements=statements, responses=responses)


def _victims(incident: Incident) -> frozenset[tuple[str | None, str]]:
    return frozenset((one.country, folded(one.name or "")) for one in incident.victims)


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text))


def _thing(item: Evidence) -> tuple[str, str, bool]:
    return item.kind, item.ref or item.value, item.negative


def _rooted(source: Source, roots: tuple[str, ...]) -> Source:
    return msgspec.structs.replace(source, roots=roots)


@dataclass(frozen=True, slots=True)
class _Print:
    """What a document is recognised by; all of it is of the folded text, so that look-alike letters hide nothing."""

    shingles: frozenset[int]
    words: str
    unnumbered: str
    title: tuple[str, ...]
    values: frozenset[str]
    addresses: frozenset[str]
    numbered: frozenset[str]
    bag: frozenset[str]
    counts: Counter[str]
    length: int
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, document: Document) -> _Print:
        text = folded(document.text)
        words = _WORD.findall(text)
        rows = zip(*(words[start:] for start in range(_SHINGLE)), strict=False)
        # Python's own hash of strings changes from process to process: it only ever compares within one.
        shingles = frozenset(hash(row) for row in rows)
        plain = [word for word in words if word.isalpha()]
        return cls(
            shingles=shingles,
            words=" ".join(words),
            unnumbered=" ".join(plain) if len(plain) >= _SAME_BUT_NUMBERS else "",
            title=tuple(_WORD.findall(folded(document.title or ""))),
            values=frozenset(_UNUSUAL.findall(text)),
            addresses=frozenset(one for one in _ADDRESS.findall(text) if not _NO_HOST.search(one)),
            numbered=frozenset(_NUMBERED.findall(text)),
            bag=frozenset(plain),
            counts=Counter(plain),
            length=len(plain),
            rows=_rows(text),
        )


def _rows(text: str) -> tuple[tuple[str, ...], ...]:
    """The telling cells of each row of a list; nothing where the text has sentences."""
    found = []
    for line in text.splitlines():
        words = _WORD.findall(line)
        if sum(word.isalpha() for word in words) > _ROW:
            return ()
        cells = (" ".join(_WORD.findall(cell)) for cell in _CELLS.split(line))
        if telling := tuple(cell for cell in cells if len(cell) > 3 and cell not in _LABELS):
            found.append(telling)
    return tuple(found)


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
    return _list_of(one, other) or _list_of(other, one) or _same_words(one, other) or _same_values(one, other)


def _list_of(one: _Print, other: _Print) -> str:
    """Whether the first is a list of what stands in the second: a list shows nothing of where it has it from."""
    if not one.rows or len(one.rows) > _MOST_ROWS:
        return ""
    text = f" {other.words} "
    standing = sum(any(f" {cell} " in text for cell in row) for row in one.rows)
    least = len(one.rows) if len(one.rows) < _FEWEST_VALUES else _CONTAINED * len(one.rows)
    return f"{standing} of {len(one.rows)} rows of the list stand in" if standing >= least else ""


def _same_words(one: _Print, other: _Print) -> str:
    """Whether the shorter's words stand in the longer, in another order or with others between them."""
    short, long = (one, other) if one.length <= other.length else (other, one)
    if short.length < _FEWEST_WORDS or long.length > _LONGER * short.length:
        return ""
    if len(short.bag & long.bag) < _SAME_WORDS * len(short.bag) - 1:
        return ""
    shared = (short.counts & long.counts).total() / short.length
    return f"{shared:.0%} of the shorter text's words, otherwise ordered, stand in" if shared >= _SAME_WORDS else ""


def _same_values(one: _Print, other: _Print) -> str:
    """Whether two texts in other words, or in another tongue, bring the same addresses and numbers and hardly any other."""
    if not one.addresses & other.addresses:
        return ""
    shared = len(one.addresses & other.addresses) + len(one.numbered & other.numbered)
    together = len(one.addresses | other.addresses) + len(one.numbered | other.numbered)
    return f"shares {shared} addresses and numbers with" if shared >= _FEWEST_VALUES and shared >= _ALIKE * together else ""
