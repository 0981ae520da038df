"""The settings in force, and where each comes from."""

from __future__ import annotations

import click

from vidocq.cli import settings
from vidocq.cli.desk import table
from vidocq.cli.shared import format_option, shown_as


@click.command(short_help="The settings in force, and where each comes from.")
@format_option()
def COMMAND(shape: str) -> None:  # noqa: N802 - found by this name
    """Show what is set, and where each value comes from: the environment, the file of settings, or vidocq itself.

    An option (--knowledge, --store, --by) goes before the environment, the environment before the file. The file is TOML, at
    $VIDOCQ_CONFIG or vidocq/config.toml under $XDG_CONFIG_HOME (~/.config):

    \b
    store = "~/cases/store.db"
    person = "Ada L."
    knowledge = "~/knowledge/2025-05.snapshot"
    """
    defaults = _defaults()
    rows = []
    for one in settings.SETTINGS:
        value, origin = settings.origin(one)
        rows.append((one.name, defaults.get(one.name, "") if value is None else value, origin, one.variable, one.what))
    place = settings.place()
    rows.append(("file", str(place), "read" if place.exists() else "not there", "VIDOCQ_CONFIG", "the file of settings"))
    heads = ("setting", "value", "from", "variable", "what")
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    if not shown_as(shape, found, heads, rows):
        click.echo(table(heads[:3], [row[:3] for row in rows]))


def _defaults() -> dict[str, str]:
    """What holds where nothing is set."""
    import getpass

    from vidocq.knowledge.cache import cache_directory
    from vidocq.knowledge.sync import BASE
    from vidocq.store.engine import default_location
    from vidocq.workbench.ledger import default_place

    try:
        person = getpass.getuser()
    except (KeyError, OSError):
        person = ""
    return {
        "knowledge": "built from the installed packages",
        "store": default_location(),
        "ledger": str(default_place()),
        "person": person,
        "cache": str(cache_directory()),
        "sync_base": BASE,
    }
