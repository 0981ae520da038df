"""From a report to evidence: what is found in a document, quote by quote."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vidocq.cli.shared import check_inputs, columns, format_option, knowledge_option, shown_as, snapshot_from
from vidocq.cli.terminal import own_words, printable
from vidocq.vocabulary.counts import counted

if TYPE_CHECKING:
    from vidocq.model import Evidence
    from vidocq.workbench.extraction import Extracted

_WITH_STREAM = frozenset({"inputs", "stream", "quiet"})
_COLOURS = {"adversary": "red", "capability": "yellow", "infrastructure": "cyan", "victim": "green"}


@click.command(short_help="From a report to evidence: indicators, names, techniques, victims, with quotes.")
@click.argument("inputs", nargs=-1, required=True, metavar="FILE...")
@click.option("--kind", "kinds", multiple=True, help="Only this kind of evidence (such as domain-name); may be repeated.")
@click.option("--only", type=click.Choice(["auto", "review"]), help="What stands by itself, or what waits for a person.")
@click.option("--show-text", is_flag=True, help="Show the text itself with what was found marked in it.")
@click.option("--left-out", is_flag=True, help="Show the lines from which no evidence is taken, with the reason.")
@click.option(
    "--stream",
    type=click.Path(dir_okay=False, path_type=Path),
    help="For a list of any length: write its values to this CSV piece by piece; the same call goes on after an interruption.",
)
@click.option("--tlp", help="Marking of STIX output where the document carries none; unmarked is not shareable.")
@knowledge_option
@format_option(room="vidocq.sharing")
@click.pass_context
def COMMAND(  # noqa: N802 - found by this name
    ctx: click.Context,
    inputs: tuple[str, ...],
    kinds: tuple[str, ...],
    only: str | None,
    show_text: bool,
    left_out: bool,
    stream: Path | None,
    tlp: str | None,
    knowledge: str | None,
    shape: str,
) -> None:
    """Extract evidence from documents of any known format. `-` reads standard input.

    \b
    vidocq extract report.pdf --kind domain-name --kind sha256 --format csv
    vidocq extract report.pdf --format stix --tlp GREEN
    vidocq extract feed.csv --stream values.csv
    """
    check_inputs(inputs)
    if stream is not None:
        _check_alone(ctx)
        _streamed(inputs, stream)
        return
    from vidocq.workbench.options import check_kinds

    check_kinds(kinds)
    import msgspec

    from vidocq.workbench.extraction import extract

    found, problems = extract(*inputs, snapshot=snapshot_from(knowledge))
    for problem in problems:
        click.echo(f"vidocq: skipped: {problem}", err=True)
    if not found:
        ctx.exit(2)
    if left_out:
        _left_out(found, shape)
    else:
        chosen = [msgspec.structs.replace(one, items=tuple(_chosen(one.items, kinds, only))) for one in found]
        _show(chosen, shape, tlp, show_text)
    if problems:
        ctx.exit(5)


def _show(chosen: list[Extracted], shape: str, tlp: str | None, show_text: bool) -> None:
    if shape == "stix":
        from vidocq.sharing.stix import bundle

        click.echo(bundle([(one.document, one.items) for one in chosen], tlp=tlp).decode())
        return
    from vidocq.model import tables

    rows = [row for one in chosen for row in one.to_rows()]
    value = [{"document": one.document.name, "sha256": one.document.sha256, "items": one.items} for one in chosen]
    if shown_as(shape, value, *columns(rows, tables.EVIDENCE)):
        return
    for one in chosen:
        _marked_text(one) if show_text else _text(one)


def _check_alone(ctx: click.Context) -> None:
    """Refuse options that say how evidence is shown or chosen: a stream writes every value, in one shape.

    Raises:
        click.UsageError: one is given.
    """
    given = click.core.ParameterSource.COMMANDLINE
    for option in ctx.command.params:
        name = option.name or ""
        if name not in _WITH_STREAM and ctx.get_parameter_source(name) is given:
            raise click.UsageError(f"{max(option.opts, key=len)} does not go with --stream, which writes every value as CSV")


def _streamed(inputs: tuple[str, ...], out: Path) -> None:
    """Read one feed piece by piece, saying at every twentieth of it how far it is."""
    from vidocq.workbench.feeds import Progress
    from vidocq.workbench.feeds import stream as stream_feed

    if len(inputs) != 1:
        raise click.UsageError("--stream takes one file")
    if inputs[0] == "-" or str(out) == "-":
        raise click.UsageError("--stream reads a file and writes a file, so that it can go on after an interruption; not `-`")
    told = -1

    def tell(progress: Progress) -> None:
        nonlocal told
        part = 20 * progress.done // max(progress.size, 1)
        if part > told:
            told = part
            click.echo(f"{5 * part:3} %  {progress.lines:,} lines, {progress.values:,} values", err=True)

    done = stream_feed(Path(inputs[0]), out, tell)
    click.echo(f"{counted(done.values, 'value')} of {counted(done.lines, 'line')} written to {out}")
    if done.left_out:
        click.echo(f"vidocq: left out: {counted(done.left_out, 'line')} of more than a megabyte", err=True)


def _chosen(items: Iterable[Evidence], kinds: tuple[str, ...], only: str | None) -> Iterable[Evidence]:
    for item in items:
        if (not kinds or item.kind in kinds) and (only is None or item.lane.value == only):
            yield item


def _left_out(found: Iterable[Extracted], shape: str) -> None:
    from vidocq.sources.leaving import left_out

    lines = [(one.document.name, line.start, line.reason, line.text[:200]) for one in found for line in left_out(one.document)]
    heads = ("document", "start", "reason", "text")
    if shown_as(shape, [dict(zip(heads, line, strict=True)) for line in lines], heads, lines):
        return
    for one in found:
        click.secho(printable(one.document.name), bold=True, file=own_words())
        for document, start, reason, text in lines:
            if document == one.document.name:
                click.echo(f"  {start:>7}  {reason}: {''.join(sign if sign.isprintable() else ' ' for sign in text)}")


def _text(one: Extracted) -> None:
    click.secho(printable(f"{one.document.name}: {counted(len(one.items), 'item')}"), bold=True, file=own_words())
    click.echo(f"  marking: {one.document.marking.tlp.value}")
    for note in one.document.notes:
        click.echo(f"  note: {note}")
    for item in one.items:
        start = item.support[0].start
        page = one.document.page_at(start)
        place = f"p. {page}, {start}" if page else str(start)
        what = " ".join(filter(None, (item.label.value if item.label else "", item.mention.value if item.mention else "")))
        review = f"  REVIEW: {item.lane_reason}" if not item.lane.stands else ""
        known = f" = {item.ref}" if item.ref and item.ref != item.value else ""
        click.echo(f"  {place:>8}  {item.kind:20} {_what(item)}{known}  {what}  [{item.rule}]{review}".rstrip())


def _what(item: Evidence) -> str:
    return item.value if item.name in {None, item.value} else f"{item.value} {item.name}"


def _marked_text(one: Extracted) -> None:
    """The document's text with what was found in colour; the earlier and longer of overlapping finds is shown."""
    spans = sorted(
        ((quote.start, quote.end, item) for item in one.items for quote in item.support),
        key=lambda span: (span[0], -span[1]),
    )
    text, done = one.document.text, 0
    for start, end, item in spans:
        if start < done:
            continue
        click.echo(text[done:start], nl=False)
        colour = _COLOURS.get(item.vertex.value if item.vertex else "", "magenta")
        found = printable(text[start:end])
        click.secho(found, fg=colour, nl=False, underline=not item.lane.stands, file=own_words())
        click.secho(f"⟨{item.kind}⟩", dim=True, nl=False, file=own_words())
        done = end
    click.echo(text[done:])
