"""Who can get a program is decided by the surest rule that fits, and a name tells no more than that rule."""

from __future__ import annotations

import pytest

from vidocq.knowledge import availability
from vidocq.knowledge.availability import Facts, judge
from vidocq.knowledge.snapshot import Availability

OWN, PUBLIC, SOLD = Availability.OWN, Availability.PUBLIC, Availability.SOLD


def _facts(name: str = "FROGSPAWN", description: str = "", **more: object) -> Facts:
    return Facts(**{"names": (name,), "kind": "malware", "groups": 1, "description": description, **more})


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("NanoCore", SOLD),
        ("NETWIRE", SOLD),
        ("Remcos", SOLD),
        ("Imminent Monitor RAT", SOLD),
        ("Agent Tesla", SOLD),
        ("Pegasus for Android", SOLD),
        ("AsyncRAT", PUBLIC),
        ("QuasarRAT", PUBLIC),
        ("Trochilus RAT", PUBLIC),
        ("pupy (Python)", PUBLIC),
        ("NirSoft ChromePass", PUBLIC),
        ("8.t Dropper", Availability.SHARED),
        ("ShadowPad", Availability.SHARED),
        ("PlugX", Availability.SHARED),
        ("Cobalt Strike", Availability.PRODUCT),
        ("AnyDesk", Availability.PRODUCT),
        ("ipconfig", Availability.BUILT_IN),
    ],
)
def test_well_known_programs(name, kind):
    assert judge(_facts(name)).availability is kind


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("FROGSPAWN is a backdoor used by Marsh Owl.", OWN),
        ("FROGSPAWN is an open-source remote access tool.", PUBLIC),
        ("FROGSPAWN is a modular, publicly available backdoor.", PUBLIC),
        ("A RAT whose source code was leaked in 2014.", PUBLIC),
        ("FROGSPAWN is based on a publicly available tool.", OWN),
        ("FROGSPAWN uses open-source libraries.", OWN),
        ("FROGSPAWN disguises itself as a legitimate tool.", OWN),
        ("FROGSPAWN is a stealer sold on Russian forums.", SOLD),
        ("FROGSPAWN is offered as malware-as-a-service.", SOLD),
        ("FROGSPAWN has been used by multiple Chinese groups.", Availability.SHARED),
        ("Availability: Non-public. It is sold on forums.", OWN),
        ("First. Second. Third. Fourth says that it is sold on forums.", OWN),
    ],
)
def test_descriptions(description, kind):
    assert judge(_facts(description=description)).availability is kind


def test_a_repository_of_its_own_name_makes_it_public_and_one_of_another_name_does_not():
    assert judge(_facts(addresses=("https://github.com/somebody/frogspawn",))).availability is PUBLIC
    assert judge(_facts(addresses=("https://github.com/vendor/report-on-frogs",))).availability is OWN


def test_tools_of_attack_and_of_tidal_alone_are_open_to_all():
    assert judge(_facts(kind="tool", attack=True)).source == "ATT&CK"
    assert judge(_facts(kind="tool", sources=frozenset({"tidal-software used-by"}))).source == "Tidal"
    assert judge(_facts(kind="tool", sources=frozenset({"malpedia reference"}))).availability is OWN


def test_many_users_of_several_countries_share_it():
    assert judge(_facts(groups=4, countries=2)).availability is Availability.SHARED
    assert judge(_facts(groups=4, countries=1)).availability is Availability.UNKNOWN
    assert judge(_facts(groups=3, countries=2)).availability is Availability.UNKNOWN


def test_a_crew_that_bears_the_programs_name_is_told_by_it():
    sold = "Frogspawn is a ransomware-as-a-service."
    assert judge(_facts("Frogspawn Ransomware", sold, users=("Frogspawn Ransomware Actors",))).availability is OWN
    assert judge(_facts("Frogspawn Ransomware", sold, users=("Marsh Owl",))).availability is SOLD


def test_a_program_of_no_group_is_unknown_and_says_nothing():
    verdict = judge(_facts(groups=0))
    assert (verdict.availability, verdict.reason) == (Availability.UNKNOWN, "")


def test_the_list_names_no_program_twice_and_only_known_classes():
    names = availability.listed()
    assert len(names) > 1000
    assert set(names.values()) <= set(Availability)
