"""From probabilities to one answer: a name only where past names were right, else a set, else undetermined."""

from __future__ import annotations

from collections.abc import Sequence

from vidocq.assessment.hypotheses import Belief
from vidocq.assessment.model import Band, Record
from vidocq.model import Answer, HypothesisKind, RatedBand, TrackRecord

#: A set of more names than this says nothing that anybody could use.
LARGEST_SET = 6
#: Width of a 95 % interval (as a probability) beyond which the evidence cannot tell.
WIDEST = 0.5
#: A group's name stands only where even the low end of its 95 % interval is *likely* (ICD 203). For a state the low end told
#: right from wrong no better than the rating does (benchmarks/attribution).
LEAST_LOW = {"group": 0.55, "state": 0.0}
#: A name stands only where its links are at least so reliable together.
LEAST_CARRIED = 0.9
#: What leads with less than this is no lead: its interval is not worth a sentence.
_WORTH_SAYING = 0.2
#: Shown in place of a word of likelihood where the interval is too wide for one.
NO_WORD = "cannot tell"
#: Kinds of hypotheses that are somebody: a group, a state.
NAMES = (HypothesisKind.ACTOR, HypothesisKind.STATE)


def no_evidence(*, indicators: bool = False) -> Answer:
    """The answer when nothing technical could be weighed; ``indicators``: there are some, which tell no group from another."""
    what = "Indicators only: nothing here that tells groups apart" if indicators else "No technical evidence"
    return Answer(
        kind="no technical evidence",
        sentence=f"{what}: what stands below is the prior, and the answer is undetermined.",
    )


def answer(
    beliefs: Sequence[Belief],
    record: Record,
    what: str,
    data: str,
    *,
    measured: bool = True,
    carried: float = 1.0,
    lone: bool = False,
    against: str | None = None,
) -> Answer:
    """Draw the answer from beliefs ordered likeliest first.

    Args:
        beliefs: the hypotheses of one level.
        record: how that level did in the past.
        what: *group* or *state*.
        data: the name of the past cases.
        measured: whether the record was made on cases of this kind (evidence that curators checked, links of ATT&CK). Where it
            was not, neither a track record nor a coverage is stated.
        carried: chance that the links which make the leading name lead are right.
        lone: whether all that was read in the texts is one trace that others leave too.
        against: what the case itself sets against the leading name, in words, if anything.
    """
    named = [belief for belief in beliefs if belief.hypothesis.kind in NAMES]
    if not named:
        return Answer(kind="undetermined", sentence=f"Undetermined: no {what} could be rated.")
    best = named[0]
    track = track_record(best.probability, record, data) if measured else None
    if too_wide(best.interval) and best.probability >= _WORTH_SAYING:
        return Answer(kind="undetermined", sentence=_cannot_tell(best, what), track_record=None)
    above = record.threshold is not None and best is beliefs[0] and best.probability >= record.threshold
    above = above and best.interval[0] >= LEAST_LOW[what]
    if above and against is not None:
        sentence = f"Undetermined: {best.hypothesis.name} comes first, but {against}; a person must settle that first."
        return Answer(kind="undetermined", sentence=sentence, track_record=track)
    if above and lone:
        sentence = (
            f"Undetermined: {best.hypothesis.name} comes first, but on one trace that others leave too; one more would tell."
        )
        return Answer(kind="undetermined", sentence=sentence, track_record=track)
    if above and carried < LEAST_CARRIED:
        sentence = (
            f"Undetermined: {best.hypothesis.name} comes first, but in {1 - carried:.0%} of cases like this what carries it is "
            "wrong (a program others have too, or a mention that is no finding); one more trace of its own would carry the name."
        )
        return Answer(kind="undetermined", sentence=sentence, track_record=track)
    if above and record.threshold is not None:
        past = f", {record.named_right} of {record.named} past answers were right" if measured else ""
        sentence = f"{best.hypothesis.name}: above {record.threshold:.0%}{past}."
        return Answer(kind="named", sentence=sentence, hypothesis_ids=(best.hypothesis.id,), track_record=track)
    return _set(beliefs, record, what, track, measured=measured)


def too_wide(interval: tuple[float, float]) -> bool:
    """Whether a 95 % interval is so wide that no word of likelihood and no name may stand on it."""
    return interval[1] - interval[0] > WIDEST


def _cannot_tell(best: Belief, what: str) -> str:
    low, high = best.interval
    return (
        f"The evidence cannot tell the {what}: {best.hypothesis.name} comes first, "
        f"but its 95 % interval runs from {low:.0%} to {high:.0%}; one more distinctive trace would change that."
    )


def _set(beliefs: Sequence[Belief], record: Record, what: str, track: TrackRecord | None, *, measured: bool) -> Answer:
    for coverage in sorted(record.coverage, key=lambda one: -one.stated) if measured else ():
        members = conformal(beliefs, coverage.quantile)
        names = [belief for belief in members if belief.hypothesis.kind in NAMES]
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
    reason = (
        "a set wide enough to trust would name too many"
        if measured
        else "how often sets made from texts hold the true answer is not known well enough to state one"
    )
    return Answer(kind="undetermined", sentence=f"Undetermined: no {what} can be named, and {reason}.", track_record=track)


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
    every = tuple(
        RatedBand(low=one.low, high=one.high, cases=one.cases, right=one.right, mean=one.mean)
        for one in record.bands
        if one.cases
    )
    return TrackRecord(band=(band.low, band.high), cases=band.cases, right=band.right, data=data, bands=every)
