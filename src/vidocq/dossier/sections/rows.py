"""What the rows of a ranking come to, in words: one wording for the case and for each of its events."""

from __future__ import annotations

from vidocq.dossier import phrasing
from vidocq.model import Hypothesis, Level, Ranking, Row
from vidocq.model.assessment import HypothesisKind

#: Width of a 95 % interval from which on nothing is said in words.
WIDEST = 0.5
NOT_TOLD = "the evidence does not tell "
_EXITS = {
    HypothesisKind.NOT_IN_KB: "a group that the knowledge base does not have",
    HypothesisKind.PLANTED: "traces planted to mislead",
    HypothesisKind.NO_STATE: "no state at all",
    HypothesisKind.UNDETERMINED: "a state that cannot be told",
}


def clause(ranking: Ranking) -> str:
    """What one level's answer comes to, as a clause."""
    answer_ = ranking.answer
    named = named_rows(ranking)
    if named and _wide(named[0]):
        return open_clause(ranking.level)
    if answer_.kind == "named" and named:
        return phrasing.likelihood(named[0].word, outcome(named[0]))
    if answer_.kind == "set" and named:
        return _set_clause(named, ranking.level, answer_.coverage)
    return open_clause(ranking.level)


def _wide(row: Row) -> bool:
    """Whether the interval is so wide that no word of likelihood may stand on it, whoever made the ranking."""
    return row.interval[1] - row.interval[0] > WIDEST


def open_clause(level: Level) -> str:
    """That a level stays open, as a clause."""
    if level is Level.GROUP:
        return f"{NOT_TOLD}which group did this"
    return f"{NOT_TOLD}whether the intruder is linked to a state, or to which"


def _set_clause(named: list[Row], level: Level, coverage: float | None) -> str:
    """A set as a clause; a set of one is a pointer, not a name: past answers so made were not right often enough."""
    if len(named) == 1:
        return f"the evidence points to {phrasing.named(named[0].hypothesis.name)}, but not firmly enough to name it"
    what = "group" if level is Level.GROUP else "state"
    names = phrasing.joined([_answer_name(row) for row in sorted(named, key=lambda row: row.hypothesis.kind in _EXITS)], "or")
    held = f" (such sets held the right answer in {phrasing.percent(coverage)} of past cases)" if coverage is not None else ""
    return f"the evidence leaves {phrasing.number(len(named))} answers for the {what}: {names}{held}"


def _answer_name(row: Row) -> str:
    """A hypothesis as one of several possible answers."""
    return _EXITS.get(row.hypothesis.kind) or phrasing.named(row.hypothesis.name)


def named_rows(ranking: Ranking) -> list[Row]:
    """The rows that the answer names, most likely first as the answer has them."""
    rows = {row.hypothesis.id: row for row in ranking.rows}
    return [rows[name] for name in ranking.answer.hypothesis_ids if name in rows]


def leader(ranking: Ranking, kind: HypothesisKind, least: float) -> Hypothesis | None:
    """The named group or state, else the one of this kind that is at least this likely on an interval that can be told."""
    for row in (*named_rows(ranking)[:1], *ranking.rows[:1]):
        if row.hypothesis.kind is kind and row.probability >= least and not _wide(row):
            return row.hypothesis
    return None


def outcome(row: Row) -> str:
    """What a hypothesis says, as a clause."""
    name, kind = row.hypothesis.name, row.hypothesis.kind
    match kind:
        case HypothesisKind.ACTOR:
            return f"{name} did this"
        case HypothesisKind.NOT_IN_KB:
            return "a group that the knowledge base does not have did this"
        case HypothesisKind.PLANTED:
            return "the traces were planted to mislead"
        case HypothesisKind.STATE:
            return f"the intruder is linked to {phrasing.named(name)}"
        case HypothesisKind.NO_STATE:
            return "the intruder is linked to no state"
        case HypothesisKind.UNDETERMINED:
            return "the matter stays open"


def numbers(row: Row) -> str:
    """A row's probability and interval as a sentence."""
    value = phrasing.percent(row.probability, row.interval)
    return f"{row.hypothesis.name}: {value} ({row.word}); 95\u00a0% interval {phrasing.interval_words(row.interval)}"
