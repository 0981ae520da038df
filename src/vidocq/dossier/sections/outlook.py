"""What would change the answer, what is missing, what was taken for granted, and what an analyst changed by hand."""

from __future__ import annotations

from vidocq.dossier import dates, phrasing
from vidocq.dossier.desk import Desk, plain
from vidocq.dossier.outline import Basis, Block, Listing, Paragraph, Section, Sentence
from vidocq.model import AnalystInput, Comment, NextStep, Ranking

#: No name is shown longer.
_NAME = 120


def outlook(desk: Desk) -> Section:
    """What would change this: next steps, those that move the answer most first."""
    steps = sorted(desk.dossier.assessment.next_steps, key=lambda step: -(step.expected_shift or 0.0))
    lines = tuple(_step(desk, step) for step in steps)
    nothing = Paragraph(sentences=(plain("The assessment names nothing to collect next"),))
    block: Block = Listing(sentences=lines) if lines else nothing
    return Section(anchor="change", title="What would change this", blocks=(block,))


def _step(desk: Desk, step: NextStep) -> Sentence:
    shift = ""
    if step.expected_shift is not None and "on average" not in step.sentence:
        points = 100 * step.expected_shift
        shift = f" (moves the answer by {points:.0f} points of 100 on average)" if points >= 0.5 else " (hardly moves the answer)"
    basis = f"; {step.basis}" if step.basis else ""
    return desk.computed(f"{phrasing.step(step.sentence.rstrip('. '))}{shift}{basis}")


def limits(desk: Desk) -> Section:
    """Gaps and assumptions."""
    assessment = desk.dossier.assessment
    blocks: list[Block] = []
    for label, given in (
        ("Gaps: what is not known", assessment.gaps),
        ("Assumptions: what was taken for granted", assessment.assumptions),
    ):
        lines = tuple(desk.computed(phrasing.gap(text)) for text in given)
        blocks.append(Listing(sentences=lines or (plain("None recorded"),), label=label))
    waiting = desk.dossier.waiting
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        told = plain(f"{phrasing.counted(waiting, 'item')} {verb} for a person; none of them was used")
        blocks.append(Paragraph(sentences=(told,)))
    if assessment.notes:
        blocks.append(Listing(sentences=tuple(desk.computed(text) for text in assessment.notes), label="Notes"))
    return Section(anchor="limits", title="Gaps and assumptions", blocks=tuple(blocks))


def hand(desk: Desk) -> Section | None:
    """What an analyst changed, chose and commented, by name; the machine's own view beside it, and dissent; nothing if none."""
    assessment = desk.dossier.assessment
    blocks: list[Block] = []
    if assessment.analyst:
        lines = tuple(_by_analyst(desk, item) for item in assessment.analyst)
        blocks.append(Listing(sentences=lines, label="Changed by hand"))
    machine = [ranking for ranking in (assessment.machine_group, assessment.machine_sponsor) if ranking is not None]
    if machine:
        blocks.append(Listing(sentences=tuple(_machine(desk, ranking) for ranking in machine), label="The machine's own view"))
    if desk.dossier.chosen:
        blocks.append(Paragraph(sentences=(_chosen(desk),), label="Put first by hand"))
    if desk.dossier.comments:
        lines = tuple(_comment(desk, item) for item in desk.dossier.comments)
        blocks.append(Listing(sentences=lines, label="Comments"))
    if assessment.dissent:
        said = tuple(Sentence(text=phrasing.sentence(text), basis=Basis.ANALYST) for text in assessment.dissent)
        blocks.append(Listing(sentences=said, label="Dissent"))
    return Section(anchor="hand", title="The analyst's hand", blocks=tuple(blocks)) if blocks else None


def _by_analyst(desk: Desk, given: AnalystInput) -> Sentence:
    name = desk.label(given.target) if given.target in desk.labels else desk.hypothesis(given.target)
    change = f" set to {given.value}" if given.value else ""
    text = f"{given.by}: {given.kind} of {name}{change}, because {given.reason}"
    return Sentence(text=phrasing.sentence(text), basis=Basis.ANALYST)


def _chosen(desk: Desk) -> Sentence:
    """Who put what first, and that it weighs no more for it."""
    shown = [record for record in desk.dossier.chosen if record in desk.records]
    labels = phrasing.joined([desk.label(record) for record in shown])
    who = phrasing.one_line(desk.dossier.chosen_by, _NAME)
    text = f"{who} chose what stands first ({labels}); what was weighed, and how much, does not depend on it"
    return Sentence(text=phrasing.sentence(text), basis=Basis.ANALYST, links=tuple(desk.link(record) for record in shown))


def _comment(desk: Desk, given: Comment) -> Sentence:
    """``Ada, 26 November 2026, on E12, with a signature: ...``; whose the signature is, only `dossier verify` tells."""
    known = given.about in desk.labels
    about = f", on {desk.label(given.about)}" if known else ", on a record that is not shown" if given.about else ""
    signed = ", with a signature" if given.signature else ""
    head = f"{phrasing.one_line(given.by, _NAME)}, {dates.words(given.at)}{about}{signed}"
    text = f"{head}: “{phrasing.one_line(given.text, phrasing.LONGEST)}”"
    return Sentence(text=text, basis=Basis.ANALYST, links=(desk.link(given.about),) if known else ())


def _machine(desk: Desk, ranking: Ranking) -> Sentence:
    top = ranking.rows[0] if ranking.rows else None
    text = ranking.answer.sentence or "no answer"
    if top is not None:
        text = (
            f"{text.rstrip('. ')} (first: {top.hypothesis.name}, {phrasing.percent(top.probability, top.interval)}, {top.word})"
        )
    return desk.computed(f"{ranking.level.value}: {text}")
