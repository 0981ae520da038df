"""The register of cited reports: one entry for one report, whoever cites it, so that origins can be counted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from vidocq.knowledge.attack import Citation
from vidocq.knowledge.snapshot import Report
from vidocq.model import make_id

_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+[a-z_]*/(?=https?://?)", re.IGNORECASE)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])(?:/(0[1-9]|[12]\d|3[01]))?(?=[/-]|$)")


def url_key(url: str) -> str:
    """One key for all ways to write an address: no scheme, ``www.``, fragment, tracking or final slash; archives unwrapped."""
    url = _ARCHIVED.sub("", url.strip())
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
    except ValueError:
        return url.lower()
    host = parts.netloc.lower().removeprefix("www.")
    query = "" if parts.query.startswith("utm_") else parts.query
    return host + parts.path.rstrip("/") + (f"?{query}" if query else "")


class Reports:
    """Collects cited reports and gives each its id; the same address or, without one, the same name is the same report."""

    def __init__(self) -> None:
        self._found: dict[str, Report] = {}
        self._ids: dict[tuple[str, str], str] = {}

    def add(self, citation: Citation) -> str:
        """Id of the report a citation means."""
        known = self._ids.get((citation.name, citation.url))
        if known is not None:
            return known
        report_id = make_id("report", url_key(citation.url) if citation.url else citation.name.lower())
        before = self._found.get(report_id)
        title = citation.title if citation.title.startswith("http") is False else ""
        if before is None or (not before.title and title):
            self._found[report_id] = Report(
                id=report_id,
                name=citation.name,
                url=citation.url,
                published=citation.published or _published(citation.url),
                title=title,
            )
        self._ids[citation.name, citation.url] = report_id
        return report_id

    def add_all(self, citations: Iterable[Citation]) -> tuple[str, ...]:
        """Ids of the reports of several citations, each once."""
        return tuple(dict.fromkeys(self.add(citation) for citation in citations))

    def add_urls(self, urls: Iterable[str]) -> tuple[str, ...]:
        """Ids of the reports at several addresses; what is no address is left out."""
        return tuple(dict.fromkeys(self.add(Citation(url, url)) for url in urls if url.startswith(("http://", "https://"))))

    def addresses(self, report_ids: Iterable[str]) -> tuple[str, ...]:
        """Addresses of reports by id; reports without one are left out."""
        return tuple(report.url for one in report_ids if (report := self._found.get(one)) is not None and report.url)

    def sorted(self) -> tuple[Report, ...]:
        """All reports by id."""
        return tuple(self._found[report_id] for report_id in sorted(self._found))


def _published(url: str) -> str | None:
    found = _URL_DATE.search(url)
    return "-".join(part for part in found.groups() if part) if found else None
