"""Drawings as PNG, by typst, which the extra ``pdf`` brings anyway: the same drawing gives the same bytes."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from vidocq.errors import InputError

#: Dots per inch: a drawing 440 points wide is about 920 dots wide.
DENSITY = 150
_PAGE = b'#set page(width: auto, height: auto, margin: 6pt, fill: white)\n#image("drawing.svg")\n'
#: Letters that the fonts within typst have for sure; only for others are the machine's fonts asked.
_SURE = re.compile(r"[\n\t -~\u00a0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u2027\u202f-\u203a\u20ac]*")


def png(drawing: str, density: int = DENSITY) -> bytes:
    """A drawing that stands by itself (see ``svg.standalone``) as PNG.

    Raises:
        InputError: typst is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise InputError("PNG needs the package typst", hint="pip install 'vidocq[pdf]'") from error
    with tempfile.TemporaryDirectory(prefix="vidocq-") as folder:
        (Path(folder) / "drawing.svg").write_text(drawing, encoding="utf-8")
        (Path(folder) / "page.typ").write_bytes(_PAGE)
        own_only = _SURE.fullmatch(drawing) is not None
        page = str(Path(folder) / "page.typ")
        made: bytes = typst.compile(page, root=folder, format="png", ppi=density, ignore_system_fonts=own_only)
        return made
