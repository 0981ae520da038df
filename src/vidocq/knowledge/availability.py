"""Decides who can get hold of a program: what everybody has, what is sold and what is shared tells no group apart.

Rules go from the surest to the weakest; the first that fits decides, and its name and reason are kept with the program. What no
rule finds is *own* where exactly one group is said to use it, and *unknown* otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vidocq.knowledge import common
from vidocq.knowledge.names import key
from vidocq.knowledge.snapshot import Availability

#: Kinds of which finding one says nothing about who was there.
OPEN_TO_ALL = frozenset({Availability.BUILT_IN, Availability.PUBLIC, Availability.PRODUCT})
#: Kinds of which finding one says little.
PASSED_ON = frozenset({Availability.SOLD, Availability.SHARED})
#: From so many groups of so many countries on, a program is shared, whatever is said of it.
_SHARED_GROUPS, _SHARED_COUNTRIES = 4, 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a program when it is asked who can get it.

    ``kind`` is ``malware`` or ``tool``; ``attack`` whether ATT&CK itself has it; ``clusters`` the galaxy clusters that list it;
    ``sources`` the collections that link it to groups; ``groups`` and ``countries`` how many those are of, ``users`` their names.
    """

    names: tuple[str, ...]
    kind: str
    description: str = ""
    addresses: tuple[str, ...] = ()
    attack: bool = False
    clusters: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    groups: int = 0
    countries: int = 0
    users: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who can get a program, which rule says so, and why in a few words."""

    availability: Availability
    source: str
    reason: str


def judge(facts: Facts) -> Verdict:
    """The verdict of the surest rule that fits."""
    for rule in _RULES:
        verdict = rule(facts)
        if verdict is not None:
            return verdict
    if facts.groups == 1:
        return Verdict(Availability.OWN, "links", "one group is said to use it, and nothing says that others can get it")
    return Verdict(Availability.UNKNOWN, "", "")


@cache
def listed() -> Mapping[str, Availability]:
    """The hand-written list: availability by name key."""
    return dict.fromkeys(_matrix(), Availability.PUBLIC) | _read("availability.txt")


def _read(name: str) -> dict[str, Availability]:
    text = resources.files("vidocq.knowledge").joinpath("data", name).read_text(encoding="utf-8")
    found: dict[str, Availability] = {}
    for line in text.splitlines():
        if not line.startswith("#") and " | " in line:
            kind, _, names = line.partition(" | ")
            found |= {key(one): Availability(kind.strip()) for one in names.split(";")}
    return found


@cache
def _matrix() -> frozenset[str]:
    """Name keys of public tools seen with ransomware crews (see the head of the file for its source)."""
    text = resources.files("vidocq.knowledge").joinpath("data", "ransomware_tools.txt").read_text(encoding="utf-8")
    return frozenset(key(line) for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _by_list(facts: Facts) -> Verdict | None:
    # The first name is the program's own; what else it is called may be a detection name that a hundred programs share.
    name = _TAIL.sub("", facts.names[0])
    for spelling in (name, _SORT.sub("", name)):
        found = listed().get(key(spelling))
        if found is not None:
            return Verdict(found, "list", f"{name} stands in the list of programs that many can get")
    return None


_TAIL = re.compile(r"(?<!\s)\s*\([^)]{0,200}\)$")
_SORT = re.compile(r"(?<!\s)\s+(?:RAT|malware|trojan|stealer|loader|keylogger|ransomware|builder|framework|tool)$", re.IGNORECASE)


def _by_everyday(facts: Facts) -> Verdict | None:
    for name in facts.names[:1]:
        if common.is_everyday(name, facts.kind):
            known = key(name) in common.BUILT_IN
            kind = Availability.BUILT_IN if known else Availability.PRODUCT
            return Verdict(kind, "list", "comes with a system" if known else "an everyday product or service")
        if common.is_commodity(name, facts.kind, ""):
            return Verdict(Availability.PUBLIC, "list", "an open attack tool")
    return None


#: What a description says of who can get a program, by class; only its first sentences are asked, where it says what it is.
#: ``{0,4}`` words may stand between: "is a modular, open-source ...".
_FEW = r"(?:[\w/.+-]+,? ){0,4}?"
_SAYS: tuple[tuple[Availability, str], ...] = (
    (Availability.BUILT_IN, r"built[- ]in(?:to)? (?:Windows|tool|utility|command)"),
    (Availability.BUILT_IN, r"Windows (?:utility|command)"),
    (Availability.BUILT_IN, r"native (?:Windows|tool|utility)"),
    (Availability.PUBLIC, r"Availability: Public"),
    (Availability.PUBLIC, rf"(?:is|was|are) (?!based){_FEW}(?:open[- ]sourced?|(?:publicly|freely)[- ]available|freeware)"),
    (Availability.PUBLIC, r"^an? (?:[\w/.+-]+,? ){0,3}(?:open[- ]source|publicly[- ]available|freely[- ]available)"),
    (Availability.PUBLIC, r"(?:available|hosted|published|released) on GitHub"),
    (Availability.PUBLIC, r"source code (?:was|has been|is|of .{1,40} was) (?:leaked|published|released|public)"),
    (Availability.PUBLIC, r"leaked source"),
    (Availability.PUBLIC, r"proof[- ]of[- ]concept (?:tool|ransomware)"),
    (Availability.PRODUCT, r"commercial(?:ly)?[- ](?:available|penetration|adversary|tool|remote|red team|software|product)"),
    (Availability.PRODUCT, rf"legitimate {_FEW}(?:tool|software|utility|product|application|program|service)"),
    (Availability.PRODUCT, r"remote (?:monitoring and management|desktop (?:software|application|tool))"),
    (Availability.PRODUCT, r"RMM (?:tool|software)"),
    (Availability.PRODUCT, r"penetration[- ]testing (?:tool|framework|software)"),
    (Availability.SOLD, r"(?:malware|ransomware|RAT|stealer|loader|phishing)[- ]as[- ]a[- ]service"),
    (Availability.SOLD, r"MaaS|RaaS"),
    (Availability.SOLD, r"(?:is|was|being|been|also|are|were) (?:\w+ )?(?:sold|advertised|offered|rented|marketed)"),
    (Availability.SOLD, r"for sale"),
    (Availability.SOLD, r"sold (?:on|in|by|as|for|via|through|at)"),
    (
        Availability.SOLD,
        r"(?:on|in|across|through) (?:underground|hacking|cybercrime|criminal|Russian|dark ?web|darknet)"
        r" (?:\w+ )?(?:forums?|markets?|marketplaces?)",
    ),
    (Availability.SOLD, r"can be (?:purchased|bought)|available for (?:purchase|sale|rent)"),
    (
        Availability.SOLD,
        r"commodity (?:malware|RAT|stealer|remote|information|loader|trojan|backdoor|keylogger)|off[- ]the[- ]shelf",
    ),
    (Availability.SOLD, r"exploit kit|mercenary spyware|commercial spyware|surveillance(?:ware)? vendor"),
    (Availability.SHARED, r"shared (?:by|among|between|amongst)"),
    (
        Availability.SHARED,
        rf"(?:used|employed|leveraged) by (?:multiple|several|various|many|numerous|different|a number of) {_FEW}"
        r"(?:groups|actors|adversaries|APTs?|clusters|gangs|cybercriminals)",
    ),
    (
        Availability.SHARED,
        rf"(?:multiple|several|various|many|numerous) {_FEW}(?:groups|actors|APTs?|adversaries) (?:have |has )?us(?:ed?|ing)",
    ),
)
_PATTERNS = tuple((kind, re.compile(rf"(?:\b|^)(?:{words})\b", re.IGNORECASE)) for kind, words in _SAYS)
#: Nobody else has it, says whoever described it.
_OWN = re.compile(
    r"Availability: Non-?public|\b(?:exclusively|uniquely|solely) (?:used|associated|assoicated|attributed)\b", re.I
)
_FIRST_CHARACTERS = 700
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
#: A sentence that speaks of another program's availability ("based on the open source ...") still says what it is made of; one
#: that speaks of the libraries or services it uses does not.
_OF_PARTS = re.compile(
    r"\b(?:librar|based on|built on|derived from|variant of|modified version|cloud service|exfiltrat|packer|decoy"
    r"|uses? (?:the |an? )?(?:open[- ]source|legitimate|publicly)|via (?:the )?legitimate|injects?|obfuscat"
    r"|abus|masquerad|disguis|mimic|pretend|poses? as|download(?:s|ed) )",
    re.IGNORECASE,
)


def _by_description(facts: Facts) -> Verdict | None:
    head = _SENTENCE.split(facts.description[:_FIRST_CHARACTERS])[:3]
    for sentence in head:
        if _OWN.search(sentence):
            return Verdict(Availability.OWN, "description", "its description says that one group alone has it")
        if _OF_PARTS.search(sentence):
            continue
        for kind, pattern in _PATTERNS:
            match = pattern.search(sentence)
            if match is not None and (facts.kind == "tool" or kind not in {Availability.BUILT_IN, Availability.PRODUCT}):
                return Verdict(kind, "description", f"its description says {match.group()!r}")
    return None


_REPOSITORY = re.compile(
    r"//(?:www\.)?(?:github|gitlab|bitbucket|codeberg|sourceforge)\.(?:com|org|net)/(?:projects/)?(?P<owner>[\w.-]+)(?:/(?P<name>[\w.-]+))?",
    re.I,
)


def _by_repository(facts: Facts) -> Verdict | None:
    """It cites a code repository of its own name."""
    names = {key(name) for name in facts.names}
    for address in facts.addresses:
        match = _REPOSITORY.search(address)
        if match is not None and match["name"] and key(match["name"].removesuffix(".git")) in names:
            return Verdict(Availability.PUBLIC, "repository", f"its references cite a code repository of its name: {address}")
    return None


def _by_kind(facts: Facts) -> Verdict | None:
    if facts.kind != "tool":
        return None
    if facts.attack:
        return Verdict(Availability.PUBLIC, "ATT&CK", "ATT&CK lists it as a tool: commercial, open-source, built-in or public")
    if facts.sources and all(source.startswith("tidal") for source in facts.sources):
        return Verdict(Availability.PUBLIC, "Tidal", "Tidal alone links it to a group, and lists it as a tool")
    return None


def _by_cluster(facts: Facts) -> Verdict | None:
    if "exploit-kit" in facts.clusters and not facts.attack:
        return Verdict(Availability.SOLD, "exploit-kit", "the galaxy lists it as an exploit kit")
    return None


def _by_users(facts: Facts) -> Verdict | None:
    if facts.groups >= _SHARED_GROUPS and facts.countries >= _SHARED_COUNTRIES:
        reason = f"{facts.groups} groups of {facts.countries} countries are said to use it"
        return Verdict(Availability.SHARED, "links", reason)
    return None


def _by_brand(facts: Facts) -> Verdict | None:
    """A crew that bears its program's name is the one that rents it out: its brand tells it, whoever its affiliates are."""
    brand = key(_SORT.sub("", _TAIL.sub("", facts.names[0])))
    if len(facts.users) == 1 and len(brand) > 3 and key(facts.users[0]).startswith(brand):
        return Verdict(Availability.OWN, "brand", f"{facts.users[0]} bears its name")
    return None


_RULES = (_by_list, _by_brand, _by_everyday, _by_kind, _by_repository, _by_cluster, _by_description, _by_users)
