"""STIX, MISP, Navigator layers and JSONL become readable lines with typed fields; what is broken is noted, the rest read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from vidocq import sources
from vidocq.errors import SourceError
from vidocq.sources import Received
from vidocq.vocabulary.tlp import Tlp

GROUP = "intrusion-set--4e78f46f-a023-4e5f-bc24-71b3ca22ec29"
INDICATOR = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"
IDENTITY = "identity--f431f809-377b-45e0-aa1c-6a4751cae5ff"
AMBER = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
SHA = "ab" * 32


def _bundle(*objects: Any, **more: Any) -> str:
    return json.dumps({"type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d", **more, "objects": list(objects)})


OBJECTS: tuple[dict[str, Any], ...] = (
    {"type": "identity", "id": IDENTITY, "name": "CERT Example"},
    {
        "type": "intrusion-set",
        "id": GROUP,
        "created_by_ref": IDENTITY,
        "name": "EXAMPLE PANDA",
        "aliases": ["BRONZE EXAMPLE"],
        "description": "A group.\r\nIt spies.",
        "object_marking_refs": [AMBER],
        "external_references": [{"source_name": "mitre-attack", "external_id": "G9999", "url": "https://attack.example/G9999"}],
    },
    {
        "type": "indicator",
        "id": INDICATOR,
        "name": "loader",
        "pattern_type": "stix",
        "pattern": f"[ipv4-addr:value = '198.51.100.1' OR file:hashes.'SHA-256' = '{SHA}']",
    },
    {
        "type": "relationship",
        "id": "relationship--57b56a43-b8b0-4cba-9deb-34e3e1faed9e",
        "relationship_type": "indicates",
        "source_ref": INDICATOR,
        "target_ref": GROUP,
    },
)


def _typed(document) -> set[tuple[str, str]]:
    return {(field.kind, document.text[field.start : field.end]) for field in document.fields}


def _refused(content: str | bytes) -> str:
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(SourceError) as caught:
        sources.read(Received(name="x.json", content=raw))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_bundle_is_readable_and_typed(read_one):
    document = read_one(_bundle(*OBJECTS))
    assert (
        "object: intrusion-set\n  name: EXAMPLE PANDA\n  aliases: BRONZE EXAMPLE\n  description: A group.\nIt spies.\n"
        in document.text
    )
    assert "relationship: loader (indicator) indicates EXAMPLE PANDA (intrusion-set)\n" in document.text
    assert {
        ("intrusion-set", "EXAMPLE PANDA"),
        ("intrusion-set", "BRONZE EXAMPLE"),
        ("intrusion-set", "G9999"),
        ("description", "A group.\nIt spies."),
        ("ipv4-addr", "198.51.100.1"),
        ("sha256", SHA),
        ("external-reference", "https://attack.example/G9999"),
    } <= _typed(document)
    assert next(field for field in document.fields if field.kind == "sha256").path == "objects[2].pattern"
    assert document.publisher == "CERT Example"
    assert document.role_at(document.text.index("https://attack.example")).value == "related"
    assert document.role_at(document.text.index(SHA)).value == "indicators"


def test_unmarked_objects_beside_a_marked_one_leave_the_whole_unmarked(read_one):
    document = read_one(_bundle(*OBJECTS))
    assert document.marking.tlp is Tlp.UNMARKED
    assert "2 of 3 objects carry no TLP marking: the whole counts as unmarked." in document.notes


@pytest.mark.parametrize(
    ("marking", "label"),
    [
        ({"name": "TLP:AMBER+STRICT", "definition_type": "x"}, Tlp.AMBER_STRICT),
        ({"definition_type": "tlp", "definition": {"tlp": "green"}}, Tlp.GREEN),
        ({"extensions": {"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d": {"tlp_2_0": "red"}}}, Tlp.RED),
        ({"definition_type": "statement", "definition": {"statement": "Copyright"}}, Tlp.UNMARKED),
    ],
)
def test_markings_defined_in_the_bundle(read_one, marking, label):
    own = "marking-definition--11111111-1111-4111-8111-111111111111"
    objects = ({"type": "marking-definition", "id": own, **marking}, {**OBJECTS[1], "object_marking_refs": [own]})
    assert read_one(_bundle(*objects)).marking.tlp is label


def test_broken_objects_are_noted_and_the_rest_is_read(read_one):
    broken = (
        {"type": "malware", "id": "malware--1", "name": ["x"]},
        {"type": "tool"},
        7,
        None,
        {"id": GROUP},
        {"type": "tool", "id": GROUP},
        {"type": "report", "id": "report--1", "name": "r", "object_marking_refs": "x"},
        {
            "type": "campaign",
            "id": "campaign--1",
            "name": "kept",
            "aliases": {"a": [None, 3.5, True]},
            "external_references": [None, "x", {}],
        },
    )
    document = read_one(_bundle(*broken))
    assert len([note for note in document.notes if "was left out" in note]) == 7
    assert "objects[0] was left out: its name is not a text." in document.notes
    assert ("campaign", "kept") in _typed(document)


def test_an_object_nested_too_deep_costs_only_itself(read_one):
    deep = '{"type":"tool","id":"tool--1","x":' + "[" * 100_000 + "]" * 100_000 + "}"
    with pytest.raises(SourceError, match="nested too deep"):
        read_one('{"type":"bundle","objects":[' + deep + "]}")


def test_twenty_notes_at_most(read_one):
    document = read_one(_bundle(*([{"type": "tool"}] * 50), OBJECTS[1]))
    assert "30 more objects could not be read." in document.notes


def test_observed_data_of_stix_2_0(read_one):
    observed = {
        "type": "observed-data",
        "id": "observed-data--1",
        "objects": {
            "0": {"type": "file", "name": "a.dll", "hashes": {"MD5": "d4" * 16}},
            "1": {"type": "domain-name", "value": "evil.example"},
        },
    }
    assert {("file-name", "a.dll"), ("md5", "d4" * 16), ("domain-name", "evil.example")} <= _typed(read_one(_bundle(observed)))


def test_other_pattern_languages_are_code(read_one):
    rule = {**OBJECTS[2], "pattern_type": "yara", "pattern": "rule a { condition: true }"}
    document = read_one(_bundle(rule))
    assert document.role_at(document.text.index("condition")).value == "code"


@pytest.mark.parametrize("wrap", [lambda text: text, lambda text: "\ufeff" + text])
@pytest.mark.parametrize("form", ["list", "envelope", "single", "indented", "utf-16"])
def test_other_wrappings(read_one, form, wrap):
    content = {
        "list": json.dumps(OBJECTS),
        "envelope": json.dumps({"more": False, "objects": OBJECTS}),
        "single": json.dumps(OBJECTS[1]),
        "indented": json.dumps(json.loads(_bundle(*OBJECTS)), indent=4),
        "utf-16": _bundle(*OBJECTS),
    }[form]
    raw = wrap(content).encode("utf-16" if form == "utf-16" else "utf-8")
    assert ("intrusion-set", "EXAMPLE PANDA") in _typed(read_one(raw))


EVENT: dict[str, Any] = {
    "info": "Campaign against a ministry",
    "date": "2024-03-05",
    "uuid": "5b1d2f10-0000-4000-8000-000000000001",
    "Orgc": {"name": "CERT Example"},
    "Tag": [
        {"name": "tlp:green"},
        {"name": 'misp-galaxy:threat-actor="APT31"'},
        {"name": 'misp-galaxy:mitre-malware="Loader - S9999"'},
        {"name": "type:OSINT"},
    ],
    "Galaxy": [{"name": "Threat Actor", "type": "threat-actor", "GalaxyCluster": [{"value": "APT31", "type": "threat-actor"}]}],
    "Attribute": [
        {"type": "ip-dst", "category": "Network activity", "value": "203.0.113.7", "comment": "control server", "to_ids": True},
        {"type": "filename|sha256", "value": f"a.exe|{SHA}", "Tag": [{"name": "tlp:amber"}]},
        {"type": "ip-dst|port", "value": "203.0.113.9|8080"},
        {"type": "text", "value": "Some words about it"},
        {"value": "no type"},
        3,
    ],
    "Object": [
        {"name": "file", "comment": "the loader", "Attribute": [{"type": "md5", "value": "d4" * 16, "object_relation": "md5"}]}
    ],
    "EventReport": [{"name": "Report", "content": "Prose of the report."}],
}


def test_an_event_is_readable_and_typed(read_one):
    document = read_one(json.dumps({"Event": EVENT}))
    assert (document.title, document.publisher, document.published) == (
        "Campaign against a ministry",
        "CERT Example",
        "2024-03-05",
    )
    assert {
        ("ipv4-addr", "203.0.113.7"),
        ("file-name", "a.exe"),
        ("sha256", SHA),
        ("ipv4-addr", "203.0.113.9"),
        ("md5", "d4" * 16),
        ("intrusion-set", "APT31"),
        ("malware", "Loader - S9999"),
    } <= _typed(document)
    assert document.text.count("APT31") == 1
    assert "Prose of the report." in document.text
    field = next(field for field in document.fields if field.kind == "ipv4-addr")
    assert ("comment", "control server") in field.attributes
    assert field.path == "Event.Attribute[0].value"
    assert "Event.Attribute[4] was left out: it has no type." in document.notes


def test_a_tag_on_an_attribute_binds_the_document(read_one):
    assert read_one(json.dumps({"Event": EVENT})).marking.tlp is Tlp.AMBER


@pytest.mark.parametrize(
    "wrap", [lambda e: {"response": [{"Event": e}]}, lambda e: [{"Event": e}], lambda e: e, lambda e: {"response": {"Event": e}}]
)
def test_wrappings_of_an_event(read_one, wrap):
    assert read_one(json.dumps(wrap(EVENT))).title == "Campaign against a ministry"


def test_each_event_is_a_document_of_its_own():
    raw = json.dumps(
        {"response": [{"Event": EVENT}, {"Event": {**EVENT, "uuid": "5b1d2f10-0000-4000-8000-000000000002"}}]}
    ).encode()
    documents = sources.read(Received(name="x", content=raw))
    assert len({document.id for document in documents}) == 2
    assert len({document.sha256 for document in documents}) == 1


def test_a_feed_manifest_is_a_list_of_titles(read_one):
    about = {
        "Orgc": {"name": "CERT Example"},
        "Tag": [{"name": "tlp:white"}],
        "info": "An event",
        "date": "2024-01-02",
        "timestamp": "1",
    }
    document = read_one(json.dumps({"5b1d2f10-0000-4000-8000-000000000001": about}))
    assert document.text == "2024-01-02: An event\n"
    assert not any(section.role.evidential for section in document.sections)
    assert document.marking.tlp is Tlp.CLEAR


LAYER: dict[str, Any] = {
    "name": "Group layer",
    "versions": {"layer": "4.5", "attack": "16"},
    "domain": "enterprise-attack",
    "techniques": [
        {"techniqueID": "T1059.001", "tactic": "execution", "score": 3, "comment": "seen twice"},
        {"techniqueID": "T1566"},
        {"techniqueID": "T1071", "score": 1, "enabled": False},
        {"techniqueID": "none"},
        5,
    ],
}


def test_a_layer_gives_the_techniques_it_marks(read_one):
    document = read_one(json.dumps(LAYER))
    assert _typed(document) == {("attack-pattern", "T1059.001")}
    assert document.fields[0].attributes == (("tactic", "execution"), ("score", "3"))
    assert "seen twice" in document.text
    assert document.title == "Group layer"
    assert len(document.notes) == 2


def test_a_layer_that_marks_nothing_gives_all(read_one):
    layer = {**LAYER, "techniques": [{"techniqueID": "T1566"}, {"techniqueID": "T1071", "score": 0}]}
    assert _typed(read_one(json.dumps(layer))) == {("attack-pattern", "T1566"), ("attack-pattern", "T1071")}


def test_an_old_layer_is_refused():
    assert "format 2.2" in _refused(json.dumps({**LAYER, "version": "2.2", "versions": {"layer": "2.2"}}))


def test_jsonl_gives_a_document_a_line():
    lines = [
        '{"document": "a", "text": "First text"}',
        '{"broken',
        "",
        '{"id": 7, "text": "Second\\r\\ntext", "date": "2024-01-02", "title": "T"}',
        '{"x": 1}',
    ]
    documents = sources.read(Received(name="x", content="\n".join(lines).encode()))
    assert [(document.name, document.text) for document in documents] == [("x#a", "First text"), ("x#7", "Second\ntext")]
    assert (documents[1].title, documents[1].published) == ("T", "2024-01-02")
    assert "2 lines could not be read: line 2" in documents[0].notes[0]
    assert len({document.id for document in documents}) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"a": [1, 2]}', "JSON, but neither STIX, MISP nor a Navigator layer"),
        ("[]", "JSON, but neither"),
        ('{"type": "bundle", "objects": []}', "no readable STIX object"),
        ('{"type": "bundle", "objects": {}}', "JSON of another form"),
        ('{"type": "bundle", "objects": [{"type"', "cut off"),
        ('{"type": "bundle", "objects": [,]}', "broken JSON"),
        ('{"Event": {}}', "no MISP event"),
        ('{"Event": "x"}', "no MISP event"),
        ('{"name": "x", "techniques": [{"techniqueID": 4}]}', "without techniques"),
        ('{"name": "x", "techniqueID": 1, "techniques": 3}', "not a Navigator layer"),
        ("[" * 100_000, "nested too deep"),
        ('{"a":' * 100_000, "nested too deep"),
        ('{"type": "bundle", "objects": ' + "[" * 200_000, "nested too deep"),
        (b'{"a": "\xff\xfe"}', "JSON"),
    ],
)
def test_what_is_no_known_json_is_refused_with_one_line(content, message):
    assert message in _refused(content)


def test_events_and_lines_of_one_name_are_documents_of_their_own():
    events = [{"info": f"event {number}", "uuid": "u-1", "Attribute": []} for number in range(3)]
    lines = "\n".join(json.dumps({"id": "x", "text": f"text number {number}"}) for number in range(3))
    for content in (json.dumps(events), lines):
        documents = sources.read(Received(name="f.json", content=content.encode()))
        assert len({document.id for document in documents}) == 3
        assert len({document.name for document in documents}) == 3


def test_a_layer_of_format_3_is_read_and_its_age_said(read_one) -> None:
    document = read_one(json.dumps({**LAYER, "versions": {"layer": "3.0"}}))
    assert document.fields
    assert any("format 3.0" in note for note in document.notes)


def test_properties_of_an_object_come_in_one_order_whatever_the_file_has(read_one):
    indicator = {
        "labels": ["c2"],
        "description": "Seen in spoons.\r\nTwice.",
        "pattern": "[domain-name:value = 'kettle.biz']",
        "name": "Kettle",
        "id": "indicator--00000000-0000-4000-8000-000000000001",
        "type": "indicator",
        "pattern_type": "stix",
    }
    document = read_one(json.dumps({"type": "bundle", "objects": [indicator]}), "b.json")
    lines = [line.split(":")[0].strip() for line in document.text.splitlines() if ": " in line]
    assert lines == ["object", "name", "pattern", "description", "labels"]
    assert "Seen in spoons.\nTwice." in document.text
    told = {field.kind: dict(field.attributes) for field in document.fields}
    assert told["domain-name"]["labels"] == "c2"
    assert told["description"]["id"] == indicator["id"]
