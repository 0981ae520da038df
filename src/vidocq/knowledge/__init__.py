"""What is known beforehand: groups, software, techniques and names, frozen at a date and named by a digest."""

from vidocq.knowledge.loading import load
from vidocq.knowledge.lookup import find_actor, find_campaign, find_software, find_technique, resolve
from vidocq.knowledge.snapshot import Snapshot

__all__ = ["Snapshot", "find_actor", "find_campaign", "find_software", "find_technique", "load", "resolve"]
