"""Reads the galaxy's words for countries as ISO 3166 alpha-2 codes, without guessing."""

from __future__ import annotations

from functools import lru_cache

from vidocq.vocabulary.states import code_of, is_state

#: Spellings in the galaxy's files that are no name of a state in our vocabulary.
_SPELLINGS = {
    "korea (republic of)": "KR",
    "korea (democratic people's republic of)": "KP",
    "iran (islamic republic of)": "IR",
    "people's republic of china": "CN",
    "southkorea": "KR",
    "viet nam": "VN",
    "russia": "RU",
    "america": "US",
    "namerica": "US",
    "kaz": "KZ",
    "the netherlands": "NL",
    "czech republic": "CZ",
    "moldova (republic of)": "MD",
    "syrian arab republic": "SY",
    "burma": "MM",
    "macedonia": "MK",
    "bolivia (plurinational state of)": "BO",
    "venezuela (bolivarian republic of)": "VE",
    "taiwan (province of china)": "TW",
    "palestine, state of": "PS",
    "united states of america": "US",
    "united kingdom of great britain and northern ireland": "GB",
    "uk": "GB",
}


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """The state that a word of the galaxy means, or None where it means none or more than one (``korea``, ``mideast``)."""
    name = " ".join(text.split())
    if not name:
        return None
    if len(name) == 2 and is_state(name.upper()):
        return name.upper()
    listed = _SPELLINGS.get(name.lower())
    if listed:
        return listed
    for spelling in (name, name.title()):
        code = code_of(spelling)
        if code is not None and is_state(code):
            return code
    return None


def country_codes(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of all states among the words, each once, in order."""
    return tuple(dict.fromkeys(code for text in texts if (code := country_code(text))))
