"""Names of actors as claims: claim, withdraw, ask why, see the group above a threshold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from vidocq.cli.desk import open_desk, open_store, plain, show, store_option, who
from vidocq.cli.shared import edtf_day, format_option, knowledge_option, shown_as
from vidocq.vocabulary.counts import counted

threshold_option = click.option(
    "--threshold", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Claims at or above this likelihood count."
)


def _scope(function: Callable[..., Any]) -> Callable[..., Any]:
    function = click.option("--case", "case", help="With the claims made for one case.")(function)
    return click.option("--analyst", help="With the claims one analyst keeps for themselves.")(function)


@click.group(short_help="Names of actors as claims: claim, withdraw, why, view.")
def COMMAND() -> None:  # noqa: N802 - found by this name
    """Two names are the same when somebody says so: each claim has its source, its date and its likelihood.

    \b
    vidocq alias claim "BRONZE VINEWOOD" APT31 --source "Secureworks" --likelihood 0.9
    vidocq alias view APT31
    vidocq alias why "BRONZE VINEWOOD" APT31
    vidocq alias withdraw alias--12 --why "mixed up with another"
    """


@COMMAND.command()
@click.argument("name")
@click.argument("other")
@click.option(
    "--relation", type=click.Choice(("same-as", "overlaps", "part-of", "disputed")), default="same-as", show_default=True
)
@click.option("--source", required=True, help="Who says so.")
@click.option("--reporter", default="", help="Whose name NAME is.")
@click.option("--other-reporter", default="", help="Whose name OTHER is.")
@click.option("--date", callback=edtf_day, help="When they said so (EDTF).")
@click.option("--likelihood", type=click.FloatRange(0, 1), default=1.0, show_default=True, help="How likely they say it is.")
@click.option("--why", default="", help="Why it is kept here.")
@click.option("--case", "case", help="Only for one case.")
@click.option("--private", is_flag=True, help="Only for the one who acts.")
@store_option
@knowledge_option
def claim(
    name: str,
    other: str,
    relation: str,
    source: str,
    reporter: str,
    other_reporter: str,
    date: str | None,
    likelihood: float,
    why: str,
    case: str | None,
    private: bool,
    location: str | None,
    by: str | None,
    knowledge: str | None,
) -> None:
    """Keep a claim that two names are the same (or overlap, are part of, are disputed)."""
    from vidocq.store.aliases import AliasClaim
    from vidocq.workbench.naming import Names

    with open_desk(location, by, create=True, knowledge=knowledge) as desk:
        made = AliasClaim(
            id="",
            relation=relation,
            name=name,
            other=other,
            source=source,
            by=desk.by,
            reporter=reporter,
            other_reporter=other_reporter,
            date=date,
            likelihood=likelihood,
            why=why,
            scope="analyst" if private else "case" if case else "",
        )
        kept, touched = Names(desk).claim(made, case)
    click.echo(f"{kept.id}  {plain(kept.name)} {kept.relation} {plain(kept.other)}")
    _touched(touched)


@COMMAND.command()
@click.argument("claim_id", metavar="CLAIM")
@click.option("--why", required=True, help="The reason.")
@store_option
@knowledge_option
def withdraw(claim_id: str, why: str, location: str | None, by: str | None, knowledge: str | None) -> None:
    """Withdraw a claim: what it had merged is apart again, and the cases it touched are read again."""
    from vidocq.workbench.naming import Names

    with open_desk(location, by, knowledge=knowledge) as desk:
        gone, touched = Names(desk).withdraw(claim_id, why)
    click.echo(f"withdrawn: {plain(gone.name)} {gone.relation} {plain(gone.other)}")
    _touched(touched)


def _touched(touched: tuple[tuple[str, int], ...]) -> None:
    for slug, count in touched:
        click.echo(
            f"  case {slug}: {counted(count, 'record follows', 'records follow')} (`vidocq case assess {slug}` weighs it again)"
        )


@COMMAND.command(name="list")
@_scope
@store_option
@format_option()
def list_claims(case: str | None, analyst: str | None, location: str | None, by: str | None, shape: str) -> None:
    """List claims in force."""
    from vidocq.workbench.naming import claims_of

    with open_store(location) as store:
        found = claims_of(store, who(by), case, analyst)
    heads = ("claim", "name", "relation", "other", "source", "date", "likelihood", "why")
    rows = [(one.id, one.name, one.relation, one.other, one.source, one.date, one.likelihood, one.why) for one in found]
    show(shape, heads, rows, found, "no claim yet")


@COMMAND.command()
@click.argument("name")
@_scope
@threshold_option
@store_option
@format_option()
def view(
    name: str, case: str | None, analyst: str | None, threshold: float, location: str | None, by: str | None, shape: str
) -> None:
    """The group one sees under a name, and by which claims."""
    from vidocq.store.aliases import group
    from vidocq.workbench.naming import claims_of

    with open_store(location) as store:
        found = group(claims_of(store, who(by), case, analyst), name, threshold)
    if shown_as(shape, found):
        return
    click.echo(plain(found.name))
    for other, way in found.ways:
        click.echo(f"  = {plain(other)}  ({'; '.join(_step(step) for step in way)})")
    for other, way in found.possible:
        click.echo(f"  ? {plain(other)}  not merged: a shared name only ({'; '.join(_step(step) for step in way)})")
    for one in found.disputed:
        click.echo(f"  ! {plain(one.source)} disputes {plain(one.name)} = {plain(one.other)} ({one.id})")
    if not found.ways and not found.possible:
        click.echo("  no claim joins it to another name")


@COMMAND.command()
@click.argument("name")
@click.argument("other")
@_scope
@threshold_option
@store_option
@format_option()
def why(
    name: str,
    other: str,
    case: str | None,
    analyst: str | None,
    threshold: float,
    location: str | None,
    by: str | None,
    shape: str,
) -> None:
    """Why two names are one group here: the claims, each with its source."""
    from vidocq.store.aliases import why as run
    from vidocq.workbench.naming import claims_of

    with open_store(location) as store:
        way = run(claims_of(store, who(by), case, analyst), name, other, threshold)
    if not shown_as(shape, way):
        click.echo("\n".join(_step(step) for step in way) if way else "they are not joined")


@COMMAND.command()
@_scope
@threshold_option
@store_option
@format_option()
def conflicts(case: str | None, analyst: str | None, threshold: float, location: str | None, by: str | None, shape: str) -> None:
    """What does not fit together: joined and disputed at once, or a shared name."""
    from vidocq.store.aliases import conflicts as run
    from vidocq.workbench.naming import claims_of

    with open_store(location) as store:
        lines = run(claims_of(store, who(by), case, analyst), threshold)
    if not shown_as(shape, lines):
        click.echo("\n".join(plain(line) for line in lines) if lines else "no conflict")


def _step(step: Any) -> str:
    one = step.claim
    said = f"{plain(one.source)}, {one.date}" if one.date else plain(one.source)
    return f"{plain(one.name)} {one.relation} {plain(one.other)}: {said}, likelihood {one.likelihood:g}, {one.id}"
