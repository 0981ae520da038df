"""Set up and run vidocq from a fresh checkout with nothing but Python: ``python3 tasks.py demo`` or ``python3 tasks.py test``."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "vidocq-lock.sha256"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")


def run(*command: str | Path, **options: object) -> None:
    """Run a command in the checkout; end with its exit code if it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **options)  # type: ignore[call-overload]
    if done.returncode != 0:
        sys.exit(done.returncode)


def set_up() -> None:
    """Make ``.venv`` with the locked packages and this checkout, unless it is there and the lock has not changed."""
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    if sys.version_info < (3, 11):  # noqa: UP036 - the script may be started by any Python
        sys.exit("vidocq needs Python 3.11 or newer")
    print("Setting up .venv (once) ...", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        venv.create(VENV, with_pip=True)
    except subprocess.CalledProcessError:
        sys.exit("Python could not make a virtual environment; on Debian and Ubuntu install the package python3-venv first")
    pip = (BIN / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--require-hashes", "-r", LOCK)
    run(*pip, "--no-deps", "--no-build-isolation", "-e", ".")
    STAMP.write_text(wanted)


def demo(rest: list[str]) -> None:
    """Run the main job on the bundled example."""
    documents = sorted((ROOT / "examples" / "ministry-2025").iterdir())
    run(BIN / "vidocq", "investigate", *documents, "--out", "dossier", "--force", *rest)


def test(rest: list[str]) -> None:
    """Run the tests."""
    run(BIN / "python", "-m", "pytest", *rest)


def lint(_rest: list[str]) -> None:
    """Run ruff, mypy and the import contract."""
    run(BIN / "ruff", "format", "--check", "src", "tests", "tasks.py")
    run(BIN / "ruff", "check", "src", "tests", "tasks.py")
    run(BIN / "mypy")
    run(BIN / "lint-imports")


def lock(_rest: list[str]) -> None:
    """Write ``requirements.lock`` anew from ``pyproject.toml`` (needs uv; no registry address is written)."""
    command = ("uv", "pip", "compile", "pyproject.toml", "--all-extras", "--universal", "--python-version", "3.11")
    run(*command, "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "-q", "-o", LOCK)


def main() -> None:
    """Set up, then do what was asked."""
    tasks = {"demo": demo, "test": test, "lint": lint, "lock": lock}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=tasks)
    chosen, rest = parser.parse_known_args()
    if chosen.task != "lock":
        set_up()
    tasks[chosen.task](rest)


if __name__ == "__main__":
    main()
