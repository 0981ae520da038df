"""The bag: what one case says in knowledge-base ids, and which evidence item said it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from vidocq.model.base import Noun

#: Kinds of item the bag tells apart; weight functions ask for a family, never for a kind by name.
TECHNIQUE, VIA_SOFTWARE, SOFTWARE = "technique", "via software", "software"
VICTIM_COUNTRY, VICTIM_SECTOR, VULNERABILITY = "victim country", "victim sector", "vulnerability"
LANGUAGE, HOURS, CODE, TEXT = "language", "working hours", "code", "text"
#: Families of what intruders leave behind.
TRACES = frozenset({TECHNIQUE, SOFTWARE, CODE})
#: Traces below which a text is not compared: a news story's words are mostly others' claims.
FEWEST_TRACES = 3


class Item(Noun, frozen=True, kw_only=True):
    """One distinct thing a case shows: its family (the weight function that takes it), its id or value, and who said so.

    ``evidence`` are the ids of all evidence items that say it, ``origins`` the roots they go back to. ``known`` tells whether
    the knowledge base has the id at all. ``doubt`` is the chance that it was misread, where that is more than the bag's own.
    """

    family: str
    value: str
    evidence: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    known: bool = True
    text: str = ""
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class Bag:
    """A case as the weight functions see it: distinct items, the date of what it tells (a decimal year), the text if any.

    The bag has each thing once: ten articles on one tool are one item with ten sources, so what one origin says twice cannot
    add up. ``doubt`` is the chance that a name was misread: 0 for what curators or analysts
    give, more for what is read from text. ``from_text`` says that documents gave evidence: what
    reports tell of is seldom new, other than what a catalogue adds.
    """

    items: tuple[Item, ...] = ()
    year: float | None = None
    campaign: bool = False
    doubt: float = 0.0
    from_text: bool = False
    hidden: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def values(self, family: str) -> tuple[str, ...]:
        """Values of one family, each once."""
        return tuple(item.value for item in self.items if item.family == family)

    def without(self, *items: Item) -> Bag:
        """The bag with these items taken out."""
        gone = {(item.family, item.value) for item in items}
        return replace(self, items=tuple(item for item in self.items if (item.family, item.value) not in gone))

    def of(self, family: str) -> tuple[Item, ...]:
        """Items of one family."""
        return tuple(item for item in self.items if item.family == family)


def decimal_year(edtf: str | None) -> float | None:
    """An EDTF date as a decimal year (middle of what it leaves open), or None when it gives no year.

    >>> decimal_year("2021-07-01"), decimal_year("XXXX-03")
    (2021.5, None)
    """
    if not edtf or not edtf[:4].isdigit():
        return None
    parts = edtf[:10].split("-")
    month = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() and 1 <= int(parts[1]) <= 12 else None
    day = int(parts[2]) if len(parts) > 2 and parts[2][:2].isdigit() else None
    year = int(parts[0]) + (0.5 if month is None else (month - 1) / 12)
    return year + (0.0 if month is None else (15 if day is None else day - 1) / 365)
