"""Circularity: a report under test that a profile already cites would vouch for itself."""

from __future__ import annotations

from collections.abc import Sequence

from vidocq.assessment.index import Index
from vidocq.assessment.reading import Reading
from vidocq.knowledge.citations import url_key
from vidocq.knowledge.snapshot import Report, Snapshot
from vidocq.model import Document

#: Titles shorter than this may be anybody's.
_SHORTEST_TITLE = 20


def cited_reports(documents: Sequence[Document], snapshot: Snapshot) -> frozenset[str]:
    """Ids of the snapshot's reports that are the case's own documents, by address or by title."""
    addresses = {url_key(document.url) for document in documents if document.url}
    titles = {_plain(document.title) for document in documents if document.title} - {""}
    return frozenset(report.id for report in snapshot.reports if _by_address(report.url, addresses) or _by_title(report, titles))


def _by_address(url: str, addresses: set[str]) -> bool:
    # Tens of thousands of reports are looked at: the host decides cheaply which few are taken apart.
    return bool(url) and any(key.partition("/")[0] in url.lower() and url_key(url) == key for key in addresses)


def _by_title(report: Report, titles: set[str]) -> bool:
    for title in titles:
        word = max(title.split(), key=len)
        if any(word in text.lower() and title in _plain(text) for text in (report.name, report.title) if text):
            return True
    return False


def _plain(text: str) -> str:
    words = "".join(character if character.isalnum() else " " for character in text.lower())
    plain = " ".join(words.split())
    return plain if len(plain) >= _SHORTEST_TITLE else ""


def circular_items(reading: Reading, snapshot: Snapshot, index: Index, reports: frozenset[str]) -> tuple[str, ...]:
    """Evidence ids that lost support because a profile has them from the case's own documents."""
    if not reports:
        return ()
    from vidocq.assessment.assess import index_of

    whole = index_of(snapshot)
    lost: list[str] = []
    for item in reading.bag.items:
        before = whole.users[whole.column[item.value]] if item.value in whole.column else 0
        after = index.users[index.column[item.value]] if item.value in index.column else 0
        if after < before:
            lost += item.evidence
    return tuple(sorted(set(lost)))
