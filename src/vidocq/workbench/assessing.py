"""Weigh a written case again: without an item or a source, as of another day, with some evidence taken as planted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Unpack

import msgspec

from vidocq import files
from vidocq.errors import InputError, SourceError
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Dossier
from vidocq.workbench.options import AgainOptions, check_kinds

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
        without: what to leave out: ``evidence:12`` and ``source:3`` count from 1 in the dossier's own order; record ids work too.
        options: those of :func:`vidocq.workbench.weighing.weigh`.

    Raises:
        InputError: something to leave out is not in the case, or a kind taken as planted is unknown.
    """
    from vidocq.workbench.weighing import weigh

    check_kinds(options.get("planted_kinds", ()))
    evidence, documents = _left_out(dossier, without)
    kept = [_document(entry) for entry in dossier.documents if entry.id not in documents]
    assessment = weigh(dossier.evidence, kept, snapshot, exclude_evidence=evidence, exclude_documents=documents, **options)
    return msgspec.structs.replace(dossier, assessment=assessment)


def _document(entry: Any) -> Document:
    same = {name: getattr(entry, name) for name in Document.__struct_fields__ if name in entry.__struct_fields__}
    return Document(size=len(entry.text), **same)


def _left_out(dossier: Dossier, without: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    evidence: list[str] = []
    documents: list[str] = []
    for name in without:
        kind, _, which = name.partition(":")
        if kind == "evidence":
            evidence.append(_pick([item.id for item in dossier.evidence], which, name))
        elif kind == "source":
            source = _pick([source.id for source in dossier.sources], which, name)
            documents.extend(next(one.document_ids for one in dossier.sources if one.id == source))
        elif kind == "document":
            documents.append(_pick([entry.id for entry in dossier.documents], which, name))
        else:
            raise InputError(f"cannot leave out {name!r}", hint="use evidence:N, source:N or document:N")
    return tuple(evidence), tuple(documents)


def _pick(ids: list[str], which: str, name: str) -> str:
    if which in ids:
        return which
    if which.isdecimal() and 1 <= int(which) <= len(ids):
        return ids[int(which) - 1]
    raise InputError(f"there is no {name!r} in the case", hint=f"it has {len(ids)}, counted from 1")
