"""Healey's spectrum of state responsibility (Atlantic Council 2011; MISP taxonomy ``state-responsibility``)."""

from __future__ import annotations

#: From the state that forbids an attack to the state that carries it out with its own and private hands.
STEPS: tuple[str, ...] = (
    "state-prohibited",
    "state-prohibited-but-inadequate",
    "state-ignored",
    "state-encouraged",
    "state-shaped",
    "state-coordinated",
    "state-ordered",
    "state-rogue-conducted",
    "state-executed",
    "state-integrated",
)
