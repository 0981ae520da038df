"""What the knowledge base has on an actor, and two actors side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vidocq.cli.shared import format_option, knowledge_option, shown_as, snapshot_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vidocq.knowledge.compare import Comparison, SharedItem
    from vidocq.knowledge.sheet import ActorSheet, UsedItem
    from vidocq.knowledge.snapshot import ActorProfile, Snapshot

_MOST_SHOWN = 40


@click.group(short_help="What the knowledge base says of an actor: show, compare.")
def COMMAND() -> None:  # noqa: N802 - found by this name
    """Look up groups in the knowledge base. All of it is context (`kb`), never a finding of a case."""


@COMMAND.command(short_help="Names, origin, claims, software, techniques, targets of an actor.")
@click.argument("query", metavar="ACTOR")
@click.option("--all", "everything", is_flag=True, help=f"Show all items, not only the {_MOST_SHOWN} rarest of a list.")
@knowledge_option
@format_option()
def show(query: str, everything: bool, knowledge: str | None, shape: str) -> None:
    """Show what the knowledge base has on ACTOR: an id (G0128, galaxy:UUID), a name or an alias in any spelling.

    A name that several actors have shows all of them: they are candidates and never merged.

    \b
    vidocq actor show APT31
    vidocq actor show "Charming Kitten" --format json
    """
    from vidocq.knowledge.lookup import actor_notes
    from vidocq.knowledge.sheet import sheet

    snapshot = snapshot_from(knowledge)
    actors = _found(snapshot, query)
    sheets = [sheet(snapshot, actor) for actor in actors]
    rows = [
        (one.id, one.name, kind, used.ref, used.name, used.users, " ".join(used.sources))
        for one in sheets
        for kind, items in (("software", one.software), ("technique", one.techniques))
        for used in items
    ]
    if shown_as(shape, sheets, ("actor", "name", "kind", "ref", "item", "users", "sources"), rows):
        return
    for note in actor_notes(snapshot, query):
        click.echo(f"{_clean(note)}\n")
    if len(sheets) > 1:
        who = ", ".join(f"{actor.id} {actor.name}" for actor in actors)
        click.echo(_clean(f"{query!r} may mean {len(sheets)} actors, which the knowledge base keeps apart: {who}") + "\n")
    click.echo("\n\n".join(_clean(_sheet_text(item, None if everything else _MOST_SHOWN)) for item in sheets))


@COMMAND.command(short_help="Two actors side by side, weighted by rarity.")
@click.argument("first", metavar="ACTOR")
@click.argument("second", metavar="ACTOR")
@click.option("--all", "everything", is_flag=True, help=f"Show all items, not only the {_MOST_SHOWN} rarest of a list.")
@knowledge_option
@format_option()
def compare(first: str, second: str, everything: bool, knowledge: str | None, shape: str) -> None:
    """Compare two actors: shared and exclusive techniques and software by rarity, names, targets, reports.

    \b
    vidocq actor compare APT31 APT40
    vidocq actor compare G0128 G0065 --format csv
    """
    from vidocq.knowledge.compare import compare as compared

    snapshot = snapshot_from(knowledge)
    one, other = _single(snapshot, first), _single(snapshot, second)
    result = compared(snapshot, one, other)
    names = {"both": "both", "first": result.first.id, "second": result.second.id}
    rows = [
        (one.kind, one.ref, one.name, names[one.held_by], one.users, one.of, round(one.rarity, 3), " ".join(one.sources))
        for one in (*result.software, *result.techniques)
    ]
    if not shown_as(shape, result, ("kind", "ref", "name", "held_by", "users", "of", "rarity", "sources"), rows):
        click.echo(_clean(_comparison_text(result, None if everything else _MOST_SHOWN)))


def _found(snapshot: Snapshot, query: str) -> tuple[ActorProfile, ...]:
    from vidocq.knowledge.lookup import find_actor, unknown

    actors = find_actor(snapshot, query)
    if not actors:
        raise unknown(snapshot, query, "actor")
    return actors


def _single(snapshot: Snapshot, query: str) -> ActorProfile:
    from vidocq.errors import InputError

    actors = _found(snapshot, query)
    if len(actors) > 1:
        who = ", ".join(f"{actor.id} {actor.name}" for actor in actors)
        raise InputError(f"{query!r} may mean several actors: {who}", hint="give the id of one")
    return actors[0]


def _clean(text: str) -> str:
    """Text without control characters: what stands in a knowledge base must not steer the terminal."""
    return "".join(char if char == "\n" or char.isprintable() else " " for char in text)


def _sheet_text(item: ActorSheet, most: int | None) -> str:
    as_of = f", as of {item.knowledge_as_of}" if item.knowledge_as_of else ""
    lines = [
        f"{item.name} ({item.id})",
        f"  from the knowledge base {item.knowledge_digest[:12]}{as_of}: context, never proof",
        "",
        f"Country   {f'{item.country_name} ({item.country})' if item.country else 'not said'}",
        *([f"          from {item.country_source}"] if item.country_source else []),
        f"Sponsor   {item.sponsor or 'not said'}",
        *([f"First seen {item.first_seen}"] if item.first_seen else []),
        *([f"Targets   {', '.join(item.targets)}"] if item.targets else []),
        *([f"Sectors   {', '.join(item.target_sectors)}"] if item.target_sectors else []),
        f"Reports   {len(item.reports)} cited"
        + (f", newest dated {item.reports[0].published}" if item.reports and item.reports[0].published else ""),
        "",
        f"Names ({len(item.names)})",
        *(f"  {known.text}" + _whose(known.reporter, known.source) for known in item.names),
    ]
    if item.claims:
        lines += ["", f"Said to be the same as, or related to ({len(item.claims)})"]
        for claim in item.claims:
            likelihood = f", {claim.likelihood}" if claim.likelihood else ""
            mark = "*" if claim.view else " "
            lines.append(f" {mark} {claim.relation}: {claim.name or claim.target} ({claim.target}) [{claim.source}{likelihood}]")
    lines += _used_text("Software", item.software, most) + _used_text("Techniques", item.techniques, most)
    if item.campaigns:
        lines += ["", "Campaigns", *(f"  {ref}  {name}" for ref, name in item.campaigns)]
    lines += ["", *(f"Note: {note}" for note in item.notes)] if item.notes else []
    return "\n".join(lines)


def _whose(reporter: str, source: str) -> str:
    return f"  [{'; '.join(part for part in (reporter, source) if part)}]" if reporter or source else ""


def _used_text(title: str, items: Sequence[UsedItem], most: int | None) -> list[str]:
    if not items:
        return ["", f"{title}: none recorded"]
    lines = ["", f"{title} ({len(items)}), rarest first"]
    for item in items[:most]:
        others = "only this one" if item.users == 1 else f"{item.users} actors"
        marks = "; ".join([others, *item.sources, *_availability(item)])
        lines.append(f"  {item.ref:<10} {item.name}  [{marks}]")
    if most is not None and len(items) > most:
        lines.append(f"  and {len(items) - most} more (--all)")
    return lines


def _availability(item: UsedItem) -> list[str]:
    """Who can get hold of a program, with the reason; nothing where that is not known."""
    if item.availability in ("", "unknown"):
        return []
    return [f"{item.availability}: {item.availability_reason}" if item.availability_reason else item.availability]


def _comparison_text(result: Comparison, most: int | None) -> str:
    one, other = result.first, result.second
    lines = [
        f"{one.name} ({one.id}, {one.country or 'no country'}) and {other.name} ({other.id}, {other.country or 'no country'})",
        "  similarity is Jaccard weighted by rarity, from what the knowledge base has recorded; it is no likelihood",
        "",
        f"Techniques  {_share(result.technique_similarity, result.techniques)}",
        f"Software    {_share(result.software_similarity, result.software)}",
        f"Names in common    {', '.join(result.shared_names) or 'none'}",
        f"Targets in common  {', '.join(result.shared_targets) or 'none recorded'}",
        f"Sectors in common  {', '.join(result.shared_sectors) or 'none recorded'}",
        f"Reports in common  {len(result.shared_reports)}",
    ]
    lines += ["Claims between them", *(f"  {claim}" for claim in result.claims)] if result.claims else []
    titles = (("both", "both"), ("first", f"only {one.name}"), ("second", f"only {other.name}"))
    for what, items in (("Software", result.software), ("Techniques", result.techniques)):
        for held_by, title in titles:
            chosen = [item for item in items if item.held_by == held_by]
            if chosen:
                lines += ["", f"{what}, {title} ({len(chosen)}), rarest first", *map(_item_line, chosen[:most])]
                if most is not None and len(chosen) > most:
                    lines.append(f"  and {len(chosen) - most} more (--all)")
    return "\n".join(lines)


def _share(similarity: float | None, items: Sequence[SharedItem]) -> str:
    both = sum(item.held_by == "both" for item in items)
    first = sum(item.held_by == "first" for item in items)
    shown = "not comparable: nothing recorded for one of them" if similarity is None else f"similarity {similarity:.2f}"
    return f"{shown}; {both} shared, {first} and {len(items) - both - first} of their own"


def _item_line(item: SharedItem) -> str:
    return f"  {item.ref:<10} {item.name}  [{item.users} of {item.of} actors, rarity {item.rarity:.2f}]"
