"""From probabilities to one answer: a name only where past names were right, else a set, else undetermined."""

from __future__ import annotations

from collections.abc import Sequence

from vidocq.assessment.hypotheses import Belief
from vidocq.assessment.model import Band, Record
from vidocq.model import Answer, HypothesisKind, TrackRecord

#: A set of more names than this says nothing that anybody could use.
LARGEST_SET = 6
#: From this probability on, a lead that one item carries is said to be so.
_CARRIED = 0.5
_NAMES = (HypothesisKind.ACTOR, HypothesisKind.STATE)


def no_evidence() -> Answer:
    """The answer when nothing technical could be weighed."""
    return Answer(
        kind="no technical evidence",
        sentence="No technical evidence: what stands below is the prior, and the answer is undetermined.",
    )


def answer(beliefs: Sequence[Belief], record: Record, what: str, data: str, *, carried_by: str = "") -> Answer:
    """Draw the answer from beliefs ordered likeliest first.

    Args:
        beliefs: the hypotheses of one level.
        record: how that level did in the past.
        what: *group* or *state*.
        data: the name of the past cases.
        carried_by: the one item without which the leading name would fall, if there is one. Then no name is given: the record
            comes from evidence that curators checked, while one item read from a text may be misread, planted or wrongly filed.
    """
    named = [belief for belief in beliefs if belief.hypothesis.kind in _NAMES]
    if not named:
        return Answer(kind="undetermined", sentence=f"Undetermined: no {what} could be rated.")
    best = named[0]
    track = track_record(best.probability, record, data)
    above = record.threshold is not None and best is beliefs[0] and best.probability >= record.threshold
    if carried_by and (above or best.probability >= _CARRIED):
        lead = f"{best.hypothesis.name} leads, but only by one item ({carried_by})"
        sentence = f"Undetermined: {lead}; one item does not carry a name."
        return Answer(kind="undetermined", sentence=sentence, track_record=track)
    if above and record.threshold is not None:
        past = f"{record.named_right} of {record.named} past answers were right"
        sentence = f"{best.hypothesis.name}: above {record.threshold:.0%}, {past}."
        return Answer(kind="named", sentence=sentence, hypothesis_ids=(best.hypothesis.id,), track_record=track)
    return _set(beliefs, record, what, track)


def _set(beliefs: Sequence[Belief], record: Record, what: str, track: TrackRecord | None) -> Answer:
    for coverage in sorted(record.coverage, key=lambda one: -one.stated):
        members = conformal(beliefs, coverage.quantile)
        names = [belief for belief in members if belief.hypothesis.kind in _NAMES]
        if names and len(members) <= LARGEST_SET:
            shown = ", ".join(belief.hypothesis.name for belief in members)
            return Answer(
                kind="set",
                sentence=(
                    f"No one {what} can be named; {shown}: sets made this way held the true answer "
                    f"in {coverage.stated:.0%} of past cases."
                ),
                hypothesis_ids=tuple(belief.hypothesis.id for belief in members),
                coverage=coverage.stated,
                track_record=track,
            )
    return Answer(
        kind="undetermined",
        sentence=f"Undetermined: no {what} can be named, and a set wide enough to trust would name too many.",
        track_record=track,
    )


def conformal(beliefs: Sequence[Belief], quantile: float) -> tuple[Belief, ...]:
    """Likeliest hypotheses first, as long as their sum stays within the quantile; never empty."""
    members: list[Belief] = []
    total = 0.0
    for belief in beliefs:
        total += belief.probability
        if members and total > quantile + 1e-9:
            break
        members.append(belief)
    return tuple(members)


def band_of(probability: float, record: Record) -> Band | None:
    """The row of the reliability table that a rating falls in."""
    return next((band for band in record.bands if band.low <= probability < band.high or band.high == probability == 1.0), None)


def track_record(probability: float, record: Record, data: str) -> TrackRecord | None:
    """How often such a rating was right before, or None where no past case was rated like it."""
    band = band_of(probability, record)
    if band is None or not band.cases:
        return None
    return TrackRecord(band=(band.low, band.high), cases=band.cases, right=band.right, data=data)
