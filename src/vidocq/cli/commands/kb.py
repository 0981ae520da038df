"""The knowledge base: what is in it, what is doubtful in it, building one, fetching a newer one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vidocq.cli.shared import format_option, knowledge_option, progress, shown_as, snapshot_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vidocq.knowledge.snapshot import SnapshotMeta


@click.group(short_help="The knowledge base: info, lint, build, sign, verify, sync.")
def COMMAND() -> None:  # noqa: N802 - found by this name
    """What is known beforehand: groups, software, techniques and names, frozen at a date and named by a digest."""


@COMMAND.command(short_help="Digest, date, contents, sources and licences of the knowledge in use.")
@knowledge_option
@format_option()
def info(knowledge: str | None, shape: str) -> None:
    """Show what the knowledge in use is: digest, dates, contents, sources, licences, and what could not be read."""
    snapshot = snapshot_from(knowledge)
    if shown_as(shape, snapshot.meta):
        return
    from datetime import UTC, datetime

    from vidocq.knowledge.loading import age_note

    old = age_note(snapshot.meta, datetime.now(UTC).date())
    click.echo("\n".join([*_info_lines(snapshot.meta), *(["", old] if old else [])]))


def _info_lines(meta: SnapshotMeta) -> list[str]:
    lines = [
        f"Knowledge  {meta.digest}",
        f"As of      {meta.as_of or 'not cut at a date'}",
        f"Built      {meta.built}",
        *(f"Data of    {day} ({name})" for name, day in meta.dates),
        f"Schema     {meta.schema}",
        "",
        *(f"  {count:>7}  {name}" for name, count in meta.contents),
        "",
        "Sources",
        *(f"  {name}: {what}" for name, what in meta.sources),
        "Licences",
        *(f"  {name}: {what}" for name, what in meta.licences),
    ]
    if meta.problems:
        lines += ["", f"Not used or to be known ({len(meta.problems)})", *(f"  {problem}" for problem in meta.problems)]
    return lines


@COMMAND.command(short_help="What is doubtful: shared names, plain words, dangling relations, unmapped actors.")
@click.option("--check", "checks", multiple=True, help="Only this check (may be given several times); `--list` names them.")
@click.option("--list", "list_checks", is_flag=True, help="List the checks and end.")
@knowledge_option
@format_option()
def lint(checks: tuple[str, ...], list_checks: bool, knowledge: str | None, shape: str) -> None:
    """List what is doubtful in the knowledge base. Findings are no errors: the exit code is 0."""
    from vidocq.errors import unknown
    from vidocq.knowledge.lint import CHECKS
    from vidocq.knowledge.lint import lint as find

    if list_checks:
        click.echo("\n".join(f"{name:<22} {what}" for name, what in CHECKS.items()))
        return
    for name in checks:
        if name not in CHECKS:
            raise unknown("check", name, tuple(CHECKS))
    findings = find(snapshot_from(knowledge), checks or None)
    rows = [(one.check, one.subject, one.sentence, " ".join(one.refs)) for one in findings]
    if shown_as(shape, findings, ("check", "subject", "sentence", "refs"), rows):
        return
    for name, what in CHECKS.items():
        found = [finding for finding in findings if finding.check == name]
        if found:
            click.echo(f"{name} ({len(found)}): {what}")
            click.echo("\n".join(f"  {_clean(finding.sentence)}" for finding in found) + "\n")


def _clean(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


@COMMAND.command(short_help="Build a snapshot from a MISP galaxy and ATT&CK STIX, as known on a date.")
@click.option("--galaxy", type=click.Path(), help="A MISP galaxy checkout, its `clusters` directory, or a tar archive of it.")
@click.option("--attack", type=click.Path(), help="ATT&CK as a STIX 2.0/2.1 bundle (.json, .gz, .xz) or a directory of objects.")
@click.option(
    "--as-of",
    help="Drop what was not known on this day (YYYY-MM-DD). A galaxy has no dates: give it as it stood.",
)
@click.option(
    "--withdraw", multiple=True, metavar="ACTOR=UUID", help="Do not accept that this galaxy element is that actor (un-merge)."
)
@click.option("--names", type=click.Path(), help="Microsoft's map of names (JSON).")
@click.option(
    "--pack", is_flag=True, help="Facts and numbers only, no sentences of others, compressed: as the default knowledge."
)
@click.option("-o", "--out", type=click.Path(), required=True, help="File to write the snapshot to.")
@format_option()
def build(
    galaxy: str | None,
    attack: str | None,
    as_of: str | None,
    withdraw: tuple[str, ...],
    names: str | None,
    pack: bool,
    out: str,
    shape: str,
) -> None:
    """Build a knowledge snapshot. What is broken in the inputs is left out and listed; the rest is used.

    \b
    vidocq kb build --galaxy misp-galaxy --attack enterprise-attack.json --as-of 2024-06-30 -o 2024.snapshot
    vidocq investigate report.pdf --knowledge 2024.snapshot
    """
    from pathlib import Path

    from vidocq.knowledge import making

    snapshot = making.make(
        galaxy=Path(galaxy) if galaxy else None,
        attack=Path(attack) if attack else None,
        as_of=as_of,
        withdrawn=making.parse_withdrawn(withdraw),
        names=Path(names) if names else None,
        progress=progress(),
    )
    if pack:
        from vidocq.workbench.packing import pack as packing

        snapshot = packing(snapshot)
    making.keep(snapshot, Path(out), packed=pack)
    if not shown_as(shape, snapshot.meta):
        click.echo("\n".join([*_info_lines(snapshot.meta), "", f"Written: {out}"]))


@COMMAND.command(short_help="Sign a snapshot: writes SNAPSHOT.sig.")
@click.argument("snapshot", type=click.Path())
@click.option("--key", required=True, type=click.Path(), help="Private key made by `vidocq key new`.")
@format_option()
def sign(snapshot: str, key: str, shape: str) -> None:
    """Sign a knowledge snapshot, so that others can check offline where it comes from: writes SNAPSHOT.sig beside it."""
    from pathlib import Path

    from vidocq.knowledge import signatures

    written = signatures.sign(Path(snapshot), Path(key))
    if not shown_as(shape, {"signature": str(written)}):
        click.echo(f"Written: {written}")


@COMMAND.command(short_help="Check a snapshot's signature, offline.")
@click.argument("snapshot", type=click.Path())
@click.option("--key", required=True, type=click.Path(), help="Public key of whom the snapshot should be by.")
@click.option("--signature", type=click.Path(), help="File with the signature; by default SNAPSHOT.sig.")
@format_option()
def verify(snapshot: str, key: str, signature: str | None, shape: str) -> None:
    """Check that a snapshot is whole and signed by this key. No network; exit code 2 where it is not."""
    from pathlib import Path

    from vidocq.knowledge import signatures

    meta = signatures.verify(Path(snapshot), Path(key), Path(signature) if signature else None)
    if not shown_as(shape, {"signed": True, "digest": meta.digest, "built": meta.built}):
        click.echo(f"Signed by this key, and whole: knowledge {meta.digest}, built {meta.built}")


@COMMAND.command(short_help="Fetch newer knowledge from MITRE's and MISP's public repositories (uses the network).")
@click.option("--base", help="Another address with the same paths (a mirror); also VIDOCQ_SYNC_BASE.")
@click.option("--sha256", multiple=True, metavar="NAME=DIGEST", help="Digest that the download `attack` or `galaxy` must have.")
@click.option("--to", "target", type=click.Path(), help="File for the snapshot; by default the one that all verbs then use.")
@click.option(
    "--cards",
    metavar="URL",
    help="Also fetch ETDA's Threat Group Cards (JSON) from this address: victims and operations. Taken to be non-commercial.",
)
@format_option()
def sync(base: str | None, sha256: tuple[str, ...], target: str | None, cards: str | None, shape: str) -> None:
    """Fetch ATT&CK and the MISP galaxy, build a snapshot from them, and use it from now on.

    This is the only verb that uses the network, and it does so only when asked. Sizes are bounded, digests are shown, what comes
    is checked, and the knowledge in use is replaced only when all went well.
    """
    from pathlib import Path

    from vidocq.knowledge import sync as syncing

    result = syncing.sync(
        base=base or syncing.base_from_environment(),
        destination=Path(target) if target else None,
        expected=syncing.parse_expected(sha256),
        progress=progress(),
        cards_from=cards,
    )
    if shown_as(shape, result):
        return
    lines = [f"{item.name:<8} {item.size} bytes  sha256 {item.sha256}\n         {item.url}" for item in result.fetched]
    click.echo("\n".join([*lines, f"Knowledge {result.digest}", *_counts(result.contents), f"Written: {result.path}"]))


def _counts(contents: Sequence[tuple[str, int]]) -> list[str]:
    return [f"  {count:>7}  {name}" for name, count in contents]
