"""Observables in text: one scan, their values, whose they are."""

from vidocq.evidence.indicators.match import Match
from vidocq.evidence.indicators.values import refang
from vidocq.evidence.indicators.scanner import scan, scan_stream

__all__ = ["Match", "refang", "scan", "scan_stream"]
