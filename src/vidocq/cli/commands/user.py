"""People of a store: who may do what, passwords and tokens."""

from __future__ import annotations

import click

from vidocq.cli.desk import open_store, show, store_option, who
from vidocq.cli.shared import format_option

_ROLES = ("reader", "analyst", "editor", "owner")


@click.group(short_help="People of a store: roles, ceilings, access to cases, tokens.")
def COMMAND() -> None:  # noqa: N802 - found by this name
    """A store without people asks nobody. Once it has an owner, every change is checked against the role of who makes it.

    \b
    vidocq user put ada --role owner
    vidocq user put ben --role analyst --ceiling AMBER --by ada
    vidocq user access ministry-2025 ben editor --by ada
    vidocq user token ben --scope read --days 90 --by ada
    """


@COMMAND.command()
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), required=True)
@click.option(
    "--ceiling", help="They see nothing that is marked more strictly; `none`: they see all. Without it what they have stays."
)
@click.option("--password", "ask", is_flag=True, help="Ask for a password (for the web door).")
@store_option
def put(name: str, role: str, ceiling: str | None, ask: bool, location: str | None, by: str | None) -> None:
    """Add a person, or change their role or ceiling."""
    from vidocq.store import people
    from vidocq.vocabulary.tlp import Tlp, parse

    password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else None
    lifted = ceiling is not None and ceiling.strip().lower() in {"", "none", "unmarked"}
    marking = Tlp.UNMARKED if lifted else parse(ceiling) if ceiling is not None else None
    with open_store(location, create=True) as store, store.change(by=who(by), action="store user", target=name) as change:
        people.require(change.connection, who(by), "store user")
        people.put(change, name, people.Role(role), marking, password)
        person = people.find(change.connection, name)
    ceilinged = person is not None and person.ceiling is not Tlp.UNMARKED
    click.echo(f"{name}  {role}" + (f"  sees up to {person.ceiling.value}" if person is not None and ceilinged else ""))


@COMMAND.command()
@click.argument("name")
@store_option
def remove(name: str, location: str | None, by: str | None) -> None:
    """Let a person go; their tokens are revoked, what they did stays under their name."""
    from vidocq.errors import InputError
    from vidocq.store import people

    with open_store(location) as store, store.change(by=who(by), action="store user", target=name) as change:
        people.require(change.connection, who(by), "store user")
        if people.find(change.connection, name) is None:
            raise InputError(f"there is no {name!r}")
        people.put(change, name, people.Role.NONE)
    click.echo(f"{name}  removed")


@COMMAND.command(name="list")
@store_option
@format_option()
def list_people(location: str | None, by: str | None, shape: str) -> None:
    """List people."""
    from vidocq.store import people

    with open_store(location) as store, store.read() as connection:
        people.require(connection, who(by), "store people")
        found = people.people(connection)
    rows = [(one.name, one.role.value, one.ceiling.value) for one in found]
    show(shape, ("name", "role", "ceiling"), rows, found, "nobody: the store belongs to whoever may read it")


@COMMAND.command()
@click.argument("case")
@click.argument("name")
@click.argument("role", type=click.Choice(("none", *_ROLES)))
@store_option
def access(case: str, name: str, role: str, location: str | None, by: str | None) -> None:
    """Say what a person may do in one case, in place of their role elsewhere."""
    from vidocq.store import cases, people

    with open_store(location) as store, store.change(by=who(by), action="store user", target=f"{case} {name}") as change:
        people.require(change.connection, who(by), "store user")
        pk = cases.find(change.connection, case).pk
        change.case_pk = pk
        people.grant(change, pk, name, people.Role("" if role == "none" else role))
    click.echo(f"{name}  {role} in {case}")


@COMMAND.command()
@click.argument("name")
@click.option("--scope", type=click.Choice(("read", "write")), default="read", show_default=True)
@click.option("--days", type=click.IntRange(1, 36_500), help="How long it is good for; without: until it is revoked.")
@store_option
def token(name: str, scope: str, days: int | None, location: str | None, by: str | None) -> None:
    """Make a token; it is shown this once, and kept only as a digest."""
    from vidocq.store import people

    with open_store(location) as store, store.change(by=who(by), action="store user") as change:
        people.require(change.connection, who(by), "store user")
        text = people.new_token(change, name, scope, store.clock(), days)
    click.echo(text)


@COMMAND.command()
@store_option
@format_option()
def tokens(location: str | None, by: str | None, shape: str) -> None:
    """List tokens (never their secret)."""
    from vidocq.store import people

    with open_store(location) as store, store.read() as connection:
        people.require(connection, who(by), "store user")
        found = people.tokens(connection)
    rows = [(one.id, one.name, one.scope, one.expires[:16], "revoked" if one.revoked else "") for one in found]
    show(shape, ("token", "name", "scope", "expires", ""), rows, found, "no token")


@COMMAND.command()
@click.argument("token_id", metavar="TOKEN")
@store_option
def revoke(token_id: str, location: str | None, by: str | None) -> None:
    """Revoke a token."""
    from vidocq.store import people

    with open_store(location) as store, store.change(by=who(by), action="store user", target=token_id) as change:
        people.require(change.connection, who(by), "store user")
        people.revoke(change, token_id)
    click.echo("revoked")
