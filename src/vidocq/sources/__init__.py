"""From bytes to documents: one reader a format, the format told from the content."""

from vidocq.sources.reader import Reader, Received
from vidocq.sources.reading import choose, read, readers
from vidocq.sources.receiving import LIMIT, receive

__all__ = ["LIMIT", "Reader", "Received", "choose", "read", "readers", "receive"]
