"""Which groups does this look like? The engine on bare items, without a document."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Unpack

import msgspec

from vidocq.errors import InputError, KnowledgeError, VidocqError, unknown
from vidocq.knowledge import load as load_knowledge
from vidocq.knowledge.lookup import Resolution, resolve
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Assessment, Candidate, Certainty, Evidence, IndicatorLabel, Lane, Noun, make_id, tables
from vidocq.workbench.options import RankOptions

if TYPE_CHECKING:
    from vidocq.assessment.batch import BatchResult

ORIGIN = "analyst"


class Ranked(Noun, frozen=True, kw_only=True):
    """What a ranking stood on and what came of it; ``notes`` say what had to be followed or left open."""

    evidence: tuple[Evidence, ...]
    assessment: Assessment
    notes: tuple[str, ...] = ()

    def to_rows(self) -> tables.Rows:
        """A row for each hypothesis of both levels."""
        return tables.of_assessment(self.assessment)

    def _repr_html_(self) -> str:
        """For a notebook: the answers and the first rows of the ranking."""
        return tables.html(self.assessment)

    def cut(self, top: int) -> Ranked:
        """The same with only the first ``top`` hypotheses of each level."""
        return msgspec.structs.replace(self, assessment=tables.cut(self.assessment, top))


def rank(
    tokens: Sequence[str],
    snapshot: Snapshot | None = None,
    *,
    victims: Sequence[str] = (),
    sectors: Sequence[str] = (),
    **options: Unpack[RankOptions],
) -> Ranked:
    """Weigh bare items: ATT&CK ids, names of malware and tools, CVEs, indicators.

    Args:
        tokens: ``T1566.001``, ``S0154``, ``Cobalt Strike``, ``CVE-2017-0005``, ``203.0.113.7``.
        snapshot: what is known beforehand; by default as :func:`vidocq.load_knowledge` gives it.
        victims: victim countries (ISO 3166 alpha-2 codes or names).
        sectors: victim sectors.
        options: those of :func:`vidocq.assessment.assess`.

    Raises:
        InputError: nothing given, a country or sector nobody knows, or a group's name among the items (that is a
            claim, not evidence).
        KnowledgeError: an item that means nothing here; the error names what is spelt most like it.
    """
    from vidocq.assessment import assess

    notes: list[str] = []
    snapshot = snapshot or load_knowledge()
    evidence = _evidence(tokens, victims, sectors, snapshot, notes)
    if not evidence:
        raise InputError("nothing to rank", hint="give techniques, malware, tools or indicators")
    return Ranked(evidence=tuple(evidence), assessment=assess(evidence, snapshot, **options), notes=tuple(notes))


def rank_batch(path: str, snapshot: Snapshot) -> Iterator[BatchResult | str]:
    """Weigh thousands of cases from a JSON Lines file, one after the other.

    A line is ``{"case_id", "items", "victims", "sectors"}`` (the last two may be missing). A line that cannot be used gives one
    sentence instead of a result; the others go on.

    Raises:
        InputError: the file cannot be read.
    """
    from vidocq.assessment import assess_batch

    problems: list[str] = []
    yield from assess_batch(_cases(path, snapshot, problems), snapshot)
    yield from problems


#: The longest line of a batch that is read, in bytes.
_LONGEST_LINE = 10_000_000


def _cases(path: str, snapshot: Snapshot, problems: list[str]) -> Iterator[tuple[str, list[Evidence]]]:
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            case = msgspec.json.decode(line, type=_BatchCase)
            yield case.case_id, _evidence(case.items, case.victims, case.sectors, snapshot, [])
        except UnicodeDecodeError as error:
            problems.append(f"{path}, line {number}: byte {error.start + 1} is not UTF-8")
        except (msgspec.DecodeError, VidocqError) as error:
            problems.append(f"{path}, line {number}: {error}")


def _lines(path: str) -> Iterator[bytes]:
    """Lines as they are reached: a file may be larger than memory, a single line may not."""
    try:
        with open(path, "rb") as stream:
            if stat.S_ISCHR(os.fstat(stream.fileno()).st_mode) and not stream.isatty():
                raise InputError("a device, not a file", where=path)
            while line := stream.readline(_LONGEST_LINE + 1):
                if len(line) > _LONGEST_LINE:
                    raise InputError(f"a line of more than {_LONGEST_LINE:,} bytes", where=path, hint="one case a line")
                yield line
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"cannot be read: {reason}", where=path) from error


class _BatchCase(msgspec.Struct, frozen=True):
    case_id: str
    items: tuple[str, ...] = ()
    victims: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()


def _evidence(
    tokens: Sequence[str], victims: Sequence[str], sectors: Sequence[str], snapshot: Snapshot, notes: list[str]
) -> list[Evidence]:
    given = (_item(token, snapshot, notes) for token in dict.fromkeys(tokens))
    evidence = list({item.id: item for item in given}.values())
    evidence += [_bare("victim-country", _country(name)) for name in dict.fromkeys(victims)]
    evidence += [_bare("victim-sector", name) for name in dict.fromkeys(_sector(name, snapshot) for name in sectors)]
    return evidence


def _item(token: str, snapshot: Snapshot, notes: list[str]) -> Evidence:
    observable = _observable(token)
    if observable is not None:
        return observable
    meant = _resolve(token, snapshot, notes)
    meanings = [meaning for meaning in meant.meanings if meaning.kind not in {"intrusion-set", "campaign"}]
    if not meanings:
        hint = f"`vidocq actor show {token!r}` shows what is known of it"
        raise InputError(f"{token!r} names a group or campaign; that is a claim, not evidence", hint=hint)
    first = meanings[0]
    if first.note:
        notes.append(first.note)
    if len(meanings) > 1:
        others = ", ".join(f"{one.name} ({one.ref})" for one in meanings[1:])
        notes.append(f"{token!r} is taken as {first.name} ({first.ref}); it may also mean {others}")
    value = first.ref if first.kind == "attack-pattern" else first.name
    return _bare(first.kind, value, ref=first.ref, name=first.name, candidates=_candidates(meant))


#: Words that reports put behind a malware's name and knowledge bases leave out.
_CLASS_WORDS = frozenset({"rat", "malware", "backdoor", "trojan", "loader", "ransomware", "implant", "stealer", "rootkit"})


def _resolve(token: str, snapshot: Snapshot, notes: list[str]) -> Resolution:
    try:
        return resolve(snapshot, token)
    except KnowledgeError:
        name, _, last = token.rpartition(" ")
        if not name or last.lower() not in _CLASS_WORDS:
            raise
        meant = resolve(snapshot, name)
        notes.append(f"{token!r} is not known by that name; taken as {name!r}")
        return meant


def _candidates(meant: Resolution) -> tuple[Candidate, ...]:
    if not meant.ambiguous:
        return ()
    return tuple(Candidate(ref=one.ref, name=one.name, reason=one.reason) for one in meant.meanings)


_TECHNIQUE = re.compile(r"T\d{4}(?:\.\d{3})?")
#: Other ids of ATT&CK and plain words are no indicators: no need to wake the scanner for them.
_NO_INDICATOR = re.compile(r"[SGC]\d{4}|[A-Za-z]{1,15}(?: [A-Za-z]{1,15})?")


def _observable(token: str) -> Evidence | None:
    """The token as an indicator, if it is one from end to end."""
    if _TECHNIQUE.fullmatch(token):
        return _given("attack-pattern", token)
    if _NO_INDICATOR.fullmatch(token):
        return None
    from vidocq.evidence.indicators.scanner import scan

    for match in scan(token):
        if match.start == 0 and match.end == len(token) and not match.within:
            return _given(match.kind, match.value)
    return None


def _given(kind: str, value: str) -> Evidence:
    return _bare(kind, value, label=IndicatorLabel.ADVERSARY, label_reason="given as evidence by the analyst")


def _country(name: str) -> str:
    from vidocq.vocabulary.states import code_of, is_state

    code = name.upper() if is_state(name.upper()) else code_of(name)
    if code is None:
        raise InputError(f"no country known as {name!r}", hint="use an ISO 3166 alpha-2 code such as IN")
    return code


def _sector(name: str, snapshot: Snapshot) -> str:
    """The sector as the knowledge base calls it."""
    from vidocq.knowledge.sectors import known_sectors, sector_names

    known = {one.casefold(): one for one in known_sectors()}
    known |= {one.casefold(): one for actor in snapshot.actors for one in actor.target_sectors}
    for one in (name, *sector_names([name])):
        if one.casefold() in known:
            return known[one.casefold()]
    raise unknown("sector", name, tuple(known.values()))


def _bare(kind: str, value: str, **fields: Any) -> Evidence:
    from vidocq.evidence.kind import card

    about = card(kind)
    return Evidence(
        id=make_id("evidence", ORIGIN, kind, value),
        kind=kind,
        value=value,
        sentence=f"Given by the analyst: {fields.get('name') or value}.",
        support=(),
        rule="given",
        certainty=Certainty.ANALYST,
        lane=Lane.ACCEPTED,
        aspect=about.aspect,
        vertex=about.vertex,
        spoofability=about.spoofability,
        spoofability_reason=about.spoofability_reason,
        origin=ORIGIN,
        **fields,
    )
