"""The ledger of who said what of whom: add, show, trends, precedents, import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from vidocq.cli.desk import plain, table, who
from vidocq.cli.shared import edtf_day, format_option, shown_as
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
@format_option()
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
    if not shown_as(shape, added):
        for one in (one for one in added if not one.refused):
            click.echo(
                f"{one.name}: {counted(one.statements, 'statement')}, "
                f"{counted(one.waiting, 'record waits', 'records wait')} for a person, {one.new} new"
            )
            for note in one.notes:
                click.echo(f"  note: {note}")
    if problems or refused:
        ctx.exit(5)


def _one_of(what: str, given: str | None, known: tuple[str, ...]) -> str | None:
    from vidocq.errors import unknown

    if given is None or given.casefold() in known:
        return given if given is None else given.casefold()
    raise unknown(what, given, known)


def _act(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    from vidocq.vocabulary.speech import Act

    return _one_of("act", given, tuple(act.value for act in Act))


def _lane(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    from vidocq.model import Lane

    return _one_of("lane", given, tuple(lane.value for lane in Lane))


def _state(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    from vidocq.errors import unknown
    from vidocq.vocabulary import states

    known = given is None or ":" in given or states.is_state(given.upper()) or states.code_of(given) is not None
    if not known:
        raise unknown(
            "state", given or "", tuple(one.names[0] for one in states.states().values()), "or its ISO 3166 alpha-2 code"
        )
    return given


def _filters(command: Any) -> Any:
    for option in reversed(
        [
            click.option("--speaker", help="Who speaks (code or name)."),
            click.option("--sponsor", callback=_state, help="State blamed (code or name), its organs included."),
            click.option("--actor", help="Group named."),
            click.option("--victim", callback=_state, help="Victim country (code or name)."),
            click.option("--act", callback=_act, help="asserts, denies, withholds, relays ..."),
            click.option("--reaction", type=click.IntRange(0, 6), help="0 none to 6 condemns in the strongest terms."),
            click.option("--since", callback=edtf_day, help="First day (EDTF)."),
            click.option("--until", callback=edtf_day, help="Last day (EDTF)."),
            click.option("--lane", callback=_lane, help="auto, review, accepted or rejected."),
        ]
    ):
        command = option(command)
    return command


@COMMAND.command()
@_filters
@click.option("--view", type=click.Choice(["table", "timeline", "matrix"]), default="table", show_default=True)
@_by_option
@_ledger_option
@format_option("html", "svg")
def show(by: str | None, path: str | None, view: str, shape: str, **filters: Any) -> None:
    """Statements that fit: joined over documents, counted at origins."""
    from vidocq.statements.ledger import Query
    from vidocq.statements.views import VIEWS, summary
    from vidocq.statements.views import show as render
    from vidocq.workbench.ledger import open_ledger

    with open_ledger(path, by=who(by), create=False) as kept:
        found = kept.show(Query(**filters))
    header, rows = VIEWS[view](found)
    if shape not in {"html", "svg"} and shown_as(shape, found, header, rows):
        return
    if shape == "text":
        click.echo(table(header, rows) if rows else "nothing fits")
        click.echo(summary(found))
        return
    click.echo(render(found, view=view, format=shape), nl=False)


@COMMAND.command()
@_filters
@click.option("--by", type=click.Choice(["year", "quarter", "month"]), default="year", show_default=True)
@click.option("--chart", type=click.Path(), help="Write an SVG chart here.")
@click.option("--cases", is_flag=True, help="Count the cases of the precedents instead of the ledger's statements.")
@click.option("--user", help="Who asks; by default $VIDOCQ_USER or the name you are logged in by.")
@_ledger_option
@format_option()
def trends(path: str | None, by: str, chart: str | None, cases: bool, user: str | None, shape: str, **filters: Any) -> None:
    """Counts a period with intervals, and a test for change. It says how the record grew, not how attacks did."""
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
        _write_chart(Path(chart), trend_svg(result))
    if not shown_as(shape, result):
        click.echo(trend_text(result))


def _write_chart(out: Path, drawn: str) -> None:
    """Write a chart.

    Raises:
        InputError: it cannot be written there.
    """
    from vidocq.errors import InputError

    try:
        out.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(out)) from error


@COMMAND.command()
@click.option("--like", "wanted", metavar="CASE", help="A case of the table (P01) or a dossier directory.")
@click.option("--sponsor", help="State blamed.")
@click.option("--victim", callback=_state, help="Victim country (code or name).")
@click.option("--sector", "sectors", multiple=True, help="Kind of victim; may be repeated.")
@click.option("--year", type=int, help="Year.")
@_by_option
@_ledger_option
@format_option()
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
        if not shown_as(shape, rows):
            for row in rows:
                click.echo(
                    f"{row.id:6} {row.incident}  [{row.certainty}: {row.certainty_text}]  {row.source}{_mark(row.marking)}"
                )
        return
    found = like(case, rows)
    near = [
        (
            one.score,
            one.precedent.id,
            one.precedent.incident,
            one.precedent.response,
            "; ".join(one.reasons),
            one.precedent.marking,
        )
        for one in found
    ]
    value = {"case": case, "like": found, "distribution": distribution(found)}
    if shown_as(shape, value, ("score", "case", "incident", "response", "reasons", "marking"), near):
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
