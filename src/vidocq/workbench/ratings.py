"""What several analysts think, each by name, and how far apart they are; the machine's own numbers do not move."""

from __future__ import annotations

import statistics
from collections.abc import Iterable

from vidocq.errors import InputError
from vidocq.model import Assessment, Hypothesis, HypothesisKind, Level, Noun
from vidocq.vocabulary.analysis import Consistency
from vidocq.workbench.cases import KeptCase
from vidocq.workbench.decisions import Decision

#: Heuer's letters as numbers; NA is no number.
_NUMBERS = {Consistency.CC: 2, Consistency.C: 1, Consistency.N: 0, Consistency.I: -1, Consistency.II: -2}

#: (standard deviation below which, word): the bands of collaborative ACH.
BANDS = ((0.25, "agreement"), (1.0, "mild"), (1.74, "large"), (float("inf"), "extreme"))


class Disagreement(Noun, frozen=True, kw_only=True):
    """One cell as analysts see it: ``ratings`` are (who, letters), ``spread`` the population standard deviation (CC 2 ... II -2).

    ``machine`` is the last assessment's own reading of the cell, for comparison; it is not counted.
    """

    evidence_id: str
    hypothesis: str
    ratings: tuple[tuple[str, str], ...]
    spread: float | None
    band: str
    machine: str = ""


def band(spread: float) -> str:
    """The word for a standard deviation."""
    return next(word for limit, word in BANDS if spread < limit)


def rate(case: KeptCase, evidence: str, hypothesis: str, letters: str, why: str) -> None:
    """Keep one analyst's reading of a cell; a later one by the same analyst takes its place.

    Raises:
        InputError: no such item, hypothesis or rating.
    """
    given = letters.strip().upper()
    if given not in Consistency.__members__:
        raise InputError(f"{letters!r} is no rating", hint="CC, C, N, I, II or NA")
    (row,) = case.targets([evidence], ("evidence",))
    answer, _ = case.kept_assessment()
    if answer is None:
        raise InputError("there is no answer yet whose hypotheses could be rated", hint="`vidocq case assess` first")
    case.remark("rating", f"{row.id}|{_hypothesis(answer, hypothesis).id}", given, why)


def judge(case: KeptCase, hypothesis: str, probability: float, why: str, *, prior: bool = False) -> None:
    """Keep one analyst's probability of a hypothesis, before the evidence (``prior``) or after it; the shared answer stays.

    Raises:
        InputError: no such hypothesis, no probability, or no reason.
    """
    if not 0.0 < probability < 1.0:
        raise InputError("a probability lies between 0 and 1, both excluded")
    if not why.strip():
        raise InputError("a judgement needs its reason", hint="--why TEXT")
    answer, _ = case.kept_assessment()
    if answer is None:
        raise InputError("there is no answer yet whose hypotheses could be judged", hint="`vidocq case assess` first")
    found = _hypothesis(answer, hypothesis)
    if not prior:
        case.remark("override", found.id, repr(probability), why)
        return
    target = "not-in-kb" if found.kind is HypothesisKind.NOT_IN_KB else found.ref
    if target is None:
        raise InputError(f"{found.name} takes no prior", hint="a group, a state, or the group not in the knowledge base")
    case.remark("prior", target, repr(probability), why)


class View(Noun, frozen=True, kw_only=True):
    """One hypothesis as the shared answer and each analyst have it: (who, probability)."""

    level: Level
    hypothesis: str
    shared: float | None
    own: tuple[tuple[str, float | None], ...]


def views(case: KeptCase, most: int = 5) -> tuple[View, ...]:
    """The answers of all who gave priors or probabilities beside the shared one; hypotheses that are among anyone's first."""
    analysts = sorted({one.by for one in case.decisions() if one.kind in {"prior", "override"}})
    answers = {"": case.assess()} | {name: case.assess(analyst=name) for name in analysts}
    found = []
    for level in ("group", "sponsor"):
        tables = {name: {row.hypothesis.id: row for row in getattr(one, level).rows} for name, one in answers.items()}
        first = dict.fromkeys(key for rows in tables.values() for key in list(rows)[:most])
        for key in first:
            row = next(rows[key] for rows in tables.values() if key in rows)
            own = tuple((name, tables[name][key].probability if key in tables[name] else None) for name in analysts)
            shared = tables[""][key].probability if key in tables[""] else None
            found.append(View(level=row.hypothesis.level, hypothesis=row.hypothesis.name, shared=shared, own=own))
    return tuple(found)


def _hypothesis(answer: Assessment, name: str) -> Hypothesis:
    every = [row.hypothesis for ranking in (answer.group, answer.sponsor) for row in ranking.rows]
    for found in (
        [one for one in every if name in {one.id, one.ref}],
        [one for one in every if one.name.casefold() == name.casefold()],
    ):
        if len(found) == 1:
            return found[0]
    raise InputError(f"{name!r} is not one hypothesis of the last answer", hint="use its name or id as `case assess` shows it")


def disagreements(case: KeptCase) -> tuple[Disagreement, ...]:
    """Every rated cell, the widest apart first."""
    answer, _ = case.kept_assessment()
    cells = {(cell.evidence_id, cell.hypothesis_id): cell.consistency.name for cell in answer.matrix} if answer else {}
    names = {
        row.hypothesis.id: row.hypothesis.name for one in ((answer.group, answer.sponsor) if answer else ()) for row in one.rows
    }
    found = []
    for (evidence, hypothesis), ratings in _latest(case.decisions()).items():
        numbers = [_NUMBERS[Consistency[value]] for value in ratings.values() if Consistency[value] in _NUMBERS]
        spread = statistics.pstdev(numbers) if len(numbers) > 1 else None
        found.append(
            Disagreement(
                evidence_id=evidence,
                hypothesis=names.get(hypothesis, hypothesis),
                ratings=tuple(ratings.items()),
                spread=spread,
                band="" if spread is None else band(spread),
                machine=cells.get((evidence, hypothesis), ""),
            )
        )
    return tuple(
        sorted(found, key=lambda one: (-(one.spread if one.spread is not None else -1.0), one.evidence_id, one.hypothesis))
    )


def _latest(made: Iterable[Decision]) -> dict[tuple[str, str], dict[str, str]]:
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for one in made:
        if one.kind == "rating":
            evidence, _, hypothesis = one.target.partition("|")
            cells.setdefault((evidence, hypothesis), {})[one.by] = one.value
    return cells
