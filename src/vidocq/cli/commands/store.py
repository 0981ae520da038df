"""The store itself: make, check, back up, upgrade, move; take in bundles and lists; look up and search."""

from __future__ import annotations

import click

from vidocq import files
from vidocq.cli.desk import open_store, plain, show, store_option, who
from vidocq.cli.shared import format_option, shown_as
from vidocq.vocabulary.counts import counted

#: More than this is no bundle and no list to be taken into a store at once.
_MAX_IMPORT = 256 << 20


@click.group(short_help="The store itself: check, anchor, backup, upgrade, move, import, lookup, search.")
def COMMAND() -> None:  # noqa: N802 - found by this name
    """Where cases are kept: one SQLite file by default, PostgreSQL for a team.

    \b
    vidocq store check
    vidocq store backup cases-2025-05-01.db
    vidocq store move postgresql://vidocq@db.example/vidocq
    """


@COMMAND.command()
@store_option
@click.option("--expect", metavar="DIGEST", help="Digest of a change that must be in the log (a cut-off end shows only so).")
@click.option("--anchors", type=click.Path(), help="File of anchors (`store anchor`) that the log must fit; needs --key.")
@click.option("--key", type=click.Path(), help="Public key (FILE.pub of `key new`) that signed the anchors.")
@format_option()
@click.pass_context
def check(
    ctx: click.Context,
    location: str | None,
    by: str | None,
    expect: str | None,
    anchors: str | None,
    key: str | None,
    shape: str,
) -> None:
    """Verify pages, definitions, types, the chain of changes, what each change wrote, documents, quotes and the full text.

    The first break of each sort is named. Exit code 4 if anything is wrong. Whoever can write the file can rewrite its whole
    history so that it fits: only anchors signed before, and kept elsewhere, find that.
    """
    from pathlib import Path

    from vidocq.errors import InputError
    from vidocq.store.anchors import read
    from vidocq.store.check import check as run

    if (anchors is None) != (key is None):
        raise InputError("--anchors and --key belong together", hint="--anchors FILE --key FILE.pub")
    signed = read(Path(anchors)) if anchors else []
    with open_store(location) as store:
        report = run(store, expect=expect, by=who(by), anchors=signed, public=Path(key) if key else None)
    if not shown_as(shape, report):
        for line in report.breaks:
            click.echo(f"BROKEN  {plain(line)}")
        click.echo(
            f"{counted(report.changes, 'change')}, {counted(report.rows, 'row')}, {counted(report.documents, 'document')}: "
            f"{'ok' if report.clean else 'broken'}"
        )
        click.echo(f"newest change {report.head}" + (f"; {counted(len(signed), 'anchor')} compared" if signed else ""))
    if not report.clean:
        ctx.exit(4)


@COMMAND.command()
@click.argument("key", type=click.Path())
@click.option("--out", type=click.Path(), help="File that the line is appended to, best on another machine; else it is printed.")
@store_option
def anchor(key: str, out: str | None, location: str | None, by: str | None) -> None:
    """Sign the newest change with the private KEY (`key new`), as one line to keep where the store's writers cannot reach it.

    \b
    vidocq key new ~/anchor.key
    vidocq store anchor ~/anchor.key --out /mnt/elsewhere/anchors      (each night, by cron or a timer)
    vidocq store check --anchors /mnt/elsewhere/anchors --key ~/anchor.key.pub
    """
    from datetime import UTC, datetime
    from pathlib import Path

    from vidocq.store import people
    from vidocq.store.anchors import append, line, make

    with open_store(location) as store:
        with store.read() as connection:
            people.require(connection, who(by), "store check")  # before anything is made
        if out is not None:
            append(Path(out), "")  # a place that cannot be written is said before anything is signed
        made = make(store, Path(key), by=who(by), now=datetime.now(UTC))
    if out is None:
        click.echo(line(made))
    else:
        append(Path(out), line(made))
        click.echo(f"anchored #{made.seq} in {out}")


@COMMAND.command()
@click.argument("target", type=click.Path())
@store_option
def backup(target: str, location: str | None, by: str | None) -> None:
    """Copy the store's file while it is in use; the copy appears whole or not at all."""
    from pathlib import Path

    from vidocq.store.backup import backup as run

    with open_store(location) as store:
        run(store, Path(target), by=who(by))
    click.echo(f"Written: {target}")


@COMMAND.command()
@store_option
def upgrade(location: str | None, by: str | None) -> None:
    """Bring an older store up to date, after a backup beside it."""
    from datetime import UTC, datetime

    from vidocq.store.engine import default_location
    from vidocq.store.migrate import upgrade as run

    done = run(location or default_location(), by=who(by), now=datetime.now(UTC))
    if done.before == done.after:
        click.echo(f"the store is of the newest version {done.after}")
    else:
        click.echo(f"{done.before} -> {done.after}" + (f"; before that copied to {done.backup}" if done.backup else ""))


@COMMAND.command()
@click.argument("target")
@store_option
def move(target: str, location: str | None, by: str | None) -> None:
    """Copy everything into an empty database (a file or postgresql:// address), log included. The old store stays as it is."""
    from vidocq.store.backup import move as run

    with open_store(location) as store:
        moved, counts = run(store, target, by=who(by))
        shown = moved.database.shown
        moved.close()
    click.echo(f"{sum(counts.values())} rows copied to {shown}; `vidocq store check --store ...` verifies them")


@COMMAND.command(name="import")
@click.argument("file", type=click.Path())
@click.option("--source", required=True, help="Who asserts what is in it.")
@click.option("--tlp", default="", help="Marking of what carries none.")
@click.option("--kind", default="", help="For lists: the kind of every line (domain-name, ipv4-addr, sha256 ...).")
@store_option
@format_option()
@click.pass_context
def import_file(
    ctx: click.Context, file: str, source: str, tlp: str, kind: str, location: str | None, by: str | None, shape: str
) -> None:
    """Take in a STIX bundle or a list of indicators for all cases; every object that is refused is named.

    Exit code 5 if some were refused.
    """
    from vidocq.errors import InputError
    from vidocq.store import imports, people
    from vidocq.vocabulary.tlp import Tlp, parse

    marking = parse(tlp) if tlp else Tlp.UNMARKED
    try:
        content = files.content(file, _MAX_IMPORT)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=file) from error
    with open_store(location, create=True) as store, store.change(by=who(by), action="store import", target=file) as change:
        people.require(change.connection, who(by), "store import")
        if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
            done = imports.import_bundle(change, content, source=source, tlp=marking)
        else:
            done = imports.import_indicators(change, content, source=source, tlp=marking, kind=kind)
    if not shown_as(shape, done):
        click.echo(f"{done.added} new, {done.changed} changed, {done.same} known already, {counted(done.relations, 'relation')}")
    for refusal in done.refused if shape == "text" else ():
        click.echo(f"vidocq: refused: {refusal.where}: {plain(refusal.what)}", err=True)
    if done.refusals:
        if done.refusals > len(done.refused):
            click.echo(f"vidocq: refused: {done.refusals} in all", err=True)
        ctx.exit(5)


@COMMAND.command()
@click.argument("value")
@click.option("--kind", help="Only this kind.")
@store_option
@format_option()
def lookup(value: str, kind: str | None, location: str | None, by: str | None, shape: str) -> None:
    """Who has said anything about an indicator (defanged or not), where, and in which case."""
    from vidocq.store.rights import sight

    with open_store(location) as store, store.read() as connection:
        found = sight(connection, who(by)).lookup(value, kind)
    heads = ("kind", "value", "source", "case", "marking", "since", "quote")
    rows = [(one.kind, one.value, one.asserter, one.case, one.tlp.value, one.at[:16], one.quote) for one in found]
    show(shape, heads, rows, found, "nothing is known of it")


@COMMAND.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@store_option
@format_option()
def search(words: tuple[str, ...], limit: int, location: str | None, by: str | None, shape: str) -> None:
    """Full-text search over documents, evidence and imported objects; all words must occur."""
    from vidocq.store.rights import sight

    with open_store(location) as store, store.read() as connection:
        found = sight(connection, who(by)).search(store.database.dialect, " ".join(words), limit)
    rows = [(one.type, one.kind, one.value, one.case_pk, one.id) for one in found]
    show(shape, ("record", "kind", "value", "case", "id"), rows, found, "nothing found")


@COMMAND.command()
@click.argument("start")
@click.option("--hops", type=click.IntRange(1, 3), default=2, show_default=True)
@click.option("--limit", type=click.IntRange(1, 5000), default=200, show_default=True)
@store_option
@format_option(default="json")
def graph(start: str, hops: int, limit: int, location: str | None, by: str | None, shape: str) -> None:
    """What is near an imported object (by its STIX id), with the record behind each edge."""
    from vidocq.store.rights import sight

    with open_store(location) as store, store.read() as connection:
        found = sight(connection, who(by)).graph(start, hops=hops, limit=limit)
    rows = [(one.origin, one.relation, one.target, one.asserter) for one in found.edges]
    show(shape, ("origin", "relation", "target", "source"), rows, found, "nothing is near it")
