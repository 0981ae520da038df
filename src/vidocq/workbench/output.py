"""Write a dossier's files so that the directory appears whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from vidocq.errors import InputError

#: A directory may only be replaced when this file says that we wrote it.
_MARK = "dossier.json"


def check_target(out: Path, *, force: bool) -> None:
    """Refuse early what could not be written later.

    Raises:
        InputError: ``out`` exists and may not be replaced, or its parent does not exist.
    """
    if not out.parent.is_dir():
        raise InputError("the directory to write into does not exist", where=str(out.parent), hint="make it first")
    if not out.exists():
        return
    if not out.is_dir() or (any(out.iterdir()) and not (out / _MARK).is_file()):
        raise InputError("exists and is not a dossier directory", where=str(out), hint="choose another --out")
    if not force and any(out.iterdir()):
        raise InputError("exists", where=str(out), hint="choose another --out, or --force to replace that dossier")


def write_directory(out: Path, files: Mapping[str, bytes], *, force: bool = False) -> None:
    """Write ``files`` (name to content) as the directory ``out``, replacing a dossier there only with ``force``.

    Raises:
        InputError: see :func:`check_target`; also when the disk refuses.
    """
    check_target(out, force=force)
    try:
        temporary = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", where=str(out)) from error
    old: Path | None = None
    try:
        for name, content in files.items():
            (temporary / name).write_bytes(content)
        temporary.chmod(0o755)
        if out.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
            os.replace(out, old / "was")
        os.replace(temporary, out)
    except OSError as error:
        if old is not None and (old / "was").exists() and not out.exists():
            os.replace(old / "was", out)
        raise InputError(f"cannot be written: {error.strerror or error}", where=str(out)) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        if old is not None:
            shutil.rmtree(old, ignore_errors=True)
