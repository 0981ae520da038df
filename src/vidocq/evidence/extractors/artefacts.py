"""Traces of the people behind it: languages in code, shared code, hosting, personas, front companies, struck bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vidocq.evidence.gated import Gated
from vidocq.evidence.item import item
from vidocq.evidence.names.reading import Reading, read
from vidocq.evidence.techniques.behaviour import is_advice
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Certainty, Document, Evidence, Lane

_LANGUAGES = (
    "Chinese|Mandarin|Russian|Korean|Farsi|Persian|Arabic|Ukrainian|Vietnamese|Hindi|Urdu|Turkish|Hebrew|Spanish|"
    "Portuguese|French|German|"
    "Italian|Polish|Romanian|Japanese|English|Kazakh|Belarusian|Serbian|Bengali|Indonesian|Cyrillic|Hangul"
)
_LANGUAGE_NAMES = tuple(_LANGUAGES.split("|"))
_ARTEFACT = Gated(
    rf"\b(?:(?:Simplified|Traditional|simplified|traditional|Brazilian|North) )?(?P<language>{_LANGUAGES})(?:[ -]language)? "
    r"(?P<what>strings?|comments?|characters?|resources?|language (?:pack|settings?|ids?|identifiers?|resources?|codes?)|"
    r"locale|keyboard(?: layout)?|code ?page|"
    r"error messages?|debug (?:messages?|strings?)|artifacts?|artefacts?|variable names|words in the code|transliterat\w+|"
    r"charset|encoding)\b",
    *_LANGUAGE_NAMES,
)
_WRITTEN_IN = Gated(
    rf"\b(?i:strings?|comments?|resources?|debug\w*|error messages?|panel|interface|builder|user interface|metadata|"
    rf"language (?:id|code|identifier)|locale|resource section)\b"
    rf"[^.;\n]{{0,50}}? (?:in|is|are|as|to|set to|of)(?: the)? (?:(?:[Ss]implified|[Tt]raditional|"
    rf"Brazilian) )?(?P<language>{_LANGUAGES})\b",
    *_LANGUAGE_NAMES,
)
_LURE = re.compile(
    r"\b(?:lures?|decoy\w*|e-?mails? (?:\w+ )?(?:written|in)|phishing|documents? written"
    r"|attachment|victims?|targets?|ransom note|themed|website)\b",
    re.IGNORECASE,
)
_OVERLAP = Gated(
    r"(?i)\b(?:code (?:overlaps?|similarit\w+|re-?use|shar\w+|base)|(?:shar\w+|overlap\w*|similarit\w+|reus\w+|identical|"
    r"same)(?: \w+){0,4}? (?:source )?code(?:base)?\b|"
    r"shar\w+ (?:\w+ ){0,3}(?:code|codebase|routines?|encryption (?:routine|algorithm|key)s?)|"
    r"(?:same|similar|identical|shared) (?:\w+ ){0,2}(?:encryption|decryption|obfuscation|hashing|string) (?:routine|"
    r"algorithm|key|scheme)s?|derived from|based on the (?:leaked )?source code)\b",
    *("code", "routine", "algorithm", "key", "scheme", "derived from"),
    folded=True,
)
_PROVIDERS = (
    "DigitalOcean|Digital Ocean|Vultr|Choopa|OVH|Hetzner|M247|Linode|Namecheap|GoDaddy|NameSilo|Njalla|Cloudflare|"
    "LeaseWeb|Leaseweb|HostSailor|Stark Industries|"
    "QuadraNet|BitLaunch|Contabo|Hostinger|Kaopu Cloud|Alibaba Cloud|Tencent Cloud|Tucows|PublicDomainRegistry|PDR Ltd|"
    "Public Domain Registry|Internet Domain Service|"
    "Openprovider|Hostwinds|ITL LLC|King Servers|Selectel|Ghostnet|EonScope|xTom|BlueVPS|Zenlayer|UCLOUD|Sharktech|Psychz|"
    "ColoCrossing|MivoCloud|Pinvds|FlokiNET|Shinjiru|"
    "Crowell|Alexhost|Amazon Lightsail|ClouDNS|No-IP|DynDNS|Dynu|ChangeIP|DuckDNS|afraid\\.org|FreeDNS|REG\\.RU|Eranet|"
    "Web4Africa|1984 Hosting|Porkbun|Dynadot|eNom|Gandi"
)
_HOSTING = Gated(rf"(?<![\w.])(?P<provider>{_PROVIDERS})(?![\w])", *_PROVIDERS.replace("\\", "").split("|"))
_HOSTED = re.compile(
    r"\b(?:host(?:ed|ing|s)?|regist(?:er|ered|rar|ration|rars)|vps|servers?|infrastructure|leas(?:ed|ing)|rent(?:ed|ing)?|"
    r"c2|c&c|command[- ]and[- ]control|name ?servers?|"
    r"domains?|ip (?:address|space|range)\w*|asn?|dynamic dns|provider)\b",
    re.IGNORECASE,
)
_NAME = r"[\"“‘']?(?P<name>[A-Z][\w.&-]*(?: (?:[A-Z&][\w.&-]{0,40}|of|and|de)){0,6})[\"”’']?"
_FRONT = Gated(
    rf"\bfront compan(?:y|ies)\b(?: (?:called|named|known as|dubbed|identified as|for \w+))?,? (?:the )?{_NAME}"
    r"|(?<![\w.&-])(?P<before>[A-Z][\w.&-]*(?: (?:[A-Z&][\w.&-]*|of|and)){0,6}),? (?:(?:is|was|acted as|operat\w+ as|"
    r"serv\w+ as) )?(?:an? )?(?:\w+ )?front compan(?:y|ies)\b",
    "front compan",
)
_PERSONA = Gated(
    r"\b(?i:(?:online |hacktivist |fake |false |fictitious |underground |forum )?(?:persona|handle|moniker|nickname|alias|"
    r"username|user name|pseudonym|nom de guerre))s?\b"
    r"(?:,| is| was| of| named| called| known as| used by \w+ \w+| used|"
    r" the)? [\"“‘'*_]{0,3}(?P<name>@?[A-Za-z0-9][\w.-]{2,30}(?: [A-Z][\w-]+){0,2})[\"”’'*_]{0,3}",
    *("persona", "handle", "moniker", "nickname", "alias", "username", "user name", "pseudonym", "nom de guerre"),
    folded=True,
)
_PERSONA_BY = Gated(
    r"\b(?:going by|goes by|went by|calling (?:itself|himself|herself|themselves)|self-styled"
    r"|under the (?:name|handle|alias|persona|moniker))"
    r"(?: the (?:name|handle|alias))?(?: of)? [\"“‘'*_]{0,3}(?P<name>@?[A-Z0-9][\w.-]{2,30}(?: [A-Z][\w-]+){0,2})",
    *("going by", "goes by", "went by", "calling ", "self-styled", "under the "),
)
_NO_PERSONA = frozenset(
    {
        "the",
        "and",
        "for",
        "was",
        "is",
        "are",
        "that",
        "this",
        "with",
        "used",
        "who",
        "from",
        "has",
        "had",
        "via",
        "on",
        "in",
        "of",
    }
    | {"to", "a", "an", "as", "at", "or", "by", "its", "their", "which", "using", "called", "however"}
)
_BODIES = (
    "Ministry|Ministries|Department|Embassy|Parliament|National Assembly|Bundestag|Senate|Central Bank|University|Institute|"
    "Academy|Foreign Office|Armed Forces|Police|Election Commission|National Committee|Chamber of Commerce"
)
_ORGANISATION = Gated(
    rf"\b(?P<name>(?:the )?(?:[A-Z][\w’'-]+ ){{0,4}}?(?:{_BODIES})(?: (?:of|for|on|"
    r"and)(?: the)? [A-Z][\w’'-]+(?: (?:and )?[A-Z][\w’'-]+){0,3}| [A-Z][\w’'-]+){0,2})",
    *_BODIES.split("|"),
)


class ArtefactExtractor:
    """Finds languages, code overlaps, hosting, personas, front companies and struck organisations."""

    name = "artefacts"

    def extract(self, document: Document, snapshot: Snapshot) -> Iterator[Evidence]:
        """Give the items in order, each value once."""
        reading = read(document, snapshot)
        found: dict[str, Evidence] = {}
        for finder in (_languages, _overlaps, _hosting, _fronts, _personas, _organisations):
            for one in finder(reading):
                found.setdefault(one.id, one)
        yield from sorted(found.values(), key=lambda one: one.support[0].start)


def _matches(reading: Reading, pattern: Gated) -> Iterator[tuple[re.Match[str], str]]:
    """Matches in evidential parts, each with its sentence."""
    for match in pattern.finditer(reading.plain):
        if reading.evidential(match.start()):
            yield match, reading.sentence(match.span())


def _languages(reading: Reading) -> Iterator[Evidence]:
    for pattern in (_ARTEFACT, _WRITTEN_IN):
        for match, sentence in _matches(reading, pattern):
            language = {"Mandarin": "Chinese", "Persian": "Farsi"}.get(match["language"], match["language"])
            if language == "English":
                continue
            doubt = "may be the language of a lure" if _LURE.search(sentence) else ""
            yield item(
                reading.document,
                "language-artefact",
                language,
                [match.span()],
                "language beside strings, comments or resources",
                sentence=sentence,
                lane=Lane.REVIEW if doubt else Lane.AUTO,
                lane_reason=doubt,
            )


def _overlaps(reading: Reading) -> Iterator[Evidence]:
    """Sentences on shared code that name whose it is."""
    named = sorted(
        (span, one)
        for one in reading.names
        if one.kind in ("malware", "tool", "intrusion-set") and not one.commodity
        for span in one.spans
    )
    for match, sentence in _matches(reading, _OVERLAP):
        around = reading.sentences.around(*match.span())
        with_whom = {one.name or one.value: one for span, one in named if around.start <= span[0] < around.end}
        if not with_whom:
            continue
        value = " ~ ".join(sorted(with_whom))
        alone = len(with_whom) == 1
        yield item(
            reading.document,
            "code-overlap",
            value,
            [(around.start, around.end)],
            "words for shared code beside a name",
            sentence=sentence,
            certainty=Certainty.INFERRED if alone else Certainty.STATED,
            step="the other side is what the text is about" if alone else "",
            lane=Lane.REVIEW if alone else Lane.AUTO,
            lane_reason="only one side is named in the sentence" if alone else "",
            attributes=tuple(("ref", one.ref) for one in with_whom.values() if one.ref),
        )


def _hosting(reading: Reading) -> Iterator[Evidence]:
    for match, sentence in _matches(reading, _HOSTING):
        if _HOSTED.search(sentence.replace(match["provider"], " ")) and not is_advice(sentence):
            yield item(
                reading.document,
                "hosting-habit",
                match["provider"],
                [match.span()],
                "provider beside words for hosting",
                sentence=sentence,
            )


def _fronts(reading: Reading) -> Iterator[Evidence]:
    for match, sentence in _matches(reading, _FRONT):
        group = "name" if match["name"] else "before"
        name = match[group].strip(" ,.")
        if len(name) > 3 and name.lower() not in _NO_PERSONA:
            yield item(
                reading.document,
                "front-company",
                name,
                [match.span(group)],
                "name beside “front company”",
                sentence=sentence,
                lane=Lane.REVIEW,
                lane_reason="a name taken from beside the words; its borders are a guess",
            )


def _personas(reading: Reading) -> Iterator[Evidence]:
    for pattern in (_PERSONA, _PERSONA_BY):
        for match, sentence in _matches(reading, pattern):
            name = match["name"].strip(".-")
            quoted = reading.plain[match.start("name") - 1 : match.start("name")] in "\"“‘'*@"
            if name.lower().split()[0] in _NO_PERSONA or not (quoted or any(char.isupper() or char.isdigit() for char in name)):
                continue
            yield item(
                reading.document,
                "operator-persona",
                name,
                [match.span("name")],
                "name beside a word for a persona",
                sentence=sentence,
                lane=Lane.AUTO if quoted else Lane.REVIEW,
                lane_reason="" if quoted else "not marked as a name by the text",
            )


def _organisations(reading: Reading) -> Iterator[Evidence]:
    """Public bodies and institutes that a sentence says were struck or meant."""
    from vidocq.evidence.names import doubts
    from vidocq.evidence.names.places import Role, place

    for match, sentence in _matches(reading, _ORGANISATION):
        around = reading.sentences.around(*match.span())
        plain = reading.plain[around.start : around.end]
        placed = place(plain, match.start("name") - around.start, match.end("name") - around.start)
        name = match["name"].removeprefix("the ").removeprefix("The ")
        if placed.role not in (Role.TARGETED, Role.COMPROMISED) or " " not in name:
            continue
        start = match.end("name") - len(name)
        doubt = doubts.victim(plain, start - around.start, match.end("name") - around.start)
        doubt = doubt if placed.sure else "another clause stands between"
        yield item(
            reading.document,
            "victim-organisation",
            name,
            [(start, match.end("name"))],
            f"body beside “{placed.words.lower()}”",
            sentence=sentence,
            lane=Lane.REVIEW if doubt else Lane.AUTO,
            lane_reason=doubt,
            attributes=(("role", placed.role.value),),
        )


EXTRACTOR = ArtefactExtractor()
