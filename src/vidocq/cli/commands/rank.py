"""Which groups does this look like?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vidocq.cli.shared import as_of_option, columns, format_option, is_quiet, knowledge_option, shown_as, snapshot_from

if TYPE_CHECKING:
    from vidocq.knowledge.snapshot import Snapshot
    from vidocq.model import Ranking
    from vidocq.workbench.ranking import Ranked


#: So many rows are shown to a person who asked for no number.
_TOP = 8


@click.command(short_help="Which groups does this look like? Bare techniques, malware, tools, indicators.")
@click.argument("items", nargs=-1, metavar="ITEM...")
@click.option("--victim", "victims", multiple=True, help="Victim country (ISO code or name); may be repeated.")
@click.option("--sector", "sectors", multiple=True, help="Victim sector; may be repeated.")
@as_of_option
@click.option(
    "--top", type=click.IntRange(1), help=f"How many hypotheses to show at each level; by default {_TOP} in text, else all."
)
@knowledge_option
@format_option()
def COMMAND(  # noqa: N802 - found by this name
    items: tuple[str, ...],
    victims: tuple[str, ...],
    sectors: tuple[str, ...],
    as_of: str | None,
    top: int | None,
    knowledge: str | None,
    shape: str,
) -> None:
    """Rank groups and states for bare items: ATT&CK ids, names of malware and tools, CVEs, indicators.

    \b
    vidocq rank T1566.001 T1059.003 "Cobalt Strike" S0154
    vidocq rank T1566.001 "AllaKore RAT" --victim IN --sector defence
    """
    from vidocq.model import tables
    from vidocq.workbench.ranking import rank

    snapshot = snapshot_from(knowledge)
    ranked = rank(items, snapshot, victims=victims, sectors=sectors, as_of=as_of)
    for note in ranked.notes if not is_quiet() else ():
        click.echo(f"vidocq: note: {note}", err=True)
    if top is not None:
        ranked = ranked.cut(top)
    if not shown_as(shape, ranked, *columns(ranked.to_rows(), tables.RANKING)):
        _text(ranked, top or _TOP, snapshot)


def _text(ranked: Ranked, top: int, snapshot: Snapshot) -> None:
    assessment = ranked.assessment
    names = {item.id: item.shown for item in ranked.evidence}
    left_out = dict(assessment.left_out)
    for item in ranked.evidence:
        program = snapshot.software_by_id.get(item.ref or "")
        who_has_it = f" [{program.availability.value}]" if program is not None else ""
        reason = f"   not weighed: {left_out[item.id]}" if item.id in left_out else ""
        click.echo(f"  {item.kind:16} {item.shown}{who_has_it}{reason}")
    for ranking in (assessment.group, assessment.sponsor):
        click.echo(f"\n{ranking.level.value.capitalize()}: {ranking.answer.sentence}")
        _rows(ranking, top, names)
    click.echo(f"\nAnalytic confidence: {assessment.confidence.level.value}. {assessment.confidence.information_base}")
    click.echo(f"Knowledge {assessment.knowledge.digest[:12]}, weights {assessment.model_digest[:12]}.")


def _rows(ranking: Ranking, top: int, names: dict[str, str]) -> None:
    for row in ranking.rows[:top]:
        low, high = row.interval
        reference = f" ({row.hypothesis.ref})" if row.hypothesis.ref else ""
        because = ", ".join(names.get(one, one) for one in row.evidence_for[:3])
        click.echo(
            f"  {row.probability:6.1%}  [{low:4.0%} to {high:4.0%}]  {row.word:20}  {row.hypothesis.name}{reference}"
            + (f"  because of {because}" if because else "")
        )
