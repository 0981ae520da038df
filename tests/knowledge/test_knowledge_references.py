"""Which group the title or the address of a report names, and which two entries are one program."""

from __future__ import annotations

from pathlib import Path

import pytest
from knowledge_sample import element, uuid, write_galaxy

from vidocq.knowledge.lint import lint
from vidocq.knowledge.making import make, parse_withdrawn
from vidocq.knowledge.references import GroupsInTitles
from vidocq.knowledge.snapshot import Report, Snapshot

_GROUPS = [
    ("G1", ["APT901", "Marsh Owl", "ZANTHIUM"]),
    ("G2", ["TA9902", "Fen Harrier", "Shared Alias"]),
    ("G3", ["Bog Bittern", "Shared Alias", "TADPOLER", "Silence"]),
]


def named(title: str = "", url: str = "") -> str | None:
    found = GroupsInTitles(_GROUPS, ["Tadpoler"]).named(Report(id="r", name="r", url=url, title=title))
    return found.actor if found else None


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Doe, J. (2020, March 5). APT901 targets mills. Retrieved May 1, 2020.", "G1"),
        ("Doe, J. (2020, March 5). Marsh Owl: a new backdoor", "G1"),
        ("The marsh owl at work", "G1"),
        ("APT 901 and its tools", "G1"),
        ("APT901 and TA9902 at work", None),
        ("APT901, also known as Zanthium", "G1"),
        ("APT9012 at work", None),
        ("Owl in the marsh", None),
        ("Shared Alias at work", None),
        ("Tadpoler at work", None),
        ("Silence at work", None),
        ("APT901 beside Tadpoler", None),
        ("A copycat of APT901", None),
        ("APT901 in the annual threat landscape", None),
        ("APT901. (2020, March 5). A backdoor. Retrieved May 1, 2020.", None),
    ],
)
def test_titles(title: str, wanted: str | None) -> None:
    assert named(title) == wanted


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://vendor.example/blog/apt901-targets-mills", "G1"),
        ("https://vendor.example/marsh-owl/", "G1"),
        ("https://vendor.example/marsh%20owl", "G1"),
        ("https://apt901.example/blog/a-backdoor", None),
        ("https://twitter.com/apt901/status/1", None),
        ("https://bit.ly/apt901", None),
        ("https://vendor.example/apt901-and-ta9902", None),
        ("https://[broken/apt901", None),
    ],
)
def test_addresses(url: str, wanted: str | None) -> None:
    assert named(url=url) == wanted


def test_a_title_that_names_two_is_not_mended_by_its_address() -> None:
    assert named("APT901 and TA9902 at work", "https://vendor.example/apt901") is None


def _built(tmp_path: Path, *programs: dict[str, object], withdrawn: str = "") -> Snapshot:
    actors = [element(2, "Marsh Owl", synonyms=["TA9901"]), element(3, "Fen Harrier", synonyms=["TA9902"])]
    directory = write_galaxy(tmp_path, {"threat-actor": actors, "malpedia": list(programs)})
    return make(galaxy=directory, attack=None, withdrawn=parse_withdrawn([withdrawn] if withdrawn else []))


def _uses(built: Snapshot, number: int) -> list[tuple[str, str, int]]:
    target = f"galaxy:{uuid(number)}"
    uses = [(actor.name, use) for actor in built.actors for use in actor.uses if use.target == target]
    return [(name, use.source, len(use.reports)) for name, use in uses]


def test_a_link_carries_the_reports_that_make_it(tmp_path: Path) -> None:
    refs = ["https://v.example/ta9901-at-work", "https://w.example/marsh-owl", "https://v.example/other"]
    built = _built(tmp_path, element(32, "Tadpole", refs=refs))
    assert _uses(built, 32) == [("Marsh Owl", "reference address", 2)]


def test_no_link_where_reports_name_several_or_many_have_it(tmp_path: Path) -> None:
    both = element(32, "Tadpole", refs=["https://v.example/ta9901-at-work", "https://v.example/ta9902-too"])
    sold = element(33, "Newt", "Newt is a RAT that is sold on hacking forums.", refs=["https://v.example/ta9901-newt"])
    built = _built(tmp_path, both, sold)
    assert _uses(built, 32) == []
    assert _uses(built, 33) == []


def test_a_stated_link_stands_alone(tmp_path: Path) -> None:
    stated = element(32, "Tadpole", "Tadpole is used by Fen Harrier.", refs=["https://v.example/ta9901-tadpole"])
    assert _uses(_built(tmp_path, stated), 32) == [("Fen Harrier", "malpedia description", 0)]


def _twins(**more: object) -> tuple[dict[str, object], dict[str, object]]:
    linked = element(32, "Tadpole", "Tadpole is a backdoor used by Marsh Owl.", refs=["https://v.example/pond"])
    return linked, element(33, "Tadpole RAT", "It reads files.", **{"refs": ["https://v.example/pond"], **more})


def test_twins_share_links_over_a_claim_that_can_be_withdrawn(tmp_path: Path) -> None:
    built = _built(tmp_path, *_twins())
    assert _uses(built, 33) == [("Marsh Owl", "malpedia description twin", 0)]
    (use,) = [use for actor in built.actors for use in actor.uses if use.source.endswith("twin")]
    assert "report that both cite" in use.procedure
    withdrawn = f"galaxy:{uuid(32)}={uuid(33)}"
    assert _uses(_built(tmp_path / "w", *_twins(), withdrawn=withdrawn), 33) == []


def test_a_shared_alias_or_another_sort_makes_no_twins(tmp_path: Path) -> None:
    linked, _ = _twins()
    alias = element(34, "Froglet RAT", "It reads files.", synonyms=["Tadpole"])
    locker = element(35, "Tadpole Ransomware", "It encrypts files.", refs=["https://v.example/pond"])
    built = _built(tmp_path, linked, alias, locker)
    assert _uses(built, 34) == []
    assert _uses(built, 35) == []


def test_a_name_that_two_with_users_bear_makes_no_twins(tmp_path: Path) -> None:
    linked, lone = _twins()
    other = element(36, "Tadpole Backdoor", "It is a backdoor used by Fen Harrier.", refs=["https://v.example/pond"])
    assert _uses(_built(tmp_path, linked, lone, other), 33) == []


def test_lint_doubts_a_link_from_an_address_and_not_what_two_use(tmp_path: Path) -> None:
    lone = element(32, "Tadpole", refs=["https://v.example/ta9901-at-work"])
    built = _built(tmp_path, lone, element(33, "Newt", "Newt is used by Fen Harrier."))
    (finding,) = lint(built, ["exclusive"])
    assert finding.subject == "Tadpole"
    assert "reference address" in finding.sentence
