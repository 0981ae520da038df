"""Read one document: who said what of whom, how strongly, what was done, and what must not be claimed from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Literal

import msgspec

from vidocq.model import (
    Account,
    Certainty,
    Conflict,
    Document,
    Incident,
    Lane,
    Noun,
    Quote,
    Response,
    SectionRole,
    Speaker,
    Statement,
    make_id,
)
from vidocq.statements import guards
from vidocq.statements.acts import Context, Found, find_acts, is_cyber, owner
from vidocq.statements.candidates import Unit, unit_of
from vidocq.statements.coding import TOKEN, Coded, Coder, Mention, extra_actor_pattern
from vidocq.statements.dates import DateReader
from vidocq.statements.decide import decide
from vidocq.statements.incidents import Hit, find_incidents, find_victims
from vidocq.statements.layout import Sentence, sentences_of
from vidocq.statements.lexicon import alternatives, table
from vidocq.statements.linear import Model, shipped
from vidocq.statements.reactions import find_reactions
from vidocq.statements.responses import Measure, find_measures
from vidocq.statements.speakers import Known, frames_of, party_name, resolve
from vidocq.vocabulary.speech import Act, ObjectLevel, Rank, Reaction, Scope, SpeakerRole, ToolboxClass
from vidocq.vocabulary.states import Form, bodies, code_of, find_parties, is_state, name_of, vendors

#: What is read of a document at most; the rest is noted, never silently dropped.
MAX_CHARACTERS = 500_000
#: From this chance on, a sentence without a record is listed as one that possibly holds a statement.
POSSIBLY = 0.3
MOST_POSSIBLE = 5
#: A longer sentence holds too much for an accusation to stand by itself.
_MOST_WORDS = 40
_WORDS = re.compile(r"[\w'’-]+")


class Reading(Noun, frozen=True, kw_only=True):
    """Everything read from one document. ``statements`` and ``responses`` hold both lanes; ``notes`` say what was left out."""

    document_id: str
    statements: tuple[Statement, ...] = ()
    responses: tuple[Response, ...] = ()
    incidents: tuple[Incident, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    must_not_claim: tuple[str, ...] = ()
    acts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def waiting(self) -> tuple[Statement | Response, ...]:
        """Records that wait for a person."""
        records: tuple[Statement | Response, ...] = (*self.statements, *self.responses)
        return tuple(record for record in records if record.lane is Lane.REVIEW)

    def word(self, statement_id: str) -> str:
        """The finer word for a statement's act (investigates for suspects, doubts or exculpates for disputes)."""
        return dict(self.acts).get(statement_id, "")


def read(
    document: Document,
    *,
    actor_names: Iterable[str] = (),
    model: Model | Literal["shipped"] | None = "shipped",
    observe: Callable[[Unit], None] | None = None,
) -> Reading:
    """Read a document.

    Args:
        document: what a reader of ``vidocq.sources`` gave.
        actor_names: more names of groups to know (from the knowledge base); names shorter than four letters are left out.
        model: what decides over the candidates: the shipped weights, others, or None for the rules alone.
        observe: called with every sentence's candidates (fitting and measuring).

    Returns:
        Records with quotes whose offsets were searched for in ``document.text``. Nothing is claimed of a text in another language
        than English, of an empty text, or of commentary and keywords.
    """
    refusal = _refusal(document)
    if refusal:
        return Reading(document_id=document.id, notes=(refusal,))
    notes: list[str] = []
    if len(document.text) > MAX_CHARACTERS:
        notes.append(f"only the first {MAX_CHARACTERS:,} of {len(document.text):,} characters were read for statements")
        document = msgspec.structs.replace(document, text=document.text[:MAX_CHARACTERS], sections=_clipped(document))
    chosen = shipped() if model == "shipped" else model
    return _Reading(document, extra_actor_pattern(actor_names), notes, chosen, observe).result()


def _clipped(document: Document) -> tuple[object, ...]:
    return tuple(section for section in document.sections if section.end <= MAX_CHARACTERS)


@cache
def _languages() -> dict[str, tuple[str, re.Pattern[str]]]:
    """Languages that can be told by their small words: code, name and pattern."""
    return {
        code: (entry["name"], re.compile(rf"\b(?:{'|'.join(entry['words'])})\b", re.IGNORECASE))
        for code, entry in table("languages").items()
    }


def language_of(document: Document) -> str | None:
    """The language a text is in, by name, where it is not one that is read; None for English and what cannot be told."""
    if document.language is not None and not document.language.lower().startswith("en"):
        code = document.language.lower()[:2]
        return _languages()[code][0] if code in _languages() else document.language
    text = document.text[:20000]
    letters = len(re.findall(r"[^\W\d_]", text))
    if letters and len(re.findall(r"[A-Za-z]", text)) / letters < 0.6:
        return "a script other than Latin"
    if len(text.split()) < 25:
        return None
    counts = {code: len(pattern.findall(text)) for code, (_, pattern) in _languages().items()}
    most = max(counts, key=lambda code: counts[code])
    return _languages()[most][0] if counts[most] > counts["en"] else None


def _refusal(document: Document) -> str:
    if not re.search(r"\w", document.text[:20000]):
        return "the text is empty: there is nothing to read"
    language = language_of(document)
    return f"{language}: not read; statements are read from English texts only" if language else ""


class _Reading:
    """One pass over one document."""

    def __init__(
        self,
        document: Document,
        extra: re.Pattern[str] | None,
        notes: list[str],
        model: Model | None,
        observe: Callable[[Unit], None] | None,
    ) -> None:
        self.document = document
        self.model, self.observe = model, observe
        self.before: tuple[Mention, ...] = ()
        self.read_so_far = 0
        self.possible: list[tuple[float, Sentence]] = []
        self.notes = notes
        self.doubt = guards.of_text(document.text)
        self.coder = Coder(document.text, extra)
        self.context = Context(known=Known(), cyber=is_cyber(document.text) or self.coder.names_actors)
        self.found: list[tuple[Found, Sentence]] = []
        self.measures: list[tuple[Measure, Sentence]] = []
        self.victims: list[Hit] = []
        self.dates = DateReader(document)
        self.sentences = sentences_of(document)
        self._set_out()

    def _set_out(self) -> None:
        known = self.context.known
        evidential = [s for s in self.sentences if s.role.evidential]
        for sentence in evidential[:5]:
            known.issuer = known.issuer or issuer_of(sentence.text[:600])
        known.issuer = known.issuer or issuer_of("", self.document.text)
        known.home = known.issuer

    def result(self) -> Reading:
        for sentence in self.sentences:
            coded = self.coder.code(sentence.text, sentence.start)
            # Who speaks, who is blamed and who is hit are all parties: a sentence without one says nothing that is kept.
            if sentence.role.evidential and coded.mentions:
                self._read(coded, sentence)
        statements, acts, conflicts = _Records(self).statements()
        responses = _Records(self).responses()
        incidents = find_incidents(self.document, self.victims, self.sentences, statements, self.dates)
        statements = tuple(_with_incident(item, incidents) for item in statements)
        statements = _with_roles(statements, incidents)
        must_not = must_not_claims(statements, responses)
        return Reading(
            document_id=self.document.id,
            statements=with_waiting(_with_notes(statements, must_not)),
            responses=responses,
            incidents=incidents,
            conflicts=conflicts,
            must_not_claim=must_not,
            acts=acts,
            notes=(*self.notes, *self._possibly()),
        )

    def _possibly(self) -> tuple[str, ...]:
        """Sentences that probably hold a statement nobody recorded, for a person to look at."""
        listed = sorted(self.possible, key=lambda entry: -entry[0])[:MOST_POSSIBLE]
        return tuple(f"possibly said here: “{' '.join(sentence.text.split())[:160]}”" for _, sentence in listed)

    def _read(self, coded: object, sentence: Sentence) -> None:
        assert isinstance(coded, Coded)
        context = self.context
        self._home(coded)
        vendors_here = [coded.at(token.group()).party for token in TOKEN.finditer(coded.code) if token.group(1) == "V"]
        if vendors_here:
            context.known.last_vendor = vendors_here[0]
        acts = find_acts(coded, context)
        reactions = [
            hit
            for hit in find_reactions(coded, context, acts)
            if not any(act.reaction and act.low < hit.high and hit.low < act.high for act in acts)
        ]
        measures = find_measures(coded, context)
        acts, reactions, measures = self._decide(coded, sentence, acts, reactions, measures)
        for hit in (*acts, *reactions):
            self.found.append((hit, sentence))
            if hit.act is Act.ASSERTS:
                context.accusers.append(hit.party)
                context.known.accused.update(owner(code) for code in hit.objects)
            if hit.act is Act.SUSPECTS and hit.objects:
                context.suspects.append(hit.objects[0])
        if sentence.role not in (SectionRole.HEADLINE, SectionRole.SUBTITLE):
            self.measures += [(hit, sentence) for hit in measures]
            for measure in measures:
                if measure.named:
                    context.known.last = measure.party
        speakers = tuple(hit.party for hit in acts if hit.act is Act.ASSERTS) or tuple(hit.party for hit in (*acts, *reactions))
        self.victims += find_victims(coded, sentence, context.known.home, speakers)
        self._listen(coded, acts + reactions)

    def _decide(
        self, coded: Coded, sentence: Sentence, acts: list[Found], reactions: list[Found], measures: list[Measure]
    ) -> tuple[list[Found], list[Found], list[Measure]]:
        """What the model makes of the rules' findings and of all other candidates; the findings themselves without one."""
        if self.model is None and self.observe is None:
            return acts, reactions, measures
        unit = unit_of(coded, sentence, self.read_so_far, self.context, self.before, [*acts, *reactions], measures)
        self.read_so_far += 1
        actors = tuple(mention for mention in coded.mentions if mention.kind == "A")
        self.before = (actors or self.before)[-2:]
        if self.observe is not None:
            self.observe(unit)
        if self.model is None:
            return acts, reactions, measures
        decision = decide(unit, self.model)
        if decision.missed >= POSSIBLY:
            self.possible.append((decision.missed, sentence))
        return decision.acts, decision.reactions, decision.measures

    def _home(self, coded: object) -> None:
        """The first state a text names is whose offices are meant by "the ministry", until another speaks."""
        known = self.context.known
        if known.home is None:
            live = [coded.at(token.group()) for token in TOKEN.finditer(coded.code)]  # type: ignore[attr-defined]
            for mention in live:
                if (
                    mention.kind in "SDQB"
                    and mention.party
                    and (is_state(mention.party) or mention.party in ("EU", "NATO", "UN"))
                ):
                    known.home = mention.party
                    return

    def _listen(self, coded: object, hits: list[Found]) -> None:
        known = self.context.known
        for frame in frames_of(coded):  # type: ignore[arg-type]
            if frame.subject is None or frame.verb == "claim":
                continue
            spoke = []
            for mention in frame.subject.mentions:
                party = resolve(mention, known)[0]
                if party is not None:
                    known.heard(mention, party)
                    spoke.append(party)
            if not any(mention.kind == "N" for mention in frame.subject.mentions):
                known.heard_together(tuple(dict.fromkeys(spoke)))
        for hit in hits:
            if hit.mention is not None:
                known.heard(hit.mention, hit.party)
        if not hits and known.last is None:
            first = next((m for m in coded.mentions if m.kind in "SQBV" and m.party), None)  # type: ignore[attr-defined]
            if first is not None and first.party is not None:
                known.last = first.party
        for mention in coded.mentions:  # type: ignore[attr-defined]
            if mention.kind == "Q" and mention.party and re.search(r"embass|ambassador", mention.role):
                known.embassy = mention.party


_ISSUER = re.compile(
    r"(?i)^\W*(?:(?:joint\s|press\s|official\s|public\s|foreign\sministry\s)*(?:statement|declaration|press "
    r"release|communiqu[eé]|remarks|news release|announcement|advisory|release)\s(?:by|of|from|on behalf "
    r"of)\s(.{3,160})"
    r"|(?:we|our)\s)"
)


_OUR = re.compile(
    r"(?:(?i:analysts|researchers|experts|teams?|specialists|engineers|hunters|colleagues)\s(?:at|of|from)\s|"
    r"\bAt\s)([A-Z][\w.]+(?:\s[A-Z][\w.]+){0,2})(?=,?\s(?:we|have|has|saw|found|discovered|observed|"
    r"identified|track))"
)


def issuer_of(opening: str, text: str = "") -> str | None:
    """The party that issued a text which is itself a statement, or None.

    Known by its heading ("Statement by the High Representative"), or, where the text says "we", by whose analysts they are.
    """
    match = _ISSUER.match(opening)
    if match and match.group(1):
        parties = [hit for hit in find_parties(match.group(1)) if hit.form is not Form.VENDOR]
        return parties[0].party if parties else None
    own = _OUR.search(text[:3000])
    if own and re.search(r"\b[Ww]e\s", text[:6000]):
        return code_of(own.group(1)) or own.group(1)
    return None


# --- from what was found to records -----------------------------------------------------------------------------------


class _Records:
    """Turns what was found into nouns."""

    def __init__(self, reading: _Reading) -> None:
        self.reading = reading
        self.document = reading.document

    def statements(self) -> tuple[tuple[Statement, ...], tuple[tuple[str, str], ...], tuple[Conflict, ...]]:
        silent = self._state_withheld()
        made: dict[tuple[object, ...], Statement] = {}
        words: dict[str, str] = {}
        titles: list[tuple[Found, Sentence]] = []
        for hit, sentence in self.reading.found:
            if sentence.role in (SectionRole.HEADLINE, SectionRole.SUBTITLE):
                titles.append((hit, sentence))
                continue
            self._add(made, words, hit, sentence)
            if hit.more and hit.party not in silent:
                self._add(made, words, _linked(hit), sentence)
        conflicts = self._titles(made, words, titles)
        statements = _joined_links(_without_unnamed(tuple(made.values())))
        return statements, tuple(words.items()), conflicts

    def _state_withheld(self) -> set[str]:
        """Parties that this document says would not name a state."""
        return {
            hit.party
            for hit, _ in self.reading.found
            if hit.act is Act.WITHHOLDS and hit.level in (ObjectLevel.STATE, ObjectLevel.NONE, ObjectLevel.UNNAMED_STATE)
        }

    def _add(self, made: dict[tuple[object, ...], Statement], words: dict[str, str], hit: Found, sentence: Sentence) -> None:
        key = (
            hit.party,
            hit.act,
            hit.word,
            hit.objects,
            hit.reaction if hit.act is None else 0,
            hit.scope,
            hit.level if hit.act is Act.ASSERTS else None,
        )
        statement = self._statement(hit, sentence)
        if key in made:
            made[key] = _merged(made[key], statement)
            return
        made[key] = statement
        words[statement.id] = hit.word

    def _statement(self, hit: Found, sentence: Sentence) -> Statement:
        quote = self._quote(hit)
        modality, band = modality_of(hit.coded.code, hit.low, hit.high)
        title = sentence.role in (SectionRole.HEADLINE, SectionRole.SUBTITLE)
        crowded = _crowded(hit, self.reading.doubt)
        auto = hit.auto and not title and not crowded
        reason = "" if auto else (hit.reason or ("a headline alone bears no record" if title else crowded))
        return Statement(
            id=make_id(
                "statement",
                self.document.id,
                hit.rule,
                str(quote.start),
                str(quote.end),
                hit.party,
                hit.act.value if hit.act else "",
                ",".join(hit.objects),
            ),
            speaker=Speaker(
                party=hit.party,
                name=_speaker_name(hit),
                certainty=Certainty.INFERRED if hit.inferred else Certainty.STATED,
                step=hit.step,
            ),
            support=(quote,),
            rule=hit.rule,
            act=hit.act,
            object_level=hit.level,
            objects=hit.objects,
            reaction=Reaction(hit.reaction),
            reaction_word=hit.reaction_word,
            scope=Scope(hit.scope),
            modality=modality,
            modality_band=band,
            basis_claimed=basis_of(hit.coded.slice(0, len(hit.coded.code))) if hit.act is Act.ASSERTS else "",
            form="direct quotation" if _quoted(hit) else "reported speech" if hit.frame is not None else "",
            accounts=(
                Account(
                    document_id=self.document.id,
                    support=(quote,),
                    section=sentence.role.value,
                    act=hit.act,
                    reaction=Reaction(hit.reaction),
                ),
            ),
            certainty=Certainty.INFERRED if hit.inferred else Certainty.STATED,
            step=hit.step,
            lane=Lane.AUTO if auto else Lane.REVIEW,
            lane_reason=reason,
            chance=round(hit.chance, 3),
            marking=self.document.marking,
            date=self.reading.dates.of_statement(sentence),
        )

    def _quote(self, hit: Found | Measure) -> Quote:
        low, high = hit.coded.span(hit.low, hit.high)
        while low < high and self.document.text[low].isspace():
            low += 1
        while high > low and self.document.text[high - 1].isspace():
            high -= 1
        return self.document.quote(low, high)

    def _titles(
        self, made: dict[tuple[object, ...], Statement], words: dict[str, str], titles: list[tuple[Found, Sentence]]
    ) -> tuple[Conflict, ...]:
        """Headlines are accounts of what the body says; where they say more, that is a conflict; alone they wait for a person."""
        conflicts: list[Conflict] = []
        for hit, sentence in titles:
            fitting = next((key for key, item in made.items() if _same_claim(item, hit)), None)
            statement = self._statement(hit, sentence)
            if fitting is not None:
                made[fitting] = _merged(made[fitting], statement)
                continue
            body = [
                item
                for item in made.values()
                if item.speaker.party == hit.party and item.accounts[0].section not in ("headline", "subtitle")
            ]
            conflict = _title_conflict(statement, body)
            if conflict is not None:
                conflicts.append(conflict)
                for key, item in list(made.items()):
                    if item in body and item.reaction and statement.reaction and item.act is None:
                        made[key] = _merged(item, statement, drift=conflict.sentence)
            else:
                self._add(made, words, hit, sentence)
        return tuple(conflicts)

    def responses(self) -> tuple[Response, ...]:
        made: dict[tuple[str, str, str], Response] = {}
        for hit, sentence in self.reading.measures:
            quote = self._quote(hit)
            key = (hit.party, hit.rule.measure, hit.target)
            if any(known[:2] == key[:2] for known in made):
                continue
            made[key] = Response(
                id=make_id("response", self.document.id, hit.rule.measure, hit.party, str(quote.start), str(quote.end)),
                by=hit.party,
                measure=hit.rule.measure,
                rank=Rank(hit.rule.rank),
                support=(quote,),
                rule=f"measures/{hit.rule.measure}",
                toolbox=ToolboxClass(hit.rule.toolbox),
                eurepoc=hit.rule.eurepoc,
                target=hit.target,
                persons=hit.persons,
                concerns=concerns_of(hit.coded.slice(0, len(hit.coded.code))),
                date=self.reading.dates.in_sentence(sentence),
                certainty=Certainty.STATED if hit.named else Certainty.INFERRED,
                step=hit.step,
                lane=Lane.AUTO if hit.auto else Lane.REVIEW,
                lane_reason=hit.reason,
                chance=round(hit.chance, 3),
                marking=self.document.marking,
            )
        return tuple(made.values())


def _speaker_name(hit: Found) -> str:
    name = (hit.mention.person or hit.mention.name or hit.mention.text) if hit.mention is not None else ""
    return name if name and hit.named else (name or party_name(hit.party))


def _quoted(hit: Found) -> bool:
    return hit.coded.code.count('"', 0, hit.low) % 2 == 1


def _linked(hit: Found) -> Found:
    """The second record that an apposition adds: the actor's link to a state, always for review."""
    return msgspec.structs.replace(
        hit,
        objects=(*hit.objects, *hit.more),
        level=ObjectLevel.ACTOR_STATE_LINK,
        auto=False,
        reason="the state stands in an apposition, not as the first object",
        more=(),
        rule=f"{hit.rule}+apposition",
    )


def _crowded(hit: Found, doubt: str) -> str:
    """Why an accusation is not simple enough to stand by itself; empty where it is.

    ``doubt`` is what the whole text gives reason to.
    On texts by strangers the rules' accusations were false where a sentence holds more parties than one that accuses and one
    that is accused, or is long: who does what to whom is then a guess.
    """
    if hit.act is not Act.ASSERTS:
        return ""
    if doubt:
        return doubt
    if hit.level not in (ObjectLevel.STATE, ObjectLevel.ORGAN):
        return ""
    if _quoted(hit):
        return "the accusation stands in quotation marks: whose words they are is for a person to say"
    parties = {mention.party for mention in hit.coded.mentions if mention.party} - {hit.party}
    accused = {code.partition(":")[0] for code in hit.objects}
    others = {party.partition(":")[0] for party in parties} - accused - {hit.party.partition(":")[0]}
    if others:
        return "the sentence names other parties too: who accuses whom is for a person to say"
    if len(_WORDS.findall(hit.coded.code)) > _MOST_WORDS:
        return "the sentence is long: who accuses whom is for a person to say"
    return ""


def _merged(first: Statement, second: Statement, drift: str = "") -> Statement:
    """One statement that several sentences of a document bear out; the surer lane counts."""
    lane, reason, speaker = first.lane, first.lane_reason, first.speaker
    if second.lane is Lane.AUTO and first.lane is Lane.REVIEW:
        lane, reason, speaker = second.lane, second.lane_reason, second.speaker
    certainty = Certainty.STATED if Certainty.STATED in (first.certainty, second.certainty) else first.certainty
    return msgspec.structs.replace(
        first,
        support=(*first.support, *(q for q in second.support if q not in first.support)),
        accounts=(*first.accounts, *second.accounts),
        lane=lane,
        lane_reason=reason,
        speaker=speaker,
        certainty=certainty,
        drift=drift or first.drift,
        modality=first.modality or second.modality,
        modality_band=first.modality_band or second.modality_band,
        basis_claimed=first.basis_claimed or second.basis_claimed,
    )


def _same_claim(item: Statement, hit: Found) -> bool:
    if item.speaker.party != hit.party or item.act is not hit.act:
        return False
    if hit.act is None:
        return int(item.reaction) == hit.reaction
    return not hit.objects or bool(set(hit.objects) & set(item.objects)) or not item.objects


def _title_conflict(title: Statement, body: list[Statement]) -> Conflict | None:
    lower = (
        [item for item in body if item.act is None and item.reaction and item.reaction < title.reaction]
        if title.act is None
        else []
    )
    if lower:
        mild = lower[0]
        return Conflict(
            kind="headline against body",
            sentence=(
                f"the title lets {party_name(title.speaker.party)} go further ({title.reaction.name.lower()}) "
                f"than the body does ({mild.reaction.name.lower()})"
            ),
            support=(*title.support, *mild.support),
            resolution="the record follows the body; the title's wording is kept as an account",
        )
    held = (
        [item for item in body if item.act in (Act.WITHHOLDS, Act.DISPUTES, Act.DENIES, Act.RELAYS, Act.SUSPECTS)]
        if title.act is Act.ASSERTS
        else []
    )
    if held:
        return Conflict(
            kind="headline against body",
            sentence=(
                f"the title lets {party_name(title.speaker.party)} assert what the body says it "
                f"{held[0].act.value if held[0].act else ''}"
            ),
            support=(*title.support, *held[0].support),
            resolution="the record follows the body; the title's claim is no record",
        )
    return None


def _without_unnamed(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Leave out "a foreign state" where the same speaker names the state."""
    named = {
        item.speaker.party
        for item in statements
        if item.act is Act.ASSERTS and any(is_state(owner(code)) for code in item.objects)
    }
    return tuple(
        item
        for item in statements
        if item.act is not Act.ASSERTS or item.objects != ("unnamed state",) or item.speaker.party not in named
    )


def _joined_links(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Bind relays, denials and retractions to the one assertion in the document they can mean."""
    asserted = [item for item in statements if item.act is Act.ASSERTS]
    bound = []
    for item in statements:
        if item.act in (Act.RELAYS, Act.ENDORSES, Act.DENIES, Act.RETRACTS) and item.of_statement is None:
            fitting = [
                claim
                for claim in asserted
                if claim.speaker.party != item.speaker.party
                and (item.act is not Act.DENIES or item.speaker.party in {owner(code) for code in claim.objects})
            ]
            if item.act is Act.RETRACTS:
                fitting = [
                    claim
                    for claim in asserted
                    if claim.speaker.party == item.speaker.party and set(claim.objects) & set(item.objects)
                ]
            parties = {claim.speaker.party for claim in fitting}
            if len(parties) == 1:
                item = msgspec.structs.replace(item, of_statement=fitting[0].id)
                if item.act is Act.RELAYS and not item.objects:
                    item = msgspec.structs.replace(item, objects=fitting[0].objects, object_level=fitting[0].object_level)
        bound.append(item)
    return tuple(bound)


def _with_incident(statement: Statement, incidents: tuple[Incident, ...]) -> Statement:
    if len(incidents) == 1 and statement.scope is Scope.INCIDENT and statement.incident_id is None:
        return msgspec.structs.replace(statement, incident_id=incidents[0].id)
    return statement


def _with_roles(statements: tuple[Statement, ...], incidents: tuple[Incident, ...]) -> tuple[Statement, ...]:
    victims = {victim.country for incident in incidents for victim in incident.victims if victim.country}
    accused = {owner(code) for item in statements if item.act is Act.ASSERTS for code in item.objects}
    return tuple(
        msgspec.structs.replace(item, speaker=msgspec.structs.replace(item.speaker, role=_role(item, victims, accused)))
        for item in statements
    )


def _role(item: Statement, victims: set[str], accused: set[str]) -> SpeakerRole:
    party = item.speaker.party
    if item.act is Act.CLAIMS_RESPONSIBILITY:
        return SpeakerRole.ATTACKER
    if party in bodies() and bodies()[party].kind == "alliance":
        return SpeakerRole.ALLIANCE
    if party in victims:
        return SpeakerRole.VICTIM
    if party in accused:
        return SpeakerRole.ACCUSED
    if party in vendors() or not is_state(party):
        return SpeakerRole.VENDOR
    return (
        SpeakerRole.ALLY if item.reaction >= Reaction.SOLIDARITY or item.act in (Act.ENDORSES, Act.RELAYS) else SpeakerRole.THIRD
    )


#: What a note says where the documents are silent; the dossier's check knows the same words.
NOT_SAID = "these documents do not say that {} attributed this to {}"


def waiting_beside(statements: tuple[Statement, ...]) -> str:
    """How many accusations wait for a person, and whose: shown beside every denial and relay; empty where none waits."""
    waiting = [item for item in statements if item.act is Act.ASSERTS and item.lane is Lane.REVIEW]
    if not waiting:
        return ""
    told = [f"{party_name(item.speaker.party)}: {', '.join(map(name_of, item.objects)) or 'nobody named'}" for item in waiting]
    count = "one accusation waits" if len(waiting) == 1 else f"{len(waiting)} accusations wait"
    return f"{count} for a person to decide beside this ({'; '.join(dict.fromkeys(told))})"


def with_waiting(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Denials, disputes and relays with the number of accusations that wait, as it is now."""
    note = waiting_beside(statements)
    found = []
    for item in statements:
        own = tuple(old for old in item.must_not_claim if "for a person to decide beside this" not in old)
        if note and item.act in (Act.DENIES, Act.DISPUTES, Act.RELAYS):
            own = (*own, note)
        found.append(item if own == item.must_not_claim else msgspec.structs.replace(item, must_not_claim=own))
    return tuple(found)


def must_not_claims(statements: tuple[Statement, ...], responses: tuple[Response, ...]) -> tuple[str, ...]:
    """Notes that travel with the records: what a hasty reader would make of them, and what they do not say."""
    notes: list[str] = []
    asserted = {(item.speaker.party, owner(code)) for item in statements if item.act is Act.ASSERTS for code in item.objects}
    named = {
        (item.speaker.party, owner(code))
        for item in statements
        if item.act is Act.ASSERTS and item.object_level is not ObjectLevel.TERRITORY
        for code in item.objects
    }
    sponsors = sorted({state for _, state in asserted if is_state(state)})
    for item in statements:
        party, name = item.speaker.party, party_name(item.speaker.party)
        blamed = {state for speaker, state in named if speaker == party and is_state(state)}
        if item.act in (Act.WITHHOLDS, Act.RELAYS) or (item.act is None and item.reaction):
            # silence is no fact: only a text that says "did not blame" lets a note say so
            words = "{} did not attribute this to {}" if item.act is Act.WITHHOLDS else NOT_SAID
            notes += [
                words.format(name if item.act is Act.WITHHOLDS else _with_article(name), name_of(state))
                for state in (sponsors or item.objects)
                if state != party and is_state(state) and state not in blamed
            ]
        if item.act is Act.ASSERTS and item.object_level is ObjectLevel.TERRITORY:
            notes.append(f"{name} spoke of {', '.join(map(name_of, item.objects))} as a place of origin, not of the state")
        if item.act is Act.ASSERTS and item.objects and not blamed and item.object_level is ObjectLevel.ACTOR:
            notes.append(f"{name} named {', '.join(item.objects)} and no state")
        if item.act is Act.RETRACTS:
            notes.append(f"{name} no longer attributes this to {', '.join(map(name_of, item.objects)) or 'whom it had named'}")
    notes += [
        f"the sanctions by {party_name(item.by)} name persons or entities: a listing is not an attribution to a state"
        for item in responses
        if item.measure == "sanctions"
    ]
    denied = {note for note in notes if " did not attribute this to " in note}
    for note in denied:  # where a text says that it did not, the weaker note is idle
        name, _, state = note.partition(" did not attribute this to ")
        notes = [other for other in notes if other != NOT_SAID.format(_with_article(name), state)]
    return tuple(dict.fromkeys(notes))


def _with_article(name: str) -> str:
    return f"the {name}" if name in _ARTICLE else name


_ARTICLE = frozenset({"EU", "UN", "G7", "United States", "United Kingdom", "Netherlands", "Czech Republic", "Philippines"})


def _with_notes(statements: Iterable[Statement], notes: tuple[str, ...]) -> tuple[Statement, ...]:
    """Each statement with the notes on its speaker."""
    own: dict[str, tuple[str, ...]] = {}
    found = []
    for item in statements:
        party = item.speaker.party
        if party not in own:
            own[party] = _notes_on(party_name(party), notes)
        found.append(msgspec.structs.replace(item, must_not_claim=own[party]) if own[party] else item)
    return tuple(found)


def _notes_on(name: str, notes: tuple[str, ...]) -> tuple[str, ...]:
    openings = (f"{name} ", NOT_SAID.partition("{}")[0] + f"{_with_article(name)} ")
    return tuple(note for note in notes if note.startswith(openings))


# --- small readings of the same sentence ------------------------------------------------------------------------------


@cache
def _modality() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (band, re.compile(rf"(?<![\w-]){alternatives(list(listed))}(?![\w-])", re.IGNORECASE))
        for band, listed in table("modality").items()
    )


def modality_of(code: str, low: int, high: int) -> tuple[str, str]:
    """How sure the speaker says to be: the words, verbatim, and the band they fall in; empty where nothing is said."""
    window = code[max(0, low - 60) : high + 60]
    for band, pattern in _modality():
        match = pattern.search(window)
        if match:
            return match.group(), band
    return "", ""


_BASIS = re.compile(
    r"(?i)(?:after|following|based\son|on\sthe\sbasis\sof|citing|thanks\sto|in\slight\sof|"
    r"drawing\son)\s(?:an?\s|the\s|its\s|their\s|our\s)?\"?((?:[\w-]+\s){0,4}?(?:investigations?|assessments?|"
    r"analys[ie]s|evidence|intelligence|inquiry|review|findings|forensics|information))"
)


def basis_of(text: str) -> str:
    """What the speaker claims to stand on ("extensive investigation"), verbatim; empty where nothing is said."""
    match = _BASIS.search(text)
    return match.group(1).strip(' "“”') if match else ""


_CONCERNS = re.compile(
    r"(?i)\b(?:over|for their involvement (?:with|in)|for|in connection with|in response to|because of)\s([^.;]{5,90})"
)


def concerns_of(text: str) -> str:
    """What a response is about, in the text's words."""
    match = _CONCERNS.search(text)
    return match.group(1).strip() if match else ""
