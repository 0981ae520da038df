"""A document on one page: headline, reading time, summary, who said what, what is not said, keywords; opinion kept apart."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Callable
from html import escape

import msgspec

from vidocq.errors import InputError
from vidocq.model import Document, Lane, Noun, Quote, SectionRole, Statement
from vidocq.statements.coding import find_actors
from vidocq.statements.layout import Sentence, sentences_of
from vidocq.statements.reader import Reading
from vidocq.statements.speakers import party_name
from vidocq.vocabulary.speech import Act
from vidocq.vocabulary.states import Form, find_parties, name_of

#: Words a minute of silent reading of non-fiction in English (Brysbaert 2019 gives 238; the design says 230).
WORDS_PER_MINUTE = 230
_SUMMARY = 3
_KEYWORDS = 10
FORMATS = ("text", "markdown", "html", "json")


class Said(Noun, frozen=True, kw_only=True):
    """One line of "who said what": a sentence made from the record, its lane, its quote and the record's id."""

    sentence: str
    lane: str
    quote: Quote
    record_id: str


class Brief(Noun, frozen=True, kw_only=True):
    """The brief as content; every renderer reads only this. ``summary`` and ``commentary`` are verbatim."""

    title: str
    subtitle: str
    published: str
    words: int
    minutes: int
    summary: tuple[Quote, ...]
    said: tuple[Said, ...]
    done: tuple[Said, ...]
    not_said: tuple[str, ...]
    conflicts: tuple[str, ...]
    commentary: tuple[Quote, ...]
    keywords: tuple[str, ...]
    states: tuple[str, ...]
    bodies: tuple[str, ...]
    actors: tuple[str, ...]
    vendors: tuple[str, ...]
    notes: tuple[str, ...]


def make_brief(document: Document, reading: Reading) -> Brief:
    """The brief of a document and what was read from it."""
    sentences = sentences_of(document)
    body = [item for item in sentences if item.role.evidential]
    words = len(document.text.split())
    names = find_parties(document.text[:200_000])
    return Brief(
        title=_first(sentences, SectionRole.HEADLINE) or document.title or document.name,
        subtitle=_first(sentences, SectionRole.SUBTITLE) or document.subtitle or "",
        published=document.published or "",
        words=words,
        minutes=math.ceil(words / WORDS_PER_MINUTE),
        summary=summarise(document, body),
        said=tuple(_said(item) for item in reading.statements if item.lane is not Lane.REJECTED),
        done=tuple(
            Said(
                sentence=f"{party_name(item.by)}: {item.measure.replace('_', ' ')}"
                + (f" ({item.target})" if item.target else ""),
                lane=item.lane.value,
                quote=item.support[0],
                record_id=item.id,
            )
            for item in reading.responses
            if item.lane is not Lane.REJECTED
        ),
        not_said=(*reading.must_not_claim, *_silences(reading)),
        conflicts=tuple(item.sentence for item in reading.conflicts),
        commentary=tuple(document.quote(item.start, item.end) for item in sentences if item.role is SectionRole.COMMENTARY)[:5],
        keywords=keywords_of(" ".join(item.text for item in body)),
        states=_names(mention.party for mention in names if mention.form in (Form.NAME, Form.DEMONYM, Form.CAPITAL, Form.SEAT)),
        bodies=_names(mention.code for mention in names if mention.form is Form.BODY),
        actors=tuple(dict.fromkeys(name for _, _, name, _ in sorted(find_actors(document.text[:200_000])))),
        vendors=_names(mention.code for mention in names if mention.form is Form.VENDOR),
        notes=(*document.notes, *reading.notes),
    )


def _names(codes: object) -> tuple[str, ...]:
    assert hasattr(codes, "__iter__")
    return tuple(dict.fromkeys(name_of(code) for code in codes))


def _first(sentences: tuple[Sentence, ...], role: SectionRole) -> str:
    return next((item.text for item in sentences if item.role is role), "")


def _said(item: Statement) -> Said:
    what = ", ".join(name_of(code) for code in item.objects)
    name = party_name(item.speaker.party)
    speaker = name if item.speaker.name in ("", name, item.speaker.party) else f"{name} ({item.speaker.name})"
    if item.act is None:
        text = f"{speaker} reacts: “{item.reaction_word}” ({item.reaction.name.lower().replace('_', ' ')})"
    else:
        verb = item.act.value.replace("_", " ")
        level = "" if item.object_level.value == "none" else f", {item.object_level.value.replace('-', ' ')} level"
        text = f"{speaker} {verb}" + (f" {what}" if what else "") + level
    if item.modality:
        text += f", “{item.modality}”"
    beside = [note for note in item.must_not_claim if "for a person to decide beside this" in note]
    text += f" [{beside[0]}]" if beside else ""
    return Said(sentence=text, lane=item.lane.value, quote=item.support[0], record_id=item.id)


def _silences(reading: Reading) -> tuple[str, ...]:
    """What a reader may miss: an accused state that is not heard, no level of confidence, no technical detail."""
    accused = {code.partition(":")[0] for item in reading.statements if item.act is Act.ASSERTS for code in item.objects}
    heard = {item.speaker.party for item in reading.statements}
    notes = [
        f"nothing is said of any answer by {name_of(code)}"
        for code in sorted(accused - heard)
        if code in {m.party for m in find_parties(name_of(code))}
    ]
    asserting = [item for item in reading.statements if item.act is Act.ASSERTS]
    if asserting and not any(item.modality for item in asserting):
        notes.append("no level of confidence is given")
    return tuple(notes)


def summarise(document: Document, body: list[Sentence]) -> tuple[Quote, ...]:
    """The sentences that hold most of the text's frequent words, in their order: an extract, nothing is reworded.

    Source: H. P. Luhn, "The Automatic Creation of Literature Abstracts", 1958; the first sentence of the body always stands.
    """
    plain = [item for item in body if item.role is SectionRole.BODY]
    if not plain:
        return ()
    counts = Counter(word for item in plain for word in _content_words(item.text))
    scored = sorted(
        (
            (sum(counts[word] for word in set(_content_words(item.text))) / (len(item.text.split()) + 5), item.start, item)
            for item in plain[1:]
        ),
        key=lambda entry: (-entry[0], entry[1]),
    )
    chosen = [plain[0], *(item for _, _, item in scored[: _SUMMARY - 1])]
    return tuple(document.quote(item.start, item.end) for item in sorted(chosen, key=lambda item: item.start))


_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "to",
        "in",
        "that",
        "was",
        "were",
        "has",
        "have",
        "had",
        "is",
        "are",
        "for",
        "on",
        "by",
        "with",
        "said",
        "says",
        "its",
        "it",
        "not",
        "from",
        "at",
        "as",
        "after",
        "over",
        "been",
        "be",
        "which",
        "who",
        "their",
        "this",
        "his",
        "her",
        "but",
        "also",
        "would",
        "they",
        "he",
        "she",
    ]
)


def _content_words(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z][a-z'-]{2,}", text.lower()) if word not in _STOP]


def keywords_of(text: str) -> tuple[str, ...]:
    """Keywords, best first: words and pairs of neighbours that come often and early; none for a text without words.

    The score is the count of a word or pair, a pair counting half as much again, divided by the logarithm of where it first
    stands (frequency and position: Witten et al. 1999, KEA); a word inside a chosen pair is not listed again.
    """
    if len(text.split()) < 5:
        return ()
    first: dict[str, int] = {}
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for sentence in re.split(r"[.!?;:\n]+", text[:50_000]):
        words = re.findall(r"[^\W\d_][\w'-]{2,}", sentence)
        kept = [word if word.lower() not in _STOP else "" for word in words]
        pairs = [f"{one} {two}" for one, two in itertools.pairwise(kept) if one and two]
        for term in (*filter(None, kept), *pairs):
            low = term.lower()
            first.setdefault(low, len(first))
            shown.setdefault(low, term)
            counts[low] += 1
    best = sorted(counts, key=lambda term: (-_worth(term, counts[term], first[term]), first[term]))
    found: list[str] = []
    for term in best:
        if not any(set(term.split()) & set(one.lower().split()) for one in found):
            found.append(shown[term])
        if len(found) == _KEYWORDS:
            break
    return tuple(found)


def _worth(term: str, count: int, first: int) -> float:
    return count * (1.5 if " " in term else 1.0) / math.log(first + 10)


# --- renderers --------------------------------------------------------------------------------------------------------


def render(brief: Brief, format: str = "text") -> str:  # noqa: A002 - the word users know
    """The brief in a format.

    Raises:
        InputError: there is no such format.
    """
    if format == "json":
        return msgspec.json.format(msgspec.json.encode(brief), indent=1).decode() + "\n"
    if format not in FORMATS:
        raise InputError(f"no such format: {format}", hint=f"one of {', '.join(FORMATS)}")
    return _RENDERERS[format](brief)


def _blocks(brief: Brief) -> list[tuple[str, list[str]]]:
    """The brief as headings and lines; the renderers differ only in how they write them."""
    waiting = {"review": " [proposed, waits for a person]", "accepted": " [accepted]"}
    blocks = [
        ("Summary", [quote.text for quote in brief.summary]),
        (
            "Said",
            [
                f"{item.sentence}{waiting.get(item.lane, '')}: “{item.quote.text}” ({item.record_id.partition('--')[2][:8]})"
                for item in brief.said
            ],
        ),
        (
            "Done",
            [
                f"{item.sentence}{waiting.get(item.lane, '')}: “{item.quote.text}” ({item.record_id.partition('--')[2][:8]})"
                for item in brief.done
            ],
        ),
        ("Not said", list(brief.not_said)),
        ("Conflicts", list(brief.conflicts)),
        ("Opinion of the outlet, not evidence", [quote.text for quote in brief.commentary]),
        (
            "Named",
            [
                f"{label}: {', '.join(names)}"
                for label, names in (
                    ("states", brief.states),
                    ("bodies", brief.bodies),
                    ("groups", brief.actors),
                    ("vendors", brief.vendors),
                )
                if names
            ],
        ),
        ("Keywords", [", ".join(brief.keywords)] if brief.keywords else []),
        ("Notes", list(brief.notes)),
    ]
    return [(heading, lines) for heading, lines in blocks if lines]


def _facts(brief: Brief) -> str:
    minutes = "minute" if brief.minutes == 1 else "minutes"
    facts = f"{brief.minutes} {minutes} to read ({brief.words} words at {WORDS_PER_MINUTE} a minute, rounded up)"
    return f"{brief.published}; {facts}" if brief.published else facts


def _flat(text: str) -> str:
    return " ".join(text.split())


def _unread(brief: Brief) -> list[str]:
    """A language that is not read comes before everything else: what follows is silent for that reason."""
    return [note for note in brief.notes if ": not read; " in note]


def _text(brief: Brief) -> str:
    lines = [*_unread(brief), _flat(brief.title), *([_flat(brief.subtitle)] if brief.subtitle else []), _facts(brief)]
    for heading, items in _blocks(brief):
        lines += ["", heading, *(f"  - {_flat(item)}" for item in items)]
    return "\n".join(lines) + "\n"


_MARKS = re.compile(r"([\\`*_{}\[\]<>#|!])")


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKS.sub(r"\\\1", _flat(text))


def _markdown(brief: Brief) -> str:
    lines = [*(f"**{_plain(note)}**\n" for note in _unread(brief)), f"# {_plain(brief.title)}", ""]
    lines += [f"*{_plain(brief.subtitle)}*", ""] if brief.subtitle else []
    lines += [_facts(brief)]
    for heading, items in _blocks(brief):
        lines += ["", f"## {heading}", "", *(f"- {_plain(item)}" for item in items)]
    return "\n".join(lines) + "\n"


def _html(brief: Brief) -> str:
    parts = [
        '<article class="brief">',
        *(f"<p><strong>{escape(note)}</strong></p>" for note in _unread(brief)),
        f"<h1>{escape(_flat(brief.title))}</h1>",
    ]
    parts += [f"<p><em>{escape(_flat(brief.subtitle))}</em></p>"] if brief.subtitle else []
    parts.append(f"<p>{escape(_facts(brief))}</p>")
    for heading, items in _blocks(brief):
        parts.append(
            f"<h2>{escape(heading)}</h2>\n<ul>\n" + "\n".join(f"<li>{escape(_flat(item))}</li>" for item in items) + "\n</ul>"
        )
    return "\n".join([*parts, "</article>"]) + "\n"


_RENDERERS: dict[str, Callable[[Brief], str]] = {"text": _text, "markdown": _markdown, "html": _html}


def highlighted(document: Document, reading: Reading) -> str:
    """The document's text with what is proposed marked in it: ``[[id: words]]`` around every quote that waits for a person."""
    marks = sorted(
        {(quote.start, quote.end, record.id.partition("--")[2][:8]) for record in reading.waiting for quote in record.support[:1]}
    )
    out, position = [], 0
    for start, end, ident in marks:
        if start < position:
            continue
        out += [document.text[position:start], f"[[{ident}: ", document.text[start:end], "]]"]
        position = end
    return "".join([*out, document.text[position:]])
