"""Reads the galaxy's words for countries as ISO 3166 alpha-2 codes, without guessing."""

from __future__ import annotations

from functools import lru_cache

from vidocq.vocabulary.states import code_of, is_state

#: Spellings in the galaxy's files that are no name of a state in our vocabulary.
_SPELLINGS: dict[str, str] = {
    "korea (republic of)": "KR",
    "korea (democratic people's republic of)": "KP",
    "iran (islamic republic of)": "IR",
    "people's republic of china": "CN",
    "southkorea": "KR",
    "viet nam": "VN",
    "russia": "RU",
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
    # As 360's cluster writes victims.
    "中国": "CN",
    "俄罗斯": "RU",
    "巴基斯坦": "PK",
    "美国": "US",
    "伊朗": "IR",
    "印度": "IN",
    "孟加拉国": "BD",
    "叙利亚": "SY",
    "约旦": "JO",
    "日本": "JP",
    "乌克兰": "UA",
    "澳大利亚": "AU",
    "土耳其": "TR",
    "韩国": "KR",
    "巴勒斯坦": "PS",
    "以色列": "IL",
    "加拿大": "CA",
    "比利时": "BE",
    "马来西亚": "MY",
    "哈萨克斯坦": "KZ",
    "西班牙": "ES",
    "哥伦比亚": "CO",
    "埃及": "EG",
    "斯里兰卡": "LK",
    "英国": "GB",
    "沙特阿拉伯": "SA",
    "意大利": "IT",
}


#: 360's words for parts of the world, in lower case; some of its elements under ``america`` are Latin American.
_SEVERAL = frozenset({"america", "namerica", "korea", "mideast", "southeast"})


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """The state that a word of the galaxy means, or None: 360's ``korea``, ``america`` and ``mideast`` mean several."""
    name = " ".join(text.split())
    if not name or name in _SEVERAL:
        return None
    listed = _SPELLINGS.get(name.lower())
    if listed:
        return listed
    if len(name) == 2:
        # In capitals only: "In 2017" is not India.
        return name if is_state(name) else None
    for spelling in (name, name.title()):
        code = code_of(spelling)
        if code is not None and is_state(code):
            return code
    return None


def country_codes(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of all states among the words, each once, in order."""
    return tuple(dict.fromkeys(code for text in texts if (code := country_code(text))))
