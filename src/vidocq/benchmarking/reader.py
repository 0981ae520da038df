"""Measure the statement reader against gold: false accusations first, then precision and recall, lane by lane."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from vidocq.errors import InputError
from vidocq.model import Document, Lane
from vidocq.statements.reader import Reading, read
from vidocq.vocabulary.states import is_state

#: Acts as the gold files word them, in the vocabulary of ``vidocq.vocabulary.speech``. ``notes`` is a reaction there, not an act.
_ACTS = {
    "doubts": "disputes",
    "disputes": "disputes",
    "exculpates": "disputes",
    "investigates": "suspects",
    "suspects": "suspects",
    "notes": None,
}
Pairs = set[tuple[str, Any]]


class Score(msgspec.Struct, kw_only=True):
    """True positives, false positives and false negatives of one measure."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 when nothing was found."""
        return self.hits / (self.hits + self.false) if self.hits + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 1 when there is none."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, found: Pairs, gold: Pairs) -> None:
        """Count one document."""
        self.hits += len(found & gold)
        self.false += len(found - gold)
        self.missed += len(gold - found)


class LaneScores(msgspec.Struct, kw_only=True):
    """All measures for one set of records."""

    false_accusations: list[tuple[str, str, str]] = msgspec.field(default_factory=list)
    act: Score = msgspec.field(default_factory=Score)
    asserts: Score = msgspec.field(default_factory=Score)
    reaction: Score = msgspec.field(default_factory=Score)
    reaction_near: Score = msgspec.field(default_factory=Score)
    measure: Score = msgspec.field(default_factory=Score)


class ReaderBenchmark(msgspec.Struct, kw_only=True):
    """The whole result; ``errors`` lists per document what was missed and what was too much."""

    documents: int
    characters: int
    seconds: float
    auto: LaneScores
    all: LaneScores
    must_not_violated: list[tuple[str, str]]
    must_not_checked: int
    must_not_total: int
    errors: list[tuple[str, str, str, str]]

    @property
    def auto_coverage(self) -> float:
        """Share of the gold's (speaker, object) assertions that the auto lane found."""
        return self.auto.asserts.recall

    def text(self) -> str:
        """The table that the command prints."""
        lines = [
            f"documents {self.documents}, {self.documents / self.seconds:.0f} a second"
            if self.seconds
            else f"documents {self.documents}"
        ]
        for name, lane in (("auto lane", self.auto), ("all records", self.all)):
            accused = lane.false_accusations
            lines.append(f"{name}: false state accusations {len(accused)} in {len({item[0] for item in accused})} documents")
            lines += [f"    {document}: {speaker} -> {state}" for document, speaker, state in accused]
            for label, score in (
                ("speaker+act", lane.act),
                ("speaker asserts object", lane.asserts),
                ("speaker+reaction", lane.reaction),
                ("speaker+reaction within 1", lane.reaction_near),
                ("by+measure", lane.measure),
            ):
                lines.append(f"    {label:26} P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}")
        lines.append(f"auto coverage of gold assertions {self.auto_coverage:.3f} at precision {self.auto.asserts.precision:.3f}")
        lines.append(
            f"must-not-claims violated {len(self.must_not_violated)} (checked {self.must_not_checked} of "
            f"{self.must_not_total}; the rest cannot be checked by pattern)"
        )
        return "\n".join(lines)


def read_only(documents_dir: str | Path, out: str | Path) -> int:
    """Read every document of a folder and write its records, without a gold; gives how many there were.

    Raises:
        InputError: the folder is missing or holds no ``NAME.txt``.
    """
    files = sorted(Path(documents_dir).glob("*.txt"))
    if not files:
        raise InputError("no document found", where=str(documents_dir), hint="one text a file, NAME.txt")
    lines = (record(path.stem, read(text_document(path.stem, path.read_text(encoding="utf-8")))) for path in files)
    Path(out).write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return len(files)


def bench_reader(documents_dir: str | Path, gold_dir: str | Path, out: str | Path | None = None) -> ReaderBenchmark:
    """Read every document that has gold and score it.

    Args:
        documents_dir: folder of ``NAME.txt``.
        gold_dir: folder of ``NAME.json`` (one record of ``score.md`` each).
        out: file for one JSON line a document (statements, responses, incidents, each with its lane), or None.

    Raises:
        InputError: a folder is missing or holds no document with gold.
    """
    pairs = list(_pairs(Path(documents_dir), Path(gold_dir)))
    if not pairs:
        raise InputError(
            "no document with gold found", where=str(documents_dir), hint="NAME.txt and NAME.json must bear the same name"
        )
    result = ReaderBenchmark(
        documents=len(pairs),
        characters=0,
        seconds=0.0,
        auto=LaneScores(),
        all=LaneScores(),
        must_not_violated=[],
        must_not_checked=0,
        must_not_total=0,
        errors=[],
    )
    lines = []
    read(text_document("warm-up", pairs[0][1]))  # patterns are compiled once a process; that is not reading speed
    for name, text, gold in pairs:
        document = text_document(name, text, gold.get("published"))
        start = time.process_time()
        reading = read(document)
        result.seconds += time.process_time() - start
        result.characters += len(text)
        _score(result, name, gold, reading)
        lines.append(record(name, reading))
    if out is not None:
        Path(out).write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return result


def _pairs(documents: Path, gold: Path) -> Iterable[tuple[str, str, dict[str, Any]]]:
    for folder in (documents, gold):
        if not folder.is_dir():
            raise InputError("no such folder", where=str(folder))
    for path in sorted(documents.glob("*.txt")):
        answer = gold / f"{path.stem}.json"
        if answer.is_file():
            yield path.stem, path.read_text(encoding="utf-8"), normalised(json.loads(answer.read_text(encoding="utf-8")))


def text_document(name: str, text: str, published: str | None = None) -> Document:
    """A document from plain text, as the benchmark reads it."""
    import hashlib

    content = text.encode("utf-8")
    digest = hashlib.sha256(content).hexdigest()
    return Document(
        id=f"document--{digest[:32]}",
        sha256=digest,
        size=len(content),
        name=name,
        text=text,
        media_type="text/plain",
        published=published,
    )


def normalised(gold: dict[str, Any]) -> dict[str, Any]:
    """A gold record in one shape; the seed's nested fields are flattened."""
    if gold.get("schema") != "vidocq.gold/0.1":
        return gold
    statements = []
    for item in gold["statements"]:
        reaction = item.get("reaction")
        if reaction is None and item["act"] == "notes":
            reaction = 1
        statements.append({**item, "speaker": item["speaker_code"], "reaction": reaction})
    return {**gold, "statements": statements, "published": gold["document"]["published"]["value"][:10]}


def act_label(label: str | None) -> str | None:
    """A gold file's word for an act in our vocabulary; None where it is no act."""
    return _ACTS.get(label, label) if label is not None else None


def _gold_sets(gold: dict[str, Any]) -> tuple[Pairs, Pairs, Pairs, Pairs]:
    statements = gold.get("statements", [])
    acts = {(item["speaker"], act_label(item["act"])) for item in statements if act_label(item.get("act"))}
    asserts = {(item["speaker"], code) for item in statements if item.get("act") == "asserts" for code in item.get("objects", [])}
    reactions = {(item["speaker"], item["reaction"]) for item in statements if item.get("reaction")}
    measures = {(item["by"], item["measure"]) for item in gold.get("responses", [])}
    return acts, asserts, reactions, measures


def _found_sets(reading: Reading, *, auto: bool) -> tuple[Pairs, Pairs, Pairs, Pairs]:
    statements = [item for item in reading.statements if not auto or item.lane is Lane.AUTO]
    responses = [item for item in reading.responses if not auto or item.lane is Lane.AUTO]
    acts = {(item.speaker.party, item.act.value) for item in statements if item.act is not None}
    asserts = {
        (item.speaker.party, code)
        for item in statements
        if item.act is not None and item.act.value == "asserts"
        for code in item.objects
    }
    reactions = {(item.speaker.party, int(item.reaction)) for item in statements if item.reaction > 0}
    return acts, asserts, reactions, {(item.by, item.measure) for item in responses}


def _score(result: ReaderBenchmark, name: str, gold: dict[str, Any], reading: Reading) -> None:
    wanted = _gold_sets(gold)
    for lane, auto in ((result.auto, True), (result.all, False)):
        found = _found_sets(reading, auto=auto)
        lane.act.add(found[0], wanted[0])
        lane.asserts.add(found[1], wanted[1])
        lane.reaction.add(found[2], wanted[2])
        _near(lane.reaction_near, found[2], wanted[2])
        lane.measure.add(found[3], wanted[3])
        blamed = {(speaker, code.partition(":")[0]) for speaker, code in wanted[1]}
        lane.false_accusations += [
            (name, speaker, code)
            for speaker, code in sorted(found[1])
            if is_state(code.partition(":")[0]) and (speaker, code.partition(":")[0]) not in blamed
        ]
        if not auto:
            for label, have, want in zip(("act", "asserts", "reaction", "measure"), found, wanted, strict=True):
                result.errors += [(name, label, "missed", str(pair)) for pair in sorted(want - have, key=str)]
                result.errors += [(name, label, "too much", str(pair)) for pair in sorted(have - want, key=str)]
    claims = gold.get("must_not_claim", [])
    result.must_not_total += len(claims)
    for claim in claims:
        verdict = violates(claim, reading)
        if verdict is not None:
            result.must_not_checked += 1
            if verdict:
                result.must_not_violated.append((name, claim))


def _near(score: Score, found: Pairs, gold: Pairs) -> None:
    """Count a reaction as right within one step of the gold's; each gold reaction can be met once."""
    left = set(gold)
    for speaker, level in sorted(found):
        match = next(
            (
                item
                for item in sorted(left, key=lambda item: abs(item[1] - level))
                if item[0] == speaker and abs(item[1] - level) <= 1
            ),
            None,
        )
        if match is None:
            score.false += 1
        else:
            score.hits += 1
            left.discard(match)
    score.missed += len(left)


# --- must-not-claims: only those whose form can be checked are checked ------------------------------------------------

_ATTRIBUTED = re.compile(
    r"^(?:the )?(?P<who>[A-Z][\w .]*?|the EU|the US|the UK|NATO)\s(?:attributed|attributes|blamed|accused)\b(?P<rest>.*)$"
)
_IMPOSED = re.compile(r"^(?:new )?(?P<who>[A-Z][\w ]*?)\s(?:imposed sanctions|charged)\b")
_DENIED = re.compile(r"^(?P<who>[A-Z][\w ]*?)\s(?:denied|retracted)\b")
_NAMED = re.compile(r"^(?P<actor>[\w-]+(?: [\w-]+)?) (?:named|attacked|compromised) by? ?")


def violates(claim: str, reading: Reading) -> bool | None:
    """Whether a reading makes a claim it must not make; None where the claim's form cannot be checked by a pattern."""
    from vidocq.vocabulary.states import code_of, find_parties

    match = _ATTRIBUTED.match(claim)
    if match:
        who = _party(match.group("who"), code_of)
        objects = {mention.party for mention in find_parties(match.group("rest"))}
        if who is None or re.search(r"same actor|both", claim):
            return None
        states = {
            code.partition(":")[0]
            for item in reading.statements
            if item.speaker.party == who
            and item.act is not None
            and item.act.value == "asserts"
            and item.object_level.value not in ("territory", "pattern")
            for code in item.objects
        }
        if "current position" in claim:
            retracted = any(
                item.speaker.party == who and item.act is not None and item.act.value == "retracts" for item in reading.statements
            )
            return bool(states & objects) and not retracted
        if "state" in claim and not objects:
            return any(is_state(code) for code in states)
        return bool(states & objects) if objects else bool(states and any(is_state(code) for code in states))
    match = _IMPOSED.match(claim)
    if match:
        who = _party(match.group("who"), code_of)
        measure = "sanctions" if "sanctions" in claim else "criminal_charges"
        return None if who is None else any(item.by == who and item.measure == measure for item in reading.responses)
    match = _DENIED.match(claim)
    if match:
        who = _party(match.group("who"), code_of)
        act = "retracts" if "retracted" in claim else "denies"
        if who is None or "specific" in claim:
            return None
        return any(item.speaker.party == who and item.act is not None and item.act.value == act for item in reading.statements)
    return None


def _party(name: str, code_of: Callable[[str], str | None]) -> str | None:
    return code_of(name.removeprefix("the ").strip())


def record(name: str, reading: Reading) -> dict[str, Any]:
    """One document's records as a line of ``records.jsonl``."""
    statements = [
        {
            "speaker": item.speaker.party,
            "speaker_name": item.speaker.name,
            "act": reading.word(item.id) or (item.act.value if item.act else None),
            "objects": list(item.objects),
            "object_level": item.object_level.value,
            "reaction": int(item.reaction) or None,
            "modality": item.modality,
            "scope": item.scope.value,
            "quote": item.support[0].text,
            "start": item.support[0].start,
            "end": item.support[0].end,
            "lane": item.lane.value,
            "rule": item.rule,
            "certainty": item.certainty.value,
            "id": item.id,
        }
        for item in reading.statements
    ]
    responses = [
        {
            "by": item.by,
            "measure": item.measure,
            "rank": int(item.rank),
            "target": item.target,
            "date": item.date.edtf if item.date else None,
            "quote": item.support[0].text,
            "start": item.support[0].start,
            "end": item.support[0].end,
            "lane": item.lane.value,
            "id": item.id,
        }
        for item in reading.responses
    ]
    return {
        "id": name,
        "statements": statements,
        "responses": responses,
        "incidents": [{**msgspec.to_builtins(item), "lane": Lane.REVIEW.value} for item in reading.incidents],
        "must_not_claim": list(reading.must_not_claim),
        "notes": list(reading.notes),
    }
