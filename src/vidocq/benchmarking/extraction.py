"""Measure the extraction of observables: items out for documents in, and precision and recall where there is a gold."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from vidocq._version import __version__
from vidocq.errors import InputError
from vidocq.evidence.indicators.label import Labelled, label
from vidocq.evidence.indicators.scanner import scan

#: STIX 2.1 type of an item by kind of evidence; kinds that STIX knows under their own name are not listed.
STIX_TYPE: Mapping[str, str] = (
    dict.fromkeys(
        ("md5", "sha1", "sha256", "sha512", "ssdeep", "tlsh", "imphash", "hash-damaged", "file-name", "pdb-path"), "file"
    )
    | {"file-path": "directory", "operator-handle": "user-account", "user-agent": "network-traffic"}
    | dict.fromkeys(("yara-rule", "sigma-rule"), "indicator")
)
#: Kinds of evidence that a gold's type stands for; a gold's own names are those of the shared development data.
GOLD_KINDS: Mapping[str, str] = {"cve": "vulnerability"}


class Score(msgspec.Struct, frozen=True):
    """Precision and recall of one type over all documents; values are compared in lower case, each once a document."""

    type: str
    true_positive: int
    false_positive: int
    false_negative: int

    @property
    def precision(self) -> float | None:
        """Share of what was found that is in the gold; None where nothing was found."""
        found = self.true_positive + self.false_positive
        return self.true_positive / found if found else None

    @property
    def recall(self) -> float | None:
        """Share of the gold that was found; None where the gold has nothing."""
        wanted = self.true_positive + self.false_negative
        return self.true_positive / wanted if wanted else None


class Report(msgspec.Struct, frozen=True):
    """What a run measured.

    ``seconds`` is CPU time of the scan (all types, validated, with offsets), ``label_seconds`` of saying whose each one is;
    reading, writing and the one-time loading of suffixes and warning lists are in neither.
    """

    documents: int
    items: int
    bytes: int
    seconds: float
    code_version: str
    scores: tuple[Score, ...] = ()
    label_seconds: float = 0.0

    @property
    def megabytes_per_second(self) -> float | None:
        """Speed in MB (10^6 bytes of UTF-8) a second of CPU time of the scan."""
        return self.bytes / self.seconds / 1e6 if self.seconds else None


def items(text: str) -> list[dict[str, Any]]:
    """Items of one text, as the results file has them: type, value, start, end, label, and how it was found.

    ``type`` is the name that golds use: STIX's where STIX has one type for the thing, and the hash's own (``md5``) or ``cve``
    where STIX would say only ``file`` or ``vulnerability``. ``stix`` is the STIX 2.1 object type; a network in CIDR notation is
    an address in STIX, of its family's type. ``kind`` is the kind of evidence.
    """
    return [_item(found) for found in label(scan(text), text)]


def _item(found: Labelled) -> dict[str, Any]:
    match = found.match
    item: dict[str, Any] = {
        "type": _gold_type(match.kind, match.value),
        "value": match.value,
        "start": match.start,
        "end": match.end,
        "label": found.label.value,
        "reason": found.reason,
        "stix": stix_type(match.kind, match.value),
        "kind": match.kind,
        "rule": match.rule,
    }
    if match.flags:
        item["flags"] = list(match.flags)
    if match.within:
        item["within"] = match.within
    return item


_HASHES = frozenset({"md5", "sha1", "sha256", "sha512", "ssdeep", "imphash", "tlsh"})


def _gold_type(kind: str, value: str) -> str:
    if kind in _HASHES:
        return kind
    return "cve" if kind == "vulnerability" else stix_type(kind, value)


def stix_type(kind: str, value: str = "") -> str:
    """The STIX 2.1 type that a kind of evidence is written as."""
    if kind == "cidr":
        return "ipv6-addr" if ":" in value else "ipv4-addr"
    return STIX_TYPE.get(kind, kind)


def bench_extraction(documents: Path, out: Path) -> Report:
    """Extract from every document of a JSON Lines file and write the results beside; score where a line has a ``gold``.

    Lines in: ``{"document": name, "text": text}``, optionally ``"gold": {type: [values]}`` with the types ``domain-name``,
    ``ipv4-addr``, ``url``, ``email-addr``, ``md5``, ``sha1``, ``sha256``, ``cve``. Lines out: ``{"document", "items"}``.

    Raises:
        InputError: the file cannot be read, or a line is not such an object (the line number is named).
    """
    sizes, seconds, labelling, count, number = 0, 0.0, 0.0, 0, 0
    items("https://example.com/ 192.0.2.1")  # loads the tables
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    with out.open("w", encoding="utf-8") as written:
        for name, text, gold in _documents(documents):
            started = time.process_time()
            matches = scan(text)
            scanned = time.process_time()
            found = [_item(item) for item in label(matches, text)]
            seconds += scanned - started
            labelling += time.process_time() - scanned
            sizes += len(text.encode("utf-8", "surrogatepass"))
            number, count = number + 1, count + len(found)
            written.write(json.dumps({"document": name, "items": found}, ensure_ascii=True) + "\n")
            if gold is not None:
                _compare(found, gold, tally)
    scores = tuple(Score(kind, *counts) for kind, counts in sorted(tally.items()))
    return Report(number, count, sizes, seconds, __version__, scores, labelling)


def _documents(path: Path) -> Iterator[tuple[str, str, Mapping[str, list[str]] | None]]:
    try:
        lines = path.open(encoding="utf-8")
    except OSError as problem:
        raise InputError("cannot read the documents", where=str(path), hint=str(problem.strerror)) from problem
    with lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _document(line, f"{path}:{number}")


def _document(line: str, where: str) -> tuple[str, str, Mapping[str, list[str]] | None]:
    try:
        read = json.loads(line)
        name, text, gold = read["document"], read["text"], read.get("gold")
    except (ValueError, KeyError, TypeError) as problem:
        raise InputError("not a document of the benchmark", where=where, hint='{"document": ..., "text": ...}') from problem
    if not isinstance(name, str) or not isinstance(text, str) or not (gold is None or isinstance(gold, dict)):
        raise InputError("not a document of the benchmark", where=where, hint="document and text are strings, gold an object")
    return name, text, gold


def _compare(found: Iterable[Mapping[str, Any]], gold: Mapping[str, list[str]], tally: dict[str, list[int]]) -> None:
    """Count what agrees; every type that some gold line has is scored in every document that has a gold."""
    got: dict[str, set[str]] = defaultdict(set)
    for item in found:
        got[item["kind"]].add(str(item["value"]).lower())
    for kind in {*_SCORED, *gold}:
        wanted = {str(value).lower() for value in gold.get(kind, ())}
        have = got[GOLD_KINDS.get(kind, kind)]
        if kind not in gold and kind not in _SCORED:
            continue
        counts = tally[kind]
        counts[0] += len(have & wanted)
        counts[1] += len(have - wanted)
        counts[2] += len(wanted - have)


_SCORED = ("domain-name", "ipv4-addr", "email-addr", "md5", "sha1", "sha256", "cve")
