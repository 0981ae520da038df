"""Threat Group Cards: of our own making, served on this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from test_knowledge_sync import Site, good, site

from vidocq.errors import KnowledgeError
from vidocq.knowledge import cards, load, sync
from vidocq.knowledge.snapshot import Snapshot
from vidocq.workbench.packing import pack

__all__ = ["good", "site"]

CARD: dict[str, Any] = {
    "actor": "ZANTHIUM, APT 901",
    "names": [{"name": "APT 901", "name-giver": "Somebody"}, {"name": "Unheard Of", "name-giver": "?"}],
    "observed-countries": ["Norway", "USA", "Middle East", 7],
    "observed-sectors": ["Government"],
    "operations": [
        {"date": "2023-06", "activity": "Letters to a ministry\nhttps://reports.example/letters"},
        {"date": "soon", "activity": "https://reports.example/undated"},
        {"date": "2023-07", "activity": 3},
    ],
}


def _file(*values: Any) -> bytes:
    return json.dumps({"values": list(values)}).encode()


def test_a_card_adds_victims_and_dated_reports_to_the_one_group_it_means(snapshot: Snapshot) -> None:
    found = cards.add(snapshot, _file(CARD), "cards.json")
    group, before = found.actor_by_id["G9001"], snapshot.actor_by_id["G9001"]
    assert {"NO", "US"} <= set(group.targets)
    assert len(group.target_sectors) >= len(before.target_sectors)
    (added,) = set(group.reports) - set(before.reports)
    assert found.report_by_id[added].url == "https://reports.example/letters"
    assert found.report_by_id[added].published == "2023-06"
    assert group.uses == before.uses
    others = [one for one in found.actors if one.id != "G9001"]
    assert others == [one for one in snapshot.actors if one.id != "G9001"]
    assert found.meta.digest != snapshot.meta.digest
    assert (cards.SOURCE, cards.LICENCE) in found.meta.licences


def test_a_card_of_two_groups_joins_nothing(snapshot: Snapshot) -> None:
    both = {**CARD, "names": [{"name": "APT901"}, {"name": "Moor Hen"}]}
    found = cards.add(snapshot, _file(both, {"actor": "Nobody Here"}, "no card"), "cards.json")
    assert found.actors == snapshot.actors
    assert any("2 cards mean no group or several" in problem for problem in found.meta.problems)
    assert any("1 entry is no card" in problem for problem in found.meta.problems)


@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b'{"values": {}}', b'{"values": [{"actor": 1}]}', b"[" * 100_000])
def test_what_are_no_cards_is_said(snapshot: Snapshot, raw: bytes) -> None:
    with pytest.raises(KnowledgeError, match=r"not JSON|no group card"):
        cards.add(snapshot, raw, "cards.json")


def test_cards_are_fetched_only_when_asked_and_are_in_no_pack(good: Site, tmp_path: Path) -> None:
    good.pages["/cards"] = (200, {}, _file(CARD))
    plain, with_cards = tmp_path / "plain", tmp_path / "cards"
    sync.sync(base=good.base, destination=plain)
    assert cards.SOURCE not in dict(load(plain).meta.sources)
    result = sync.sync(base=good.base, destination=with_cards, cards_from=f"{good.base}/cards")
    assert [one.name for one in result.fetched] == ["attack", "galaxy", "cards"]
    assert "NO" in load(with_cards).actor_by_id["G9001"].targets
    with pytest.raises(KnowledgeError, match="may not be compiled"):
        pack(load(with_cards))


def test_cards_that_cannot_be_had_change_nothing(good: Site, tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"as it was")
    with pytest.raises(KnowledgeError, match="cards cannot be fetched: the server says 404"):
        sync.sync(base=good.base, destination=target, cards_from=f"{good.base}/nothing")
    assert target.read_bytes() == b"as it was"


def test_the_licence_is_never_lost(snapshot: Snapshot) -> None:
    found = cards.add(snapshot, _file(CARD), "cards.json")
    assert msgspec.json.encode(found.meta).count(b"non-commercial") == 1
