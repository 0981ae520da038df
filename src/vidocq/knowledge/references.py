"""Links read from the addresses and titles of cited reports: a report on a program that names one group in its title."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from vidocq.knowledge.names import key
from vidocq.knowledge.snapshot import Report
from vidocq.knowledge.wording import listed

#: What the sources of such links begin with.
READ_FROM_TITLES = "reference "
TITLE, ADDRESS = f"{READ_FROM_TITLES}title", f"{READ_FROM_TITLES}address"

_WORD = re.compile(r"[a-z]+|\d+|[^\W\d_a-z]+")
#: A single word shorter than this is an abbreviation or a word that other things are called by too.
_LONG_ENOUGH = 6
_MOST_WORDS = 5
#: Words that say of a name beside them that it is not who did it.
_DOUBT = frozenset(
    """copycat copycats imitate imitates imitating imitator mimic mimics mimicking impersonate impersonates
    impersonating impersonation pretends pretending posing inspired unlike versus vs against hijack hijacks hijacked
    hijacking rival rivals overlap overlaps overlapping similar similarities false""".split()
)
#: Pages that list many programs or groups: who stands in their address is not who used the one program.
_LISTS = re.compile(
    r"roundup|round-up|annual|retrospect|quarter|year-in-review|yearly|monthly|weekly|landscape|trends|glossary|top-\d+"
    r"|cheat-?sheet|naming",
    re.IGNORECASE,
)
#: Whose addresses are names of accounts, shortened, or pages about the program itself.
_NO_HOSTS = frozenset(
    """twitter.com x.com mobile.twitter.com t.co bit.ly goo.gl ow.ly tinyurl.com youtu.be youtube.com linkedin.com
    malpedia.caad.fkie.fraunhofer.de id-ransomware.blogspot.com virustotal.com app.any.run any.run
    ransomlook.io""".split()
)
#: "Author. (2020, January 1). Title. Retrieved January 2, 2020." -> Title.
_BIBLIOGRAPHIC = re.compile(r"^.{0,200}?\((?:\d{4}|n\.d\.)[^)]{0,30}\)\.\s*(?P<title>.*?)(?:\s*Retrieved .*)?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Named:
    """A report names one group: in its title or in its address."""

    actor: str
    source: str


class GroupsInTitles:
    """Finds the one group that a report's title or address names; two groups, or a doubtful word, are none."""

    def __init__(self, groups: Iterable[tuple[str, Iterable[str]]], programs: Iterable[str]) -> None:
        """``groups`` are ids with all names, ``programs`` the main names of programs."""
        owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
        taken = {key(name) for name in programs}
        for identity, names in groups:
            for name in names:
                words = _words(name)
                if words and len(words) <= _MOST_WORDS:
                    owners[words].add(identity)
        # A name that is a program's too, or a plain word, tells no group; it still shows that somebody else may be meant.
        self._owners = {words: frozenset(ids) for words, ids in owners.items()}
        self._telling = {
            words for words, ids in self._owners.items() if len(ids) == 1 and _telling(words) and "".join(words) not in taken
        }
        cue = listed()["cue"]
        self._doubtful = {
            words
            for words in self._owners
            if words not in self._telling and len("".join(words)) >= _LONG_ENOUGH and words[0] not in cue
        }
        self._longest = max(map(len, self._owners), default=0)

    def named(self, report: Report) -> Named | None:
        """The one group that a report's title, else its address, names."""
        for text, source in ((_title(report), TITLE), (_slug(report.url), ADDRESS)):
            if not text or _LISTS.search(text):
                continue
            found, others = self._groups(text)
            if len(found) == 1 and all(found & owners for owners in others):
                return Named(next(iter(found)), source)
            if found:
                return None
        return None

    def _groups(self, text: str) -> tuple[frozenset[str], list[frozenset[str]]]:
        """Groups that a text names beyond doubt, and whom each doubtful name in it may mean."""
        words = tuple(_WORD.findall(text.casefold()))
        found: set[str] = set()
        others: list[frozenset[str]] = []
        place = 0
        while place < len(words) and not _DOUBT.intersection(words):
            sizes = range(min(self._longest, len(words) - place), 0, -1)
            size = next((n for n in sizes if words[place : place + n] in self._owners), 0)
            name = words[place : place + size]
            if name in self._telling:
                found |= self._owners[name]
            elif name in self._doubtful:
                others.append(self._owners[name])
            place += size or 1
        return frozenset(found), others


def title_links(
    names: GroupsInTitles, programs: Iterable[tuple[str, Iterable[str]]], reports: Iterable[Report]
) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Links (group, program, source, reports) that titles and addresses make, with all the reports that make them.

    ``programs`` are ids with the ids of the reports cited for them. A program whose reports name several groups is shared, or
    one of them is only compared: it gets none.
    """
    named = {report.id: who for report in reports if (who := names.named(report)) is not None}
    for program, cited in programs:
        said = [(report, named[report]) for report in dict.fromkeys(cited) if report in named]
        groups = {who.actor for _, who in said}
        if len(groups) == 1:
            source = TITLE if any(who.source == TITLE for _, who in said) else ADDRESS
            yield groups.pop(), program, source, tuple(report for report, _ in said)


def _words(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(name.casefold()))


def _telling(words: tuple[str, ...]) -> bool:
    """Whether a name in lower case can hardly be anything else: letters with a number, or long words that are no plain ones."""
    plain = listed()
    letters = [word for word in words if word.isalpha()]
    if not letters or not all(word.isascii() for word in words):
        return False
    if len(letters) < len(words):
        return len("".join(words)) >= 4 and len(letters[0]) > 1
    if len(words) == 1:
        return len(words[0]) >= _LONG_ENOUGH and not any(words[0] in section for section in plain.values())
    phrase = "_".join(words)
    return len("".join(words)) > _LONG_ENOUGH and phrase not in plain["cue"]


def _title(report: Report) -> str:
    match = _BIBLIOGRAPHIC.match(report.title[:600])
    return match["title"] if match else report.title[:400]


def _slug(url: str) -> str:
    """The path of an address, without the host, whose name is somebody's; the empty string where it tells nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.netloc.casefold().removeprefix("www.")
    if not host or host in _NO_HOSTS:
        return ""
    return unquote(parts.path)[:400]
