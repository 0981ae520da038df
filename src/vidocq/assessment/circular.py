"""Circularity: a report under test that a profile already cites would vouch for itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vidocq.assessment.index import Index
from vidocq.assessment.reading import Reading
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Document

#: Titles shorter than this may be anybody's.
_SHORTEST_TITLE = 20


def cited_reports(documents: Sequence[Document], snapshot: Snapshot) -> frozenset[str]:
    """Ids of the snapshot's reports that are the case's own documents, by address or by title."""
    if not documents:
        return frozenset()
    from vidocq.knowledge.citations import url_key  # late: bare items have no documents

    addresses = {url_key(document.url) for document in documents if document.url}
    hosts = tuple({key.partition("/")[0] for key in addresses})
    by_word = _by_longest_word(document.title for document in documents if document.title)
    found = set()
    # Tens of thousands of reports are looked at: a host or a long word decides cheaply which few are taken apart.
    for report in snapshot.reports:
        url, names = report.url.lower(), f"{report.name}\n{report.title}".lower()
        for host in hosts:
            if host in url and url_key(report.url) in addresses:
                found.add(report.id)
        for word, titles in by_word.items():
            if word in names and any(title in _plain(name) for title in titles for name in names.split("\n")):
                found.add(report.id)
    return frozenset(found)


def _by_longest_word(titles: Iterable[str]) -> dict[str, list[str]]:
    """Plain titles by their longest word; several may share one, and none is lost for that."""
    found: dict[str, list[str]] = {}
    for title in sorted({_plain(title) for title in titles} - {""}):
        found.setdefault(max(title.split(), key=len), []).append(title)
    return found


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
