"""How wrong each link source was, and that the snapshot says why a program is open, sold or shared."""

from __future__ import annotations

import pytest

from vidocq.knowledge import Snapshot
from vidocq.knowledge.reliability import link_error, wilson
from vidocq.knowledge.snapshot import Availability


def test_the_snapshot_says_why(installed: Snapshot) -> None:
    judged = [program for program in installed.software if program.availability is not Availability.UNKNOWN]
    assert len(judged) > 1000
    assert all(program.availability_source and program.availability_reason for program in judged)
    open_to_all = {Availability.BUILT_IN, Availability.PUBLIC, Availability.PRODUCT}
    assert all(program.commodity == (program.availability in open_to_all) for program in installed.software)


def test_each_link_source_has_its_error() -> None:
    attack, reference, odd = link_error("attack"), link_error("malpedia reference"), link_error("somebody's list")
    assert 0.01 < attack.false < reference.false < odd.false < 0.5
    assert attack.read > 100
    assert "nobody" in odd.reason
    assert attack.interval == wilson(attack.wrong, attack.read)
    assert link_error("rat description").read == link_error("malpedia description").read


def test_titles_addresses_and_twins_have_errors_of_their_own() -> None:
    title, address = link_error("reference title"), link_error("reference address")
    assert 0.05 < title.false < address.false < 0.2
    assert title.read > 100
    assert link_error("attack twin").false > link_error("attack").false


def test_the_interval_of_a_share() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(5, 10)
    assert low == pytest.approx(0.2366, abs=0.001)
    assert high == pytest.approx(0.7634, abs=0.001)
