"""Cases that last, from Python: open a store as somebody, and have its cases."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator

from vidocq import knowledge
from vidocq.knowledge.snapshot import Snapshot
from vidocq.store.store import Store
from vidocq.workbench.cases import Desk
from vidocq.workbench.pipeline import Standard


@contextlib.contextmanager
def open_cases(
    location: str | os.PathLike[str] | None = None,
    *,
    by: str,
    create: bool = False,
    snapshot: Snapshot | None = None,
    progress: Callable[[str], None] | None = None,
) -> Iterator[Desk]:
    """The cases of a store, as ``by`` may see them; the store is closed afterwards.

    Args:
        location: a file or ``postgresql://`` address; by default ``$VIDOCQ_STORE`` or the user's own.
        by: who acts; every change is logged under this name.
        create: make the store if there is none.
        snapshot: the knowledge to weigh with; by default as :func:`vidocq.load_knowledge` gives it, once it is needed.
        progress: called with one line before each long step.

    Raises:
        StoreError: there is no such store, or ``by`` may not see it.
    """
    store = Store.open(location, create=create)
    try:
        load = (lambda: snapshot) if snapshot is not None else (lambda: knowledge.load(progress=progress))
        yield Desk(store, by=by, pipeline=Standard(load, progress))
    finally:
        store.close()
