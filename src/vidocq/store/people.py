"""People of a store: roles, ceilings, what each may do in which case, passwords and tokens.

A store without people belongs to whoever may read its file, and asks nobody. Once it has people, every change is checked against
the role of who makes it, inside the same transaction. On a file this keeps colleagues from mistakes; it does not keep out
somebody who may write the file. A server's own accounts, or the web door, do that.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from enum import Enum
from functools import cache

from sqlalchemy import Connection, func, select

from vidocq.errors import InputError, RightsError
from vidocq.model import Noun
from vidocq.store import schema
from vidocq.store.log import Change, stamp
from vidocq.store.markings import label
from vidocq.store.normal import clean
from vidocq.vocabulary.tlp import Tlp

_SHORTEST_PASSWORD = 12
_LONGEST_NAME = 100


class Role(Enum):
    """What a person may do; each may do what those before it may."""

    NONE = ""
    READER = "reader"
    ANALYST = "analyst"
    EDITOR = "editor"
    OWNER = "owner"

    @property
    def rank(self) -> int:
        """0 (nothing) to 4 (everything)."""
        return tuple(Role).index(self)

    def may(self, action: str) -> bool:
        """Whether the role allows an action as the log names it; one that is not listed is the owner's."""
        return self.rank >= _NEEDED.get(action, Role.OWNER).rank


_NEEDED = {
    "read": Role.READER,
    "case new": Role.ANALYST,
    "case add": Role.ANALYST,
    "case assess": Role.ANALYST,
    "case accept": Role.ANALYST,
    "case reject": Role.ANALYST,
    "case edit": Role.ANALYST,
    "case undo": Role.ANALYST,
    "case rating": Role.ANALYST,
    "case dissent": Role.ANALYST,
    "case together": Role.ANALYST,
    "case prior": Role.ANALYST,
    "case override": Role.ANALYST,
    "case dossier": Role.ANALYST,
    "alias claim": Role.ANALYST,
    "case grade": Role.EDITOR,
    "case withdraw": Role.EDITOR,
    "alias withdraw": Role.EDITOR,
    "store import": Role.EDITOR,
    "store check": Role.EDITOR,
    "store people": Role.READER,
    "ledger add": Role.ANALYST,
    "ledger decide": Role.ANALYST,
    "ledger apart": Role.ANALYST,
    "ledger import": Role.EDITOR,
}


class Person(Noun, frozen=True, kw_only=True):
    """Somebody who works here; ``ceiling`` is the strictest marking left out of what they see (UNMARKED: they see all)."""

    name: str
    role: Role
    ceiling: Tlp


class Token(Noun, frozen=True, kw_only=True):
    """A token as it is listed; the secret is shown once, when it is made."""

    id: str
    name: str
    scope: str
    expires: str
    revoked: bool


def people(connection: Connection) -> tuple[Person, ...]:
    """All who are here, by name."""
    table = schema.person
    newest = select(func.max(table.c.pk)).group_by(table.c.name)
    rows = connection.execute(select(table).where(table.c.pk.in_(newest), table.c.role != "").order_by(table.c.name)).mappings()
    return tuple(Person(name=row["name"], role=Role(row["role"]), ceiling=label(row["openness"])) for row in rows)


def find(connection: Connection, name: str) -> Person | None:
    """The person of that name, or None."""
    row = _row(connection, name)
    return None if row is None else Person(name=name, role=Role(row[0]), ceiling=label(row[1]))


def _row(connection: Connection, name: str) -> tuple[str, int, str] | None:
    table = schema.person
    query = (
        select(table.c.role, table.c.openness, table.c.password).where(table.c.name == name).order_by(table.c.pk.desc()).limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None or not row[0] else (row[0], row[1], row[2])


def authority(connection: Connection, name: str, case_pk: int | None = None) -> Person:
    """What somebody may do (in one case): everything, if the store has no people.

    Raises:
        RightsError: the store has people, and this is none of them.
    """
    if connection.execute(select(schema.person.c.pk).limit(1)).first() is None:
        return Person(name=name, role=Role.OWNER, ceiling=Tlp.UNMARKED)
    person = find(connection, name)
    if person is None:
        raise RightsError(f"{name!r} is not one of the people of this store", hint="--by NAME, or ask an owner")
    if case_pk is None:
        return person
    table = schema.access
    query = select(table.c.role, table.c.seq).where(table.c.case_pk == case_pk, table.c.name == name)
    special = connection.execute(query.order_by(table.c.pk.desc()).limit(1)).first()
    if special is None:
        return person
    # What was given to somebody of this name who has left is not the newcomer's; what was closed to them stays closed.
    if special.role and special.seq < _last_left(connection, name):
        return person
    return Person(name=name, role=Role(special.role), ceiling=person.ceiling)


def _last_left(connection: Connection, name: str) -> int:
    """The change by which somebody of that name was let go last; 0 if nobody ever was."""
    table = schema.person
    query = select(func.max(table.c.seq)).where(table.c.name == name, table.c.role == Role.NONE.value)
    return connection.execute(query).scalar() or 0


def closed_cases(connection: Connection, name: str) -> set[int]:
    """Keys of the cases that somebody may not read."""
    table = schema.access
    newest = select(func.max(table.c.pk)).where(table.c.name == name).group_by(table.c.case_pk)
    return set(connection.execute(select(table.c.case_pk).where(table.c.pk.in_(newest), table.c.role == "")).scalars())


def require(connection: Connection, name: str, action: str, case_pk: int | None = None) -> Person:
    """Let the action pass, or refuse it.

    Raises:
        RightsError: the role does not allow it.
    """
    person = authority(connection, name, case_pk)
    if not person.role.may(action):
        needed = _NEEDED.get(action, Role.OWNER).value
        raise RightsError(
            f"{name} is {person.role.value or 'not let in'} here and may not do this: {action}", hint=f"ask an {needed}"
        )
    return person


def require_all(connection: Connection, name: str, action: str) -> Person:
    """Let an action on the whole store pass: it needs the role, no ceiling, and no case that is closed.

    Raises:
        RightsError: the role does not allow it, or it would show what the person may not see.
    """
    person = require(connection, name, action)
    if person.ceiling is not Tlp.UNMARKED or closed_cases(connection, name):
        raise RightsError(f"{name} does not see all of this store and may not do this: {action}", hint="ask an owner who does")
    return person


def put(change: Change, name: str, role: Role, ceiling: Tlp | None = None, password: str | None = None) -> None:
    """Add a person, or change them; Role.NONE lets them go. Ceiling and password stay if none is given.

    The ceiling stays for somebody of the same name who comes back, too; who is new has none.

    Raises:
        InputError: the name or password cannot be used, or the last owner would go.
    """
    name = clean(name).strip()
    if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        raise InputError(f"a name has 1 to {_LONGEST_NAME} printable characters")
    here = people(change.connection)
    owners = {one.name for one in here if one.role is Role.OWNER}
    if (owners and owners == {name} and role is not Role.OWNER) or (not here and role is not Role.OWNER):
        raise InputError("a store with people needs an owner", hint="make somebody else owner first")
    old = _row(change.connection, name)
    kept = old[2] if old is not None else ""
    row = {
        "name": name,
        "role": role.value,
        "openness": _last_openness(change.connection, name) if ceiling is None else ceiling.openness,
        "password": kept if password is None else hashed(password),
    }
    change.insert(schema.person, [row])
    change.before, change.after = (old[0] if old else ""), role.value
    if role is Role.NONE:
        for one in tokens(change.connection, name):
            if not one.revoked:
                revoke(change, one.id)


def _last_openness(connection: Connection, name: str) -> int:
    table = schema.person
    query = select(table.c.openness).where(table.c.name == name).order_by(table.c.pk.desc()).limit(1)
    return connection.execute(query).scalar() or Tlp.UNMARKED.openness


def grant(change: Change, case_pk: int, name: str, role: Role) -> None:
    """Say what a person may do in one case.

    Raises:
        InputError: there is no such person.
    """
    if find(change.connection, name) is None:
        raise InputError(f"there is no {name!r}")
    change.insert(schema.access, [{"case_pk": case_pk, "name": name, "role": role.value}])
    change.after = role.value


def hashed(password: str) -> str:
    """The password by argon2id, with the library's current parameters.

    Raises:
        InputError: it is too short.
    """
    from argon2 import PasswordHasher

    if len(password) < _SHORTEST_PASSWORD:
        raise InputError(f"a password has at least {_SHORTEST_PASSWORD} characters")
    return PasswordHasher().hash(password)


def log_in(connection: Connection, name: str, password: str) -> Person | None:
    """The person, if that is their password. Takes as long for a name that is not there."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    nobody = _nobody()  # made first, so that it costs the same whoever asks
    row = _row(connection, name)
    known = row[2] if row is not None and row[2] else nobody
    try:
        PasswordHasher().verify(known, password)
    except (Argon2Error, InvalidHashError):
        return None
    return find(connection, name) if row is not None and row[2] else None


@cache
def _nobody() -> str:
    """A hash that nothing matches, to spend the same time on; made once."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(secrets.token_hex(16))


def new_token(change: Change, name: str, scope: str, now: datetime, days: int | None = None) -> str:
    """Make a token for a person and give its text, which is not kept: only a digest of its 256 random bits is.

    Raises:
        InputError: there is no such person or scope.
    """
    if scope not in {"read", "write"}:
        raise InputError(f"{scope!r} is no scope", hint="read or write")
    if find(change.connection, name) is None:
        raise InputError(f"there is no {name!r}")
    token_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    expires = "" if days is None else stamp(now + timedelta(days=days))
    row = {"id": token_id, "name": name, "scope": scope, "digest": _digest(secret), "expires": expires}
    change.insert(schema.token, [row])
    change.target, change.after = token_id, scope
    return f"vidocq_{token_id}_{secret}"


def tokens(connection: Connection, name: str | None = None) -> tuple[Token, ...]:
    """Tokens as they are listed."""
    table, back = schema.token, schema.revocation
    query = select(table, back.c.pk.label("back")).outerjoin(back, back.c.token_pk == table.c.pk).order_by(table.c.pk)
    if name is not None:
        query = query.where(table.c.name == name)
    return tuple(
        Token(id=row["id"], name=row["name"], scope=row["scope"], expires=row["expires"], revoked=row["back"] is not None)
        for row in connection.execute(query).mappings()
    )


def revoke(change: Change, token_id: str) -> None:
    """Take a token back.

    Raises:
        InputError: there is no such token in force.
    """
    table = schema.token
    key = change.connection.execute(select(table.c.pk).where(table.c.id == token_id)).scalar()
    gone = select(schema.revocation.c.pk).where(schema.revocation.c.token_pk == key)
    if key is None or change.connection.execute(gone).first() is not None:
        raise InputError(f"there is no token {token_id!r} in force", hint="see `vidocq store token list`")
    change.insert(schema.revocation, [{"token_pk": key}])


def by_token(connection: Connection, text: str, now: datetime) -> tuple[Person, str] | None:
    """The person whose token this is and its scope; None if it is unknown, revoked, too old, or its person is gone."""
    parts = text.split("_", 2)
    if len(parts) != 3 or parts[0] != "vidocq":
        return None
    table, back = schema.token, schema.revocation
    query = select(table, back.c.pk.label("back")).outerjoin(back, back.c.token_pk == table.c.pk).where(table.c.id == parts[1])
    row = connection.execute(query).mappings().first()
    if row is None or not hmac.compare_digest(row["digest"], _digest(parts[2])):
        return None
    if row["back"] is not None or (row["expires"] and row["expires"] <= stamp(now)):
        return None
    person = find(connection, row["name"])
    return None if person is None else (person, str(row["scope"]))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
