"""What must hold for any evidence: order, copies, withdrawal, what cannot weigh, the process's hash seed, more of the same."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from attribution_world import item, world
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vidocq.assessment import assess
from vidocq.assessment.index import build
from vidocq.assessment.model import shipped
from vidocq.assessment.posterior import Posterior, weigh
from vidocq.assessment.reading import read
from vidocq.model import Assessment, Evidence

SNAPSHOT = world()
INDEX = build(SNAPSHOT)
VARIANT = shipped().variant_for(INDEX)
VALUES = [
    *(("malware", f"S01{number:02d}") for number in range(10)),
    *(("malware", one) for one in ("S0800", "S0900", "S0600", "Strange")),
    *(("attack-pattern", f"T10{number:02d}") for number in range(10)),
    *(("attack-pattern", one) for one in ("T1566", "T1003.001")),
    *(("victim-country", one) for one in ("IN", "UA")),
]
POOL = tuple(item(kind, value) for kind, value in VALUES)
TRACES = tuple(one for one in POOL if one.kind != "victim-country")
CASES = st.lists(st.sampled_from(POOL), unique_by=lambda one: one.id, max_size=6)
SOME = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def posterior(*evidence: Evidence) -> Posterior:
    return weigh(read(evidence, SNAPSHOT, INDEX).bag, INDEX, VARIANT)


def numbers(found: Assessment) -> dict[str, float]:
    return {row.hypothesis.id: row.probability for one in (found.group, found.sponsor) for row in one.rows}


def copy(one: Evidence, document: str) -> Evidence:
    quotes = tuple(msgspec.structs.replace(quote, document_id=document) for quote in one.support)
    return msgspec.structs.replace(one, id=f"{one.id}-{document}", support=quotes)


@SOME
@given(case=CASES, random=st.randoms(use_true_random=False))
def test_order_changes_nothing(case: list[Evidence], random: object) -> None:
    shuffled = list(case)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert numbers(assess(shuffled, SNAPSHOT)) == numbers(assess(case, SNAPSHOT))


@SOME
@given(case=CASES, times=st.integers(1, 4))
def test_copies_change_nothing(case: list[Evidence], times: int) -> None:
    copies = [copy(one, f"document--{number}") for one in case for number in range(times)]
    assert numbers(assess([*case, *copies], SNAPSHOT)) == numbers(assess(case, SNAPSHOT))


@SOME
@given(case=CASES, more=st.sampled_from(TRACES))
def test_what_is_withdrawn_leaves_no_trace(case: list[Evidence], more: Evidence) -> None:
    case = [one for one in case if one.id != more.id]
    withdrawn = assess([*case, more], SNAPSHOT, exclude_evidence=[more.id])
    assert numbers(withdrawn) == numbers(assess(case, SNAPSHOT))


@SOME
@given(case=CASES, neutral=st.sampled_from([("ipv4", "192.0.2.7"), ("malware", "S0700"), ("intrusion-set", "G0003")]))
def test_what_cannot_weigh_changes_nothing(case: list[Evidence], neutral: tuple[str, str]) -> None:
    assert numbers(assess([*case, item(*neutral)], SNAPSHOT)) == numbers(assess(case, SNAPSHOT))


@SOME
@given(case=st.lists(st.sampled_from(TRACES), unique_by=lambda one: one.id, max_size=6), number=st.integers(0, 9))
def test_a_groups_own_program_never_lowers_it(case: list[Evidence], number: int) -> None:
    own = item("malware", f"S01{number:02d}")
    before, after = posterior(*case), posterior(*case, own)
    assert after.groups[number] >= before.groups[number] - 1e-9
    country = INDEX.country_row[number]
    if country >= 0:
        assert after.states[country] >= before.states[country] - 1e-9


@SOME
@given(case=st.lists(st.sampled_from(TRACES), unique_by=lambda one: one.id, max_size=6), number=st.integers(0, 9))
def test_a_groups_own_technique_never_lowers_it(case: list[Evidence], number: int) -> None:
    """Read from a text: a case without any technique is no likelier a known group's, they were only missed."""
    own = item("attack-pattern", f"T10{number:02d}")
    assert posterior(*case, own).groups[number] >= posterior(*case).groups[number] - 1e-9


@SOME
@given(case=CASES, language=st.sampled_from([("zh", "CN"), ("ru", "RU"), ("fa", "IR"), ("ko", "KP")]))
def test_a_states_language_never_lowers_it(case: list[Evidence], language: tuple[str, str]) -> None:
    if all(one.kind == "victim-country" for one in case):
        return
    row = INDEX.country_codes.index(language[1])
    before = posterior(*case)
    after = posterior(*case, item("language-artefact", language[0]))
    assert after.states[row] >= before.states[row] - 1e-9


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_hash_seed_changes_nothing(seed: str) -> None:
    script = (
        "import hashlib, msgspec, sys\n"
        "from attribution_world import item, world\n"
        "from vidocq.assessment import assess\n"
        "case = [item('malware', 'S0103'), item('malware', 'S0900'), item('attack-pattern', 'T1003.001'), "
        "item('victim-country', 'IN'), item('attack-pattern', 'T1566')]\n"
        "print(hashlib.sha256(msgspec.json.encode(assess(case, world()))).hexdigest())\n"
    )

    def digest(hash_seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(Path(__file__).parent)}
        done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    assert digest(seed) == digest("0")
