"""Write a dossier by a template: one file, or a sealed directory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from vidocq import discovery, signing
from vidocq.dossier import custom
from vidocq.dossier.attachments import table
from vidocq.dossier.build import build
from vidocq.dossier.figures import png as pictures
from vidocq.dossier.figures.svg import standalone
from vidocq.dossier.outline import Figure, Figures, walk
from vidocq.dossier.phrasing import visible
from vidocq.dossier.renderer import PACKAGE
from vidocq.errors import InputError
from vidocq.model import Dossier
from vidocq.workbench.case import render
from vidocq.workbench.output import check_target, write_directory
from vidocq.workbench.package import MANIFEST, PURPOSE, SIGNATURE, packed


def write_dossier(
    dossier: Dossier,
    out: str | Path,
    *,
    template: str = "full",
    formats: Sequence[str] = ("html",),
    force: bool = False,
    key: Path | None = None,
) -> tuple[Path, ...]:
    """Write a dossier and give what was written; a path with the ending of a format is one file, all else a directory.

    Args:
        dossier: the record.
        out: where to.
        template: how deep it goes.
        formats: of a directory.
        force: replace what is there.
        key: the private key that signs the manifest; only a directory has one.

    Raises:
        InputError: it may not be written there, a format or the template is unknown, or the key cannot sign.
    """
    target = Path(out)
    name = _format_of(target)
    if name is not None and key is not None:
        raise InputError("a file has no manifest that could be signed", where=str(target), hint="give a directory as --out")
    if name is not None:
        (content,) = render(dossier, (name,), template).values()
        _write_file(target, content, force=force)
        return (target,)
    check_target(target, force=force)
    files = packed(dossier, render(dossier, {*formats, "json"}, template), template)
    if key is not None:
        files[SIGNATURE] = f"{signing.signed(key, PURPOSE, files[MANIFEST])}\n".encode()
    write_directory(target, files, force=force)
    return tuple(target / name for name in sorted(files))


def write_by(dossier: Dossier, out: str | Path, source: str, *, force: bool = False) -> None:
    """Write a dossier by a user's own template, as one file.

    Raises:
        InputError: the template may not be used, or the file may not be written.
    """
    _write_file(Path(out), custom.render(dossier, source), force=force)


def write_figures(dossier: Dossier, out: str | Path, *, png: bool = False, force: bool = False) -> tuple[Path, ...]:
    """Write every drawing of a dossier as SVG (and PNG), its data as CSV and what it shows in words, into a directory.

    Raises:
        InputError: it may not be written there, or ``png`` is asked for and typst is not installed.
    """
    files: dict[str, bytes] = {}
    for figure in figures_of(dossier):
        drawing = standalone(figure.svg)
        files[f"{figure.anchor}.svg"] = drawing.encode()
        if png:
            files[f"{figure.anchor}.png"] = pictures.png(drawing)
        files[f"{figure.anchor}.csv"] = table(figure.data)
        files[f"{figure.anchor}.txt"] = f"{visible(figure.title)}. {visible(figure.description)}\n".encode()
    target = Path(out)
    try:
        target.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", where=str(target)) from error
    for name, content in sorted(files.items()):
        _write_file(target / name, content, force=force)
    return tuple(target / name for name in sorted(files))


def figures_of(dossier: Dossier) -> tuple[Figure, ...]:
    """All drawings of the technical dossier, in order."""
    blocks = (block for section in walk(build(dossier).sections) for block in section.blocks)
    return tuple(figure for block in blocks if isinstance(block, Figures) for figure in block.figures)


def _format_of(target: Path) -> str | None:
    """The format that a file's ending names, or None for a directory."""
    endings = {discovery.load(PACKAGE, name, "RENDERER").suffix: name for name in discovery.names(PACKAGE)}
    return endings.get(target.suffix.lower())


def _write_file(target: Path, content: bytes, *, force: bool) -> None:
    """The whole file or nothing, by a neighbour that takes its place."""
    if target.exists() and not force:
        raise InputError("exists", where=str(target), hint="choose another --out, or --force to replace it")
    if target.is_dir():
        raise InputError("is a directory", where=str(target), hint="choose another --out")
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as file:
            file.write(content)
        os.chmod(file.name, 0o644)
        os.replace(file.name, target)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", where=str(target)) from error
