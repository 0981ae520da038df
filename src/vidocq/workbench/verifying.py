"""Whether a dossier is what its seal says, whether it can be made again, and in what two dossiers differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from vidocq import files, signing
from vidocq._version import __version__
from vidocq.errors import SourceError
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Assessment, Dossier, Noun, Ranking
from vidocq.workbench import annotating, comparison
from vidocq.workbench.assessing import MAX_BYTES, load_dossier
from vidocq.workbench.comparison import Difference
from vidocq.workbench.package import MANIFEST, PURPOSE, SIGNATURE, Manifest, document, read_manifest, seal
from vidocq.workbench.weighing import JOINED, weigh

#: A probability that moved less than this was computed on another machine, not from other evidence.
_SAME = 1e-6
_UNCHECKED = "signed; by whom was not checked (give the public key by --key)"
_DIGITS = 5
#: Parts of an assessment, beside the rankings, that are worked out again and compared whole.
_WORKED_OUT = ("matrix", "sensitivity", "diagnosticity", "left_out", "circular")


class Finding(Noun, frozen=True, kw_only=True):
    """One thing that was verified: whether it holds, and in words what was found."""

    what: str
    holds: bool
    sentence: str


def verify(place: str | Path, snapshot: Snapshot, key: Path | None = None) -> tuple[Finding, ...]:
    """Check a dossier's directory: its files against the seal, its quotes, and its answer, which is worked out again.

    Args:
        place: the directory.
        snapshot: the knowledge to work the answer out with.
        key: the public key by which the manifest and the comments should be signed; without one, signatures are only told of.

    Raises:
        SourceError: there is no dossier or no manifest.
        InputError: the key cannot be read.
    """
    folder = Path(place)
    sealed = _content(folder / MANIFEST)
    manifest = read_manifest(sealed)
    dossier = load_dossier(folder)
    signatures = (*_signed(folder, sealed, key), *_comments(dossier, key))
    return (*_files(folder, manifest), *_seal(dossier, manifest), *signatures, _quotes(dossier), *_answer(dossier, snapshot))


def _signed(folder: Path, sealed: bytes, key: Path | None) -> Iterator[Finding]:
    """Whether the manifest is signed by the key; what is signed by nobody knows whom is told."""
    path = folder / SIGNATURE
    found = _content(path).decode("ascii", "replace").strip() if path.is_file() else ""
    if key is None:
        if found:
            yield Finding(what=SIGNATURE, holds=True, sentence=f"{SIGNATURE}: {_UNCHECKED}")
    elif not found:
        yield Finding(what=SIGNATURE, holds=False, sentence="the manifest is not signed")
    else:
        good = signing.holds(key, PURPOSE, sealed, found)
        words = "signed by this key" if good else "not signed by this key, or changed since"
        yield Finding(what=SIGNATURE, holds=good, sentence=f"the manifest is {words}")


def _comments(dossier: Dossier, key: Path | None) -> Iterator[Finding]:
    """Whether comments are signed by the key; one without a signature is told, and is no fault."""
    for number, comment in enumerate(dossier.comments, 1):
        what = f"comment {number} by {comment.by}"
        if not comment.signature:
            yield Finding(what=what, holds=True, sentence=f"{what}: without a signature")
        elif key is None:
            yield Finding(what=what, holds=True, sentence=f"{what}: {_UNCHECKED}")
        else:
            good = signing.holds(key, annotating.PURPOSE, annotating.message(dossier, comment), comment.signature)
            words = "signed by this key" if good else "not signed by this key, or it or what it is about was changed since"
            yield Finding(what=what, holds=good, sentence=f"{what}: {words}")


def _content(path: Path) -> bytes:
    try:
        return files.content(path, MAX_BYTES)
    except OSError as error:
        hint = "give a dossier directory written by `vidocq investigate --out` or `vidocq case dossier`"
        raise SourceError(f"cannot be read: {error.strerror}", where=str(path), hint=hint) from error


def _files(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    sealed = dict(manifest.files)
    for name, digest in sealed.items():
        path = folder / name
        inside = path.parent == folder
        found = hashlib.sha256(_content(path)).hexdigest() if inside and path.is_file() else ""
        words = "as sealed" if found == digest else "is not there" if not found else "was changed after it was sealed"
        yield Finding(what=name, holds=found == digest, sentence=f"{name}: {words}")
    for path in sorted(folder.iterdir()):
        if path.name not in sealed and path.name not in (MANIFEST, SIGNATURE):
            yield Finding(what=path.name, holds=False, sentence=f"{path.name}: lies here and is not sealed")


def _seal(dossier: Dossier, manifest: Manifest) -> Iterator[Finding]:
    """What the seal says of inputs, knowledge, weights and answer, against the record."""
    again = seal(dossier, {}, manifest.template)
    for name in ("dossier", "created", "code_version", "knowledge", "weights", "seed", "documents", "answers"):
        if getattr(again, name) != getattr(manifest, name):
            yield Finding(what=name, holds=False, sentence=f"the record's {name.replace('_', ' ')} is not the sealed one")


def _quotes(dossier: Dossier) -> Finding:
    texts = {entry.id: entry.text for entry in dossier.documents}
    quotes = [quote for item in dossier.evidence for quote in item.support]
    quotes += [quote for item in dossier.statements for quote in item.support]
    quotes += [quote for item in dossier.responses for quote in item.support]
    lost = sum(not quote.fits(texts.get(quote.document_id, "")) for quote in quotes)
    words = f"all {len(quotes)} quotes stand in their documents" if not lost else f"{lost} of {len(quotes)} quotes do not stand"
    return Finding(what="quotes", holds=not lost, sentence=words)


def _answer(dossier: Dossier, snapshot: Snapshot) -> Iterator[Finding]:
    """The answer worked out again, where the same knowledge is at hand."""
    was = dossier.assessment
    if was.code_version != __version__:
        words = f"made by vidocq {was.code_version}; this is {__version__}, which may weigh otherwise"
        yield Finding(what="code", holds=True, sentence=words)
    if was.knowledge.digest != snapshot.meta.digest:
        words = "the knowledge at hand is another, so the answer was not worked out again (give the same one by --knowledge)"
        yield Finding(what="knowledge", holds=False, sentence=words)
        return
    now = weigh(dossier.evidence, [document(entry) for entry in dossier.documents], snapshot, **_options(was, snapshot))
    if now.model_digest != was.model_digest:
        yield Finding(what="weights", holds=False, sentence="the weights at hand are others")
    differs = list(_differs(was, now))
    yield from differs
    if not differs:
        yield Finding(what="answer", holds=True, sentence="worked out again, the answer is the same")


def _options(was: Assessment, snapshot: Snapshot) -> dict[str, Any]:
    """What the assessment was made with, as far as it says so itself."""
    excluded = [one.target for one in was.analyst if one.kind == "exclusion"]
    as_of = was.knowledge.as_of
    return {
        "seed": was.seed,
        "together": any(note.startswith(JOINED) for note in was.notes),
        "as_of": as_of if as_of != snapshot.meta.as_of else None,
        "exclude_evidence": tuple(one for one in excluded if not one.startswith("document--")),
        "exclude_documents": tuple(one for one in excluded if one.startswith("document--")),
        "priors": tuple(one for one in was.analyst if one.kind == "prior"),
        "overrides": tuple(one for one in was.analyst if one.kind == "override"),
    }


def _differs(was: Assessment, now: Assessment) -> Iterator[Finding]:
    pairs = [(was.group, now.group), (was.sponsor, now.sponsor)]
    for one, other in zip(was.events, now.events, strict=False):
        pairs += [(one.group, other.group), (one.sponsor, other.sponsor)]
    if len(was.events) != len(now.events):
        yield Finding(what="events", holds=False, sentence=f"{len(was.events)} events were told apart, now {len(now.events)}")
    for name in _WORKED_OUT:
        if _rounded(getattr(was, name)) != _rounded(getattr(now, name)):
            words = f"the assessment's {name.replace('_', ' ')} came out otherwise"
            yield Finding(what=name, holds=False, sentence=words)
    for before, after in pairs:
        if _rounded(before) != _rounded(after):
            words = f"{before.level.value}: the ranking's intervals, words or reasons came out otherwise"
            yield Finding(what=f"{before.level.value} ranking", holds=False, sentence=words)
        moved = _moved(before, after)
        if before.answer.sentence != after.answer.sentence or moved > _SAME:
            words = f"{before.level.value}: was “{before.answer.sentence}”, is “{after.answer.sentence}” (moved {moved:.4f})"
            yield Finding(what=before.level.value, holds=False, sentence=words)
    if was.confidence.level is not now.confidence.level:
        words = f"analytic confidence: was {was.confidence.level.value}, is {now.confidence.level.value}"
        yield Finding(what="confidence", holds=False, sentence=words)


def _rounded(value: object) -> object:
    """A part of an assessment as plain data, its numbers as coarse as another machine may work them out."""
    return _coarse(msgspec.to_builtins(value))


def _coarse(value: object) -> object:
    match value:
        case float():
            return round(value, _DIGITS)
        case dict():
            return {name: _coarse(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_coarse(inner) for inner in value]
    return value


def _moved(before: Ranking, after: Ranking) -> float:
    """By how much all probabilities moved together (total variation, 0 to 1)."""
    old = {row.hypothesis.id: row.probability for row in before.rows}
    new = {row.hypothesis.id: row.probability for row in after.rows}
    return sum(abs(old.get(name, 0.0) - new.get(name, 0.0)) for name in old | new) / 2


def difference(old: Dossier, new: Dossier) -> Difference:
    """In what two dossiers differ: records that came, went or changed, and the answers."""
    return Difference(
        before_seq=0,
        after_seq=0,
        lines=comparison.lines(_nouns(old), _nouns(new)),
        answers=comparison.answers(old.assessment, new.assessment),
        confidence=comparison.confidences(old.assessment, new.assessment),
        notes=comparison.other_causes(old.assessment, new.assessment),
    )


def _nouns(dossier: Dossier) -> dict[tuple[str, str], Noun | str]:
    groups: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("document", tuple(document(entry) for entry in dossier.documents)),
        ("source", dossier.sources),
        ("evidence", dossier.evidence),
        ("statement", dossier.statements),
        ("response", dossier.responses),
        ("incident", dossier.incidents),
    )
    return {(kind, one.id): one for kind, group in groups for one in group}
