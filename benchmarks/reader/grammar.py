"""Make training sentences from frames: who (speaker), what (deed, victim), whom (culprit), in many orders; annotated by construction.

    python benchmarks/reader/grammar.py benchmarks/reader/corpus/train/grammar/sentences.jsonl

The frames are in our own words and hold no text of any hand. They teach order, voice, lists, negation and the victim's slot; they are
trained on and never measured on. The same seed gives the same file.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
from pathlib import Path

STATES = [
    row.split("|")
    for row in """AL|Albania|Albanian|Tirana
AU|Australia|Australian|Canberra
AT|Austria|Austrian|Vienna
BE|Belgium|Belgian|Brussels
BG|Bulgaria|Bulgarian|Sofia
CA|Canada|Canadian|Ottawa
HR|Croatia|Croatian|Zagreb
CZ|the Czech Republic|Czech|Prague
DK|Denmark|Danish|Copenhagen
EE|Estonia|Estonian|Tallinn
FI|Finland|Finnish|Helsinki
FR|France|French|Paris
GE|Georgia|Georgian|Tbilisi
DE|Germany|German|Berlin
GR|Greece|Greek|Athens
IN|India|Indian|New Delhi
IE|Ireland|Irish|Dublin
IL|Israel|Israeli|Jerusalem
IT|Italy|Italian|Rome
JP|Japan|Japanese|Tokyo
KE|Kenya|Kenyan|Nairobi
LV|Latvia|Latvian|Riga
LT|Lithuania|Lithuanian|Vilnius
MD|Moldova|Moldovan|Chisinau
NL|the Netherlands|Dutch|The Hague
NZ|New Zealand|New Zealand|Wellington
NO|Norway|Norwegian|Oslo
PH|the Philippines|Philippine|Manila
PL|Poland|Polish|Warsaw
PT|Portugal|Portuguese|Lisbon
RO|Romania|Romanian|Bucharest
RS|Serbia|Serbian|Belgrade
SK|Slovakia|Slovak|Bratislava
KR|South Korea|South Korean|Seoul
ES|Spain|Spanish|Madrid
SE|Sweden|Swedish|Stockholm
CH|Switzerland|Swiss|Bern
TW|Taiwan|Taiwanese|Taipei
UA|Ukraine|Ukrainian|Kyiv
GB|Britain|British|London
US|the United States|American|Washington
VN|Vietnam|Vietnamese|Hanoi""".splitlines()
]
CULPRITS = {
    "RU": (
        "Russia",
        "Russian",
        "Moscow",
        [("the GRU", "RU:GRU"), ("Russian military intelligence", "RU:GRU"), ("the FSB", "RU:FSB")],
    ),
    "CN": ("China", "Chinese", "Beijing", [("China's Ministry of State Security", "CN:MSS"), ("the MSS", "CN:MSS")]),
    "IR": ("Iran", "Iranian", "Tehran", [("Iran's Revolutionary Guard", "IR:IRGC"), ("the IRGC", "IR:IRGC")]),
    "KP": ("North Korea", "North Korean", "Pyongyang", [("North Korea's Reconnaissance General Bureau", "KP:RGB")]),
}
GROUPS = "APT28 APT29 APT31 APT40 APT41 Sandworm Turla Gamaredon Kimsuky Lazarus MuddyWater LockBit Ghostwriter Andariel".split()
GROUPS += [
    "Mustang Panda",
    "Salt Typhoon",
    "Volt Typhoon",
    "Midnight Blizzard",
    "Star Blizzard",
    "Charming Kitten",
    "Akira ransomware",
]
FIRMS = ["ESET", "Microsoft", "Mandiant", "Kaspersky", "CrowdStrike", "Symantec", "Recorded Future", "Proofpoint", "Cisco Talos"]
FIRMS += ["Norvane Labs", "Halter & Reeve", "Bluecove Security", "Tarn Analytics"]
PAPERS = ["the Morning Post", "the Evening Courier", "the Daily Ledger", "the Harbour Gazette"]
BODIES = [
    "foreign ministry",
    "interior ministry",
    "government",
    "cyber agency",
    "defence ministry",
    "prime minister",
    "foreign minister",
]
BODIES += [
    "intelligence service",
    "police",
    "prosecutors",
    "president",
    "national cyber security centre",
    "security service",
    "interior minister",
]
WHAT = [
    "the intrusion into",
    "the attack on",
    "the breach of",
    "the hack of",
    "last year's break-in at",
    "the theft of data from",
]
WHAT += ["the campaign against", "the wiper attack on", "the cyberattack on", "a months-long operation against", "the spying on"]
PLACES = [
    "the parliament",
    "the land registry",
    "hospitals",
    "the election commission",
    "waterworks",
    "power stations",
    "the tax office",
]
PLACES += [
    "the railways",
    "ministries",
    "the foreign ministry's network",
    "a telecoms operator",
    "shipping firms",
    "the state broadcaster",
]
DEED = [
    "hacked into",
    "broken into",
    "attacked",
    "infiltrated",
    "breached",
    "penetrated",
    "spied on",
    "wiped the servers of",
    "targeted",
]
WHEN = [
    "",
    "",
    "",
    " on Tuesday",
    " last week",
    " in March",
    " today",
    " late on Friday",
    " this morning",
    " after a year's inquiry",
]
HEDGES = ["almost certainly", "highly likely", "with high confidence"]

SAY = [
    "said",
    "stated",
    "announced",
    "declared",
    "concluded",
    "told reporters",
    "made known",
    "wrote",
    "found",
    "confirmed",
    "disclosed",
]

#: act of the speaker S upon the culprit O for the event E (or the deed D done to the victim V)
ASSERTS = """{S} attributed {E} to {O}{W}.|{S}{W} blamed {O} for {E}.|{S} accused {O} of having {D} {V}.|{E} was the work of {O}, {S} {said}{W}.
{O} was behind {E}, {S} {said}.|{O} stood behind {E}, according to {S}.|According to {S}, {O} carried out {E}.|{S} {said} that {O} had {D} {V}.
{S} {said}{W} that {E} was carried out by {O}.|{S} held {O} responsible for {E}.|{S} laid {E} at the door of {O}.|{E} has been traced by {S} to {O}.
{S} named {O} as the author of {E}.|{S} identified {O} as responsible for {E}.|{E} was attributed by {S} to {O}{W}.|"{O} did this," {S} {said} of {E}.
"{O} is responsible for {E}," {S} {said}{W}.|{S} {said} it was {O} that had {D} {V}.|{S} pinned {E} on {O}.|{S} pointed the finger at {O} over {E}.
It is the assessment of {S} that {O} conducted {E}.|{S} assesses {hedge} that {O} was behind {E}.|{S} links {E} to {O}.|{S} has concluded that {O} {D} {V}.
{S} called out {O} for {E}.|{O} had {D} {V}, {S} {said}{W}.|Responsibility for {E} lies with {O}, {S} {said}.|{S} left no doubt that {E} came from {O}.
{S}, in naming {O} over {E}, ended months of silence.|{S} tied {E} to {O}.|{S} has no doubt: {O} {D} {V}.|{S}: {O} behind {E}|{S} says {O} {D} {V}
The culprit behind {E} is {O}, {S} {said}.|{S} ascribes {E} to {O}, who it says {D} {V} for months.|The evidence, {S} {said}, shows that {O} {D} {V}.
{S} {said} {E} had been ordered by {O}.|{E}? {O}, {S} {said}.|{S} unmasked {O} as the hand behind {E}.|After {E}, {S} put the blame on {O}.""".replace(
    "\n", "|"
).split("|")
SUSPECTS = """{S} suspects {O} of {E}.|{S} is investigating whether {O} was behind {E}.|{S} does not rule out that {O} {D} {V}.|{S} {said} {O} may have {D} {V}.
Suspicion for {E} falls on {O}, {S} {said}.|{S} considers it possible that {O} carried out {E}.|{S} believes {O} could be behind {E}.
{O} is the main suspect in {E}, {S} {said}.|{S} sees signs that {E} came from {O}.""".replace("\n", "|").split("|")
WITHHOLDS = """{S} declined to name a culprit for {E}.|{S} would not say who had {D} {V}.|{S} stopped short of blaming {O} for {E}.|{S} condemned nobody by name after {E}.
{S} {said} it was too early to attribute {E}.|{S} did not say which state was behind {E}.|{S} refused to speculate about who {D} {V}.|{S} named no one over {E}.
{S} gave no name when asked who was behind {E}.|Who {D} {V}, {S} does not say.|{S} has not attributed {E} to anyone.|{S} left open who was behind {E}.""".replace(
    "\n", "|"
).split("|")
DENIES = """{OS} denied any part in {E}.|{OS} rejected the charge that it had {D} {V}.|{OS} called the accusations over {E} baseless.|{OS} dismissed talk of its role in {E} as absurd.
"We had nothing to do with {E}," {OS} {said}.|{OS} {said} it had not {D} {V}.|{OS} rejects the allegations as groundless.|Lies, {OS} {said} of the claims about {E}.
{OS} brushed off the claims about {E} as fabrications.|{OS} {said} the charge of having {D} {V} was without foundation.|{OS}: claims about {E} are nonsense""".replace(
    "\n", "|"
).split("|")
ENDORSES = """{S} endorsed {T}'s attribution of {E}.|{S} {said} it shared the assessment of {T} on {E}.|{S} joined {T} in attributing {E}.|{S} has full confidence in {T}'s findings on {E}.
{S} backed the conclusion of {T} about {E}.|{S} agrees with {T} on who is behind {E}.|{S} supports {T}'s attribution of {E}.""".replace(
    "\n", "|"
).split("|")
RELAYS = """{S} took note of {T}'s attribution of {E}.|{S} acknowledged the statement of {T} on {E}.|{S} {said} it was aware of the attribution made by {T}.
{S} noted the findings published by {T} about {E}.""".replace("\n", "|").split("|")
DISPUTES = """{S} doubts that {O} was behind {E}.|{S} {said} there was no evidence that {O} had {D} {V}.|{E} was not the work of {O}, {S} {said}.|{S} found no sign that {O} {D} {V}.
{S} disputed that {O} was to blame for {E}.|{S} {said} {E} was an operator's error, not an attack by {O}.""".replace(
    "\n", "|"
).split("|")
RETRACTS = """{S} withdrew its claim that {O} had {D} {V}.|{S} retracted its attribution of {E} to {O}.|{S} {said} it had been wrong to blame {O} for {E}.
{S} took back what it had said of {O} and {E}.""".replace("\n", "|").split("|")
CLAIMS = """{G} claimed responsibility for {E}.|{G} took credit for {E}.|"We did it," {G} wrote of {E}.|{G} boasted on its channel of having {D} {V}.|{E} was claimed by {G}.""".replace(
    "\n", "|"
).split("|")
REACTIONS = {
    2: "{S} expressed concern about {E}.|{S} is deeply worried by {E}.|{S} voiced alarm over {E}.|{E} is of great concern to {S}.",
    3: "{S} stands with {P} after {E}.|{S} expressed solidarity with {P} over {E}.|{S} {said} it stood shoulder to shoulder with {P}.|{S} offered {P} its full support after {E}.",
    4: "{S} called {E} unacceptable.|{S} {said} {E} was irresponsible.|{S} deplored {E}.|Unacceptable, {S} {said} of {E}.|{S} {said} it would not tolerate acts such as {E}.",
    5: "{S} condemned {E}.|{S} strongly condemns {E}.|{E} was condemned by {S}.|{S} issued a condemnation of {E}.",
    6: "{S} condemned {E} in the strongest terms.|{S} condemned {E} in the sharpest possible form.",
}
MEASURES = {
    "summons_ambassador": "{S} summoned {OS}'s ambassador over {E}.|The {OD} ambassador was summoned by {S} over {E}.|{S} called in the {OD} envoy after {E}.",
    "expulsion": "{S} expelled two {OD} diplomats over {E}.|{S} declared an {OD} attache persona non grata.|{S} gave three {OD} diplomats 48 hours to leave.",
    "sanctions": "{S} imposed sanctions on two {OD} nationals for {E}.|{S} put three {OD} officers on its sanctions list over {E}.|{S} froze the assets of an {OD} firm for its part in {E}.",
    "criminal_charges": "{S} charged three {OD} nationals over {E}.|{S} indicted two men for {E}.|Four {OD} citizens were charged by {S} with {E}.",
    "arrests": "{S} arrested a man over {E}.|{S} detained two suspects in connection with {E}.|Three people were arrested by {S} over {E}.",
    "criminal_investigation": "{S} opened a criminal investigation into {E}.|{S} is investigating {E}.|An inquiry into {E} was opened by {S}.",
    "disruption": "{S} took down the servers used in {E}.|{S} seized the domains behind {E}.|{S} dismantled the botnet used for {E}.",
    "advisory": "{S} published an advisory on {E}.|{S} warned operators to patch after {E}.|{S} issued guidance and indicators of compromise after {E}.",
    "technical_publication": "{S} published a technical analysis of the malware used in {E}.|{S} released a report on the tools seen in {E}.",
    "call_on_state": "{S} called on {OS} to stop such activities.|{S} urged {OS} to rein in those behind {E}.|{S} demanded that {OS} end its operations.",
    "warning_of_measures": "{S} warned {OS} of consequences over {E}.|{S} {said} it would respond to {E}.|{S} reserved the right to retaliate for {E}.",
    "demarche": "{S} lodged a protest with {OS} over {E}.|{S} handed the {OD} side a note of protest over {E}.",
    "reward": "{S} offered a reward of ten million dollars for information on those behind {E}.",
    "arrest_warrants": "{S} issued arrest warrants for two {OD} officers over {E}.",
    "joint_statement": "{S2} issued a joint statement on {E}.|In a joint statement, {S2} deplored the state of the networks after {E}.",
    "recalls_ambassador": "{S} recalled its ambassador from {OC} over {E}.",
    "severs_relations": "{S} broke off diplomatic relations with {OS} over {E}.",
}
#: nobody blames anybody
NOTHING = """{S} and {OS} signed a treaty on trade in {W0}.|{S} named {T} as the main target of such campaigns.|Police in {SC} traced the servers used in {E} to {TN}.
{S} would support new sanctions against {OS}.|{S} asked who had {D} {V}.|If {OS} had {D} {V}, {S} would say so, an analyst wrote.|{S} held an exercise in which {OS} {D} {V}.
A former minister of {SN} blamed {OS} for {E}.|An opposition politician in {SC} accused {OS} of {E}.|{S} and {T} discussed {E} with {OS}.|{S} is considering sanctions over {E}.
{E} disrupted services in {TN} and {SN} for days.|Experts debate whether {OS} was behind {E}.|The {OD} embassy in {SC} opened an exhibition.|{S} trains officials from {TN} against phishing.
{S} had earlier been urged by {T} to blame {OS}.|Lawmakers in {SC} called for the expulsion of {OD} diplomats.|Had {OS} {D} {V}? Nobody in {SC} would know.|{S} could impose sanctions on {OS}.
Servers in {ON} and {TN} relayed the traffic of {E}.|A novel about {OS} and {E} sells well in {SC}.|{S} bought software from a firm in {TN} after {E}.|{S} may summon the {OD} ambassador.""".replace(
    "\n", "|"
).split("|")


def _frames() -> list[tuple[list[str], str]]:
    found = []
    for line in Path(__file__).with_name("frames.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            records, _, text = line.partition(" :: ")
            found.append(([record for record in records.split(", ") if record != "nothing"], text))
    return found


FRAMES = _frames()


def cap(text: str) -> str:
    return text[0].upper() + text[1:]


class Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, items):  # noqa: ANN001, ANN201
        return self.random.choice(list(items))

    def state(self, row: list[str]) -> str:
        """A way to name a state as speaker."""
        _, name, demonym, capital = row
        body = self.pick(BODIES)
        minister = self.pick(["Anna Berg", "Tomas Hale", "Ivo Marek", "Lena Ortiz", "Jan Koski", "Mira Petrov"])
        owned = "its" if name.startswith("the ") else ""
        ways = [name, name, capital, f"the {demonym} {body}", f"{name}'s {body}" if not owned else f"the {demonym} {body}"]
        ways += [
            f"{demonym} foreign minister {minister}",
            f"{demonym} officials",
            f"the government in {capital}",
            f"a spokesman for the {demonym} {body}",
        ]
        return self.pick(ways)

    def speakers(self) -> tuple[str, list[str]]:
        """A speaker, or several in a list, with their codes."""
        roll = self.random.random()
        if roll < 0.2:
            name = self.pick(FIRMS + PAPERS)
            return name, [name.removeprefix("the ")]
        if roll < 0.27:
            return self.pick([("the European Union", ["EU"]), ("NATO", ["NATO"]), ("the EU", ["EU"])])
        rows = self.random.sample(STATES, self.pick([1, 1, 1, 1, 2, 2, 3, 4]))
        if len(rows) == 1:
            return self.state(rows[0]), [rows[0][0]]
        plain = self.random.random() < 0.7
        names = [row[1] if plain else self.state(row) for row in rows]
        joined = f"{', '.join(names[:-1])}{self.pick([' and ', ' and ', ' as well as '])}{names[-1]}"
        return joined, [row[0] for row in rows]

    def culprit(self) -> tuple[str, list[str], str, str]:
        """A culprit: words, objects, level, the state behind it."""
        code = self.pick(CULPRITS)
        name, demonym, capital, organs = CULPRITS[code]
        group = self.pick(GROUPS)
        roll = self.random.random()
        if roll < 0.28:
            return self.pick([name, name, f"the {demonym} government", f"the {demonym} state", capital]), [code], "state", code
        if roll < 0.48:
            words, organ = self.pick(organs)
            return words, [organ], "organ", code
        if roll < 0.66:
            return self.pick([group, f"the group {group}", f"hackers known as {group}"]), [group], "actor", code
        if roll < 0.8:
            linked = self.pick([f"{name}-linked {group}", f"{name}-aligned {group}", f"the {name}-backed group {group}"])
            return linked, [group], "actor", code
        if roll < 0.93:
            return (
                self.pick([f"hackers backed by {name}", f"{demonym} state-sponsored hackers", f"hackers working for {capital}"]),
                [code],
                "state",
                code,
            )
        return self.pick([f"hackers based in {name}", f"{demonym} hackers"]), [], "territory", code

    def slots(self) -> dict[str, object]:
        who, codes = self.speakers()
        other, other_codes = self.speakers()
        words, objects, level, behind = self.culprit()
        if self.random.random() < 0.12:
            more, objects2, level2, _ = self.culprit()
            if level2 == level and not set(objects2) & set(objects):
                words, objects = f"{words} and {more}", objects + objects2
        name, demonym, capital, _ = CULPRITS[behind]
        victim_row, third = self.random.sample(STATES, 2)
        place = self.pick(PLACES)
        plain = place.removeprefix("the ")
        victim = self.pick(
            [f"{place} of {victim_row[1]}", f"{victim_row[2]} {plain}", f"{place} in {victim_row[1]} and {third[1]}"]
        )
        rows = self.random.sample(STATES, 3)
        return {
            "S": who, "codes": codes, "T": other, "T_codes": other_codes, "O": words, "objects": objects, "level": level,
            "OS": self.pick([name, capital, f"the {demonym} embassy", f"the {demonym} foreign ministry"]), "OD": demonym, "OC": capital,
            "ON": name, "behind": behind, "E": f"{self.pick(WHAT)} {victim}", "D": self.pick(DEED), "V": victim, "P": victim_row[1],
            "W": self.pick(WHEN), "said": self.pick(SAY), "hedge": self.pick(HEDGES), "SN": rows[0][1], "SC": rows[0][3], "TN": rows[1][1],
            "W0": self.pick(["Geneva", "grain", "fish", "gas"]), "S2": f"{rows[0][1]}, {rows[1][1]} and {rows[2][1]}",
            "S2_codes": [row[0] for row in rows], "G": self.pick(GROUPS),
        }  # fmt: skip

    def one(self, kind: str) -> tuple[str, list[dict], list[dict]]:
        """One clause of a kind with its records."""
        slots = self.slots()
        frames = dict(
            asserts=ASSERTS, suspects=SUSPECTS, withholds=WITHHOLDS, denies=DENIES, endorses=ENDORSES, relays=RELAYS, disputes=DISPUTES,
            retracts=RETRACTS, claims_responsibility=CLAIMS, nothing=NOTHING,
        )  # fmt: skip
        if kind == "reaction":
            level = self.pick(REACTIONS)
            text = self.pick(REACTIONS[level].split("|")).format(**slots)
            return text, [_said(code, None, [], "none", level) for code in slots["codes"]], []
        if kind == "measure":
            measure = self.pick(MEASURES)
            text = self.pick(MEASURES[measure].split("|")).format(**slots)
            codes = slots["S2_codes"] if measure == "joint_statement" else slots["codes"]
            reaction = [_said(code, None, [], "none", 4) for code in codes if "deplored" in text]
            return text, reaction, [{"by": code, "measure": measure} for code in codes]
        text = self.pick(frames[kind]).format(**slots)
        if kind == "nothing":
            return text, [], []
        if kind == "denies":
            return text, [_said(slots["behind"], "denies", [slots["behind"]], "state", 0)], []
        if kind == "claims_responsibility":
            return text, [_said(slots["G"], kind, [], "none", 0)], []
        objects = slots["objects"] if kind in ("asserts", "suspects", "disputes") or slots["O"] in text else []
        level = slots["level"] if objects or kind == "asserts" else "none"
        records = [_said(code, kind, objects, level, 0) for code in slots["codes"]]
        if kind in ("endorses", "relays"):
            records += [{**_said(code, "asserts", [], "none", 0), "optional": True} for code in slots["T_codes"]]
        return text, records, []

    def rich(self) -> tuple[str, list[dict], list[dict]]:
        """One text of the richer frames with its records."""
        records, text = self.pick(FRAMES)
        slots = self.slots()
        statements, responses = [], []
        for record in records:
            who, act, *rest = record.split()
            codes = {
                "S": slots["codes"],
                "T": slots["T_codes"],
                "S2": slots["S2_codes"],
                "OS": [slots["behind"]],
                "G": [slots["G"]],
            }[who]
            for code in codes:
                if act == "does":
                    responses.append({"by": code, "measure": rest[0]})
                elif act == "reaction":
                    statements.append(_said(code, None, [], "none", int(rest[0])))
                else:
                    objects = slots["objects"] if rest else [slots["behind"]] if act == "denies" else []
                    statements.append(_said(code, act, objects, slots["level"] if rest else "none", 0))
        if any("endorses" in r or "relays" in r for r in records) and "T" not in [record.split()[0] for record in records]:
            statements += [{**_said(code, "asserts", [], "none", 0), "optional": True} for code in slots["T_codes"]]
        return text.format(**slots), statements, responses

    def item(self, number: int) -> dict:
        if self.random.random() < 0.55:
            text, statements, responses = self.rich()
            return {"id": f"GRAMMAR-{number:04d}", "register": "grammar", "published": "2025-06-01", "text": cap(text),
                    "statements": statements, "responses": responses}  # fmt: skip
        kinds = ["asserts"] * 9 + ["denies"] * 3 + ["withholds"] * 4 + ["suspects", "disputes"] * 2 + ["reaction", "measure"] * 4
        kinds += ["endorses", "relays", "retracts", "claims_responsibility"] + ["nothing"] * 6
        parts = [self.one(self.pick(kinds)) for _ in range(self.pick([1, 1, 1, 2]))]
        joiner = self.pick([" ", " ", "; ", ", while "])
        text = cap(parts[0][0])
        if len(parts) > 1:
            second = parts[1][0]
            text = f"{text} {cap(second)}" if joiner == " " else f"{text.rstrip('.?')}{joiner}{second}"
        statements = list(itertools.chain.from_iterable(part[1] for part in parts))
        responses = list(itertools.chain.from_iterable(part[2] for part in parts))
        return {"id": f"GRAMMAR-{number:04d}", "register": "grammar", "published": "2025-06-01", "text": text,
                "statements": statements, "responses": responses}  # fmt: skip


def _said(code: str, act: str | None, objects: list[str], level: str, reaction: int) -> dict:
    return {"speaker": code, "act": act, "objects": objects, "level": level, "reaction": reaction}


def main(path: str, count: int = 1500) -> None:
    maker = Maker(7)
    lines = [json.dumps(maker.item(number), ensure_ascii=False) for number in range(count)]
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1500)
