"""What a sentence could say: its parties, its objects of blame, and what the document before it leaves to be taken up."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from vidocq.statements import guards
from vidocq.statements.acts import Context, Found, owner
from vidocq.statements.coding import TOKEN, Coded, Mention
from vidocq.statements.layout import Sentence
from vidocq.statements.lexicon import table
from vidocq.statements.responses import Measure
from vidocq.statements.speakers import Known, resolve
from vidocq.vocabulary.speech import ObjectLevel

#: More candidates than these in one sentence are not looked at: a list of forty names says nothing of one.
MAX_PARTIES = 10
MAX_OBJECTS = 10


class Party(msgspec.Struct, kw_only=True):
    """Who could be speaking or acting: all places of one party in a sentence.

    ``how``: named, resolved (an office or pronoun taken for it), unknown (a name no list has), issuer, last (spoke before).
    ``places`` are (low, high, mention) in the code; none where the party is only taken up from before.
    """

    party: str
    how: str
    places: list[tuple[int, int, Mention]]
    step: str = ""

    @property
    def named(self) -> bool:
        """Whether the sentence itself names the party."""
        return self.how == "named"


class Object(msgspec.Struct, kw_only=True):
    """Who could be blamed: ``how`` is named, unknown, or before (an actor of an earlier sentence)."""

    codes: tuple[str, ...]
    level: ObjectLevel
    how: str
    low: int
    high: int
    mention: Mention


class Unit(msgspec.Struct, kw_only=True):
    """One sentence with its candidates and what the rules found in it."""

    coded: Coded
    sentence: Sentence
    number: int
    parties: list[Party]
    objects: list[Object]
    acts: list[Found]
    measures: list[Measure]
    accused: frozenset[str]
    issuer: str | None
    cyber: bool


_NAME = re.compile(
    r"(?<![\w⟦⟧'.-])(?:(?!(?:The|A|An|In|On|At|By|For|To|And|But|It|He|She|We|They|I|This|That|These|Those|If|When|After|Before|As|Of|"
    r"No|Not|Its|His|Her|Our|Their|With|From|While|Since|Two|Three|Four|Five|Six|Seven|Ten|One|Asked|According|Under|Last|Both|Only|"
    r"All|Some|Many|Such|There|Here|What|Who|Why|How|Where|Q|So|Or|Yes|Still|Even|Also|Until|During|Because|Although|Though)\b)"
    r"[A-Z][\w&-]*[A-Za-z0-9&](?:\s(?:of\s|for\s(?:the\s)?|and\s)?[A-Z0-9][\w&-]*){0,3})(?![\w⟧-])"
)
_NOT_NAMES = re.compile(
    r"^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|Mai|May|June|July|August|September|October|"
    r"November|December|CVE-.*|IT|IP|DDoS|VPN|TLS|DNS|PDF|ID|GMT|UTC|CEO|CET|Telegram|Twitter|X|Facebook|Windows|Linux|Outlook|"
    r"Exchange|Word|Excel|Android|Olympic\w*|Covid\S*|COVID\S*|Mr|Ms|Mrs|Dr|Internet|Wi-Fi|USB|SMS|AI|EUR|USD|Signal)$"
)


def parties_of(coded: Coded, known: Known) -> list[Party]:
    """The parties of a sentence in order, then those the document leaves to be taken up."""
    found: dict[str, Party] = {}
    inside: tuple[str, ...] = ()
    for token in TOKEN.finditer(coded.code):
        mention = coded.at(token.group())
        party, how, step = _party(mention, known, inside)
        if party is None or not guards.speaks_for(mention, party):
            continue
        if mention.kind in "SBVQ" and how == "named":
            inside = (*inside, party)
        seen = found.setdefault(party, Party(party=party, how=how, places=[], step=step))
        seen.places.append((token.start(), token.end(), mention))
        if how == "named":
            seen.how, seen.step = how, ""
        if len(found) >= MAX_PARTIES:
            break
    for name, low, high in unknown_names(coded):
        if name not in found and len(found) < MAX_PARTIES:
            found[name] = Party(party=name, how="unknown", places=[(low, high, _stranger(name))])
    for how, before in (("issuer", known.issuer), ("last", known.last), ("last", known.last_state)):
        if before is not None and before not in found:
            found[before] = Party(party=before, how=how, places=[], step=f"taken up from what was said before ({how})")
    return list(found.values())


def _party(mention: Mention, known: Known, inside: tuple[str, ...]) -> tuple[str | None, str, str]:
    if mention.kind in "GUW":
        return None, "", ""
    if mention.kind in "AC":
        return mention.name or None, "named", ""
    party, named, step = resolve(mention, known, inside)
    if party is not None and mention.kind in "REIJTK" and mention.party is not None:
        named = True
    return party, "named" if named and mention.kind != "N" else "resolved", step


def _stranger(name: str) -> Mention:
    return Mention(kind="X", start=0, end=0, text=name, party=name, name=name, objects=(name,), level=ObjectLevel.ACTOR)


def unknown_names(coded: Coded) -> list[tuple[str, int, int]]:
    """Names in a sentence that no list has: capitalised words outside all tokens."""
    found = []
    for match in _NAME.finditer(coded.code):
        name = match.group()
        if _NOT_NAMES.match(name) or len(name) < 3:
            continue
        found.append((coded.slice(match.start(), match.end()), match.start(), match.end()))
        if len(found) >= 5:
            break
    return found


def objects_of(coded: Coded, before: tuple[Mention, ...]) -> list[Object]:
    """Whom a sentence could blame: its own mentions, unknown names, then actors of earlier sentences."""
    found: list[Object] = []
    for token in TOKEN.finditer(coded.code):
        mention = coded.at(token.group())
        if mention.objects and len(found) < MAX_OBJECTS:
            found.append(
                Object(
                    codes=mention.objects,
                    level=mention.level,
                    how="named",
                    low=token.start(),
                    high=token.end(),
                    mention=mention,
                )
            )
    for name, low, high in unknown_names(coded):
        if len(found) < MAX_OBJECTS:
            found.append(
                Object(codes=(name,), level=ObjectLevel.ACTOR, how="unknown", low=low, high=high, mention=_stranger(name))
            )
    here = {code for item in found for code in item.codes}
    for mention in before:
        if not here & set(mention.objects):
            found.append(Object(codes=mention.objects, level=mention.level, how="before", low=-1, high=-1, mention=mention))
    return found


def unit_of(  # noqa: PLR0917 - what a sentence is, in the order it is read
    coded: Coded,
    sentence: Sentence,
    number: int,
    context: Context,
    before: tuple[Mention, ...],
    acts: list[Found],
    measures: list[Measure],
) -> Unit:
    """A sentence with all its candidates."""
    return Unit(
        coded=coded,
        sentence=sentence,
        number=number,
        parties=parties_of(coded, context.known),
        objects=objects_of(coded, before),
        acts=acts,
        measures=measures,
        accused=frozenset(context.known.accused),
        issuer=context.known.issuer,
        cyber=context.cyber,
    )


def pairs_of(unit: Unit) -> list[tuple[int, int]]:
    """Pairs of a party and an object that a claim could join, as indexes: nobody blames itself."""
    return [
        (index, number)
        for index, party in enumerate(unit.parties)
        for number, item in enumerate(unit.objects)
        if party.party not in {owner(code) for code in item.codes}
    ]


def ruled(unit: Unit, party: str) -> set[str]:
    """Labels that the rules give a party in a sentence."""
    found = {hit.act.value for hit in unit.acts if hit.party == party and hit.act is not None}
    found |= {f"reaction {hit.reaction}" for hit in unit.acts if hit.party == party and hit.reaction}
    return found | {measure.rule.measure for measure in unit.measures if measure.party == party}


def ruled_pair(unit: Unit, party: str, codes: tuple[str, ...]) -> set[str]:
    """Acts that the rules let a party do with one of these objects."""
    return {hit.act.value for hit in unit.acts if hit.party == party and hit.act is not None and set(hit.objects) & set(codes)}


@cache
def classes() -> dict[str, str]:
    """Every form of every listed verb and the lists it stands in (``accuse+say``)."""
    from vidocq.statements.lexicon import forms

    found: dict[str, set[str]] = {}
    for name, lemmas in table("verbs")["verbs"].items():
        for lemma in lemmas:
            if " " not in lemma:
                for form in forms(lemma):
                    found.setdefault(form, set()).add(name)
    return {form: "+".join(sorted(names)) for form, names in found.items()}


@cache
def lemmas() -> dict[str, str]:
    """Every form of every listed verb and its lemma."""
    from vidocq.statements.lexicon import forms

    return {
        form: lemma
        for listed in table("verbs")["verbs"].values()
        for lemma in listed
        if " " not in lemma
        for form in forms(lemma)
    }
