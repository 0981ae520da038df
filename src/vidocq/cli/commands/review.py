"""The review queue: look at what is uncertain, with its document beside it, and decide by name."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from vidocq.cli.desk import open_desk, plain, store_option
from vidocq.cli.shared import format_option, is_quiet, shown_as

if TYPE_CHECKING:
    from vidocq.workbench.review import Queue


@click.command(short_help="The queue of what is uncertain: accept, reject, edit, undo.")
@click.argument("case")
@click.option("--list", "listing", is_flag=True, help="Show what waits, and decide nothing; so too where there is no terminal.")
@click.option("--accept", multiple=True, metavar="RECORD", help="Accept a record (evidence:3); may be given several times.")
@click.option("--reject", multiple=True, metavar="RECORD", help="Reject a record; may be given several times.")
@click.option("--edit", nargs=2, metavar="RECORD NAME=VALUE", help="Correct one field of a record and accept it.")
@click.option(
    "--rule", default="", help="What --list, --accept-all and --reject-all are about: section=related, kind=tool, score<0.5."
)
@click.option("--accept-all", is_flag=True, help="Accept all that --rule is about.")
@click.option("--reject-all", is_flag=True, help="Reject all that --rule is about.")
@click.option("--undo", is_flag=True, help="Take back the newest decision.")
@click.option("--why", default="", help="The reason; it stands beside the decision.")
@store_option
@format_option()
def COMMAND(  # noqa: N802 - found by this name
    case: str,
    listing: bool,
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    edit: tuple[str, str] | None,
    rule: str,
    accept_all: bool,
    reject_all: bool,
    undo: bool,
    why: str,
    location: str | None,
    by: str | None,
    shape: str,
) -> None:
    """Decide about what the machine was not sure of. Nothing under review enters a dossier before that.

    \b
    vidocq review ministry-2025                      # in the terminal, by key: a A r R e E u j k q
    vidocq review ministry-2025 --list
    vidocq review ministry-2025 --accept statement:2 --by "Ada L." --why "read in full"
    vidocq review ministry-2025 --reject-all --rule section=related

    A rule decides what waits now; nothing is learnt from it.
    """
    from vidocq.workbench.review import Queue

    decides = bool(accept or reject or edit or accept_all or reject_all or undo)
    with open_desk(location, by) as desk:
        queue = Queue(desk.case(case))
        if not decides and not listing:
            if sys.stdin.isatty() and sys.stdout.isatty():
                from vidocq.cli.review_screen import run

                run(queue)
                return
            if not is_quiet():
                click.echo("vidocq: note: no terminal, so there is no screen: this is --list", err=True)
        touched = [
            (f"{done}: {one}")
            for names, done in ((accept, "accepted"), (reject, "rejected"), (edit[:1] if edit else (), "corrected"))
            for one in queue.case.touched(names)
        ]
        if accept:
            queue.accept(accept, why)
        if reject:
            queue.reject(reject, why)
        if edit:
            queue.edit(edit[0], edit[1], why)
        for chosen, kind in ((accept_all, "accept"), (reject_all, "reject")):
            if chosen:
                count, _ = queue.by_rule(kind, rule, why)
                click.echo(f"{kind}ed {count}")
        if shape == "text":
            for line in touched:
                click.echo(plain(line))
        if undo:
            click.echo(f"taken back: {len(queue.undo(why))}")
        _list(queue, "" if decides and not listing else rule, shape)


def _list(queue: Queue, rule: str, shape: str) -> None:
    waiting = queue.waiting(rule)
    rows = [
        (one.name, one.sentence, one.proposed, one.reason, one.document, one.section, one.quote, one.start) for one in waiting
    ]
    heads = ("record", "what", "recorded as", "why it waits", "document", "section", "quote", "start")
    if shown_as(shape, waiting, heads, rows):
        return
    for one in waiting:
        click.echo(f"{one.name}  {plain(one.sentence)}")
        click.echo(f"    as    {plain(one.proposed)}")
        click.echo(f"    why   {plain(one.reason)}")
        click.echo(f"    where {plain(one.document)} [{one.section}]")
        click.echo(f"    ...{plain(one.before[-60:])}[{plain(one.quote)}]{plain(one.after[:60])}...")
    click.echo(f"{len(waiting)} wait")
