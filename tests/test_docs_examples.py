"""What the documents say to type works: Python of README and docs, the example notebook, the JSON Schema."""

import json
import re
from pathlib import Path

import msgspec
import pytest

import vidocq
from vidocq.workbench import schema

ROOT = Path(__file__).resolve().parents[1]
_PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["docs/python.md"])
def test_the_examples_of_a_page_run_in_their_order(page, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(ROOT)
    names = {"folder": tmp_path}
    blocks = _PYTHON.findall((ROOT / page).read_text(encoding="utf-8"))
    assert len(blocks) >= 4
    for block in blocks:
        exec(compile(block, page, "exec"), names)
    assert len(capsys.readouterr().out.splitlines()) >= 8


def test_the_example_of_the_readme_runs(monkeypatch, tmp_path, capsys):
    for name in ("news.txt", "report.pdf"):
        (tmp_path / name).write_bytes((ROOT / "examples" / "ministry-2025" / "news.txt").read_bytes() + name.encode())
    monkeypatch.chdir(tmp_path)
    for block in _PYTHON.findall((ROOT / "README.md").read_text(encoding="utf-8")):
        exec(compile(block, "README.md", "exec"), {})
    assert (tmp_path / "dossier" / "dossier.json").exists()
    assert capsys.readouterr().out


def test_the_cells_of_the_notebook_run(monkeypatch):
    monkeypatch.chdir(ROOT)
    notebook = json.loads((ROOT / "examples" / "workbench.ipynb").read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    names = {}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] for cell in cells)
    for cell in cells:
        exec(compile("".join(cell["source"]), "workbench.ipynb", "exec"), names)
    assert isinstance(names["dossier"], vidocq.workbench.case.Dossier)


def test_every_variable_and_form_is_in_the_page_of_the_terminal():
    from vidocq import discovery
    from vidocq.cli.settings import SETTINGS

    page = (ROOT / "docs" / "terminal.md").read_text(encoding="utf-8")
    for name in (*discovery.names("vidocq.cli.formats"), *(one.variable for one in SETTINGS), *(one.name for one in SETTINGS)):
        assert f"`{name}`" in page


def test_the_schema_is_that_of_the_nouns():
    assert (ROOT / "docs" / "dossier.schema.json").read_text(encoding="utf-8") == schema.text()


def test_a_dossier_has_what_its_schema_says():
    from vidocq.dossier.renderers.json import RENDERER

    whole = schema.dossier_schema()
    dossier = vidocq.investigate(ROOT / "examples" / "ministry-2025" / "technical-report.md")
    written = json.loads(RENDERER.render(dossier))
    assert list(_wrong(written, whole, whole["$defs"], "$")) == []
    assert list(_wrong(written | {"dossier": {"id": 1}}, whole, whole["$defs"], "$"))


def _wrong(value, rule, rules, place):
    """Where a value is not as its rule says; as much of JSON Schema as ours uses."""
    known = {"$ref", "$schema", "title", "$defs", "description", "type", "properties", "required", "items", "prefixItems", "enum"}
    known |= {"anyOf", "default", "minItems", "maxItems"}
    assert set(rule) <= known, set(rule) - known
    if "$ref" in rule:
        rule = rules.get(rule["$ref"].rpartition("/")[2], {})
    if "anyOf" in rule:
        if all(list(_wrong(value, one, rules, place)) for one in rule["anyOf"]):
            yield f"{place}: fits none"
        return
    if "enum" in rule and value not in rule["enum"]:
        yield f"{place}: {value!r}"
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    if "type" in rule and not isinstance(value, kinds[rule["type"]]):
        yield f"{place}: no {rule['type']}"
        return
    if isinstance(value, dict):
        yield from (f"{place}.{name}: missing" for name in rule.get("required", ()) if name not in value)
        yield from (f"{place}.{name}: strange" for name in value if name not in rule.get("properties", {name: 1}))
        for name, inner in rule.get("properties", {}).items():
            if name in value:
                yield from _wrong(value[name], inner, rules, f"{place}.{name}")
    if isinstance(value, list):
        firsts = rule.get("prefixItems", ())
        inner = rule.get("items") or {}
        for number, one in enumerate(value):
            yield from _wrong(one, firsts[number] if number < len(firsts) else inner, rules, f"{place}[{number}]")


def test_the_schema_is_json():
    assert msgspec.json.decode(schema.text())["$schema"].endswith("2020-12/schema")
