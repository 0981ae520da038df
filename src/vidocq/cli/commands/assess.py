"""Hypotheses at both levels, the ACH matrix, what the answer hangs on, and what to collect next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vidocq.cli.folding import width
from vidocq.cli.shared import RENDERERS, as_of_option, format_option, knowledge_option, show_dossier, snapshot_from
from vidocq.cli.terminal import escaped_json, printable

if TYPE_CHECKING:
    from vidocq.model import AnalystInput, Assessment, Dossier

_COLUMNS = 6
#: Width of a cell of the matrix with its blank, and of what stands around the cells of a line.
_CELL = 12
_AROUND = 7


@click.command(short_help="Weigh a written case again: matrix, sensitivity, what to collect next.")
@click.argument("case", metavar="[DOSSIER]", required=False)
@click.option("--batch", type=click.Path(), help='Many cases: JSON lines {"case_id", "items": [...], "victims": [...]}.')
@click.option(
    "--without",
    multiple=True,
    metavar="WHAT",
    help="Leave out an item (E12), a source (P1) or a document (D2), numbered as in the dossier; repeatable.",
)
@click.option("--planted", "planted", multiple=True, metavar="KIND", help="Take this kind of evidence as planted (repeatable).")
@as_of_option
@click.option("--prior", "priors", multiple=True, metavar="TARGET=P", help="An analyst's prior; needs --by and --why.")
@click.option("--by", default="", help="Who sets the prior.")
@click.option("--why", default="", help="The reason for the prior.")
@click.option("--seed", default=0, show_default=True, help="Seed of the draws behind the intervals.")
@knowledge_option
@format_option(room=RENDERERS)
def COMMAND(  # noqa: N802 - found by this name
    case: str | None,
    batch: str | None,
    without: tuple[str, ...],
    planted: tuple[str, ...],
    as_of: str | None,
    priors: tuple[str, ...],
    by: str,
    why: str,
    seed: int,
    knowledge: str | None,
    shape: str,
) -> None:
    """Weigh DOSSIER again: a directory (or its JSON) that `vidocq investigate --out` wrote. Stored cases: `vidocq case assess`.

    \b
    vidocq assess dossier/ --without E12 --without P1
    vidocq assess dossier/ --as-of 2024-06-30 --planted malware --format html > again.html
    vidocq assess --batch cases.jsonl > results.jsonl
    """
    from pathlib import Path

    from vidocq.errors import InputError
    from vidocq.workbench.assessing import load_dossier, reassess, without_words
    from vidocq.workbench.options import check_kinds

    if batch is not None:
        _batch(batch, knowledge)
        return
    if case is None:
        raise InputError("nothing to assess", hint="give a dossier directory, or --batch cases.jsonl")
    if not Path(case).exists():
        raise InputError("no such dossier", where=case, hint="stored cases: `vidocq case assess NAME`")
    check_kinds(planted)  # before anything large is loaded
    dossier = load_dossier(case)
    again = reassess(
        dossier,
        snapshot_from(knowledge),
        without=without,
        planted_kinds=planted,
        as_of=as_of,
        priors=[_prior(text, by, why) for text in priors],
        seed=seed,
    )

    def told() -> None:
        for touched in without_words(dossier, without):
            click.echo(printable(f"Left out: {touched}"))
        _text(again, dossier.assessment)

    show_dossier(shape, again, told)


def _batch(path: str, knowledge: str | None) -> None:
    """One JSON line a case, written as it is reached; a line that cannot be used is said and left out."""
    import msgspec

    from vidocq.workbench.ranking import rank_batch

    skipped = False
    for result in rank_batch(path, snapshot_from(knowledge)):
        if isinstance(result, str):
            click.echo(f"vidocq: skipped: {result}", err=True)
            skipped = True
        else:
            click.echo(escaped_json(msgspec.json.encode(result).decode()))
    if skipped:
        click.get_current_context().exit(5)


def _prior(text: str, by: str, why: str) -> AnalystInput:
    from vidocq.errors import InputError
    from vidocq.model import AnalystInput

    target, equals, value = text.partition("=")
    if not (by and why):
        raise InputError("a prior needs its author and reason", where=text, hint="add --by NAME --why REASON")
    if not equals:
        raise InputError("a prior is TARGET=PROBABILITY", where=text, hint="such as G0128=0.3 or CN=0.5")
    return AnalystInput(kind="prior", by=by, reason=why, target=target, value=value)


def _text(dossier: Dossier, before: Assessment) -> None:
    from vidocq.dossier.desk import Desk
    from vidocq.dossier.sections.answer import confidence_reasons

    after = dossier.assessment
    numbers = dossier.numbering
    shown = {item.id: f"{numbers[item.id]:>4} {item.shown}" for item in dossier.evidence}
    for ranking, was in ((after.group, before.group), (after.sponsor, before.sponsor)):
        click.echo(f"{ranking.level.value.capitalize()}: {ranking.answer.sentence}")
        old = {row.hypothesis.id: row.probability for row in was.rows}
        for row in ranking.rows[:8]:
            low, high = row.interval
            change = row.probability - old.get(row.hypothesis.id, 0.0)
            moved = f"  ({change:+.1%})" if abs(change) >= 0.0005 else ""
            click.echo(f"  {row.probability:6.1%}  [{low:4.0%} to {high:4.0%}]  {row.word:20}  {row.hypothesis.name}{moved}")
        click.echo("")
    confidence = after.confidence
    reasons = "; ".join(text for _name, text in confidence_reasons(Desk(dossier)))
    click.echo(printable(f"Analytic confidence: {confidence.level.value}. {reasons}"))
    _matrix(after, shown)
    _hangs_on(after, _names(dossier))
    click.echo("\nWhat to collect next:")
    for step in after.next_steps:
        click.echo(f"  {step.sentence}")


def _matrix(assessment: Assessment, shown: dict[str, str]) -> None:
    """Evidence against the leading hypotheses, the most telling items first; as many columns as the terminal has room for."""
    cells = {(cell.evidence_id, cell.hypothesis_id): cell for cell in assessment.matrix}
    if not cells:
        click.echo("\nNothing was weighed, so there is no matrix.")
        return
    groups, states = assessment.group.rows[:_COLUMNS], assessment.sponsor.rows[: _COLUMNS // 2]
    label = min(40, width() // 3)
    room = max(1, (width() - label - _AROUND) // _CELL)
    kept = max(1, min(len(groups), room - min(len(states), room // 3)))
    leading = [row.hypothesis for row in (*groups[:kept], *states[: max(0, room - kept)])]
    click.echo("\nACH matrix (CC very consistent ... II very inconsistent, NA not applicable; most telling first):")
    if len(leading) < len(groups) + len(states):
        click.echo(f"({len(leading)} of {len(groups) + len(states)} columns fit; a wider terminal or --format html has more)")
    click.echo("  " + " " * label + " ".join(f"{one.name[: _CELL - 1]:{_CELL - 1}}" for one in leading).rstrip())
    for evidence_id, diagnosticity in sorted(assessment.diagnosticity, key=lambda pair: -pair[1])[:25]:
        found = (cells.get((evidence_id, one.id)) for one in leading)
        line = " ".join(f"{cell.consistency.name + f' {cell.weight:+.2f}' if cell else '':{_CELL - 1}}" for cell in found)
        click.echo(f"  {shown.get(evidence_id, evidence_id)[: label - 1]:{label - 1}} {line} {diagnosticity:.2f}")


def _names(dossier: Dossier) -> dict[str, str]:
    """Documents and sources under the names that a person knows them by."""
    documents = {entry.id: entry.name.rsplit("/", 1)[-1] for entry in dossier.documents}
    return documents | {source.id: source.name for source in dossier.sources}


def _hangs_on(assessment: Assessment, names: dict[str, str]) -> None:
    click.echo("\nWithout it (total variation of the answer, 0 to 1):")
    telling = sorted(assessment.sensitivity, key=lambda one: (-one.changes_answer, -one.shift))
    for one in telling[:12]:
        lead = f"{one.top_before} -> {one.top_after}" if one.changes_answer else f"{one.top_before} still leads"
        numbers = f"{one.probability_before:.0%} -> {one.probability_after:.0%}"
        click.echo(
            f"  {one.shift:.2f}  {one.level.value:8} {one.kind:8} {names.get(one.label, one.label)[:44]:44}  {lead}, {numbers}"
        )
