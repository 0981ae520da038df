"""Numbers, lists and names as a reader wants them: digits follow the interval, codes become names, controls become visible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from vidocq.vocabulary import icd203
from vidocq.vocabulary.states import is_state, name_of, states

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
#: Characters that reorder or hide text without a script needing them: bidirectional controls and tag characters.
_HIDING = frozenset(map(chr, (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)))
#: Nobody reads on: no sentence or cell is shown longer than this.
LONGEST = 1500
_KEPT = frozenset("\n\t")


#: White space that may be folded; a no-break space holds a number and its unit together and stays.
_BLANKS = re.compile(r"[^\S\u00a0]+")


def visible(text: str) -> str:
    """``text`` with every control character shown as ``[U+202E]``, so that it cannot reorder, hide or steer anything."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character in _KEPT:
        return character
    if character in "\r\v\f\x85\u2028\u2029":
        return "\n"
    category = unicodedata.category(character)
    if category in ("Cc", "Cs", "Co") or character in _HIDING or 0xE0000 <= ord(character) <= 0xE0FFF:
        return f"[U+{ord(character):04X}]"
    return character


def one_line(text: str, limit: int | None = None) -> str:
    """``text`` on one line, cut with an ellipsis after ``limit`` characters."""
    line = _BLANKS.sub(" ", text).strip()
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def file_name(text: str) -> str:
    """The last part of a path; what is no path stays as it is."""
    return re.split(r"[/\\]", text.rstrip("/\\"))[-1] if _PATH.match(text) else text


_PATH = re.compile(r"(?:\.{0,2}/|[A-Za-z]:\\|[\w.-]+/)\S*\.\w{1,8}$")


def with_article(name: str) -> str:
    """A victim as it stands in a sentence: ``a South Korean gaming company``; plurals, names and articles stay."""
    last = name.rsplit(maxsplit=1)[-1] if name.split() else ""
    if not last.isalpha() or not last.islower() or last.endswith("s") or _HAS_ARTICLE.match(name):
        return name
    return f"{'an' if name[:1].lower() in 'aeio' else 'a'} {name}"


def slug(text: str) -> str:
    """Letters, digits and hyphens of ``text``: a part of an id."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]


def percent(probability: float, interval: tuple[float, float] | None = None) -> str:
    """A probability as per cent with the digits its interval carries, and never rounded into another ICD 203 word."""
    if probability < 0.005:
        return "under 1\u00a0%"
    if probability >= 0.995:
        return "over 99\u00a0%"
    width = 1.0 if interval is None else interval[1] - interval[0]
    digits = 0 if width >= 0.02 else 1
    while digits < 3 and icd203.word(round(probability, digits + 2)) != icd203.word(probability):
        digits += 1
    return f"{100 * probability:.{digits}f}\u00a0%"


def interval_words(interval: tuple[float, float]) -> str:
    """A 95 % interval: ``48 to 75 %``."""
    digits = 0 if interval[1] - interval[0] >= 0.02 else 1
    return f"{100 * interval[0]:.{digits}f} to {100 * interval[1]:.{digits}f}\u00a0%"


def capital(text: str) -> str:
    """``text`` with a capital at the front."""
    return text[:1].upper() + text[1:]


def number(count: int) -> str:
    """A count as a word up to twelve."""
    return _SMALL[count] if 0 <= count < len(_SMALL) else f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """``one origin``, ``3 documents``: a count and its noun."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def joined(parts: Sequence[str], last: str = "and") -> str:
    """``A, B and C``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def sentence(text: str) -> str:
    """``text`` with a capital at the front and a full stop at the end."""
    line = one_line(text)
    if not line:
        return line
    line = line if line[0].isupper() or not line[0].isalpha() else line[0].upper() + line[1:]
    return line if line[-1] in ".!?…:" or line.endswith((".”", '."', "?”", "!”")) else f"{line}."


#: Parties that texts call by two names; here one party has one name.
IN_FULL = {"EU": "European Union", "UN": "United Nations"}


def party(code: str, *, article: bool = True) -> str:
    """A party's name as it stands in a sentence: ``the Czech Republic``, ``NATO``."""
    return named(name_of(code)) if article else name_of(code)


def with_articles(text: str) -> str:
    """A sentence in which unions and alliances that take an article have it: ``lets the EU go further``."""
    return re.sub(r"(?<![Tt]he )(?<![\w(])\b(EU|UN)\b(?![\w)])", r"the \1", text)


def words_for(code: str) -> tuple[str, ...]:
    """The words that tell a party: its names, and its people's."""
    state = states().get(code)
    return (name_of(code), code) if state is None else (*state.names, *state.demonyms)


def named(name: str) -> str:
    """A name with its article where English wants one."""
    return f"the {name}" if _TAKES_ARTICLE.search(name) and not _HAS_ARTICLE.match(name) else name


_HAS_ARTICLE = re.compile(r"(?i:the|an?|its|his|her|their)\s|\S+['’]s?\s")
_TAKES_ARTICLE = re.compile(
    r"(?i:^united |^(?:european union|eu|un|netherlands|philippines|czech republic|bahamas|maldives)$|"
    r"\b(?:ministry|agency|service|nations|department|office|directorate|bureau|government|presidency|embassy|police|court|president|minister|commission|council)\b)"
)


def objects(codes: Iterable[str]) -> tuple[str, ...]:
    """Names of what a statement blames: actors first, then organs, then states, each once."""
    return tuple(dict.fromkeys(_object(code) for code in sorted(codes, key=_coarseness)))


def _object(code: str) -> str:
    """``MSS (China)`` for an organ of a state; an organ that is not known keeps its own name."""
    state, mark, organ = code.partition(":")
    if not mark or not is_state(state):
        return name_of(code)
    name = organ if name_of(code) == code else name_of(code)
    return f"{name} ({name_of(state)})"


def _coarseness(code: str) -> int:
    return 1 if ":" in code else 2 if is_state(code) else 0


def likelihood(word: str, clause: str) -> str:
    """An ICD 203 word in a sentence: ``it is likely that …``, ``there is a roughly even chance that …``."""
    if word.endswith("chance"):
        article = "" if word.startswith("almost") else "a "
        return f"there is {article}{word} that {clause}"
    return f"it is {word} that {clause}"


#: What the engine says shortly, as a stranger reads it: (pattern, words).
_ENGINE = (
    (re.compile(r"^reported for (\d[\d,]*) groups$"), r"the knowledge base has it for \1 groups"),
    (re.compile(r"^[a-z -]+, compared with what is recorded for each group$"),
     "weighed by what is on record for each group"),
    (re.compile(r"\bcui bono\b"), "who was hit"),
    (re.compile(r"\btelemetry\b"), "behaviour"),
    (re.compile(r"; 0 graded possibly true or better, \d+ cannot be judged$"), "; none of them graded"),
    (re.compile(r"\b0 gaps stand\b"), "no gap stands"),
    (re.compile(r"^(.+): above (\d+)\s?%\.?$"),
     "\\1 is named because its probability is above \\2\u00a0%, from which on a name is given"),
    (re.compile(r"^1 (?=[a-z])"), "One "),
    (re.compile(r"^no technical evidence$"), "No technical evidence was published"),
    (re.compile(r"^no date on any item$"), "No item has a date"),
)  # fmt: skip


def reason(text: str) -> str:
    """A reason that the engine gives, in words for a reader who does not know the engine."""
    for pattern, words in _ENGINE:
        text = pattern.sub(words, text)
    return text


#: A gap is told like a reason.
gap = reason


_MOVES = re.compile(r"\bwould move the answer by (\d\.\d+) on average\b")


def step(text: str) -> str:
    """A next step as a sentence, its figure in points of 100: what hardly moves the answer is said to."""
    before, found, _after = text.partition(" would move the answer")
    text = text if not found or ":" in before else f"{before}: that{text.removeprefix(before)}"
    return _MOVES.sub(_points, text).replace("technique at sub-technique level", "technique, told exactly,")


def _points(match: re.Match[str]) -> str:
    points = round(100 * float(match[1]))
    return f"would move the answer by {counted(points, 'point')} of 100 on average" if points else "would hardly move the answer"
