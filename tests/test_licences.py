"""What a base install brings has licences that fit Apache-2.0 use, is listed, and is used: by us or by what we use."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LICENCES = runpy.run_path(str(ROOT / "benchmarks" / "licences.py"))


def test_every_licence_fits():
    assert LICENCES["misfits"]() == []


def test_the_list_holds_what_is_needed():
    # By name only: a licence's words may change with a package's version, and what fits is tested above.
    listed = re.findall(r"^\| ([\w-]+) \|", (ROOT / "docs" / "licences.md").read_text(encoding="utf-8"), re.MULTILINE)
    needed = LICENCES["needed"]()
    assert set(needed) <= set(listed)
    assert {name for name, by in needed.items() if by == "vidocq"} == {
        re.split(r"[>=\[]", line)[0].replace("_", "-") for line in _base()
    }


def _base():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return re.findall(r'"([^"]+)"', text.partition("\ndependencies = [")[2].partition("]")[0])


#: Where the name to import is not the name to install, and who needs what we import nowhere ourselves.
_IMPORTED_AS = {"ahocorasick_rs": "ahocorasick_rs", "argon2-cffi": "argon2"}


@pytest.mark.parametrize("line", _base())
def test_nothing_is_required_that_is_imported_nowhere(line):
    name = re.split(r"[>=\[]", line)[0]
    module = _IMPORTED_AS.get(name, name)
    # publicsuffixlist is read as data: its list, not its code.
    wanted = re.compile(rf"^\s*(?:from|import) {re.escape(module)}\b|[(\"]{re.escape(module)}[\")]", re.MULTILINE)
    assert any(wanted.search(path.read_text(encoding="utf-8")) for path in (ROOT / "src").rglob("*.py"))


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND MIT", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("MIT OR GPL-2.0-only", True),
        ("LGPL-2.1", False),
        ("not stated", False),
    ],
)
def test_what_fits(said, fits):
    assert LICENCES["fits"](said) is fits
