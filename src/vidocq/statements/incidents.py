"""What happened, as far as a document tells: victims, asset, sector, dates and kind of each incident."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from vidocq.model import Certainty, Document, EventDate, Incident, Quote, Statement, Victim, make_id
from vidocq.statements.coding import TOKEN, Coded, Mention
from vidocq.statements.dates import DateReader
from vidocq.statements.layout import Sentence
from vidocq.statements.lexicon import alternatives, expand, table
from vidocq.vocabulary.states import is_state, name_of


class Hit(msgspec.Struct, kw_only=True):
    """A victim as one sentence names it: its words, its country if it can be told, and where it stands."""

    text: str
    country: str | None
    certainty: Certainty
    step: str
    low: int
    high: int
    sentence: Sentence
    head: str


_VICTIM_NP = (
    r"(?P<np>(?:the\s|its\s|their\s|a\s|an\s|several\s|some\s|two\s|"
    r"many\s)?(?:[\w-]+\s){0,3}?(?:⟦[SDQWB]\d+⟧(?:'s?)?)(?:\s(?:and\s)?(?:(?!(?:in|on|by|last|with|was|were|has|"
    r"had|and|to|at|from|over|this|that|which|as|through|said|between|urging|disclosed|called|of|for|were|are|is|"
    r"have)\b)[\w-]+)){0,5}|(?:the\s|its\s|their\s|a\s|an\s)(?:(?!(?:in|on|by|last|with|was|were|has|had|and|to|"
    r"at|from|over|this|that|which|as|through|said|and|urging|disclosed|called|is|are)\b)[\w-]+\s?){1,5})"
)
_PATTERNS = tuple(
    re.compile(expand(pattern, {"NP": _VICTIM_NP}))
    for pattern in (
        (
            r"(?i:{w:event})\s(?:on|against|into|at|targeting|affecting|hitting)\s(?:(?:the|a|"
            r"an)\s(?:[\w-]+\s){0,3}?(?:systems?|networks?|servers?|accounts?|e-?mail(?:\ssystems?|\saccounts?)?|"
            r"websites?|contact\sdetails)\s(?:of|at|belonging\sto)\s)?{NP}"
        ),
        r"(?i:compromise|hack|hacking|breach|targeting)\sof\s(?:email\saccounts\sof\s|the\ssystems\sof\s|a\snetwork\sof\s)?{NP}",
        (
            r"(?i:targeting|targeted|breached|hacked|compromised|infiltrated|penetrated|crippled|broke\sinto|"
            r"breaking\sinto|break\sinto|spied\son|hit)\s(?:(?:the|a|an)\s(?:[\w-]+\s){0,3}?(?:systems?|networks?|"
            r"servers?|accounts?|e-?mail(?:\ssystems?|\saccounts?)?|websites?)\s(?:of|at|belonging\sto)\s)?{NP}"
        ),
    )
)
_STARTED = re.compile(
    r"(?i)\b(?:began|begun|started|dating\sfrom|dates?\sback\sto|took\splace|since|occurred|happened|"
    r"compromised|between)\b|\bin\s(?=(?:19|20)\d\d)"
)
_FOUND = re.compile(r"(?i)\b(?:discovered|detected|found|noticed|came\sto\slight|uncovered)\b")
_DISCLOSED = re.compile(r"(?i)\b(?:disclosed|made\spublic|announced|revealed)\b")
_ONGOING = re.compile(
    r"(?i)\b(?:ongoing|still\s(?:under\sway|going\son)|continuing|is\sdealing\swith|are\sbeing\s(?:targeted|attacked))\b"
)
_ENDED = re.compile(r"(?i)\b(?:has\sended|was\scontained|were\sremoved|has\sbeen\sstopped)\b")


#: A victim's words hold no verb of the sentence that goes on behind it: *Indian government seems*.
_RUNS_ON = re.compile(r"(?i)\?|\b(?:seems?|appears?|submitted|employed\sduring)\b")


@cache
def _list(section: str, name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){alternatives(list(table('victims')[section][name]))}(?![\w-])", re.IGNORECASE)


def find_victims(coded: Coded, sentence: Sentence, home: str | None, speakers: tuple[str, ...]) -> list[Hit]:
    """Victims that one coded sentence names."""
    found: list[Hit] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(coded.code):
            low, high = match.span("np")
            if any(low < hit.high and hit.low < high for hit in found):
                continue
            hit = _hit(coded, sentence, (low, high), home, speakers)
            if hit is not None:
                found.append(hit)
    return found


def _hit(coded: Coded, sentence: Sentence, span: tuple[int, int], home: str | None, speakers: tuple[str, ...]) -> Hit | None:
    low, high = span
    words = coded.slice(low, high).strip(" ,.'\"’")
    tokens = [coded.at(token.group()) for token in TOKEN.finditer(coded.code[low:high])]
    named = next((m for m in tokens if m.party and is_state(m.party)), None)
    sectors, _ = sectors_of(words)
    if named is None and not sectors and not any(m.kind == "Q" for m in tokens):
        return None
    if any(m.kind in "AGUC" for m in tokens) or _RUNS_ON.search(words):
        return None
    country, certainty, step = _country(words, named, tokens, home, speakers)
    return Hit(
        text=words,
        country=country,
        certainty=certainty,
        step=step,
        low=low,
        high=high,
        sentence=sentence,
        head=coded.code[low:high],
    )


def _country(
    words: str, named: Mention | None, tokens: list[Mention], home: str | None, speakers: tuple[str, ...]
) -> tuple[str | None, Certainty, str]:
    if named is not None:
        return named.party, Certainty.STATED, ""
    owned = words.lower().startswith(("its ", "their ", "our "))
    if owned and speakers:
        return speakers[0], Certainty.STATED, "its owner is the subject of the same sentence"
    if (tokens or owned or words[:4].lower() == "the ") and home is not None and is_state(home):
        return home, Certainty.INFERRED, "the text speaks of this state's offices"
    return None, Certainty.STATED, ""


def sectors_of(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sectors that the words name, and those that follow in one step."""
    data = table("victims")
    return (
        tuple(name for name in data["sectors"] if _list("sectors", name).search(words)),
        tuple(name for name in data["inferred"] if _list("inferred", name).search(words)),
    )


def asset_of(words: str) -> str | None:
    """What of the victim was hit ("unclassified network"), in the text's words."""
    match = re.search(
        (
            rf"(?:(?:unclassified|classified|internal|isolated|secure|public|government|research|email|e-mail|"
            rf"contact)\s)?{_list('assets', 'words').pattern}"
        ),
        words,
        re.IGNORECASE,
    )
    return match.group().strip() if match else None


def canonical_victim(words: str, country: str | None) -> str:
    """A ministry by its usual name ("its foreign ministry" is the Ministry of Foreign Affairs of ...); others as printed."""
    ministry = re.search(r"(?i)\b(\w+)\sministry\b", words)
    known = table("victims")["ministries"].get(ministry.group(1).lower()) if ministry else None
    if known and country:
        name = name_of(country)
        article = "the " if re.match(r"(?:Czech Republic|United|Netherlands|Philippines|Republic)", name) else ""
        return f"{known} of {article}{name}"
    return (
        re.sub(r"(?i)^(?:to\s)?(?:(?:both|the|its|their|a|an|some|several)\s)+", "", words).removesuffix("'s").removesuffix("’s")
    )


def kind_of(text: str) -> str | None:
    """What sort of incident the text describes, or None where it does not say."""
    return next((name for name in table("victims")["kinds"] if _list("kinds", name).search(text)), None)


def find_incidents(
    document: Document, hits: list[Hit], sentences: tuple[Sentence, ...], statements: tuple[Statement, ...], dates: DateReader
) -> tuple[Incident, ...]:
    """The incidents of a document: one a victim country, since a text rarely tells more apart."""
    accused = {code.partition(":")[0] for item in statements for code in item.objects}
    hits = [hit for hit in hits if hit.country is None or (is_state(hit.country) and hit.country not in accused)]
    body_hits = [hit for hit in hits if hit.sentence.role.value not in ("headline", "subtitle")]
    hits = body_hits or hits
    countries = list(dict.fromkeys(hit.country for hit in hits if hit.country))
    if not hits:
        return ()
    groups = [[hit for hit in hits if hit.country == country] for country in countries] or [hits]
    stray = [hit for hit in hits if hit.country is None]
    if countries and stray:
        groups[0] += stray
    body = [sentence for sentence in sentences if sentence.role.evidential]
    text = " ".join(sentence.text for sentence in body)
    return tuple(_incident(document, group, body, text, dates, single=len(groups) == 1) for group in groups)


def _incident(
    document: Document, hits: list[Hit], body: list[Sentence], text: str, dates: DateReader, *, single: bool
) -> Incident:
    victims = _victims(document, hits, text)
    near = body if single else [sentence for sentence in body if any(hit.sentence.start == sentence.start for hit in hits)]
    start = _dated(near, _STARTED, dates)
    detected = _dated(near, _FOUND, dates)
    disclosed = _dated(near, _DISCLOSED, dates) or _at_publication(dates)
    country = next((victim.country for victim in victims if victim.country), None)
    year = (start.edtf[:4] if start and start.edtf[:4].isdigit() else "") or (
        str(dates.published.year) if dates.published else ""
    )
    sector = next((name for victim in victims for name in victim.sectors), "unknown")
    support = tuple(quote for victim in victims for quote in victim.support)
    key = "-".join(part for part in (country or "XX", sector.replace(" ", "_"), year) if part)
    ongoing = True if _ONGOING.search(text) else False if _ENDED.search(text) else None
    return Incident(
        id=make_id("incident", document.id, key),
        name=f"{(kind_of(text) or 'incident').capitalize()} at {victims[0].name}",
        event_key=key,
        victims=victims,
        kind=kind_of(text),
        start=start,
        detected=detected,
        disclosed=disclosed,
        ongoing=ongoing,
        document_ids=(document.id,),
        support=support,
        basis_published="statement",
    )


def _victims(document: Document, hits: list[Hit], text: str) -> tuple[Victim, ...]:
    made: dict[tuple[str, str | None], Victim] = {}
    infrastructure = re.search(r"(?i)critical infrastructure", text)
    for hit in hits:
        name = canonical_victim(hit.text, hit.country)
        sectors, inferred = sectors_of(hit.text)
        quote = _quote(document, hit)
        key = (name.lower(), hit.country)
        if key in made:
            continue
        step = hit.step
        if inferred:
            step = "; ".join(part for part in (step, f"sector {', '.join(inferred)}: follows from the body's kind") if part)
        made[key] = Victim(
            name=name,
            country=hit.country,
            sectors=(*sectors, *inferred),
            asset=asset_of(hit.text),
            certainty=hit.certainty,
            step=step,
            critical_infrastructure="claimed" if infrastructure else None,
            support=(quote,),
        )
    return tuple(made.values())


def _quote(document: Document, hit: Hit) -> Quote:
    start = (
        document.text.index(hit.text, hit.sentence.start)
        if hit.text in document.text[hit.sentence.start : hit.sentence.end]
        else hit.sentence.start
    )
    return document.quote(start, start + len(hit.text) if start != hit.sentence.start else hit.sentence.end)


def _dated(sentences: list[Sentence], cue: re.Pattern[str], dates: DateReader) -> EventDate | None:
    """The date that follows a cue word within a few words."""
    for sentence in sentences:
        for match in cue.finditer(sentence.text):
            window = sentence.text[match.start() : match.start() + 60]
            if match.start() > 0 and re.search(
                r"(?i)(?:sanctions|charges?|charged|election|statement|investigation|opened|case)\b[^,;]{0,40}$",
                sentence.text[: match.start()],
            ):
                continue
            found = dates.within(re.split(r"[;]|,\s(?:which|who|and|but)\s", window)[0], sentence.start + match.start())
            if found is not None:
                return found
    return None


def _at_publication(dates: DateReader) -> EventDate | None:
    if dates.published is None:
        return None
    return EventDate(
        edtf=f"{dates.published.isoformat()}~",
        certainty=Certainty.INFERRED,
        step="no date of disclosure is given; the date of publication is the latest possible",
    )
