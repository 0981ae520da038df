"""What the verbs about kept cases share: the store, who acts, and tables for the terminal."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from vidocq.cli.terminal import printable

if TYPE_CHECKING:
    from vidocq.store.store import Store
    from vidocq.workbench.cases import Desk


def store_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say where the store is and who acts."""
    function = click.option("--by", help="Who acts; by default $VIDOCQ_USER or the name you are logged in by.")(function)
    where = "File or postgresql:// address of the store; by default $VIDOCQ_STORE or your own."
    return click.option("--store", "location", metavar="STORE", help=where)(function)


def who(by: str | None) -> str:
    """The name of who acts.

    Raises:
        InputError: it cannot be known.
    """
    import getpass

    from vidocq.errors import InputError

    given = by or os.environ.get("VIDOCQ_USER")
    if given:
        return given
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise InputError("who acts cannot be known", hint="--by NAME") from error


@contextlib.contextmanager
def open_store(location: str | None, *, create: bool = False) -> Iterator[Store]:
    """The store, closed afterwards."""
    from vidocq.store.store import Store

    store = Store.open(location, create=create)
    try:
        yield store
    finally:
        store.close()


@contextlib.contextmanager
def open_desk(location: str | None, by: str | None, *, create: bool = False, knowledge: str | None = None) -> Iterator[Desk]:
    """The cases of a store, as the one who acts may see them."""
    from vidocq.cli.shared import progress, snapshot_from
    from vidocq.workbench.cases import Desk
    from vidocq.workbench.pipeline import Standard

    with open_store(location, create=create) as store:
        yield Desk(store, by=who(by), pipeline=Standard(lambda: snapshot_from(knowledge), progress()))


def keep_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that take documents and decisions into a stored case."""
    kept = "Also take the documents, and what was decided here, into this stored case (made by `vidocq case new`)."
    function = click.option("--store", "location", metavar="STORE", help="The store of --case.")(function)
    return click.option("--case", "into", metavar="CASE", help=kept)(function)


def keep_in_case(
    into: str, location: str | None, by: str, knowledge: str | None, inputs: Sequence[str], readings: Iterable[Any], **given: Any
) -> None:
    """Take documents and decisions into a stored case, and say so on standard error."""
    from vidocq.vocabulary.counts import counted
    from vidocq.workbench.carrying import carry

    with open_desk(location, by or None, knowledge=knowledge) as desk:
        done = carry(desk, into, inputs, readings, **given)
    for problem in done.problems:
        click.echo(f"vidocq: note: {problem}", err=True)
    words = f"{counted(len(done.documents), 'document')} and {counted(done.decisions, 'decision')}"
    click.echo(f"vidocq: kept in case {done.case}: {words}", err=True)


def plain(text: str) -> str:
    """One line that does nothing to a terminal: control, direction and invisible characters are shown by their code."""
    return printable(text).replace("\n", "<U+000A>").replace("\t", "<U+0009>").replace("\r", "<U+000D>")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows under their headings, no wider than the terminal."""
    from vidocq.cli.folding import folded_table

    lines = [[plain("" if cell is None else str(cell)) for cell in row] for row in rows]
    return "\n".join(folded_table(list(heads), lines))


def show(shape: str, heads: Sequence[str], rows: Sequence[Sequence[object]], value: Any, empty: str) -> None:
    """Print rows as a table, or in any other form; ``empty`` says in words that there is none."""
    from vidocq.cli.showing import shown_as

    if shape == "text" and not rows:
        click.echo(empty)
    else:
        shown_as(shape, value, heads, rows, table=True)
