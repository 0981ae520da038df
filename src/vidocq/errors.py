"""The errors that vidocq raises: one base, each saying where and what to do.

::

    VidocqError
    ├── InputError        something handed in cannot be used (exit 2)
    │   ├── SourceError   a document cannot be read
    │   └── MarkingError  a marking is unknown or forbids what was asked
    ├── KnowledgeError    a knowledge snapshot is missing, broken or does not fit
    ├── ModelError        fitted weights are missing, broken or do not fit
    └── StoreError        what is kept on disk is missing, broken or busy
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class VidocqError(Exception):
    """Base of all errors of ours: what happened, where, and a hint.

    Args:
        what: one sentence, without a final full stop.
        where: the source and span it is about (file name, line, object id), if known.
        hint: what the user can do, if anything.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """Give the error as one line: ``where: what (hint)``."""
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line} ({self.hint})" if self.hint else line


class InputError(VidocqError):
    """Something handed in cannot be used."""

    exit_code = 2


class SourceError(InputError):
    """A document cannot be read."""


class MarkingError(InputError):
    """A marking is unknown, or forbids what was asked."""


class KnowledgeError(VidocqError):
    """A knowledge snapshot is missing, broken, or does not fit the question."""

    exit_code = 3


class ModelError(VidocqError):
    """Fitted weights are missing, broken, or were fitted on other data."""

    exit_code = 3


class StoreError(VidocqError):
    """What is kept on disk is missing, broken or busy."""

    exit_code = 4


class RightsError(StoreError):
    """Somebody may not do or see what they asked for."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is spelt most like ``name``; empty where none is."""
    from difflib import get_close_matches  # late: only who errs pays for it

    folded = {one.casefold(): one for one in known}
    found = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def unknown(what: str, name: str, known: Sequence[str], hint: str = "") -> InputError:
    """The error for a name that is not one of ``known``: what is nearest to it, else what there is."""
    like = nearest(name, known)
    there = f"did you mean {like!r}?" if like else f"there is {', '.join(sorted(known)[:_NAMED])}"
    more = " ..." if not like and len(known) > _NAMED else ""
    return InputError(f"there is no {what} {name!r}", hint=f"{there}{more}{f'; {hint}' if hint else ''}")


#: So many names are offered where none is near.
_NAMED = 30
