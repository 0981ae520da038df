"""Two moments of a case side by side: what came, went and changed in the evidence, and so in the answer."""

from __future__ import annotations

from vidocq.model import Assessment, Document, Evidence, Incident, Level, Noun, Ranking, Response, Source, Statement
from vidocq.workbench.decisions import Decision


class Line(Noun, frozen=True, kw_only=True):
    """One record in which two moments differ; ``how`` is added, removed or changed (then ``detail`` says in what)."""

    how: str
    type: str
    id: str
    sentence: str
    detail: str = ""


class Shift(Noun, frozen=True, kw_only=True):
    """One hypothesis before and after (None: it was not among the hypotheses)."""

    level: Level
    name: str
    before: float | None
    after: float | None


class AnswerChange(Noun, frozen=True, kw_only=True):
    """The answer at one level before and after, the hypotheses that moved most, and by how much all moved together.

    ``distance`` is total variation between the rankings, 0 to 1.
    """

    level: Level
    before: str
    after: str
    distance: float
    shifts: tuple[Shift, ...]

    @property
    def changed(self) -> bool:
        """Whether the sentence is another."""
        return self.before != self.after


class Difference(Noun, frozen=True, kw_only=True):
    """What changed between two moments; ``seq`` numbers name them. ``answers`` is empty when one of them has no answer."""

    before_seq: int
    after_seq: int
    lines: tuple[Line, ...]
    answers: tuple[AnswerChange, ...] = ()
    confidence: tuple[str, str] = ("", "")
    dependants: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


_MOST_SHIFTS = 6
#: Below this a probability did not move in any way that is shown.
_STILL = 5e-4


def lines(before: dict[tuple[str, str], Noun | str], after: dict[tuple[str, str], Noun | str]) -> tuple[Line, ...]:
    """What came, went and changed between two sets of records by (type, id)."""
    found: list[Line] = []
    for (kind, name), noun in before.items():
        if (kind, name) not in after:
            found.append(Line(how="removed", type=kind, id=name, sentence=sentence(noun)))
    for (kind, name), noun in after.items():
        old = before.get((kind, name))
        if old is None:
            found.append(Line(how="added", type=kind, id=name, sentence=sentence(noun)))
        elif old != noun:
            found.append(Line(how="changed", type=kind, id=name, sentence=sentence(noun), detail=_fields(old, noun)))
    return tuple(found)


def sentence(noun: Noun | str) -> str:
    """A record in a few words."""
    match noun:
        case str():
            return noun
        case Document():
            return noun.title or noun.name
        case Source():
            return f"{noun.name} ({noun.kind.value}, {noun.reliability.name})"
        case Evidence():
            return f"{noun.kind} {noun.shown} [{noun.credibility.value}]"
        case Statement():
            act = noun.act.value if noun.act else "reacts"
            return f"{noun.speaker.name} {act} {', '.join(noun.objects)}".rstrip()
        case Response():
            return f"{noun.by}: {noun.measure}"
        case Incident():
            return noun.name
        case Decision():
            return " ".join(part for part in (noun.by, noun.kind, noun.value, noun.target) if part)
    return str(getattr(noun, "sentence", type(noun).__name__))


def _fields(old: Noun | str, new: Noun | str) -> str:
    if isinstance(old, str) or isinstance(new, str):
        return ""
    changed = []
    for name in new.__struct_fields__:
        was, now = getattr(old, name, None), getattr(new, name, None)
        if was == now:
            continue
        if isinstance(now, tuple) and isinstance(was, tuple):
            changed.append(f"{name} {len(was)} -> {len(now)}" if len(was) != len(now) else name)
        else:
            changed.append(f"{name} {_short(was)} -> {_short(now)}")
    return "; ".join(changed)


def _short(value: object) -> str:
    text = str(getattr(value, "name", value))
    return text if len(text) <= 60 else f"{text[:57]}..."


def answers(before: Assessment | None, after: Assessment | None) -> tuple[AnswerChange, ...]:
    """Both levels before and after; nothing if one of the two could not be assessed."""
    if before is None or after is None:
        return ()
    pairs = ((before.group, after.group), (before.sponsor, after.sponsor))
    return tuple(_answer(old, new) for old, new in pairs)


def _answer(old: Ranking, new: Ranking) -> AnswerChange:
    was = {row.hypothesis.id: row for row in old.rows}
    now = {row.hypothesis.id: row for row in new.rows}
    moved: list[tuple[float, Shift]] = []
    total = 0.0
    for name in dict.fromkeys((*was, *now)):
        a = was[name].probability if name in was else None
        b = now[name].probability if name in now else None
        size = abs((0.0 if b is None else b) - (0.0 if a is None else a))
        total += size
        row = now.get(name) or was[name]
        if size >= _STILL:
            moved.append((size, Shift(level=new.level, name=row.hypothesis.name, before=a, after=b)))
    moved.sort(key=lambda pair: (-pair[0], pair[1].name))
    return AnswerChange(
        level=new.level,
        before=old.answer.sentence,
        after=new.answer.sentence,
        distance=min(1.0, total / 2),
        shifts=tuple(shift for _, shift in moved[:_MOST_SHIFTS]),
    )


def confidences(before: Assessment | None, after: Assessment | None) -> tuple[str, str]:
    """Analytic confidence before and after."""
    return tuple("" if one is None else one.confidence.level.value for one in (before, after))  # type: ignore[return-value]


def other_causes(before: Assessment | None, after: Assessment | None) -> tuple[str, ...]:
    """What else than the evidence differs between two assessments, and may have moved the answer."""
    if before is None or after is None:
        return ()
    found = []
    if before.knowledge.digest != after.knowledge.digest:
        found.append(f"the knowledge is another: {before.knowledge.digest[:12]} -> {after.knowledge.digest[:12]}")
    if before.code_version != after.code_version:
        found.append(f"vidocq is another: {before.code_version} -> {after.code_version}")
    if before.model_digest != after.model_digest:
        found.append(f"the weights are others: {before.model_digest[:12]} -> {after.model_digest[:12]}")
    return tuple(found)
