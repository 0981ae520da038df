"""Run as ``python -m vidocq``."""

from vidocq.cli import main

main()
