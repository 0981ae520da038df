"""A sentence in code: every party, actor and group in it stands as one numbered token, with its way back to the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec

from vidocq.statements.lexicon import expand, words
from vidocq.statements.needed import Lazy
from vidocq.vocabulary.phrases import compile_phrases
from vidocq.vocabulary.speech import ObjectLevel
from vidocq.vocabulary.states import Form, PartyMention, bodies, code_of, find_parties, is_state

if TYPE_CHECKING:
    from vidocq.statements.speakers import Frame


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """One token of a coded sentence.

    ``kind``: S state, D a people's adjective left over, B body or alliance, V vendor, Q official of a party, W somebody who does
    not speak for a party, R what speaks for its author (a statement, a report), N pronoun, A actor, G group with a link to a
    state, U unnamed state, C criminals. ``party`` is None where it must be resolved. ``objects`` is what it stands for as the
    object of a claim. ``place`` marks a capital (it may only be a place).
    """

    kind: str
    start: int
    end: int
    text: str
    party: str | None = None
    code: str | None = None
    name: str = ""
    person: str = ""
    objects: tuple[str, ...] = ()
    level: ObjectLevel = ObjectLevel.NONE
    explicit: bool = True
    hedged: bool = False
    role: str = ""
    place: bool = False
    plural: bool = False


class Coded:
    """A sentence whose mentions are tokens ``⟦K7⟧``; keeps for every character of the code where it stands in the text."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.mentions: list[Mention] = []
        self.frames: tuple[Frame, ...] | None = None
        #: What other rooms have worked out about this code; gone when the code changes.
        self.known: dict[Hashable, Any] = {}
        self.code = _MONTH_MAY.sub("Mai", text.translate(_STRAIGHT))
        self.starts = list(range(start, start + len(text)))
        self.ends = list(range(start + 1, start + len(text) + 1))

    def span(self, low: int, high: int) -> tuple[int, int]:
        """Offsets in the document of a span of the code."""
        return self.starts[low], self.ends[high - 1]

    def put(self, low: int, high: int, mention: Mention) -> None:
        """Replace a span of the code by a token for ``mention``, which gets the span's place in the document."""
        start, end = self.span(low, high)
        token = f"⟦{mention.kind}{len(self.mentions)}⟧"
        text = self.text[start - self.start : end - self.start]
        self.mentions.append(msgspec.structs.replace(mention, start=start, end=end, text=text))
        self.known.clear()
        self.code = self.code[:low] + token + self.code[high:]
        self.starts[low:high] = [start] * len(token)
        self.ends[low:high] = [end] * len(token)

    def at(self, token: str) -> Mention:
        """The mention of a token, as matched (``⟦Q3⟧``)."""
        return self.mentions[int(token[2:-1])]

    def slice(self, low: int, high: int) -> str:
        """The document's own words for a span of the code."""
        start, end = self.span(low, high)
        return self.text[start - self.start : end - self.start]


_STRAIGHT = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "\u00a0": " ",
        "\n": " ",
        "\t": " ",
        "⟦": "[",
        "⟧": "]",
        "\r": " ",
    }
)
TOKEN = re.compile(r"⟦([A-Z])(\d+)⟧")
#: The month is no modal verb; in the code it is written so that no pattern takes it for one.
_MONTH_MAY = re.compile(
    r"(?<=\d\s)May\b|\bMay(?=\s\d)|(?<=\b[Ii]n\s)May\b|(?<=\b(?:of|by)\s)May\b|(?<=\b(?:last|this|next|late|mid-|from)\s)May\b"
    r"|(?<=\b(?:since|until|early)\s)May\b"
)

_ACTOR_PATTERN = re.compile(
    r"(?<![\w-])(?:Unit\s\d{4,5}|APT[\s-]?(?:C-)?\d{1,3}|UNC\d{3,5}|UAC-\d{4}|UTA\d{4}|TA\d{3,4}|TAG-?\d{2,3}|DEV-\d{4}|"
    r"Storm-\d{4}|FIN\d{1,2}|TEMP\.\w+|CL-\w{3}-\d{4}|G\d{4}|ITG\d{2}|TG-\d{4}"
    r"|(?:[A-Z][a-z]+|[A-Z]{3,})\s(?:Bear|Panda|Kitten|Chollima|Spider|Typhoon|Blizzard|Sandstorm|Sleet|"
    r"Tempest|Cyclone|Buffalo|Jackal|Leopard|Wolf|BEAR|PANDA|KITTEN|CHOLLIMA|SPIDER|TYPHOON|BLIZZARD|"
    r"SANDSTORM|SLEET))(?!\w)"
)
_RANSOM = re.compile(
    r"(?<![\w-])(?!(?:The|A|An|This|That|These|Those|When|After|Since|How|Most|Many|Some|But|And|In|On|By|"
    r"For)\s)([A-Z][\w.]{1,99}(?:\s[A-Z][\w.]{1,99})?)\s(ransomware)(?:\s(?:gang|group|crew|operation|cartel|collective|"
    r"operators))?\b"
)
_NOT_A_GANG = frozenset(
    {
        "The",
        "A",
        "An",
        "This",
        "That",
        "Major",
        "Big",
        "New",
        "When",
        "After",
        "Since",
        "How",
        "Most",
        "Many",
        "Some",
        "First",
        "Massive",
        "Such",
        "Recent",
        "Suspected",
        "Alleged",
    }
)


@cache
def _actor_names() -> tuple[re.Pattern[str], frozenset[str]]:
    lines = files("vidocq.statements").joinpath("data", "actors.txt").read_text(encoding="utf-8").splitlines()
    names = [line for line in lines if line and not line.startswith("#")]
    cued = frozenset(name.removeprefix("cue: ") for name in names if name.startswith("cue: "))
    return compile_phrases(name.removeprefix("cue: ") for name in names), cued


_CUE = re.compile(
    r"\b(?:group|groups|gang|hackers|crew|actor|actors|ransomware|APT|collective|known as|called|dubbed|outfit)\b", re.IGNORECASE
)


def find_actors(text: str, extra: re.Pattern[str] | None = None) -> Iterator[tuple[int, int, str, bool]]:
    """Actor names in ``text``: start, end, canonical name, whether it is a criminal gang's. May overlap."""
    for match in _RANSOM.finditer(text):
        if match.group(1).split()[0] not in _NOT_A_GANG and match.group(1).split()[-1] not in _NOT_A_GANG:
            yield match.start(), match.end(), f"{match.group(1)} ransomware", True
    for match in _ACTOR_PATTERN.finditer(text):
        yield match.start(), match.end(), canonical_actor(match.group()), False
    pattern, cued = _actor_names()
    for match in pattern.finditer(text):
        near = text[max(0, match.start() - 30) : match.end() + 20]
        if match.group() not in cued or _CUE.search(near.replace(match.group(), " ")):
            yield match.start(), match.end(), canonical_actor(match.group()), False
    for match in _INTRODUCED.finditer(text):
        name = match.group("name")
        if not _NOT_PERSON.match(name):
            yield match.start("name"), match.end("name"), canonical_actor(name), False
    if extra is not None:
        for match in extra.finditer(text):
            yield match.start(), match.end(), canonical_actor(match.group()), False


#: A name that a text introduces as a group's: "a group it tracks as RedEcho".
_INTRODUCED = re.compile(
    r"\b(?:groups?|actor|cluster|gang|hackers|crew|team|unit|collective|outfit|intrusion set)\s(?:(?:that|which)\s)?"
    r"(?:(?:it|they|he|she|we)\s(?:calls?|tracks?\sas|named|dubbed)|(?:publicly\s|also\s|better\s|commonly\s)?(?:known|tracked|referred\sto)\sas"
    r"|called|dubbed|named|calling\sitself)\s(?:the\s)?[\"“‘']?(?P<name>[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,2})"
)


def canonical_actor(name: str) -> str:
    """One spelling for numbered names (``APT 31`` and ``APT-31`` are ``APT31``); others as printed."""
    numbered = re.fullmatch(r"(APT|FIN|UNC|TA)[\s-]?(\d+)", name)
    return f"{numbered.group(1)}{numbered.group(2)}" if numbered else " ".join(name.split())


def atoms_of(text: str, extra: re.Pattern[str] | None = None) -> list[tuple[int, int, Mention]]:
    """Everything in ``text`` that names a party or an actor, in order, without overlaps; actors win over what they hold."""
    found: list[tuple[int, int, Mention]] = []
    taken: list[tuple[int, int]] = []
    for start, end, name, gang in sorted(find_actors(text, extra), key=lambda hit: (hit[0], -hit[1])):
        if taken and start < taken[-1][1]:
            continue
        taken.append((start, end))
        party = name if gang else None
        found.append(
            (
                start,
                end,
                Mention(
                    kind="A",
                    start=start,
                    end=end,
                    text=text[start:end],
                    code=name,
                    name=name,
                    party=party,
                    objects=(name,),
                    level=ObjectLevel.ACTOR,
                ),
            )
        )
    index = 0
    for hit in find_parties(text):
        while index < len(taken) and taken[index][1] <= hit.start:
            index += 1
        if index < len(taken) and taken[index][0] < hit.end:
            continue
        found.append((hit.start, hit.end, _party_mention(hit)))
    found += list(_outlet_atoms(text, found))
    return sorted(found, key=lambda item: item[0])


@cache
def _outlets() -> re.Pattern[str]:
    lines = files("vidocq.statements").joinpath("data", "outlets.txt").read_text(encoding="utf-8").splitlines()
    return compile_phrases(line for line in lines if line and not line.startswith("#"))


def _outlet_atoms(text: str, found: list[tuple[int, int, Mention]]) -> Iterator[tuple[int, int, Mention]]:
    """Newspapers, firms and bodies that speak under their own name, where nothing else stands."""
    for match in _outlets().finditer(text):
        if not any(start < match.end() and match.start() < end for start, end, _ in found):
            name = " ".join(match.group().split())
            made = _mention("V", party=name, code=name, name=name, role="outlet")
            yield (
                match.start(),
                match.end(),
                msgspec.structs.replace(made, start=match.start(), end=match.end(), text=match.group()),
            )


_HOSTILE_KINDS = frozenset({"service", "unit", "ministry", "agency", "police"})


def _party_mention(hit: PartyMention) -> Mention:
    kind = {Form.DEMONYM: "D", Form.BODY: "B", Form.VENDOR: "V"}.get(hit.form, "S")
    objects: tuple[str, ...] = ()
    level = ObjectLevel.NONE
    if kind == "B" and bodies()[hit.code].kind in _HOSTILE_KINDS:
        objects, level = (hit.code,), ObjectLevel.ORGAN
    elif kind in "SD":
        objects, level = (hit.party,), ObjectLevel.STATE
    return Mention(
        kind=kind,
        start=hit.start,
        end=hit.end,
        text=hit.text,
        party=hit.party,
        code=hit.code,
        name=hit.text,
        objects=objects,
        level=level,
        place=hit.form is Form.CAPITAL,
    )


def _mention(
    kind: str,
    *,
    party: str | None = None,
    code: str | None = None,
    name: str = "",
    person: str = "",
    objects: tuple[str, ...] = (),
    level: ObjectLevel = ObjectLevel.NONE,
    explicit: bool = True,
    hedged: bool = False,
    role: str = "",
) -> Mention:
    """A mention whose place is filled in when it is put into the code."""
    return Mention(
        kind=kind,
        start=0,
        end=0,
        text="",
        party=party,
        code=code,
        name=name,
        person=person,
        objects=objects,
        level=level,
        explicit=explicit,
        hedged=hedged,
        role=role,
    )


# --- chunks -----------------------------------------------------------------------------------------------------------

_ROLE_MACROS = {
    "ROLE": r"(?i:{r:official})",
    "MOD": r"(?:(?i:{r:modifier})|[A-Z][a-zà-ÿ]+(?:-[A-Za-z]+)?)",
    "OF": r"(?:\s(?:of|for)\s(?:the\s)?(?i:{r:of_noun}))*",
    "DET": r"(?:\b(?i:the|an?|its|their|his|her|our|this|these|those|one|two|three|several|some|other|many|top|senior)\s)*",
    "PERSON": (
        r"(?:(?:[A-Z]\.\s?)*(?:[A-Z][\w'-]*[a-zà-ÿ][\w'-]*)(?:\s(?:(?:van|von|de|der|den|al|bin|el|da|di|du|la|le|"
        r"ten|ter)\s){0,2}(?:[A-Z]\.\s?)?[A-Z][\w'-]+){0,3})"
    ),
    "ADJ": r"(?:(?i:{r:attacker_adjective})|sophisticated)",
    "HOST": r"(?i:{r:attacker})",
    "TERR": r"(?i:{r:territory_phrase})",
    "LINKP": r"(?i:{r:link_phrase})",
    "KNOWN": (
        r"(?:,?\s(?:(?:publicly\s|also\s|better\s|commonly\s|widely\s)?(?:known|tracked|referred to|identified|"
        r"designated)\s(?:as|by the name)|called|named|dubbed|the\s(?:so-called\s)?))"
    ),
}


@cache
def _chunk(name: str) -> Lazy:
    return Lazy(expand(_CHUNKS[name], _ROLE_MACROS))


def chunks() -> Iterator[Lazy]:
    """The patterns of all chunks."""
    return (_chunk(name) for name in _CHUNKS)


_CHUNKS = {
    # the Czech foreign ministry; Germany's interior minister Nancy Faeser; US officials; the FBI director
    "owned_role": (
        r"{DET}(?P<mods>(?:(?i:former|ex-?|retired|opposition|shadow|late|onetime|then)[\s-]|(?i:senior|top|"
        r"unnamed|several|other)\s)*)(?P<party>⟦[SDB]\d+⟧)(?:'s?\s(?:[a-z-]+\s)?|\s)(?:{MOD}\s){0,4}?(?P<role>{ROLE}){OF}(?P<owner"
        r">(?<!')'s\s(?:{MOD}\s){0,3}{ROLE})?(?:(?:,\s|\s)(?P<person>{PERSON})(?=[\s,.;:\"]|$))?(?![\w-]|⟦)"
    ),
    # a senator of the US; US lawmakers; Chinese companies: not the party's voice
    "owned_other": (
        r"{DET}(?P<party>⟦[SDB]\d+⟧)(?:'s?)?(?:-based|-born|-language)?\s(?:(?:{MOD}|{ADJ}|(?i:opposition|ruling|"
        r"independent|leading|influential|private|state-run|state-owned|daily|right-wing|left-wing|republican|"
        r"democratic|senior|tech|technology|cybersecurity|cyber|security|telecoms?|news|human "
        r"rights))\s){0,3}?(?P<role>(?i:{r:unofficial}))(?![\w-])(?:\s{PERSON})?"
    ),
    # the embassy of China; officials in Prague; a spokesman for the Czech foreign ministry
    "city_role": (
        r"{DET}(?:{MOD}\s){0,2}?(?P<role>{ROLE})\sin\s(?:the\s)?(?P<party>⟦[SD]\d+⟧)(?:'s)?\s(?:(?:northern|southern|eastern|western|central|capital|port)\s){0,2}"
        r"(?i:city|province|capital|town|region|district|state|prefecture|county)\sof\s[A-Z][\w-]+(?:\s[A-Z][\w-]+)?"
    ),
    "role_of": (
        r"(?P<det>{DET})(?:{MOD}\s){0,3}?(?P<role>{ROLE})(?:{OF}|\s(?i:responsible|in charge))\s(?P<prep>of|for|"
        r"in|at|to|from|on behalf of)\s(?:the\s)?(?:(?:neighbouring|neighboring|nearby|rival|"
        r"fellow)\s)?(?P<party>⟦[SBQ]\d+⟧)(?!'s?\s)(?:,?\s(?P<person>{PERSON})(?=[\s,.;:\"]|$))?"
    ),
    # Foreign Minister Annalena Baerbock; the ministry; police
    "bare_role": (
        r"(?<![\w⟧'-])(?P<det>(?:(?i:the country's|the nation's|the island's|the kingdom's|the republic's|the|an?|"
        r"its|their|his|her|this|that|our|those|these|several|some|two|three|other|one of "
        r"its)\s)?)(?P<mods>(?:{MOD}\s){0,3}?)(?P<role>{ROLE}){OF}(?:'s\s(?:office|service|department))?(?:,?\s(?P<person>{PERSON})(?=[\s,.;:\"]|"
        r"$))?(?![\w-])"
    ),
    "utterance": (
        r"(?<![\w⟧-])(?P<det>(?i:the|an?|its|their|this|that|his|her)\s|)(?P<party>⟦[SDBQ]\d+⟧(?:'s?)?\s|"
        r")(?:(?i:joint|official|written|public|latest|press|court|new|annual|technical|court|internal|separate|"
        r"unsealed|government|cybersecurity|security|criminal|detailed|"
        r"\d+-page)\s)*(?P<role>(?i:{r:utterance}))(?:\s(?:by|from|of)\s(?:the\s)?(?P<by>⟦[SBQV]\d+⟧))?(?![\w-])"
    ),
    # China-linked APT31; the Russia-aligned Gamaredon group; pro-Russia outfit TA499: the group is meant, not the state
    "actor_with_origin": (
        r"{DET}(?:{ADJ}\s|,\s){0,4}(?:⟦[SDB]\d+⟧(?:'s)?-(?:(?i:{r:link_suffix}|{r:territory_suffix}))|"
        r"(?i:pro|anti)-(?:⟦[SD]\d+⟧|[A-Z]\w+))(?:\s(?:{ADJ}|{HOST}|(?i:outfit|brand|nexus|crew|set|cluster)),?){0,5}\s"
        r"(?:(?i:known as|called|dubbed|tracked as|named)\s)?[\"']?(?:(?P<actor>⟦A\d+⟧)|"
        r"(?P<name>(?!(?:The|A|An|On|In|And)\b)[A-Z][\w-]*[a-zA-Z](?:\s[A-Z][\w-]+){0,2}))[\"']?"
        r"(?:\s(?:group|gang|crew|outfit|actor|team|collective|cluster)\b)?"
    ),
    # state-linked groups
    "group_named": (
        r"(?<!\w){DET}(?:{ADJ}\s|,\s){0,4}(?P<party>⟦[SDB]\d+⟧)(?:'s)?(?P<link>-(?i:{r:link_suffix})|"
        r"-(?P<terr>(?i:{r:territory_suffix})))?(?:\s(?P<adj>(?:{ADJ},?\s){0,5}))(?P<host>{HOST})(?![\w-])"
    ),
    "group_linked": (
        r"(?<!\w){DET}(?P<adj>(?:{ADJ}\s){0,5})(?P<host>{HOST})(?:,?\s(?:that|which|who)\s(?:is|are|was|were|"
        r"it\ssays\sis))?,?\s(?:(?i:allegedly|reportedly|directly|closely|believed to be|suspected of being|"
        r"widely believed to be|said to be|thought to be)\s)?(?:(?P<terr>{TERR})|"
        r"(?P<linkp>{LINKP}))\s(?:the\s)?(?:(?i:government|authorities|territory|intelligence services?|security "
        r"services?|military|state)\s(?:of|in)\s(?:the\s)?)?(?P<party>⟦[SBQ]\d+⟧|⟦D\d+⟧(?:'s)?\s(?i:state|"
        r"government|intelligence|territory|soil|military|army))(?!-)"
    ),
    "unnamed_state": (
        r"{DET}(?:(?i:sophisticated|advanced|capable|hostile|foreign|malicious|another|unnamed|unidentified|"
        r"certain|likely|probably|suspected|very|highly|well-resourced)\s){0,4}(?:(?i:state-(?:sponsored|backed|"
        r"based|linked|run|affiliated|level|supported|directed)|nation-state|"
        r"state)\s(?:{ADJ}\s){0,4}(?P<host>{HOST})|(?i:(?:another|a foreign|foreign|an unnamed|unnamed|a hostile|"
        r"an unfriendly|some other|a certain)\s(?:state|states|power|powers|country|countries|government|"
        r"governments|intelligence services?|nation|adversary)|nation-states?))(?![\w-])"
    ),
    "criminals": (
        r"{DET}(?P<text>(?:(?i:organi[sz]ed|international|financially[- ]motivated|professional|foreign|notorious|"
        r"private)\s){0,2}(?i:cyber-?crim(?:e|inal)s?|crim(?:e|inal)s?|extortion|"
        r"ransomware)\s(?:{ADJ}\s){0,2}(?i:groups?|gangs?|syndicates?|networks?|organi[sz]ations?|actors?|"
        r"outfits?|crews?|rings?)|(?i:cybercriminals|criminals|common criminals))(?![\w-])"
    ),
    "pronoun": (
        r"(?<![\w⟧'-])(?i:he|she|it|they|we|I|the (?:alliance|bloc|union|company|firm|vendor|researchers|trio|"
        r"pair|two countries))(?=\s|'s\s|'ve\s|'d\s)"
    ),
    "vendor_role": (
        r"(?<![\w-]){DET}(?P<mods>[\w-]*\s)?(?:(?i:cyber|cybersecurity|cyber-security|security|threat|threat-intelligence|"
        r"intelligence|incident|response|internet|software|IT|tech|technology|private|antivirus|research|forensic|"
        r"forensics|information|network)\s)+(?i:compan(?:y|ies)|firms?|vendors?|giants?|researchers?|outfits?|"
        r"specialists?|consultanc(?:y|ies)|providers?|startups?|groups?|makers?|labs?)(?:,?\s(?:(?:including|such "
        r"as|like|called|and|at)\s)?)(?P<name>⟦V\d+⟧|[A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){0,2})(?=[\s,.;:'\")]|$)"
    ),
    "name_firm": (
        r"(?P<name>⟦V\d+⟧|[A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){0,2}),\s(?:an?|the)\s(?:(?:⟦[DS]\d+⟧|[\w-]+)(?:-based|"
        r"-owned)?\s){0,4}(?i:(?:cyber|cybersecurity|security|threat|intelligence|response|forensics?|internet|"
        r"software|technology|tech)\s(?:company|firm|vendor|outfit|provider|consultancy|startup|group|"
        r"lab))(?:\s(?:based\s)?in\s⟦[SD]\d+⟧)?,?"
    ),
}

#: Chunks that cannot stand in a sentence without a party: most sentences of a technical report have none, and a look is cheap.
_NEEDS_A_PARTY = frozenset({"owned_role", "owned_other", "city_role", "role_of", "group_named", "group_linked"})

_MATERIAL = re.compile(
    r"^\s(?:servers?|networks?|systems?|websites?|sites?|e-?mails?|mailboxes|accounts?|computers?|data|"
    r"databases?|buildings?|institutions?|bodies|employees|workers|staff|portals?|targets?|infrastructure|"
    r"laptops?|phones?|devices?|domains?|entit(?:y|ies)|organi[sz]ations?|victims?|hackers?|contractors?|"
    r"actors?|groups?|operatives?|gangs?|secrets|documents|files|records|services?\b(?!\ssaid))\b"
)
_NOT_PERSON = re.compile(
    r"^(?:The|On|In|At|It|He|She|They|This|That|But|And|For|From|After|Before|Monday|Tuesday|Wednesday|"
    r"Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|I|We|No|Not|Over|Of|To|As|With|By|When|While|Its|Their|Says?|Said|Blames?|Accuses?|"
    r"Attributes?|Behind|Against|Denies|Rejects?|Condemns?|Warns?|Links?|Names?|Cyber\w*|Hack\w*|Attack\w*|"
    r"Sanctions?|Summons|Expels?|Charges?|Calls?|Urges?|Points?|Finds?|Confirms?|Suspects?|Declines?|"
    r"Refuses?)\b"
)


#: What goes on for longer than this without a blank is no word of any language, and would take many of the patterns a time
#: that grows with its square.
_RUN = re.compile(r"\S{100,}")


def without_runs(text: str) -> str:
    """The text with every run of 100 characters or more that has no blank covered by dots; every offset stays."""
    return _RUN.sub(lambda run: "·" * len(run.group()), text)


class Coder:
    """Codes the sentences of one document; remembers persons bound to a party."""

    def __init__(self, text: str, extra_actors: re.Pattern[str] | None = None) -> None:
        text = without_runs(text)
        self._atoms = atoms_of(text, extra_actors)
        self.names_actors = any(mention.kind == "A" for _, _, mention in self._atoms)
        self._at = 0
        self._rebound: dict[str, str] = {}
        self._named_here = {
            mention.party
            for _, _, mention in self._atoms
            if mention.party and (mention.kind in "SD" or mention.text not in _SHARED_BY_STATES)
        }
        place = _DATELINE.search(text)
        self._dateline = code_of(place.group(1).title()) if place else None
        self.persons: dict[str, tuple[str | None, str]] = {}
        for match in _known_person_pattern().finditer(text):
            full, party = _known_persons()[" ".join(match.group().split())]
            self.persons[match.group()] = (party, full)

    def code(self, text: str, start: int) -> Coded:
        """Code one sentence; sentences must come in order."""
        coded = Coded(without_runs(text), start)
        end = start + len(text)
        while self._at < len(self._atoms) and self._atoms[self._at][0] < start:
            self._at += 1
        inside = []
        index = self._at
        while index < len(self._atoms) and self._atoms[index][0] < end:
            if self._atoms[index][1] <= end:
                inside.append(self._atoms[index])
            index += 1
        for low, high, mention in reversed(inside):  # from the right, so that offsets to the left stay true
            coded.put(low - start, high - start, mention)
        self._own_bodies(coded)
        for step in (
            self._vendors,
            self._groups,
            self._owned,
            self._role_of,
            self._bare,
            self._people,
            self._utterances,
            self._pronouns,
        ):
            step(coded)
        return coded

    def _own_bodies(self, coded: Coded) -> None:
        """Join a state to its body ("Iran's Revolutionary Guard"); a name that several states use takes the state beside it."""
        position = 0
        while match := _OWN_BODY.search(coded.code, position):
            owner, body = coded.at(match.group(1)), coded.at(match.group(2))
            position = match.start() + 3
            if owner.party == body.party:
                coded.put(match.start(), match.end(), body)
            elif body.text in _SHARED_BY_STATES and owner.party:
                self._rebound[body.text] = owner.party
                coded.put(match.start(), match.end(), _rebind(body, owner.party))
        for index, mention in enumerate(coded.mentions):
            if mention.kind != "B" or mention.text not in _SHARED_BY_STATES:
                continue
            if mention.text in self._rebound:
                coded.mentions[index] = _rebind(mention, self._rebound[mention.text])
                continue
            place = self._place_of(coded, index)
            if place is not None and place != mention.party:
                coded.mentions[index] = _rebind(mention, place)
            elif mention.party not in self._named_here:
                coded.mentions[index] = msgspec.structs.replace(mention, explicit=False)

    def _place_of(self, coded: Coded, index: int) -> str | None:
        """The state whose capital stands beside a body's shared name, or from where the text is datelined."""
        token = f"⟦B{index}⟧"
        for pattern in (r"(?:^|[,\s])[Ii]n\s(⟦S\d+⟧),?\s(?:the\s)?{}", r"{}\sin\s(⟦S\d+⟧)"):
            match = re.search(pattern.replace("{}", re.escape(token)), coded.code)
            if match and coded.at(match.group(1)).place:
                return coded.at(match.group(1)).party
        return self._dateline

    # every step finds its chunks again after each replacement, because offsets have moved

    def _each(self, coded: Coded, name: str, handle: Callable[[Coded, re.Match[str]], Mention | None]) -> None:
        if name in _NEEDS_A_PARTY and "⟦" not in coded.code:
            return
        if not _chunk(name).may_match(coded.code.lower()):
            return
        position = 0
        pattern = _chunk(name).pattern
        while match := pattern.search(coded.code, position):
            mention = handle(coded, match)
            if mention is None:
                position = match.start() + max(1, _first_step(match))
                continue
            low = match.start() + (len(match.group()) - len(match.group().lstrip()))
            coded.put(low, match.end(), mention)
            position = low + 3

    def _vendors(self, coded: Coded) -> None:
        for name in ("vendor_role", "name_firm"):
            self._each(coded, name, _vendor)

    def _groups(self, coded: Coded) -> None:
        self._each(coded, "actor_with_origin", _actor_with_origin)
        self._each(coded, "group_named", _named_group)
        self._each(coded, "criminals", _criminals)

    def _owned(self, coded: Coded) -> None:
        self._each(coded, "owned_role", self._owned_role)
        self._each(coded, "group_linked", _linked_group)
        self._each(coded, "owned_other", _owned_other)

    def _role_of(self, coded: Coded) -> None:
        self._each(coded, "city_role", _city_role)
        self._each(coded, "role_of", self._of_party)
        self._each(coded, "unnamed_state", _unnamed_state)

    def _bare(self, coded: Coded) -> None:
        self._each(coded, "bare_role", self._bare_role)

    def _utterances(self, coded: Coded) -> None:
        self._each(coded, "utterance", _utterance)

    def _pronouns(self, coded: Coded) -> None:
        self._each(
            coded,
            "pronoun",
            lambda c, m: _mention("N", name=m.group().lower(), explicit=False),
        )

    def _person(self, match: re.Match[str], party: str | None) -> str:
        person = match.groupdict().get("person") or ""
        if _NOT_PERSON.match(person):
            return ""
        if person:
            self.persons[person] = (party, person)
            self.persons[person.split()[-1]] = (party, person)
        return person

    def _owned_role(self, coded: Coded, match: re.Match[str]) -> Mention | None:
        if _MATERIAL.match(coded.code[match.end() :]) or _bad_person(match):
            return None
        owner = coded.at(match.group("party"))
        if match.group("mods") and re.match(
            r"(?i)former|ex|retired|opposition|shadow|late|onetime|then", match.group("mods").strip()
        ):
            return _mention("W", name=match.group(), party=None, explicit=False)
        role = match.group("role").lower()
        person = self._person(match, owner.party)
        objects, level = _as_object(owner, role, match.group())
        return _mention(
            "Q",
            party=owner.party,
            code=owner.code,
            name=coded.slice(match.start(), match.end()).strip(),
            person=person,
            objects=objects,
            level=level,
            role=role,
        )

    def _of_party(self, coded: Coded, match: re.Match[str]) -> Mention | None:
        owner = coded.at(match.group("party"))
        role, prep = match.group("role").lower(), match.group("prep")
        if _bad_person(match) or (
            prep in ("in", "to", "at", "from")
            and (re.search(r"embass|ambassador|consul|mission|delegation|envoy|charg", role) or not owner.place)
        ):
            return None
        if role in ("officer", "officers") and prep == "of" and not match.group("person"):
            return None  # "were officers of the GRU" says who they are, not that it speaks
        if owner.kind == "Q" and role in ("services", "service", "systems"):
            return None
        person = self._person(match, owner.party)
        objects, level = _as_object(owner, role, match.group())
        return _mention(
            "Q",
            party=owner.party,
            code=owner.code,
            name=coded.slice(match.start(), match.end()).strip(),
            person=person,
            objects=objects,
            level=level,
            role=role,
            explicit=owner.explicit,
        )

    def _bare_role(self, coded: Coded, match: re.Match[str]) -> Mention | None:
        if _MATERIAL.match(coded.code[match.end() :]):
            return None
        det, role = match.group("det").strip().lower(), match.group("role")
        person = match.groupdict().get("person") or ""
        if person and _NOT_PERSON.match(person):
            return None
        if role.lower() in ("officer", "officers") and not person and det != "the":
            return None
        titled = role[0].isupper() or bool(match.group("mods"))
        if not det and not person and not titled and not role.lower().endswith(("s", "police")):
            return None
        if (
            role.lower()
            in (
                "state",
                "side",
                "head",
                "office",
                "center",
                "centre",
                "mission",
                "service",
                "services",
                "command",
                "council",
                "court",
                "nations",
                "countries",
                "regime",
                "leadership",
                "intelligence",
                "commission",
                "allies",
                "officer",
                "officers",
            )
            and not det
            and not person
        ):
            return None
        party = self.persons.get(person, self.persons.get(person.split()[-1] if person else "", (None, "")))[0]
        if party is None and person:
            self._person(match, None)
        return _mention(
            "Q",
            party=party,
            name=coded.slice(match.start(), match.end()).strip(),
            person=person,
            role=role.lower(),
            explicit=False,
        )

    def _people(self, coded: Coded) -> None:
        """Join a person to the office beside it, then find persons already known."""
        for pattern in _BESIDE:
            while match := pattern.search(coded.code):
                office, person = coded.at(match.group("q")), match.group("person")
                self.persons[person] = self.persons[person.split()[-1]] = (office.party, person)
                low, high = match.span("whole")
                coded.put(low, high, msgspec.structs.replace(office, person=person))
        if not self.persons:
            return
        known = compile_phrases(self.persons)
        position = 0
        while match := known.search(coded.code, position):
            party, full = self.persons[" ".join(match.group().split())]
            coded.put(
                match.start(), match.end(), _mention("Q", party=party, name=full, person=full, role="person", explicit=False)
            )
            position = match.start() + 3


_BESIDE = tuple(
    re.compile(expand(pattern, _ROLE_MACROS))
    for pattern in (
        r"(?P<whole>(?P<q>⟦Q\d+⟧),\s(?P<person>(?!The\b)[A-Z][\w'.-]*[a-zà-ÿ][\w'-]*(?:\s[A-Z][\w'.-]+){1,3}),)",
        (
            r"(?P<whole>(?P<person>(?!The\b)[A-Z][\w'.-]*[a-zà-ÿ][\w'-]*(?:\s[A-Z][\w'.-]+){1,3}),\s(?:the\s|"
            r"an?\s)?(?P<q>⟦Q\d+⟧)(?:\sin\s⟦S\d+⟧)?,?)"
        ),
    )
)


@cache
def _known_person_pattern() -> re.Pattern[str]:
    return compile_phrases(_known_persons())


@cache
def _known_persons() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for line in files("vidocq.statements").joinpath("data", "persons.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            surname, full, party, _office = (part.strip() for part in line.split("|"))
            found[surname] = (full, party)
            found[full] = (full, party)
    return found


_OWN_BODY = re.compile(r"(⟦[SDB]\d+⟧)(?:'s?)?\s(⟦B\d+⟧)")
#: Names that more than one state gives to a body of its own; the state named beside them wins.
_SHARED_BY_STATES = frozenset(
    {
        "NCSC",
        "National Cyber Security Centre",
        "Foreign Intelligence Service",
        "Department of Justice",
        "Justice Department",
        "Ministry of Public Security",
        "Ministry of State Security",
        "National Security Agency",
        "Secret Service",
        "Foreign Office",
        "Department of State",
        "Home Office",
        "Cyber Command",
        "National Crime Agency",
        "Military Intelligence and Security Service",
        "General Intelligence and Security Service",
        "Federal Intelligence Service",
        "Congress",
        "Police Security Service",
        "Ministry of Justice",
        "Cabinet Office",
        "MSS",
        "Federal Police",
        "National Security Council",
        "Cyber Security Agency",
        "National Cyber Security Center",
        "Supreme Court",
        "National Police",
        "Interior Ministry",
        "Security Service",
        "Treasury",
        "Department of Defense",
        "Military Intelligence Service",
    }
)


#: "BERLIN - ", "WARSAW (Reuters) - " at the head of a text or of a line.
_DATELINE = re.compile(r"(?m)^\W{0,3}([A-Z][A-Z]{3,20})(?:,?\s(?:\([A-Za-z]+\)|[A-Z][a-z]+\.?\s\d{1,2}))?\s?[-–—:]\s")


def _rebind(body: Mention, party: str) -> Mention:
    return msgspec.structs.replace(body, party=party, code=party, objects=())


def _first_step(match: re.Match[str]) -> int:
    """How far to move on after a refused match: past its first word or token."""
    token = re.match(r"⟦[A-Z]\d+⟧|\W*\w+", match.group())
    return len(token.group()) if token else 1


def _bad_person(match: re.Match[str]) -> bool:
    person = match.groupdict().get("person")
    return bool(person and _NOT_PERSON.match(person))


#: Offices by which a state itself is meant when it is blamed; an embassy or a minister is not.
_STATE_ORGANS = re.compile(
    r"government|authorit|state\b|regime|leadership|military|army|armed forces|intelligence|secret service|"
    r"security service|security agenc|spy agenc|special services|ministry of (?:state security|intelligence)|"
    r"kremlin|presidency|services"
)


def _as_object(owner: Mention, role: str, text: str) -> tuple[tuple[str, ...], ObjectLevel]:
    if owner.kind == "B" or (owner.code or "").find(":") > 0:
        return owner.objects, owner.level
    for party, pattern, organ in _ORGANS_IN_WORDS:
        if owner.party == party and re.search(pattern, f"{role} {text}", re.IGNORECASE):
            return (organ,), ObjectLevel.ORGAN
    if owner.party == "RU" and re.search(r"(?i)military intelligence", text):
        return ("RU:GRU",), ObjectLevel.ORGAN
    if (
        owner.party
        and is_state(owner.party)
        and (
            _STATE_ORGANS.search(role)
            or re.search(r"(?i)ministry of (?:state security|intelligence)|ministry of defen[cs]e", text)
        )
    ):
        return (owner.party,), ObjectLevel.STATE
    return (), ObjectLevel.NONE


#: Organs that texts name in plain words beside their state.
_ORGANS_IN_WORDS = (
    ("RU", r"military (?:intelligence|spies)|general staff", "RU:GRU"),
    ("RU", r"foreign intelligence", "RU:SVR"),
    ("CN", r"state[- ]security", "CN:MSS"),
    ("CN", r"\barmy\b|people's liberation|\bmilitary\b", "CN:PLA"),
    ("IR", r"revolutionary guard", "IR:IRGC"),
    ("IR", r"ministry of intelligence|intelligence ministry", "IR:MOIS"),
    ("KP", r"reconnaissance (?:general )?bureau", "KP:RGB"),
)
_HEDGED = re.compile(
    r"(?i)\b(?:suspected|alleged|allegedly|reportedly|believed to be|suspected of being|thought to be|likely|"
    r"possibly|purported)\b"
)


def _actor_with_origin(coded: Coded, match: re.Match[str]) -> Mention | None:
    """A group under its own name, although a state stands before it."""
    token = match.group("actor")
    if token:
        return coded.at(token)
    name = match.group("name")
    return None if _NOT_PERSON.match(name) else _named_actor(name)


def _named_actor(name: str) -> Mention:
    return _mention("A", code=name, name=name, objects=(name,), level=ObjectLevel.ACTOR)


def _named_group(coded: Coded, match: re.Match[str]) -> Mention | None:
    owner = coded.at(match.group("party"))
    host, link = match.group("host").lower(), match.group("link") or ""
    adjectives = TOKEN.sub(" ", match.group()[: match.start("host") - match.start()])
    if owner.kind == "B" and not link and owner.code == owner.party:
        return None  # "NATO units", "EU companies"
    weak = host in _ANY_BODY
    if (
        weak
        and not link
        and not re.search(r"(?i)state|hack|espionage|threat|cyber|military|intelligence|APT|malicious", adjectives)
    ):
        return None
    if match.group("terr"):
        level = ObjectLevel.TERRITORY
    elif (
        link
        or re.search(r"(?i)state|government|military|intelligence", adjectives)
        or host in ("state actor", "state actors", "spies", "spy", "state organs")
    ):
        level = ObjectLevel.ACTOR_STATE_LINK
    else:
        level = ObjectLevel.TERRITORY  # "Chinese hackers" are from China; who sent them is not said
    return _group(coded, match, owner, level, sure=level is ObjectLevel.ACTOR_STATE_LINK or bool(match.group("terr")))


#: Nouns that are attackers only where something else says so.
_ANY_BODY = frozenset(words("weak_attacker", "roles"))


def _linked_group(coded: Coded, match: re.Match[str]) -> Mention | None:
    token = TOKEN.search(match.group("party"))
    owner = coded.at(token.group()) if token else None
    if owner is None or not owner.objects:
        return None
    link = (match.group("linkp") or "").lower()
    host = match.group("host").lower()
    if link in ("for", "of", "within", "inside", "part of") and not re.search(
        r"front|arm|unit|branch|contractor|proxy|proxies|division|operative|agents?\b|spies|spy|officer", host
    ):
        return None
    placed = (match.group("terr") or "").lower() in ("in", "from") and host in _ANY_BODY
    if placed and "state" not in (match.group("adj") or ""):
        return None  # "a company from China" is no attacker
    if match.group("terr") and "state" in (match.group("adj") or ""):
        level = ObjectLevel.ACTOR_STATE_LINK
    elif match.group("terr"):
        level = ObjectLevel.TERRITORY
    else:
        level = ObjectLevel.ORGAN if owner.level is ObjectLevel.ORGAN else ObjectLevel.ACTOR_STATE_LINK
    return _group(coded, match, owner, level, sure=True)


def _group(coded: Coded, match: re.Match[str], owner: Mention, level: ObjectLevel, *, sure: bool) -> Mention:
    hedged = bool(_HEDGED.search(TOKEN.sub(" ", match.group())))
    return _mention(
        "G",
        party=None,
        code=owner.code,
        name=coded.slice(match.start(), match.end()).strip(),
        objects=owner.objects or ((owner.party,) if owner.party else ()),
        level=level,
        hedged=hedged,
        explicit=sure,
    )


def _city_role(coded: Coded, match: re.Match[str]) -> Mention | None:
    owner = coded.at(match.group("party"))
    name = coded.slice(match.start(), match.end()).strip()
    return _mention("Q", party=owner.party, code=owner.code, name=name, role=match.group("role").lower())


def _owned_other(coded: Coded, match: re.Match[str]) -> Mention | None:
    return _mention(
        "W",
        name=coded.slice(match.start(), match.end()).strip(),
        explicit=False,
        role=match.group("role").lower(),
    )


def _unnamed_state(coded: Coded, match: re.Match[str]) -> Mention | None:
    if re.match(r"(?i)(?:the|its|their)\s.*intelligence services?", match.group()):
        return None  # "the foreign intelligence service" is the speaker's own
    return _mention(
        "U",
        name=coded.slice(match.start(), match.end()).strip(),
        objects=("unnamed state",),
        level=ObjectLevel.UNNAMED_STATE,
        hedged=bool(_HEDGED.search(match.group())),
    )


def _criminals(coded: Coded, match: re.Match[str]) -> Mention | None:
    low, high = match.span("text")
    name = " ".join(coded.slice(low, high).split())
    return _mention("C", name=name, objects=(name,), level=ObjectLevel.ACTOR)


def _vendor(coded: Coded, match: re.Match[str]) -> Mention | None:
    name = match.group("name")
    if name.startswith("⟦"):
        return msgspec.structs.replace(coded.at(name), role="firm")
    if _NOT_PERSON.match(name):
        return None
    return _mention("V", party=name, code=name, name=name, role="firm")


#: Papers that are measures in themselves have letters of their own: E advisories, I indictments, J inquiries; R is the rest.
_UTTERANCE_KIND = {
    **dict.fromkeys(("advisory", "alert", "bulletin", "notice"), "E"),
    **dict.fromkeys(("indictment", "complaint", "affidavit"), "I"),
    **dict.fromkeys(("investigation", "inquiry", "probe"), "J"),
}


def _letter(match: re.Match[str]) -> str:
    if "joint " in match.group().lower() and match.group("role").lower() in (
        "statement",
        "declaration",
        "communique",
        "communiqué",
    ):
        return "T"
    if re.search(r"(?i)\b(?:technical|malware|forensic)\b", match.group()) and match.group("role").lower() in (
        "report",
        "bulletin",
        "paper",
        "alert",
    ):
        return "K"
    return _UTTERANCE_KIND.get(match.group("role").lower(), "R")


def _utterance(coded: Coded, match: re.Match[str]) -> Mention | None:
    det = match.group("det").strip().lower()
    token = match.group("by") or match.group("party").strip().removesuffix("'s").removesuffix("'")
    if not det and not token:
        return None
    owner = coded.at(TOKEN.search(token).group()) if token and TOKEN.search(token) else None  # type: ignore[union-attr]
    party = owner.party if owner else None
    return Mention(
        kind=_letter(match),
        start=0,
        end=0,
        text="",
        party=party,
        name=coded.slice(match.start(), match.end()).strip(),
        role=match.group("role").lower(),
        explicit=owner is not None and owner.explicit,
    )


def extra_actor_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for more actor names (from the knowledge base), or None if there are none."""
    chosen = sorted({name for name in names if len(name) > 3})
    return compile_phrases(chosen) if chosen else None
