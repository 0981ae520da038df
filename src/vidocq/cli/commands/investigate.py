"""Documents in, dossier out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vidocq.cli.desk import keep_in_case, keep_option
from vidocq.cli.shared import (
    RENDERERS,
    as_of_option,
    check_inputs,
    format_option,
    knowledge_option,
    progress,
    show_dossier,
    snapshot_from,
)

if TYPE_CHECKING:
    from vidocq.model import Dossier


@click.command(
    short_help="Documents in, dossier out: read, extract, weigh, write.",
    epilog="Exit code 0: all inputs used; 5: some were skipped (said on standard error); 2: none could be used.",
)
@click.argument("inputs", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--out", type=click.Path(), help="Directory to write the dossier into (HTML, Markdown, JSON); it appears whole or not at all."
)
@click.option("--title", default="", help="Title of the dossier; by default the first document's.")
@click.option(
    "--tlp", help="Marking of the dossier (RED, AMBER+STRICT, AMBER, GREEN, CLEAR); by default its documents' strictest."
)
@click.option("--force", is_flag=True, help="Replace a dossier directory that exists.")
@as_of_option
@click.option(
    "--together", is_flag=True, help="Weigh all documents as one event, though they do not fit together; the dossier says so."
)
@keep_option
@click.option("--by", default="", help="Who acts, for --case; by default $VIDOCQ_USER or the name you are logged in by.")
@knowledge_option
@format_option(room=RENDERERS)
@click.pass_context
def COMMAND(  # noqa: N802 - found by this name
    ctx: click.Context,
    inputs: tuple[str, ...],
    out: str | None,
    title: str,
    tlp: str | None,
    force: bool,
    as_of: str | None,
    together: bool,
    into: str | None,
    location: str | None,
    by: str,
    knowledge: str | None,
    shape: str,
) -> None:
    """Read documents (news, vendor reports, PDF, HTML, DOCX, indicator lists, STIX, MISP), extract the evidence and who said
    what, weigh it, and write a dossier. `-` reads standard input.

    \b
    vidocq investigate examples/ministry-2025/*
    vidocq investigate report.pdf iocs.txt news.html bundle.json --out dossier/ --format json
    """
    check_inputs(inputs)
    from pathlib import Path

    from vidocq.errors import InputError
    from vidocq.model import Marking
    from vidocq.vocabulary.tlp import parse
    from vidocq.workbench.case import Case
    from vidocq.workbench.output import check_target

    marking = Marking(tlp=parse(tlp)) if tlp else None
    if out is not None:
        check_target(Path(out), force=force)
    case = Case(title, snapshot=snapshot_from(knowledge), marking=marking, progress=progress())
    used = case.ingest(*inputs)
    for problem in case.problems:
        click.echo(f"vidocq: skipped: {problem}", err=True)
    if not used:
        raise InputError("no document could be used")  # why, stands in the lines above
    if out is None:
        dossier = case.dossier(as_of=as_of, together=together)
    else:
        dossier = case.write(out, force=force, as_of=as_of, together=together)
    show_dossier(shape, dossier, lambda: _text(dossier, out))
    if into is not None:
        keep_in_case(into, location, by, knowledge, inputs, (), together=together)
    if case.problems:
        ctx.exit(5)


def _text(dossier: Dossier, out: str | None) -> None:
    """The summary, and where the dossier is."""
    from pathlib import Path

    from vidocq.cli.folding import unfolded
    from vidocq.dossier.renderers.text import summary

    click.echo(unfolded(summary(dossier)))
    if out is None:
        click.echo("\nNothing was written: `--out DIRECTORY` writes the dossier.")
    else:
        click.echo(f"\nWritten: {Path(out) / 'dossier.html'} (also .md, .json, indicators.csv and manifest.json)")
