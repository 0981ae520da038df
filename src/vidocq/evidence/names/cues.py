"""The words beside a name that tell what it is: groups, malware, and words that are never names whatever stands beside them."""

from __future__ import annotations

import re
from importlib.resources import files

_GROUP = (
    r"(?:hacking |hacker |threat |espionage |cyber-?espionage |criminal |cyber-?criminal |ransomware |extortion |"
    r"intrusion |activity |"
    r"nation-state |state-sponsored |apt )*(?:groups?|gangs?|actors?|apt|hackers?|team|crew|collective|cluster|operators|"
    r"affiliates|"
    r"adversar(?:y|ies)|attackers|cyber-?criminals|spies|syndicate|cartel|set|hacktivists?)\b"
)
_SOFTWARE = (
    r"(?:\w+[ -])?(?:malware|ransomware|trojan|backdoor|rat|loader|dropper|stealer|info-?stealer|botnet|bot|implant|"
    r"framework|wiper|"
    r"worm|miner|rootkit|bootkit|downloader|keylogger|payloads?|samples?|variants?|beacons?|exploit kit|ek|web ?shell|spyware|"
    r"adware|virus|tool(?:kit|set)?|malware family|family|cryptor|crypter|packer|binar(?:y|ies)|infections?|c2|c&c|"
    r"command[- ]and[- ]control|module|plugin|dll|executable|locker|banker|banking|installer)\b"
)
_STRICT_SOFTWARE = (
    r"(?:banking |point-of-sale |mobile |android |remote access |crypto )?(?:malware|ransomware|trojan|backdoor|rat|"
    r"loader|dropper|"
    r"(?:info-?)?stealer|botnet|bot|wiper|worm|rootkit|bootkit|downloader|keylogger|exploit kit|ek|web ?shell|spyware|implant)\b"
)

_AFTER = r"^(?:[\"”’']{0,2})(?:(?:'s|’s) )?[ \u00a0-]"
_BEFORE_END = (
    r"(?:,? (?:known as|called|named|dubbed|tracked as|is|was|as|a\.k\.a\.|aka))?[ \u00a0:,]{1,2}(?:the )?[\"“‘'(\[]{0,2}$"
)

GROUP_AFTER = re.compile(_AFTER + _GROUP, re.IGNORECASE)
GROUP_BEFORE = re.compile(r"\b" + _GROUP + _BEFORE_END, re.IGNORECASE)
SOFTWARE_AFTER = re.compile(_AFTER + _SOFTWARE, re.IGNORECASE)
SOFTWARE_BEFORE = re.compile(r"\b" + _SOFTWARE + _BEFORE_END, re.IGNORECASE)
_CALLED = (
    r"\b(?:program|tool|utility|framework|family|module|plug-?in|application|app|software)"
    r" (?:called|named|dubbed|known as|tracked as) [\"“‘'(\[]{0,2}$"
)
STRICT_SOFTWARE_AFTER = re.compile(_AFTER + _STRICT_SOFTWARE, re.IGNORECASE)
STRICT_SOFTWARE_BEFORE = re.compile(r"\b" + _STRICT_SOFTWARE + _BEFORE_END + "|" + _CALLED, re.IGNORECASE)

#: Somebody does something: what software does not (it is used, it does not attribute, plan or speak).
AGENT_AFTER = re.compile(
    r"^(?:['’]s? (?:attacks?|operations?|campaigns?|activit\w+|arsenal|targets?|toolset|tooling|operators?|motivations?|"
    r"victims?)\b"
    r"|,?(?: (?:has|have|had|also|likely|probably|is|was|were|are|again|recently|frequently|often|typically|continues? to|"
    r"appears to"
    r"|known to|believed to)){0,3} (?:target(?:s|ed|ing)?|us(?:es|ed|ing)|compromis(?:es|ed|ing)|attribut\w+|conduct\w*|"
    r"operat(?:es|ed|ing)"
    r"|attack(?:s|ed|ing)|leverag\w+|employ(?:s|ed|ing)|deploy(?:s|ed|ing)|campaign\w*|activit\w+|operations?|attacks?|members?"
    r"|infrastructure|exploit(?:s|ed|ing)|responsible|behind|believed|suspected|linked|affiliated|sponsored|active)\b)",
    re.IGNORECASE,
)
AGENT_BEFORE = re.compile(
    r"\b(?:attribut\w+ (?:\w+ ){0,6}to|(?:carried out|conducted|operated|used|run|orchestrated|perpetrated|deployed|"
    r"launched|leveraged|"
    r"employed|attacks?|campaigns?|activity|operations?|owned|developed) by|work(?:s|ed|ing)? for|linked to|work of"
    r"|associated with|affiliated with|"
    r"overlaps? with|behind)(?: the)? [\"“‘'(\[]{0,2}$",
    re.IGNORECASE,
)
#: A thing that is installed, dropped, run.
PATIENT_BEFORE = re.compile(
    r"\b(?:deliver(?:s|ed|ing)?|drop(?:s|ped|ping)?|download(?:s|ed|ing)?|install(?:s|ed|ing)?|deploy(?:s|ed|ing)?|"
    r"distribut(?:e|es|ed|ing)|"
    r"execut(?:e|es|ed|ing)|infect(?:s|ed|ing)? with|infected by|load(?:s|ed|ing)?|spread(?:s|ing)?|inject(?:s|ed|ing)?|"
    r"payload(?:s)?(?: was| is|,)?|"
    r"version(?:s)? of|variant(?:s)? of|sample(?:s)? of|instance(?:s)? of|cop(?:y|ies) of|detect\w* as|using|"
    r"utiliz\w+)(?: the| a| an)? [\"“‘'(\[]{0,2}$",
    re.IGNORECASE,
)


#: What happens to a thing, behind its name.
PATIENT_AFTER = re.compile(
    r"^,? (?:(?:is|was|were|are|has been|had been|being|gets|got) )(?:\w+ly )?(?:then |also |later |first )?"
    r"(?:dropped|installed|downloaded|executed|loaded|injected|delivered|distributed|compiled|written in|found on|planted"
    r"|copied|unpacked|started|removed|deleted)\b",
    re.IGNORECASE,
)
_OTHERS = (
    r"(?:web ?sites?|sites?|services?|projects?|forums?|channels?|company|companies|firms?|platforms?|pages?|blogs?"
    r"|accounts?|users?|charity|charities|foundations?|folders?|director(?:y|ies)|registry (?:keys?|values?)|windows?"
    r"|mutex(?:es)?|variables?|functions?|domains?|hosts?|printers?|person|man|woman|boy|girl|dog|cat|horse|ship|boat|street"
    r"|restaurant|pub|hotel|mill|team of|village|town|city|river|mountain|shops?|stores?|games?|films?|songs?|books?"
    r"|newspapers?|magazines?|newsletters?)"
)
#: A name that the text gives to something else: *a site called X*, *the printer of the office is called X*,
#: *the folder X*.
OTHER_BEFORE = re.compile(
    rf"\b{_OTHERS}(?: of [^.!?;,]{{1,40}})?,? (?:(?:that |which )?(?:is|was|are|were) )?(?:also |internally |simply )?"
    r"(?:called|named|titled|dubbed) [\"\u201c\u2018'`]?$"
    r"|\b(?:registry (?:key|value)|folder|directory|window|mutex|printer|charity|foundation|restaurant|ship|village"
    r"|magazine|newspaper) [\"\u201c\u2018'`]?$",
    re.IGNORECASE,
)


def _plain() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    text = files("vidocq.evidence.names").joinpath("data", "plain.txt").read_text(encoding="utf-8")
    words, phrases, doubtful = "\n".join(line for line in text.splitlines() if not line.startswith("#")).split("-----")
    return frozenset(words.split()), frozenset(phrases.strip().splitlines()), frozenset(doubtful.strip().splitlines())


#: Words that somebody has taken as a name and that never are one in front of *malware* or *group*; and such phrases.
#: The third are names that are everyday words or products too: they need a word beside them that says what they are.
NEVER, PHRASES, DOUBTFUL = _plain()
