"""Measure the technique classifier in time order: trained on one release of ATT&CK, asked for what is new in a later one."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import msgspec

from vidocq._version import __version__
from vidocq.errors import InputError
from vidocq.evidence.extractors.techniques import GATE
from vidocq.evidence.techniques import lexicon
from vidocq.evidence.techniques.model import Guess
from vidocq.evidence.techniques.text import clean_procedure
from vidocq.evidence.techniques.train import train
from vidocq.knowledge.snapshot import Snapshot


class GateRow(msgspec.Struct, frozen=True):
    """At a threshold: how many sentences pass, and how often the recorded technique (or its family) is given."""

    threshold: float
    passed: int
    coverage: float
    exact: float | None
    family: float | None


class PhraseRow(msgspec.Struct, frozen=True):
    """How often a technique's phrases match, and agree with the recorded technique or its family."""

    technique: str
    matched: int
    exact: int
    family: int


class TechniquesReport(msgspec.Struct, frozen=True):
    """What a run measured; CPU seconds. ``kind`` tells whether the model learnt from procedures or from descriptions."""

    trained_on: str
    tested_on: str
    kind: str
    sentences: int
    sentences_known: int
    top1: float
    top1_family: float
    hit5: float
    gates: tuple[GateRow, ...]
    phrases: tuple[PhraseRow, ...]
    train_seconds: float
    sentences_per_second: float
    model_bytes: int
    code_version: str

    def text(self) -> str:
        """The report for a terminal: the classifier, its gate at several thresholds, and phrases that disagree most."""
        lines = [
            f"{self.sentences} new sentences ({self.sentences_known} of techniques that were known), learnt from {self.kind}",
            f"top-1 {self.top1:.3f} (family {self.top1_family:.3f}), hit@5 {self.hit5:.3f}; training {self.train_seconds:.1f} s,"
            f" {self.sentences_per_second:.0f} sentences/s, model {self.model_bytes / 1e6:.1f} MB",
        ]
        for row in self.gates:
            shares = (
                f"exact {row.exact:.3f}, family {row.family:.3f}" if row.exact is not None and row.family is not None else "-"
            )
            lines.append(f"  probability from {row.threshold:.2f}: {row.passed} sentences ({row.coverage:.1%}), {shares}")
        matched = sum(row.matched for row in self.phrases)
        agreed = sum(row.exact for row in self.phrases)
        lines.append(f"phrases: {matched} matches, {agreed / max(matched, 1):.3f} agree with the recorded technique")
        worst = sorted((row for row in self.phrases if row.matched >= 5), key=lambda row: row.exact / row.matched)[:10]
        lines += [f"  {row.technique:10} {row.exact}/{row.matched} (family {row.family})" for row in worst]
        return "\n".join(lines)


def bench_techniques(earlier: Snapshot, later: Snapshot) -> TechniquesReport:
    """Train on ``earlier`` and score on the procedures that only ``later`` records (sentences that both have are left out).

    A sentence counts as right when the given technique is recorded for it; most are recorded for one technique only, so that a
    second true one counts as wrong.

    Raises:
        InputError: the later snapshot has no procedures that are new.
    """
    known = recorded(earlier)
    fresh = {sentence: techniques for sentence, techniques in recorded(later).items() if sentence not in known}
    if not fresh:
        raise InputError("the later snapshot has no procedures that the earlier one does not have")
    started = time.process_time()
    model = train(earlier)
    trained = time.process_time()
    guesses = model.guess(list(fresh), top=5)
    guessed = time.process_time()
    gold = list(fresh.values())
    labels = {technique.id for technique in earlier.techniques}
    firsts = [row[0] if row else None for row in guesses]
    return TechniquesReport(
        trained_on=earlier.meta.digest,
        tested_on=later.meta.digest,
        kind=model.kind,
        sentences=len(gold),
        sentences_known=sum(bool(techniques & labels) for techniques in gold),
        top1=_share([first is not None and first.technique in right for first, right in zip(firsts, gold, strict=True)]) or 0.0,
        top1_family=_share([_family(first, right) for first, right in zip(firsts, gold, strict=True)]) or 0.0,
        hit5=_share([any(one.technique in right for one in row) for row, right in zip(guesses, gold, strict=True)]) or 0.0,
        gates=tuple(_gate(threshold, firsts, gold) for threshold in (0.5, 0.7, 0.8, GATE, 0.95)),
        phrases=_phrases(fresh),
        train_seconds=trained - started,
        sentences_per_second=len(gold) / max(guessed - trained, 1e-9),
        model_bytes=len(model.dumps()),
        code_version=__version__,
    )


def recorded(snapshot: Snapshot) -> dict[str, set[str]]:
    """Give the recorded procedures without names and citations, and the techniques each is recorded for."""
    found: dict[str, set[str]] = {}
    known = snapshot.technique_by_id
    for owner in (*snapshot.actors, *snapshot.software, *snapshot.campaigns):
        for use in owner.uses:  # type: ignore[attr-defined]
            if use.procedure and use.target in known:
                found.setdefault(clean_procedure(use.procedure).lower(), set()).add(use.target)
    return found


def _gate(threshold: float, firsts: Sequence[Guess | None], gold: Sequence[set[str]]) -> GateRow:
    passed = [(first, right) for first, right in zip(firsts, gold, strict=True) if first and first.probability >= threshold]
    return GateRow(
        threshold=threshold,
        passed=len(passed),
        coverage=len(passed) / len(gold),
        exact=_share([first.technique in right for first, right in passed]),
        family=_share([_family(first, right) for first, right in passed]),
    )


def _family(guess: Guess | None, right: set[str]) -> bool:
    return guess is not None and guess.technique[:5] in {technique[:5] for technique in right}


def _share(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None


def _phrases(gold: Mapping[str, set[str]]) -> tuple[PhraseRow, ...]:
    counts: dict[str, list[int]] = {}
    for sentence, right in gold.items():
        for match in lexicon.matches(sentence):
            row = counts.setdefault(match.technique, [0, 0, 0])
            row[0] += 1
            row[1] += match.technique in right
            row[2] += match.technique[:5] in {technique[:5] for technique in right}
    return tuple(PhraseRow(technique, *counts[technique]) for technique in sorted(counts))
