"""Sectors and kinds of persons, by the words that reports use for them.

Sector names follow the MISP galaxy's sector cluster and ISO 20275-like usage of threat reports; the words are our own list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple


class Word(NamedTuple):
    """A sector or kind of person found in a text, with its span."""

    value: str
    start: int
    end: int


_WHO = r"(?:organi[sz]ations?|entit(?:y|ies)|institutions?|compan(?:y|ies)|firms?|agenc(?:y|ies)|bod(?:y|ies)|sectors?|industr(?:y|ies)|providers?|operators?|contractors?|networks?|officials?|departments?|ministr(?:y|ies)|services?|systems|facilit(?:y|ies)|targets|verticals?|suppliers?|businesses|employees|personnel|victims|infrastructure|offices|agencies)"

_FOLLOWED = re.compile(rf" {_WHO}\b", re.IGNORECASE)

#: Sector -> what is said of it. ``~`` at the end: one of the words for organisations must follow.
SECTORS: dict[str, tuple[str, ...]] = {
    "Government": (r"governments?(?! (?:contractor|backed|sponsored))", r"governmental ~", r"public sector", r"(?:foreign|interior|finance|defen[cs]e) ministr(?:y|ies)", r"ministr(?:y|ies) of [A-Z][a-z]+(?: [A-Z][a-z]+)*", r"municipalit(?:y|ies)", r"federal ~", r"parliaments?", r"state (?:institutions|bodies|agencies)", r"public administration"),
    "Diplomacy": (r"embass(?:y|ies)", r"diplomatic ~", r"consulates?", r"foreign ministr(?:y|ies)", r"ministr(?:y|ies) of foreign affairs"),
    "Military": (r"militar(?:y|ies)(?! (?:intelligence|unit))", r"armed forces", r"army", r"navy", r"air force"),
    "Defense": (r"defen[cs]e ~", r"defen[cs]e industrial base", r"defen[cs]e(?=,| and)", r"arms manufacturers?"),
    "Aerospace": (r"aerospace", r"satellite ~", r"space ~"),
    "Aviation": (r"aviation", r"airlines?", r"airports?"),
    "Energy": (r"energy(?! drink)", r"power (?:grids?|plants?|companies|utilit\w+)", r"electric(?:ity|al)? ~", r"electric(?:ity|al)? (?:grid|utilit\w+)", r"utilit(?:y|ies) ~", r"nuclear ~", r"nuclear power plants?"),
    "Oil and gas": (r"oil (?:and|&) gas", r"petrochemical", r"petroleum ~", r"natural gas ~"),
    "Telecommunications": (r"telecom(?:s|munications?)?", r"mobile operators?", r"internet service providers?", r"isps"),
    "Finance": (r"financial ~", r"banks?(?! account| robber)", r"banking ~", r"finance ~", r"finance(?=,| and)", r"insurance", r"payment processors?", r"credit unions?"),
    "Cryptocurrency": (r"crypto-?currenc(?:y|ies) (?:exchanges?|wallets?)", r"crypto-?currenc(?:y|ies) ~", r"crypto exchanges?", r"blockchain ~", r"bitcoin exchanges?"),
    "Healthcare": (r"health-?\s?care", r"hospitals?", r"medical ~", r"health ~"),
    "Pharmaceuticals": (r"pharmaceuticals?", r"vaccine (?:research|developers?|makers?)", r"biotech\w*", r"life sciences?"),
    "Education": (r"universit(?:y|ies)", r"educational? ~", r"education(?= sector|,| and)", r"schools", r"academia", r"academic ~", r"higher education", r"research (?:institut\w+|cent(?:er|re)s?|organi[sz]ations?)"),
    "Think Tanks": (r"think[- ]?tanks?",),
    "NGOs": (r"ngos?", r"non-?governmental organi[sz]ations?", r"non-?profits?", r"human rights ~", r"human rights groups?", r"charit(?:y|ies)", r"civil society", r"humanitarian ~"),
    "Media": (r"media ~", r"media (?:outlets?|houses?)", r"news ~", r"news outlets?", r"broadcast\w* ~", r"television ~", r"television (?:stations?|channels?)", r"newspapers?", r"media(?=,| and)"),
    "Technology": (r"(?:information )?technology ~", r"high-?tech(?:nology)?", r"it (?:companies|firms|sector|service providers?)", r"software (?:companies|firms|vendors?|developers)", r"technology(?=,| and)"),
    "Managed Services Provider": (r"managed services? providers?", r"msps?", r"cloud (?:service )?providers?"),
    "Semiconductors": (r"semi-?conductors?", r"chip-?makers?"),
    "Electronics": (r"electronics",),
    "Manufacturing": (r"manufacturing", r"manufacturers", r"industrial ~"),
    "Engineering": (r"engineering ~", r"engineering(?=,| and)"),
    "Automotive": (r"automotive", r"car manufacturers", r"automobile ~"),
    "Transportation": (r"transport(?:ation)? ~", r"transport(?:ation)?(?=,| and)", r"railways?", r"rail ~"),
    "Maritime": (r"maritime", r"shipping ~", r"ports and", r"naval ~"),
    "Logistics": (r"logistics", r"freight ~"),
    "Retail": (r"retail(?:ers?)?", r"e-?commerce", r"online (?:shops?|stores?)"),
    "Hospitality": (r"hospitality", r"hotels?", r"restaurants?", r"tourism", r"travel ~"),
    "Gaming": (r"(?:video )?gam(?:e|ing) ~", r"(?:video )?gam(?:e|ing) (?:developers?|publishers?|studios?)", r"video games?", r"casinos?", r"gambling"),
    "Chemical": (r"chemical(?:s)? ~", r"chemicals?(?=,| and)"),
    "Mining": (r"mining (?:compan\w+|sector|industry|firms?)", r"metals? ~"),
    "Construction": (r"construction ~", r"construction(?=,| and)", r"real estate"),
    "Agriculture": (r"agricultur(?:e|al)", r"food ~", r"food producers?"),
    "Legal": (r"law firms?", r"legal ~", r"legal(?=,| and)"),
    "Law enforcement": (r"law enforcement", r"police"),
    "Political party": (r"political (?:part(?:y|ies)|campaigns?)", r"political ~", r"opposition part(?:y|ies)", r"election (?:commissions?|campaigns?)", r"democratic national committee", r"dnc"),
    "Water": (r"water ~", r"water (?:utilit\w+|treatment\w*)",),
    "Critical infrastructure": (r"critical (?:national )?infrastructures?",),
    "Religious organisations": (r"churches", r"religious ~", r"vatican"),
    "Sport": (r"anti-doping ~", r"olympic\w* committee", r"olympic\w* ~", r"sports? ~"),
}

PERSONS: dict[str, tuple[str, ...]] = {
    "journalists": (r"journalists?", r"reporters"),
    "activists": (r"activists?", r"human rights defenders?", r"campaigners"),
    "dissidents": (r"dissidents?", r"opposition (?:figures|members|politicians|activists)", r"exiles?", r"diaspora"),
    "diplomats": (r"diplomats?", r"ambassadors?", r"embassy staff"),
    "politicians": (r"politicians?", r"lawmakers?", r"members of parliament", r"legislators?", r"senators?", r"parliamentarians"),
    "government officials": (r"government officials?", r"(?:state|senior|public) officials?", r"government employees?", r"civil servants?"),
    "military personnel": (r"military (?:personnel|officers?|officials?|staff)", r"soldiers?", r"service members"),
    "academics": (r"academics", r"professors?", r"scholars?", r"university (?:staff|students)", r"students", r"teachers?"),
    "security researchers": (r"security researchers?", r"vulnerability researchers?"),
    "developers": (r"(?:software|blockchain|crypto\w*|freelance|python|open[- ]source) developers?",),
    "job seekers": (r"job[- ]?seekers?", r"job applicants?", r"applicants", r"candidates for"),
    "lawyers": (r"lawyers?", r"attorneys?"),
    "executives": (r"executives?", r"ceos?", r"c-level \w+", r"business leaders"),
    "experts": (r"(?:policy|foreign policy|north korea|korea|middle east|regional|subject matter|nuclear) experts?", r"analysts at"),
    "Uyghurs": (r"uy?gh?urs?", r"uighurs?"),
    "Tibetans": (r"tibetans?", r"tibetan (?:communit\w+|activists?|organi[sz]ations?)"),
    "religious minorities": (r"falun gong\w*", r"religious minorities", r"baha['’]?i"),
    "employees": (r"(?:bank|telecom|company|hr|finance|accounting|human resources) employees", r"system administrators", r"it administrators"),
    "gamers": (r"gamers",),
}


@cache
def _pattern(table: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern for a table: group ``vN`` stands by itself, ``wN`` needs a word for an organisation after it."""
    source = SECTORS if table == "sectors" else PERSONS
    parts: list[str] = []
    for number, forms in enumerate(source.values()):
        alone = [form for form in forms if not form.endswith(" ~")]
        followed = [form.removesuffix(" ~") for form in forms if form.endswith(" ~")]
        if alone:
            parts.append(f"(?P<v{number}>{'|'.join(alone)})")
        if followed:
            parts.append(f"(?P<w{number}>{'|'.join(followed)})")
    return re.compile(r"(?<![\w@/.-])(?:" + "|".join(parts) + r")(?![\w@])", re.IGNORECASE), tuple(source)


def sectors(text: str) -> Iterator[Word]:
    """Give the sectors that a text names, in order."""
    yield from _find("sectors", text)


def persons(text: str) -> Iterator[Word]:
    """Give the kinds of persons that a text names, in order."""
    yield from _find("persons", text)


def _find(table: str, text: str) -> Iterator[Word]:
    pattern, values = _pattern(table)
    for match in pattern.finditer(text):
        group = match.lastgroup or "v0"
        end = match.end()
        follows = _FOLLOWED.match(text, end)
        if group[0] == "w" and follows is None:
            continue
        yield Word(values[int(group[1:])], match.start(), follows.end() if follows else end)
