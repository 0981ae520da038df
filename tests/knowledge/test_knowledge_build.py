from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from knowledge_sample import CLUSTERS, element, stix_objects, uuid, write_bundle, write_galaxy

from vidocq.errors import InputError, KnowledgeError
from vidocq.knowledge import Snapshot
from vidocq.knowledge.making import make, parse_date, parse_withdrawn


def test_a_view_is_drawn_together_over_claims_with_their_source(snapshot: Snapshot) -> None:
    group = snapshot.actor_by_id["G9001"]
    assert f"galaxy:{uuid(1)}" not in snapshot.actor_by_id
    followed = {claim.target: claim.source for claim in group.claims if claim.view}
    assert followed[f"galaxy:{uuid(1)}"] == "threat-actor 'APT901': mutual naming"
    assert (group.country, group.sponsor) == ("CN", "CN")
    assert group.country_source == "threat-actor 'APT901': country; threat-actor 'APT901': cfr-suspected-state-sponsor"
    assert group.targets == ("DE", "FR")
    assert ("misp-galaxy:threat-actor", uuid(1)) in group.external_ids


def test_names_belong_to_their_reporters(snapshot: Snapshot) -> None:
    names = {(known.text, known.reporter) for known in snapshot.actor_by_id["G9001"].names}
    assert ("APT901", "Microsoft") in names  # ATT&CK cites Microsoft for it
    assert ("Heron Typhoon", "Microsoft") in names
    assert ("GREY HERON", "") in names


def test_a_shared_alias_never_merges(snapshot: Snapshot) -> None:
    owners = [actor.id for actor in snapshot.actors if any(known.text == "Shared Alias" for known in actor.names)]
    assert owners == [f"galaxy:{uuid(2)}", f"galaxy:{uuid(3)}"]
    entry = next(entry for entry in snapshot.gazetteer if entry.text == "Shared Alias")
    assert entry.refs == tuple(owners)


def test_rival_claims_are_recorded_and_none_is_followed(snapshot: Snapshot) -> None:
    bittern = snapshot.actor_by_id[f"galaxy:{uuid(4)}"]
    assert {claim.target for claim in bittern.claims} == {"G9002", "G9003"}
    assert not any(claim.view for claim in bittern.claims)
    rail = snapshot.actor_by_id["G9003"]
    assert rail.country == "KP"  # all that claim to be it agree
    assert "over the claim" in rail.country_source


def test_country_in_attacks_own_words(snapshot: Snapshot) -> None:
    hen = snapshot.actor_by_id["G9002"]
    assert (hen.country, hen.sponsor) == ("RU", "RU")
    assert hen.country_source.startswith("ATT&CK description")


def test_an_unlikely_relation_is_a_claim_only(snapshot: Snapshot) -> None:
    harrier = snapshot.actor_by_id[f"galaxy:{uuid(3)}"]
    claim = next(claim for claim in harrier.claims if claim.target == f"galaxy:{uuid(2)}")
    assert (claim.relation, claim.likelihood, claim.view) == ("same-as", "unlikely", False)


def test_withdrawing_a_claim_parts_the_two_again(galaxy_dir: Path, bundle: Path) -> None:
    parted = make(galaxy=galaxy_dir, attack=bundle, withdrawn=frozenset({("G9001", uuid(1))}))
    assert parted.actor_by_id[f"galaxy:{uuid(1)}"].country == "CN"
    assert "GREY HERON" not in {known.text for known in parted.actor_by_id["G9001"].names}


def test_uses_carry_origins_procedures_and_dates(snapshot: Snapshot) -> None:
    use = next(use for use in snapshot.actor_by_id["G9001"].uses if use.target == "T9001.001")
    assert use.procedure == "ZANTHIUM sent lure.doc."
    assert use.created == "2019-01-01T00:00:00Z"
    (report,) = (snapshot.report_by_id[report] for report in use.reports)
    assert (report.name, report.published) == ("Vendor Heron 2020", "2020-03-05")


def test_one_report_is_one_origin_whoever_cites_it(snapshot: Snapshot) -> None:
    # ATT&CK writes the address with a final slash, the galaxy without one.
    assert sum("vendor.example/heron" in report.url for report in snapshot.reports) == 1


def test_revoked_ids_are_followed(snapshot: Snapshot) -> None:
    assert snapshot.technique_by_id["T9002"].revoked_by == "T9001.001"
    assert snapshot.actor_by_id["G9005"].revoked_by == "G9001"
    assert "Old Heron" in {known.text for known in snapshot.actor_by_id["G9001"].names}
    # What was recorded for the revoked technique counts for the valid one.
    assert {use.target for use in snapshot.actor_by_id["G9002"].uses} == {"T9001.001", "S9001"}


def test_a_circle_of_revocations_ends(tmp_path: Path) -> None:
    objects = stix_objects()
    circle = {**objects[-1], "id": "relationship--x", "relationship_type": "revoked-by"}
    circle["source_ref"], circle["target_ref"] = f"attack-pattern--{uuid(121)}", f"attack-pattern--{uuid(122)}"
    built = make(galaxy=None, attack=write_bundle(tmp_path / "b.json", [*objects, circle]))
    assert built.technique_by_id["T9001.001"].revoked_by is None


def test_campaigns_tie_software_to_groups(snapshot: Snapshot) -> None:
    campaign = snapshot.campaign_by_id["C9001"]
    assert campaign.actors == ("G9002",)
    assert "G9002" in snapshot.software_by_id["S9001"].actors


def test_links_say_which_collection_makes_them(snapshot: Snapshot) -> None:
    warbler = snapshot.actor_by_id[f"galaxy:{uuid(5)}"]
    assert [(use.target, use.source) for use in warbler.uses] == [("S9001", "threat-actor uses")]
    owl = snapshot.actor_by_id[f"galaxy:{uuid(2)}"]
    (use,) = owl.uses
    assert (use.target, use.source) == (f"galaxy:{uuid(32)}", "malpedia description")
    assert use.procedure == "Tadpole is malware used exclusively by Marsh Owl."
    tidal = next(use for use in snapshot.actor_by_id["G9001"].uses if use.source == "tidal-software used-by")
    assert snapshot.software_by_id[tidal.target].name == "Havoc"


def test_families_are_joined_with_care(snapshot: Snapshot) -> None:
    spawn = snapshot.software_by_id["S9001"]
    assert ("malpedia", "win.frogspawn") in spawn.external_ids
    # A phone family and a Windows family of one name are two.
    assert ("malpedia", "apk.frogspawn") in snapshot.software_by_id[f"galaxy:{uuid(34)}"].external_ids
    # A locker and a command framework of one name are two.
    havoc = [soft.id for soft in snapshot.software if soft.name == "Havoc"]
    assert len(havoc) == 2


def test_deprecated_techniques_say_so(snapshot: Snapshot) -> None:
    assert snapshot.technique_by_id["T9003"].deprecated
    assert not snapshot.technique_by_id["T9001"].deprecated


def test_a_galaxy_alone_and_attack_alone(galaxy_dir: Path, bundle: Path) -> None:
    alone = make(galaxy=galaxy_dir, attack=None)
    assert {actor.id for actor in alone.actors} >= {f"galaxy:{uuid(1)}", f"galaxy:{uuid(2)}"}
    # Microsoft's name is drawn to the group it is for, over the galaxy's own relation.
    assert f"galaxy:{uuid(21)}" not in alone.actor_by_id
    bare = make(galaxy=None, attack=bundle)
    assert bare.actor_by_id["G9001"].country is None
    assert bare.actor_by_id["G9001"].sponsor is None


def test_same_inputs_same_digest_whatever_the_hash_seed(galaxy_dir: Path, bundle: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from vidocq.knowledge.making import make;"
        "print(make(galaxy=Path(sys.argv[1]), attack=Path(sys.argv[2])).meta.digest)"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, str(galaxy_dir), str(bundle)],
            env={"PYTHONHASHSEED": seed, "PATH": ""}, capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(digests) == 1


def test_other_inputs_other_digest(galaxy_dir: Path, bundle: Path, snapshot: Snapshot) -> None:
    write_galaxy(galaxy_dir, {"sector": [element(91, "Energy"), element(92, "Water")]})
    assert make(galaxy=galaxy_dir, attack=bundle).meta.digest != snapshot.meta.digest


def test_as_of_says_where_a_galaxy_is_newer(galaxy_dir: Path, bundle: Path) -> None:
    write_galaxy(galaxy_dir, {"tool": [element(41, "at", refs=["https://vendor.example/blog/2024/05/06/later"])]})
    built = make(galaxy=galaxy_dir, attack=bundle, as_of="2021-12-31")
    assert built.meta.as_of == "2021-12-31"
    assert any("newer than 2021-12-31" in problem for problem in built.meta.problems)
    assert "G9006" not in built.actor_by_id


@pytest.mark.parametrize("text", ["2024", "2024-13-01", "2024-02-30", "yesterday", "", "2024-1-1", "２０２４-01-01"])
def test_wrong_dates(text: str) -> None:
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        parse_date(text)


def test_nothing_to_build_from() -> None:
    with pytest.raises(InputError, match="nothing to build from"):
        make(galaxy=None, attack=None)


def test_missing_inputs(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no such directory"):
        make(galaxy=tmp_path / "nowhere", attack=None)


def test_withdrawn_pairs() -> None:
    assert parse_withdrawn([f"G9001=galaxy:{uuid(1)}"]) == frozenset({("G9001", uuid(1))})
    with pytest.raises(InputError, match="ACTOR=UUID"):
        parse_withdrawn(["G9001"])


def test_every_reference_leads_somewhere(snapshot: Snapshot) -> None:
    reports = snapshot.report_by_id.keys()
    for actor in snapshot.actors:
        assert set(actor.reports) <= reports
        assert all(set(use.reports) <= reports for use in actor.uses)
        assert all(use.target in snapshot.technique_by_id or use.target in snapshot.software_by_id for use in actor.uses)


def test_the_sample_is_what_the_tests_think() -> None:
    assert len(CLUSTERS["threat-actor"]) == 6
