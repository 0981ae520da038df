"""The templates of a dossier: how deep each goes, and the outline cut to that depth."""

from __future__ import annotations

import msgspec

from vidocq.dossier import phrasing
from vidocq.dossier.outline import Block, Cell, Depth, Outline, Section, Table
from vidocq.errors import InputError, MarkingError
from vidocq.model import Noun
from vidocq.vocabulary.tlp import Tlp

BRIEF, FULL, TECHNICAL, PUBLIC = "brief", "full", "technical", "public"


class Shape(Noun, frozen=True, kw_only=True):
    """One template: its name, what it is for, and the deepest part that it holds; ``whole`` tables keep all their lines."""

    name: str
    purpose: str
    deepest: Depth
    whole: bool = False


SHAPES = {
    shape.name: shape
    for shape in (
        Shape(name=BRIEF, purpose="one page: the answer, who says so, reasons, doubts, gaps", deepest=Depth.COVER),
        Shape(name=FULL, purpose="the brief, and what an analyst or a judge checks", deepest=Depth.ASIDE),
        Shape(name=TECHNICAL, purpose="everything, with every item, weight and test", deepest=Depth.TECHNICAL, whole=True),
        Shape(name=PUBLIC, purpose="as full, of what may be shown to everybody", deepest=Depth.ASIDE),
    )
}


def shape_of(name: str) -> Shape:
    """The template of that name.

    Raises:
        InputError: there is none.
    """
    if name not in SHAPES:
        raise InputError(f"unknown template {name!r}", hint=f"known: {', '.join(SHAPES)}")
    return SHAPES[name]


def shaped(outline: Outline, template: str, *, folds: bool = False) -> Outline:
    """The outline as deep as a template goes.

    Args:
        outline: the whole of it.
        template: the template's name.
        folds: whether the format can fold lines away; where it cannot, what a reader does not need is counted instead.

    Raises:
        InputError: there is no such template.
        MarkingError: the public one was asked for of what is not marked for the public.
    """
    shape = shape_of(template)
    if template == PUBLIC and outline.tlp not in (Tlp.CLEAR, Tlp.GREEN):
        hint = "`vidocq dossier write --template public` makes it of what may be shown"
        raise MarkingError(f"what is marked {outline.tlp.value} is not for the public", hint=hint)
    found = (_section(section, shape, folds) for section in outline.sections)
    return msgspec.structs.replace(outline, sections=tuple(section for section in found if section is not None))


def _section(section: Section, shape: Shape, folds: bool) -> Section | None:
    if section.depth > shape.deepest:
        return None
    held = (block for block in section.blocks if block.depth <= shape.deepest)
    blocks = tuple(_cut(block, shape, folds) for block in held if folds or not _all_folded(block, shape))
    inner = tuple(one for part in section.sections if (one := _section(part, shape, folds)) is not None)
    if not blocks and not inner:
        return None
    return msgspec.structs.replace(section, blocks=blocks, sections=inner)


def _all_folded(block: Block, shape: Shape) -> bool:
    """Whether nothing of a table would be left where lines cannot be folded away."""
    return isinstance(block, Table) and block.telling == 0 and not shape.whole


def _cut(block: Block, shape: Shape, folds: bool) -> Block:
    if not isinstance(block, Table):
        return block
    if shape.whole:
        return msgspec.structs.replace(block, telling=None)
    # What hangs behind single cells is for technicians.
    lines = tuple(msgspec.structs.replace(line, cells=tuple(map(_bare, line.cells))) for line in block.lines)
    if block.telling is None or block.telling >= len(lines):
        return msgspec.structs.replace(block, lines=lines, telling=None)
    if folds:
        return msgspec.structs.replace(block, lines=lines)
    left = len(lines) - block.telling
    more = phrasing.capital(phrasing.counted(left, "further line")) + (" is" if left == 1 else " are")
    note = f"{block.note} {more} in the technical dossier.".strip()
    return msgspec.structs.replace(block, lines=lines[: block.telling], telling=None, note=note)


def _bare(cell: Cell) -> Cell:
    return msgspec.structs.replace(cell, hint="") if cell.hint else cell
