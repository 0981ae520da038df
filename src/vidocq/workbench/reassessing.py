"""New knowledge: weigh all stored cases again and say whose answer changed, by how much, and why."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.model import Assessment, Noun, Ranking
from vidocq.workbench.cases import Desk
from vidocq.workbench.comparison import other_causes


class Reassessed(Noun, frozen=True, kw_only=True):
    """One stored case before and after; ``before`` is empty for one never assessed; shifts are total variation, 0 to 1."""

    case: str
    title: str
    group_before: str
    group_after: str
    sponsor_before: str
    sponsor_after: str
    group_shift: float | None
    sponsor_shift: float | None
    causes: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether the answer itself is another."""
        return (self.group_before, self.sponsor_before) != (self.group_after, self.sponsor_after)


def reassess_all(desk: Desk) -> Iterator[Reassessed]:
    """Weigh every case that has documents with the knowledge in use, and keep the new answers; one result a case."""
    for entry in desk.listed():
        kept = desk.case(entry.slug)
        if not kept.record().documents:
            continue
        before, stale = kept.kept_assessment()
        after = kept.assess()
        causes = other_causes(before, after) + (("the record has changed since",) if stale else ())
        yield Reassessed(
            case=entry.slug,
            title=entry.title,
            group_before=before.group.answer.sentence if before else "",
            group_after=after.group.answer.sentence,
            sponsor_before=before.sponsor.answer.sentence if before else "",
            sponsor_after=after.sponsor.answer.sentence,
            group_shift=_shift(before, after, "group"),
            sponsor_shift=_shift(before, after, "sponsor"),
            causes=causes,
        )


def _shift(before: Assessment | None, after: Assessment, level: str) -> float | None:
    if before is None:
        return None
    one, other = (_probabilities(getattr(assessment, level)) for assessment in (before, after))
    return 0.5 * sum(abs(one.get(key, 0.0) - other.get(key, 0.0)) for key in one.keys() | other.keys())


def _probabilities(ranking: Ranking) -> dict[str, float]:
    return {row.hypothesis.id: row.probability for row in ranking.rows}
