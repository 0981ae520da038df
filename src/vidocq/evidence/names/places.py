"""States in a text with what the words around them make of them: victim, origin, theme of a lure, or none of these."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple


class Role(Enum):
    """What a sentence makes of a state, a sector or a kind of person."""

    TARGETED = "targeted"
    COMPROMISED = "compromised"
    LURE = "lure theme only"
    ORIGIN = "origin"
    NONE = "none"


class Placed(NamedTuple):
    """A role with the words it was read from, and whether they leave no doubt."""

    role: Role
    words: str
    sure: bool


_ORIGIN_AFTER = re.compile(
    r"^(?:[-‐‑ ](?:linked|based|backed|sponsored|nexus|aligned|affiliated|associated|speaking|origin(?:ated|ating)?|run|"
    r"directed|state|government-backed|born)\b"
    r"|(?:['’]s)? (?:(?!the\b|an?\b|by\b|of\b|that\b|were\b|was\b|is\b|are\b|said\b|against\b"
    r"|in\b)\w+[- ]){0,3}?(?:state[- ]sponsored|state-backed|government-(?:backed|sponsored|linked)|nation-state|"
    r"threat (?:actors?|groups?)|"
    r"hackers?|hacking|apts?|cyber-?(?: ?activit(?:y|ies)| ?espionage| ?spies| ?criminals?| ?actors?| ?operations?|"
    r" ?army)|intelligence (?:services?|agenc)|military intelligence|"
    r"spies|attackers|operators|(?:threat )?actors?|cyber ?crime (?:group|gang)|underground|advanced persistent)\b"
    r"|(?:['’]s)? (?:group|gang|adversary|hacktivists?|origins?|nationals?|citizens?|interests|ministry of state security)\b)",
    re.IGNORECASE,
)
_ORIGIN_BEFORE = re.compile(
    r"\b(?:attribut\w+ (?:\w+ ){0,3}to|originat\w+ (?:from|in)|sponsored by|(?:on|in) behalf of|(?:linked|ties?|tied|"
    r"links?|nexus|connected|connections?|affiliated) (?:to|with)|"
    r"backed by|operat\w+ (?:out of|from|in)|based in|located in|work\w* for|(?:strategic |political |national |"
    r"state )?interests? of|in support of|"
    r"believed to be (?:from|in)|(?:actors?|groups?|hackers?|attackers?|gang) (?:operating )?from|supported by|"
    r"aligned with|origin (?:in|of)|affiliation with|"
    r"responsib\w+ (?:of|to)|blam\w+(?: on)?|accus\w+|sanction\w*|indict\w*|state of)"
    r" (?:the )?(?:(?:government|state|interests|people['’]s republic|islamic republic|republic) of (?:the )?)?$",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:not|no|never|without|unlike|excluding|except|avoid\w*|exclud\w+|outside(?: of)?|rather than)\b[^,;]{0,40}$",
    re.IGNORECASE,
)
_NEUTRAL_BEFORE = re.compile(
    r"\b(?:hosted|located|registered|headquartered|server\w*|ip addresses|hosting|vps|domains?|researchers?"
    r"|critics|opponents|critical|opposed|urg(?:e|es|ed|ing)|offices?|"
    r"uploaded|submitted|upload\w*|provider|registrar|"
    r"company|firm|vendor|telecom\w* in|cert of|certificate|court|arrest\w*|extradit\w*|resid\w+|conference|summit|time|hours?)"
    r" (?:\w+ ){0,4}(?:in|from|to|of|at|on|by|the)? ?(?:the )?$",
    re.IGNORECASE,
)
_LANGUAGE_AFTER = re.compile(
    r"^[- ](?:language|speaking|speakers?|text|characters?|strings?|comments?|keyboard|translation|alphabet)", re.IGNORECASE
)
_LURE = re.compile(
    r"\b(?:lur(?:e|es|ed|ing)|decoy|-?themed?|themes|subject lines?|purport\w*|pretend\w*|impersonat\w*|masquerad\w*|"
    r"spoof\w*|pos(?:e|es|ed|ing) as|titled|entitled|bait|"
    r"content of the (?:document|e-?mail)|document (?:about|on|regarding|contain\w+)|fake)\b",
    re.IGNORECASE,
)
_TARGET = re.compile(
    r"\b(?:target(?:s|ed|ing)?|aim(?:s|ed|ing)? at|attacks? (?:\w+ ){0,3}?(?:on|against|in|at|to)|attack(?:ed|ing)|"
    r"campaigns? (?:\w+ ){0,4}?(?:against|in|on|at|aimed|across)|"
    r"focus\w* (?:\w+ ){0,2}?on|intrusions? (?:into|in|at|against)|espionage (?:\w+ ){0,2}?(?:against|on|in)|spied on|"
    r"spying on|interest(?:ed)? in|operations? (?:\w+ ){0,3}?(?:against|in)|"
    r"went after|going after|sent to|directed (?:at|against)|activity (?:\w+ ){0,3}?(?:against|in)|phish(?:ed|"
    r"ing) (?:\w+ ){0,4}?(?:against|in|at|of)|against|surveil\w*|"
    r"(?:seen|observed|detected|spotted|active) in|distribut\w+ (?:\w+ ){0,3}?in|spread\w* in)\b",
    re.IGNORECASE,
)
_COMPROMISED = re.compile(
    r"\b(?:compromis(?:e|es|ed|ing)|infect(?:s|ed|ing|ions?)|breach(?:es|ed|ing)?|victims?|hacked|hit|struck|affect(?:s|"
    r"ed|ing)|impact(?:s|ed|ing)|"
    r"penetrat\w+|infiltrat\w+|disrupt\w*|stole|stolen|wip(?:ed|ing)|gained access|networks? of)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"^[^.;]{0,70}\b(?:was|were|has been|have been|had been|is|are|being|been) (?:also |mainly |mostly |primarily |"
    r"repeatedly |reportedly |the )?"
    r"(?P<what>target(?:s|ed)?|attacked|compromised|infected|breached|hacked|hit|struck|affected|impacted|victims?|"
    r"disrupted|infiltrated|phished)\b",
    re.IGNORECASE,
)
#: A weak cue (*against*, *seen in*) needs a word for an attack or an attacker in its sentence.
_WEAK = re.compile(
    r"against|interest|focus|seen in|observed in|detected in|spotted in|active in|in|at|sent to|directed|distribut|spread",
    re.IGNORECASE,
)
_ATTACK = re.compile(
    r"\b(?:attack\w*|campaigns?|actors?|apt\d*|malware|phish\w*|hack\w*|espionage|threat|intrusions?|backdoor|trojan|"
    r"ransomware|group|infect\w*|victims?|cyber\w*|compromis\w*|e-?mails?)\b",
    re.IGNORECASE,
)
_FAR = 150


@lru_cache(maxsize=4096)
def may_place(sentence: str) -> bool:
    """Whether a sentence has any word that could make something in it a victim or the theme of a lure."""
    return bool(_TARGET.search(sentence) or _COMPROMISED.search(sentence) or _LURE.search(sentence))


def place(sentence: str, start: int, end: int) -> Placed:
    """Give the role of the words at ``sentence[start:end]`` (a state, a sector, a kind of person)."""
    before, after = sentence[:start], sentence[end:]
    if _ORIGIN_AFTER.search(after) or _ORIGIN_BEFORE.search(before[-110:]):
        found = _ORIGIN_AFTER.search(after) or _ORIGIN_BEFORE.search(before[-110:])
        sure = not _NEGATED.search(before[-60:])
        return Placed(Role.ORIGIN, found[0].strip() if found else "", sure)
    if _LANGUAGE_AFTER.search(after) or _NEUTRAL_BEFORE.search(before[-70:]) or _NEGATED.search(before[-60:]):
        return Placed(Role.NONE, "", False)
    lure = _nearest(_LURE, before)
    hit, aimed = _nearest(_COMPROMISED, before), _nearest(_TARGET, before)
    passive = _PASSIVE.search(after)
    if lure and (not (hit or aimed) or _at(lure) > max(_at(hit), _at(aimed))) and not passive:
        return Placed(Role.LURE, lure[0], start - lure.end() < 60)
    if passive:
        word = passive["what"].lower()
        return Placed(
            Role.TARGETED if word.startswith(("target", "attacked", "phish")) else Role.COMPROMISED,
            word,
            not _apart(after[: passive.start("what")]),
        )
    best = hit if _at(hit) > _at(aimed) else aimed
    if best is None:
        return Placed(Role.NONE, "", False)
    sure = start - best.end() <= _FAR and not _apart(before[best.end() :])
    if _WEAK.match(best[0]) and not _ATTACK.search(before + after):
        return Placed(Role.NONE, "", False)
    return Placed(Role.COMPROMISED if best is hit else Role.TARGETED, best[0], sure)


def _nearest(pattern: re.Pattern[str], before: str) -> re.Match[str] | None:
    last = None
    for match in pattern.finditer(before[-400:]):
        last = match
    return None if last is None else pattern.search(before, max(0, len(before) - 400) + last.start())


def _at(match: re.Match[str] | None) -> int:
    return -1 if match is None else match.start()


def _apart(between: str) -> bool:
    """Whether another clause stands between a cue and the words."""
    between = re.sub(
        r"\b(?:countries|states|nations|sectors|industries|following|including|verticals|targets|victims)[^:;]{0,30}:",
        "",
        between,
        flags=re.IGNORECASE,
    )
    return bool(
        re.search(
            r"[;:]|\b(?:while|whereas|although|but|because|which (?:is|was)|where|signif\w+|consistent with|in line with|said"
            r"|according to|whose|after|by)\b",
            between,
            re.IGNORECASE,
        )
    )
