"""A case in memory: take documents in, weigh them, write them down. One verb each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Unpack

import msgspec

from vidocq.errors import InputError
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Assessment, Document, Dossier, Evidence, Marking
from vidocq.vocabulary.counts import counted
from vidocq.vocabulary.tlp import Tlp, most_restrictive
from vidocq.workbench.options import WeighOptions
from vidocq.workbench.reading import actor_names, read_documents
from vidocq.workbench.record import Record, grade, merge_evidence, merge_sources, source_of

Progress = Callable[[str], None]

#: What ``write`` writes by default: renderer names.
FORMATS = ("html", "markdown", "json")
#: Formats that are the same whatever the template.
WHOLE = frozenset({"json", "text"})


class Case:
    """An investigation in memory.

    Args:
        title: what the dossier is called; by default the first document's title.
        snapshot: the knowledge to weigh against; by default the one built from the installed packages.
        marking: the dossier's marking; by default the most restrictive of its documents.
        progress: called with one line before each long step.

    Example:
        >>> from vidocq import Case                                   # doctest: +SKIP
        >>> case = Case("Ministry 2025")                              # doctest: +SKIP
        >>> case.ingest("news.txt", "report.pdf")                     # doctest: +SKIP
        >>> case.assess().group.answer.sentence                       # doctest: +SKIP
    """

    def __init__(
        self,
        title: str = "",
        *,
        snapshot: Snapshot | None = None,
        marking: Marking | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._title = title
        self._snapshot = snapshot
        self._marking = marking
        self._progress = progress or (lambda _line: None)
        self._documents: list[Document] = []
        self._problems: list[str] = []
        self._parts: dict[str, Record] = {}

    def __repr__(self) -> str:
        """The title, and how much is in it."""
        return (
            f"<Case {self.title[:60]!r}: {counted(len(self._documents), 'document')}, {counted(len(self._problems), 'problem')}>"
        )

    @property
    def title(self) -> str:
        """The given title, else the first that a document has, else the first document's name."""
        if self._title or not self._documents:
            return self._title or "Untitled case"
        titles = (document.title for document in self._documents if document.title)
        return next(titles, self._documents[0].name)

    @property
    def snapshot(self) -> Snapshot:
        """The knowledge in use, loaded when first asked for."""
        if self._snapshot is None:
            from vidocq import knowledge

            self._snapshot = knowledge.load(progress=self._progress)
        return self._snapshot

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for each input that could not be used."""
        return tuple(self._problems)

    def ingest(self, *inputs: str | Path) -> tuple[Document, ...]:
        """Read documents from paths (``-`` is standard input); one that cannot be read is noted in ``problems``."""
        read, problems = read_documents(inputs)
        self._problems.extend(problems)
        return self.add(*read)

    def add(self, *documents: Document) -> tuple[Document, ...]:
        """Take in documents already read; one that is already in the case is noted and not counted twice."""
        known = {document.id for document in self._documents}
        new: list[Document] = []
        for document in documents:
            if document.id in known:
                self._problems.append(f"{document.name}: the same bytes are already in the case (counted once)")
                continue
            known.add(document.id)
            new.append(document)
        self._documents.extend(new)
        return tuple(new)

    @property
    def record(self) -> Record:
        """Everything read from the documents so far: sources, evidence, statements, responses, incidents, conflicts."""
        parts = [self._part(document) for document in self._documents]
        return joined(parts, self._problems)

    def assess(self, **options: Unpack[WeighOptions]) -> Assessment:
        """Weigh the evidence; ``options`` are those of :func:`vidocq.workbench.weighing.weigh`.

        ``together`` joins documents that tell of several events; the rest goes to :func:`vidocq.assessment.assess`.

        Raises:
            InputError: there is no document in the case.
        """
        return self._assess(self.record, options)

    def dossier(self, *, created: datetime | None = None, **options: Unpack[WeighOptions]) -> Dossier:
        """The case as one frozen document; ``created`` defaults to now, ``options`` go to :meth:`assess`."""
        from vidocq.workbench.compose import compose

        record = self.record
        assessment = self._assess(record, options)
        moment = (created or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return compose(record, assessment, self.snapshot, title=self.title, created=moment, marking=self._marking)

    def write(
        self,
        out: str | Path,
        *,
        formats: Iterable[str] = FORMATS,
        created: datetime | None = None,
        force: bool = False,
        **options: Unpack[WeighOptions],
    ) -> Dossier:
        """Write the dossier as a directory that appears whole or not at all, and give it.

        Raises:
            InputError: ``out`` may not be written, or a format is unknown.
        """
        from vidocq.workbench.output import check_target, write_directory
        from vidocq.workbench.package import packed

        target = Path(out)
        check_target(target, force=force)
        dossier = self.dossier(created=created, **options)
        write_directory(target, packed(dossier, render(dossier, {*formats, "json"})), force=force)
        return dossier

    def _assess(self, record: Record, options: WeighOptions) -> Assessment:
        from vidocq.workbench.weighing import weigh

        if not record.documents:
            raise InputError("no document could be used", hint="; ".join(self._problems) or "give at least one")
        self._progress("weighing")
        return weigh(record.evidence, record.documents, self.snapshot, **options)

    def _part(self, document: Document) -> Record:
        if document.id not in self._parts:
            self._progress(f"reading {document.name}")
            self._parts[document.id] = gather(document, self.snapshot)
        return self._parts[document.id]


def gather(document: Document, snapshot: Snapshot) -> Record:
    """Read one document for everything in it: evidence with its origin, and what is said by whom."""
    from vidocq.evidence.extractor import extract
    from vidocq.statements.reader import read

    evidence = extract(document, snapshot)
    reading = read(document, actor_names=actor_names(evidence))
    source = source_of(document, reading.statements, evidence)
    origin = "+".join(source.roots)
    placed = (item if item.origin else msgspec.structs.replace(item, origin=origin) for item in evidence)
    return Record(
        documents=(document,),
        sources=(source,),
        evidence=merge_evidence(_marked(item, document) for item in placed),
        statements=reading.statements,
        responses=reading.responses,
        incidents=reading.incidents,
        conflicts=reading.conflicts,
        problems=tuple(f"{document.name}: {note}" for note in (*document.notes, *reading.notes)),
    )


def _marked(item: Evidence, document: Document) -> Evidence:
    # What is derived carries the strictest marking of what it came from, its own with it; its date is the document's.
    reported = item.reported or document.published
    own = item.marking.tlp
    label = document.marking.tlp if own is Tlp.UNMARKED else most_restrictive((own, document.marking.tlp))
    marking = msgspec.structs.replace(document.marking, tlp=label)
    return msgspec.structs.replace(item, marking=marking, reported=reported)


def _one_publisher(parts: list[Record]) -> list[Record]:
    """The same readings with one origin for all that a publisher found itself, however many documents it came in."""
    roots: dict[str, tuple[str, ...]] = {}
    for source in (source for part in parts for source in part.sources if source.id in source.roots):
        roots[source.id] = tuple(dict.fromkeys((*roots.get(source.id, ()), *source.roots)))
    return [_from_publisher(part, roots) for part in parts]


def _from_publisher(part: Record, roots: dict[str, tuple[str, ...]]) -> Record:
    moved = {
        "+".join(source.roots): "+".join(roots[source.id])
        for source in part.sources
        if source.id in source.roots and source.roots != roots[source.id]
    }
    if not moved:
        return part
    evidence = tuple(msgspec.structs.replace(item, origin=moved.get(item.origin or "", item.origin)) for item in part.evidence)
    sources = tuple(
        msgspec.structs.replace(source, roots=roots[source.id]) if source.id in source.roots else source
        for source in part.sources
    )
    return msgspec.structs.replace(part, evidence=evidence, sources=sources)


def joined(parts: list[Record], problems: Iterable[str]) -> Record:
    from vidocq.statements.joining import join
    from vidocq.workbench.copies import as_one

    parts = as_one(_one_publisher(parts))
    incidents = tuple(one for part in parts for one in part.incidents)
    return Record(
        documents=tuple(one for part in parts for one in part.documents),
        sources=merge_sources(one for part in parts for one in part.sources),
        evidence=grade(merge_evidence(one for part in parts for one in part.evidence)),
        statements=tuple(one.statement for one in join((one for part in parts for one in part.statements), incidents)),
        responses=tuple(one for part in parts for one in part.responses),
        incidents=incidents,
        conflicts=tuple(one for part in parts for one in part.conflicts),
        problems=(*problems, *(line for part in parts for line in part.problems)),
    )


def render(dossier: Dossier, formats: Iterable[str], template: str = "full") -> dict[str, bytes]:
    """File name to content for each format: ``dossier.html``, or ``brief.html`` of another template than ``full``.

    Raises:
        InputError: a format or the template is unknown.
    """
    from vidocq import discovery
    from vidocq.dossier.renderer import PACKAGE, Attaching
    from vidocq.workbench.package import inside

    files: dict[str, bytes] = {}
    for name in sorted(set(formats)):
        try:
            renderer = discovery.load(PACKAGE, name, "RENDERER")
        except KeyError:
            known = ", ".join(discovery.names(PACKAGE))
            raise InputError(f"unknown format {name!r}", hint=f"known: {known}") from None
        if isinstance(renderer, Attaching):
            renderer = renderer.attaching(inside(dossier))
        stem = "dossier" if template == "full" or name in WHOLE else template
        files[f"{stem}{renderer.suffix}"] = renderer.render(dossier, template)
    return files


def investigate(
    *inputs: str | Path,
    out: str | Path | None = None,
    title: str = "",
    snapshot: Snapshot | None = None,
    marking: Marking | None = None,
    formats: Iterable[str] = FORMATS,
    created: datetime | None = None,
    force: bool = False,
    progress: Progress | None = None,
    **options: Unpack[WeighOptions],
) -> Dossier:
    """Documents in, dossier out: read, extract, assess, and write the dossier directory if ``out`` is given.

    Raises:
        InputError: none of the inputs could be used, or ``out`` may not be written.
    """
    case = Case(title, snapshot=snapshot, marking=marking, progress=progress)
    if out is not None:
        from vidocq.workbench.output import check_target

        check_target(Path(out), force=force)
    case.ingest(*inputs)
    if not case._documents:
        lines = case.problems or ("no input",)
        raise InputError("none of the inputs could be used:\n  " + "\n  ".join(lines))
    if out is None:
        return case.dossier(created=created, **options)
    return case.write(out, formats=formats, created=created, force=force, **options)


__all__ = ["FORMATS", "Case", "gather", "investigate", "render"]
