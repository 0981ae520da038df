"""Finds programs that stand twice in the sources, as "X" and as "X RAT": one entry with links to groups, one without."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vidocq.knowledge.names import key
from vidocq.knowledge.software import SoftwareDraft
from vidocq.knowledge.wording import is_listed, listed

#: Words that say only what sort of program a name stands for, by sort; what names one sort is not the twin of another.
_SORTS = {
    "ransomware": "locker", "locker": "locker", "encryptor": "locker", "wiper": "wiper", "miner": "miner",
    "rat": "spy", "backdoor": "spy", "trojan": "spy", "implant": "spy", "rootkit": "rootkit", "webshell": "webshell",
    "stealer": "stealer", "infostealer": "stealer", "keylogger": "stealer", "loader": "loader", "downloader": "loader",
    "dropper": "loader", "botnet": "bot", "bot": "bot", "malware": "", "framework": "", "worm": "worm",
}  # fmt: skip
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Twin:
    """A claim that two entries are one program: ``linked`` has users, ``lone`` has none; ``basis`` says why."""

    linked: str
    lone: str
    basis: str


def twins(drafts: Iterable[SoftwareDraft]) -> Iterator[Twin]:
    """Pairs of one name but for the word that says what sort of program it is, and with something more in common.

    More is: a report that both cite, that one lists the other's main name, or that both are of
    that sort. A shared alias alone makes no twins, nor does a name that is a plain word, nor one of which two entries have users.
    """
    by_name: dict[str, list[SoftwareDraft]] = defaultdict(list)
    for draft in drafts:
        if not draft.revoked_by:
            by_name[_bare(draft.name)[0]].append(draft)
    for name, same in sorted(by_name.items()):
        linked = [draft for draft in same if draft.actors]
        if len(name) < _SHORTEST or name in listed()["cue"] or len(linked) != 1:
            continue
        for lone in same:
            basis = "" if lone.actors else _basis(linked[0], lone)
            if basis:
                yield Twin(linked[0].id, lone.id, basis)


def _bare(name: str) -> tuple[str, str]:
    """Key of a name without its sort, and the sort (empty where it says none)."""
    words = name.split()
    sort = ""
    while len(words) > 1 and words[-1].casefold() in _SORTS:
        sort = _SORTS[words.pop().casefold()] or sort
    return key(" ".join(words)), sort


def _basis(linked: SoftwareDraft, lone: SoftwareDraft) -> str:
    """Why two entries are one program; empty where they are not, or where one name made them two already."""
    if key(linked.name) == key(lone.name) or not _sorts_fit(linked, lone) or not _platforms_fit(linked, lone):
        return ""
    if set(linked.reports) & set(lone.reports):
        return "one name but for its sort, and a report that both cite"
    if key(linked.name) in lone.names or key(lone.name) in linked.names:
        return "one name but for its sort, and one lists the other's name"
    if not is_listed(_bare(lone.name)[0]) and _described(linked) & _described(lone):
        return "one name but for its sort, and both are of that sort"
    return ""


#: How a description says what sort a program is of; other sorts are too loosely named to tell two programs apart.
_DESCRIBED = {
    "locker": re.compile(r"ransom|locker", re.IGNORECASE),
    "spy": re.compile(r"\bRATs?\b|remote (?:access|administration)|backdoor", re.IGNORECASE),
    "stealer": re.compile(r"stealer|keylogger|stealing", re.IGNORECASE),
}


def _described(draft: SoftwareDraft) -> frozenset[str]:
    """The sorts that a program's own name, its clusters or its description say it is of."""
    said = {sort for sort, words in _DESCRIBED.items() if words.search(draft.description[:300])}
    own = _sort(draft)
    return frozenset({own} if own else said)


def _sorts_fit(one: SoftwareDraft, other: SoftwareDraft) -> bool:
    """Whether two may be of one sort; a locker is the twin only of what is called or described as one."""
    sorts = {sort for draft in (one, other) if (sort := _sort(draft))}
    if "locker" in sorts:
        return all(_sort(draft) == "locker" or _DESCRIBED["locker"].search(draft.description) for draft in (one, other))
    return len(sorts) < 2


def _sort(draft: SoftwareDraft) -> str:
    return _bare(draft.name)[1] or ("locker" if "ransomware" in draft.clusters else "")


def _platforms_fit(one: SoftwareDraft, other: SoftwareDraft) -> bool:
    return not one.platforms or not other.platforms or bool(one.platforms & other.platforms)
