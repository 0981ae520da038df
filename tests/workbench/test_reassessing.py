"""All stored cases weighed again: one result a case, and the cause named when the knowledge is another."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "ministry-2025" / "technical-report.md"


def vidocq(*arguments, store):
    done = subprocess.run(
        [sys.executable, "-m", "vidocq", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"VIDOCQ_STORE": str(store)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_other_knowledge_moves_the_answer_and_is_named_as_the_cause(tmp_path):
    from vidocq import knowledge
    from vidocq.knowledge import storage

    store = tmp_path / "store.db"
    vidocq("case", "new", "One", "--tlp", "GREEN", store=store)
    vidocq("case", "add", "one", EXAMPLE, store=store)
    vidocq("case", "new", "Empty", "--tlp", "GREEN", store=store)
    (first,) = msgspec.json.decode(vidocq("case", "reassess", "--format", "json", store=store))
    assert first["case"] == "one"
    assert first["group_before"] == ""
    (same,) = msgspec.json.decode(vidocq("case", "reassess", "--format", "json", store=store))
    assert same["causes"] == []
    assert same["group_shift"] == 0
    assert same["group_before"] == same["group_after"]

    less = knowledge.load()
    less = msgspec.structs.replace(less, actors=tuple(actor for actor in less.actors if actor.id != "G0128"))
    file = tmp_path / "less.snapshot"
    storage.write(storage.sealed(less), file)
    (other,) = msgspec.json.decode(vidocq("case", "reassess", "--knowledge", file, "--format", "json", store=store))
    assert other["group_shift"] > 0.1
    assert any("knowledge" in cause for cause in other["causes"])


def test_why_the_confidence_is_what_it_is_names_documents_and_holds_no_id(tmp_path):
    import re

    store = tmp_path / "store.db"
    vidocq("investigate", *sorted(EXAMPLE.parent.iterdir()), "--out", tmp_path / "out", store=store)
    told = " ".join(vidocq("assess", tmp_path / "out", store=store).split())
    why = told.partition("Analytic confidence: ")[2].partition("ACH matrix")[0]
    assert "the leading group changes without what comes from P2 Exercise Response Team, what comes from D2 " in why
    assert not re.search(r"[a-z]--[0-9a-f]{8}-", told)
