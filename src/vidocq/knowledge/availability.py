"""Judges who can get hold of a program: only what a group has to itself says who used it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from vidocq.knowledge.names import core, key
from vidocq.knowledge.snapshot import Availability

#: What everybody may have: recognised, weighs nothing.
OPEN_TO_ALL = frozenset({Availability.BUILT_IN, Availability.PUBLIC, Availability.PRODUCT})
#: More recorded users than this, from two or more countries, have it from one another or from a seller.
_FEW_USERS = 3
_LIST = "vidocq list of programs"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who can get hold of a program, what says so, and why in a few words."""

    kind: Availability = Availability.UNKNOWN
    source: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sources hold on a program.

    ``clusters`` are the galaxy clusters it was drawn from, ``attack_kind`` is ATT&CK's own word (malware, tool, or empty),
    ``tidal_tool`` whether Tidal calls it a tool, ``addresses`` are those of its references, ``users`` maps the name of each
    linked group to its country.
    """

    name: str
    kind: str
    names: tuple[str, ...] = ()
    description: str = ""
    clusters: frozenset[str] = frozenset()
    attack_kind: str = ""
    tidal_tool: bool = False
    addresses: tuple[str, ...] = ()
    users: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Listed:
    kind: Availability
    reason: str
    tool_only: bool
    malware: bool


@cache
def listed_programs() -> Mapping[str, _Listed]:
    """The entries of ``data/programs.txt`` by name key."""
    text = files("vidocq.knowledge").joinpath("data", "programs.txt").read_text(encoding="utf-8")
    found: dict[str, _Listed] = {}
    kind, malware, reason = Availability.UNKNOWN, False, ""
    for line in text.splitlines():
        if line.startswith("["):
            words, _, reason = (part.strip() for part in line.strip("[]").partition("|"))
            kind, malware = Availability(words.split()[0]), words.endswith("malware")
        elif not line.startswith("#"):
            for name in filter(None, (part.strip() for part in line.split(","))):
                found.setdefault(key(name), _Listed(kind, reason, name.endswith("!"), malware))
    return found


def is_everyday(name: str, kind: str) -> bool:
    """Whether a name is a system utility, a language, a service or a product that everybody uses, and no family of malware."""
    found = _listed(name, kind)
    return found is not None and found.kind in (Availability.BUILT_IN, Availability.PRODUCT)


def is_open_tool(name: str, kind: str) -> bool:
    """Whether a name alone says that a program is a tool that all may have."""
    found = _listed(name, kind)
    return found is not None and found.kind in OPEN_TO_ALL and not found.malware


def _listed(name: str, kind: str) -> _Listed | None:
    found = listed_programs().get(key(name))
    return None if found is None or (found.tool_only and kind != "tool") else found


def judge(facts: Facts) -> Judgement:
    """Who can get hold of a program: the first rule that speaks, from the surest to the weakest."""
    for rule in _RULES:
        found = rule(facts)
        if found is not None:
            return found
    return Judgement()


#: Words that say only what sort of program a name stands for: "X" and "X RAT" are one name.
SORTS = frozenset(
    """rat malware backdoor ransomware stealer loader trojan botnet webshell shell rootkit downloader
    dropper bot keylogger wiper worm tool toolkit framework infostealer banker encryptor locker implant
    spyware miner""".split()
)


def bare(name: str) -> str:
    """The key of a name without the words that say what sort of program it is (``Trochilus RAT`` -> ``trochilus``)."""
    words = re.sub(r"\([^)]*\)", " ", name).split()
    while len(words) > 1 and words[-1].lower() in SORTS:
        words.pop()
    return key(" ".join(words)) or key(name)


def _by_list(facts: Facts) -> Judgement | None:
    for name in (facts.name, *facts.names):
        found = listed_programs().get(key(name)) or (listed_programs().get(bare(name)) if name == facts.name else None)
        if found is None or (name != facts.name and len(key(name)) < _SAFE_ALIAS):
            continue
        if found.tool_only and facts.kind != "tool":
            continue
        if name != facts.name and facts.attack_kind == "malware" and key(facts.name) != bare(name):
            continue  # an alias that ATT&CK's malware shares with something open is most often a detection name
        if found.kind in (Availability.SOLD, Availability.SHARED) and _eponymous(facts):
            return None
        return Judgement(found.kind, _LIST, found.reason if name == facts.name else f"{found.reason} (as {name})")
    return None


#: An alias shorter than this is shared by chance too often.
_SAFE_ALIAS = 6


def _eponymous(facts: Facts) -> bool:
    """Whether the only user is called like the program: who runs it is all that its name says."""
    if len(facts.users) != 1:
        return False
    (user,) = facts.users
    mine, theirs = bare(facts.name), core(user)
    return bool(mine and theirs) and (mine.startswith(theirs) or theirs.startswith(mine))


_HOSTS = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "sourceforge.net"})


def _by_repository(facts: Facts) -> Judgement | None:
    wanted = {bare(facts.name), key(facts.name)}
    for address in facts.addresses:
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        path = [part for part in parts.path.split("/") if part]
        if (
            parts.netloc.lower().removeprefix("www.") in _HOSTS
            and 1 <= len(path) <= _REPOSITORY_DEPTH
            and key(path[-1]) in wanted
        ):
            return Judgement(Availability.PUBLIC, "reference", f"cites a code repository of its own name ({'/'.join(path)[:60]})")
    return None


#: ``owner/repository``; what lies deeper is an analyst's folder on it.
_REPOSITORY_DEPTH = 2


def _by_attack_kind(facts: Facts) -> Judgement | None:
    if facts.attack_kind == "tool":
        said = _said(facts, tool=True)
        kind = said.kind if said else Availability.PUBLIC
        reason = "ATT&CK files it as a tool: commercial, open, built in or publicly available"
        return Judgement(kind, "ATT&CK", reason)
    return None


def _by_tidal(facts: Facts) -> Judgement | None:
    if facts.tidal_tool and facts.attack_kind != "malware" and facts.clusters <= {"tidal-software", "tool"}:
        said = _said(facts, tool=True)
        return said or Judgement(Availability.PUBLIC, "tidal-software", "Tidal files it as a tool and nobody as malware")
    return None


def _by_description(facts: Facts) -> Judgement | None:
    found = _said(facts, tool=facts.kind == "tool")
    if found and found.kind is Availability.SOLD and _eponymous(facts):
        return None
    return found


@cache
def _phrases() -> Mapping[str, re.Pattern[str]]:
    """Patterns of ``data/availability_words.txt`` by section."""
    text = files("vidocq.knowledge").joinpath("data", "availability_words.txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("["):
            found[line.strip("[]")] = []
        elif line and not line.startswith("#"):
            found[next(reversed(found))].append(line)
    return {section: re.compile(rf"\b(?:{'|'.join(lines)})\b", re.IGNORECASE) for section, lines in found.items()}


#: What is asked of a description first: a tool is open until it is said to be sold, malware the other way round.
_ORDER = {
    True: (
        Availability.BUILT_IN,
        Availability.PUBLIC,
        Availability.PRODUCT,
        Availability.SOLD,
        Availability.SHARED,
    ),
    False: (Availability.SOLD, Availability.SHARED, Availability.PUBLIC),
}
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])|[\r\n]+")
_FIRST_SENTENCES = 3
_WORDS = {
    Availability.BUILT_IN: "its description calls it built in",
    Availability.PUBLIC: "its description calls it open or public",
    Availability.PRODUCT: "its description calls it a product",
    Availability.SOLD: "its description says that it is sold or rented",
    Availability.SHARED: "its description says that several groups use it",
}


def _said(facts: Facts, *, tool: bool) -> Judgement | None:
    """What a program's own description says of who can get it; a comparison with another program says nothing."""
    for sentence in _SENTENCE.split(facts.description)[:_FIRST_SENTENCES]:
        for kind in _ORDER[tool]:
            match = _phrases()[kind.value].search(sentence)
            if match is None or (not tool and _undone(sentence, match)):
                continue
            return Judgement(kind, "description", f"{_WORDS[kind]} ({' '.join(match.group().split())[:40]!r})")
    return None


def _undone(sentence: str, match: re.Match[str]) -> bool:
    words = _phrases()
    return bool(words["other"].search(sentence[: match.start()]) or words["own"].search(sentence))


def _by_cluster(facts: Facts) -> Judgement | None:
    if "exploit-kit" in facts.clusters and facts.attack_kind != "malware":
        return Judgement(Availability.SOLD, "exploit-kit", "an exploit kit: rented to many")
    if "rmm-tool" in facts.clusters:
        return Judgement(Availability.PRODUCT, "rmm-tool", "a product for remote management")
    return None


def _by_users(facts: Facts) -> Judgement | None:
    countries = {country for country in facts.users.values() if country} if facts.users else set()
    if len(facts.users) > _FEW_USERS and len(countries) > 1:
        reason = f"{len(facts.users)} groups of {len(countries)} countries are recorded to use it"
        return Judgement(Availability.SHARED, "links", reason)
    return None


def _by_own_words(facts: Facts) -> Judgement | None:
    if len(facts.users) != 1:
        return None
    (user,) = facts.users
    for sentence in _SENTENCE.split(facts.description)[:_FIRST_SENTENCES]:
        match = _phrases()["own"].search(sentence)
        if match and not _phrases()["other"].search(sentence[: match.start()]):
            reason = f"its description calls it the user's own ({match.group()!r})"
            return Judgement(Availability.OWN, "description", reason)
    if _eponymous(facts):
        return Judgement(Availability.OWN, "name", f"called like its only recorded user, {user}")
    return None


_RULES = (_by_list, _by_repository, _by_attack_kind, _by_tidal, _by_cluster, _by_description, _by_users, _by_own_words)


def is_exclusive(kind: Availability, users: Collection[str]) -> bool:
    """Whether a program points to one group: linked to exactly one, and nothing says that others can have it."""
    return len(users) == 1 and kind in (Availability.OWN, Availability.UNKNOWN)
