"""Who can get hold of a program, judged from what the sources hold; and how wrong each link source was."""

from __future__ import annotations

import pytest

from vidocq.knowledge import Snapshot
from vidocq.knowledge.availability import Facts, is_exclusive, judge, listed_programs
from vidocq.knowledge.reliability import link_error, wilson
from vidocq.knowledge.snapshot import Availability


def kind(name: str = "Zyxwv", what: str = "malware", description: str = "", **more: object) -> str:
    return judge(Facts(name=name, kind=what, description=description, **more)).kind.value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("description", "wanted"),
    [
        ("Zyxwv is a stealer that is sold on underground forums.", "sold"),
        ("Zyxwv is a ransomware-as-a-service operation.", "sold"),
        ("Zyxwv is commodity malware that was widespread.", "sold"),
        ("Zyxwv is a publicly available backdoor.", "public"),
        ("Zyxwv is a RAT. Its source code was leaked in 2015.", "public"),
        ("Zyxwv is a loader shared among several Chinese groups.", "shared"),
        ("Zyxwv is a RAT based on the open-source Abc.", "unknown"),
        ("Zyxwv is a customized version of the publicly available Abc.", "unknown"),
        ("Zyxwv uses a commodity loader that is sold on underground forums.", "unknown"),
        ("Zyxwv is the installer component for an open-source rootkit.", "unknown"),
        ("Zyxwv was built on an open-source tool.", "unknown"),
        ("Zyxwv is a backdoor.", "unknown"),
    ],
)
def test_what_a_description_says_of_malware(description: str, wanted: str) -> None:
    assert kind(description=description) == wanted


def test_a_tool_in_attack_and_in_tidal_is_open_to_all() -> None:
    assert kind(what="tool", attack_kind="tool") == "public"
    assert kind(what="tool", tidal_tool=True, clusters=frozenset({"tidal-software"})) == "public"
    assert kind(what="tool", tidal_tool=True, clusters=frozenset({"tidal-software", "malpedia"})) == "unknown"
    assert kind(what="tool", tidal_tool=True, attack_kind="malware", clusters=frozenset({"tidal-software"})) == "unknown"


def test_a_repository_must_bear_the_programs_name() -> None:
    assert kind(addresses=("https://github.com/someone/zyxwv",)) == "public"
    assert kind(name="Zyxwv RAT", addresses=("https://www.github.com/someone/Zyx-wv/",)) == "public"
    assert kind(addresses=("https://github.com/analyst/notes/blob/main/zyxwv",)) == "unknown"
    assert kind(addresses=("https://github.com/analyst/zyxwv-decryptor", "http://[broken")) == "unknown"


def test_an_exploit_kit_is_rented_and_a_remote_management_product_is_a_product() -> None:
    assert kind(clusters=frozenset({"exploit-kit"})) == "sold"
    assert kind(clusters=frozenset({"rmm-tool"})) == "product"


def test_users_of_several_countries_share() -> None:
    four = {"A": "CN", "B": "CN", "C": "RU", "D": None}
    assert kind(users=four) == "shared"
    assert kind(users={**four, "C": "CN"}) == "unknown"
    assert kind(users={"A": "CN", "B": "RU"}) == "unknown"


def test_own_words_and_own_name() -> None:
    user = {"Marsh Owl": "RU"}
    assert kind(description="Zyxwv is a custom backdoor used by Marsh Owl.", users=user) == "own"
    assert kind(name="Marsh Owl Ransomware", users=user) == "own"
    assert kind(description="Zyxwv is a custom backdoor.", users={**user, "Fen Harrier": "IR"}) == "unknown"


def test_what_is_rented_out_by_the_group_of_its_name_still_names_it() -> None:
    rented = "A ransomware-as-a-service operation."
    assert kind(name="Marsh Owl Ransomware", description=rented, users={"Marsh Owl": None}) == "own"
    assert kind(name="Marsh Owl Ransomware", description=rented, users={"Fen Harrier": None}) == "sold"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        *((name, "sold") for name in ("NanoCore", "NETWIRE", "Remcos", "Imminent Monitor RAT", "njRAT", "Formbook", "Lokibot",
                                      "FinFisher", "Bandook", "Agent Tesla", "Lumma Stealer", "Andromeda", "SmokeLoader")),
        *((name, "public") for name in ("Reptile Rootkit", "TinyShell", "AsyncRAT", "QuasarRAT", "gh0st RAT", "pupy (Python)",
                                        "Trochilus RAT", "Mimikatz", "Sliver", "China Chopper", "DarkComet", "PoisonIvy")),
        *((name, "product") for name in ("Cobalt Strike", "AnyDesk", "FreeFileSync", "PasswordFox", "ExtPassword", "AdvancedRun",
                                         "LostMyPassword", "Chocolatey", "WinRAR", "Rclone")),
        *((name, "shared") for name in ("PlugX", "ShadowPad", "RoyalRoad", "WannaCry")),
        *((name, "built-in") for name in ("chmod", "awk", "chcon", "gzip", "cat", "printf", "certutil")),
    ],
)  # fmt: skip
def test_programs_that_everybody_knows(name: str, wanted: str) -> None:
    assert kind(name=name) == wanted


def test_a_family_with_the_name_of_a_tool_is_not_the_tool() -> None:
    assert kind(name="Medusa") == "unknown"
    assert kind(name="Hydra", what="tool") == "public"


def test_the_list_is_whole() -> None:
    listed = listed_programs()
    assert len(listed) > 1500
    assert not {"ransomware", "rat", "backdoor", "malware", "", "stealer"} & listed.keys()


def test_exclusive_is_one_user_and_nothing_against_it() -> None:
    assert is_exclusive(Availability.OWN, ("A",))
    assert is_exclusive(Availability.UNKNOWN, ("A",))
    assert not is_exclusive(Availability.SHARED, ("A",))
    assert not is_exclusive(Availability.OWN, ("A", "B"))


def test_the_snapshot_says_why(installed: Snapshot) -> None:
    judged = [program for program in installed.software if program.availability is not Availability.UNKNOWN]
    assert len(judged) > 1000
    assert all(program.availability_source and program.availability_reason for program in judged)
    open_to_all = {Availability.BUILT_IN, Availability.PUBLIC, Availability.PRODUCT}
    assert all(program.commodity == (program.availability in open_to_all) for program in installed.software)


def test_each_link_source_has_its_error() -> None:
    attack, reference, odd = link_error("attack"), link_error("malpedia reference"), link_error("somebody's list")
    assert 0 < attack.false < reference.false <= odd.false < 0.5
    assert attack.read > 100
    assert odd.read == 0
    assert "nobody" in odd.reason
    assert reference.low < reference.wrong / reference.read < reference.high
    assert link_error("rat description").read == link_error("malpedia description").read


def test_the_interval_of_a_share() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(5, 10)
    assert low == pytest.approx(0.2366, abs=0.001)
    assert high == pytest.approx(0.7634, abs=0.001)
