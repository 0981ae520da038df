"""Who is said to use what: only where a source says so in clear words."""

from __future__ import annotations

from pathlib import Path

import pytest
from knowledge_sample import element, uuid, write_galaxy

from vidocq.knowledge.making import make


def users(tmp_path: Path, description: str, name: str = "Tadpole", **meta: object) -> list[str]:
    actors = [element(2, "Marsh Owl", synonyms=["TA9901", "Playful"]), element(3, "Fen Harrier", synonyms=["BRONZE HARRIER"])]
    clusters = {"threat-actor": actors, "malpedia": [element(32, name, description, **meta)]}
    built = make(galaxy=write_galaxy(tmp_path, clusters), attack=None)
    return [built.actor_by_id[actor].name for actor in built.software_by_id[f"galaxy:{uuid(32)}"].actors]


@pytest.mark.parametrize(
    "sentence",
    [
        "Tadpole is a backdoor used by Marsh Owl.",
        "A loader exclusively used by the APT group Marsh Owl since 2019.",
        "It is attributed to TA9901.",
        "Custom RAT developed by the Marsh Owl actor, based on the Gh0st RAT.",
        "Tadpole is a Marsh Owl tool for exfiltration.",
        "Tadpole was found in Marsh Owl's campaigns against banks.",
        "First line.\nAttributed to Marsh Owl.",
    ],
)
def test_said_in_clear_words(tmp_path: Path, sentence: str) -> None:
    assert users(tmp_path, sentence) == ["Marsh Owl"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Tadpole is not used by Marsh Owl.",
        "Tadpole resembles one that was attributed to the group called Marsh Owl.",
        "Its code overlaps with a family attributed to Marsh Owl.",
        "Unlike tools used by Marsh Owl, Tadpole is small.",
        "Marsh Owl was described in 2019.",
        "It targets Marsh Owl.",
        "It is used by banks.",
        "It is operated by marsh owl enthusiasts.",
    ],
)
def test_compared_denied_or_only_mentioned(tmp_path: Path, sentence: str) -> None:
    assert users(tmp_path, sentence) == []


def test_only_the_first_name_counts(tmp_path: Path) -> None:
    assert users(tmp_path, "Used by Fen Harrier (a subgroup of Marsh Owl).") == ["Fen Harrier"]


def test_a_name_of_two_actors_names_neither(tmp_path: Path) -> None:
    actors = [element(2, "Marsh Owl", synonyms=["Both Birds"]), element(3, "Fen Harrier", synonyms=["Both Birds"])]
    clusters = {"threat-actor": actors, "malpedia": [element(32, "Tadpole", "Used by Both Birds.")]}
    built = make(galaxy=write_galaxy(tmp_path, clusters), attack=None)
    assert built.software_by_id[f"galaxy:{uuid(32)}"].actors == ()


def test_software_called_like_its_actor_says_nothing(tmp_path: Path) -> None:
    assert users(tmp_path, "Marsh Owl is a backdoor. It was used by Fen Harrier.", name="Marsh Owl") == []


def test_a_reference_to_an_actors_profile_page(tmp_path: Path) -> None:
    page = "https://www.secureworks.com/research/threat-profiles/bronze-harrier"
    assert users(tmp_path, "", refs=[page]) == ["Fen Harrier"]
    assert users(tmp_path, "", refs=["https://www.secureworks.com/research/harrier-blog"]) == []
