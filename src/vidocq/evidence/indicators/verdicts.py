"""What columns, tags and attributes say of an observable: benign, excluded, revoked, context, a victim's, or malicious."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from vidocq.model import IndicatorLabel
from vidocq.vocabulary.columns import VERDICT_COLUMNS

_ADVERSARY, _VICTIM = IndicatorLabel.ADVERSARY, IndicatorLabel.VICTIM
_REFERENCE, _UNDECIDED = IndicatorLabel.REFERENCE, IndicatorLabel.UNDECIDED


class Verdict(NamedTuple):
    """A label, the reason in one sentence, and log odds."""

    label: IndicatorLabel
    reason: str
    score: float


#: Whole words of a verdict cell, squeezed to letters and digits.
_BENIGN = frozenset(
    """
    benign clean whitelist whitelisted allowlist allowlisted allowed safe legit legitimate falsepositive fp goodware
    harmless trusted good nonmalicious notmalicious knowngood informational unrelated
    """.split()
)
_HOSTILE = frozenset(
    """
    malicious bad c2 c2server cnc cc commandandcontrol malware phishing hostile attacker adversary suspicious blocklist
    blacklist blacklisted truepositive tp exfiltration payload payloaddelivery
    """.split()
)
_VICTIMS = frozenset(
    "victim victims target targeted targets compromised compromisedhost compromisedsite infected infectedhost patient".split()
)
#: Columns whose name is a verdict and whose cell says yes or no.
_POSITIVE_NAMES = frozenset("malicious ismalicious toids ids isioc isbad".split())
_NEGATIVE_NAMES = frozenset(
    "benign isbenign whitelist whitelisted allowlist falsepositive fp falsepositives isfalsepositive".split()
)
_YES = frozenset("yes y true 1 x".split())
_NO = frozenset("no n false 0".split())
_CONTEXT = frozenset(("externalanalysis", "link", "internalreference", "description", "reference", "source", "report"))
_RECIPIENTS = frozenset(("emaildst", "targetemail", "targetuser", "targetmachine", "targetorg", "targetexternal", "recipient"))
_SQUEEZE = re.compile(r"[\W_]+")
_SAID_BENIGN = re.compile(r"(?i)\b(?:false[ -]positives?|whitelisted|benign|legit(?:imate)?|not malicious|harmless|clean file)\b")
#: What is used against victims is named by them too: *sent to victims*, *victim data*, *C2 for victims*.
_SAID_HOSTILE = re.compile(
    r"(?i)\bc2\b|c&c|command|payload|malicious|phish|exfil|(?:sent|send|delivered|served|to|of|from|for|against) (?:the )?victim"
    r"|victim(?:'s|s)? (?:data|logs?|files?|information|id|traffic|credentials)"
)
_SAID_VICTIM = re.compile(
    r"(?i)\b(?:victim(?:'s|s)?|compromised (?:web ?)?(?:site|server|host|wordpress|organi[sz]ation)|hacked site)\b"
)


def of_cell(name: str, cell: str) -> Verdict | None:
    """What a cell of a column says of the row, where the column is one that gives verdicts."""
    column = _squeeze(name)
    return _of_cell(column, _squeeze(cell)) if column in VERDICT_COLUMNS else None


@lru_cache(maxsize=4096)
def _of_cell(name: str, word: str) -> Verdict | None:
    if not word:
        return None
    said = f"the column {name} says {word[:40]}"
    if (name in _POSITIVE_NAMES and word in _NO) or (name in _NEGATIVE_NAMES and word in _YES):
        return Verdict(_REFERENCE, said, -6.0)
    if word in _BENIGN:
        return Verdict(_REFERENCE, said, -6.0)
    if word in _VICTIMS:
        return Verdict(_VICTIM, said, 5.0)
    return Verdict(_ADVERSARY, said, 5.0) if word in _HOSTILE else None


def of_remark(remark: str) -> Verdict | None:
    """What a remark in the same row says of it: that it is legitimate, or a victim's."""
    if _SAID_BENIGN.search(remark):
        return Verdict(_REFERENCE, "the remark beside it calls it legitimate", -4.0)
    if _SAID_VICTIM.search(remark) and not _SAID_HOSTILE.search(remark):
        return Verdict(_VICTIM, "the remark beside it speaks of a victim's or compromised site", 4.0)
    return None


def of_attributes(about: Mapping[str, str], *, network: bool) -> Verdict | None:
    """What a format says of a value besides its type; None where it says nothing of whose it is."""
    if not about:
        return None
    if "excluded" in about:
        return Verdict(_REFERENCE, "the pattern excludes it", -8.0)
    if "recipient" in about:
        return Verdict(_REFERENCE, about["recipient"], -6.0)
    if about.get("revoked") == "true":
        return Verdict(_REFERENCE, "its producer has revoked it", -6.0)
    found = [verdict for name, cell in about.items() if (verdict := of_cell(name, cell)) is not None]
    plain = [verdict for verdict in found if verdict.label is not _ADVERSARY]
    for name in ("type", "object_relation", "category"):
        word = _squeeze(about.get(name, ""))
        if word in _RECIPIENTS:
            return Verdict(_VICTIM, f"the format says that it is the target's ({about[name][:40]})", 5.0)
    if about.get("to_ids") == "false":
        return _context(about, network=network)
    if plain:
        return plain[0]
    if any(_squeeze(about.get(name, "")) in _CONTEXT for name in ("type", "category")):
        return Verdict(_REFERENCE, "the format lists it as context, not as an indicator", -5.0)
    remark = next((about[name] for name in ("comment", "description", "notes", "note") if name in about), "")
    said = of_remark(remark) if remark else None
    if said is not None and (network or said.label is _REFERENCE):
        return said
    return found[0] if found else None


def _context(about: Mapping[str, str], *, network: bool) -> Verdict:
    """A value that its event marks as not to be looked for: context, unless it is the intruders' own file or setting."""
    if network or _squeeze(about.get("category", "")) in _CONTEXT:
        return Verdict(_REFERENCE, "the event marks it as context, not as an indicator (to_ids false)", -5.0)
    return Verdict(_UNDECIDED, "the event does not offer it as an indicator (to_ids false)", 0.0)


@lru_cache(maxsize=8192)
def _squeeze(text: str) -> str:
    return _SQUEEZE.sub("", text.casefold()) if len(text) <= 80 else ""
