"""Names as the reader knows them: a group is called as the documents call it, with the knowledge base's name beside it."""

from __future__ import annotations

import re
from collections import Counter

import msgspec

from vidocq.dossier import phrasing
from vidocq.model import Assessment, Dossier, Event, Hypothesis, HypothesisKind, Ranking, Row, Sensitivity

#: A name longer than this is a sentence.
_LONGEST = 60


def as_read(dossier: Dossier) -> Dossier:
    """The dossier with groups under the documents' names: ``APT31 (ZIRCONIUM in the knowledge base)``.

    A group that the documents call by the knowledge base's own name, or do not name, keeps that name. Ids stay, so that the
    numbers can be checked.
    """
    names = _names(dossier)
    if not names:
        return dossier
    profiles = tuple(
        msgspec.structs.replace(one, name=names[one.ref][1]) if one.ref in names else one for one in dossier.profiles
    )
    return msgspec.structs.replace(dossier, assessment=_assessment(dossier.assessment, names), profiles=profiles)


def _names(dossier: Dossier) -> dict[str, tuple[str, str]]:
    """Knowledge-base id to (the name there, the name to show)."""
    own = {profile.ref: profile.name for profile in dossier.profiles}
    told: dict[str, Counter[str]] = {}
    for item in dossier.evidence:
        if item.kind == "intrusion-set" and item.ref and item.lane.stands:
            written = told.setdefault(item.ref, Counter())
            written.update(quote.text for quote in item.support if 0 < len(quote.text) <= _LONGEST)
            own.setdefault(item.ref, item.name or item.value)
    found = {}
    for ref, written in told.items():
        known = own[ref]
        if not written or any(_same(name, known) for name in written):
            continue
        usual = phrasing.one_line(min(written, key=lambda name: (-written[name], name)), _LONGEST)
        found[ref] = (known, f"{usual} ({known} in the knowledge base)")
    return found


def _same(one: str, other: str) -> bool:
    """Whether two writings are one name: case, spaces and hyphens aside."""
    return re.sub(r"[\W_]+", "", one).casefold() == re.sub(r"[\W_]+", "", other).casefold()


def _assessment(given: Assessment, names: dict[str, tuple[str, str]]) -> Assessment:
    machine = given.machine_group
    return msgspec.structs.replace(
        given,
        group=_ranking(given.group, names),
        machine_group=None if machine is None else _ranking(machine, names),
        events=tuple(_event(event, names) for event in given.events),
        sensitivity=tuple(_test(test, dict(names.values())) for test in given.sensitivity),
    )


def _test(test: Sensitivity, shown: dict[str, str]) -> Sensitivity:
    """A test whose leaders are told by name has them under the documents' names."""
    before, after = (shown.get(name, name) for name in (test.top_before, test.top_after))
    return msgspec.structs.replace(test, top_before=before, top_after=after)


def _event(event: Event, names: dict[str, tuple[str, str]]) -> Event:
    return msgspec.structs.replace(event, group=_ranking(event.group, names))


def _ranking(ranking: Ranking, names: dict[str, tuple[str, str]]) -> Ranking:
    shown = {row.hypothesis.ref: names[row.hypothesis.ref] for row in ranking.rows if row.hypothesis.ref in names}
    if not shown:
        return ranking
    sentence = ranking.answer.sentence
    for known, name in shown.values():
        sentence = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", name.replace("\\", r"\\"), sentence)
    answer = msgspec.structs.replace(ranking.answer, sentence=sentence)
    return msgspec.structs.replace(ranking, answer=answer, rows=tuple(_row(row, names) for row in ranking.rows))


def _row(row: Row, names: dict[str, tuple[str, str]]) -> Row:
    given = row.hypothesis
    if given.kind is not HypothesisKind.ACTOR or given.ref not in names:
        return row
    hypothesis: Hypothesis = msgspec.structs.replace(given, name=names[given.ref][1])
    return msgspec.structs.replace(row, hypothesis=hypothesis)
