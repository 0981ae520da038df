"""What a page says of itself in its mark-up: title, date, publisher, address. Read with trafilatura, never from the network."""

from __future__ import annotations

import logging
import re
import warnings

from vidocq.model import Noun

#: How much of a page is looked at: metadata stands at its head, and the library's tree is ten times the page's size.
_LOOKED_AT = 400_000
_DATE = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d$")


class About(Noun, frozen=True, kw_only=True):
    """What was found; None where the page does not say."""

    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()


def of_html(source: str, deep: bool = False) -> About:
    """Metadata of a page; nothing but a note where the library fails on it.

    Args:
        source: the page.
        deep: whether it is nested so deep that building another tree of it is not worth the risk.
    """
    if deep or ("<meta" not in source and "<title" not in source and "<time" not in source and "ld+json" not in source):
        return About()
    try:
        from lxml.html import document_fromstring
        from trafilatura.metadata import extract_metadata

        tree = document_fromstring(_without_declaration(source[:_LOOKED_AT]))
        for name in ("trafilatura", "htmldate"):  # their complaints about a page are not for the user's terminal
            logging.getLogger(name).addHandler(logging.NullHandler())
        # `extensive` would guess a date from any number on the page; a date not said is not known.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = extract_metadata(tree, extensive=False)
    except Exception as error:  # a foreign parser on hostile input: whatever it raises, the text is still good
        return About(notes=(f"Title, date and publisher could not be read from the mark-up ({type(error).__name__}).",))
    return _about(found)


def _about(found: object) -> About:
    date = _word(found, "date")
    return About(
        title=_word(found, "title"),
        publisher=_word(found, "sitename"),
        published=date if date and _DATE.match(date) else None,
        url=_word(found, "url"),
    )


def _word(found: object, name: str) -> str | None:
    value = getattr(found, name, None)
    return " ".join(value.split())[:500] or None if isinstance(value, str) else None


def _without_declaration(source: str) -> str:
    """Lxml refuses a str that declares an encoding; the text is decoded already, so the declaration goes."""
    return re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", source)
