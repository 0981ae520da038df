"""Assess a case: evidence and knowledge in, one frozen assessment out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from vidocq._version import __version__
from vidocq.assessment import hand, rows
from vidocq.assessment.answers import NAMES, answer, no_evidence
from vidocq.assessment.asof import check_dated, cut, no_surer, undated
from vidocq.assessment.bag import Bag, decimal_year
from vidocq.assessment.circular import circular_items, cited_reports
from vidocq.assessment.confidence import confidence
from vidocq.assessment.draws import draw
from vidocq.assessment.hypotheses import PLANTED, PLANTED_CHEAP, Belief
from vidocq.assessment.index import Index, build
from vidocq.assessment.loo import Effect, effects
from vidocq.assessment.matrix import cells, diagnosticity
from vidocq.assessment.mixture import like_the_record, lone
from vidocq.assessment.model import FittedModel, Record, Variant, shipped
from vidocq.assessment.nextsteps import next_steps
from vidocq.assessment.posterior import Posterior
from vidocq.assessment.reading import WEIGHS_NOTHING, Reading, read, with_text
from vidocq.assessment.rivals import Rivals, rivals
from vidocq.assessment.scale import Scale
from vidocq.assessment.sensitivity import Tester, sensitivities
from vidocq.errors import InputError, KnowledgeError
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import AnalystInput, Assessment, Document, Evidence, KnowledgeReference, Level, Ranking, Sensitivity
from vidocq.vocabulary.counts import counted
from vidocq.vocabulary.days import last_day

#: More items than this are refused rather than weighed for minutes.
MOST_EVIDENCE = 100_000


@dataclass(frozen=True, slots=True)
class _Case:
    """A case on its way: what it says, what it is weighed against, and what came out."""

    reading: Reading
    rivals: Rivals
    scale: Scale
    posterior: Posterior
    prior: Posterior
    effects: tuple[Effect, ...]
    tests: tuple[Sensitivity, ...]
    planted: float
    seed: int

    @property
    def index(self) -> Index:
        """The knowledge."""
        return self.scale.index

    @property
    def variant(self) -> Variant:
        """The weights."""
        return self.scale.variant


def assess(
    evidence: Iterable[Evidence],
    snapshot: Snapshot,
    *,
    model: FittedModel | None = None,
    as_of: str | None = None,
    exclude_evidence: Collection[str] = (),
    exclude_documents: Collection[str] = (),
    planted_kinds: Collection[str] = (),
    priors: Sequence[AnalystInput] = (),
    overrides: Sequence[AnalystInput] = (),
    documents: Sequence[Document] = (),
    seed: int = 0,
) -> Assessment:
    """Weigh the evidence of one case against all groups and states of a snapshot.

    Args:
        evidence: the items, in any order; claims and what waits for review are listed, never weighed.
        snapshot: what is known beforehand.
        model: fitted weights; the package's own by default.
        as_of: weigh with what was recorded up to this date (EDTF); what the knowledge base recorded later is left out, and said.
        exclude_evidence: ids of items that an analyst leaves out.
        exclude_documents: ids of documents that an analyst leaves out.
        planted_kinds: kinds of evidence taken as planted: they do not weigh.
        priors: an analyst's priors: ``target`` a group's id, a state's code or ``not-in-kb``, ``value`` a probability.
        overrides: an analyst's probabilities (kind ``override``, ``target`` a hypothesis id) and grades (kind ``grade``).
        documents: the case's documents: a profile that cites one of them loses what it has from it, and the texts of those that
            gave technical evidence are compared with what is written of each group.
        seed: seed of the draws behind intervals and next steps.

    Raises:
        InputError: the evidence or the analyst's inputs cannot be used.
        KnowledgeError: the snapshot has no group with recorded behaviour.
        ModelError: the weights do not fit.
    """
    inputs = (*priors, *overrides)
    hand.check(inputs)
    items = _bounded(evidence)
    fitted = model or shipped()
    as_of = None if as_of is None else last_day(as_of)
    if cut(snapshot, as_of):
        check_dated(snapshot)
    circular = cited_reports(documents, snapshot)
    index = index_of(snapshot, without=circular, until=cut(snapshot, as_of))
    variant = fitted.variant_for(index)
    reading = read(
        hand.regrade(items, overrides), snapshot, index,
        without=exclude_evidence, without_documents=exclude_documents, planted=planted_kinds,
    )  # fmt: skip
    reading = with_text(reading, documents, exclude_documents)
    scale = Scale(index, variant)
    if cut(snapshot, as_of) and index.groups:
        scale = Scale(index, variant, hand.Bias(unknown=no_surer(reading.bag, scale, index_of(snapshot, without=circular))))
    against = rivals(reading, index, documents)
    machine = _weigh(reading, against, scale, seed)
    chosen = machine
    if priors:
        nothing = Bag(year=reading.bag.year)

        def together(one: hand.Bias) -> Scale:
            return Scale(index, variant, hand.Bias(one.groups, one.unknown + scale.bias.unknown))

        given = hand.bias(priors, index, lambda one: together(one).weigh(nothing))
        chosen = _weigh(reading, against, together(given), seed)
    flagged = circular_items(reading, snapshot, index, circular)
    excluded = _exclusions(exclude_evidence, exclude_documents)
    return _assessment(chosen, machine, (*inputs, *excluded), snapshot=snapshot, fitted=fitted, as_of=as_of, circular=flagged)


def index_of(snapshot: Snapshot, *, without: frozenset[str] = frozenset(), until: str | None = None) -> Index:
    """The index of a snapshot, built once and kept with it.

    Raises:
        KnowledgeError: no group of the snapshot has recorded behaviour.
    """
    kept: dict[object, Index] = snapshot.__dict__.setdefault("_assessment_indexes", {})
    key = (without, until)
    if key not in kept:
        if len(kept) > 4:
            kept.clear()
        kept[key] = build(snapshot, without_reports=without, until=until)
    if not kept[key].groups:
        raise KnowledgeError(
            "no group of this knowledge snapshot has any recorded behaviour",
            hint="build it from ATT&CK or the MISP galaxy, or take a later --as-of",
        )
    return kept[key]


def _bounded(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    items = tuple(sorted({item.id: item for item in evidence}.values(), key=lambda item: item.id))
    if len(items) > MOST_EVIDENCE:
        raise InputError(f"{len(items)} items of evidence are more than {MOST_EVIDENCE}", hint="split the case")
    return items


def _weigh(reading: Reading, against: Rivals, scale: Scale, seed: int) -> _Case:
    bag = reading.bag
    posterior = scale.weigh(bag)
    prior = scale.weigh(Bag(year=bag.year))
    found = effects(bag, scale, posterior)
    tests = sensitivities(Tester(bag, scale, posterior), found, reading.weighed) if bag.items else ()
    cheap = any(test.kind == "planted" and test.changes_answer for test in tests)
    share = PLANTED_CHEAP if cheap else PLANTED
    return _Case(reading, against, scale, posterior, prior, found, tests, share, seed)


def _assessment(
    case: _Case,
    machine: _Case,
    inputs: Sequence[AnalystInput],
    *,
    snapshot: Snapshot,
    fitted: FittedModel,
    as_of: str | None,
    circular: tuple[str, ...],
) -> Assessment:
    data = f"{fitted.note or 'past cases'} (weights of {fitted.fitted})"
    group, sponsor, beliefs = _rankings(case, inputs, data)
    by_hand = any(one.kind in ("prior", "override") for one in inputs)
    machine_group, machine_sponsor, _ = _rankings(machine, (), data) if by_hand else (None, None, ())
    gaps = _gaps(case, snapshot)
    matrix = cells(case.effects, beliefs, case.index)
    group_ids = frozenset(belief.hypothesis.id for belief in beliefs if belief.hypothesis.level is Level.GROUP)
    steps = next_steps(case.reading.bag, case.scale, case.posterior, seed=case.seed)
    return Assessment(
        group=group,
        sponsor=sponsor,
        confidence=confidence(case.reading.weighed, case.tests, gaps),
        matrix=matrix,
        diagnosticity=diagnosticity(matrix, group_ids),
        sensitivity=case.tests,
        next_steps=steps,
        assumptions=_assumptions(case, snapshot, fitted, as_of),
        gaps=gaps,
        knowledge=_reference(snapshot, as_of),
        code_version=__version__,
        model_digest=fitted.digest,
        seed=case.seed,
        technical_items=len(case.reading.weighed),
        origins=_origins(case.reading.weighed),
        circular=circular,
        left_out=case.reading.left_out,
        analyst=tuple(inputs),
        machine_group=machine_group,
        machine_sponsor=machine_sponsor,
        dissent=_dissent(group, machine_group),
        notes=case.reading.notes,
    )


def _rankings(case: _Case, inputs: Sequence[AnalystInput], data: str) -> tuple[Ranking, Ranking, tuple[Belief, ...]]:
    """Rankings of both levels, and the hypotheses that they show."""
    bias = case.scale.bias
    drawn = draw(case.reading.bag, case.index, case.variant, seed=case.seed, bias=bias.groups, unknown_bias=bias.unknown)
    spread = drawn.intervals
    weighed = rows.Weighed(case.index, case.posterior, case.prior, spread, case.planted, case.effects)
    groups = hand.overridden(rows.group_beliefs(weighed), inputs)
    states = hand.overridden(rows.sponsor_beliefs(weighed), inputs)
    seen_groups, seen_states = rows.shown(groups, rows.SHOWN_GROUPS), rows.shown(states, rows.SHOWN_STATES)
    empty = not case.reading.bag.items
    measured = like_the_record(case.reading.bag, case.index)
    alone = lone(case.reading.bag, case.index)
    variant = case.variant

    carried = dict(zip((Level.GROUP, Level.SPONSOR), drawn.carried, strict=True))

    def ranking(level: Level, seen: Sequence[Belief], every: Sequence[Belief], record: Record, what: str) -> Ranking:
        weight = rows.group_weight if level is Level.GROUP else rows.sponsor_weight
        full = {belief.hypothesis.id for belief in seen}
        ranked = tuple(
            rows.row_of(one, weighed, record, weight(one)) if one.hypothesis.id in full else rows.bare_row(one) for one in every
        )
        if empty:
            return Ranking(level=level, rows=ranked, answer=no_evidence(indicators=case.reading.only_indicators))
        first = next((one.hypothesis for one in every if one.hypothesis.kind in NAMES), None)
        against = None if first is None else case.rivals.against(first, case.index)
        said = answer(every, record, what, data, measured=measured, carried=carried[level], lone=alone, against=against)
        return Ranking(level=level, rows=ranked, answer=said)

    group = ranking(Level.GROUP, seen_groups, groups, variant.group_record, "group")
    sponsor = ranking(Level.SPONSOR, seen_states, states, variant.sponsor_record, "state")
    return group, sponsor, (*seen_groups, *seen_states)


def _assumptions(case: _Case, snapshot: Snapshot, fitted: FittedModel, as_of: str | None) -> tuple[str, ...]:
    lines = [
        "Past cases are a guide to this one: the weights and the record come from reports cut from ATT&CK's own citations.",
        "A state here is the origin or sponsor that the knowledge base gives its groups: a link, not proof of an order.",
        f"The probability that traces were planted ({case.planted:.1%}) is stated, not measured.",
    ]
    if case.index.name_only:
        lines.append(
            f"{counted(case.index.name_only, 'group is', 'groups are')} known by name only, without recorded behaviour, "
            "and counted as not in the knowledge base."
        )
    if not case.reading.dated:
        lines.append("No item has a date: the case is taken to be as old as the knowledge base.")
    if snapshot.meta.digest not in {digest for _, digest in fitted.data}:
        lines.append(
            "The weights were fitted on other knowledge than this snapshot (digests differ); "
            "the record holds as far as the two are alike."
        )
    if cut(snapshot, as_of):
        lines.append(
            f"The knowledge ({snapshot.meta.as_of or 'undated'}) is newer than {as_of}: "
            "what it dates later was left out; of its links "
            f"{undated(snapshot):.0%} have no date and were kept. "
            "The answer is made no surer than today's knowledge makes it."
        )
    if case.variant.name == "profiles":
        lines.append(
            "This knowledge cites no reports for what groups use: groups are weighed as whole profiles, which is less exact."
        )
    return tuple(lines)


def _gaps(case: _Case, snapshot: Snapshot) -> tuple[str, ...]:
    """What the case does not tell, and what the knowledge cannot tell of it."""
    weighed = case.reading.weighed
    families = {item.family for item in case.reading.bag.items}
    gaps = []
    if (later := _later(case, snapshot)) is not None:
        gaps.append(later)
    if not weighed:
        only = case.reading.only_indicators
        gaps.append("indicators only: nothing here that tells groups apart" if only else "no technical evidence")
    if "software" not in families:
        open_ = {why for _, why in case.reading.left_out if why.endswith(WEIGHS_NOTHING)}
        having = f" ({counted(len(open_), 'program')} named that others have too)" if open_ else ""
        gaps.append(f"no malware or tool that could be weighed{having}")
    if "technique" not in families:
        gaps.append("no technique that could be weighed")
    if not any(family.startswith("victim") for family in families):
        gaps.append("no victim country or sector that could be weighed")
    if weighed and not case.reading.dated:
        gaps.append("no date on any item")
    unknown = [item.value for item in case.reading.bag.items if not item.known and item.family == "software"]
    if unknown:
        new = counted(len(unknown), "piece of software is", "pieces of software are")
        gaps.append(f"{new} new to the knowledge base: {', '.join(sorted(unknown)[:5])}")
    return tuple(gaps)


def _later(case: _Case, snapshot: Snapshot) -> str | None:
    """A gap where the case is younger than the newest data: what groups have done since is not known."""
    known = snapshot.meta.as_of or snapshot.meta.newest
    until = decimal_year(known)
    if until is None or case.reading.bag.year is None or case.reading.bag.year <= until:
        return None
    return f"the case is younger than the knowledge in use ({known}): what became known since is not in it"


def _reference(snapshot: Snapshot, as_of: str | None) -> KnowledgeReference:
    sizes = (("groups", len(snapshot.actors)), ("software", len(snapshot.software)), ("techniques", len(snapshot.techniques)),
             ("campaigns", len(snapshot.campaigns)), ("reports", len(snapshot.reports)))  # fmt: skip
    shown = as_of if cut(snapshot, as_of) else snapshot.meta.as_of
    return KnowledgeReference(digest=snapshot.meta.digest, as_of=shown, built=snapshot.meta.built, contents=sizes)


def _origins(evidence: Iterable[Evidence]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, list[str]] = {}
    for item in evidence:
        found.setdefault(item.origin or "+".join(item.document_ids) or "analyst", []).append(item.id)
    return tuple((origin, tuple(ids)) for origin, ids in sorted(found.items()))


def _exclusions(evidence: Collection[str], documents: Collection[str]) -> tuple[AnalystInput, ...]:
    given = [*sorted(evidence), *sorted(documents)]
    return tuple(AnalystInput(kind="exclusion", by="analyst", reason="left out on request", target=one) for one in given)


def _dissent(group: Ranking, machine: Ranking | None) -> tuple[str, ...]:
    if machine is None or group.rows[0].hypothesis.id == machine.rows[0].hypothesis.id:
        return ()
    mine, theirs = machine.rows[0], group.rows[0]
    return (f"Without the analyst's hand {mine.hypothesis.name} leads ({mine.probability:.0%}), not {theirs.hypothesis.name}.",)
