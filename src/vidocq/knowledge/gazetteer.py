"""Makes the names to look for in text: every spelling, everything it may mean, and how safe it is to read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from vidocq.knowledge.common import is_everyday
from vidocq.knowledge.galaxy import Galaxy
from vidocq.knowledge.names import key, spellings
from vidocq.knowledge.places import country_code
from vidocq.knowledge.snapshot import ActorProfile, CampaignProfile, GazetteerEntry, SoftwareProfile
from vidocq.knowledge.wording import Wording, is_listed, listed
from vidocq.vocabulary import states

_DISTINCTIVE, _CASED, _CUE, _COMMODITY = "distinctive", "cased", "cue", "commodity"
#: Antivirus detection names (``Trojan.Win32.Agent``) and file names are matched elsewhere, not as family names.
_NO_NAME = re.compile(r"[:@!/\\]|^[a-z0-9]+\.(?:exe|dll|sys|ps1|py|sh|bat|vbs)$|^\W|^\d+$")
_MOST_CAMPAIGN_WORDS = 4
_CODED = re.compile(r"[A-Za-z]{2,}[- ]?\d{2,}$")


@dataclass(slots=True)
class _Name:
    kind: str
    refs: dict[str, None] = field(default_factory=dict)
    texts: dict[str, None] = field(default_factory=dict)
    commodity: bool = False


def build(
    actors: Iterable[ActorProfile],
    software: Iterable[SoftwareProfile],
    campaigns: Iterable[CampaignProfile],
    galaxy: Galaxy | None,
    descriptions: Iterable[str],
) -> tuple[GazetteerEntry, ...]:
    """All entries, sorted by text and kind; the class of each is measured on the given descriptions."""
    names = _collect(actors, software, campaigns, galaxy)
    pairs = {text.lower() for name in names.values() for text in name.texts}
    judge = _Judge(Wording(descriptions, pairs), {(name_key, kind) for name_key, kind in names})
    entries = [entry for (name_key, _), name in names.items() for entry in judge.entries(name_key, name)]
    return tuple(sorted(entries, key=lambda entry: (entry.text, entry.kind)))


def _collect(
    actors: Iterable[ActorProfile],
    software: Iterable[SoftwareProfile],
    campaigns: Iterable[CampaignProfile],
    galaxy: Galaxy | None,
) -> dict[tuple[str, str], _Name]:
    names: dict[tuple[str, str], _Name] = {}

    def add(text: str, kind: str, ref: str, commodity: bool = False) -> None:
        text = " ".join(text.split())
        if kind != "tool" and text.isalpha() and text.islower() and text in listed()["cue"]:
            # Some write a name that is a plain word in lower case; in a text that is always the word.
            text = text.capitalize()
        name_key = key(text)
        if not name_key or len(text) > 80 or _NO_NAME.search(text):
            return
        name = names.setdefault((name_key, kind), _Name(kind))
        name.refs[ref] = None
        name.texts[text] = None
        name.commodity |= commodity

    for actor in actors:
        for known in actor.names:
            add(known.text, "intrusion-set", actor.revoked_by or actor.id)
    for item in software:
        for known in item.names:
            # Half of a family's aliases are detection names; one with dots is never written in prose as a name.
            if known.text == item.name or "." not in known.text or (known.text.count(".") == 1 and " " not in known.text):
                add(known.text, item.kind, item.revoked_by or item.id, item.commodity)
    for campaign in campaigns:
        for known in campaign.names:
            # Tidal titles campaigns with whole sentences; nobody writes those in a report.
            if known.text != campaign.id and "(" not in known.text and len(known.text.split()) <= _MOST_CAMPAIGN_WORDS:
                add(known.text, "campaign", campaign.id)
    for text, kind, ref in _places(galaxy):
        add(text, kind, ref)
    return names


def _places(galaxy: Galaxy | None) -> Iterator[tuple[str, str, str]]:
    """Names of countries, sectors, agencies and vendors as (text, kind, ref)."""
    for code, state in states.states().items():
        for text in state.names:
            yield text, "country", code
    for code, body in states.bodies().items():
        if body.kind in ("service", "agency", "unit"):
            yield from ((text, "agency", code) for text in body.names)
    for code, texts in states.vendors().items():
        yield from ((text, "vendor", code) for text in texts)
    for element in galaxy.of("country", "target-information", "sector", "intelligence-agencies") if galaxy else ():
        if element.cluster == "sector":
            yield from ((text, "sector", f"galaxy:{element.uuid}") for text in (element.value, *element.all("synonyms")))
        elif element.cluster == "intelligence-agencies":
            yield from ((text, "agency", f"galaxy:{element.uuid}") for text in (element.value, *element.all("synonyms")))
        else:
            code = element.one("ISO") or element.one("iso-code")
            if len(code) == 2 and code.isalpha():
                known = country_code(element.value)
                yield (element.value if element.cluster != "country" else element.value.title()), "country", known or code.upper()


def _spellings(text: str, kind: str) -> tuple[str, ...]:
    return spellings(text) if kind in ("intrusion-set", "malware", "tool") else (text,)


class _Judge:
    """Decides how safe a name is to read, one reason each."""

    def __init__(self, wording: Wording, taken: set[tuple[str, str]]) -> None:
        self._wording = wording
        kinds: Mapping[str, set[str]] = defaultdict(set)
        for name_key, kind in taken:
            kinds[name_key].add(kind)
        self._kinds = kinds
        self._geography = {key(name) for state in states.states().values() for name in (*state.demonyms, *state.capitals)}

    def entries(self, name_key: str, name: _Name) -> Iterator[GazetteerEntry]:
        refs = tuple(sorted(name.refs))
        for text in dict.fromkeys(spelling for given in name.texts for spelling in _spellings(given, name.kind)):
            dictionary_class, reason = self.judge(name_key, name, text)
            if dictionary_class == _CASED and " " in text and " " not in "".join(name.texts) and text.isascii():
                # Two plain words that only we have put apart ("BillGates") are a phrase until something beside them says more.
                dictionary_class, reason = _CUE, "a joined name taken apart into plain words"
            yield GazetteerEntry(text=text, kind=name.kind, refs=refs, dictionary_class=dictionary_class, reason=reason)

    def judge(self, name_key: str, name: _Name, text: str) -> tuple[str, str]:
        """Class of one spelling and the reason where it is not distinctive."""
        if name.kind in ("country", "vendor", "agency"):
            return (_CUE, "a short abbreviation") if len(name_key) < 3 else (_CASED, "a proper name")
        if name.kind == "sector":
            return _CUE, "a plain word or phrase"
        if (name.commodity or is_everyday(text, name.kind)) and not is_listed(text) and len(name_key) > 3:
            return _COMMODITY, "built in, or available to all"
        words = text.replace("-", " ").split()
        doubt = self._phrase(words, text) if len(words) > 1 else self._word(name_key, text)
        if doubt and doubt[0] == _CUE:
            return doubt
        other = self._kinds[name_key] & {"country", "vendor", "agency"}
        if other or name_key in self._geography:
            return _CUE, f"also the name of a {', '.join(sorted(other)) or 'place or people'}"
        if name.commodity or is_everyday(text, name.kind):
            return _COMMODITY, "built in, or available to all"
        return doubt or (_DISTINCTIVE, "")

    def _word(self, name_key: str, text: str) -> tuple[str, str] | None:
        if not text.isascii() and not any(char.isascii() and char.isalpha() for char in text):
            return (_CUE, "too short") if len(name_key) < 2 else None
        if _CODED.match(text):
            return (_CASED, "letters and a number") if len(name_key) < 5 else None
        if len(name_key) < 3 or (len(name_key) == 3 and not text.isupper()):
            return _CUE, "too short"
        plain = text if text.isalpha() else name_key
        odd = text.isalpha() and not text.islower() and not text.istitle()
        if self._wording.is_everyday(plain):
            return (_CASED, "a plain word but for its capitals") if odd and len(text) > 4 else (_CUE, "a plain word")
        if self._wording.is_known(plain):
            return _CASED, "also the name of something else"
        if len(name_key) < 6 and not any(char.isdigit() for char in text):
            return (_CUE, "short, in lower case") if text.islower() else (_CASED, "short")
        return None

    def _phrase(self, words: list[str], text: str) -> tuple[str, str] | None:
        if "_".join(words).lower() in listed()["cue"]:
            return _CUE, "a plain phrase"
        if self._wording.is_phrase(text):
            return _CUE, "a plain phrase"
        if any(any(char.isdigit() for char in word) for word in words):
            return None
        if all(len(word) < 3 or self._wording.is_known(word) for word in words):
            return (_CASED, "made of plain words") if text != text.lower() else (_CUE, "made of plain words, in lower case")
        return None
