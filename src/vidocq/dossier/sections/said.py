"""What was said, by whom, how strongly, and what was left unsaid: standing statements, each with what it must not become."""

from __future__ import annotations

from collections.abc import Iterator

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk, plain
from vidocq.dossier.figures.ledger import draw_ledger
from vidocq.dossier.figures.relations import NOBODY, Relation, draw_relations
from vidocq.dossier.figures.tilemap import draw_map
from vidocq.dossier.outline import (
    Basis,
    Block,
    Cell,
    Depth,
    Entries,
    Entry,
    Figures,
    Line,
    Listing,
    Paragraph,
    Section,
    Sentence,
    Table,
    notes,
    notes_of,
)
from vidocq.dossier.sections.cover import noted
from vidocq.dossier.sections.happened import date_text
from vidocq.dossier.sections.voices import LEVELS, REACTIONS, speaker, telling
from vidocq.model import Account, Certainty, Statement
from vidocq.vocabulary.speech import Act, Reaction, Scope, SpeakerRole

_ROLES = {
    SpeakerRole.VICTIM: "victim",
    SpeakerRole.ALLY: "on the victim's side",
    SpeakerRole.ALLIANCE: "alliance or union",
    SpeakerRole.ACCUSED: "accused",
    SpeakerRole.VENDOR: "company or research body",
    SpeakerRole.THIRD: "third party",
    SpeakerRole.MEDIA: "media",
    SpeakerRole.ATTACKER: "speaks for the intruder",
}
#: How one document renders a statement: document, act, reaction, note.
_Rendering = tuple[str, Act | None, Reaction, str]
#: How the step begins by which a statement without a date gets the day of its publication.
_UNDATED = "no date is given"
#: From so many statements on a table of who does what helps.
_OVERVIEW = 4
#: From so many lines on a drawing of who tells of whom helps.
_RELATED = 2
_TONES = {
    Act.ASSERTS: "asserts", Act.SUSPECTS: "asserts", Act.CLAIMS_RESPONSIBILITY: "asserts", Act.ENDORSES: "stands-by",
    Act.RELAYS: "stands-by", Act.WITHHOLDS: "holds-back", Act.SILENT: "holds-back", Act.DISPUTES: "contradicts",
    Act.DENIES: "contradicts", Act.RETRACTS: "contradicts",
}  # fmt: skip


def said(desk: Desk) -> Section:
    """Statements, the table of who stands where, differences between accounts, and what must not be claimed."""
    blocks: list[Block] = []
    entries = _entries(desk)
    if not entries:
        blocks.append(Paragraph(sentences=(plain("No statement by anybody may be used here"),)))
    else:
        blocks.append(Paragraph(sentences=(_lead(desk),), tone="note"))
        blocks += [_table(desk), *_drawn(desk), Entries(entries=entries)]
    blocks += _must_not(desk)
    conflicts = _conflicts(desk)
    return Section(anchor="said", title="Who said what", blocks=tuple(blocks), sections=(conflicts,) if conflicts else ())


def _lead(desk: Desk) -> Sentence:
    parties = len({item.speaker.party for item in desk.statements})
    text = (
        f"{phrasing.counted(len(desk.statements), 'statement')} by {phrasing.counted(parties, 'party', 'parties')}; "
        "none of them enters the technical likelihood"
    )
    if any(item.date is not None and item.date.step.startswith(_UNDATED) for item in desk.statements):
        text += ". Where no date is given, the day of publication is the latest possible"
    return plain(text)


def _table(desk: Desk) -> Table:
    lines = tuple(_line(desk, item) for item in desk.statements if desk.cite(desk.quotes_of(item.id)) or _entered(item))
    note = "S1, S2 … lead to the statement. “Withholds” means: the speaker stopped short of saying who is responsible."
    depth = Depth.BODY if len(lines) >= _OVERVIEW else Depth.TECHNICAL
    columns = ("Speaker", "Does", "Level of blame", "Named", "Reaction", "About", "No.")
    return Table(
        anchor="statements", caption="Statements at a glance", columns=columns, lines=lines, note=note, compact=True, depth=depth
    )


def _line(desk: Desk, item: Statement) -> Line:
    act = _act(item) if item.act else "reacts only"
    named = ", ".join(phrasing.objects(item.objects)) or "–"
    reaction = REACTIONS[item.reaction] or "–"
    about = "this incident" if item.scope is Scope.INCIDENT else f"{item.scope.value}, not this incident"
    return Line(
        cells=(
            Cell(text=speaker(item).removeprefix("the ")),
            Cell(text=act, tone=_TONES[item.act] if item.act else "reacts"),
            Cell(text=LEVELS[item.object_level] if item.act else "–"),
            Cell(text=named),
            Cell(text=reaction),
            Cell(text=about),
            Cell(text=desk.label(item.id), link=desk.anchor(item.id)),
        )
    )


def _entered(item: Statement) -> bool:
    return item.certainty is Certainty.ANALYST


def _act(item: Statement) -> str:
    return item.act.value.replace("_", " ") if item.act else "reacts"


def _drawn(desk: Desk) -> list[Block]:
    """Drawings for whom the table is not enough: who did what, who tells of whom, and where on the map."""
    cells = tuple(
        (phrasing.party(item.speaker.party, article=False), _act(item), desk.label(item.id)) for item in desk.statements
    )
    figures = [draw_ledger(cells)] if len({party for party, _act, _number in cells}) >= _OVERVIEW - 1 else []
    relations = tuple(_relations(desk))
    figures += [draw_relations(relations)] if len(relations) >= _RELATED else []
    mapped = draw_map(_struck(desk), [item.speaker.party for item in desk.statements])
    figures += [mapped] if mapped is not None else []
    # All are wide: each has a line of the page to itself.
    return [Figures(figures=(figure,), depth=Depth.TECHNICAL) for figure in figures]


def _relations(desk: Desk) -> Iterator[Relation]:
    """Each document, party and named object of statements, and each response, as one line of the drawing."""
    for item in desk.statements:
        for document in dict.fromkeys(quote.document_id for quote in desk.quotes_of(item.id)):
            for target in phrasing.objects(item.objects) or (NOBODY,):
                yield Relation(
                    document=_titled(desk, document),
                    party=phrasing.party(item.speaker.party, article=False),
                    act=_act(item),
                    target=target,
                    number=desk.label(item.id),
                    firm=item.act is None or _TONES[item.act] in ("asserts", "stands-by"),
                )
    for done in desk.responses:
        for document in dict.fromkeys(quote.document_id for quote in done.support):
            yield Relation(
                document=_titled(desk, document),
                party=phrasing.party(done.by, article=False),
                act=done.measure.replace("_", " "),
                target=phrasing.party(done.target, article=False) if done.target else NOBODY,
                number=desk.label(done.id),
            )


def _titled(desk: Desk, document: str) -> str:
    return f"{desk.label(document)} {desk.document_name(document)}"


def _struck(desk: Desk) -> list[str]:
    """Codes of the states of victims, as incidents and evidence have them."""
    told = [victim.country for item in desk.dossier.incidents if item.id in desk.records for victim in item.victims]
    found = [item.value for item in desk.evidence if item.kind == "victim-country" and not item.negative]
    return [code for code in (*told, *found) if code]


def _entries(desk: Desk) -> tuple[Entry, ...]:
    """All statements; a note that several carry stands beside the first."""
    noted_already: set[str] = set()
    found = []
    for item in desk.statements:
        fresh = tuple(note for note in notes_of(desk.dossier, item) if note not in noted_already)
        entry = _entry(desk, item, fresh)
        if entry is not None:
            noted_already.update(fresh)
            found.append(entry)
    return tuple(found)


def _entry(desk: Desk, item: Statement, must_not: tuple[str, ...]) -> Entry | None:
    first = desk.claim(telling(desk, item), item.id)
    if first is None:
        return None
    beside = tuple(_must_not_sentence(text, item.id) for text in must_not)
    return Entry(
        label=desk.label(item.id),
        anchor=desk.anchor(item.id),
        tag=_act(item),
        tone=_TONES[item.act] if item.act else "reacts",
        sentences=(first,),
        details=_details(desk, item),
        notes=beside,
    )


def _must_not_sentence(text: str, *records: str) -> Sentence:
    return Sentence(text=phrasing.sentence(text), basis=Basis.RECORD, records=records)


def _details(desk: Desk, item: Statement) -> tuple[tuple[str, Sentence], ...]:
    found: list[tuple[str, str]] = []
    if item.modality:
        band = f", read as {item.modality_band}" if item.modality_band else ""
        found.append(("How sure, in their words", f"“{item.modality}”{band}"))
    if item.basis_claimed:
        found.append(("Basis they claim", f"“{item.basis_claimed}”"))
    if item.demands:
        found.append(("Demands", item.demands))
    if item.form:
        found.append(("Form", item.form))
    if item.speaker.role is not None:
        found.append(("Part in the affair", _ROLES[item.speaker.role]))
    found += _certainty(item)
    told_apart = _told_apart(desk, item)
    if item.drift and not told_apart:
        found.append(("Accounts differ", item.drift))
    told = tuple((term, plain(text)) for term, text in found)
    return (*_date(desk, item), *told, *(() if told_apart else _accounts(desk, item)))


def _told_apart(desk: Desk, item: Statement) -> bool:
    """Whether that accounts of a statement differ is told where accounts differ."""
    return bool(item.drift) and any(item.drift == conflict.sentence for conflict in desk.dossier.conflicts)


def _date(desk: Desk, item: Statement) -> tuple[tuple[str, Sentence], ...]:
    if item.date is None or item.date.step.startswith(_UNDATED):
        return ()
    references = desk.cite(item.date.support)
    basis = Basis.DOCUMENTS if references else Basis.RECORD
    return (
        ("Date", Sentence(text=phrasing.sentence(date_text(item.date)), basis=basis, references=references, records=(item.id,))),
    )


def _certainty(item: Statement) -> list[tuple[str, str]]:
    found = []
    if item.certainty is not Certainty.STATED:
        found.append(("Certainty", f"{item.certainty.value}{': ' + item.step if item.step else ''}"))
    if item.speaker.certainty is not Certainty.STATED:
        found.append(("Speaker", f"{item.speaker.certainty.value}{': ' + item.speaker.step if item.speaker.step else ''}"))
    if item.decided_by:
        found.append(("Accepted by", item.decided_by))
    return found


def _accounts(desk: Desk, item: Statement) -> tuple[tuple[str, Sentence], ...]:
    """How the documents render the statement, like accounts together; one document that only says the same adds nothing."""
    alike: dict[_Rendering, list[Account]] = {}
    for account in item.accounts:
        alike.setdefault((account.document_id, account.act, account.reaction, account.note), []).append(account)
    if len(alike) == 1 and next(iter(alike))[1:] == (item.act, item.reaction, ""):
        return ()
    return tuple(("Account", _account(desk, key, accounts)) for key, accounts in alike.items())


def _account(desk: Desk, key: _Rendering, accounts: list[Account]) -> Sentence:
    document, act, reaction, note = key
    done = [act.value.replace("_", " ")] if act else []
    done += [REACTIONS[reaction]] if reaction is not Reaction.NONE else []
    told = phrasing.joined(done) or "reports it"
    where = phrasing.joined(list(dict.fromkeys(account.section for account in accounts)))
    text = f"{desk.label(document)}, {where}: {told}" + (f" ({note})" if note else "")
    return desk.claim(text, quotes=[quote for account in accounts for quote in account.support]) or plain(text)


def _must_not(desk: Desk) -> list[Block]:
    # Once is enough: what stands beside a statement, or on the cover, is not said again.
    beside = {note for item in desk.statements for note in item.must_not_claim} | set(noted(desk))
    lines = tuple(_must_not_sentence(text) for text in notes(desk.dossier) if text not in beside)
    if not lines:
        return []
    return [Listing(sentences=lines, label="Do not read more into the record")]


def _conflicts(desk: Desk) -> Section | None:
    entries = []
    for index, conflict in enumerate(desk.dossier.conflicts, 1):
        first = desk.claim(phrasing.with_articles(conflict.sentence), quotes=conflict.support)
        if first is None:
            continue
        followed = (("What this record follows", plain(conflict.resolution)),) if conflict.resolution else ()
        label = f"C{index}"
        entry = Entry(label=label, anchor=label.lower(), tag=conflict.kind, tone="conflict", sentences=(first,), details=followed)
        entries.append(entry)
    if not entries:
        return None
    return Section(anchor="conflicts", title="Where accounts differ", blocks=(Entries(entries=tuple(entries)),))
