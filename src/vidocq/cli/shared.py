"""What several verbs share: options, progress on standard error, and writing JSON."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from vidocq import discovery
from vidocq.cli.showing import chosen_fields, columns, format_option, is_quiet, quiet_option, shown_as
from vidocq.cli.terminal import escaped_json

if TYPE_CHECKING:
    from vidocq.knowledge.snapshot import Snapshot
    from vidocq.model import Dossier


def progress() -> Callable[[str], None]:
    """A function that shows one line of progress on standard error, only where a person watches."""
    if is_quiet() or not sys.stderr.isatty():
        return lambda _line: None
    begun = time.monotonic()
    return lambda line: click.echo(f"  {time.monotonic() - begun:5.1f} s  {line}", err=True)


knowledge_option = click.option(
    "--knowledge",
    type=click.Path(exists=False),
    help="A knowledge snapshot made by `vidocq kb build`; by default the one built from the installed packages.",
)


def edtf_day(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    """Callback of an option that takes a year, a month or a day: nonsense is an error."""
    from vidocq.vocabulary.days import checked

    return None if given is None else checked(given)


as_of_option = click.option(
    "--as-of",
    callback=edtf_day,
    help="Weigh only with what was known by the end of this day, month or year (YYYY-MM-DD).",
)


def snapshot_from(path: str | None, *, quiet: bool = False) -> Snapshot:
    """The snapshot named by ``--knowledge``, else the default one; says on standard error where the default is old."""
    import gc
    from datetime import UTC, datetime
    from pathlib import Path

    from vidocq import knowledge
    from vidocq.knowledge.loading import age_note

    snapshot = knowledge.load(Path(path) if path else None, progress=(lambda _line: None) if quiet else progress())
    # A hundred thousand records that stay: the collector need not walk them again and again.
    gc.freeze()
    # Who names a snapshot chose its date; who does not should know that it has aged.
    old = "" if path or os.environ.get("VIDOCQ_KNOWLEDGE") else age_note(snapshot.meta, datetime.now(UTC).date())
    if old and not (quiet or is_quiet()):
        click.echo(f"vidocq: note: {old}", err=True)
    return snapshot


def check_inputs(inputs: Sequence[str]) -> None:
    """Say at once that no input is there, before anything large is loaded; one of several that is missing is told later.

    Raises:
        InputError: not one of the paths exists.
    """
    from vidocq.errors import InputError

    if any(given == "-" or os.path.lexists(given) for given in inputs):
        return
    for given in inputs if len(inputs) > 1 else ():
        click.echo(f"vidocq: skipped: {given}: no such file (check the path)", err=True)
    raise InputError("no document could be used", hint=f"{inputs[0]}: no such file")


#: The room whose writers a dossier is shown by.
RENDERERS = "vidocq.dossier.renderers"


def show_dossier(shape: str, dossier: Dossier, words: Callable[[], None]) -> None:
    """Print a dossier: by its own writers where they have the form, its ranking as rows, or in words for the terminal."""
    from vidocq.model import tables

    renderer = {"md": "markdown"}.get(shape, shape)
    if shape != "text" and not chosen_fields() and renderer in discovery.names(RENDERERS):
        from vidocq.workbench.case import render

        (content,) = render(dossier, {renderer}).values()
        _echo_file(content)
    elif not shown_as(shape, dossier, *columns(tables.of_assessment(dossier.assessment), tables.RANKING)):
        words()


def _echo_file(content: bytes) -> None:
    """Text as text, and what is no text as it is."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        click.echo(content, nl=False)
    else:
        click.echo(text, nl=False)


def echo_json(value: Any) -> None:
    """Write a value of ours as indented JSON to standard output."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    click.echo(escaped_json(text))


__all__ = [
    "RENDERERS",
    "as_of_option",
    "check_inputs",
    "columns",
    "echo_json",
    "edtf_day",
    "format_option",
    "is_quiet",
    "knowledge_option",
    "progress",
    "quiet_option",
    "show_dossier",
    "shown_as",
    "snapshot_from",
]
