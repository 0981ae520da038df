"""Made-up dossiers of every kind of answer, with real quotes in their made-up documents."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import msgspec

from vidocq.model import (
    Account,
    AnalystInput,
    Answer,
    Assessment,
    Candidate,
    Cell,
    Certainty,
    ConfidenceStatement,
    Conflict,
    DocumentEntry,
    Dossier,
    EventDate,
    Evidence,
    Hypothesis,
    HypothesisKind,
    Incident,
    IndicatorLabel,
    KnowledgeReference,
    Lane,
    Level,
    Marking,
    NextStep,
    Page,
    ProfileContext,
    Quote,
    Ranking,
    Reading,
    Response,
    Row,
    Sensitivity,
    Source,
    SourceKind,
    Speaker,
    Statement,
    TimelineEntry,
    TrackRecord,
    Victim,
)
from vidocq.vocabulary import icd203
from vidocq.vocabulary.admiralty import Credibility, Reliability
from vidocq.vocabulary.analysis import Confidence, Consistency, Spoofability
from vidocq.vocabulary.speech import Act, ObjectLevel, Rank, Reaction, Scope, SpeakerRole, ToolboxClass
from vidocq.vocabulary.tlp import Tlp

NEWS = """Prague points at Beijing over ministry break-in
Allies condemn the attack
The Czech government has said that China is responsible for a campaign against an unclassified network of its foreign ministry.
The campaign started in 2022 and was attributed to APT31, a group backed by China. Few details were published.
The foreign ministry condemned the campaign. In late March, seven Chinese nationals were charged in the United States.
NATO, while not directly blaming China, acknowledged the Czech accusation. The EU voiced concern and urged China to act.
China's embassy denied any part in it.
"""

REPORT = """Intrusion at a shipping authority
Between 4 March 2024 and May 2024 an intruder held on to servers of a port authority in Norway.
The first access was a spearphishing attachment. The attachment loaded the FROSTLANTERN backdoor.
Commands were run with PowerShell. The backdoor spoke to 203.0.113.77 and to cdn.update-berth.example.
A victim's own host, 198.51.100.20, was seen in the logs. We looked for ShadowPad and did not find it.
The builds were compiled between 01:00 and 09:00 UTC. We link the activity to the Silk Heron group.
"""


def quote(document: DocumentEntry, text: str) -> Quote:
    start = document.text.index(text)
    return Quote(document_id=document.id, text=text, start=start, end=start + len(text))


def entry(name: str, text: str, **fields: object) -> DocumentEntry:
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    values: dict[str, object] = {"media_type": "text/plain", **fields}
    return DocumentEntry(id=f"document--{name}", sha256=digest, name=f"{name}.txt", text=text, **values)  # type: ignore[arg-type]


def row(level: Level, kind: HypothesisKind, name: str, probability: float, *, ref: str | None = None, **fields: object) -> Row:
    hypothesis = Hypothesis(id=f"{level.value}:{ref or kind.value}", level=level, kind=kind, name=name, ref=ref)
    wide = min(probability, 1 - probability) * 0.6
    values: dict[str, object] = {
        "prior": 0.02,
        "interval": (max(0.0, probability - wide), min(1.0, probability + wide)),
        "word": icd203.word(probability),
        **fields,
    }
    return Row(hypothesis=hypothesis, probability=probability, **values)  # type: ignore[arg-type]


def bare_assessment(group: Ranking, sponsor: Ranking, **fields: object) -> Assessment:
    values: dict[str, object] = {
        "confidence": ConfidenceStatement(
            level=Confidence.LOW,
            information_base="one origin, no technical item",
            rigour="two hypotheses compared",
            volatility="a single report would move the answer",
        ),
        "matrix": (),
        "diagnosticity": (),
        "sensitivity": (),
        "next_steps": (
            NextStep(
                kind="malware", sentence="Get a sample of the malware", expected_shift=0.31, basis="mean over 120 past cases"
            ),
            NextStep(kind="statement", sentence="See whether a second party says it on evidence of its own"),
        ),
        "assumptions": ("The documents are what they say they are.",),
        "gaps": ("No sample of the malware was published.",),
        "knowledge": KnowledgeReference(
            digest="3f6c" * 16, as_of="2024-06-30", built="2026-11-20", contents=(("actors", 1041), ("techniques", 691))
        ),
        "code_version": "0.1.0",
        "model_digest": "9ab1" * 16,
        "seed": 7,
        "technical_items": 0,
        **fields,
    }
    return Assessment(group=group, sponsor=sponsor, **values)  # type: ignore[arg-type]


def _prior_rankings(kind: str = "no technical evidence") -> tuple[Ranking, Ranking]:
    group = Ranking(
        level=Level.GROUP,
        rows=(
            row(Level.GROUP, HypothesisKind.NOT_IN_KB, "A group not in the knowledge base", 0.48, prior=0.48),
            row(Level.GROUP, HypothesisKind.ACTOR, "Silk Heron", 0.02, ref="G9001"),
        ),
        answer=Answer(kind=kind, sentence=""),
    )
    sponsor = Ranking(
        level=Level.SPONSOR,
        rows=(row(Level.SPONSOR, HypothesisKind.UNDETERMINED, "Undetermined", 0.7, prior=0.7),),
        answer=Answer(kind=kind, sentence=""),
    )
    return group, sponsor


def founding() -> Dossier:
    """A news account: a government's claim, an alliance that holds back, a date without a year, nothing technical."""
    news = entry(
        "news",
        NEWS,
        title="Prague points at Beijing over ministry break-in",
        publisher="Example Gazette",
        published="2025-05-28",
        language="en",
        url="https://news.example/prague",
        source_id="source--gazette",
        notes=("the last line was cut off",),
    )
    accuses = _statement(
        "accuses",
        quote(news, "The Czech government has said that China is responsible"),
        "CZ",
        "Czech government",
        act=Act.ASSERTS,
        object_level=ObjectLevel.STATE,
        objects=("CN",),
        role=SpeakerRole.VICTIM,
        date=EventDate(edtf="2025-05-28~", support=()),
        must_not_claim=("Czech Republic did not say how sure it is",),
        accounts=(
            Account(document_id=news.id, support=(quote(news, "Prague points at Beijing"),), section="headline", act=Act.ASSERTS),
        ),
    )
    names = _statement(
        "names",
        quote(news, "was attributed to APT31, a group backed by China"),
        "CZ",
        "Czech government",
        act=Act.ASSERTS,
        object_level=ObjectLevel.ACTOR_STATE_LINK,
        objects=("APT31", "CN"),
        certainty=Certainty.INFERRED,
        step="passive without a subject; the paragraph's only accuser is the Czech government",
    )
    condemns = _statement(
        "condemns",
        quote(news, "The foreign ministry condemned the campaign"),
        "CZ",
        "foreign ministry",
        reaction=Reaction.CONDEMNS,
        reaction_word="condemned",
    )
    withholds = _statement(
        "withholds",
        quote(news, "NATO, while not directly blaming China"),
        "NATO",
        "NATO",
        act=Act.WITHHOLDS,
        object_level=ObjectLevel.STATE,
        objects=("CN",),
        role=SpeakerRole.ALLIANCE,
        must_not_claim=("NATO did not attribute this to China",),
    )
    relays = _statement(
        "relays",
        quote(news, "acknowledged the Czech accusation"),
        "NATO",
        "NATO",
        act=Act.RELAYS,
        object_level=ObjectLevel.STATE,
        objects=("CN",),
        of_statement="statement--accuses",
    )
    concern = _statement(
        "concern",
        quote(news, "The EU voiced concern"),
        "EU",
        "EU",
        reaction=Reaction.CONCERN,
        reaction_word="voiced concern",
        demands="that China act",
        drift="the subtitle says “condemn”, the body says “concern”",
    )
    denies = _statement(
        "denies",
        quote(news, "China's embassy denied any part in it"),
        "CN",
        "Chinese embassy",
        act=Act.DENIES,
        object_level=ObjectLevel.STATE,
        objects=("CN",),
        role=SpeakerRole.ACCUSED,
    )
    waiting = _statement(
        "waiting",
        quote(news, "Allies condemn the attack"),
        "NATO",
        "Allies",
        act=Act.ASSERTS,
        object_level=ObjectLevel.STATE,
        objects=("CN",),
        lane=Lane.REVIEW,
        lane_reason="the speaker is not named as a party",
    )
    late_march = EventDate(
        edtf="XXXX-03-21/XXXX-03-31",
        surface="In late March",
        certainty=Certainty.AMBIGUOUS,
        readings=(
            Reading(value="2025-03-21/2025-03-31", rule="the March before the article"),
            Reading(value="2024-03-25", rule="an indictment known to the knowledge base", certainty=Certainty.KB),
        ),
        support=(quote(news, "In late March"),),
    )
    charges = Response(
        id="response--charges",
        by="US",
        measure="criminal_charges",
        rank=Rank.CRIMINAL,
        rule="test",
        persons=7,
        support=(quote(news, "seven Chinese nationals were charged in the United States"),),
        target="seven persons",
        concerns="the group in general, not this incident",
        date=late_march,
        lane=Lane.AUTO,
        toolbox=ToolboxClass.LAWFUL_RESPONSE,
        marking=Marking(tlp=Tlp.CLEAR),
    )
    urges = Response(
        id="response--urges",
        by="EU",
        measure="call_on_state",
        rank=Rank.STATEMENT,
        rule="test",
        target="CN",
        support=(quote(news, "urged China to act"),),
        lane=Lane.AUTO,
        marking=Marking(tlp=Tlp.CLEAR),
    )
    incident = Incident(
        id="incident--ministry",
        name="Campaign against the Czech foreign ministry",
        event_key="cz-mfa",
        victims=(
            Victim(
                name="foreign ministry",
                country="CZ",
                category="government",
                asset="unclassified network",
                support=(quote(news, "an unclassified network of its foreign ministry"),),
            ),
        ),
        start=EventDate(edtf="2022", support=(quote(news, "started in 2022"),)),
        basis_published="none",
        document_ids=(news.id,),
        support=(quote(news, "a campaign against an unclassified network"),),
    )
    group, sponsor = _prior_rankings()
    return Dossier(
        id="case--ministry",
        title="Break-in at the Czech foreign ministry",
        created="2026-11-23T20:00:00Z",
        marking=Marking(tlp=Tlp.CLEAR),
        documents=(news,),
        sources=(
            Source(
                id="source--gazette", name="Example Gazette", kind=SourceKind.AGGREGATOR, roots=("CZ",), document_ids=(news.id,)
            ),
        ),
        evidence=(_evidence("claim", "intrusion-set", "APT31", quote(news, "APT31"), name="APT31", ref="G0128"),),
        assessment=bare_assessment(group, sponsor),
        statements=(accuses, names, condemns, withholds, relays, concern, denies, waiting),
        responses=(charges, urges),
        incidents=(incident,),
        conflicts=(
            Conflict(
                kind="headline and body",
                sentence="The subtitle says that allies condemn; the body says that the EU voiced concern",
                support=(quote(news, "Allies condemn the attack"), quote(news, "The EU voiced concern")),
                resolution="the lower reaction, as the body has it",
            ),
        ),
        timeline=(
            TimelineEntry(date=EventDate(edtf="2022"), kind="incident", sentence="The campaign begins", record_id=incident.id),
            TimelineEntry(
                date=late_march, kind="response", sentence="Seven persons are charged in the United States", record_id=charges.id
            ),
            TimelineEntry(
                date=EventDate(edtf="2025-05-28~"),
                kind="statement",
                sentence="The Czech government blames China",
                record_id=accuses.id,
            ),
            TimelineEntry(
                date=EventDate(edtf="2025-05-28"), kind="document", sentence="The account is published", record_id=news.id
            ),
            TimelineEntry(
                date=EventDate(edtf="2025-05-27"), kind="statement", sentence="This waits and must not show", record_id=waiting.id
            ),
        ),
        profiles=(
            ProfileContext(
                ref="G0128",
                name="APT31",
                aliases=(("ZIRCONIUM", "Microsoft"), ("BRONZE VINEWOOD", "Secureworks")),
                country="CN",
                sentence="The knowledge base lists APT31 as a group with an origin in China",
                facts=(("first seen", "2017"),),
            ),
        ),
        must_not_claim=("EU did not attribute this to China", "Nobody said that data was stolen"),
    )


def _statement(
    name: str, support: Quote, party: str, who: str, *, role: SpeakerRole | None = None, **fields: object
) -> Statement:
    values: dict[str, object] = {"lane": Lane.AUTO, "marking": Marking(tlp=Tlp.CLEAR), **fields}
    speaker = Speaker(party=party, name=who, role=role)
    return Statement(id=f"statement--{name}", speaker=speaker, support=(support,), rule="test", **values)  # type: ignore[arg-type]


def _evidence(key: str, kind: str, value: str, support: Quote, **fields: object) -> Evidence:
    values: dict[str, object] = {"marking": Marking(tlp=Tlp.CLEAR), "sentence": support.text, **fields}
    return Evidence(id=f"evidence--{key}", kind=kind, value=value, support=(support,), rule="test", **values)  # type: ignore[arg-type]


def named() -> Dossier:
    """A technical report: one group named, one state named, sensitivity, an analyst's hand, indicators, circular evidence."""
    report = entry(
        "report",
        REPORT,
        title="Intrusion at a shipping authority",
        publisher="Example Labs",
        published="2024-06",
        language="en",
        source_id="source--labs",
        media_type="application/pdf",
        pages=(Page(number=1, start=0, end=220), Page(number=2, start=220, end=len(REPORT))),
    )
    items = _technical_items(report)
    group, sponsor = _rankings()
    cells = tuple(_cells(items, group) + _cells(items, sponsor))
    statement = _statement(
        "links",
        quote(report, "We link the activity to the Silk Heron group"),
        "Example Labs",
        "Example Labs",
        act=Act.ASSERTS,
        object_level=ObjectLevel.ACTOR,
        objects=("Silk Heron",),
        role=SpeakerRole.VENDOR,
    )
    assessment = bare_assessment(
        group,
        sponsor,
        matrix=cells,
        technical_items=5,
        confidence=ConfidenceStatement(
            level=Confidence.MODERATE,
            information_base="one origin with five technical items of three aspects",
            rigour="all hypotheses were compared on the same items",
            volatility="taking out the backdoor changes the answer",
        ),
        diagnosticity=tuple((item.id, 1.8 - 0.3 * index) for index, item in enumerate(items)),
        sensitivity=_sensitivity(items),
        circular=("evidence--shell",),
        left_out=(("evidence--hours", "no hypothesis has a known time zone"),),
        analyst=(
            AnalystInput(kind="grade", by="A. Novak", reason="the sample was seen by us", target="evidence--malware", value="2"),
        ),
        machine_group=group,
        dissent=("B. Svoboda holds that the backdoor is shared.",),
        origins=(("source--labs", tuple(item.id for item in items)),),
        notes=("Technique T1059 was read as its sub-technique.",),
    )
    return Dossier(
        id="case--port",
        title="Intrusion at a Norwegian port authority",
        created="2026-11-23",
        marking=Marking(tlp=Tlp.AMBER_STRICT, pap="amber"),
        documents=(report,),
        sources=(
            Source(
                id="source--labs",
                name="Example Labs",
                kind=SourceKind.VENDOR_REPORT,
                reliability=Reliability.B,
                reliability_reason="its earlier reports were borne out",
                document_ids=(report.id,),
            ),
        ),
        evidence=items,
        assessment=assessment,
        statements=(statement,),
        timeline=(
            TimelineEntry(
                date=EventDate(edtf="2024-03-04/2024-05"),
                kind="observation",
                sentence="The intruder is on the servers",
                record_id="evidence--malware",
            ),
            TimelineEntry(
                date=EventDate(edtf="2024-06"), kind="document", sentence="The report is published", record_id=report.id
            ),
        ),
        problems=("iocs.bin: not a format that can be read",),
    )


def _technical_items(report: DocumentEntry) -> tuple[Evidence, ...]:
    origin = {"origin": "source--labs"}
    return (
        _evidence(
            "malware",
            "malware",
            "FROSTLANTERN",
            quote(report, "FROSTLANTERN"),
            name="FROSTLANTERN",
            ref="S9001",
            sentence="The attachment loaded the FROSTLANTERN backdoor.",
            credibility=Credibility.TWO,
            credibility_reason="seen in a sample",
            spoofability=Spoofability.LOW,
            spoofability_reason="the code was never public",
            **origin,
        ),
        _evidence(
            "phish",
            "attack-pattern",
            "T1566.001",
            quote(report, "spearphishing attachment"),
            name="Spearphishing Attachment",
            attributes=(("tactic", "initial-access"),),
            **origin,
        ),
        _evidence(
            "shell",
            "attack-pattern",
            "T1059.001",
            quote(report, "run with PowerShell"),
            name="PowerShell",
            attributes=(("tactic", "execution"),),
            **origin,
        ),
        _evidence("country", "country", "NO", quote(report, "a port authority in Norway"), name="Norway", **origin),
        _evidence(
            "none",
            "malware",
            "ShadowPad",
            quote(report, "We looked for ShadowPad and did not find it"),
            name="ShadowPad",
            negative=True,
            **origin,
        ),
        _evidence(
            "hours",
            "working-hours",
            "01:00-09:00 UTC",
            quote(report, "between 01:00 and 09:00 UTC"),
            spoofability=Spoofability.HIGH,
            **origin,
        ),
        _evidence(
            "address",
            "ipv4-addr",
            "203.0.113.77",
            quote(report, "203.0.113.77"),
            label=IndicatorLabel.ADVERSARY,
            label_reason="the backdoor spoke to it",
            observed="2024-03-04/2024-05",
            **origin,
        ),
        _evidence(
            "host",
            "domain-name",
            "cdn.update-berth.example",
            quote(report, "cdn.update-berth.example"),
            label=IndicatorLabel.UNDECIDED,
            label_reason="nothing says whose it is",
            **origin,
        ),
        _evidence(
            "own",
            "ipv4-addr",
            "198.51.100.20",
            quote(report, "198.51.100.20"),
            label=IndicatorLabel.VICTIM,
            label_reason="the text calls it a victim's own",
            **origin,
        ),
        _evidence(
            "heron",
            "intrusion-set",
            "Silk Heron",
            quote(report, "Silk Heron"),
            name="Silk Heron",
            certainty=Certainty.AMBIGUOUS,
            candidates=(Candidate(ref="G9001", name="Silk Heron"), Candidate(ref="G9002", name="Heron")),
            lane=Lane.REVIEW,
            **origin,
        ),
    )


def _rankings() -> tuple[Ranking, Ranking]:
    record = TrackRecord(band=(0.6, 0.8), cases=40, right=29, data="time-ordered, releases 9 to 16")
    leading = row(
        Level.GROUP,
        HypothesisKind.ACTOR,
        "Silk Heron",
        0.712,
        ref="G9001",
        caveat="The backdoor may be shared with Grey Tern",
        evidence_for=("evidence--malware", "evidence--phish", "evidence--country"),
        evidence_against=("evidence--none",),
        explanation=("FROSTLANTERN: reported for one group only; it more than doubles the odds.",),
    )
    group = Ranking(
        level=Level.GROUP,
        rows=(
            leading,
            row(Level.GROUP, HypothesisKind.NOT_IN_KB, "A group not in the knowledge base", 0.141, prior=0.48),
            row(Level.GROUP, HypothesisKind.ACTOR, "Grey Tern", 0.09, ref="G9003", evidence_for=("evidence--phish",)),
            row(
                Level.GROUP, HypothesisKind.ACTOR, "A group whose name is so long that it has to be cut to fit", 0.03, ref="G9004"
            ),
            row(Level.GROUP, HypothesisKind.PLANTED, "Planted traces", 0.02),
            row(Level.GROUP, HypothesisKind.ACTOR, "Blue Plover", 0.007, ref="G9005"),
        ),
        answer=Answer(
            kind="named",
            sentence="The evidence fits Silk Heron best, and it is likely that this group did it.",
            hypothesis_ids=("group:G9001",),
            track_record=record,
        ),
    )
    sponsor = Ranking(
        level=Level.SPONSOR,
        rows=(
            row(Level.SPONSOR, HypothesisKind.STATE, "China", 0.83, ref="CN", prior=0.4, evidence_for=("evidence--malware",)),
            row(Level.SPONSOR, HypothesisKind.UNDETERMINED, "Undetermined", 0.09),
            row(Level.SPONSOR, HypothesisKind.NO_STATE, "No state", 0.05),
            row(Level.SPONSOR, HypothesisKind.STATE, "Russia", 0.03, ref="RU", prior=0.3),
        ),
        answer=Answer(kind="named", sentence="It is very likely that China stands behind it.", hypothesis_ids=("sponsor:CN",)),
    )
    return group, sponsor


def _cells(items: tuple[Evidence, ...], ranking: Ranking) -> list[Cell]:
    bands = tuple(Consistency)
    cells = []
    for index, item in enumerate(items[:5]):
        for position, given in enumerate(ranking.rows):
            band = bands[(index + position) % len(bands)]
            reason = f"{item.shown} is recorded for {given.hypothesis.name}" if band is Consistency.CC else ""
            cells.append(
                Cell(
                    evidence_id=item.id,
                    hypothesis_id=given.hypothesis.id,
                    weight=1.0 - 0.5 * position,
                    consistency=band,
                    reason=reason,
                )
            )
    return cells


def _sensitivity(items: tuple[Evidence, ...]) -> tuple[Sensitivity, ...]:
    def test(
        kind: str, level: Level, label: str, removed: tuple[str, ...], after: str, probability: float, shift: float
    ) -> Sensitivity:
        before = ("group:G9001", 0.712) if level is Level.GROUP else ("sponsor:CN", 0.83)
        return Sensitivity(
            kind=kind,
            level=level,
            label=label,
            removed=removed,
            top_before=before[0],
            top_after=after,
            probability_before=before[1],
            probability_after=probability,
            shift=shift,
        )

    return (
        test("item", Level.GROUP, "FROSTLANTERN", (items[0].id,), "group:not in the knowledge base", 0.41, 0.44),
        test("item", Level.GROUP, "Spearphishing Attachment", (items[1].id,), "group:G9001", 0.69, 0.03),
        test("origin", Level.GROUP, "Example Labs", ("source--labs",), "group:not in the knowledge base", 0.48, 0.7),
        test("planted", Level.GROUP, "high spoofability items planted", (), "group:G9001", 0.70, 0.01),
        test("item", Level.SPONSOR, "FROSTLANTERN", (items[0].id,), "sponsor:CN", 0.55, 0.28),
    )


def a_set() -> Dossier:
    """As ``named``, with a set of groups and an undetermined sponsor."""
    dossier = named()
    group = msgspec.structs.replace(
        dossier.assessment.group,
        answer=Answer(kind="set", sentence="", hypothesis_ids=("group:G9001", "group:G9003"), coverage=0.9),
    )
    sponsor = msgspec.structs.replace(
        dossier.assessment.sponsor, answer=Answer(kind="undetermined", sentence="No state stands out.")
    )
    return _reassessed(dossier, group=group, sponsor=sponsor)


def undetermined() -> Dossier:
    """As ``named``, with neither level decided and nothing said by anybody."""
    dossier = named()
    answer = Answer(kind="undetermined", sentence="")
    group = msgspec.structs.replace(dossier.assessment.group, answer=answer)
    sponsor = msgspec.structs.replace(dossier.assessment.sponsor, answer=answer)
    return msgspec.structs.replace(_reassessed(dossier, group=group, sponsor=sponsor), statements=())


def _reassessed(dossier: Dossier, **fields: object) -> Dossier:
    return msgspec.structs.replace(dossier, assessment=msgspec.structs.replace(dossier.assessment, **fields))


def empty() -> Dossier:
    """Nothing at all: no document, no evidence, nobody said anything; unmarked."""
    group, sponsor = (
        Ranking(level=Level.GROUP, rows=(), answer=Answer(kind="no technical evidence", sentence="")),
        Ranking(level=Level.SPONSOR, rows=(), answer=Answer(kind="no technical evidence", sentence="")),
    )
    assessment = bare_assessment(group, sponsor, next_steps=(), gaps=(), assumptions=())
    return Dossier(
        id="case--empty",
        title="",
        created="2026-11-23",
        marking=Marking(),
        documents=(),
        sources=(),
        evidence=(),
        assessment=assessment,
    )


NASTY = (
    "</style></svg><script>alert(1)</script> javascript:alert(1) [x](https://evil.example) | `a` \u202egnp.exe \x1b[31m "
    "{{7*7}} \"'><img src=x onerror=alert(1)> www.evil.example a@evil.example"
)


def hostile() -> Dossier:
    """As ``named`` and ``founding`` together, with every string turned hostile; quotes still fit their document."""
    news = founding()
    bad = entry(
        "bad",
        f"Before. {NASTY} After.",
        title=NASTY,
        publisher=NASTY,
        url=f"javascript:alert(1)//{NASTY}",
        language='en" onclick="x',
        source_id="source--bad",
        notes=(NASTY,),
        published=NASTY,
    )
    whole = quote(bad, NASTY)
    statement = _statement(
        "bad",
        whole,
        NASTY,
        NASTY,
        act=Act.ASSERTS,
        object_level=ObjectLevel.ACTOR,
        objects=(NASTY,),
        modality=NASTY,
        must_not_claim=(NASTY,),
        drift=NASTY,
        scope=Scope.PATTERN,
        reaction=Reaction.CONCERN,
        reaction_word=NASTY,
    )
    items = tuple(
        _evidence(
            f"bad{index}",
            kind,
            NASTY,
            whole,
            name=NASTY,
            label_reason=NASTY,
            credibility_reason=NASTY,
            origin=NASTY,
            label=IndicatorLabel.UNDECIDED if kind == "url" else None,
            attributes=(("tactic", NASTY),),
        )
        for index, kind in enumerate(("url", "attack-pattern", NASTY))
    )
    top = row(
        Level.GROUP,
        HypothesisKind.ACTOR,
        NASTY,
        0.6,
        ref=NASTY,
        caveat=NASTY,
        explanation=(NASTY,),
        evidence_for=tuple(i.id for i in items),
    )
    group = Ranking(
        level=Level.GROUP, rows=(top,), answer=Answer(kind="named", sentence=NASTY, hypothesis_ids=(top.hypothesis.id,))
    )
    cells = tuple(
        Cell(evidence_id=i.id, hypothesis_id=top.hypothesis.id, weight=1.0, consistency=Consistency.CC, reason=NASTY)
        for i in items
    )
    dated = EventDate(edtf=NASTY, surface=NASTY, readings=(Reading(value="2024", rule=NASTY),))
    base = news.assessment
    assessment = bare_assessment(
        group,
        base.sponsor,
        matrix=cells,
        technical_items=3,
        gaps=(NASTY,),
        assumptions=(NASTY,),
        notes=(NASTY,),
        dissent=(NASTY,),
        diagnosticity=tuple((i.id, 1.0) for i in items),
        analyst=(AnalystInput(kind=NASTY, by=NASTY, reason=NASTY, target=NASTY, value=NASTY),),
        sensitivity=(
            Sensitivity(
                kind=NASTY,
                level=Level.GROUP,
                label=NASTY,
                removed=(NASTY,),
                top_before=NASTY,
                top_after=NASTY,
                probability_before=0.6,
                probability_after=0.6,
                shift=0.0,
            ),
        ),
        left_out=((items[0].id, NASTY),),
        next_steps=(NextStep(kind=NASTY, sentence=NASTY, basis=NASTY),),
    )
    return msgspec.structs.replace(
        news,
        title=NASTY,
        documents=(*news.documents, bad),
        evidence=items,
        assessment=assessment,
        statements=(*news.statements, statement),
        sources=(*news.sources, Source(id="source--bad", name=NASTY, reliability_reason=NASTY, roots=(NASTY,))),
        timeline=(TimelineEntry(date=dated, kind='x" onload="y', sentence=NASTY, record_id=bad.id),),
        profiles=(
            ProfileContext(
                ref=NASTY, name=NASTY, aliases=((NASTY, NASTY),), country=None, sentence=NASTY, facts=((NASTY, NASTY),)
            ),
        ),
        must_not_claim=(NASTY,),
        problems=(NASTY,),
        marking=Marking(tlp=Tlp.CLEAR, pap=NASTY),
    )


CASES: dict[str, Callable[[], Dossier]] = {
    "founding": founding,
    "named": named,
    "a_set": a_set,
    "undetermined": undetermined,
    "hostile": hostile,
    "empty": empty,
}
