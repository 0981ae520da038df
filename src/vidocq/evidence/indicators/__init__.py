"""Observables in text: one scan, their values, whose they are."""

from vidocq.evidence.indicators.match import Match
from vidocq.evidence.indicators.scanner import scan
from vidocq.evidence.indicators.streams import scan_stream
from vidocq.evidence.indicators.values import refang

__all__ = ["Match", "refang", "scan", "scan_stream"]
