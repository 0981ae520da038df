from __future__ import annotations

import pytest

from vidocq.knowledge import Snapshot
from vidocq.knowledge.common import is_commodity, is_everyday
from vidocq.knowledge.snapshot import GazetteerEntry
from vidocq.knowledge.wording import Wording


def entries(snapshot: Snapshot, text: str) -> dict[str, GazetteerEntry]:
    return {entry.kind: entry for entry in snapshot.gazetteer if entry.text == text}


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("Silence", "malware", "cue"),
        ("at", "tool", "cue"),
        ("Play", "malware", "cue"),
        ("PowerShell", "tool", "commodity"),
        ("FROGSPAWN", "malware", "distinctive"),
        ("APT901", "intrusion-set", "distinctive"),
        ("Marsh Owl", "intrusion-set", "distinctive"),
        ("Germany", "country", "cased"),
        ("Energy", "sector", "cue"),
        ("Microsoft", "vendor", "cased"),
    ],
)
def test_classes_in_the_sample(snapshot: Snapshot, text: str, kind: str, wanted: str) -> None:
    assert entries(snapshot, text)[kind].dictionary_class == wanted


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("Silence", "intrusion-set", "cue"),
        ("Play", "intrusion-set", "cue"),
        ("Equation", "intrusion-set", "cue"),
        ("Carbon", "malware", "cue"),
        ("Snake", "malware", "cue"),
        ("Machete", "intrusion-set", "cue"),
        ("at", "tool", "cue"),
        ("Net", "tool", "cue"),
        ("PowerShell", "tool", "commodity"),
        ("schtasks", "tool", "commodity"),
        ("Cobalt Strike", "malware", "commodity"),
        ("Mimikatz", "tool", "commodity"),
        ("AnyDesk", "tool", "commodity"),
        ("PlugX", "malware", "cased"),
        ("Turla", "intrusion-set", "cased"),
        ("Akira", "intrusion-set", "cased"),
        ("Spring Dragon", "intrusion-set", "cased"),
        ("APT31", "intrusion-set", "distinctive"),
        ("APT 31", "intrusion-set", "distinctive"),
        ("APT-31", "intrusion-set", "distinctive"),
        ("ShadowPad", "malware", "distinctive"),
        ("Emotet", "malware", "distinctive"),
        ("Sandworm", "intrusion-set", "cased"),
        ("HAFNIUM", "intrusion-set", "cased"),
        ("Hafnium", "intrusion-set", "cased"),
        ("Donald Trump", "malware", "cue"),
        ("Shadow Pad", "malware", "distinctive"),
        ("Bill Gates", "malware", "cue"),
        ("Naikon", "intrusion-set", "distinctive"),
        ("Volt Typhoon", "intrusion-set", "cased"),
    ],
)
def test_classes_of_well_known_names(installed: Snapshot, text: str, kind: str, wanted: str) -> None:
    assert entries(installed, text)[kind].dictionary_class == wanted


@pytest.mark.parametrize("text", ["will", "Will", "silence", "play", "turla", "Telegram group", "net"])
def test_words_that_are_no_entry(installed: Snapshot, text: str) -> None:
    assert not entries(installed, text)


def test_a_telegram_entry_weighs_nothing(installed: Snapshot) -> None:
    found = [entry for entry in installed.gazetteer if entry.text.lower() == "telegram"]
    assert all(entry.dictionary_class == "commodity" for entry in found)


def test_refs_are_all_meanings_and_none_is_revoked(installed: Snapshot) -> None:
    revoked = {actor.id for actor in installed.actors if actor.revoked_by} | {s.id for s in installed.software if s.revoked_by}
    known = installed.actor_by_id.keys() | installed.software_by_id.keys() | installed.campaign_by_id.keys()
    for entry in installed.gazetteer:
        assert entry.refs
        assert entry.refs == tuple(sorted(set(entry.refs)))
        if entry.kind in ("intrusion-set", "malware", "tool", "campaign"):
            assert not revoked & set(entry.refs)
            assert known >= set(entry.refs)


def test_each_text_stands_once_for_a_kind(installed: Snapshot) -> None:
    pairs = [(entry.text, entry.kind) for entry in installed.gazetteer]
    assert len(pairs) == len(set(pairs))
    assert pairs == sorted(pairs)


def test_classes_are_the_four_and_have_reasons(installed: Snapshot) -> None:
    for entry in installed.gazetteer:
        assert entry.dictionary_class in ("distinctive", "cased", "cue", "commodity")
        assert bool(entry.reason) == (entry.dictionary_class != "distinctive"), entry


def test_no_empty_one_letter_or_addressed_names(installed: Snapshot) -> None:
    for entry in installed.gazetteer:
        assert entry.text == " ".join(entry.text.split())
        assert "://" not in entry.text
        if len(entry.text) < 3 and entry.text.isascii():
            assert entry.dictionary_class == "cue", entry


def test_wording_is_measured_on_the_prose() -> None:
    prose = [
        "They wait in silence.",
        "A deep silence fell.",
        "After silence came FROG.",
        "Winnti and winnti and Winnti",
        "winnti",
    ]
    prose += ["Winnti is malware."] * 20 + ["winnti"]
    wording = Wording(prose, ["deep silence", "came frog"])
    assert wording.is_everyday("zzsilence") is False
    assert wording.is_everyday("fell") is False  # once is not enough
    assert wording.is_everyday("Winnti") is False  # in lower case thrice, but far oftener as a name
    assert wording.is_phrase("Deep Silence")
    assert not wording.is_phrase("came FROG")


def test_the_same_name_is_a_tool_or_a_family() -> None:
    assert is_everyday("Telegram", "tool")
    assert is_everyday("slack", "tool")
    assert not is_everyday("Hydra", "malware")
    assert not is_commodity("Medusa", "malware", "A locker.")
    assert is_commodity("XTool", "tool", "XTool is an open-source remote administration tool.")
    assert not is_commodity("XTool", "malware", "XTool was built on an open-source tool.")
