"""The ledger of who said what of whom: add, show, trends, precedents, import."""

from __future__ import annotations

from typing import Any

import click

from vidocq.cli.desk import plain, who
from vidocq.cli.shared import echo_json, edtf_day, format_option
from vidocq.vocabulary.counts import counted

_ledger_option = click.option(
    "--ledger",
    "--store",
    "path",
    metavar="STORE",
    help="Store that the statements are kept in; by default $VIDOCQ_LEDGER, $VIDOCQ_STORE or your own.",
)
_by_option = click.option("--by", help="Who acts; by default $VIDOCQ_USER or the name you are logged in by.")
_tlp_option = click.option("--tlp", default="", help="Marking of what carries none.")


@click.group(short_help="Who said what of whom: keep it, ask it, see trends and precedents.")
def COMMAND() -> None:  # noqa: N802 - found by this name
    """A graded record of public statements. Nothing that waits for review counts before a person accepts it by name.

    It is kept in the store, beside the cases: the same people, ceilings and log hold for it.
    """


def _marking(tlp: str) -> Any:
    from vidocq.vocabulary.tlp import Tlp, parse

    return parse(tlp) if tlp else Tlp.UNMARKED


@COMMAND.command()
@click.argument("inputs", nargs=-1, required=True, metavar="FILE...")
@_tlp_option
@_by_option
@_ledger_option
@format_option("text", "json")
@click.pass_context
def add(ctx: click.Context, inputs: tuple[str, ...], tlp: str, by: str | None, path: str | None, shape: str) -> None:
    """Read documents and keep what they say."""
    from vidocq.workbench import ledger as verbs
    from vidocq.workbench.reading import read_documents

    marking = _marking(tlp)
    documents, problems = read_documents(inputs)
    for problem in problems:
        click.echo(f"vidocq: skipped: {problem}", err=True)
    if not documents:
        ctx.exit(2)
    with verbs.open_ledger(path, by=who(by)) as kept:
        added = verbs.add(kept, documents, by=who(by), tlp=marking)
    refused = [one for one in added if one.refused]
    for one in refused:
        click.echo(f"vidocq: skipped: {plain(one.name)}: {plain(one.refused)}", err=True)
    if shape == "json":
        echo_json(added)
    else:
        for one in (one for one in added if not one.refused):
            click.echo(
                f"{one.name}: {counted(one.statements, 'statement')}, "
                f"{counted(one.waiting, 'record waits', 'records wait')} for a person, {one.new} new"
            )
            for note in one.notes:
                click.echo(f"  note: {note}")
    if problems or refused:
        ctx.exit(5)


def _filters(command: Any) -> Any:
    for option in reversed(
        [
            click.option("--speaker", help="Who speaks (code or name)."),
            click.option("--sponsor", help="State blamed (code or name), its organs included."),
            click.option("--actor", help="Group named."),
            click.option("--victim", help="Victim country."),
            click.option("--act", help="asserts, denies, withholds, relays ..."),
            click.option("--reaction", type=int, help="0 none to 6 condemns in the strongest terms."),
            click.option("--since", callback=edtf_day, help="First day (EDTF)."),
            click.option("--until", callback=edtf_day, help="Last day (EDTF)."),
            click.option("--lane", help="auto, review, accepted or rejected."),
        ]
    ):
        command = option(command)
    return command


@COMMAND.command()
@_filters
@click.option("--view", type=click.Choice(["table", "timeline", "matrix"]), default="table", show_default=True)
@_by_option
@_ledger_option
@format_option("text", "html", "svg", "csv", "json")
def show(by: str | None, path: str | None, view: str, shape: str, **filters: Any) -> None:
    """Statements that fit: joined over documents, counted at origins."""
    from vidocq.statements.ledger import Query
    from vidocq.statements.views import show as render
    from vidocq.workbench.ledger import open_ledger

    with open_ledger(path, by=who(by), create=False) as kept:
        click.echo(render(kept.show(Query(**filters)), view=view, format=shape), nl=False)


@COMMAND.command()
@_filters
@click.option("--by", type=click.Choice(["year", "quarter", "month"]), default="year", show_default=True)
@click.option("--chart", type=click.Path(), help="Write an SVG chart here.")
@click.option("--cases", is_flag=True, help="Count the cases of the precedents instead of the ledger's statements.")
@click.option("--user", help="Who asks; by default $VIDOCQ_USER or the name you are logged in by.")
@_ledger_option
@format_option("text", "json")
def trends(path: str | None, by: str, chart: str | None, cases: bool, user: str | None, shape: str, **filters: Any) -> None:
    """Counts a period with intervals, and a test for change. It says how the record grew, not how attacks did."""
    from pathlib import Path

    from vidocq.statements.ledger import Query
    from vidocq.statements.precedents import load_precedents
    from vidocq.statements.trends import events_of, events_of_cases, trend, trend_svg, trend_text
    from vidocq.workbench.ledger import open_ledger

    with open_ledger(path, by=who(user), create=False) as kept:
        if cases:
            rows = (*load_precedents(), *kept.precedents())
            sponsor = (filters["sponsor"] or "").upper()
            events = events_of_cases(row for row in rows if not sponsor or sponsor in row.sponsors)
        else:
            events = events_of(kept.show(Query(**filters)))
    result = trend(events, by=by)
    if chart is not None:
        Path(chart).write_text(trend_svg(result), encoding="utf-8")
    if shape == "json":
        echo_json(result)
    else:
        click.echo(trend_text(result))


@COMMAND.command()
@click.option("--like", "wanted", metavar="CASE", help="A case of the table (P01) or a dossier directory.")
@click.option("--sponsor", help="State blamed.")
@click.option("--victim", help="Victim country.")
@click.option("--sector", "sectors", multiple=True, help="Kind of victim; may be repeated.")
@click.option("--year", type=int, help="Year.")
@_by_option
@_ledger_option
@format_option("text", "json")
def precedents(
    path: str | None,
    wanted: str | None,
    sponsor: str | None,
    victim: str | None,
    sectors: tuple[str, ...],
    year: int | None,
    by: str | None,
    shape: str,
) -> None:
    """What was done before in like cases, by whom, how fast: with n and reasons, never a recommendation."""
    from vidocq.statements.precedents import case_of, distribution, find_case, like, load_precedents
    from vidocq.workbench.ledger import open_ledger
    from vidocq.workbench.precedents import case_from_dossier

    with open_ledger(path, by=who(by), create=False) as kept:
        rows = (*load_precedents(), *kept.precedents())
    if wanted is not None:
        case = case_from_dossier(wanted) or find_case(wanted, rows)
    elif sponsor or victim or sectors or year:
        case = case_of(sponsor=sponsor, victim=victim, sectors=sectors, year=year)
    else:
        if shape == "json":
            echo_json(rows)
        else:
            for row in rows:
                click.echo(
                    f"{row.id:6} {row.incident}  [{row.certainty}: {row.certainty_text}]  {row.source}{_mark(row.marking)}"
                )
        return
    found = like(case, rows)
    if shape == "json":
        echo_json({"case": case, "like": found, "distribution": distribution(found)})
        return
    for one in found:
        row = one.precedent
        done = row.response or "no response on record"
        click.echo(f"{one.score:.2f}  {row.id:6} {row.incident} ({row.statement_date or 'no date'}): {done}")
        click.echo(f"      {'; '.join(one.reasons)}. Source: {row.source} [{row.certainty_text}]{_mark(row.marking)}")
    click.echo("\n" + distribution(found).sentence)


def _mark(marking: str) -> str:
    return f" [{marking}]" if marking else ""


@COMMAND.command(name="import")
@click.argument("inputs", nargs=-1, required=True, metavar="FILE...")
@_tlp_option
@_by_option
@_ledger_option
@click.pass_context
def import_(ctx: click.Context, inputs: tuple[str, ...], tlp: str, by: str | None, path: str | None) -> None:
    """Keep the cases of a EuRepoC or CFR table that you bring (their licences do not allow us to ship rows)."""
    from vidocq.workbench import ledger as verbs
    from vidocq.workbench.reading import read_documents

    marking = _marking(tlp)
    documents, problems = read_documents(inputs)
    for problem in problems:
        click.echo(f"vidocq: skipped: {problem}", err=True)
    if not documents:
        ctx.exit(2)
    skipped = bool(problems)
    with verbs.open_ledger(path, by=who(by)) as kept:
        for name, new, errors in verbs.import_tables(kept, documents, by=who(by), tlp=marking):
            click.echo(f"{name}: {counted(new, 'new case')}, {counted(len(errors), 'row')} could not be used")
            for error in errors[:20]:
                click.echo(f"  {error}", err=True)
            skipped = skipped or bool(errors)
    if skipped:
        ctx.exit(5)


@COMMAND.command()
@click.argument("record")
@click.option("--accept/--reject", "accepted", required=True, help="The decision.")
@click.option("--by", required=True, help="Who decides.")
@_ledger_option
def decide(record: str, accepted: bool, by: str, path: str | None) -> None:
    """Accept or reject a kept RECORD by name; the decision is a new record that supersedes the old one."""
    from vidocq.workbench import ledger as verbs

    with verbs.open_ledger(path, by=by, create=False) as kept:
        new = verbs.decide(kept, record, accept=accepted, by=by)
    click.echo(f"{new.id}: {new.lane.value} by {by}")


@COMMAND.command()
@click.argument("first")
@click.argument("second")
@click.option("--by", required=True, help="Who says so.")
@click.option("--why", required=True, help="The reason.")
@_ledger_option
def apart(first: str, second: str, by: str, why: str, path: str | None) -> None:
    """Undo a joining: statements FIRST and SECOND are not accounts of one."""
    from vidocq.workbench import ledger as verbs

    with verbs.open_ledger(path, by=by, create=False) as kept:
        click.echo(verbs.set_apart(kept, first, second, by=by, reason=why).id)
