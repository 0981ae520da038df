"""Measure the product on data that anyone can bring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from vidocq.cli.shared import format_option, knowledge_option, shown_as, snapshot_from
from vidocq.vocabulary.counts import counted


@click.group(short_help="Measure attribution, the reader and extraction on data you bring.")
def COMMAND() -> None:  # noqa: N802 - found by this name
    """Run a benchmark. Each writes one JSON line a case or document; with a gold it prints the measures."""


def _path(name: str, help_text: str, *, required: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    from pathlib import Path

    return click.option(name, type=click.Path(path_type=Path), required=required, help=help_text)


@COMMAND.command()
@_path("--documents", "A folder of NAME.txt.")
@_path("--gold", "A folder of NAME.json; without it only the records are written.", required=False)
@_path("--out", "File for one JSON line a document.", required=False)
@format_option()
def reader(documents: Any, gold: Any, out: Any, shape: str) -> None:
    """Who said what of whom: false accusations first, then precision and recall of acts, objects, reactions, measures."""
    from vidocq.benchmarking.reader import bench_reader, read_only
    from vidocq.errors import InputError

    if gold is None:
        if out is None:
            raise InputError("nothing to do", hint="give --gold to score, --out to write the records, or both")
        click.echo(f"{counted(read_only(documents, out), 'document')} read; no gold, so nothing was scored")
        return
    result = bench_reader(documents, gold, out)
    if not shown_as(shape, result):
        click.echo(result.text())


@COMMAND.command()
@_path("--documents", 'JSON lines {"document", "text"} and, if known, "gold".')
@_path("--out", "File for one JSON line a document.")
@format_option()
def extraction(documents: Any, out: Any, shape: str) -> None:
    """Indicators: items out, and precision and recall by type where the lines have a gold."""
    from vidocq.benchmarking.extraction import bench_extraction

    report = bench_extraction(documents, out)
    if shown_as(shape, report):
        return
    speed = report.bytes / report.seconds / 1e6 if report.seconds else 0.0
    click.echo(f"{counted(report.documents, 'document')}, {counted(report.items, 'item')}, {speed:.2f} MB/s of CPU time")
    for score in report.scores:
        shares = [("P", score.precision), ("R", score.recall)]
        line = "  ".join(f"{name} {'-' if share is None else f'{share:.4f}'}" for name, share in shares)
        click.echo(
            f"  {score.type:16} {line}  ({score.true_positive}+, {score.false_positive} wrong, {score.false_negative} missed)"
        )


@COMMAND.command()
@_path("--labels", 'JSON lines {"document", "groups", "software"}, with "text" or beside --texts.')
@_path("--texts", 'JSON lines {"document", "text"}, or a folder of NAME.txt.', required=False)
@click.option("--review", is_flag=True, help="Also count what waits for a person.")
@knowledge_option
@format_option()
def names(labels: Any, texts: Any, review: bool, knowledge: str | None, shape: str) -> None:
    """Names of groups and of software: precision and recall against labels made by hand."""
    from vidocq.benchmarking.names import bench_names

    report = bench_names(labels, snapshot_from(knowledge, quiet=True), texts=texts, review=review)
    if not shown_as(shape, report):
        click.echo(report.text())


@COMMAND.command()
@_path("--earlier", "The snapshot to train on (`vidocq kb build --attack ...`).")
@_path("--later", "A snapshot of a later release: its new procedures are the questions.")
@format_option()
def techniques(earlier: Any, later: Any, shape: str) -> None:
    """Techniques from prose, in time order: trained on one ATT&CK release, asked for what is new in a later one."""
    from vidocq.benchmarking.techniques import bench_techniques

    report = bench_techniques(snapshot_from(str(earlier), quiet=True), snapshot_from(str(later), quiet=True))
    if not shown_as(shape, report):
        click.echo(report.text())


@COMMAND.command()
@_path("--knowledge", "Directory of vX.jsonl.gz: what was known at each release.")
@_path("--cases", "The cases, one JSON line each.")
@_path("--gold", "Who each turned out to be; without it only predictions are written.", required=False)
@_path("--out", "File for one JSON line a case.")
@click.option("--split", "first", metavar="RELEASE", help="Measure the cases of this release and later ones only (such as v16).")
@click.option("--model", "weights", type=click.Path(), help="Weights to use instead of the shipped ones.")
@format_option()
def attribution(knowledge: Any, cases: Any, gold: Any, out: Any, first: str | None, weights: str | None, shape: str) -> None:
    """Who did it, in time order: knowledge frozen before each case, weights fitted on earlier ones only."""
    from pathlib import Path

    from vidocq.assessment.model import read
    from vidocq.benchmarking.attribution_run import bench_attribution

    model = read(Path(weights)) if weights else None
    result = bench_attribution(knowledge, cases, gold, out, model=model, first=first.lstrip("vV") if first else None)
    if not shown_as(shape, result):
        click.echo(result.text())


@COMMAND.command(name="attribution-text")
@_path("--documents", "A folder with one report a file.")
@_path("--out", "File for one JSON line a document.")
@knowledge_option
@format_option()
def attribution_text(documents: Any, out: Any, knowledge: str | None, shape: str) -> None:
    """Who did it, from free text: predictions for reports against a snapshot that was frozen before them."""
    from vidocq.benchmarking.attribution_text import bench_attribution_text

    result = bench_attribution_text(documents, snapshot_from(knowledge, quiet=True), out)
    for problem in result.problems:
        click.echo(f"vidocq: skipped: {problem}", err=True)
    if not shown_as(shape, result):
        click.echo(result.text())
