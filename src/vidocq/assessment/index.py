"""The knowledge base as matrices: groups as sets of dated reports, built once for each snapshot."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidocq.assessment import table, terms
from vidocq.assessment.bag import decimal_year
from vidocq.assessment.table import Table
from vidocq.assessment.terms import Written
from vidocq.assessment.textual import TextTable, actor_words
from vidocq.knowledge.availability import PASSED_ON
from vidocq.knowledge.references import READ_FROM_TITLES
from vidocq.knowledge.reliability import link_error
from vidocq.knowledge.snapshot import ActorProfile, Snapshot, Use

Floats = NDArray[np.floating[Any]]

_CVE = re.compile(r"\bCVE-\d{4}-\d{4,7}\b", re.IGNORECASE)
_CRIME = re.compile(r"\b(?:financially[- ]motivated|cyber ?crim\w+|criminal|ransomware)\b", re.IGNORECASE)
_STATE = re.compile(r"\b(?:state|government|nation|military|intelligence|espionage|regime)\b", re.IGNORECASE)
#: Stand-in for the report of a use that cites none.
NO_REPORT = ""
#: Share of the middle squared length that is added to every one, so that thin profiles and reports are not near everything.
_THIN = 0.25
#: Years assumed between a case and a report without a date: far enough to say little, near enough not to rule out.
UNDATED_GAP = 3.0


@dataclass(frozen=True)
class ToolTable:
    """Software that few groups use, by its techniques: unit rows of rarities, each row's owners as (row, group) pairs."""

    rows: Table
    rarity: Floats
    owner_row: NDArray[np.intp]
    owner_group: NDArray[np.intp]


#: Software with more users than this does not lend its description to its users' texts.
_OWN_TOOL = 2
#: Software with more users than this is nobody's own.
_FEW_USERS = 3


@dataclass(frozen=True)
class Index:
    """Matrices over groups (rows), their reports and the items (columns) they show.

    ``documents`` are (group row, report id); rows of ``full`` and the vectors beside it follow that order, sorted by group, so
    that ``starts`` marks each group's first. ``direct`` is reports x items, ``full`` the same with the techniques that a report
    gives for the software it names; ``uses`` counts, for group x item, the group's reports that show it.
    """

    digest: str
    groups: tuple[str, ...]
    names: tuple[str, ...]
    countries: tuple[str | None, ...]
    items: tuple[str, ...]
    documents: tuple[tuple[int, str], ...]
    starts: NDArray[np.intp]
    direct: Table
    full: Table
    uses: Table
    report_year: Floats
    tools: ToolTable
    labels: Mapping[str, str]
    software: frozenset[str]
    commodity: frozenset[str]
    passed_on: frozenset[str]
    sole_source: Mapping[str, str]
    techniques: frozenset[str]
    initial_access: frozenset[str]
    targets: tuple[frozenset[str], ...]
    sectors: tuple[frozenset[str], ...]
    national_victims: Mapping[str, Mapping[str, frozenset[str]]]
    vulnerabilities: Mapping[str, frozenset[int]]
    criminal: frozenset[int]
    texts: tuple[str, ...]
    owners: tuple[tuple[str, ...], ...]
    word_counts: bytes
    actor_words: frozenset[str]
    known_until: float | None
    name_only: int
    cited: bool

    @cached_property
    def kept(self) -> dict[Any, Mapping[str, Floats]]:
        """What families of evidence said of bags before."""
        return {}

    @cached_property
    def column(self) -> Mapping[str, int]:
        """Column of an item."""
        return {item: number for number, item in enumerate(self.items)}

    @cached_property
    def row(self) -> Mapping[str, int]:
        """Row of a group."""
        return {group: number for number, group in enumerate(self.groups)}

    @cached_property
    def reports_of(self) -> Floats:
        """Number of reports of each group."""
        return np.diff(np.append(self.starts, len(self.documents))).astype(float)

    @cached_property
    def has(self) -> Table:
        """Group x item: 1 where any report of the group shows the item."""
        return self.uses.marked()

    @cached_property
    def users(self) -> Floats:
        """How many groups show each item."""
        return self.has.column_sums

    @cached_property
    def is_passed_on(self) -> Floats:
        """1 for each item that is a program which is sold or shared."""
        return np.array([float(item in self.passed_on) for item in self.items])

    @cached_property
    def rarity_by_group(self) -> Floats:
        """Log inverse share of groups that show an item, never below zero."""
        return np.asarray(np.log((len(self.groups) + 1) / (self.users + 0.5)).clip(0))

    @cached_property
    def rarity_by_report(self) -> Floats:
        """Log inverse share of reports that show an item."""
        return np.asarray(np.log((len(self.documents) + 1) / (self.full.column_sums + 0.5)))

    @cached_property
    def share_of_reports(self) -> Floats:
        """Share of all reports that show an item directly."""
        return np.asarray(self.uses.column_sums / max(len(self.documents), 1))

    @cached_property
    def report_norm(self) -> Floats:
        """Length of each report's vector of rarities."""
        return _lengths(self.full.times(self.rarity_by_report**2))

    @cached_property
    def parent(self) -> NDArray[np.intp]:
        """Column among ``parents`` of each technique's parent technique (its own where it has none)."""
        place = {parent: number for number, parent in enumerate(self.parents)}
        return np.array([place[item.partition(".")[0]] for item in self.items], dtype=np.intp)

    @cached_property
    def text_table(self) -> TextTable:
        """What is written of each group, as vectors."""
        if self.word_counts:
            return TextTable.of_counts(self.written.together(self.owners), self.actor_words)
        return TextTable(self.texts, self.actor_words)

    @cached_property
    def written(self) -> Written:
        """Word counts of a pack that carries no texts."""
        return Written(self.word_counts)

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """Items with sub-techniques folded into their parents."""
        return tuple(sorted({item.partition(".")[0] for item in self.items}))

    @cached_property
    def parent_reports(self) -> Table:
        """Group x parent: the group's reports that show the parent or any of its sub-techniques."""
        parents = self.parent[self.direct.column_of]
        # A report that shows two siblings shows their parent once.
        shown = table.of_pairs(self.direct.rows, parents, (len(self.documents), len(self.parents)))
        groups = np.searchsorted(self.starts, shown.rows, side="right") - 1
        return table.of_pairs(groups, shown.column_of, (len(self.groups), len(self.parents)))

    @cached_property
    def report_saturation(self) -> Floats:
        """BM25's length term of each report (k1 = 1.2, b = 0.75; Robertson & Zaragoza 2009)."""
        size = self.full.row_sums
        return np.asarray(1.2 * (0.25 + 0.75 * size / max(float(size.mean()), 1e-9)))

    @cached_property
    def profile_norm(self) -> Floats:
        """Length of each group's vector of rarities."""
        return _lengths(self.has.times(self.rarity_by_group**2))

    @cached_property
    def country_codes(self) -> tuple[str, ...]:
        """Countries that any group has, sorted."""
        return tuple(sorted({code for code in self.countries if code}))

    @cached_property
    def membership(self) -> Floats:
        """Country x group: 1 where the knowledge base gives the group that country."""
        table = np.zeros((len(self.country_codes), len(self.groups)))
        for number, code in enumerate(self.countries):
            if code:
                table[self.country_codes.index(code), number] = 1
        return table

    @cached_property
    def shares(self) -> Floats:
        """Share of the groups of each country, and of those without one: what is known of a state before any evidence."""
        size = self.membership.sum(1)
        return np.asarray(np.append(size, len(self.groups) - size.sum()) / max(len(self.groups), 1))

    @cached_property
    def country_row(self) -> NDArray[np.intp]:
        """Row in ``membership`` of each group's country, -1 where there is none."""
        return np.array([self.country_codes.index(code) if code else -1 for code in self.countries], dtype=np.intp)

    @cached_property
    def gather(self) -> NDArray[np.intp]:
        """Group x slot: row of the group's n-th report, or one past the last where it has fewer."""
        counts = self.reports_of.astype(int)
        table = np.full((len(self.groups), max(int(counts.max(initial=0)), 3)), len(self.documents), dtype=np.intp)
        for number, (start, count) in enumerate(zip(self.starts, counts, strict=True)):
            table[number, :count] = np.arange(start, start + count)
        return table

    def columns(self, values: Iterable[str]) -> NDArray[np.intp]:
        """Columns of those values that the knowledge base has, in order, each once."""
        found = dict.fromkeys(self.column[value] for value in values if value in self.column)
        return np.fromiter(found, dtype=np.intp, count=len(found))

    def light(self) -> Index:
        """The same without its large tables: enough to name groups and states, not to weigh."""
        none = table.empty()
        empty = np.zeros(0, dtype=np.intp)
        tools = ToolTable(none, np.zeros(0), empty, empty)
        return replace(self, direct=none, full=none, uses=none, tools=tools, texts=(), owners=(), word_counts=b"")

    def label(self, value: str) -> str:
        """Name of an item with its id where it has both, else the value."""
        name = self.labels.get(value, value)
        return name if name == value or value in name else f"{name} ({value})" if value[:1] in "TS" else name

    def best(self, by_report: Floats, count: int = 1) -> Floats:
        """For each group the mean of its ``count`` best reports; a group with fewer counts zeros for the missing."""
        if count == 1:
            return np.maximum.reduceat(by_report, self.starts)
        padded = np.append(by_report, 0.0)[self.gather]
        top = np.partition(padded, padded.shape[1] - count, axis=1)[:, -count:]
        return np.asarray(top.sum(1) / count)

    def total(self, by_report: Floats) -> Floats:
        """For each group the sum over its reports."""
        return np.add.reduceat(by_report, self.starts)


def build(snapshot: Snapshot, *, without_reports: frozenset[str] = frozenset(), until: str | None = None) -> Index:
    """Build the index of a snapshot.

    ``without_reports`` are report ids to leave out (those under test, which would vouch for themselves); ``until`` leaves out
    uses that the knowledge base recorded after that day, and reports that were published after it.
    """
    if until is not None:
        without_reports |= {report.id for report in snapshot.reports if (report.published or "")[:10] > until}
    shown = _shown(snapshot, without_reports, until)
    actors = [actor for actor in snapshot.actors if shown.get(actor.id) and actor.revoked_by is None]
    documents = [(row, report) for row, actor in enumerate(actors) for report in sorted(shown[actor.id])]
    items = _item_names(snapshot, shown)
    column = {item: number for number, item in enumerate(items)}
    direct = _direct([shown[actors[row].id][report] for row, report in documents], column)
    starts = np.searchsorted([row for row, _ in documents], np.arange(len(actors)))
    reports = snapshot.report_by_id
    years = [decimal_year(reports[report].published) if report in reports else None for _, report in documents]
    tools = np.array([column[entry.id] for entry in snapshot.software], dtype=np.intp)
    groups = np.array([row for row, _ in documents], dtype=np.intp)[direct.rows]
    uses = table.of_pairs(groups, direct.column_of, (len(actors), len(items)))
    return Index(
        digest=snapshot.meta.digest,
        groups=tuple(actor.id for actor in actors),
        names=tuple(actor.name for actor in actors),
        countries=tuple(_country(actor) for actor in actors),
        items=items,
        documents=tuple(documents),
        starts=np.asarray(starts, dtype=np.intp),
        direct=direct,
        full=_with_software(documents, direct, _given(snapshot, column, without_reports, until), tools),
        uses=uses,
        tools=_tool_table(snapshot, uses, column, without_reports, until),
        report_year=np.array([np.nan if year is None else year for year in years], dtype=float),
        labels={one.id: one.name for one in snapshot.techniques} | {one.id: one.name for one in snapshot.software},
        software=frozenset(entry.id for entry in snapshot.software),
        commodity=frozenset(entry.id for entry in snapshot.software if entry.commodity),
        passed_on=frozenset(entry.id for entry in snapshot.software if entry.availability in PASSED_ON),
        sole_source=_sole_sources(snapshot, uses, column),
        techniques=frozenset(entry.id for entry in snapshot.techniques),
        targets=tuple(frozenset(actor.targets) for actor in actors),
        sectors=tuple(frozenset(sector.lower() for sector in actor.target_sectors) for actor in actors),
        national_victims=_national_victims(snapshot),
        vulnerabilities=_vulnerabilities(actors),
        texts=() if terms.NAME in snapshot.numbers else _texts(actors, snapshot, uses, column),
        owners=_owners(actors, snapshot, uses, column) if terms.NAME in snapshot.numbers else (),
        word_counts=snapshot.numbers.get(terms.NAME, b""),
        actor_words=actor_words(snapshot),
        criminal=frozenset(row for row, actor in enumerate(actors) if for_money(actor)),
        initial_access=frozenset(entry.id for entry in snapshot.techniques if "initial-access" in entry.tactics),
        known_until=decimal_year(min(filter(None, (snapshot.meta.as_of, until)), default=None)),
        name_only=sum(1 for actor in snapshot.actors if actor.revoked_by is None) - len(actors),
        cited=sum(report != NO_REPORT for _, report in documents) * 2 > len(documents),
    )


def _direct(shown: Sequence[Iterable[str]], column: Mapping[str, int]) -> Table:
    """Reports x items: 1 where the report shows the item."""
    pairs = [(number, column[item]) for number, items in enumerate(shown) for item in items]
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    return table.of_pairs(rows, columns, (len(shown), len(column)))


def _sole_sources(snapshot: Snapshot, shown: Table, column: Mapping[str, int]) -> dict[str, str]:
    """For each program of one group: the collection that links it to that group, the most reliable where several do."""
    users = shown.marked().column_sums
    sole = {entry.id for entry in snapshot.software if users[column[entry.id]] == 1}
    found: dict[str, str] = {}
    recorded = (*(one.uses for one in snapshot.actors), *(one.uses for one in snapshot.campaigns))
    for use in (use for uses in recorded for use in uses if use.target in sole):
        rivals = (use.source, found.get(use.target, use.source))
        found[use.target] = min(rivals, key=lambda source: (link_error(source).false, source))
    return {software: found.get(software, "attack") for software in sole}


def _lengths(squares: Floats) -> Floats:
    """Lengths from squared ones, with some of the middle one's added: one shared item is no likeness to a profile of one item."""
    return np.asarray(np.sqrt(squares + _THIN * np.median(squares)) + 1e-9) if squares.size else squares


def _country(actor: ActorProfile) -> str | None:
    """The country the knowledge base gives, as ISO alpha-2; words such as *Unknown* are none."""
    return next((code for code in (actor.country, actor.sponsor) if code and len(code) == 2 and code.isupper()), None)


def _national_victims(snapshot: Snapshot) -> dict[str, dict[str, frozenset[str]]]:
    """Victim countries on record by country and actor, of actors without recorded behaviour too."""
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for actor in snapshot.actors:
        country = _country(actor)
        if country and actor.targets and actor.revoked_by is None:
            found[country][actor.id] = frozenset(actor.targets)
    return dict(found)


def _texts(actors: Sequence[ActorProfile], snapshot: Snapshot, uses: Table, column: Mapping[str, int]) -> tuple[str, ...]:
    """What is written of each group: its description, its procedures, and those of software that few others use."""
    users = uses.marked().column_sums
    tools = {
        entry.id: " ".join(use.procedure for use in entry.uses)
        for entry in snapshot.software
        if not entry.commodity and users[column[entry.id]] <= _OWN_TOOL
    }
    return tuple(
        " ".join((actor.description, *(use.procedure for use in actor.uses), *(tools.get(use.target, "") for use in actor.uses)))
        for actor in actors
    )


def _owners(
    actors: Sequence[ActorProfile], snapshot: Snapshot, uses: Table, column: Mapping[str, int]
) -> tuple[tuple[str, ...], ...]:
    """Whose words are a group's: its own, and those of software that few others use, as often as it is linked."""
    users = uses.marked().column_sums
    few = frozenset(entry.id for entry in snapshot.software if not entry.commodity and users[column[entry.id]] <= _OWN_TOOL)
    return tuple((actor.id, *(use.target for use in actor.uses if use.target in few)) for actor in actors)


def for_money(actor: ActorProfile) -> bool:
    """Whether the texts describe a group that works for money and names no state behind it, or the pack says so."""
    if actor.criminal:
        return True
    return actor.sponsor is None and bool(_CRIME.search(actor.description)) and not _STATE.search(actor.description)


def _vulnerabilities(actors: Iterable[ActorProfile]) -> dict[str, frozenset[int]]:
    """Groups by the CVE numbers that their description or procedures name."""
    found: dict[str, set[int]] = defaultdict(set)
    for row, actor in enumerate(actors):
        for number in named_vulnerabilities(actor):
            found[number].add(row)
    return {number: frozenset(rows) for number, rows in found.items()}


def named_vulnerabilities(actor: ActorProfile) -> tuple[str, ...]:
    """CVE numbers that a group's texts name, and those that a pack lists in their place."""
    texts = (actor.description, *(use.procedure for use in actor.uses))
    return tuple(sorted({*actor.vulnerabilities, *(one.upper() for text in texts for one in _CVE.findall(text))}))


def _until(use: Use, until: str | None) -> bool:
    return until is None or use.created is None or use.created <= until


def _shown(snapshot: Snapshot, without: frozenset[str], until: str | None) -> dict[str, dict[str, set[str]]]:
    """Items by actor and report, from the actor's own uses, its campaigns and software that is linked to it."""
    shown: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))

    def add(actor: str, uses: Iterable[Use]) -> None:
        for use in uses:
            if not _until(use, until):
                continue
            left = [report for report in use.reports or (NO_REPORT,) if report not in without]
            if left and use.source.startswith(READ_FROM_TITLES):
                # The report was not cited for what the group uses: it stands for the link and is no report of the group's.
                left = [NO_REPORT]
            for report in left:
                shown[actor][report].add(use.target)

    for actor in snapshot.actors:
        add(actor.id, actor.uses)
    for campaign in snapshot.campaigns:
        for attributed in campaign.actors:
            add(attributed, campaign.uses)
    recorded = {(actor.id, use.target) for actor in snapshot.actors for use in actor.uses}
    recorded |= {(actor, use.target) for campaign in snapshot.campaigns for actor in campaign.actors for use in campaign.uses}
    for software in snapshot.software:
        for linked in software.actors:
            # A link that is recorded with its reports is gone where all of them are left out.
            if (linked, software.id) not in recorded:
                shown[linked][NO_REPORT].add(software.id)
    return {actor: reports for actor, reports in shown.items() if reports}


def _item_names(snapshot: Snapshot, shown: Mapping[str, Mapping[str, set[str]]]) -> tuple[str, ...]:
    names = {item for reports in shown.values() for items in reports.values() for item in items}
    names.update(entry.id for entry in snapshot.techniques)
    for software in snapshot.software:
        names.add(software.id)
        names.update(use.target for use in software.uses)
    return tuple(sorted(names))


def _tool_table(
    snapshot: Snapshot, uses: Table, column: Mapping[str, int], without: frozenset[str], until: str | None
) -> ToolTable:
    """The techniques of software, for that with a few users."""
    known = [
        (entry.id, {column[use.target] for use in entry.uses if _until(use, until) and _stands(use, without)})
        for entry in snapshot.software
    ]
    known = [(name, techniques) for name, techniques in known if techniques]
    shown = table.of_pairs(
        [number for number, (_, techniques) in enumerate(known) for _ in techniques],
        [technique for _, techniques in known for technique in techniques],
        (len(known), len(column)),
    )
    rarity = np.log((len(known) + 1) / (shown.column_sums + 0.5))
    lengths = np.sqrt(shown.times(rarity**2)) + 1e-9
    owners = [uses.users(column[name]) for name, _ in known]
    few = [number for number, found in enumerate(owners) if 0 < len(found) <= _FEW_USERS]
    place = np.full(len(known), -1, dtype=np.intp)
    place[few] = np.arange(len(few))
    # In order of the group, as the best of a group's tools are looked for.
    pairs = sorted((group, row) for row, number in enumerate(few) for group in owners[number].tolist())
    values = rarity[shown.column_of] / lengths[shown.rows]
    return ToolTable(
        shown.of(values).only(place, len(few)),
        rarity,
        np.array([row for _, row in pairs], dtype=np.intp),
        np.array([group for group, _ in pairs], dtype=np.intp),
    )


def _stands(use: Use, without: frozenset[str]) -> bool:
    return not use.reports or not set(use.reports) <= without


def _given(
    snapshot: Snapshot, column: Mapping[str, int], without: frozenset[str], until: str | None
) -> dict[str, dict[int, set[int]]]:
    """Columns of the techniques that each report gives for each piece of software."""
    by_report: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for software in snapshot.software:
        for use in software.uses:
            if _until(use, until):
                for report in set(use.reports) - without:
                    by_report[report][column[software.id]].add(column[use.target])
    return by_report


def _with_software(
    documents: list[tuple[int, str]],
    direct: Table,
    given: Mapping[str, Mapping[int, set[int]]],
    tools: NDArray[np.intp],
) -> Table:
    """Add to each report the techniques that the same report gives for the software it names (for all, if it names none)."""
    programs = frozenset(tools.tolist())
    pairs = set(zip(direct.rows.tolist(), direct.column_of.tolist(), strict=True))
    for number, (_, report) in enumerate(documents):
        if report not in given:
            continue
        named = programs & set(direct.row(number).tolist())
        for tool, techniques in given[report].items():
            if not named or tool in named:
                pairs.update((number, technique) for technique in techniques)
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    return table.of_pairs(rows, columns, direct.shape)
