"""What is known beforehand: groups, software, techniques and names, frozen at a date and named by a digest."""

from vidocq.knowledge.loading import load
from vidocq.knowledge.snapshot import Snapshot

__all__ = ["Snapshot", "load"]
