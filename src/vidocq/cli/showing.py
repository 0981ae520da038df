"""How a result is shown: ``--format`` and ``--fields`` with one meaning for every verb.

``text`` is for people. ``json`` is the whole result as one JSON text. ``ndjson``, ``csv`` and ``md`` have the same rows: an
object a line, a line of a spreadsheet, a line of a table. A verb that writes something of its own kind (a dossier, a STIX
bundle) offers the writers of that room besides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import click

from vidocq import discovery
from vidocq.errors import InputError, unknown

PACKAGE = "vidocq.cli.formats"
#: Spellings that were used before, or that other programs use.
SPELLINGS = {"markdown": "md", "table": "text", "jsonl": "ndjson", "txt": "text"}
_FIELDS = "vidocq.fields"
_QUIET = "vidocq.quiet"


class Shown:
    """A result: the whole value, and its rows under their names.

    Args:
        value: what JSON gives.
        heads: names of the columns; by default the fields of the value.
        rows: the rows; by default one for each part of the value.
        chosen: the columns that were asked for; all where none was.

    Raises:
        InputError: a column is not there.
    """

    def __init__(
        self,
        value: Any,
        heads: Sequence[str] | None = None,
        rows: Sequence[Sequence[Any]] | None = None,
        chosen: Sequence[str] = (),
    ) -> None:
        self.value = value
        self.chosen = tuple(chosen)
        own_heads, own_rows = (tuple(heads), rows) if heads is not None and rows is not None else rows_of(value)
        places = _places(own_heads, self.chosen, empty=not own_rows and heads is None)
        self.heads = tuple(own_heads[place] for place in places)
        self.rows = [tuple(row[place] for place in places) for row in own_rows]

    def objects(self) -> Iterator[dict[str, Any]]:
        """The rows as objects by column."""
        return (dict(zip(self.heads, row, strict=True)) for row in self.rows)


def columns(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Rows that are dictionaries as headings and cells; ``names`` stand where there is no row."""
    heads = tuple(dict.fromkeys(name for row in rows for name in row)) or tuple(names)
    return heads, [tuple(row.get(name) for name in heads) for row in rows]


def rows_of(value: Any) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The rows of any value of ours: one for each part of a list, else one; columns are its fields."""
    import msgspec

    plain = msgspec.to_builtins(value)
    parts = plain if isinstance(plain, list) else [plain]
    objects = [part if isinstance(part, dict) else {"value": part} for part in parts]
    heads = tuple(dict.fromkeys(name for part in objects for name in part))
    return heads, [tuple(part.get(name) for name in heads) for part in objects]


def _places(heads: Sequence[str], chosen: Sequence[str], *, empty: bool) -> list[int]:
    if not chosen:
        return list(range(len(heads)))
    if empty:
        return []
    names = {head.casefold(): place for place, head in enumerate(heads)}
    for field in chosen:
        if field.casefold() not in names:
            raise unknown("field", field, heads)
    return [names[field.casefold()] for field in chosen]


def flat(cell: Any) -> str:
    """A cell as text: nothing is empty, truth is yes or no, what has parts is JSON."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, dict | list | tuple):
        import msgspec

        return msgspec.json.encode(cell).decode()
    return str(cell)


class _FormatName(click.ParamType[str]):
    """A form of output: ours, and those of a room that has writers of its own, found when first asked for."""

    name = "format"

    def __init__(self, more: Sequence[str], room: str | None) -> None:
        self.more = more
        self.room = room

    def known(self) -> tuple[str, ...]:
        """All names, ours first."""
        room = discovery.names(self.room) if self.room else ()
        every = (*_order(discovery.names(PACKAGE)), *(SPELLINGS.get(name, name) for name in room), *self.more)
        return tuple(dict.fromkeys(every))

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """The names, for help."""
        return f"[{'|'.join(self.known())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as we write it."""
        name = SPELLINGS.get(value, value)
        if name not in self.known():
            raise click.UsageError(str(unknown("format", value, self.known())), ctx)
        return str(name)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """What may follow, for the shell."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in self.known() if name.startswith(incomplete)]


def _order(names: Sequence[str]) -> list[str]:
    first = [name for name in ("text", "json", "ndjson", "csv", "md") if name in names]
    return [*first, *(name for name in names if name not in first)]


def _chosen_format(context: click.Context, _option: click.Parameter, name: str) -> str:
    from vidocq.cli.terminal import keep_lines

    if name != "text":
        keep_lines()
    return name


def _chosen_fields(context: click.Context, _option: click.Parameter, given: str | None) -> None:
    names = [name.strip() for name in (given or "").split(",")]
    context.meta[_FIELDS] = tuple(dict.fromkeys(name for name in names if name))


def _quieter(context: click.Context, _option: click.Parameter, quiet: bool) -> None:
    context.meta[_QUIET] = context.meta.get(_QUIET, False) or quiet


quiet_option = click.option(
    "--quiet", "-q", is_flag=True, expose_value=False, callback=_quieter, help="No progress and no notes; errors are still said."
)


def is_quiet() -> bool:
    """Whether the person wants neither progress nor notes."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_QUIET))


def format_option(*more: str, room: str | None = None, default: str = "text") -> Callable[[Any], Any]:
    """``--format``, ``--fields`` and ``--quiet``.

    Args:
        more: forms that only this verb writes (``html``, ``svg``).
        room: a package with writers of its own, one file each (``vidocq.dossier.renderers``).
        default: what is shown where nothing is asked for.
    """
    kind = _FormatName(more, room)

    def decorate(function: Any) -> Any:
        function = quiet_option(function)
        names = "Only these columns, by name and in this order: name,name ..."
        function = click.option("--fields", metavar="NAMES", expose_value=False, callback=_chosen_fields, help=names)(function)
        return click.option(
            "--format", "shape", type=kind, default=default, show_default=True, callback=_chosen_format, help="How to show it."
        )(function)

    return decorate


def chosen_fields() -> tuple[str, ...]:
    """The columns that were asked for."""
    context = click.get_current_context(silent=True)
    found: tuple[str, ...] = context.meta.get(_FIELDS, ()) if context is not None else ()
    return found


def shown_as(
    shape: str,
    value: Any,
    heads: Sequence[str] | None = None,
    rows: Sequence[Sequence[Any]] | None = None,
    *,
    table: bool = False,
) -> bool:
    """Write a result in one of our forms; False where it is for a person to read, and the verb says it in its own words.

    Args:
        shape: the name of the form.
        value: what JSON gives.
        heads: names of the columns.
        rows: the rows of the other forms.
        table: a table is what a person reads too.

    Raises:
        InputError: a field that was asked for is not there.
    """
    fields = chosen_fields()
    if shape == "text" and not fields and not table:
        return False
    try:
        writer: Callable[[Shown], Iterator[str]] = discovery.load(PACKAGE, shape, "FORMAT")
    except KeyError:
        if fields:
            raise InputError(f"--fields does not go with {shape}", hint="use it with csv, ndjson, json, md or text") from None
        return False
    for text in writer(Shown(value, heads, rows, fields)):
        click.echo(text)
    return True
