"""A user's own template: Jinja2 in a sandbox, every value escaped, and a linter that says what a dossier may not do or lack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from vidocq.dossier import phrasing
from vidocq.dossier.build import build
from vidocq.dossier.renderers.html import banner
from vidocq.errors import InputError
from vidocq.model import Dossier

if TYPE_CHECKING:
    from jinja2.nodes import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

#: What a template is given: the marking, the question, the case's own name, (term, value) pairs, the cover, the other sections
#: (see ``vidocq.dossier.outline``), the numbered quotes, what the checks found, and when it was made.
GIVEN = ("banner", "title", "case", "facts", "answer", "sections", "quotes", "issues", "created")
#: A dossier without these would hide its marking, its answer or what its checks found.
_NEEDED = {"banner": "the marking", "answer": "the answer", "issues": "what the checks found"}
_LONGEST_TEMPLATE = 500_000
_LONGEST_PAGE = 50_000_000
#: What a page may not hold: it would run, fetch or send something.
_FORBIDDEN = (
    (re.compile(r"<\s*(script|iframe|object|embed|form|base|link|img|video|audio|frame|meta\s+http-equiv=.?refresh)\b", re.I),
     "the tag <{0}> runs or fetches something"),
    (re.compile(r"\s(on[a-z]{3,20})\s*=", re.I), "the attribute {0} runs something"),
    (re.compile(r"\b(javascript|vbscript|data)\s*:", re.I), "an address of {0}: runs or hides something"),
    (re.compile(r"(?:\b(?:src|href|action|srcset|poster)\s*=\s*[\"']?\s*(?:[a-z]+:)?//|\burl\s*\(|@import\b)()", re.I),
     "an address outside the page is fetched"),
)  # fmt: skip


def lint(source: str) -> tuple[str, ...]:
    """What is wrong with a template, one line each; nothing where it may be used."""
    from jinja2 import TemplateSyntaxError

    if len(source) > _LONGEST_TEMPLATE:
        return (f"longer than {_LONGEST_TEMPLATE:,} characters",)
    try:
        tree = _environment().parse(source)
        names = tuple(_names(tree))
    except TemplateSyntaxError as error:
        return (f"line {error.lineno}: {error.message}",)
    return (*_structure(tree), *_markup(source), *names)


def _structure(tree: Template) -> Iterator[str]:
    """What loads other templates, switches escaping off or reaches for what is private."""
    from jinja2 import nodes

    for loading in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        yield f"line {loading.lineno}: other templates cannot be loaded"
    for changing in tree.find_all(nodes.EvalContextModifier):
        yield f"line {changing.lineno}: escaping cannot be changed"
    for used in tree.find_all(nodes.Filter):
        if used.name == "safe":
            yield f"line {used.lineno}: the filter `safe` lets a document's words act as markup"
    for reached in tree.find_all(nodes.Getattr):
        if reached.attr.startswith("_"):
            yield f"line {reached.lineno}: {reached.attr!r} is private"


def _markup(source: str) -> Iterator[str]:
    for pattern, words in _FORBIDDEN:
        for match in pattern.finditer(source):
            line = source.count("\n", 0, match.start()) + 1
            yield f"line {line}: {words.format(match[1])}"


def _names(tree: Template) -> Iterator[str]:
    from jinja2 import meta

    used = meta.find_undeclared_variables(tree)
    for name, what in _NEEDED.items():
        if name not in used:
            yield f"{what} is missing: use {{{{ {name} }}}}"
    for name in sorted(used - set(GIVEN)):
        yield f"there is no {name!r}; given are {', '.join(GIVEN)}"


def render(dossier: Dossier, source: str) -> bytes:
    """The dossier by a user's template.

    Raises:
        InputError: the template may not be used, or fails.
    """
    from jinja2 import TemplateError

    problems = lint(source)
    if problems:
        raise InputError(f"the template cannot be used: {problems[0]}", hint="`vidocq dossier lint FILE` tells all")
    parts, size = [], 0
    try:
        for part in _environment().from_string(source).generate(**_given(dossier)):
            parts.append(part)
            size += len(part)
            if size > _LONGEST_PAGE:
                raise InputError("the template makes a page of more than 50 million characters")
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError, OverflowError) as error:
        raise InputError(f"the template fails: {error}", hint=f"given are {', '.join(GIVEN)}") from error
    return "".join(parts).encode("utf-8")


def _given(dossier: Dossier) -> dict[str, Any]:
    outline = build(dossier)
    return {
        "banner": banner(outline),
        "title": outline.title,
        "case": outline.case,
        "facts": outline.facts,
        "answer": outline.sections[0],
        "sections": outline.sections[1:],
        "quotes": outline.references,
        "issues": outline.issues,
        "created": outline.created,
    }


def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_shown)
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment


def _shown(value: object) -> object:
    return phrasing.visible(value) if type(value) is str else value
