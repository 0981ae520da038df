"""Judge one mention: from its clause, its sentence and neighbours, the heading above it, and what sort of text it stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from vidocq.evidence.mentions.cues import Cue, Cues, cues
from vidocq.evidence.mentions.genre import genre_of, genres, tells_several
from vidocq.evidence.mentions.likely import Likely, Weights
from vidocq.evidence.mentions.places import in_path, outcome
from vidocq.evidence.sentences import SentenceIndex
from vidocq.model import Role

#: Stands for a character of a name where words are counted: a list of names is no distance.
_NAME = "\x00"
#: Words that may stand between a cue and the name (or its list), by scope.
_CLOSE, _BEFORE, _AFTER = 3, 12, 6
#: A year this far before the newest of the text is history.
_LONG_AGO = 4
#: A text is of a genre with this many different words of it, this many to a hundred words (28 vendor reports have at most 0.75),
#: and more of them than verbs of an account.
_GENRE_WORDS, _GENRE_SHARE = 3, 1.5
#: A span longer than this is a sentence read as a whole (a technique told in prose), not a name.
_WHOLE = 60
_WORD = re.compile(r"[A-Za-z][\w'’-]*")
_ARTICLES = frozenset({"a", "an", "the", "and", "or", "nor"})
# A comma after which no further name of a list stands: what was said before it is over.
_OVER = re.compile(r",\s+(?:(?:and|or|nor|as well as|then|the|also|even)\s+)*(?![\s\x00])[\w“\"]")
_YEAR = re.compile(
    r"(?<![\d-])\b(?P<open>since|from|between)?(?:(?:in|of|during|around|by|until|early|late|mid|the year|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)[ -]|"
    r"\b(?=\d{4}[’']s\b))(?P<year>(?:19|20)\d\d)\b(?!\s*(?:and|to|[-–])\s*(?:\w+ )?(?:19|20)\d\d)",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(r"(?<![\d./-])(?:19|20)\d\d(?![\d/])")
_HEADING = re.compile(r"^(?:#{1,6}[ \t]+(?P<marked>.{2,90})|(?P<ending>[A-Z][^\n.!?]{2,70}):)[ \t]*$", re.MULTILINE)
_ITEM = re.compile(r"^[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]")
#: "All four are for sale" speaks of what the last sentences named.
_SUMMED_UP = 4
_ALL = ("all ", "each", "none", "the two", "the three", "the four", "the five", "the six", "the seven")
_PLURAL = ("both", "these", "those", "they", "either")
_NAMES = re.compile(r"\x00+")
_LISTED = re.compile(r"^(?:(?:, | and | or |, and )(?:the |a |an )?\x00+(?: \w+)?)+")
_BRACKET = re.compile(r"\([^()]{0,200}\)")


class Judged(NamedTuple):
    """What a mention is, and the words that say so."""

    role: Role
    words: str = ""
    #: Whether a verb of finding or using stands beside it; without one a mention is found only for want of other words.
    firm: bool = False
    #: How likely the learned half holds it to be a finding; None where it was not asked.
    likely: float | None = None


class Judge:
    """Judges the mentions of one document.

    Args:
        text: the document's text.
        sentences: its sentences.
        names: spans of all that the document names; in a list they are no distance.
        published: the document's own date (EDTF), if it has one.
        learned: weights of the learned half, which holds back what the cues let through; None judges by the cues alone.
    """

    def __init__(
        self,
        text: str,
        sentences: SentenceIndex,
        names: Sequence[tuple[int, int]] = (),
        published: str | None = None,
        learned: Weights | None = None,
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._masked = _mask(text, names)
        self._published = published
        self._cues = cues()
        self._likely = Likely(text, sentences, tuple(sorted(names)), learned) if learned is not None else None

    def finding(self, start: int, end: int, *, named: bool = True, program: bool = False) -> Judged:
        """What `at` says, held back where texts that read like this one report no finding; ``program``: the span names one."""
        judged = self.at(start, end, named=named)
        if judged.role is not Role.FOUND or self._likely is None:
            return judged
        if not self._likely.reports:
            return Judged(Role.UNSURE, f"reads as no report of an intrusion: {self._likely.document:.0%} likely to be one")
        if program:
            likely = self._likely.mention((start, end), judged.role.value)
            if not self._likely.found(likely):
                return Judged(Role.UNSURE, f"reads as no finding: {likely:.0%} likely to be one")
            return judged._replace(likely=likely)
        return judged

    def at(self, start: int, end: int, *, named: bool = True) -> Judged:
        """What the mention at a span is; FOUND where nothing speaks against it.

        What only describes (*X is a worm that ...*) tells of no finding of X; of what has no name (``named`` false: techniques,
        victims) it does.
        """
        around = self._sentences.around(start, end)
        if end - start > _WHOLE:
            return self._whole(start, end)
        sentence, at, stop = self._masked[around.start : around.end], start - around.start, end - around.start
        sentence = _without_brackets(sentence, at)
        listed = self._placed(start, end, named) or self._looked(sentence, at, around.end)
        if listed is not None:
            return listed
        said = self._headed(sentence, at) or self._clause(sentence, at, stop, named)
        if said is not None:
            return said
        if named and sentence.rstrip(" \n\"”’')*_").endswith("?"):
            return Judged(Role.UNSURE, "a question")
        told = self._history(sentence, around.start) or self._heading(start) or self._other_story(start)
        return told or self._genre_of(sentence, at, stop)

    def _placed(self, start: int, end: int, named: bool) -> Judged | None:
        """A name in a path or in a table of what was looked for."""
        if not named:
            return None
        if in_path(self._text, start, end):
            return Judged(Role.GENERIC, "part of a path")
        told = outcome(self._text, start, end)
        return told and Judged(Role.NOT_FOUND if told[0] else Role.UNSURE, told[1])

    def _other_story(self, start: int) -> Judged | None:
        """Where a text tells several stories, a paragraph that does not speak of the writer's own is another's."""
        if not self._several:
            return None
        first = self._text.rfind("\n\n", 0, start) + 1
        last = self._text.find("\n\n", start)
        paragraph = self._text[first : last if last >= 0 else None]
        return None if genres().own.search(paragraph) else Judged(Role.OTHERS, "another of several stories")

    @cached_property
    def _several(self) -> bool:
        return tells_several(self._text)

    def available(self, start: int, end: int) -> str:
        """The words with which the text says that others can get the program named at a span, or the empty string."""
        around = self._sentences.around(start, end)
        before = self._masked[around.start : start]
        after = _LISTED.sub("", self._masked[end : around.end])
        for match in (self._cues.available_after.search(after), self._cues.available_before.search(before)):
            if match:
                return _shown(match[0])
        number = self._sentences.number(start)
        most = 0
        for span in self._sentences.spans[number + 1 : number + 1 + _SUMMED_UP]:
            told = self._masked[span.start : span.end]
            match = self._cues.available_all.search(told)
            if match and most < _reach(match[0]):
                return _shown(match[0])
            most = max(most, len(_NAMES.findall(told)))
        return ""

    def _clause(self, sentence: str, at: int, stop: int, named: bool) -> Judged | None:
        before, after = self._halves(sentence, at, stop)
        blind = bool(self._cues.blind.search(before))
        finding = bool(self._cues.found.search(before) or self._cues.found.search(after))
        for cue in self._cues.classes:
            if cue.weak and (finding or blind or not named):
                continue
            if cue.role is Role.NOT_FOUND and blind:
                continue  # what a scanner missed was there
            words = _said(cue, before, after)
            if words:
                return Judged(cue.role, words)
        return None

    def _halves(self, sentence: str, at: int, stop: int) -> tuple[str, str]:
        """What stands before and behind the name in its clause."""
        plain = self._cues.blank.sub(lambda match: " " * len(match[0]), sentence)
        borders = list(self._cues.border.finditer(plain))
        first = max((match.end() for match in borders if match.end() <= at), default=0)
        behind = (match.start() for match in borders if match.start() >= stop)
        # "Triton: not found": the colon right behind a name parts nothing
        last = min((place for place in behind if not (plain[place] == ":" and place <= stop + 2)), default=len(plain))
        return plain[first:at], plain[stop:last]

    def _looked(self, sentence: str, at: int, end: int) -> Judged | None:
        """Somebody looked for it: what came of that stands behind it or in the next sentence."""
        looked = next(
            (match for match in self._cues.looked.finditer(sentence, 0, at) if _reaches(sentence, match.end(), at)), None
        )
        if looked is None:
            return None
        number = self._sentences.number(end)
        after = [self._masked[span.start : span.end] for span in self._sentences.spans[number + 1 : number + 2]]
        if self._sentences.spans[number].start >= end:
            after = [self._masked[span.start : span.end] for span in self._sentences.spans[number : number + 1]]
        for told in (sentence[at:], *after):
            none, some = self._cues.none.search(told), self._cues.some.search(told)
            if none:
                return Judged(Role.NOT_FOUND, f"{_shown(looked[0])} … {_shown(none[0])}")
            if some:
                return None
        return Judged(Role.UNSURE, _shown(looked[0]))

    def _headed(self, sentence: str, at: int) -> Judged | None:
        """*Not found: A, B and C*: what stands before the colon holds for the list behind it."""
        colon = sentence.rfind(": ", 0, at)
        if colon < 0:
            return None
        head = re.split(r"[;.]\s", sentence[:colon])[-1]
        return self._titled(head) if len(head) <= 80 else None

    def _titled(self, head: str) -> Judged | None:
        for role, pattern in self._cues.headings:
            match = pattern.search(head)
            if match:
                return Judged(role, _shown(match[0]))
        return None

    def _history(self, sentence: str, start: int) -> Judged | None:
        """A year long before the text's own, or a sentence that goes on with another event."""
        for match in _YEAR.finditer(sentence):
            if not match["open"] and self._newest - int(match["year"]) >= _LONG_AGO:
                return Judged(Role.BACKGROUND, _shown(match[0]))
        number = self._sentences.number(start)
        if number > 0 and self._cues.again.search(sentence):
            span = self._sentences.spans[number - 1]
            earlier = self._masked[span.start : span.end]
            return self._elsewhere(earlier) or self._history(earlier, span.start)
        return None

    def _elsewhere(self, sentence: str) -> Judged | None:
        """Whether a whole sentence is about something else than what happened here."""
        for cue in self._cues.classes:
            if cue.weak or cue.role not in (Role.OTHERS, Role.BACKGROUND) or cue.before is None:
                continue
            match = cue.before.search(sentence)
            if match:
                return Judged(cue.role, _shown(match[0]))
        return None

    def _whole(self, start: int, end: int) -> Judged:
        sentence = self._cues.blank.sub(" ", self._masked[start:end])
        return self._elsewhere(sentence) or self._history(sentence, start) or self._heading(start) or self._genre

    def _heading(self, start: int) -> Judged | None:
        at = bisect_right(self._headings, (start, "", False)) - 1
        if at < 0:
            return None
        where, title, listing = self._headings[at]
        between = self._text[where:start]
        if listing and any(line.strip() and not _ITEM.match(line) for line in between.splitlines()[1:]):
            return None  # "Ruled out:" holds for its list only
        return self._titled(title)

    @cached_property
    def _headings(self) -> list[tuple[int, str, bool]]:
        found = []
        for match in _HEADING.finditer(self._text):
            title = match["marked"] or match["ending"]
            found.append((match.start(), title, match["marked"] is None))
        return found

    @cached_property
    def _newest(self) -> int:
        """The newest year of the text: its own date, else the newest that it tells of."""
        if self._published and self._published[:4].isdecimal():
            return int(self._published[:4])
        return max((int(year) for year in _ANY_YEAR.findall(self._text[:200_000])), default=0)

    def _genre_of(self, sentence: str, at: int, stop: int) -> Judged:
        before, after = self._halves(sentence, at, stop)
        if self._genre.role is Role.FOUND:
            firm = bool(self._cues.found.search(before) or self._cues.found.search(after))
            return Judged(Role.FOUND, firm=firm)
        told = self._cues.account.search(before) or self._cues.account.search(after)
        return Judged(Role.UNSURE, self._genre.words) if told else self._genre

    @cached_property
    def _genre(self) -> Judged:
        """Texts that teach, sell, list or explain tell of no event here, unless they do so more than anything else."""
        text = self._text[:60_000]
        account = sum(1 for _ in self._cues.account.finditer(text))
        fewest = max(account + 1, _GENRE_SHARE * len(text.split()) / 100)
        for name, pattern in self._cues.genres:
            words = [match[0].lower() for match in pattern.finditer(text)]
            if len(set(words)) >= _GENRE_WORDS and len(words) >= fewest:
                return Judged(Role.BACKGROUND, f"reads as a {name}")
        named = genre_of(text, account)
        return Judged(Role.BACKGROUND, f"reads as {_article(named)} {named}") if named else Judged(Role.FOUND)


def _reach(words: str) -> int:
    """How many names a sentence may have that stands between a name and words that sum up, and the words still mean the name.

    "All five" reaches over everything. "Those" means the last several names: a sentence of two or more of its own stops it.
    "It" means the last name.
    """
    first = words.lower()
    return 1_000 if first.startswith(_ALL) else 2 if first.startswith(_PLURAL) else 1


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _said(cue: Cue, before: str, after: str) -> str:
    """The words of a class that reach the name, or the empty string."""
    for pattern, most in ((cue.close, _CLOSE), (cue.before, _BEFORE)):
        for match in pattern.finditer(before) if pattern else ():
            gap = before[match.end() :]
            if _distance(gap) <= most and not _OVER.search(gap + _NAME):
                return _shown(match[0])
    for match in cue.after.finditer(after) if cue.after else ():
        gap = after[: match.start()]
        if _distance(gap) <= _AFTER and not _OVER.search(gap):
            return _shown(match[0])
    touching = cue.touching.search(after) if cue.touching else None
    return _shown(touching[0]) if touching else ""


def _reaches(sentence: str, end: int, at: int) -> bool:
    gap = sentence[end:at]
    return _distance(gap) <= _AFTER and not _OVER.search(gap + _NAME)


def _distance(gap: str) -> int:
    """Words between a cue and a name; names and what joins them do not count."""
    return sum(word.lower() not in _ARTICLES for word in _WORD.findall(gap))


def _without_brackets(sentence: str, at: int) -> str:
    """Blank out what stands in brackets, but for the pair that holds the name, which is opened."""

    def replaced(match: re.Match[str]) -> str:
        if match.start() <= at < match.end():
            return f" {match[0][1:-1]} "
        return " " * len(match[0])

    return _BRACKET.sub(replaced, sentence)


def _mask(text: str, names: Sequence[tuple[int, int]]) -> str:
    pieces, done = [], 0
    for start, end in sorted(names):
        if start >= done:
            pieces += [text[done:start], _NAME * (end - start)]
            done = end
    return "".join((*pieces, text[done:]))


def _shown(words: str) -> str:
    return " ".join(words.replace(_NAME, "…").split()).strip(" ,.;:")[:80]


__all__ = ["Cues", "Judge", "Judged"]
