"""A small knowledge snapshot of invented and well-known names for the tests of names and techniques."""

from __future__ import annotations

import itertools

from vidocq.knowledge.snapshot import (
    ActorProfile,
    GazetteerEntry,
    KnownName,
    Snapshot,
    SnapshotMeta,
    SoftwareProfile,
    TechniqueProfile,
    Use,
)
from vidocq.model import Document, Section, SectionRole


def document(text: str, *roles: tuple[SectionRole, int, int], **fields: object) -> Document:
    sections = tuple(Section(role=role, start=start, end=end) for role, start, end in roles)
    return Document(
        id="document--1",
        sha256="0" * 64,
        size=len(text),
        name="text",
        text=text,
        media_type="text/plain",
        sections=sections,
        **fields,
    )


def _entry(text: str, kind: str, *refs: str, cls: str = "distinctive", reason: str = "") -> GazetteerEntry:
    return GazetteerEntry(text=text, kind=kind, refs=refs, dictionary_class=cls, reason=reason)


_PLAIN = "a plain word"
GAZETTEER = (
    _entry("APT28", "intrusion-set", "G0007", "galaxy:a"),
    _entry("Fancy Bear", "intrusion-set", "G0007", cls="cased"),
    _entry("Lazarus Group", "intrusion-set", "G0032"),
    _entry("Lazarus", "intrusion-set", "G0032", cls="cased"),
    _entry("Turla", "intrusion-set", "G0010"),
    _entry("Turla", "malware", "galaxy:turla"),
    _entry("Evilnum", "intrusion-set", "G0120"),
    _entry("Evilnum", "malware", "S0568"),
    _entry("Shared Name", "intrusion-set", "galaxy:x", "galaxy:y"),
    _entry("Bitter", "intrusion-set", "G1002", cls="cue", reason=_PLAIN),
    _entry("SideWinder", "intrusion-set", "G0121"),
    _entry("Play", "intrusion-set", "G1040", cls="cue", reason=_PLAIN),
    _entry("Play", "malware", "S1162", cls="cue", reason=_PLAIN),
    _entry("Cuba", "malware", "S0625", cls="cue", reason=_PLAIN),
    _entry("First", "malware", "galaxy:first", cls="cue", reason=_PLAIN),
    _entry("ELECTRUM", "intrusion-set", "G0034"),
    _entry("Emotet", "malware", "S0367"),
    _entry("REvil", "malware", "S0496"),
    _entry("Sodinokibi", "malware", "S0496"),
    _entry("PlugX", "malware", "S0013"),
    _entry("PowerShell", "tool", "galaxy:ps", cls="commodity"),
    _entry("KV", "malware", "galaxy:kv", cls="cue", reason="too short"),
)

_WORK = (
    ("T1566.001", "sent spearphishing emails with malicious attachments to {}"),
    ("T1053.005", "created a scheduled task with schtasks for persistence on {}"),
    ("T1113", "captured screenshots of the desktop of {}"),
    ("T1486", "encrypted files on {} and demanded a ransom"),
    ("T1005", "collected documents from the local drives of {}"),
)
_PLACES = (
    "the victim",
    "a server",
    "the host",
    "a laptop",
    "the network",
    "a mail server",
    "the domain controller",
    "staff",
    "a printer",
    "two offices",
    "the lab",
    "a bank",
)
_HOW = (
    "",
    " quickly",
    " at night",
    " by hand",
    " with a script",
    " after a week",
    " in March",
    " again",
    " through a proxy",
    " twice",
)
_WHO = ("[A](https://attack.mitre.org/groups/G0007)", "[B](https://attack.mitre.org/software/S0013)")


def uses() -> tuple[Use, ...]:
    """Enough recorded procedures to train on: every way of saying each of five things."""
    found = []
    for (technique, work), place, how, who in itertools.product(_WORK, _PLACES, _HOW, _WHO):
        found.append(Use(target=technique, procedure=f"{who} has {work.format(place)}{how}.(Citation: Report)"))
    return tuple(found)


def _actor(ref: str, name: str, *names: str, of: tuple[Use, ...] = ()) -> ActorProfile:
    known = tuple(KnownName(text=text) for text in (name, *names))
    return ActorProfile(id=ref, name=name, names=known, description=f"{name} is a group that is tracked since 2010.", uses=of)


def _software(ref: str, name: str, kind: str = "malware", *names: str, commodity: bool = False) -> SoftwareProfile:
    known = tuple(KnownName(text=text) for text in (name, *names))
    return SoftwareProfile(id=ref, name=name, kind=kind, names=known, commodity=commodity)


def snapshot(*, procedures: bool = True, digest: str = "sample") -> Snapshot:
    """The sample; with ``procedures`` its technique model learns from them."""
    return Snapshot(
        meta=SnapshotMeta(digest=f"{digest}-{procedures}", built="2025", as_of=None, sources=(), licences=()),
        actors=(
            _actor("G0007", "APT28", "Fancy Bear", of=uses() if procedures else ()),
            _actor("galaxy:a", "Forest Blizzard", "APT28"),
            _actor("G0032", "Lazarus Group", "Lazarus"),
            _actor("G0010", "Turla"),
            _actor("G0120", "Evilnum"),
            _actor("galaxy:x", "One", "Shared Name"),
            _actor("galaxy:y", "Two", "Shared Name"),
            _actor("G1002", "BITTER", "Bitter"),
            _actor("G0121", "Sidewinder"),
            _actor("G1040", "Play"),
            _actor("G0034", "Sandworm Team", "ELECTRUM"),
        ),
        software=(
            _software("S0367", "Emotet"),
            _software("S0496", "REvil", "malware", "Sodinokibi"),
            _software("S0013", "PlugX"),
            _software("S0568", "EVILNUM"),
            _software("S1162", "Playcrypt", "malware", "Play"),
            _software("S0625", "Cuba"),
            _software("galaxy:first", "First"),
            _software("galaxy:kv", "KV"),
            _software("galaxy:turla", "Turla"),
            _software("galaxy:ps", "PowerShell", "tool", commodity=True),
        ),
        techniques=(
            TechniqueProfile(id="T1566", name="Phishing", description="Adversaries may send phishing messages to gain access."),
            TechniqueProfile(
                id="T1566.001",
                name="Spearphishing Attachment",
                parent="T1566",
                description="Adversaries may send spearphishing emails with a malicious attachment.",
            ),
            TechniqueProfile(id="T1598.002", name="Spearphishing Attachment", parent="T1598"),
            TechniqueProfile(
                id="T1053.005",
                name="Scheduled Task",
                parent="T1053",
                description="Adversaries may abuse the Windows Task Scheduler to run code at a given time.",
            ),
            TechniqueProfile(
                id="T1113", name="Screen Capture", description="Adversaries may take screen captures of the desktop."
            ),
            TechniqueProfile(
                id="T1486", name="Data Encrypted for Impact", description="Adversaries may encrypt data on systems."
            ),
            TechniqueProfile(id="T1005", name="Data from Local System", description="Adversaries may search local drives."),
            TechniqueProfile(id="T1193", name="Spearphishing Attachment (old)", revoked_by="T1566.001"),
        ),
        gazetteer=GAZETTEER,
    )
