"""Weigh a written case again: without an item or a source, as of another day, with some evidence taken as planted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

import msgspec

from vidocq import files
from vidocq.errors import InputError, SourceError
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Dossier, numbering
from vidocq.vocabulary.counts import counted
from vidocq.workbench.options import AgainOptions, check_kinds
from vidocq.workbench.package import document

#: A dossier larger than this is not one of ours.
MAX_BYTES = 200_000_000


def load_dossier(path: str | Path) -> Dossier:
    """Read a dossier written before: its directory or its JSON file.

    Raises:
        SourceError: there is none, or it is not a dossier of this version.
    """
    place = Path(path)
    file = place / "dossier.json" if place.is_dir() else place
    try:
        content = files.content(file, MAX_BYTES)
    except OSError as error:
        hint = "give a dossier directory written by `vidocq investigate --out`"
        raise SourceError(f"cannot be read: {error.strerror}", where=str(file), hint=hint) from error
    from vidocq.dossier.renderers.json import read

    return read(content)


def reassess(dossier: Dossier, snapshot: Snapshot, *, without: Sequence[str] = (), **options: Unpack[AgainOptions]) -> Dossier:
    """The same case with a new assessment.

    Args:
        dossier: the case as it was written.
        snapshot: what to weigh it against.
        without: what to leave out: ``E12``, ``P3`` and ``D1`` as the dossier numbers them, ``evidence:12``, or record ids.
        options: those of :func:`vidocq.workbench.weighing.weigh`.

    Raises:
        InputError: something to leave out is not in the case, or a kind taken as planted is unknown.
    """
    from vidocq.workbench.weighing import weigh

    check_kinds(options.get("planted_kinds", ()))
    evidence, documents = _left_out(dossier, without)
    kept = [document(entry) for entry in dossier.documents if entry.id not in documents]
    assessment = weigh(dossier.evidence, kept, snapshot, exclude_evidence=evidence, exclude_documents=documents, **options)
    return msgspec.structs.replace(dossier, assessment=assessment)


def without_words(dossier: Dossier, without: Sequence[str]) -> tuple[str, ...]:
    """What is left out, in words: ``E12 technique Python (T1059.006)``, ``P1 Exercise Response Team (D2; 25 items)``.

    Raises:
        InputError: something to leave out is not in the case.
    """
    return tuple(_words(dossier, *_target(dossier, name)) for name in without)


def _words(dossier: Dossier, kind: str, record_id: str) -> str:
    numbers = dossier.numbering
    if kind == "evidence":
        item = next(one for one in dossier.evidence if one.id == record_id)
        return f"{numbers[record_id]} {item.kind} {item.shown}"
    entries = {entry.id: entry for entry in dossier.documents}
    if kind == "document":
        documents: tuple[str, ...] = (record_id,)
        name = entries[record_id].title or entries[record_id].name
    else:
        source = next(one for one in dossier.sources if one.id == record_id)
        name, documents = source.name, source.document_ids
    items = sum(bool(item.document_ids) and set(item.document_ids) <= set(documents) for item in dossier.evidence)
    inside = [numbers[one] for one in documents if one in numbers and one != record_id]
    return f"{numbers[record_id]} {name} ({'; '.join([*inside, counted(items, 'item') + ' of evidence'])})"


def _left_out(dossier: Dossier, without: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    evidence: list[str] = []
    documents: list[str] = []
    for name in without:
        kind, found = _target(dossier, name)
        if kind == "evidence":
            evidence.append(found)
        elif kind == "source":
            documents.extend(next(one.document_ids for one in dossier.sources if one.id == found))
        else:
            documents.append(found)
    return tuple(evidence), tuple(documents)


def _target(dossier: Dossier, name: str) -> tuple[str, str]:
    """The kind and the id of what ``E12``, ``evidence:12`` or ``evidence:ID`` names."""
    groups = {
        "evidence": [item.id for item in dossier.evidence],
        "source": [source.id for source in dossier.sources],
        "document": [entry.id for entry in dossier.documents],
    }
    found = numbering.parse(name)
    kind, _, which = name.partition(":") if found is None else (found[0], "", "")
    if kind not in groups:
        raise InputError(f"cannot leave out {name!r}", hint="use evidence:N, source:N or document:N, or E12, P3, D1")
    if which in groups[kind]:
        return kind, which
    numbers = dossier.numbering
    wanted = numbering.short(name)
    for one in groups[kind]:
        if numbers[one] == wanted:
            return kind, one
    raise InputError(f"there is no {name!r} in the case", hint=f"it has {len(groups[kind])}, numbered as in the dossier")
