"""ATT&CK techniques: ids written out, phrases that name one outright, and sentences that read like recorded procedures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from vidocq.evidence.item import item
from vidocq.evidence.sentences import Span, sentences
from vidocq.evidence.techniques import lexicon
from vidocq.evidence.techniques.behaviour import REFERENCE, TOO_SHORT, objection
from vidocq.evidence.techniques.model import PROCEDURES, Guess, TechniqueModel
from vidocq.evidence.techniques.text import clean_procedure
from vidocq.evidence.techniques.trained import model_for
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Certainty, Document, Evidence, Lane, SectionRole

#: From this probability on a reading is evidence; below it is a suggestion for a person to judge.
GATE = 0.9
#: A phrase of the lexicon stands unless the model is this sure of another technique for the sentence.
_CONTRADICTED = 0.8
_SUGGEST = 0.5
_MOST_SENTENCES = 20_000  # a longer document is a data dump; what it says of techniques stands in ids
_UNSETTLED = "the words alone do not settle it"
_REACH = 600
_PROSE_BARRED = frozenset({SectionRole.CODE, SectionRole.INDICATORS})
_ROW = re.compile(r"^\||https?://|\b[0-9a-fA-F]{32,}\b")
_ID = re.compile(r"(?<![\w-])(?:attack\.mitre\.org/techniques/)?(T\d{4})(?:[./](\d{3}))?(?![\w-])")


class _Reading(NamedTuple):
    """One sentence read as one technique."""

    technique: str
    span: Span
    rule: str
    probability: float | None
    certainty: Certainty
    lane: Lane
    reason: str
    step: str


class TechniqueExtractor:
    """Finds techniques."""

    name = "techniques"

    def extract(self, document: Document, snapshot: Snapshot) -> Iterator[Evidence]:
        """Give one item a technique, the surest reading first among its quotes' rules."""
        readings: dict[str, list[_Reading]] = {}
        for reading in (*_written(document, snapshot), *_prose(document, snapshot)):
            readings.setdefault(reading.technique, []).append(reading)
        items = [_item(document, snapshot, technique, found) for technique, found in readings.items()]
        yield from sorted(items, key=lambda one: one.support[0].start)


def _parts(document: Document) -> list[tuple[SectionRole, int, int]]:
    parts = [(part.role, part.start, part.end) for part in document.sections if part.role.evidential]
    return parts if document.sections else [(SectionRole.BODY, 0, len(document.text))]


def _written(document: Document, snapshot: Snapshot) -> Iterator[_Reading]:
    """Ids as they stand in the text; an id that ATT&CK has merged is followed to what it is now."""
    known = snapshot.technique_by_id
    for _, start, end in _parts(document):
        for match in _ID.finditer(document.text, start, end):
            written = f"{match[1]}.{match[2]}" if match[2] else match[1]
            profile = known.get(written) or known.get(match[1])
            if profile is None:
                continue
            now = profile.revoked_by or profile.id
            step = f"{written} is now {now}" if now != written else ""
            span = Span(match.start(1), match.end(2) if match[2] else match.end(1))
            certainty = Certainty.INFERRED if step else Certainty.STATED
            yield _Reading(now, span, "ATT&CK id", None, certainty, Lane.AUTO, "", step)


def _prose(document: Document, snapshot: Snapshot) -> Iterator[_Reading]:
    """Sentences that name a technique or read like one."""
    model = model_for(snapshot)
    if model is None:
        return
    known = snapshot.technique_by_id
    spans = [
        span
        for role, start, end in _parts(document)
        if role not in _PROSE_BARRED
        for span in sentences(document.text, start, end)
    ][:_MOST_SENTENCES]
    texts = [document.text[span.start : span.end] for span in spans]
    once = list(dict.fromkeys(texts))  # feeds say the same of thousands of objects
    guessed = dict(zip(once, model.guess(once), strict=True))
    for span, text in zip(spans, texts, strict=True):
        guesses = guessed[text]
        # a phrase may name a technique by an id that ATT&CK has since merged
        named = {
            known[match.technique].revoked_by or match.technique: match.settles
            for match in lexicon.matches(text)
            if match.technique in known
        }
        if not named and not (guesses and guesses[0].probability >= _SUGGEST):
            continue
        against = objection(text)
        for technique in sorted(named):
            doubt = against or ("" if named[technique] else _UNSETTLED) or _contradicted(technique, guesses, model)
            yield _named(technique, span, guesses, doubt)
        for guess in guesses[:1]:
            if guess.technique not in named and guess.probability >= _SUGGEST and guess.technique in known:
                row = "a row of a table or a list of links, not a sentence" if _ROW.search(text) else ""
                yield from _guessed(guess, span, against or row, model, snapshot)


def _contradicted(technique: str, guesses: list[Guess], model: TechniqueModel) -> str:
    """Another technique that a model of procedures is surer of, as a reason; descriptions are too thin to contradict a phrase."""
    rival = guesses[0] if guesses and model.kind == PROCEDURES else None
    if rival is None or rival.technique[:5] == technique[:5] or rival.probability < _CONTRADICTED:
        return ""
    return f"reads more like {rival.technique}"


def _named(technique: str, span: Span, guesses: list[Guess], against: str) -> _Reading:
    chance = next((guess.probability for guess in guesses if guess.technique == technique), None)
    lane = Lane.REVIEW if against else Lane.AUTO
    return _Reading(technique, span, "phrase", chance, Certainty.INFERRED, lane, against, "a phrase that names the technique")


def _guessed(guess: Guess, span: Span, against: str, model: TechniqueModel, snapshot: Snapshot) -> Iterator[_Reading]:
    if against in (TOO_SHORT, REFERENCE) or (against and model.kind != PROCEDURES):
        return  # nothing was told, or too little is known to suggest anything
    below = f"probability {guess.probability:.2f} is below {GATE}" if guess.probability < GATE else ""
    thin = "" if model.kind == PROCEDURES else "compared with descriptions only"
    reason = "; ".join(part for part in (against, below, thin) if part)
    lane = Lane.REVIEW if reason else Lane.AUTO
    rule = "classifier" if model.kind == PROCEDURES else "technique descriptions"
    step = _explain(guess, model, snapshot)
    yield _Reading(guess.technique, span, rule, guess.probability, Certainty.INFERRED, lane, reason, step)


def _explain(guess: Guess, model: TechniqueModel, snapshot: Snapshot) -> str:
    """Say which recorded procedure the sentence reads like."""
    name = snapshot.technique_by_id[guess.technique].name
    if model.kind != PROCEDURES or guess.nearest < 0:
        return f"reads like the description of {name} (no recorded procedures in this knowledge base)"
    nearest = model.procedures[guess.nearest]
    owners = (snapshot.actor_by_id, snapshot.software_by_id, snapshot.campaign_by_id)
    owner = next((table[nearest.owner] for table in owners if nearest.owner in table), None)
    if owner is None:
        return f"reads like the recorded procedures of {name}"
    sentence = next((use.procedure for use in owner.uses if use.target == nearest.technique and use.procedure), "")
    quote = " ".join(clean_procedure(sentence).split())[:160]
    if not quote:  # a pack tells where it is recorded, not in which words
        return f"reads like what is recorded for {owner.name} ({nearest.technique})"
    return f"reads like “{quote}”, recorded for {owner.name} ({nearest.technique})"


def _item(document: Document, snapshot: Snapshot, technique: str, found: list[_Reading]) -> Evidence:
    best = max(found, key=_strength)
    standing = [reading for reading in found if reading.lane is best.lane]
    chances = [reading.probability for reading in standing if reading.probability is not None]
    return item(
        document,
        "attack-pattern",
        technique,
        [(reading.span.start, reading.span.end) for reading in standing],
        best.rule,
        sentence=_sentence(document.text, best.span),
        ref=technique,
        name=snapshot.technique_by_id[technique].name if technique in snapshot.technique_by_id else None,
        certainty=best.certainty,
        step=best.step,
        lane=best.lane,
        lane_reason=best.reason,
        score=max(chances, default=None),
    )


def _sentence(text: str, span: Span) -> str:
    """Give the sentence around a span; it is looked for near the span only."""
    start, end = max(0, span.start - _REACH), min(len(text), span.end + _REACH)
    around = next((one for one in sentences(text, start, end) if one.end > span.start), span)
    return text[min(around.start, span.start) : max(around.end, span.end)]


def _strength(reading: _Reading) -> tuple[bool, bool, float]:
    return (reading.lane is Lane.AUTO, reading.certainty is Certainty.STATED, reading.probability or 0.0)


EXTRACTOR = TechniqueExtractor()
