"""The public surface: every name there, nothing imported before it is used, and the README's Python works."""

import subprocess
import sys
from pathlib import Path

import pytest

import vidocq

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "ministry-2025"


@pytest.mark.parametrize("name", vidocq.__all__)
def test_every_public_name_is_there(name):
    assert getattr(vidocq, name) is not None
    assert name in dir(vidocq)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="frobnicate"):
        _ = vidocq.frobnicate


def test_importing_the_package_imports_no_room():
    code = "import sys, vidocq; print(sorted(m for m in sys.modules if m.startswith('vidocq.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['vidocq._version']"


def test_the_readmes_python_works(tmp_path):
    dossier = vidocq.investigate(EXAMPLES / "news.txt", out=tmp_path / "dossier")
    assert "No technical evidence" in dossier.assessment.sponsor.answer.sentence
    assert vidocq.load_dossier(tmp_path / "dossier") == dossier
