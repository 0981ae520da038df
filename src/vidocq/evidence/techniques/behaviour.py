"""Whether a sentence tells what the adversary did: advice, denials, conditions, captions and references do not."""

from __future__ import annotations

import re

_ADVICE = re.compile(
    r"\b(?:should|recommend\w*|advis(?:e|es|ed|ory to)|mitigat\w+|best practices?|make sure|ensure that|be (?:wary|"
    r"cautious|vigilant|careful)|"
    r"avoid (?:opening|clicking|downloading|using)|protect (?:yourself|against|your|organi[sz]ations|users)"
    r"|to prevent (?:infection|attacks?|such)|"
    r"defend(?:ers|ing)|"
    r"detection (?:rule|opportunit|logic|guidance)|hunting (?:quer|for)|monitor (?:for|your)|alert on|block(?:ed|s|"
    r"ing)? (?:by|with|the)|"
    r"our (?:customers|products?|solution|platform|sandbox|engine)|(?:we|customers are) (?:detect|protect|block)\w*|"
    r"security teams|"
    r"users? (?:must|need to|are advised)|organi[sz]ations (?:can|must|need|are encouraged)|apply (?:the )?patch|"
    r"patch(?:es|ing)? (?:is|are|as|your)|"
    r"enable multi|implement|consider (?:using|blocking|disabling|deploying))\b",
    re.IGNORECASE,
)
_ANALYST = re.compile(
    r"\b(?:we|i) (?:have |had |also )?(?:wrote|written|developed|built|created|used|modified|decrypted|decoded|extracted|"
    r"analy[sz]ed|executed|ran|wanted)\b|"
    r"\b(?:you|your|yourself|we['’]ll|trust us)\b|\bduring (?:our|the) analysis\b|\ballowed us\b|\b(?:in order )?to analy[sz]e\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:(?:did|does|do|has|have|had|was|were|is|are|could|can) not|didn['’]t|doesn['’]t|hasn['’]t|wasn['’]t|isn['’]t|"
    r"cannot|no evidence|"
    r"no (?:indication|sign|sample)s?|without (?:any )?evidence|neither|never|unable to|failed to|lacks?|not yet|"
    r"rather than|instead of|unlike)\b",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"\b(?:could (?:be|have|allow|also|lead|potentially|then)|would (?:allow|be|have|enable|then)|might|may (?:have|be|"
    r"also|allow|lead|indicate)|potentially|"
    r"hypothe\w+|theoretical\w*|in theory|if (?:an?|the) (?:attacker|adversary|user)|allows? (?:an? )?(?:remote |"
    r"unauthenticated )?(?:attackers?|adversar\w+)|"
    r"an attacker (?:can|could|may|might)|attackers (?:can|could|may|might|often|typically|commonly|usually)|"
    r"threat actors (?:will|often|typically|commonly|usually|can|may)|"
    r"can be used (?:to|by analysts)|proof[- ]of[- ]concept|for example, an? )\b|\?\s*$|\b(?:screen-?shot|figure|image"
    r"|snippet|table|code|listing|"
    r"diagram|picture)s? (?:below|above|shows?|depicts?)\b|\b(?:shown|seen|depicted|"
    r"illustrated) in (?:the )?(?:screenshot|figure|table|image)s?\b(?=[^,]*$)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(?:attackers?|adversar\w+|actors?|operators?|intruders?|hackers?|groups?|gang|criminals?|cyber-?criminals|malware|"
    r"trojan|backdoor|"
    r"ransomware|implants?|loaders?|droppers?|downloaders?|stealers?|stagers?|payloads?|shellcode|bot|botnet|rat|worm|"
    r"wiper|samples?|variants?|scripts?|"
    r"macros?|documents?|attachments?|e-?mails?|messages?|campaigns?|binar(?:y|ies)|executables?|dlls?|modules?|"
    r"components?|plug-?ins?|code|exploit|files?|"
    r"installers?|threat|tools?|command|function|routine|victims?|it|they|he|she|which|them|its|their|beacon|c2|c&c|"
    r"server|we (?:also )?(?:observed|saw|found|identified))\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"^[\s*_#>|-]*+(?:\[?\[?\d+\]|https?://|source:|references?\b|figure ?\d"
    r"|table ?\d|fig\.? ?\d|screen-?shots? (?:of|showing|from)|image \d|read more|related:|see also)",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:\w{3,}(?:ed|es|ing)|is|are|was|were|has|have|had|uses?|can|sent|ran|runs?|sets?|steals?|stole|downloads?|"
    r"drops?|creates?|makes?|loads?|"
    r"contains?|checks?|attempts?|reads?|writes?|collects?|connects?|calls?|injects?|starts?|begins?|began|wrote|took|"
    r"takes?|built|hid|hides?|got|gets?|sends?|gave|gives?)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 5
TOO_SHORT = "too short to tell what was done"
REFERENCE = "a reference or a caption"


def is_advice(sentence: str) -> bool:
    """Whether a sentence tells defenders what to do."""
    return bool(_ADVICE.search(sentence))


def objection(sentence: str) -> str:
    """Give why a sentence does not tell what was done, or the empty string where nothing speaks against it."""
    if len(sentence.split()) < _FEWEST_WORDS:
        return TOO_SHORT
    if _REFERENCE.search(sentence):
        return REFERENCE
    if _ADVICE.search(sentence):
        return "advice or detection, not what was done"
    if _ANALYST.search(sentence):
        return "tells what the analyst, not the adversary, did, or addresses the reader"
    if _DENIED.search(sentence):
        return "may say what was not done"
    if _CONDITIONAL.search(sentence):
        return "says what could be done"
    if not _VERB.search(sentence):
        return "no verb"
    if not _SUBJECT.search(sentence):
        return "does not say who or what did it"
    return ""
