"""Measure the names of groups and software that are read from texts, against labels made by hand."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from vidocq._version import __version__
from vidocq.errors import InputError
from vidocq.evidence.extractor import Extractor
from vidocq.evidence.extractors.actors import EXTRACTOR as ACTORS
from vidocq.evidence.extractors.software import EXTRACTOR as SOFTWARE
from vidocq.knowledge.names import key
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Evidence

_SIDES: Mapping[str, tuple[Extractor, frozenset[str]]] = {
    "groups": (ACTORS, frozenset({"intrusion-set"})),
    "software": (SOFTWARE, frozenset({"malware", "tool"})),
}


class Score(msgspec.Struct, frozen=True):
    """Precision and recall of one side; a name counts once a document."""

    side: str
    true_positive: int
    false_positive: int
    false_negative: int
    wrong: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()

    @property
    def precision(self) -> float | None:
        """Share of what was found that is labelled; None where nothing was found."""
        found = self.true_positive + self.false_positive
        return self.true_positive / found if found else None

    @property
    def recall(self) -> float | None:
        """Share of the labels that was found; None where there are none."""
        wanted = self.true_positive + self.false_negative
        return self.true_positive / wanted if wanted else None


class NamesReport(msgspec.Struct, frozen=True):
    """What a run measured; ``seconds`` is CPU time, ``lane`` tells whether items in review were counted."""

    documents: int
    characters: int
    seconds: float
    lane: str
    knowledge: str
    code_version: str
    scores: tuple[Score, ...]

    def text(self) -> str:
        """The report for a terminal: one line a side, then every wrong and missed name."""
        lines = [f"{self.documents} documents, {self.lane} lane, {self.characters / max(self.seconds, 1e-9) / 1e6:.2f} MB/s"]
        for score in self.scores:
            shares = " ".join(
                f"{name} {'-' if share is None else f'{share:.3f}'}"
                for name, share in (("P", score.precision), ("R", score.recall))
            )
            counts = f"{score.true_positive} right, {score.false_positive} wrong, {score.false_negative} missed"
            lines.append(f"  {score.side:10} {shares}  ({counts})")
            lines += [f"    wrong   {name}" for name in score.wrong] + [f"    missed  {name}" for name in score.missed]
        return "\n".join(lines)


def bench_names(labels: Path, snapshot: Snapshot, *, texts: Path | None = None, review: bool = False) -> NamesReport:
    """Score labelled documents.

    Args:
        labels: JSON lines ``{"document", "groups", "software"}``; alternatives of one name are parted by ``|``. A line may have
            its ``text``.
        snapshot: the knowledge to read with.
        texts: where the texts are if the labels have none: JSON lines ``{"document", "text"}`` or a folder of ``DOCUMENT.txt``.
        review: also count items that wait for a person.

    Raises:
        InputError: the files are missing or not as described.
    """
    rows = list(_rows(labels))
    found = _texts(texts) if texts else {}
    documents = [_document(row, found) for row in rows]
    started = time.process_time()
    items = [
        {
            side: [one for one in extractor.extract(document, snapshot) if review or one.lane.stands]
            for side, (extractor, _) in _SIDES.items()
        }
        for document in documents
    ]
    seconds = time.process_time() - started
    return NamesReport(
        documents=len(documents),
        characters=sum(len(document.text) for document in documents),
        seconds=seconds,
        lane="all" if review else "evidence",
        knowledge=snapshot.meta.digest,
        code_version=__version__,
        scores=tuple(_score(side, rows, items) for side in _SIDES),
    )


def _score(side: str, rows: Sequence[Mapping[str, Any]], items: Sequence[Mapping[str, list[Evidence]]]) -> Score:
    kinds = _SIDES[side][1]
    right, wrong, missed = 0, [], []
    for row, found in zip(rows, items, strict=True):
        gold = [{key(name) for name in names.split("|")} for names in row.get(side, ())]
        hit: set[int] = set()
        for item in found[side]:
            if item.kind not in kinds:
                continue
            matched = {at for at, names in enumerate(gold) if names & _names(item)}
            hit |= matched
            if not matched and ("commodity", "yes") not in item.attributes:  # what everybody has is neither right nor wrong
                wrong.append(f"{row['document']}: {item.value}")
        right += len(hit)
        missed += [f"{row['document']}: {row[side][at]}" for at in range(len(gold)) if at not in hit]
    return Score(side, right, len(wrong), len(missed), tuple(wrong), tuple(missed))


def _names(item: Evidence) -> set[str]:
    return {key(item.value), key(item.name or ""), *(key(quote.text) for quote in item.support)} - {""}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(path), start=1):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError("not JSON", where=f"{path}:{number}") from error
        if not isinstance(row, dict) or not isinstance(row.get("document"), str):
            raise InputError("a line needs a document's name", where=f"{path}:{number}")
        yield row


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("cannot be read", where=str(path)) from error


def _texts(place: Path) -> dict[str, str]:
    if place.is_dir():
        return {file.stem: file.read_text(encoding="utf-8") for file in sorted(place.glob("*.txt"))}
    return {row["document"]: str(row.get("text", "")) for row in _rows(place)}


def _document(row: Mapping[str, Any], texts: Mapping[str, str]) -> Document:
    name = row["document"]
    text = row.get("text", texts.get(name))
    if not isinstance(text, str) or not text:
        raise InputError("no text for a labelled document", where=name, hint="give the texts with --texts")
    return Document(id=name, sha256="0" * 64, size=len(text), name=name, text=text, media_type="text/plain")
