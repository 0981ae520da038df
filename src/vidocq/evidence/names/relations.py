"""How a document brings up a group: as its subject, or to say that it overlaps with, is part of, or differs from another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from vidocq.evidence.names.meaning import Named
from vidocq.evidence.names.reading import Reading
from vidocq.model import Mention

_OFTEN = 3  # mentions from which on a text is about a group that it denies once
_REACH = 130  # characters on each side of a name in which a relation is looked for, within its sentence


class Relation(NamedTuple):
    """How a group is mentioned, and the words that say so."""

    mention: Mention
    words: str


def _before(pattern: str) -> re.Pattern[str]:
    # Between the phrase and the name other names of a list may stand: "overlaps with Naikon, Goblin Panda and X"
    return re.compile(rf"\b(?:{pattern})\b(?P<gap>[^.;!?\n]{{0,100}})$", re.IGNORECASE)


#: What stands before the name, most telling first: the phrase, then at most a list or a few words.
_BEFORE: tuple[tuple[Mention, re.Pattern[str]], ...] = (
    (
        Mention.CONTRAST,
        _before(
            r"unlike|not (?:related|linked|connected|associated|attribut\w+|affiliated|believed to be|the work of)(?: to|"
            r" with| by)?"
            r"|unrelated to|no (?:known |clear |direct |evidence of |technical )*(?:links?|connections?|overlaps?|ties|"
            r"relation\w*|evidence)"
            r"(?: \w+){0,4}? (?:to|with|between|of)|(?:distinct|different|separate|differs?|distinguish\w*) from|"
            r"rather than|as opposed to"
            r"|in contrast (?:to|with)|ruled out|cannot be attributed to|could not (?:be )?(?:link|attribut|"
            r"tie)\w*(?: \w+){0,3} to"
            r"|(?:does|do|did) not (?:link|attribute|tie|connect)(?: \w+){0,5} to|confused with|imitat\w+|posing as|false flag\w*"
        ),
    ),
    (
        Mention.SUBGROUP,
        _before(
            r"sub-?(?:group|set|cluster|unit|division)s? (?:of|within)|part of|under the umbrella of|umbrella (?:of|for)|"
            r"spin-?off (?:of|from)"
            r"|splinter(?:ed)?(?: group)?(?: of| from)?|offshoot of|affiliates? of|faction of|belongs? to|operates? under"
        ),
    ),
    (
        Mention.FORMERLY,
        _before(
            r"formerly(?: known as| tracked as| called)?|previously (?:known|tracked|called|referred to) as|successor (?:to|of)"
            r"|rebrand\w* (?:of|from)|renamed from|evolved from"
        ),
    ),
    (
        Mention.COMPARISON,
        _before(
            r"similar(?:ities|ity|ly)?(?: \w+){0,3}? (?:to|with|between|as)|resembl\w+|reminiscent of|comparable to|"
            r"in the style of|compared (?:to|with)"
            r"|(?:tactics|techniques|ttps|tools|methods|attacks|behaviou?r)(?: \w+){0,3} (?:used|employed|seen|"
            r"deployed) by|like (?:the|those of|that of)?"
            r"|such as|including|along with|as well as|among others"
        ),
    ),
    (
        Mention.OVERLAP,
        _before(
            r"overlap\w*(?: \w+){0,4}? (?:with|between)|shar(?:es?|ed|ing)(?: \w+){0,8}? with|(?:links?|linked|ties|tied|"
            r"connections?|connected)(?: \w+){0,4}? (?:to|with|between)"
            r"|associated with|affiliated with|related to|in common with|also (?:used|employed|deployed|seen) (?:by|with)"
            r"|collaborat\w+ with|cooperat\w+ with|infrastructure (?:of|used by)|shared (?:by|among|between)"
        ),
    ),
)
_AFTER: tuple[tuple[Mention, re.Pattern[str]], ...] = (
    (
        Mention.CONTRAST,
        re.compile(
            r"^[^.;!?\n]{0,60}\b(?:is|are|was|were) (?:not (?:related|linked|connected|responsible|behind|involved)|unrelated"
            r"|distinct"
            r"|ruled out)",
            re.IGNORECASE,
        ),
    ),
    (Mention.SUBGROUP, re.compile(r"^(?: \w+){0,2} (?:sub-?group|sub-?cluster|umbrella|affiliate)\b", re.IGNORECASE)),
    (Mention.OVERLAP, re.compile(r"^[^.;!?\n]{0,60}\boverlap", re.IGNORECASE)),
)


def mentions(reading: Reading, groups: Sequence[Named]) -> list[Relation]:
    """Give for each group how the document mentions it.

    A relation that is said of a group in any sentence is its mention, unless the document is mostly about that group; a group
    named in the headline, or named most, is the subject.
    """
    subject = _subject(reading, groups)
    return [_mention(reading, group, group is subject) for group in groups]


def _subject(reading: Reading, groups: Sequence[Named]) -> Named | None:
    """The group a document is about: named most often (headline and first tenth count more), and clearly so."""
    if not groups:
        return None
    head = len(reading.document.text) // 10
    title = (reading.document.title or "").lower()
    weights = [
        sum(2 if span[0] < head else 1 for span in group.spans)
        + 4 * (group.value.lower() in title)
        + 3 * _in_headline(reading, group)
        for group in groups
    ]
    order = sorted(range(len(groups)), key=lambda at: -weights[at])
    best = order[0]
    if len(order) > 1 and weights[best] < 1.5 * weights[order[1]]:
        return None
    relation = _relation(reading, groups[best])
    # What is denied at its one or two mentions is not what a text is about, be it in its first line.
    denied = relation is not None and relation.mention is Mention.CONTRAST and len(groups[best].spans) < _OFTEN
    if denied or (weights[best] < 3 and relation is not None):
        return None
    return groups[best]


def _in_headline(reading: Reading, group: Named) -> bool:
    spans = reading.sentences.spans
    return bool(spans) and any(span[0] < spans[0].end and spans[0].end < 250 for span in group.spans)


def _mention(reading: Reading, group: Named, subject: bool) -> Relation:
    if subject:
        return Relation(Mention.SUBJECT, "")
    return _relation(reading, group) or Relation(Mention.UNCLEAR, "")


def _relation(reading: Reading, group: Named) -> Relation | None:
    """The relation said most often of a group in its sentences; a denial counts before all."""
    said = [found for span in group.spans[:40] if (found := _at(reading, span))]
    if not said:
        return None
    denied = [found for found in said if found.mention is Mention.CONTRAST]
    if denied:
        return denied[0]
    kind = Counter(found.mention for found in said).most_common(1)[0][0]
    return next(found for found in said if found.mention is kind)


def _at(reading: Reading, span: tuple[int, int]) -> Relation | None:
    around = reading.sentences.around(*span)
    text = reading.document.text
    before = text[max(around.start, span[0] - _REACH) : span[0]]
    after = text[span[1] : min(around.end, span[1] + _REACH)]
    for mention, pattern in _BEFORE:
        match = pattern.search(before)
        if match and _near(match["gap"]):
            return Relation(mention, match[0].strip())
    for mention, pattern in _AFTER:
        match = pattern.search(after)
        if match:
            return Relation(mention, match[0].strip())
    return None


def _near(gap: str) -> bool:
    """Whether only a list of names or a few words stand between a phrase and the name."""
    if len(gap.split()) <= 6:
        return True
    plain = [word for word in re.findall(r"[A-Za-z][\w-]*", gap) if word.islower()]
    return len(plain) <= 4
