"""Organisations that prose names as victims: what was hit, whose people were written to, and lists of victims."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from vidocq.evidence.gated import Gated
from vidocq.evidence.item import item
from vidocq.evidence.names import doubts
from vidocq.evidence.names.reading import Reading, read
from vidocq.evidence.techniques.behaviour import is_advice
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document, Evidence, Lane
from vidocq.vocabulary.states import code_of, is_state, vendors

_WORD = r"[A-Z][\w&’'-]{0,40}"
_NAME = rf"{_WORD}(?:(?: of the| of| &| de| du| del| do| for)? {_WORD}){{0,5}}"
#: One name, or names with commas and a last *and* between them.
_NAMES = rf"(?P<names>{_NAME}(?:(?:,? and (?:the )?|,? as well as |, (?:the )?){_NAME}){{0,11}})(?![\w’'-])"
_ADVERBS = (
    r"(?:also |again |reportedly |recently |later |first |been |severely |repeatedly |allegedly |successfully |already ){0,2}"
)
_STRUCK = (
    r"(?:hit|struck|attacked|breached|hacked|compromised|infiltrated|targeted|ransomed|defaced|victimi[sz]ed|extorted"
    r"|crippled|phished|penetrated|broken into)"
)
_ATTACK = r"(?:cyber-?)?(?:attacks?|intrusions?|infections?|breach(?:es)?|hacks?|compromises?|incidents?|operations?|campaigns?)"
_PEOPLE = (
    r"(?:employees|staff(?: members)?|customers|clients|users|executives|engineers|officials|personnel|members|workers"
    r"|researchers|journalists|students|contractors|administrators|accountants|recruiters)"
)
_KINDS = (
    r"(?:\w+ ){0,3}(?:firms|compan(?:y|ies)|banks|exchanges|organi[sz]ations|institutions|agencies|airlines|hospitals|targets)"
)


class Cue(NamedTuple):
    """Words beside which names are victims'.

    ``sure``: they leave no doubt whatever the name looks like; ``object``: the name follows a word for an attack, where it may be
    only the first word of what was struck (*the Brno hospital*).
    """

    words: str
    pattern: Gated
    sure: bool
    object: bool


def _cue(words: str, source: str, *needed: str, sure: bool = False, acted_on: bool = False) -> Cue:
    return Cue(words, Gated(source, *needed), sure, acted_on)


_STRUCK_STEMS = (
    *(" hit", "struck", " attacked", "breached", "hacked", "compromised", "infiltrated", "targeted", "ransomed", "defaced"),
    *("victimi", "extorted", "crippled", "phished", "penetrated", "broken into"),
)
_ATTACK_STEMS = ("attack", "intrusion", "infection", "breach", "hack", "compromise", "incident", "operation", "campaign")
_CUES = (
    _cue(
        "was struck",
        rf"{_NAMES}(?:(?<=['’]s)(?: [a-z]\w{{1,20}}){{1,2}}|, (?:an? |the )?[^,.;:\n]{{3,60}},)?"
        rf" (?:was|were|is|has been|have been|had been) {_ADVERBS}{_STRUCK}\b",
        *_STRUCK_STEMS,
    ),
    _cue(
        "suffered an attack",
        rf"{_NAMES} (?:has )?{_ADVERBS}(?:suffered|confirmed|disclosed|experienced|announced|acknowledged|reported|admitted)"
        rf" (?:\w+ ){{0,2}}?(?:[\w-]+ )?{_ATTACK}\b",
        *_ATTACK_STEMS,
    ),
    _cue(
        "fell victim",
        rf"{_NAMES} (?:fell victim|(?:was|were|is|are) among (?:(?:the|its|their) victims|them))\b",
        *("victim", "among"),
        sure=True,
    ),
    _cue(
        "attack on",
        rf"(?i:\b{_ATTACK}) (?:\w+ )?(?:on|against|at|of|into) (?:the )?(?:\w+ (?:of|at) )?{_NAMES}",
        *(*_ATTACK_STEMS, *(stem.title() for stem in _ATTACK_STEMS)),
        acted_on=True,
    ),
    _cue(
        "victims",
        r"(?i:\b(?:victims?|targets|organi[sz]ations (?:hit|affected|attacked)))"
        rf"(?: (?:included?|including|such as|like|are|were|was)|,|:) (?:the )?{_NAMES}",
        "ictim", "argets", "rgani",
        sure=True,
    ),
    _cue(
        "such as",
        rf"\b(?:{_STRUCK}|attacks? on|against|struck|victims?)\b[^.;:\n]{{0,60}}?\b{_KINDS},?"
        rf" (?:such as|like|including|for example) (?:the )?{_NAMES}",
        "such as", "like", "including", "for example",
        sure=True,
    ),
    _cue(
        "such as, which were struck",
        rf"\b{_KINDS}, (?:such as|like|including|among them)? ?(?:the )?{_NAMES}, (?:was|were|have been|had been)"
        rf" {_ADVERBS}{_STRUCK}\b",
        *_STRUCK_STEMS,
        sure=True,
    ),
    _cue("people of", rf"(?i:\b{_PEOPLE}) (?:of|at|from|working (?:for|at)) (?:the )?{_NAMES}", "of ", "at ", "from ", "for "),
    _cue(
        "struck",
        r"\b(?:hit|struck|attack(?:ed|s|ing)|breach(?:ed|es|ing)|hack(?:ed|s|ing)(?: into)?|compromis(?:ed|es|ing)"
        r"|infiltrat(?:ed|es|ing)|target(?:ed|s|ing)|crippl(?:ed|es|ing)|broke into|aimed at|stole(?:n)? [^.;\n]{0,40}?from"
        r"|(?:access to|mail from|data from|exfiltrated [^.;\n]{0,40}?from) (?:the )?(?:networks?|servers?|systems?|mailboxes)"
        rf" (?:of|at)) (?:the )?(?:networks? of |servers? of |systems? of )?(?:the )?{_NAMES}",
        *("hit ", "struck ", "attack", "breach", "hack", "compromis", "infiltrat", "target", "crippl", "broke into", "aimed at"),
        *("stole", "access to", "mail from", "data from", "exfiltrated"),
        acted_on=True,
    ),
)  # fmt: skip
#: The people of a firm are victims where the sentence says what was done to them.
_DONE = re.compile(
    r"\b(?:phish\w*|target\w*|attack\w*|sent\b|receiv\w+|lur\w+|infect\w*|compromis\w*|credential\w*|trick\w*|spear\w*"
    r"|e-?mails?|messages?|addressed|stole\w*|malicious|fake)",
    re.IGNORECASE,
)
#: An ending that a firm or body has and little else.
_BODY = re.compile(
    r"(?:^|\s)(?:Inc|Corp|Corporation|Ltd|Limited|LLC|PLC|GmbH|AG|SA|SE|NV|Group|Holdings?|Compan(?:y|ies)|Industries|Bank"
    r"|Banco|Banque|Caixa|Credito|Insurance|Financial|Capital|Airlines?|Airways|Aerospace|Aviation|Airports?|Shipping|Shipyards?"
    r"|Logistics|Railways?|Motors?|Steel\w*|Mining|Oil|Gas|Petrol\w*|Energy|Power|Electric\w*|Grid|Pipelines?|Utilit(?:y|ies)|Water|Nuclear"
    r"|Telecom\w*|Telefonia|Communications|Media|Broadcasting|Pictures|Television|TV|News|Hospitals?|Clinics?|Health\w*|Medical"
    r"|Pharma\w*|Laborator(?:y|ies)|Labs|Chemicals?|Foods?|Universit(?:y|ies)|College|Schools?|Academy|Institutes?|Foundation"
    r"|Association|Federation|Committee|Council|Count(?:y|ies)|District|Authorit(?:y|ies)|Ministr(?:y|ies)|Department|Agency|Bureau"
    r"|Embassy|Parliament|Party|Commission|Courts?|Police|Army|Navy|Force|Defen[cs]e|Exchange|Savings|Semiconductors?"
    r"|Technolog(?:y|ies)|Systems|Services|Solutions|Networks|Analytics|Accounting|Legal|Partners|Consulting|Contractors?"
    r"|Industr(?:y|ial)|Works|Ports?)(?:$|\s)"
)
_NEGATED = re.compile(
    r"\b(?:no evidence|not|never|den(?:y|ied|ies)|without|whether|if|unlike|researchers (?:at|from|of)|according to|reported by"
    r"|impersonat\w+|pretend\w*|pos(?:ed|es|ing) as|masquerad\w*|spoof\w*)\b[^,;.\n]{0,40}$",
    re.IGNORECASE,
)
#: What is struck is in a place, not the place: *a firm in Graz was hit*, *the Brno hospital*.
_WITHIN = re.compile(r"\b(?:in|from|near|of|by|at)\s(?:the\s)?$")
_GOES_ON = re.compile(
    r"\s(?!(?:in|on|by|and|or|with|which|who|that|to|from|for|as|at|after|before|during|again|last|this|but|was|were|is|are|has|had"
    r"|using|via|through|it|when|while|began|started|twice|servers?|networks?|systems?|customers?|accounts?)\b)[a-z]"
)
_ENDED = re.compile(r"['’]s?$")
_LISTED = re.compile(r",? and (?:the )?|,? as well as |, (?:the )?")


class OrganisationExtractor:
    """Finds organisations named as victims, one item a name."""

    name = "organisations"

    def extract(self, document: Document, snapshot: Snapshot) -> Iterator[Evidence]:
        """Give one item a name; where only the words before it make it one, a person decides."""
        reading = read(document, snapshot)
        found: dict[str, list[_Seen]] = {}
        for seen in _scan(reading):
            found.setdefault(seen.name, []).append(seen)
        items = [_item(reading, same) for same in found.values()]
        yield from sorted(items, key=lambda one: one.support[0].start)


class _Seen(NamedTuple):
    name: str
    span: tuple[int, int]
    words: str
    doubt: str

    @property
    def sure(self) -> bool:
        """Whether nothing speaks against its being a victim."""
        return not self.doubt


_PLAIN = "a name with a capital beside words for an attack: it may be no organisation"


def _scan(reading: Reading) -> Iterator[_Seen]:
    others = _Others(reading)
    for cue in _CUES:
        for match in cue.pattern.finditer(reading.plain):
            sentence = reading.sentence(match.span("names"))
            before = reading.plain[max(0, match.start() - 60) : match.start("names")]
            if not reading.evidential(match.start()) or is_advice(sentence) or _NEGATED.search(before):
                continue
            if cue.words == "people of" and not _DONE.search(sentence):
                continue
            for name, start, end in _parts(match):
                if others.overlap(start, end) or not _stands(name):
                    continue
                body = _BODY.search(name) is not None and " " in name
                if body or not (_is_place(cue, reading.plain, start, end) or _is_plural(reading.plain, start, name)):
                    doubt = _doubt(reading, others, cue, (start, end)) if body or cue.sure else _PLAIN
                    yield _Seen(name, (start, end), cue.words, doubt)


#: Cues whose verbs may be said of strikes of any sort, and how far around the sentence a word of the trade may stand.
_ANY_STRIKE = frozenset({"was struck", "struck"})
_NEAR = 200


def _doubt(reading: Reading, others: _Others, cue: Cue, span: tuple[int, int]) -> str:
    """Why a name beside a cue may be no victim; empty where nothing speaks against it."""
    around = reading.sentences.around(*span)
    sentence = reading.plain[around.start : around.end]
    start, end = span[0] - around.start, span[1] - around.start
    doubt = doubts.victim(sentence, start, end)
    if doubt or cue.words not in _ANY_STRIKE:
        return doubt
    near = reading.plain[max(0, around.start - _NEAR) : around.end + _NEAR]
    return doubts.struck_otherwise(sentence, start, end, near=near, names=others.named(around.start, around.end))


def _parts(match: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """The names of a list, each with its place, without a genitive's ending."""
    text, at = match["names"], match.start("names")
    edges = [(found.start(), found.end()) for found in _LISTED.finditer(text)]
    starts, ends = [0, *(end for _, end in edges)], [*(start for start, _ in edges), len(text)]
    for start, end in zip(starts, ends, strict=True):
        start += 4 if text.startswith("The ", start) else 0
        name = _ENDED.sub("", text[start:end])
        if name:
            yield name, at + start, at + start + len(name)


class _Others:
    """Spans that are something else: groups, software, states."""

    def __init__(self, reading: Reading) -> None:
        spans = {span for named in reading.names for span in named.spans}
        self._spans = sorted(spans | {(state.start, state.end) for state in reading.states})
        self._named = sorted(spans)
        self._text = reading.document.text

    def named(self, start: int, end: int) -> tuple[str, ...]:
        """Groups and software that are named between two places."""
        first, last = bisect_left(self._named, (start, 0)), bisect_left(self._named, (end, 0))
        return tuple(self._text[begin:stop] for begin, stop in self._named[first:last])

    def overlap(self, start: int, end: int) -> bool:
        """Whether a name is one of them, or begins or ends with one."""
        at = bisect_left(self._spans, (start - 60, 0))
        while at < len(self._spans) and self._spans[at][0] < end:
            if self._spans[at][1] > start and (self._spans[at][0] <= start or self._spans[at][1] >= end):
                return True
            at += 1
        return False


@cache
def _lists() -> dict[str, frozenset[str]]:
    """Words of ``data/no_victims.txt`` by sort."""
    text = files("vidocq.evidence.names").joinpath("data", "no_victims.txt").read_text(encoding="utf-8")
    lines = (line.partition("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {sort: frozenset(words.split()) for sort, _, words in lines}


def _stands(name: str) -> bool:
    """Whether a name may be an organisation's: it begins with no word of running text, and says more than a product's name."""
    words = name.split()
    code = code_of(name)
    if len(name) < 3 or words[0] in _lists()["first"] or (code is not None and (is_state(code) or code in vendors())):
        return False
    return not all(word in _lists()["whole"] or word in _lists()["first"] or word[0].islower() or word == "&" for word in words)


def _is_place(cue: Cue, text: str, start: int, end: int) -> bool:
    """Whether a name may only say where the victim is."""
    if cue.object:
        return _GOES_ON.match(text, end) is not None
    return cue.words == "was struck" and _WITHIN.search(text, max(0, start - 10), start) is not None


def _is_plural(text: str, start: int, name: str) -> bool:
    """Whether a word has its capital only from the sentence it begins: *Clinics were hit*."""
    return name[1:].islower() and name.endswith("s") and text[max(0, start - 3) : start].rstrip()[-1:] in ("", ".", "!", "?", ";")


def _item(reading: Reading, same: list[_Seen]) -> Evidence:
    sure = [seen for seen in same if seen.sure]
    shown = sure or same
    return item(
        reading.document,
        "victim-organisation",
        same[0].name,
        [seen.span for seen in shown],
        f"name beside \u201c{shown[0].words}\u201d",
        sentence=reading.sentence(shown[0].span),
        lane=Lane.AUTO if sure else Lane.REVIEW,
        lane_reason=shown[0].doubt,
        attributes=(("role", "compromised or targeted"),),
    )


EXTRACTOR = OrganisationExtractor()
