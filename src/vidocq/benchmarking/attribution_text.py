"""Attribution from free text: one report a file in, predictions out, weighed by the same engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from vidocq.assessment.assess import index_of
from vidocq.assessment.bag import TEXT, Item, decimal_year
from vidocq.assessment.circular import cited_reports
from vidocq.assessment.index import Index
from vidocq.assessment.model import FittedModel, shipped
from vidocq.assessment.posterior import Posterior, weigh
from vidocq.assessment.reading import evidential_text, read
from vidocq.benchmarking.attribution import prediction_line
from vidocq.errors import InputError
from vidocq.evidence.extractor import extract
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Evidence

_SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".pdf", ".docx"})


@dataclass(frozen=True, slots=True)
class TextResult:
    """What was predicted: posterior and index by file name (without its suffix), and one line for each file that failed."""

    posteriors: Mapping[str, Posterior]
    indexes: Mapping[str, Index]
    problems: tuple[str, ...]

    def text(self) -> str:
        """The result in lines: name, likeliest group, likeliest state."""
        lines = []
        for name, found in self.posteriors.items():
            index = self.indexes[name]
            group = int(found.groups.argmax())
            state = index.country_codes[int(found.states.argmax())] if found.states.size else "-"
            lines.append(
                f"{name}: {index.names[group]} {found.groups[group]:.2f}, state {state} {found.states.max(initial=0):.2f}, "
                f"not in the knowledge base {found.unknown:.2f}"
            )
        return "\n".join((*lines, *self.problems))


def bench_attribution_text(
    documents: Path, snapshot: Snapshot, out: Path, *, dates: Mapping[str, str] | None = None, model: FittedModel | None = None
) -> TextResult:
    """Predict every document of a folder against a snapshot and write one JSON line for each.

    A document whose address or title a profile cites is weighed with what that profile has from it taken out. The text itself is
    compared even where no single item of evidence was found in it: the question of this benchmark is what the text says.

    Args:
        documents: a folder with one report a file; the name without suffix is the prediction's ``case_id``.
        snapshot: knowledge frozen before the documents.
        out: where the predictions go.
        dates: dates (EDTF) by name, where they are known and the documents do not say.
        model: weights to use instead of the shipped ones.

    Raises:
        InputError: the folder is missing or has no document.
    """
    if not documents.is_dir():
        raise InputError("no such folder", where=str(documents))
    files = sorted(path for path in documents.iterdir() if path.suffix.lower() in _SUFFIXES)
    if not files:
        raise InputError("no document in the folder", where=str(documents), hint="one report a file, NAME.txt")
    fitted = model or shipped()
    posteriors: dict[str, Posterior] = {}
    indexes: dict[str, Index] = {}
    problems: list[str] = []
    for path in files:
        try:
            indexes[path.stem], posteriors[path.stem] = predict(path, snapshot, fitted, (dates or {}).get(path.stem))
        except InputError as error:
            problems.append(f"{path.name}: {error}")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(b"".join(prediction_line(name, indexes[name], found) for name, found in posteriors.items()))
    return TextResult(posteriors, indexes, tuple(problems))


def predict(path: Path, snapshot: Snapshot, fitted: FittedModel, date: str | None) -> tuple[Index, Posterior]:
    """Index and posterior of one file.

    Raises:
        InputError: the file cannot be read.
    """
    from vidocq import sources

    found = tuple(sources.read(sources.receive(str(path))))
    index = index_of(snapshot, without=cited_reports(found, snapshot))
    evidence = [_dated(item, document) for document in found for item in extract(document, snapshot)]
    bag = read(evidence, snapshot, index).bag
    text = "\n".join(evidential_text(document) for document in found)
    year = decimal_year(date) or bag.year
    bag = replace(bag, year=year, items=(*bag.items, Item(family=TEXT, value="the text of the document", text=text)))
    return index, weigh(bag, index, fitted.variant_for(index))


def _dated(item: Evidence, document: Document) -> Evidence:
    """An item with its document's date where it has none of its own."""
    return item if item.reported else msgspec.structs.replace(item, reported=document.published)
