"""Imports: each object accepted or refused by itself, the same twice changes nothing, every value found again."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidocq.errors import InputError
from vidocq.store import graph, imports, lookup, normal, records, search
from vidocq.store.check import check
from vidocq.vocabulary.tlp import Tlp

AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"


def thing(kind, number, **more):
    return {"type": kind, "id": f"{kind}--{number}", "name": f"{kind} {number}", **more}


def link(number, origin, target, relation="uses"):
    return {
        "type": "relationship",
        "id": f"relationship--{number}",
        "source_ref": origin,
        "target_ref": target,
        "relationship_type": relation,
    }


BUNDLE = [
    thing("intrusion-set", 1, description="A group that likes spearphishing"),
    thing("malware", 1, object_marking_refs=[AMBER]),
    thing("malware", 2),
    link(1, "intrusion-set--1", "malware--1"),
    link(2, "malware--1", "malware--2", "drops"),
]


def load(store, objects, **more):
    content = objects if isinstance(objects, bytes) else json.dumps({"type": "bundle", "objects": objects}).encode()
    with store.change(by="ada", action="store import") as change:
        return imports.import_bundle(change, content, source="Test", **more)


def lines(store, text, **more):
    with store.change(by="ada", action="store import") as change:
        return imports.import_indicators(change, text.encode(), source="Feed", **more)


def find(store, value, **more):
    with store.read() as connection:
        return lookup.lookup(connection, value, **more)


def test_a_bundle_comes_in_once(store):
    assert load(store, BUNDLE).added == 5
    again = load(store, BUNDLE)
    assert (again.added, again.changed, again.same, again.relations) == (0, 0, 5, 0)
    assert check(store).clean


def test_a_newer_version_supersedes(store):
    load(store, BUNDLE)
    assert load(store, [thing("malware", 2, description="now described")]).changed == 1
    with store.read() as connection:
        assert len(records.versions(connection, None, "malware--2")) == 2
        assert [hit.id for hit in search.search(connection, store.database.dialect, "described", where=records.holds())] == [
            "malware--2"
        ]


def test_what_is_invalid_is_refused_by_itself(store):
    bad = [
        "text",
        7,
        None,
        {},
        {"type": "malware"},
        thing("malware", 3) | {"id": "tool--3"},
        link(3, "a--1", "b--1") | {"target_ref": 4},
        thing("malware", 4, name="nul\x00"),
        thing("malware", 5, name="\ud800"),
        thing("malware", 1),
    ]
    done = load(store, [*BUNDLE, *bad])
    assert (done.added, done.refusals) == (5, len(bad))
    assert [one.where for one in done.refused] == [f"objects[{number}]" for number in range(5, 5 + len(bad))]
    assert check(store).clean


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"{}", b'{"objects": 1}', b"[" * 100_000, b'"text"'])
def test_what_is_no_bundle_is_refused_as_a_whole(store, content):
    with pytest.raises(InputError):
        load(store, content)
    assert check(store).changes == 1


def test_a_neighbourhood_says_who_says_so(store):
    load(store, BUNDLE)
    with store.read() as connection:
        one = graph.neighbourhood(connection, "intrusion-set--1", hops=1)
        two = graph.neighbourhood(connection, "intrusion-set--1", hops=2)
    assert {node.id for node in one.nodes} == {"intrusion-set--1", "malware--1"}
    assert {(node.id, node.hops) for node in two.nodes} == {("intrusion-set--1", 0), ("malware--1", 1), ("malware--2", 2)}
    assert {(edge.record_id, edge.asserter) for edge in two.edges} == {("relationship--1", "Test"), ("relationship--2", "Test")}


def test_a_neighbourhood_is_cut_by_relevance_and_says_so(store):
    hub = [thing("malware", n) for n in range(50)] + [link(n, "tool--1", f"malware--{n}") for n in range(50)]
    load(
        store,
        [
            *hub,
            thing("tool", 1),
            link(99, "tool--1", "malware--7", "drops"),
            thing("intrusion-set", 1),
            link(98, "intrusion-set--1", "malware--7"),
        ],
    )
    with store.read() as connection:
        found = graph.neighbourhood(connection, "intrusion-set--1", hops=3, limit=10)
    assert len(found.nodes) == 10
    assert found.left_out == 42
    assert {"malware--7", "tool--1"} <= {node.id for node in found.nodes}


def test_markings_keep_out_of_every_answer(store):
    load(store, BUNDLE, tlp=Tlp.CLEAR)
    lines(store, "evil.example", tlp=Tlp.RED)
    with store.read() as connection:
        seen = {row.id for row in records.held(connection, types=("object",), ceiling=Tlp.GREEN)}
        near = graph.neighbourhood(connection, "intrusion-set--1", hops=1, ceiling=Tlp.GREEN)
        found = search.search(connection, store.database.dialect, "malware", where=records.holds(ceiling=Tlp.GREEN))
    assert "malware--1" not in seen
    assert "malware--1" not in {hit.id for hit in found}
    assert "malware 1" not in {node.label for node in near.nodes}
    assert find(store, "evil.example", ceiling=Tlp.AMBER) == []
    assert len(find(store, "evil.example", ceiling=Tlp.RED)) == 1


def test_a_list_is_read_line_by_line(store):
    text = (
        "value,kind\n# comment\n198.51.100.7\nEVIL[.]Example,domain-name\n\nhxxps://Evil.example/A?b=C\nnonsense\n"
        + "a" * 64
        + "\n2001:DB8::0:1"
    )
    done = lines(store, text)
    assert (done.added, done.refusals) == (5, 1)
    assert done.refused[0].where == "line 7"
    for value in (
        "198.51.100.7",
        "evil.example",
        "EVIL[.]example",
        "https://evil.example/A?b=C",
        "A" * 64,
        "2001:db8::1",
        "2001:db8:0:0:0:0:0:1",
    ):
        (found,) = find(store, value)
        assert text[found.start : found.end] == found.quote
        assert found.asserter == "Feed"
    assert find(store, "https://evil.example/a?b=c") == []


def test_the_same_value_from_two_lists_is_one_indicator_with_two_assertions(store):
    lines(store, "evil.example\nevil.example")
    assert lines(store, "EVIL.example.", kind="domain-name").same == 1
    assert len(find(store, "evil.example")) == 3
    assert check(store).clean


def test_a_list_that_is_no_text_is_refused(store):
    with store.change(by="a", action="b") as change, pytest.raises(InputError, match="UTF-8"):
        imports.import_indicators(change, b"\xff\xfe\x00", source="Feed")
    with pytest.raises(InputError, match="not a kind"):
        lines(store, "x", kind="colour")


def test_a_value_longer_than_any_index_is_found(store):
    url = "http://evil.example/" + "é" * 3000
    assert lines(store, url).added == 1
    assert len(find(store, url)) == 1
    assert find(store, url + "x") == []


def test_search_takes_no_operator_from_outside(store):
    load(store, BUNDLE)
    with store.read() as connection:
        for words in ('"', "spear* OR malware", "NEAR(a b)", "a & b | !c", "'; DROP TABLE record; --", "text : x"):
            try:
                search.search(connection, store.database.dialect, words, where=records.holds())
            except InputError:
                assert not any(letter.isalnum() for letter in words)
        with pytest.raises(InputError):
            search.search(connection, store.database.dialect, "--- !!!", where=records.holds())


kinds = st.sampled_from(["ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr", "sha256", "mutex", "file-name"])


@given(st.text(max_size=60), kinds)
def test_normalising_twice_changes_nothing(value, kind):
    once = normal.normalise(value, kind)
    assert normal.normalise(once, kind) == once


@given(st.text(max_size=40))
def test_guessing_never_fails(value):
    assert normal.guess(normal.refang(value)) in {
        None,
        "url",
        "email-addr",
        "domain-name",
        "vulnerability",
        "ipv4-addr",
        "ipv6-addr",
        "md5",
        "sha1",
        "sha256",
        "sha512",
    }


RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"


@pytest.mark.parametrize(
    ("text", "given", "label"),
    [
        ("# TLP:RED\n203.0.113.210\n", Tlp.CLEAR, Tlp.RED),
        ("203.0.113.210\n203.0.113.211,ipv4-addr,TLP:RED\n", Tlp.CLEAR, Tlp.RED),
        ("value,type,tlp\n203.0.113.210,ipv4-addr,RED\n", Tlp.CLEAR, Tlp.RED),
        ("value,type,tlp\n203.0.113.210,ipv4-addr,ORANGE\n", Tlp.CLEAR, Tlp.UNMARKED),
        ("# TLP:GREEN\n203.0.113.210\n", Tlp.AMBER, Tlp.AMBER),
        ("# TLP:GREEN\n203.0.113.210\n", Tlp.UNMARKED, Tlp.GREEN),
        ("203.0.113.210\n", Tlp.GREEN, Tlp.GREEN),
    ],
)
def test_an_option_never_loosens_what_a_list_prints(store, text, given, label):
    lines(store, text, tlp=given)
    (found,) = find(store, "203.0.113.210")
    assert found.tlp is label


@pytest.mark.parametrize(
    ("more", "label"),
    [
        ({"object_marking_refs": [RED.upper()]}, Tlp.RED),
        ({"object_marking_refs": ["marking-definition--unknown"]}, Tlp.UNMARKED),
        ({"granular_markings": [{"marking_ref": RED}]}, Tlp.RED),
        ({"description": "Words.\nTLP:RED words"}, Tlp.RED),
        ({"object_marking_refs": [AMBER], "description": "TLP:RED"}, Tlp.RED),
        ({"object_marking_refs": ["marking-definition--own"]}, Tlp.RED),
        ({}, Tlp.CLEAR),
    ],
)
def test_an_option_never_loosens_what_an_object_says(store, more, label):
    own = {"type": "marking-definition", "id": "marking-definition--own", "definition": {"tlp": "red"}}
    load(store, [own, thing("malware", 1, **more)], tlp=Tlp.CLEAR)
    with store.read() as connection:
        (row,) = [row for row in records.held(connection, types=("object",)) if row.id == "malware--1"]
    assert tuple(Tlp)[row.openness] is label
