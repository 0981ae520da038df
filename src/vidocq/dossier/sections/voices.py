"""Statements as sentences: who speaks, what the speaker does, at what level blame is laid, and what was left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk
from vidocq.model import Evidence, Lane, Statement
from vidocq.vocabulary.speech import Act, ObjectLevel, Reaction, Scope

#: Levels at which a culprit is named; territory, pattern and unnamed states are not among them.
_NAMING = frozenset({ObjectLevel.ACTOR, ObjectLevel.ACTOR_STATE_LINK, ObjectLevel.STATE, ObjectLevel.ORGAN, ObjectLevel.PERSONS})

REACTIONS = {
    Reaction.NONE: "",
    Reaction.NOTES: "took note",
    Reaction.CONCERN: "expressed concern",
    Reaction.SOLIDARITY: "expressed solidarity",
    Reaction.DEPLORES: "deplored it",
    Reaction.CONDEMNS: "condemned it",
    Reaction.CONDEMNS_STRONGLY: "condemned it in the strongest terms",
}

LEVELS = {
    ObjectLevel.NONE: "nobody",
    ObjectLevel.PATTERN: "a pattern of activity",
    ObjectLevel.UNNAMED_STATE: "a state, not named",
    ObjectLevel.TERRITORY: "a territory, which is not its state",
    ObjectLevel.ACTOR: "an actor",
    ObjectLevel.ACTOR_STATE_LINK: "an actor said to be linked to a state",
    ObjectLevel.STATE: "a state",
    ObjectLevel.ORGAN: "an organ of a state",
    ObjectLevel.PERSONS: "persons",
}

#: Acts that say that it was not so; who waits to contradict is counted beside who waits to accuse.
_CONTRADICTING = (Act.DENIES, Act.DISPUTES, Act.RETRACTS)
#: How the reader's note begins on a sentence that possibly holds a statement.
POSSIBLY = "possibly said here"
_WAITS = " for a person's decision"

_PRONOUNS = ("it", "he", "she", "they", "we", "i")

_SCOPES = {
    Scope.INCIDENT: "",
    Scope.ACTOR: "about the group in general, not this incident",
    Scope.PATTERN: "about a pattern, not this incident",
    Scope.GENERAL: "in general, not about this incident",
}


def names_culprit(statement: Statement) -> bool:
    """Whether a statement says itself, of this incident, who did it."""
    return (
        statement.act is Act.ASSERTS
        and statement.scope is Scope.INCIDENT
        and statement.object_level in _NAMING
        and bool(statement.objects)
    )


def within(item: Evidence | Statement, documents: Collection[str] | None) -> bool:
    """Whether a record stands in some of the documents (None: any): what is said of one event is no word about another."""
    return documents is None or not item.support or any(quote.document_id in documents for quote in item.support)


def asserted(desk: Desk, documents: Collection[str] | None = None) -> tuple[str, tuple[str, ...]] | None:
    """Who asserts what of this incident, counted at origins: ``one origin (the Czech Republic) asserts APT31 / China``.

    ``documents`` are those of one event, where there are several.
    """
    claims: dict[str, list[Statement]] = {}
    for statement in desk.statements:
        if names_culprit(statement) and within(statement, documents):
            claims.setdefault(statement.speaker.party, []).append(statement)
    taken_back = {item.of_statement for item in desk.statements if item.act is Act.RETRACTS}
    parties: dict[str, list[str]] = {}
    used: list[str] = []
    for code, statements in claims.items():
        standing = [item for item in statements if item.id not in taken_back]
        named = " / ".join(phrasing.objects(value for item in standing for value in item.objects))
        if named:
            parties.setdefault(named, []).append(code)
            used += [item.id for item in standing]
    if not parties:
        return None
    return "; ".join(_origins(named, codes) for named, codes in parties.items()), tuple(used)


def not_told(desk: Desk, documents: Collection[str] | None = None) -> str:
    """What keeps silence from being told as silence: accusations and denials that wait, and sentences not understood."""
    dossier = desk.dossier
    waits = waiting_words(item for item in dossier.statements if item.lane is Lane.REVIEW and within(item, documents))
    # A public twin holds no waiting records, only how many there are.
    parts = [waits] if waits else [line for line in dossier.problems if line.endswith(_WAITS)]
    missed = _missed(desk, documents)
    if missed:
        verb = "holds" if missed == 1 else "hold"
        parts.append(f"{phrasing.counted(missed, 'sentence')} possibly {verb} a statement that was not understood")
    return ", and ".join(parts)


def waiting_words(waiting: Iterable[Statement]) -> str:
    """``two accusations and one denial wait for a person's decision``; empty where none of them is either."""
    found = list(waiting)
    counts = (
        (sum(names_culprit(item) for item in found), "accusation"),
        (sum(item.act in _CONTRADICTING for item in found), "denial"),
    )
    kinds = [phrasing.counted(count, word) for count, word in counts if count]
    one = sum(count for count, _word in counts) == 1
    return f"{phrasing.joined(kinds)} {'waits' if one else 'wait'}{_WAITS}" if kinds else ""


def _missed(desk: Desk, documents: Collection[str] | None) -> int:
    """How many sentences the reader listed as possibly holding a statement."""
    names = [entry.name for entry in desk.dossier.documents if documents is None or entry.id in documents]
    heads = tuple(f"{name}: {POSSIBLY}" for name in names)
    return sum(problem.startswith(heads) for problem in desk.dossier.problems)


def _origins(named: str, codes: list[str]) -> str:
    who = phrasing.joined([phrasing.party(code) for code in codes])
    verb = "asserts" if len(codes) == 1 else "assert"
    return f"{phrasing.counted(len(codes), 'origin')} ({who}) {verb} {named}"


def speaker(statement: Statement) -> str:
    """The speaker as a name with its party: ``the foreign ministry (Czech Republic)``."""
    code, name = statement.speaker.party, statement.speaker.name
    party = phrasing.party(code, article=False)
    same = (party.lower(), code.lower(), phrasing.IN_FULL.get(code, party).lower(), *_PRONOUNS)
    if not name or name.lower().removeprefix("the ") in same:
        return phrasing.party(code)
    said_already = any(word.lower() in name.lower() for word in phrasing.words_for(code))
    return phrasing.named(name) if said_already else f"{phrasing.named(name)} ({party})"


def blamed(statement: Statement, last: str = "and") -> str:
    """What is blamed, as words that follow a verb; empty where nothing is named."""
    return phrasing.joined([phrasing.named(name) for name in phrasing.objects(statement.objects)], last)


def telling(desk: Desk, statement: Statement) -> str:
    """The statement as one sentence of ours, saying no more than the record does."""
    parts = [speaker(statement), _deed(desk, statement) if statement.act else ""]
    noted_only = statement.act is not None and statement.reaction is Reaction.NOTES
    if statement.reaction is not Reaction.NONE and not noted_only:
        parts += ["and" if statement.act else "", _reaction(statement)]
    if not statement.act and statement.reaction is Reaction.NONE:
        parts.append("spoke of it, without blaming anybody")
    scope = _SCOPES[statement.scope]
    text = " ".join(part for part in parts if part)
    return f"{text}; this is {scope}" if scope else text


def _reaction(statement: Statement) -> str:
    word = f" (“{phrasing.one_line(statement.reaction_word, 80)}”)" if statement.reaction_word else ""
    return f"{REACTIONS[statement.reaction]}{word}"


def _deed(desk: Desk, statement: Statement) -> str:
    """The act in the past tense, which agrees with every speaker; nothing is put in where no object is named."""
    original = _original(desk, statement)
    match statement.act:
        case Act.ASSERTS:
            return _assertion(statement)
        case Act.SUSPECTS:
            about = blamed(statement)
            return f"suspected {about} or investigated in that direction" if about else "investigated, and named nobody"
        case Act.ENDORSES:
            return f"supported the attribution{_to(statement)}{original}"
        case Act.RELAYS:
            return f"acknowledged the attribution{_to(statement)}{original} without adopting it"
        case Act.WITHHOLDS:
            return f"stopped short of blaming {blamed(statement, 'or') or 'anybody'}"
        case Act.SILENT:
            return "did not say who is responsible"
        case Act.DISPUTES:
            return f"doubted the attribution{_to(statement)}{original}"
        case Act.DENIES:
            return _denial(statement) + original
        case Act.RETRACTS:
            return f"took back the attribution{_to(statement)}{original}"
        case _:
            return "claimed responsibility"


def _to(statement: Statement) -> str:
    about = blamed(statement)
    return f" to {about}" if about else ""


def _denial(statement: Statement) -> str:
    about = blamed(statement)
    own = statement.speaker.party in {code.split(":")[0] for code in statement.objects}
    if own:
        return "denied responsibility"
    return f"denied that {about} is responsible" if about else "denied the accusation"


def _original(desk: Desk, statement: Statement) -> str:
    found = desk.records.get(statement.of_statement or "")
    if not isinstance(found, Statement):
        return ""
    return f" made by {speaker(found)} ({desk.label(found.id)})"


def _assertion(statement: Statement) -> str:
    names = [phrasing.named(name) for name in phrasing.objects(statement.objects)]
    level, all_names = statement.object_level, phrasing.joined(names)
    match level:
        case ObjectLevel.TERRITORY:
            return f"said that the activity came from {all_names or 'a territory'}, which is less than blaming the state"
        case ObjectLevel.ACTOR_STATE_LINK if len(names) > 1:
            return f"attributed it to {names[0]} and linked that actor to {phrasing.joined(names[1:])}"
        case ObjectLevel.ACTOR | ObjectLevel.PERSONS | ObjectLevel.ACTOR_STATE_LINK:
            return f"attributed it to {all_names or LEVELS[level]}"
        case ObjectLevel.STATE | ObjectLevel.ORGAN:
            return f"said that {all_names or LEVELS[level]} is responsible"
        case ObjectLevel.UNNAMED_STATE:
            return "said that a state is responsible, without naming it"
        case ObjectLevel.PATTERN:
            return f"pointed to a pattern of activity{' of ' + all_names if names else ''} and blamed nobody for this"
        case _:
            return "spoke of responsibility and named nobody"
