"""What all readers do last: name the document by its bytes, divide its text, tell its language."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from vidocq.model import Document, Field, Marking, Page, Section, SectionRole, make_id
from vidocq.sources import dates, language, leaving, sections
from vidocq.sources.reader import Received
from vidocq.sources.sections import Mark
from vidocq.vocabulary import tlp

_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SOFT_IN_NUMBER = re.compile("[0-9]\u00ad[0-9]")
_SOFT_IN_WORD = re.compile("(?<=\\w)\u00ad(?=\\w)")
#: Where a printed marking is looked for: the head and the foot of a document, in characters.
_EDGE = 2000
#: The same for each page of a document that has pages.
_PAGE_EDGE = 200


def build(
    received: Received,
    text: str,
    media_type: str,
    *,
    marks: tuple[Mark, ...] = (),
    pages: tuple[Page, ...] = (),
    fields: tuple[Field, ...] = (),
    notes: tuple[str, ...] = (),
    title: str | None = None,
    publisher: str | None = None,
    published: str | None = None,
    url: str | None = None,
    marking: Marking | None = None,
    divided: tuple[Section, ...] | None = None,
    part: str = "",
    beside: str = "",
) -> Document:
    """Make the document of a text: what the format itself says (title, date ...) goes before what the text says.

    ``part`` tells documents of one file apart (their ids must differ); ``marks`` are spans whose role the format gives;
    ``divided`` are the sections, where the format gives all of them, so that nothing is left to be found; ``beside`` is what the
    file says outside its text (properties, headers), where a marking may stand.
    """
    digest = _sha256(received.content)
    text, hyphens = _hyphens(text)
    published, doubts = _date(published)
    division = sections.divide(text, marks, title=title) if divided is None else sections.Division(sections=divided)
    # A format that divides itself keeps what it sets apart as typed fields: nothing of it is lost.
    left_out = leaving.note(text, division.sections) if divided is None else ()
    return Document(
        id=make_id("document", digest, *([part] if part else [])),
        sha256=digest,
        size=len(received.content),
        name=received.name + (f"#{part}" if part else ""),
        text=text,
        media_type=media_type,
        language=language.detect(text if divided is None else _prose(text, divided)),
        title=title or division.title,
        subtitle=division.subtitle,
        publisher=publisher or division.publisher,
        published=published or division.published,
        retrieved=received.retrieved,
        url=url or received.url,
        sections=division.sections,
        pages=pages,
        fields=fields,
        notes=(*notes, *hyphens, *doubts, *division.notes, *left_out, *_warnings(text)),
        marking=_marking(marking, text, pages, whole=divided is not None, beside=f"{received.name}\n{title}\n{beside}"),
    )


def _hyphens(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with plain hyphens where it writes them as soft ones, and a note.

    A soft hyphen says where a word may be broken, so that none stands between digits; some PDF writers use it for every hyphen.
    """
    if "\u00ad" not in text or _SOFT_IN_NUMBER.search(text) is None:
        return text, ()
    note = "The text writes its hyphens as soft hyphens: they are read as hyphens."
    return _SOFT_IN_WORD.sub("-", text), (note,)


def _prose(text: str, divided: tuple[Section, ...]) -> str:
    """The beginning of what is neither a list of indicators nor code nor references."""
    parts, length = list[str](), 0
    for section in divided:
        if section.role is SectionRole.BODY and length < _EDGE * 3:
            parts.append(text[section.start : section.end])
            length += section.end - section.start
    return "".join(parts)


@lru_cache(maxsize=1)
def _sha256(content: bytes) -> str:
    """SHA-256 of a file, reckoned once however many documents are in it."""
    return hashlib.sha256(content).hexdigest()


def _date(published: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The date that the format gives, checked once for all who read it later; one that is none is left out and said."""
    if published is None or dates.valid(published):
        return published, ()
    shown = ascii(published[:30])[1:-1]
    return None, (f"The file says that it was published on {shown!r}, which is no date: left out.",)


def _marking(given: Marking | None, text: str, pages: tuple[Page, ...], *, whole: bool, beside: str) -> Marking:
    """What the format says, or what is printed at the edges; labels in other places make it stricter, never looser.

    A label amid prose may be about another document: it marks nothing, and whatever marks the whole later is as strict.
    """
    found = given if given is not None else printed_marking(text, pages)
    if whole or found.tlp is tlp.Tlp.UNMARKED:
        beside = f"{text}\n{beside}"
    return found.restricted(tlp.labels_in(beside))


def printed_marking(text: str, pages: tuple[Page, ...] = ()) -> Marking:
    """The TLP label printed at the head or foot of a text or of any of its pages: the strictest; unmarked if there is none."""
    edges = [(0, len(text)), *((page.start, page.end) for page in pages)]
    found: set[tlp.Tlp] = set()
    for start, end in edges:
        reach = _EDGE if (start, end) == edges[0] else _PAGE_EDGE
        found.update(tlp.labels_in(text[start : min(start + reach, end)]))
        found.update(tlp.labels_in(text[max(start, end - reach) : end]))
    return Marking(tlp=tlp.most_restrictive(found))


def _warnings(text: str) -> tuple[str, ...]:
    hidden = len(_OVERRIDES.findall(text))
    if not hidden:
        return ()
    return (f"{hidden} bidirectional control characters: what is shown may not be what is written.",)
