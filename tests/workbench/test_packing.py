"""A pack answers as what it was made from, without its sentences."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from vidocq.assessment import index
from vidocq.assessment.terms import Written
from vidocq.errors import KnowledgeError
from vidocq.evidence.techniques.trained import model_for
from vidocq.knowledge import storage
from vidocq.knowledge.snapshot import ActorProfile, Snapshot, SnapshotMeta, SoftwareProfile, TechniqueProfile, Use
from vidocq.workbench.packing import pack

_META = SnapshotMeta(digest="", built="2026-01-02T00:00:00Z", as_of=None, sources=(), licences=(), dates=(("a", "2025-12"),))


def _snapshot(*, theirs: str = "A zebra sentence of somebody else.") -> Snapshot:
    own = Use(target="S0001", procedure="Herons deploy the kettle implant against harbours.", source="attack")
    malpedia = Use(target="S0002", procedure=theirs, source="malpedia description")
    steals = Use(target="T1003", procedure="Kettle dumps credentials from memory of pumps.")
    mails = Use(target="T1566", procedure="Otters send mail with lures through CVE-2024-1234.")
    actors = (
        ActorProfile(id="G0001", name="Heron", description="A financially motivated crew of harbours.", uses=(own, malpedia)),
        ActorProfile(id="G0002", name="Otter", description="Otters fish in rivers.", uses=(mails,)),
        ActorProfile(id="G0003", name="Stoat", description="Stoats dig in sand.", uses=(mails,)),
    )
    software = (
        SoftwareProfile(id="S0001", name="Kettle", kind="malware", uses=(steals,), actors=("G0001",)),
        SoftwareProfile(id="S0002", name="Pot", kind="malware", actors=("G0001",)),
    )
    techniques = tuple(
        TechniqueProfile(id=one, name=name, description=f"{name} is what intruders do to get further into systems.")
        for one, name in (("T1003", "Credential Dumping"), ("T1566", "Phishing"))
    )
    return storage.sealed(Snapshot(meta=_META, actors=actors, software=software, techniques=techniques))


def test_texts_compare_alike_without_the_texts() -> None:
    """To the last digit, but for Malpedia's sentences, which are not even counted."""
    full = _snapshot(theirs="")
    asked = "kettle implants dump memory of pumps in harbours and rivers"
    before, after = (index.build(one).text_table.similarity(asked) for one in (full, pack(_snapshot())))
    assert before.max() > 0.1
    assert np.allclose(before, after, atol=1e-9)
    assert before.argmax() == after.argmax()


def test_what_texts_said_is_kept_as_facts() -> None:
    before, after = index.build(_snapshot()), index.build(pack(_snapshot()))
    assert before.criminal == after.criminal == {0}
    assert before.vulnerabilities == after.vulnerabilities
    assert set(after.vulnerabilities) == {"CVE-2024-1234"}


def test_sentences_and_malpedias_words_are_gone() -> None:
    content = msgspec.msgpack.encode(pack(_snapshot()))
    assert b"zebra" not in content
    assert b"Otters send mail" not in content


def test_the_same_snapshot_gives_the_same_pack() -> None:
    one, two = pack(_snapshot()), pack(_snapshot())
    assert one == two
    assert one.meta.built == "2025-12"
    assert one.meta.digest != _snapshot().meta.digest


def test_techniques_are_read_by_the_same_model() -> None:
    full = _snapshot()
    sentence = ["They used phishing to get into systems."]
    before, after = model_for(full), model_for(pack(full))
    assert before is not None
    assert after is not None
    assert before.guess(sentence) == after.guess(sentence)


@pytest.mark.parametrize("content", [b"", b"x", msgspec.msgpack.encode({"owners": ["a"], "words": "b"})])
def test_broken_counts_are_refused(content: bytes) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read"):
        Written(content)
