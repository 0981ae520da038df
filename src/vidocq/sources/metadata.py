"""What a page says of itself in its mark-up: title, date, publisher, address. What it does not say is not guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from vidocq.model import Noun

#: How much of a page is looked at: metadata stands at its head.
_LOOKED_AT = 400_000
_MAX_SCRIPT = 100_000
_DATE = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)")

#: Keys of ``<meta>`` (``property``, ``name`` or ``itemprop``, lower case), the surest first.
_TITLES = ("og:title", "twitter:title", "citation_title", "dc.title", "headline", "title")
_SITES = ("og:site_name", "dc.publisher", "citation_publisher", "publisher", "application-name")
_PLACES = ("og:url", "twitter:url")
_DAYS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "parsely-pub-date",
    "sailthru.date",
    "publishdate",
    "publish_date",
    "publish-date",
    "pubdate",
    "date",
)


class About(Noun, frozen=True, kw_only=True):
    """What was found; None where the page does not say."""

    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()


def of_html(source: str, deep: bool = False) -> About:
    """Metadata of a page; nothing but a note where the parser fails on it.

    Args:
        source: the page.
        deep: whether it is nested so deep that building another tree of it is not worth the risk.
    """
    if deep or not any(mark in source for mark in ("<meta", "<title", "<time", "ld+json")):
        return About()
    try:
        return _about(_tree(source[:_LOOKED_AT]))
    except Exception as error:  # a foreign parser on hostile input: the text is still good
        note = f"Title, date and publisher could not be read from the mark-up ({type(error).__name__})."
        return About(notes=(note,))


def _tree(source: str) -> Any:
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(source)


def _about(tree: Any) -> About:
    said = _metas(tree)
    linked = _linked(tree)
    heads = [node.text() for node in tree.css("h1")[:2]]
    return About(
        title=_first(_words, (*_of(said, _TITLES), *_of(linked, ("headline",)), *heads[: len(heads) == 1])),
        publisher=_first(_words, (*_of(said, _SITES), *_of(linked, ("publisher",)))),
        published=_first(_day, (*_of(said, _DAYS), *_of(linked, ("datePublished",)), *_times(tree))),
        url=_first(_address, (*_canonical(tree), *_of(said, _PLACES))),
    )


def _metas(tree: Any) -> dict[str, str]:
    """Contents of ``<meta>`` by key; the first of each key counts."""
    found: dict[str, str] = {}
    for node in tree.css("meta[content]")[:500]:
        given = node.attributes
        for name in ("property", "name", "itemprop"):
            if given.get(name):
                found.setdefault(given[name].strip().lower(), given.get("content") or "")
    return found


def _linked(tree: Any) -> dict[str, str]:
    """Headline, day and publisher of the first article that the page describes in JSON-LD."""
    for script in tree.css('script[type="application/ld+json"]')[:20]:
        try:
            described = msgspec.json.decode(script.text()[:_MAX_SCRIPT])
        except (msgspec.DecodeError, RecursionError):
            continue
        for part in _parts(described):
            if isinstance(part.get("datePublished"), str) or isinstance(part.get("headline"), str):
                publisher = part.get("publisher")
                name = publisher.get("name") if isinstance(publisher, dict) else publisher
                listed = {**{key: part.get(key) for key in ("headline", "datePublished")}, "publisher": name}
                return {key: value for key, value in listed.items() if isinstance(value, str)}
    return {}


def _parts(described: Any) -> Iterator[dict[str, Any]]:
    for part in described if isinstance(described, list) else [described]:
        if isinstance(part, dict):
            yield part
            inner = part.get("@graph")
            yield from (one for one in (inner if isinstance(inner, list) else ()) if isinstance(one, dict))


def _times(tree: Any) -> Iterator[str]:
    """Days of ``<time>`` elements that say to be the day of publication, else of the only one there is."""
    nodes = tree.css("time[datetime]")[:50]
    for node in nodes:
        given = node.attributes
        marks = " ".join(given.get(name) or "" for name in ("itemprop", "class")).lower()
        if "pubdate" in given or "publish" in marks:
            yield given.get("datetime") or ""
    if len(nodes) == 1:
        yield nodes[0].attributes.get("datetime") or ""


def _canonical(tree: Any) -> Iterator[str]:
    for node in tree.css('link[rel="canonical"]')[:1]:
        yield node.attributes.get("href") or ""


def _of(table: dict[str, str], keys: tuple[str, ...]) -> list[str]:
    return [table[key] for key in keys if key in table]


def _first(clean: Callable[[str], str | None], values: tuple[str, ...]) -> str | None:
    return next((found for value in values if (found := clean(value))), None)


def _words(value: str) -> str | None:
    return " ".join(value.split())[:500] or None


def _day(value: str) -> str | None:
    found = _DATE.match(value.strip().replace("/", "-"))
    return found[0] if found else None


def _address(value: str) -> str | None:
    cleaned = "".join(value.split())[:500]
    return cleaned if cleaned.startswith(("http://", "https://")) else None
