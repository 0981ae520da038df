"""Keys for signatures: making a pair."""

from __future__ import annotations

import click

from vidocq.cli.shared import format_option, shown_as


@click.group(short_help="Keys for signatures: new.")
def COMMAND() -> None:  # noqa: N802 - found by this name
    """Ed25519 keys with which knowledge (`kb sign`) and dossiers (`dossier write --sign`) are signed, for others to check."""


@COMMAND.command(short_help="Make a key pair: FILE (private) and FILE.pub.")
@click.argument("file", type=click.Path())
@format_option()
def new(file: str, shape: str) -> None:
    """Make a key pair: the private key in FILE (mode 0600, keep it), the public one in FILE.pub (give it to others)."""
    from pathlib import Path

    from vidocq.signing import new_pair

    private, public = new_pair(Path(file))
    if not shown_as(shape, {"private": str(private), "public": str(public)}):
        click.echo(f"Private key, keep it: {private}\nPublic key, give it to others: {public}")
