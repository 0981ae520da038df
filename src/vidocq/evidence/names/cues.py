"""The words beside a name that tell what it is: groups, malware, and words that are never names whatever stands beside them."""

from __future__ import annotations

import re

_GROUP = (
    r"(?:hacking |hacker |threat |espionage |cyber-?espionage |criminal |cyber-?criminal |ransomware |extortion |intrusion |activity |"
    r"nation-state |state-sponsored |apt )*(?:groups?|gangs?|actors?|apt|hackers?|team|crew|collective|cluster|operators|affiliates|"
    r"adversar(?:y|ies)|attackers|cyber-?criminals|spies|syndicate|cartel|set|hacktivists?)\b"
)
_SOFTWARE = (
    r"(?:\w+[ -])?(?:malware|ransomware|trojan|backdoor|rat|loader|dropper|stealer|info-?stealer|botnet|bot|implant|framework|wiper|"
    r"worm|miner|rootkit|bootkit|downloader|keylogger|payloads?|samples?|variants?|beacons?|exploit kit|ek|web ?shell|spyware|"
    r"adware|virus|tool(?:kit|set)?|malware family|family|cryptor|crypter|packer|binar(?:y|ies)|infections?|c2|c&c|"
    r"command[- ]and[- ]control|module|plugin|dll|executable|locker|banker|banking|installer)\b"
)
_STRICT_SOFTWARE = (
    r"(?:banking |point-of-sale |mobile |android |remote access |crypto )?(?:malware|ransomware|trojan|backdoor|rat|loader|dropper|"
    r"(?:info-?)?stealer|botnet|bot|wiper|worm|rootkit|bootkit|downloader|keylogger|exploit kit|ek|web ?shell|spyware|implant)\b"
)

_AFTER = r"^(?:[\"”’']{0,2})(?:(?:'s|’s) )?[ \u00a0-]"
_BEFORE_END = r"(?:,? (?:known as|called|named|dubbed|tracked as|is|was|as|a\.k\.a\.|aka))?[ \u00a0:,]{1,2}(?:the )?[\"“‘'(\[]{0,2}$"

GROUP_AFTER = re.compile(_AFTER + _GROUP, re.IGNORECASE)
GROUP_BEFORE = re.compile(r"\b" + _GROUP + _BEFORE_END, re.IGNORECASE)
SOFTWARE_AFTER = re.compile(_AFTER + _SOFTWARE, re.IGNORECASE)
SOFTWARE_BEFORE = re.compile(r"\b" + _SOFTWARE + _BEFORE_END, re.IGNORECASE)
STRICT_SOFTWARE_AFTER = re.compile(_AFTER + _STRICT_SOFTWARE, re.IGNORECASE)
STRICT_SOFTWARE_BEFORE = re.compile(r"\b" + _STRICT_SOFTWARE + _BEFORE_END, re.IGNORECASE)

#: Somebody does something: what software does not (it is used, it does not attribute, plan or speak).
AGENT_AFTER = re.compile(
    r"^(?:['’]s? (?:attacks?|operations?|campaigns?|activit\w+|arsenal|targets?|toolset|tooling|operators?|motivations?|victims?)\b"
    r"|,?(?: (?:has|have|had|also|likely|probably|is|was|were|are|again|recently|frequently|often|typically|continues? to|appears to"
    r"|known to|believed to)){0,3} (?:target(?:s|ed|ing)?|us(?:es|ed|ing)|compromis(?:es|ed|ing)|attribut\w+|conduct\w*|operat(?:es|ed|ing)"
    r"|attack(?:s|ed|ing)|leverag\w+|employ(?:s|ed|ing)|deploy(?:s|ed|ing)|campaign\w*|activit\w+|operations?|attacks?|members?"
    r"|infrastructure|exploit(?:s|ed|ing)|responsible|behind|believed|suspected|linked|affiliated|sponsored|active)\b)",
    re.IGNORECASE,
)
AGENT_BEFORE = re.compile(
    r"\b(?:attribut\w+ (?:\w+ ){0,6}to|(?:carried out|conducted|operated|used|run|orchestrated|perpetrated|deployed|launched|leveraged|"
    r"employed|attacks?|campaigns?|activity|operations?|owned|developed) by|linked to|work of|associated with|affiliated with|"
    r"overlaps? with|behind)(?: the)? [\"“‘'(]{0,2}$",
    re.IGNORECASE,
)
#: A thing that is installed, dropped, run.
PATIENT_BEFORE = re.compile(
    r"\b(?:deliver(?:s|ed|ing)?|drop(?:s|ped|ping)?|download(?:s|ed|ing)?|install(?:s|ed|ing)?|deploy(?:s|ed|ing)?|distribut(?:e|es|ed|ing)|"
    r"execut(?:e|es|ed|ing)|infect(?:s|ed|ing)? with|infected by|load(?:s|ed|ing)?|spread(?:s|ing)?|inject(?:s|ed|ing)?|payload(?:s)?(?: was| is|,)?|"
    r"version(?:s)? of|variant(?:s)? of|sample(?:s)? of|instance(?:s)? of|cop(?:y|ies) of|detect\w* as|using|utiliz\w+)(?: the| a| an)? [\"“‘'(]{0,2}$",
    re.IGNORECASE,
)

#: Words that somebody has taken as a name and that never are one in front of *malware* or *group*.
NEVER = frozenset(
    """
    a an the this that these those one two three first second third final last new old same other another each every any some many
    most more several various multiple single different similar related known unknown unnamed custom common popular legitimate
    malicious fake mobile android windows linux mac macos ios web online remote desktop global local international national state
    russian chinese korean iranian brazilian american ukrainian indian vietnamese arabic english spanish portuguese german french
    north south east west middle january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday christmas trojan virus worm malware ransomware backdoor rat loader dropper
    stealer bot botnet spyware adware rootkit exploit payload downloader keylogger miner packer cryptor crypter locker banker wiper
    url code at net page demo survey control excel word office explorer teams team group template silent echo inc agenda update
    updates server service system process network internet security threat attack attacker attackers hacker hackers apt cyber data
    file files information crime criminal bank banking credential password email mail phishing spam domain host user admin
    administrator access root shell script python java php javascript html http https tor vpn rdp dns tcp udp ip ssl tls aes rsa
    base core main public private open source free test testing target targeting targeted command powershell batch dll exe pdf zip
    rar lnk iso in on of by to for from with and or not no yes if then when where what who why how also such as is are was were
    be been being it its they their we our you your he she his her all both few here there now today version stage type kind class
    family variant sample tool tools kit framework implant module plugin research report blog post analysis team iot point sale pos
    cloud crypto cryptocurrency bitcoin monero money finance financial government military energy health banking
    additional initial early late recent current previous original next prior dangerous advanced sophisticated simple basic modular
    destructive generic proxy spam click ad ads mining info information sms call phone chat video audio screen camera key keys log
    raas jabber telegram discord ps1 repackaged fileless decompiled deobfuscated intermediate contacts cryptomining
    supply chain zero day watering hole drive social engineering business compromise double extortion data leak site blogs
    """.split()
)

#: What knowledge bases list as names and what a report means by the plain words.
PHRASES = frozenset(
    {
        "autorun", "coin miner", "coinminer", "monero miner", "kill switch", "killswitch", "fake flash", "screenshotter", "zimbra",
        "donald trump", "fake av", "fakeav", "keylogger", "web shell", "webshell", "reverse shell", "bind shell", "screen locker",
        "password stealer", "crypto miner", "cryptominer", "fake update", "fakeupdate", "clipper", "exploit kit", "hacktool",
        "hack tool", "port scanner", "network scanner", "proxy server", "file manager", "process hacker", "remote shell", "backdoor",
        "google chrome", "microsoft edge", "internet explorer", "windows defender",
    }
)
