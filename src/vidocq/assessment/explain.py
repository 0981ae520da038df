"""One sentence for each number: what is recorded of an item, and what it weighs."""

from __future__ import annotations

from vidocq.assessment.bag import SOFTWARE, TECHNIQUE, Item
from vidocq.assessment.index import Index
from vidocq.vocabulary.states import name_of


def item_sentence(item: Item, weight: float, index: Index) -> str:
    """``ShadowPad: reported for 9 groups, all with a CN link; weight +0.4``."""
    return f"{index.label(item.value)}: {recorded(item, index)}; weight {weight:+.1f}."


def recorded(item: Item, index: Index) -> str:
    """What the knowledge base has on record of an item, in words."""
    if item.family not in (SOFTWARE, TECHNIQUE):
        return f"{item.family}, compared with what is recorded for each group"
    if item.value not in index.column:
        return "not in the knowledge base" if item.family == TECHNIQUE else "new to the knowledge base"
    users = index.has.users(index.column[item.value])
    if not users.size:
        return "known, but reported for no group"
    if users.size == 1:
        return f"reported for {index.names[users[0]]} only"
    return f"reported for {users.size} groups{_countries(users.tolist(), index) if item.family == SOFTWARE else ''}"


def _countries(users: list[int], index: Index) -> str:
    codes = [index.countries[row] for row in users]
    known = {code for code in codes if code}
    if len(known) == 1 and None not in codes:
        return f", all with a {name_of(known.pop())} link"
    if not known:
        return ", none with a known country"
    most = max(sorted(known), key=codes.count)
    return f", {codes.count(most)} with a {name_of(most)} link"
