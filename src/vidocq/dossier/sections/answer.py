"""The answer: likelihood in one sentence, analytic confidence in another, at both levels, and how such numbers did before."""

from __future__ import annotations

from collections.abc import Collection

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk, known, plain, written
from vidocq.dossier.figures.ranking import draw_ranking
from vidocq.dossier.outline import Basis, Block, Figures, Link, Listing, Paragraph, Section, Sentence
from vidocq.dossier.sections.events import conflict, events
from vidocq.dossier.sections.hinges import hinges
from vidocq.dossier.sections.rows import clause, named_rows, numbers
from vidocq.dossier.sections.unread import all_unread, unread
from vidocq.dossier.sections.voices import asserted, within
from vidocq.model import Answer, Level, Mention, Ranking, Row
from vidocq.model.assessment import HypothesisKind

#: What a number for a state stands on; the knowledge base's origin of a criminal group is no word about its government.
_LINKED = (
    "“Linked to a state” means that the knowledge base gives that state as the origin or the sponsor of groups that the evidence "
    "fits; it does not say that a government gave orders"
)
#: Profiles shown as context; the rest is named.
_PROFILES = 4
_LEVEL_NAMES = {Level.GROUP: "Group", Level.SPONSOR: "Sponsor"}


def answer(desk: Desk) -> Section:
    """The section a reader who reads nothing else reads."""
    several = events(desk)
    blocks: list[Block] = [*unread(desk), *several]
    if not several:
        label = "Likelihood" if desk.has_technical else "Finding"
        blocks.append(Paragraph(sentences=headline(desk), tone="lead", label=label))
        blocks.append(Paragraph(sentences=(confidence_sentence(desk),), tone="lead", label="Confidence"))
    blocks += [] if several else hinges(desk)
    blocks += conflict(desk)
    blocks += _joined(desk)
    if desk.has_technical:
        blocks += _said_by_others(desk)
    blocks += [] if several else _levels(desk)
    blocks += _context(desk)
    blocks.append(_reasons(desk))
    blocks.append(Paragraph(sentences=(basis_sentence(desk), waiting_sentence(desk)), tone="note"))
    return Section(anchor="answer", title="The answer", blocks=tuple(block for block in blocks if _has_content(block)))


def _joined(desk: Desk) -> list[Block]:
    """What an analyst joined by their word is said before anything that stands on it is read."""
    notes = [note for note in desk.dossier.assessment.notes if note.startswith("joined by")]
    return [Paragraph(sentences=tuple(plain(note) for note in notes), tone="lead", label="Joined")] if notes else []


def _has_content(block: Block) -> bool:
    return not isinstance(block, Paragraph | Listing) or bool(block.sentences)


def headline(desk: Desk) -> tuple[Sentence, ...]:
    """The likelihood at both levels in one sentence, without a word about confidence."""
    if not desk.has_technical:
        return _without_technical(desk)
    clauses = [clause(ranking) for ranking in desk.rankings]
    text = " and ".join(clauses) if _both_named(desk) else "; ".join(clauses)
    first = desk.computed(text, links=(Link(text="see why", anchor="weighed"),))
    return (first,)


def _both_named(desk: Desk) -> bool:
    return all(ranking.answer.kind == "named" for ranking in desk.rankings)


def _without_technical(desk: Desk) -> tuple[Sentence, ...]:
    found = asserted(desk)
    if found is None and all_unread(desk):
        first = plain("What the documents say was not read, so that whether anybody names a culprit there is unknown")
        return written(first, _also_named(desk))
    if found is None:
        first = plain(f"{desk.why_nothing}, and nobody whose words may be used here names a culprit")
        return written(first, _also_named(desk))
    text, records = found
    return written(desk.claim(f"{desk.why_nothing}; {text}", *records), _also_named(desk))


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
    if found is None:
        return (plain("Nobody whose words may be used here names a culprit"), also)
    text, records = found
    return (desk.claim(text, *records), also, last)


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
    return desk.claim(f"The documents also name {names}; whose claim that is has not been settled", *records)


def confidence_sentence(desk: Desk) -> Sentence:
    """Analytic confidence in one sentence, without a word about likelihood."""
    level = desk.dossier.assessment.confidence.level.value
    return desk.computed(f"Analytic confidence in this assessment is {level}")


def _levels(desk: Desk) -> list[Block]:
    if not desk.has_weighed:
        text = "There is nothing technical to weigh, so this dossier gives no likelihood for any group or state"
        return [Paragraph(sentences=(plain(text),))]
    if not desk.has_technical:
        text = "Only who was hit could be weighed, which tells groups and states apart poorly"
        return [Paragraph(sentences=(plain(text, Link(text="see what it comes to", anchor="weighed")),))]
    blocks: list[Block] = [
        Paragraph(sentences=_level(desk, ranking), label=_LEVEL_NAMES[ranking.level]) for ranking in desk.rankings
    ]
    figures = tuple(draw_ranking(ranking) for ranking in desk.rankings if ranking.rows)
    return [*blocks, Figures(figures=figures)] if figures else blocks


def _level(desk: Desk, ranking: Ranking) -> tuple[Sentence, ...]:
    sentences = [desk.computed(ranking.answer.sentence)] if ranking.answer.sentence else []
    named = named_rows(ranking)
    shown = named or list(ranking.rows[:1])
    first = "" if named else "first in the ranking is "
    sentences += [desk.computed(first + numbers(row)) for row in shown[:3]]
    sentences += [desk.computed(row.caveat) for row in shown[:1] if row.caveat]
    record = track_record(ranking.answer) if named and _in_band(ranking.answer, shown[0]) else None
    sentences += [record] if record else []
    return tuple([*sentences, plain(_LINKED)] if any(row.hypothesis.kind is HypothesisKind.STATE for row in shown) else sentences)


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
    blocks: list[Block] = []
    for profile in desk.dossier.profiles[:_PROFILES]:
        facts = "; ".join(f"{name}: {value}" for name, value in profile.facts)
        aliases = ", ".join(f"{name} ({reporter})" if reporter else name for name, reporter in profile.aliases)
        lines = [known(profile.sentence)] if profile.sentence else []
        lines += [known(f"Also called {phrasing.one_line(aliases, 400)}")] if aliases else []
        lines += [known(facts)] if facts else []
        lines.append(plain("This comes from the knowledge base, not from the documents; it is context and proves nothing here"))
        label = f"Known beforehand of {profile.name} ({profile.ref})"
        blocks.append(Paragraph(sentences=tuple(lines), tone="context", label=label))
    more = desk.dossier.profiles[_PROFILES:]
    if more:
        names = phrasing.joined([phrasing.one_line(profile.name, 60) for profile in more[:20]])
        blocks.append(
            Paragraph(sentences=(plain(f"The documents bring up {phrasing.number(len(more))} more that are known: {names}"),))
        )
    return blocks


def _reasons(desk: Desk) -> Listing:
    stated = desk.dossier.assessment.confidence
    reasons = (("Information base", stated.information_base), ("Rigour", stated.rigour), ("Volatility", stated.volatility))
    lines = tuple(desk.computed(f"{name}: {phrasing.one_line(text)}") for name, text in reasons if text)
    return Listing(sentences=lines, label="Why the analytic confidence is what it is")


def basis_sentence(desk: Desk) -> Sentence:
    """How much this stands on: documents, origins, items."""
    documents, origins = len(desk.dossier.documents), len(desk.origins)
    items = phrasing.counted(desk.dossier.assessment.technical_items, "item")
    text = f"{phrasing.counted(documents, 'document')}, {phrasing.counted(origins, 'origin')}; {items} of evidence weighed"
    return plain(text, Link(text="see sources", anchor="sources"))


def waiting_sentence(desk: Desk) -> Sentence:
    """How many items wait for a person, and that none was used."""
    count = desk.dossier.waiting
    if count == 0:
        return plain("Nothing waits for a person's decision")
    verb = "waits" if count == 1 else "wait"
    return plain(f"{phrasing.counted(count, 'item')} {verb} for a person; none of them was used")
