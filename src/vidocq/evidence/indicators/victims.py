"""Whether a sentence or a heading makes a host a victim's: what was broken into or aimed at, not what it was lured to."""

from __future__ import annotations

import re
from functools import lru_cache

from vidocq.evidence.indicators.tables import is_victims

_THINGS = (
    r"(?:legitimate |popular |vulnerable |wordpress |third[- ]party |government |joomla )*"
    r"(?:web ?sites?|web ?servers?|sites?|servers?|hosts?|mailbox(?:es)?|accounts?|wordpress|organi[sz]ations?|domains?|pages?"
    r"|web ?pages?|portals?|blogs?|router|infrastructure of)"
)
#: Words that make what follows them a victim's.
_BEFORE = re.compile(
    rf"\b(?:compromis(?:ed|ing)|hack(?:ed|ing)|infected|defac(?:ed|ing)|breach(?:ed|ing)|victims?(?:'s|s')?|targett?ed"
    rf"|legitimate but compromised) {_THINGS}\b"
    rf"|\bvictims? (?:include|included|including|were|are)\b(?! \w+ed\b)"
    rf"|\btargeted (?:banks?|institutions?|compan\w+|agenc\w+)\b|\bimpersonat(?:es?|ed|ing) (?:the|a|an)\b"
    rf"|\binject(?:ed|s|ing)? (?:\w+ ){{0,3}}?(?:into|on)\b|\bcorresponding bank sites?\b"
    rf"|\btarget(?:s|ed|ing)\W{{1,3}}(?:the |users of |customers of |clients of )?\Z"
    rf"|\b(?:steal(?:s|ing)?|stole|credentials?|malvertis\w+|defac\w+)\b[^.;]{{0,80}}?\b(?:{_THINGS}|wallets?|exchanges?|brands?"
    rf"|banks?|shops?) (?:like|such as|including)\b"
    rf"|\bweb ?shells? (?:\w+ ){{0,3}}?(?:on|at|in)\b|\bspoofed (?:e-?mails?|messages?|senders?) from\b"
)
#: What leads from there to another host: the victim is sent to it, or something is fetched from it.
_TOWARDS = re.compile(
    r"connect|beacon|communicat|contact|\bcall|download|redirect|\bsen[dt]|\bpost|\blead|\bled\b|\btake|point|resolv|\bload"
    r"|fetch|retriev|request|reach|exfiltrat|\bc2\b|c&c|command and control|attacker|malicious|phish|\blure|\bvia\b|hosted by"
    r"|[.!?;] [a-z\"']"
)
_AFTER = re.compile(
    r"[\s\])*'\"`,]{0,6}(?:[(\u2013-]+\s*|,\s*|(?:is|was|are|were|being|had been|has been|which (?:is|was|had been))\s+)"
    r"(?:a |an |the |one of the |all |likely |probably |itself |also |since )*"
    r"(?:legitimate (?:but|and) )?"
    rf"(?:(?:compromised|hacked|breached|defaced|victim(?:'s)?|targeted)(?: {_THINGS})?)\b"
)
_HEADING_TRIM = re.compile(r"[#=*:|>\s\d.()-]+")


def told(before: str, after: str) -> str:
    """Why the words of the same line, in lower case, make a host a victim's; empty where they do not."""
    last = next(reversed(list(_BEFORE.finditer(before))), None)
    if last is not None and _TOWARDS.search(before, last.end()) is None:
        return f"the sentence speaks of a victim's or compromised site ({' '.join(last[0].split())})"
    found = _AFTER.match(after)
    if found is not None:
        return f"the sentence calls it so ({' '.join(found[0].split()).strip(' ,(-')})"
    return ""


@lru_cache(maxsize=4096)
def heading(line: str) -> bool:
    """Whether a heading announces what belongs to victims: *Targeted banks*, *Compromised sites*, never *Victim's logs*."""
    words = _HEADING_TRIM.sub(" ", line.lower()).strip()
    parts = re.split(r" and | or |, | & ", words)
    return bool(words) and all(is_victims(part) or _BANKS.fullmatch(part) for part in parts)


_BANKS = re.compile(
    r"(?:list of |targeted |the )*(?:bank(?:ing)? (?:sites?|strings?|urls?)"
    r"|impersonated (?:sites?|organi[sz]ations?|brands?|domains?)"
    r"|victims?|affected (?:sites|organi[sz]ations))"
)
