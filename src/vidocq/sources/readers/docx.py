"""Reads DOCX: body, notes, comments, headers and footers as text, with headings from styles; nothing is unpacked to disk."""

from __future__ import annotations

import re

from vidocq.errors import SourceError
from vidocq.model import Document, Marking
from vidocq.sources import dates, hiding, targets, wordxml
from vidocq.sources.archives import Archive
from vidocq.sources.building import build, printed_marking
from vidocq.sources.reader import Received
from vidocq.sources.sections import Mark
from vidocq.vocabulary import tlp
from vidocq.vocabulary.counts import counted

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BODY = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml", "word/comments.xml")
_RELATIONS = ("word/_rels/document.xml.rels", "word/_rels/footnotes.xml.rels", "word/_rels/comments.xml.rels")
_MARGIN = re.compile(r"word/(?:header|footer)\d{0,4}\.xml")
_TRAVERSAL = re.compile(r"(?:^|[\\/])\.\.(?:[\\/]|$)|^[\\/]|^[A-Za-z]:")
_ABOUT = frozenset({"title", "created"})

#: A property of the user's own: its name is an attribute, its value the text.
_NAMED = re.compile(r'<[^<>]{0,200}\bname="([^"<>]{1,100})"[^<>]{0,200}>')
_WATERMARK = re.compile(r'<[a-zA-Z0-9]{1,20}:textpath[^<>]{0,2000}?\bstring="([^"<>]{1,200})"')


class DocxReader:
    """Word processor documents in Office Open XML."""

    name = "docx"
    media_types = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)
    suffixes = (".docx", ".docm", ".dotx")

    def sniff(self, received: Received) -> float:
        """Certain for a ZIP container that names a word document; likely for an encrypted Office file."""
        content = received.content
        if content.startswith(b"PK\x03\x04"):
            return 1.0 if b"word/" in content[:65536] or b"word/" in content[-1_000_000:] else 0.0
        return 0.6 if content.startswith(_OLE) and _ENCRYPTED in content[:1_000_000] else 0.0

    def read(self, received: Received) -> tuple[Document, ...]:
        """One document.

        Raises:
            SourceError: encrypted, damaged, made to exhaust memory, or without text.
        """
        where = received.name
        if received.content.startswith(_OLE):
            raise SourceError("encrypted: it needs a password", where=where, hint="save it without one")
        archive = Archive(received.content, where)
        body = archive.read(_main(archive, where))
        if body is None:
            raise SourceError("a ZIP container without a word document", where=where)
        hidden = hiding.Hidden()
        text, marks = wordxml.flatten(body, f"{where}, {_BODY}", hidden)
        for name in _NOTES:
            text, marks = _append(archive, name, where, text, marks, hidden=hidden)
        text = _with_margins(archive, where, text)
        text = _with_targets(archive, where, text)
        if not text.strip():
            raise SourceError("no text in this document", where=where, hint="does it hold pictures only?")
        marking = _marking(archive, where, text, hidden)
        about, notes = _about(archive, where)
        date = dates.find(about.get("created", "")[:10])
        document = build(
            received,
            text,
            self.media_types[0],
            marks=marks,
            notes=(*_names(archive), *notes, *hidden.notes()),
            title=_title(about, text),
            marking=marking,
            beside=_beside(archive),
        )
        return (dates.fall_back(document, date[0] if date else None, "the file's own date of creation"),)


def _main(archive: Archive, where: str) -> str:
    """Name of the main part: the usual one, or the one that the container's relations point to."""
    if _BODY in archive.names:
        return _BODY
    relations = archive.read("_rels/.rels") or b""
    targets: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith("Relationship") and attributes.get("Type", "").endswith("/officeDocument"):
            targets.append(attributes.get("Target", "").lstrip("/"))

    if relations:
        wordxml.parse(relations, f"{where}, _rels/.rels", start=start, end=lambda *_: None, text=lambda *_: None)
    return targets[0] if targets else _BODY


def _marking(archive: Archive, where: str, text: str, hidden: hiding.Hidden) -> Marking:
    """The strictest label printed in the text or in any header or footer (a page may be marked there only), seen or hidden."""
    labels = [printed_marking(text).tlp]
    for name in archive.names:
        if _MARGIN.fullmatch(name):
            margin, _ = _append(archive, name, where, "", (), hidden=hidden)
            labels.extend(tlp.labels_in(margin))
    labels.extend(hidden.labels)
    marked = [label for label in labels if label is not tlp.Tlp.UNMARKED]
    return Marking(tlp=tlp.most_restrictive(marked))


def _beside(archive: Archive) -> str:
    """What the file's properties say, and the words drawn as a watermark: places where a marking stands."""
    found: list[str] = []
    for name in archive.names:
        if name.startswith("docProps/") and name.endswith(".xml"):
            words = _NAMED.sub(r" \1: ", _xml(archive, name))
            found.append(re.sub("<[^>]*>", " ", words))
        elif name == _BODY or _MARGIN.fullmatch(name):
            found += _WATERMARK.findall(_xml(archive, name))
    return "\n".join(found)


def _xml(archive: Archive, name: str) -> str:
    try:
        return (archive.read(name) or b"").decode("utf-8", "replace")
    except SourceError:  # broken properties cost the document nothing
        return ""


def _with_margins(archive: Archive, where: str, text: str) -> str:
    """The text with what stands in headers and footers behind it, each line once."""
    seen = set(text.split("\n"))
    for name in sorted(archive.names):
        if _MARGIN.fullmatch(name):
            margin, _ = _append(archive, name, where, "", ())
            for line in margin.split("\n"):
                if line.strip() and line not in seen:
                    seen.add(line)
                    text += line + "\n"
    return text


def _with_targets(archive: Archive, where: str, text: str) -> str:
    """The text with the telling targets of links behind it that its words do not say."""
    found: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        linked = name.endswith("Relationship") and attributes.get("Type", "").endswith("/hyperlink")
        if linked and (target := targets.shown(attributes.get("Target", ""), text, every=False)):
            found.append(target)

    for name in _RELATIONS:
        if content := archive.read(name):
            wordxml.parse(content, f"{where}, {name}", start=start, end=lambda *_: None, text=lambda *_: None)
    return text + "".join(f"Link: {target}\n" for target in dict.fromkeys(found))


def _append(
    archive: Archive, name: str, where: str, text: str, marks: tuple[Mark, ...], *, hidden: hiding.Hidden | None = None
) -> tuple[str, tuple[Mark, ...]]:
    content = archive.read(name)
    if content is None:
        return text, marks
    more, inner = wordxml.flatten(content, f"{where}, {name}", hidden)
    if not more.strip():
        return text, marks
    offset = len(text)
    moved = (Mark(start=mark.start + offset, end=mark.end + offset, role=mark.role, level=mark.level) for mark in inner)
    return text + more, (*marks, *moved)


def _about(archive: Archive, where: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Title and date of creation from the core properties; broken ones cost a note, not the document."""
    try:
        content = archive.read("docProps/core.xml")
        if content is None:
            return {}, ()
        found: dict[str, str] = {}
        current: list[str] = []

        def start(name: str, _: dict[str, str]) -> None:
            current.append(name.rsplit(" ", 1)[-1])

        def text(data: str) -> None:
            if current and current[-1] in _ABOUT:
                found[current[-1]] = (found.get(current[-1], "") + data)[:1000]

        wordxml.parse(content, f"{where}, docProps/core.xml", start=start, end=lambda _: current.pop(), text=text)
    except SourceError as error:
        return {}, (f"Its properties could not be read: {error.what}.",)
    return found, ()


def _title(about: dict[str, str], text: str) -> str | None:
    """The title in the properties, if it is printed too: templates leave all sorts of things there."""
    title = " ".join(about.get("title", "").split())
    return title if title and title.casefold() in " ".join(text[:20_000].split()).casefold() else None


def _names(archive: Archive) -> tuple[str, ...]:
    odd = [name for name in archive.names if _TRAVERSAL.search(name)]
    return (f"{counted(len(odd), 'name inside leads', 'names inside lead')} out of the container: not read.",) if odd else ()


READER = DocxReader()
