"""How names are compared and spelt: one key for all spellings of a name, the spellings to look for, and who coined it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from vidocq.vocabulary.states import find_vendors, vendors

#: Names follow the house style of whoever coins them. Each pattern is the published naming scheme of one company.
_SCHEMES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reporter, re.compile(pattern))
    for reporter, pattern in (
        ("Microsoft", r"\w+ (?:Typhoon|Blizzard|Sleet|Sandstorm|Tempest|Tsunami|Flood|Dust|Cyclone|Rain|Hail|Lightning)$"),
        ("Microsoft", r"(?:DEV|Storm)-\d{4}$"),
        (
            "CrowdStrike",
            r"(?i:[\w ]+ (?:panda|bear|kitten|chollima|spider|tiger|jackal|leopard|buffalo|hawk|crane|ocelot|lynx))$",
        ),
        ("Secureworks", r"(?:BRONZE|IRON|COBALT|NICKEL|GOLD|ZINC|TUNGSTEN|ALUMINUM|PLATINUM) [A-Z]+$"),
        ("Mandiant", r"(?:APT ?-?\d{1,2}|UNC\d{3,5}|FIN\d{1,2}|TEMP\.\w+)$"),
        ("Proofpoint", r"TA\d{3,4}$"),
        ("Trend Micro", r"(?:Earth|Water|Void|Fire) [A-Z][a-z]+$"),
        ("Qihoo 360", r"APT-C-\d{2,3}$"),
        (
            "Palo Alto Networks",
            r"(?:CL-(?:STA|CRI|UNK)-\d{4}|(?i:\w+ (?:taurus|ursa|libra|scorpius|serpens|pisces|orion|virgo)))$",
        ),
        ("IBM X-Force", r"(?:ITG|Hive)\d{2,4}$"),
        ("Recorded Future", r"TAG-\d{2,3}$"),
        (
            "Dragos",
            r"(?:ALLANITE|CHERNOVITE|CHRYSENE|COVELLITE|DYMALLOY|ELECTRUM|ERYTHRITE|HEXANE|KAMACITE|KOSTOVITE|MAGNALLIUM"
            r"|PARISITE|PETROVITE|RASPITE|STIBNITE|TALONITE|VANADINITE|VOLTZITE|WASSONITE|XENOTIME)$",
        ),
    )
)


_LETTERS_DIGITS_ENDS = {number: None for number in range(128) if not chr(number).isalnum() and number != ord("\n")}
_NOT_ALNUM = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """One key for all spellings of a name: compatibility forms folded, lower case, letters and digits only.

    ``APT 31``, ``APT-31`` and ``apt31`` have one key. A name without a letter or a digit has the empty key.
    """
    folded = name.casefold()
    if folded.isascii():
        return _NOT_ALNUM.sub("", folded)
    folded = unicodedata.normalize("NFKC", folded).casefold()
    return "".join(char for char in folded if char.isalnum())


def keys(names: Sequence[str]) -> list[str]:
    """The keys of many names at once, in their order: ten times as fast as one by one."""
    found = [name if name.isascii() and "\n" not in name else "" for name in names]
    found = "\n".join(found).lower().translate(_LETTERS_DIGITS_ENDS).split("\n")
    return [short or key(name) for short, name in zip(found, names, strict=True)] if names else []


def scheme_of(name: str) -> str:
    """Whose naming scheme a name follows (``Violet Typhoon`` -> Microsoft), or the empty string."""
    for reporter, pattern in _SCHEMES:
        if pattern.match(name):
            return reporter
    return ""


@lru_cache(maxsize=65536)
def reporter_in(citation: str) -> str:
    """The company or body that a citation's name begins with (``Microsoft Threat Actor Naming July 2023`` -> Microsoft)."""
    found = find_vendors(citation)
    if found:
        return found[0].party
    first = citation.split()[:1]
    return first[0] if first and first[0] in vendors() else ""


_GENERIC = frozenset({"group", "team", "gang", "the", "apt", "framework", "ransomware", "actors", "actor", "el"})


def core(name: str) -> str:
    """The key of a name without the words that say only that it is a group (``The Gorgon Group`` -> ``gorgon``)."""
    words = [word for word in name.split() if word.casefold() not in _GENERIC]
    return key(" ".join(words)) or key(name)


#: Shorter names in capitals are abbreviations, which are never written otherwise.
_LONG_ENOUGH = 5
_NUMBERED = re.compile(r"(?P<letters>[A-Za-z]{2,6})(?P<gap>[ -]?)(?P<digits>\d{1,5})$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def spellings(name: str) -> tuple[str, ...]:
    """Spellings of one name to look for, the given one first.

    Numbered names with and without hyphen or space (``APT31``, ``APT-31``, ``APT 31``), several words joined by hyphens or
    together (``Cobalt Strike``, ``CobaltStrike``), joined words apart (``ShadowPad``, ``Shadow Pad``), and names in capitals as
    newspapers write them (``HAFNIUM``, ``Hafnium``).
    """
    found = [name]
    numbered = _NUMBERED.match(name)
    if numbered:
        letters, digits = numbered["letters"], numbered["digits"]
        found += [f"{letters}{gap}{digits}" for gap in ("", "-", " ")]
    elif re.fullmatch(r"[A-Za-z]+(?:[ -][A-Za-z]+){1,2}", name):
        parts = re.split(r"[ -]", name)
        found += [" ".join(parts), "-".join(parts)]
        if len(parts) == 2 and all(len(part) > 2 for part in parts):
            found.append("".join(part if part.isupper() else part[:1].upper() + part[1:] for part in parts))
    elif name.isascii() and name.isalpha() and name.isupper() and len(name) > _LONG_ENOUGH:
        found.append(name.capitalize())
    elif name.isascii() and name.isalpha() and len(_CAMEL.split(name)) == 2 and min(map(len, _CAMEL.split(name))) >= 3:
        found.append(" ".join(_CAMEL.split(name)))
    return tuple(dict.fromkeys(found))
