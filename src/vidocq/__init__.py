"""Attribution of cyber campaigns: who did it, how sure are we, on what evidence, who has said so?

The public surface; each verb of the command line is one function or method here. Names are imported when first used, so that
``import vidocq`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from vidocq._version import __version__

if TYPE_CHECKING:
    from vidocq.assessment.assess import assess
    from vidocq.assessment.batch import assess_batch
    from vidocq.knowledge import load as load_knowledge
    from vidocq.model.tables import to_dataframe, to_rows
    from vidocq.statements.ledger import Ledger
    from vidocq.statements.reader import read as read_statements
    from vidocq.store.store import Store
    from vidocq.workbench.assessing import load_dossier, reassess
    from vidocq.workbench.case import Case, investigate
    from vidocq.workbench.cases import Desk, KeptCase
    from vidocq.workbench.documents import read
    from vidocq.workbench.extraction import extract
    from vidocq.workbench.ranking import rank
    from vidocq.workbench.stored import open_cases

_WHERE = {
    "Case": ("vidocq.workbench.case", "Case"),
    "Desk": ("vidocq.workbench.cases", "Desk"),
    "KeptCase": ("vidocq.workbench.cases", "KeptCase"),
    "Ledger": ("vidocq.statements.ledger", "Ledger"),
    "Store": ("vidocq.store.store", "Store"),
    "assess": ("vidocq.assessment", "assess"),
    "assess_batch": ("vidocq.assessment", "assess_batch"),
    "extract": ("vidocq.workbench.extraction", "extract"),
    "investigate": ("vidocq.workbench.case", "investigate"),
    "load_dossier": ("vidocq.workbench.assessing", "load_dossier"),
    "load_knowledge": ("vidocq.knowledge", "load"),
    "open_cases": ("vidocq.workbench.stored", "open_cases"),
    "rank": ("vidocq.workbench.ranking", "rank"),
    "read": ("vidocq.workbench.documents", "read"),
    "read_statements": ("vidocq.statements.reader", "read"),
    "reassess": ("vidocq.workbench.assessing", "reassess"),
    "to_dataframe": ("vidocq.model.tables", "to_dataframe"),
    "to_rows": ("vidocq.model.tables", "to_rows"),
}

__all__ = [
    "Case",
    "Desk",
    "KeptCase",
    "Ledger",
    "Store",
    "__version__",
    "assess",
    "assess_batch",
    "extract",
    "investigate",
    "load_dossier",
    "load_knowledge",
    "open_cases",
    "rank",
    "read",
    "read_statements",
    "reassess",
    "to_dataframe",
    "to_rows",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module 'vidocq' has no attribute {name!r}")
    module, attribute = _WHERE[name]
    found: object = getattr(importlib.import_module(module), attribute)
    return found


def __dir__() -> list[str]:
    """Names of the public surface."""
    return sorted(__all__)
