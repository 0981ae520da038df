"""Language, locale and working hours: they speak for a country's groups, and they are cheap to plant."""

from __future__ import annotations

import re

import numpy as np

from vidocq.assessment.bag import HOURS, LANGUAGE, Bag
from vidocq.assessment.index import Floats, Index
from vidocq.assessment.weights import Weight

#: Countries where a language is at home, among those that groups are recorded for (ISO 639-1 to ISO 3166).
_HOME = {
    "zh": ("CN", "TW", "SG"), "ru": ("RU", "BY", "UA", "KZ"), "fa": ("IR",), "ko": ("KP", "KR"),
    "ar": ("LB", "PS", "SY", "EG"),
    "vi": ("VN",), "ur": ("PK",), "hi": ("IN",),
    "he": ("IL",), "uk": ("UA",), "be": ("BY",), "tr": ("TR",), "pt": ("BR", "PT"),
    "es": ("ES", "CO", "VE", "MX"), "fr": ("FR",), "it": ("IT",), "ro": ("RO",), "kk": ("KZ",),
}  # fmt: skip
#: Standard time of countries, hours from UTC.
_OFFSETS = {
    "CN": (8,), "TW": (8,), "SG": (8,), "RU": (3, 4, 5, 7, 10), "BY": (3,), "UA": (2, 3), "IR": (3.5, 4.5), "KP": (8.5, 9),
    "KR": (9,),
    "VN": (7,), "PK": (5,), "IN": (5.5,), "IL": (2, 3), "LB": (2, 3), "PS": (2, 3), "SY": (2, 3), "TR": (2, 3),
    "KZ": (5, 6), "BR": (-3,),
}  # fmt: skip
_OFFSET = re.compile(r"([+-]\d{1,2})(?::?(\d{2}))?")


def home(bag: Bag, index: Index) -> dict[str, Floats]:
    """1 for groups of a country where one of the case's languages is at home, and of one whose clock fits the hours."""
    languages = {country for value in bag.values(LANGUAGE) for country in _HOME.get(value.lower()[:2], ())}
    hours = {country for value in bag.values(HOURS) for country in countries_at(value)}
    return {"language": _of(languages, index), "working_hours": _of(hours, index)}


def countries_at(value: str) -> frozenset[str]:
    """Countries whose standard time is the given offset (``UTC+8``, ``+03:30``)."""
    match = _OFFSET.search(value)
    if match is None:
        return frozenset()
    hours = int(match[1])
    offset = hours + (int(match[2]) / 60 if match[2] else 0) * (-1 if hours < 0 else 1)
    return frozenset(country for country, offsets in _OFFSETS.items() if offset in offsets)


def _of(countries: set[str] | frozenset[str], index: Index) -> Floats:
    return np.array([float(code in countries) for code in index.countries])


WEIGHT = Weight(
    name="language",
    features=home,
    reads=(LANGUAGE, HOURS),
    names=("language", "working_hours"),
    stated={"language": 0.7, "working_hours": 0.35},
    basis="stated, not fitted: both can be planted with no effort (Olympic Destroyer 2018), so neither may decide alone",
    kinds={"language-artefact": LANGUAGE, "working-hours": HOURS},
)
