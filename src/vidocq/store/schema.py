"""The tables of the store, the same on SQLite and PostgreSQL; every one of them only ever grows.

Every row carries ``seq``, the change that wrote it. Nothing is updated or deleted (triggers refuse it): a record that no longer
holds gets a row in ``ending``, an assertion that was taken back one in ``retraction``. Integer keys are given out by the one
writer, in order, so that they survive a move from one database to the other.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, SmallInteger, Table, Text

metadata = MetaData()

Key = BigInteger().with_variant(Integer, "sqlite")

#: The version of this schema, the newest of ``migrations/versions``.
VERSION = "0003"

#: ``PRAGMA application_id`` of a SQLite file of ours ("vdcq").
APPLICATION_ID = 0x76646371


def _pk() -> Column[int]:
    return Column("pk", Key, primary_key=True, autoincrement=False)


def _seq() -> Column[int]:
    return Column("seq", Key, nullable=False)


#: One row for each change: who did what, when and why. ``at`` never goes back, ``clock`` is what the clock said; ``contents`` is
#: the digest of all rows the change wrote; ``digest`` covers this row and, through ``previous``, all before it.
change = Table(
    "change",
    metadata,
    Column("seq", Key, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("clock", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("case_pk", Key),
    Column("target", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("contents", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Index("change_at", "at"),
    Index("change_case", "case_pk", "seq"),
)

#: Documents as received, named by their SHA-256.
blob = Table(
    "blob",
    metadata,
    _pk(),
    _seq(),
    Column("sha256", Text, nullable=False, unique=True),
    Column("size", Key, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

#: A case by its identity; what is in it are records.
case = Table(
    "case_",
    metadata,
    _pk(),
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("openness", SmallInteger, nullable=False),
)

#: Who asserts things: a source's id, or ``analyst:NAME``.
asserter = Table(
    "asserter",
    metadata,
    _pk(),
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
)

#: An observable by its normalised value, once, however many say it.
indicator = Table(
    "indicator",
    metadata,
    _pk(),
    _seq(),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Index("indicator_value", "value", "kind", unique=True),
)

#: One version of one noun. ``id`` is the noun's, ``place`` the key of its first version (which gives the order), ``supersedes``
#: the version before. ``layer`` says whose hand: machine, analyst or import. ``body`` is the noun as canonical JSON.
record = Table(
    "record",
    metadata,
    _pk(),
    _seq(),
    Column("id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("case_pk", Key),
    Column("place", Key, nullable=False),
    Column("supersedes", Key),
    Column("layer", Text, nullable=False),
    Column("asserter_pk", Key, nullable=False),
    Column("indicator_pk", Key),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("openness", SmallInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("record_case", "case_pk", "type", "place"),
    Index("record_id", "id"),
    Index("record_value", "value", "kind", "case_pk"),
)

#: When a version stopped holding, and how: ``superseded`` or ``withdrawn``.
ending = Table(
    "ending",
    metadata,
    _pk(),
    _seq(),
    Column("record_pk", Key, nullable=False, unique=True),
    Column("how", Text, nullable=False),
)

#: Who says what, in which words, where in which document, under which marking, since when (``seq``).
assertion = Table(
    "assertion",
    metadata,
    _pk(),
    _seq(),
    Column("asserter_pk", Key, nullable=False),
    Column("case_pk", Key),
    Column("place", Key),
    Column("indicator_pk", Key),
    Column("blob_pk", Key),
    Column("start", Key),
    Column("end", Key),
    Column("openness", SmallInteger, nullable=False),
    Column("quote", Text, nullable=False),
)
Index(
    "assertion_place",
    assertion.c.place,
    sqlite_where=assertion.c.place.is_not(None),
    postgresql_where=assertion.c.place.is_not(None),
)
Index(
    "assertion_indicator",
    assertion.c.indicator_pk,
    sqlite_where=assertion.c.indicator_pk.is_not(None),
    postgresql_where=assertion.c.indicator_pk.is_not(None),
)

#: When an assertion was taken back.
retraction = Table(
    "retraction",
    metadata,
    _pk(),
    _seq(),
    Column("assertion_pk", Key, nullable=False, unique=True),
)

#: The end of an edge: any id that something points at.
node = Table(
    "node",
    metadata,
    _pk(),
    _seq(),
    Column("id", Text, nullable=False, unique=True),
)

#: One relation between two nodes; ``record_pk`` is the record that says so.
edge = Table(
    "edge",
    metadata,
    _pk(),
    _seq(),
    Column("origin", Key, nullable=False),
    Column("target", Key, nullable=False),
    Column("relation", Text, nullable=False),
    Column("record_pk", Key, nullable=False),
    Column("openness", SmallInteger, nullable=False),
    # They hold all that a neighbourhood asks for, so that it reads no table.
    Index("edge_origin", "origin", "target", "record_pk", "openness", "seq"),
    Index("edge_target", "target", "origin", "record_pk", "openness", "seq"),
)

#: A person, as of each change to them: the newest row of a name holds. ``role`` empty: gone. ``openness`` is the ceiling.
person = Table(
    "person",
    metadata,
    _pk(),
    _seq(),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("openness", SmallInteger, nullable=False),
    Column("password", Text, nullable=False),
    Index("person_name", "name"),
)

#: What a person may do in one case, in place of their role elsewhere; the newest row holds.
access = Table(
    "access",
    metadata,
    _pk(),
    _seq(),
    Column("case_pk", Key, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Index("access_case", "case_pk", "name"),
)

#: A token, by the digest of its secret; ``expires`` is a moment or empty.
token = Table(
    "token",
    metadata,
    _pk(),
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("expires", Text, nullable=False),
)

#: When a token was revoked.
revocation = Table(
    "revocation",
    metadata,
    _pk(),
    _seq(),
    Column("token_pk", Key, nullable=False, unique=True),
)

#: Tables in the order in which a change's contents are digested and a store is moved.
CONTENT = (blob, case, asserter, indicator, record, ending, assertion, retraction, node, edge, person, access, token, revocation)
