"""The answer: likelihood in one sentence, analytic confidence in another, at both levels, and how such numbers did before."""

from __future__ import annotations

import re
from collections.abc import Collection

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk, known, plain, written
from vidocq.dossier.figures.ranking import draw_ranking
from vidocq.dossier.outline import Basis, Block, Depth, Figures, Link, Listing, Paragraph, Section, Sentence
from vidocq.dossier.sections.cover import cover
from vidocq.dossier.sections.events import conflict, events
from vidocq.dossier.sections.hinges import hinges
from vidocq.dossier.sections.rows import NOT_TOLD, clause, named_rows, open_clause
from vidocq.dossier.sections.unread import all_unread, unread
from vidocq.dossier.sections.unreal import unreal
from vidocq.dossier.sections.voices import asserted, not_told, within
from vidocq.model import Answer, DocumentEntry, Level, Mention, ProfileContext, Ranking, Row
from vidocq.model.assessment import HypothesisKind

#: What a number for a state stands on; the knowledge base's origin of a criminal group is no word about its government.
_LINKED = (
    "“Linked to a state” means that the knowledge base gives that state as the origin or the sponsor of groups that the evidence "
    "fits; it does not say that a government gave orders"
)
#: The engine counts what has no known origin as one of its own; the dossier counts parties.
_ORIGINS = re.compile(r"\b\d+ origins?\b")
_ALIASES = 4
#: Documents named on the cover; the list of all of them stands among the sources.
_DOCUMENTS = 6
#: Profiles shown as context; the rest is named.
_PROFILES = 4
_SHORT_PROFILES = 2
_LEVEL_NAMES = {Level.GROUP: "Group", Level.SPONSOR: "Sponsor"}


def answer(desk: Desk) -> Section:
    """The section a reader who reads nothing else reads: the cover, then what is known beforehand of those named."""
    several = events(desk)
    blocks: list[Block] = [*unread(desk), *unreal(desk), *several]
    if not several:
        label = "Likelihood" if desk.has_technical else "Finding"
        blocks.append(Paragraph(sentences=headline(desk), tone="lead", label=label))
        blocks.append(Paragraph(sentences=(confidence_sentence(desk),), tone="lead", label="Confidence"))
    blocks += [] if several else hinges(desk)
    blocks += conflict(desk)
    blocks += _joined(desk)
    blocks += [] if several else _track_records(desk)
    blocks += _not_ranked(desk)
    if desk.has_technical:
        blocks += _said_by_others(desk)
    blocks += [] if several else cover(desk)
    blocks += _made_from(desk)
    blocks += _context(desk)
    return Section(
        anchor="answer", title="The answer", blocks=tuple(block for block in blocks if _has_content(block)), depth=Depth.COVER
    )


def _made_from(desk: Desk) -> list[Block]:
    """The documents by number, file and publisher: a page that stands alone says what it was made from, without headlines."""
    entries = desk.dossier.documents
    names = [_named(desk, entry) for entry in entries[:_DOCUMENTS]]
    rest = len(entries) - _DOCUMENTS
    text = "; ".join(names) + (f"; and {phrasing.counted(rest, 'further document')}" if rest > 0 else "")
    return [Paragraph(sentences=(plain(text),), tone="note", label="Made from")] if names else []


def _named(desk: Desk, entry: DocumentEntry) -> str:
    publisher = f" ({phrasing.one_line(entry.publisher, 60)})" if entry.publisher else ""
    return f"{desk.label(entry.id)} {phrasing.one_line(phrasing.file_name(entry.name), 60)}{publisher}"


def ranking(desk: Desk) -> Section | None:
    """The ranking, told once: a drawing with every number, and what must be known to read it."""
    if not desk.has_technical or desk.dossier.assessment.events:
        return None
    figures = tuple(draw_ranking(one) for one in desk.rankings if one.rows)
    blocks: list[Block] = [Figures(figures=figures)] if figures else []
    blocks += [Paragraph(sentences=told, label=_LEVEL_NAMES[one.level]) for one in desk.rankings if (told := _level(desk, one))]
    blocks.append(_reasons(desk))
    return Section(anchor="ranking", title="How likely each is", blocks=tuple(block for block in blocks if _has_content(block)))


def _track_records(desk: Desk) -> list[Block]:
    """How often such a number was right, for what is named."""
    told = [
        record
        for one in desk.rankings
        for row in named_rows(one)[:1]
        if (record := track_record(one.answer)) is not None and _in_band(one.answer, row)
    ]
    return [Paragraph(sentences=tuple(dict.fromkeys(told)), tone="note")] if told and desk.has_technical else []


def _joined(desk: Desk) -> list[Block]:
    """What an analyst joined by their word is said before anything that stands on it is read."""
    notes = [note for note in desk.dossier.assessment.notes if note.startswith("joined by")]
    return [Paragraph(sentences=tuple(plain(note) for note in notes), tone="lead", label="Joined")] if notes else []


def _has_content(block: Block) -> bool:
    return not isinstance(block, Paragraph | Listing) or bool(block.sentences)


def lead(desk: Desk) -> tuple[Sentence, ...]:
    """What stands first on the cover: the likelihood; of several events, that they are several, and each one's answer."""
    several = [block for block in events(desk) if isinstance(block, Paragraph)]
    return tuple(sentence for block in several for sentence in block.sentences) or headline(desk)


def headline(desk: Desk) -> tuple[Sentence, ...]:
    """The likelihood at both levels in one sentence, without a word about confidence."""
    if not desk.has_technical:
        return _without_technical(desk)
    clauses = [clause(ranking) for ranking in desk.rankings]
    text = " and ".join(clauses) if _both_named(desk) else "; ".join(clauses)
    if clauses == [open_clause(level) for level in Level]:
        text = f"{clauses[0]}; nor does it tell {clauses[1].removeprefix(NOT_TOLD)}"
    first = desk.computed(text, links=(Link(text="see why", anchor="weighed"),))
    return (first,)


def _both_named(desk: Desk) -> bool:
    return all(ranking.answer.kind == "named" for ranking in desk.rankings)


def _without_technical(desk: Desk) -> tuple[Sentence, ...]:
    found = asserted(desk)
    if found is None and all_unread(desk):
        first = plain("What the documents say was not read, so that whether anybody names a culprit there is unknown")
        return written(first, _also_named(desk))
    open_ = not_told(desk)
    if found is None and open_:
        return written(plain(f"{desk.why_nothing}; {_unsettled(open_)}"), _also_named(desk))
    if found is None:
        first = plain(f"{desk.why_nothing}, and nobody whose words may be used here names a culprit")
        return written(first, _also_named(desk))
    text, records = found
    return written(desk.claim(f"{desk.why_nothing}; {text}", *records), _also_named(desk), _beside(open_))


def _unsettled(open_: str) -> str:
    """What is said in place of "nobody", where something waits or was not understood."""
    return f"{open_}: whether anybody names a culprit is open until then"


def _beside(open_: str) -> Sentence | None:
    """What waits, or was not understood, beside what is told."""
    return plain(f"Beside this, {open_}") if open_ else None


def _said_by_others(desk: Desk) -> list[Block]:
    """Who names a culprit; where there are several events, of each by its own documents."""
    found = desk.dossier.assessment.events
    if not found:
        return [Paragraph(sentences=written(*_said(desk)), label="Said by others")]
    return [
        Paragraph(sentences=written(*_said(desk, event.documents)), label=f"Said by others of event {place}")
        for place, event in enumerate(found, start=1)
    ]


def _said(desk: Desk, documents: Collection[str] | None = None) -> tuple[Sentence | None, ...]:
    link = Link(text="see who said what", anchor="said")
    last = plain("What others say is no part of the likelihood above", link)
    also = _also_named(desk, documents)
    found = asserted(desk, documents)
    if found is None and all_unread(desk):
        return (plain("Whether the documents quote anybody who names a culprit is unknown"), also)
    open_ = not_told(desk, documents)
    if found is None and open_:
        return (plain(_unsettled(open_)), also)
    if found is None:
        return (plain("Nobody whose words may be used here names a culprit"), also)
    text, records = found
    return (desk.claim(text, *records), also, _beside(open_), last)


def _also_named(desk: Desk, documents: Collection[str] | None = None) -> Sentence | None:
    """Actors that the documents bring up as those behind it, where it is not settled who says so."""
    settled = {code for item in desk.statements if within(item, documents) for code in item.objects}
    found: dict[str, list[str]] = {}
    for item in desk.evidence:
        card = desk.card(item)
        blamed = item.mention is Mention.SUBJECT or ("relation", "attributed to") in item.attributes
        if not within(item, documents):
            continue
        if card is not None and card.claim and blamed and not settled & {item.value, item.name, item.ref}:
            found.setdefault(item.value, []).append(item.id)
    if not found:
        return None
    names = phrasing.joined([phrasing.one_line(name, 80) for name in list(found)[:4]])
    records = [record for ids in found.values() for record in ids]
    return desk.claim(f"The documents also name {names}; who says so is not clear", *records)


def confidence_sentence(desk: Desk) -> Sentence:
    """Analytic confidence in one sentence, without a word about likelihood."""
    level = desk.dossier.assessment.confidence.level.value
    return desk.computed(f"Analytic confidence in this assessment is {level}")


def _not_ranked(desk: Desk) -> list[Block]:
    """Why there is no likelihood, where there is none."""
    if desk.dossier.assessment.events:
        return []
    if not desk.has_weighed:
        text = "There is nothing technical to weigh, so this dossier gives no likelihood for any group or state"
        return [Paragraph(sentences=(plain(text),))]
    if not desk.has_technical:
        text = "Only who was hit could be weighed, which tells groups and states apart poorly"
        return [Paragraph(sentences=(plain(text, Link(text="see what it comes to", anchor="weighed")),))]
    return []


def _level(desk: Desk, given: Ranking) -> tuple[Sentence, ...]:
    """What the drawing does not say: how the answer was drawn from the ranking, and the first row's own doubt."""
    sentences = [desk.computed(phrasing.reason(given.answer.sentence))] if given.answer.sentence else []
    shown = named_rows(given) or list(given.rows[:1])
    sentences += [desk.computed(row.caveat) for row in shown[:1] if row.caveat]
    linked = any(row.hypothesis.kind is HypothesisKind.STATE for row in shown)
    return tuple([*sentences, plain(_LINKED)] if linked else sentences)


def _in_band(given: Answer, row: Row) -> bool:
    """Whether the track record is that of numbers such as this row's; another band's would mislead."""
    record = given.track_record
    return record is not None and record.band[0] <= row.probability <= record.band[1]


def track_record(given: Answer, *, data: bool = False) -> Sentence | None:
    """How often such a number was right before, with the ``data`` it was measured on if asked; None if it is not known."""
    record = given.track_record
    if record is None or record.cases == 0:
        return None
    low, high = (f"{100 * edge:.0f}" for edge in record.band)
    text = f"Track record: of {record.cases:,} past cases rated {low} to {high}\u00a0%, {record.right:,} were right"
    where = f", measured on {record.data}" if data and record.data else ""
    return Sentence(text=phrasing.sentence(text + where), basis=Basis.COMPUTED)


def _context(desk: Desk) -> list[Block]:
    """What is known beforehand of those that somebody names: two lines each, the rest for who asks."""
    blocks: list[Block] = []
    for place, profile in enumerate(desk.dossier.profiles[:_PROFILES]):
        lines = [known(profile.sentence)] if profile.sentence else []
        facts = "; ".join(f"{name}: {_short_list(value)}" for name, value in profile.facts if name != "origin given by")
        lines += [known(text) for text in (_aliases(profile), facts) if text]
        lines.append(plain("This comes from the knowledge base, not from the documents; it is context and proves nothing here"))
        label = f"Known beforehand of {profile.name}"
        depth = Depth.BODY if place < _SHORT_PROFILES else Depth.TECHNICAL
        blocks.append(Paragraph(sentences=tuple(lines), tone="context", label=label, depth=depth))
    more = desk.dossier.profiles[_SHORT_PROFILES:]
    if more:
        names = phrasing.joined([phrasing.one_line(profile.name, 60) for profile in more[:20]])
        text = f"The documents bring up {phrasing.number(len(more))} more that are known: {names}"
        blocks.append(Paragraph(sentences=(plain(text),), depth=Depth.BODY))
    return blocks


def _short_list(value: str) -> str:
    """A fact's value; a list longer than a few is counted."""
    parts = value.split(", ")
    return value if len(parts) <= _ALIASES else f"{', '.join(parts[:_ALIASES])} and {phrasing.number(len(parts) - _ALIASES)} more"


def _aliases(profile: ProfileContext) -> str:
    """The first few other names, each once, and how many more there are."""
    shown = profile.name.casefold()
    names = list(dict.fromkeys(name for name, _reporter in profile.aliases if name.casefold() not in shown))
    if not names:
        return ""
    rest = len(names) - _ALIASES
    first = [phrasing.one_line(name, 60) for name in names[:_ALIASES]]
    return "Also called " + (f"{', '.join(first)} and {phrasing.number(rest)} more" if rest > 0 else phrasing.joined(first))


def _with_names(desk: Desk, text: str) -> str:
    """Origins in the engine's words by the numbers and names that the dossier has for them."""
    for test in desk.dossier.assessment.sensitivity:
        if test.kind in ("origin", "source") and test.label:
            shown = " ".join(filter(None, (desk.labels.get(test.label), desk.origin_name(test.label))))
            text = text.replace(f"{test.kind} {test.label}", f"what comes from {shown}")
    return text


def _reasons(desk: Desk) -> Listing:
    lines = tuple(desk.computed(f"{name}: {text}") for name, text in confidence_reasons(desk))
    return Listing(sentences=lines, label="Why the analytic confidence is what it is")


def confidence_reasons(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Why the confidence is what it is, (name, reason): origins counted and named as the dossier does, no ids."""
    stated = desk.dossier.assessment.confidence
    volatility = _with_names(desk, stated.volatility)
    base = _ORIGINS.sub(phrasing.counted(len(desk.weighed_origins), "origin"), stated.information_base, count=1)
    reasons = (("Information base", base), ("Rigour", stated.rigour), ("Volatility", volatility))
    return tuple((name, desk.readable(phrasing.reason(phrasing.one_line(text)))) for name, text in reasons if text)
