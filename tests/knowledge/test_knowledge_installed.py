"""What must hold for the snapshot that every user starts with."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from vidocq.evidence.techniques.trained import model_for
from vidocq.knowledge import Snapshot, find_actor


@pytest.mark.parametrize(
    ("name", "actor", "country"),
    [("APT31", "G0128", "CN"), ("APT28", "G0007", "RU"), ("Lazarus Group", "G0032", "KP"), ("OilRig", "G0049", "IR"),
     ("Volt Typhoon", "G1017", "CN"), ("Forest Blizzard", "G0007", "RU")],
)  # fmt: skip
def test_well_known_groups_and_countries(installed: Snapshot, name: str, actor: str, country: str) -> None:
    found = find_actor(installed, name)[0]
    assert (found.id, found.country) == (actor, country)
    assert found.country_source


def test_countries_always_say_where_they_are_from(installed: Snapshot) -> None:
    for actor in installed.actors:
        assert (actor.country is None) or (actor.country_source and re.fullmatch("[A-Z]{2}", actor.country))
        assert all(re.fullmatch("[A-Z]{2}", target) for target in actor.targets)


def test_ids_are_unique_and_references_hold(installed: Snapshot) -> None:
    for items in (installed.actors, installed.software, installed.techniques, installed.campaigns, installed.reports):
        ids = [item.id for item in items]  # type: ignore[attr-defined]
        assert ids == sorted(set(ids))
    for actor in installed.actors:
        assert set(actor.reports) <= installed.report_by_id.keys()
        assert re.fullmatch(r"G\d{4}|galaxy:[0-9a-f-]{36}", actor.id)
        for use in actor.uses:
            assert use.target in installed.technique_by_id or use.target in installed.software_by_id
    for soft in installed.software:
        assert set(soft.actors) <= installed.actor_by_id.keys()


def test_every_element_stands_in_one_profile(installed: Snapshot) -> None:
    owners: dict[tuple[str, str], str] = {}
    for profile in (*installed.actors, *installed.software):
        for external in profile.external_ids:  # type: ignore[attr-defined]
            if external[0].startswith("misp-galaxy:"):
                assert owners.setdefault(external, profile.id) == profile.id  # type: ignore[attr-defined]


def test_views_follow_one_claim_only(installed: Snapshot) -> None:
    """No galaxy element is shown on two groups, and no alias alone draws two together."""
    followed: dict[str, str] = {}
    for actor in installed.actors:
        for claim in actor.claims:
            if claim.view:
                assert followed.setdefault(claim.target, actor.id) == actor.id
                assert not claim.source.endswith(": alias statement")


def test_the_meta_says_what_it_is(installed: Snapshot) -> None:
    assert re.fullmatch("[0-9a-f]{64}", installed.meta.digest)
    assert dict(installed.meta.contents)["actors"] == len(installed.actors) > 800
    credited = {"MISP galaxy", "MITRE ATT&CK", "Microsoft's map of names"}
    assert {name for name, _ in installed.meta.licences} == credited
    assert {name for name, _ in installed.meta.dates} == credited
    assert not any("NC" in what for _, what in installed.meta.licences)


def test_no_sentence_of_others_is_in_the_pack(installed: Snapshot) -> None:
    users = (*installed.actors, *installed.software, *installed.campaigns)
    assert not any(one.description for one in (*users, *installed.techniques))
    assert not any(use.procedure for one in users for use in one.uses)


def test_the_pack_stays_small() -> None:
    pack = files("vidocq.knowledge").joinpath("data", "default.pack")
    assert len(pack.read_bytes()) < 6_000_000


def test_a_fresh_install_reads_techniques_from_prose(installed: Snapshot) -> None:
    model = model_for(installed)
    assert model is not None
    assert model.kind == "procedures"
    (guesses,) = model.guess(["The malware dumped credentials from LSASS memory with Mimikatz."])
    assert guesses[0].technique == "T1003.001"
    assert guesses[0].probability > 0.9
