"""The dossier as one HTML file: no script, no outside request, a policy that forbids both, readable on paper and on a phone."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from vidocq.dossier import phrasing
from vidocq.dossier.build import build
from vidocq.dossier.checks import standards
from vidocq.dossier.outline import Depth, DocumentText, Entries, Figures, Outline, Reference, Table, walk
from vidocq.dossier.shapes import BRIEF, FULL, PUBLIC, TECHNICAL, shape_of, shaped
from vidocq.model import Dossier
from vidocq.vocabulary.tlp import Tlp

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = "vidocq.dossier.templates"
_TLP_CLASSES = {Tlp.RED: "red", Tlp.AMBER: "amber", Tlp.AMBER_STRICT: "amber", Tlp.GREEN: "green", Tlp.CLEAR: "clear"}


class HtmlRenderer:
    """Writes the outline through one template; every value is escaped, and its controls made visible, on the way."""

    name = "html"
    suffix = ".html"

    def render(self, dossier: Dossier, template: str = FULL) -> bytes:
        """Give the page as UTF-8."""
        outline = shaped(build(dossier), template, folds=True)
        source = _environment().get_template("dossier.html.jinja")
        page: str = source.render(**_values(outline, template))
        return page.encode("utf-8")


def banner(outline: Outline) -> str:
    """The marking as the banner shows it; unmarked means that it may not be passed on."""
    text = "UNMARKED: not to be passed on" if outline.tlp is Tlp.UNMARKED else outline.tlp.value
    pap = phrasing.one_line(outline.pap or "", 24).upper().removeprefix("PAP:")
    return f"{text} · PAP:{pap}" if pap else text


_KICKERS = {
    BRIEF: "Attribution brief",
    TECHNICAL: "Attribution dossier, technical",
    PUBLIC: "Attribution dossier, for the public",
}


def kicker(outline: Outline, template: str) -> str:
    """What the document is, and what the case is called where its name is not the question already."""
    what = _KICKERS.get(template, "Attribution dossier")
    return f"{what} · {outline.case}" if outline.case and outline.case not in outline.title else what


def look(outline: Outline) -> str:
    """The name of the marking's look."""
    return _TLP_CLASSES.get(outline.tlp, "unmarked")


def _values(outline: Outline, template: str) -> dict[str, Any]:
    from markupsafe import Markup

    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    references = {item.number: item for item in outline.references}
    cited: set[int] = set()
    return {
        "outline": outline,
        "css": Markup(style),  # noqa: S704 - our own file
        "policy": f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'",
        "banner": banner(outline),
        "tlp_class": look(outline),
        "kicker": kicker(outline, template),
        "reference": _getter(references),
        "first": _first(cited),
        "cited": cited.__contains__,
        "anchors": anchors(outline),
        "standards": standards(),
        "template": template,
        "linked": template != BRIEF,
        "whole": shape_of(template).whole,
        "cover": Depth.COVER,
    }


def _getter(references: dict[int, Reference]) -> Callable[[int], Reference]:
    return references.__getitem__


def _first(cited: set[int]) -> Callable[[int], bool]:
    """Whether a reference is cited for the first time: that place gets the id that its quote leads back to."""

    def first(number: int) -> bool:
        new = number not in cited
        cited.add(number)
        return new

    return first


def anchors(outline: Outline) -> frozenset[str]:
    """All ids that a link may lead to."""
    found: set[str] = set()
    for section in walk(outline.sections):
        found.add(section.anchor)
        for block in section.blocks:
            if isinstance(block, Entries):
                found.update(entry.anchor for entry in block.entries)
            elif isinstance(block, Table):
                found.update(line.anchor for line in block.lines if line.anchor)
                found.add(block.anchor)
            elif isinstance(block, Figures):
                found.update(figure.anchor for figure in block.figures)
            elif isinstance(block, DocumentText):
                found.add(block.anchor)
    return frozenset(found)


@cache
def _style() -> str:
    return files(_TEMPLATES).joinpath("dossier.css").read_text(encoding="utf-8").replace("\r\n", "\n").strip()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    def source(name: str) -> str:
        return files(_TEMPLATES).joinpath(name).read_text(encoding="utf-8")

    environment = Environment(autoescape=True, loader=FunctionLoader(source), undefined=StrictUndefined, finalize=_finalized)
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.filters["oneline"] = lambda text, limit: phrasing.one_line(phrasing.visible(text), limit)
    environment.filters["drawn"] = Markup
    environment.filters["cut"] = lambda text: phrasing.one_line(text, phrasing.LONGEST)
    return environment


def _finalized(value: object) -> object:
    """Make controls visible in plain strings; markup of ours passes as it is."""
    return phrasing.visible(value) if type(value) is str else value


RENDERER = HtmlRenderer()
