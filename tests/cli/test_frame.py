"""The command line's frame: light help, documented exit codes, every verb documented."""

import subprocess
import sys

import pytest

from vidocq import discovery

HEAVY = (
    "numpy",
    "scipy",
    "sklearn",
    "pandas",
    "trafilatura",
    "lxml",
    "pypdfium2",
    "selectolax",
    "docx",
    "yake",
    "jinja2",
    "msgspec",
    "sqlalchemy",
    "py3langid",
    "pymispgalaxies",
)
VERBS = discovery.names("vidocq.cli.commands")


def run(*arguments, **options):
    return subprocess.run([sys.executable, "-m", "vidocq", *arguments], capture_output=True, text=True, check=False, **options)


def test_help_imports_nothing_heavy():
    code = (
        "import sys, vidocq.cli\n"
        "vidocq.cli.cli.main(['--help'], standalone_mode=False)\n"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "HEAVY []" in done.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_listed_with_a_sentence_and_has_help(verb):
    from vidocq.cli import cli

    command = cli.get_command(None, verb)
    assert command is not None
    assert len(command.get_short_help_str(200)) > 15


def test_an_unknown_verb_is_a_usage_error():
    done = run("frobnicate")
    assert done.returncode == 2
    assert "No such command" in done.stderr


def test_version():
    import vidocq

    assert vidocq.__version__ in run("--version").stdout
