"""The fitted weights: what they were fitted on, how reliable they were, and fitting them anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vidocq.cli.shared import echo_json, edtf_day, format_option, shown_as

if TYPE_CHECKING:
    from vidocq.assessment.model import Record, Variant


@click.group(short_help="The fitted weights: show them and their record, or fit them anew.")
def COMMAND() -> None:  # noqa: N802 - found by this name
    """Evidence is weighed with a few fitted numbers that ship with the package. Anyone can see them and make them again."""


@COMMAND.command()
@click.option("--model", "path", type=click.Path(), help="A weights file; by default the one that ships with the package.")
@format_option()
def show(path: str | None, shape: str) -> None:
    """Weights, data digests, date, and how often ratings like these were right."""
    from pathlib import Path

    from vidocq.assessment.model import read, shipped

    model = read(Path(path)) if path else shipped()
    if shown_as(shape, model):
        return
    click.echo(f"Weights {model.digest[:16]}, fitted {model.fitted} by vidocq {model.code_version}. {model.note}")
    for name, digest in model.data:
        click.echo(f"  data {name}: SHA-256 {digest}")
    for variant in model.variants:
        _variant(variant)


def _variant(variant: Variant) -> None:
    click.echo(f"\nFor knowledge by {variant.name}: {variant.cases} past cases, {variant.rehearsals} rehearsals")
    for level, record in (
        ("group", variant.group_record),
        ("state", variant.sponsor_record),
        ("unknown", variant.unknown_record),
    ):
        _record(level, record)


def _record(level: str, record: Record) -> None:
    named = "never names one" if record.threshold is None else (
        f"names one from {record.threshold:.0%} on ({record.named_right} of {record.named} past answers were right)"
    )  # fmt: skip
    click.echo(f"  {level}: {named}; {record.cases} past cases")
    for band in record.bands:
        if band.cases:
            rated = f"rated {band.low:4.0%} to {band.high:4.0%}"
            click.echo(f"    {rated}: {band.right:3} of {band.cases:3} right (mean rating {band.mean:.0%})")


@COMMAND.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False))
@click.option("--out", required=True, type=click.Path(), help="File to write the weights into.")
@click.option("--today", callback=edtf_day, help="Date to put into the file (YYYY-MM-DD); by default today.")
def fit(directory: str, out: str, today: str | None) -> None:
    """Fit the weights anew on DIRECTORY (cases.jsonl, gold.jsonl, knowledge/vX.jsonl.gz), in time order."""
    from datetime import UTC, datetime
    from pathlib import Path

    from vidocq.assessment.model import dumps
    from vidocq.benchmarking.attribution import fit as fit_weights

    model = fit_weights(Path(directory), today=today or datetime.now(UTC).strftime("%Y-%m-%d"))
    Path(out).write_bytes(dumps(model))
    click.echo(f"Weights {model.digest[:16]} written to {out}")


@COMMAND.command("fit-mentions")
@click.argument("corpus", type=click.Path(exists=True, file_okay=False))
@click.option("--out", type=click.Path(), help="File to write the weights into; without it they are only measured.")
def fit_mentions(corpus: str, out: str | None) -> None:
    """Fit the learned judge of mentions on CORPUS (HAND/docs.jsonl), and show how it does on hands that it has not seen."""
    from pathlib import Path

    from vidocq.benchmarking.mention_fit import fit as fit_weights
    from vidocq.benchmarking.mention_fit import measure, samples
    from vidocq.evidence.mentions.likely import dumps

    found = samples(Path(corpus))
    echo_json(measure(found, (0.3, 0.4, 0.5, 0.6, 0.7)))
    if out is not None:
        Path(out).write_bytes(dumps(fit_weights(found, Path(corpus))))
        click.echo(f"Weights written to {out}", err=True)


@COMMAND.command("fit-reader")
@click.option(
    "--corpus", required=True, type=click.Path(exists=True, file_okay=False), help="Training hands: HAND/sentences.jsonl ..."
)
@click.option("-o", "--out", required=True, type=click.Path(), help="File to write the weights into.")
@click.option("--folds", default=4, show_default=True, help="Folds over hands, for thresholds and measures.")
@click.option("--curve", is_flag=True, help="Also measure with a quarter, half and three quarters of the hands.")
def fit_reader(corpus: str, out: str, folds: int, curve: bool) -> None:
    """Fit the statement reader's weights on annotated hands and measure them on hands left out."""
    from vidocq.benchmarking.reader_fit import fit_and_measure

    click.echo(fit_and_measure(corpus, out, folds=folds, curve=curve, say=lambda text: click.echo(text, err=True)))
