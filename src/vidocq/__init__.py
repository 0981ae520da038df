"""Attribution of cyber campaigns: who did it, how sure are we, on what evidence, who has said so?

The public surface; each verb of the command line is one function or method here. Names are imported when first used, so that
``import vidocq`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from vidocq._version import __version__

if TYPE_CHECKING:
    from vidocq.assessment.assess import assess
    from vidocq.assessment.batch import assess_batch
    from vidocq.knowledge import load as load_knowledge
    from vidocq.statements.ledger import Ledger
    from vidocq.statements.reader import read as read_statements
    from vidocq.workbench.assessing import load_dossier, reassess
    from vidocq.workbench.case import Case, investigate
    from vidocq.workbench.extraction import extract
    from vidocq.workbench.ranking import rank

_WHERE = {
    "Case": ("vidocq.workbench.case", "Case"),
    "Ledger": ("vidocq.statements.ledger", "Ledger"),
    "assess": ("vidocq.assessment", "assess"),
    "assess_batch": ("vidocq.assessment", "assess_batch"),
    "extract": ("vidocq.workbench.extraction", "extract"),
    "investigate": ("vidocq.workbench.case", "investigate"),
    "load_dossier": ("vidocq.workbench.assessing", "load_dossier"),
    "load_knowledge": ("vidocq.knowledge", "load"),
    "rank": ("vidocq.workbench.ranking", "rank"),
    "read_statements": ("vidocq.statements.reader", "read"),
    "reassess": ("vidocq.workbench.assessing", "reassess"),
}

__all__ = [
    "Case",
    "Ledger",
    "__version__",
    "assess",
    "assess_batch",
    "extract",
    "investigate",
    "load_dossier",
    "load_knowledge",
    "rank",
    "read_statements",
    "reassess",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module 'vidocq' has no attribute {name!r}")
    module, attribute = _WHERE[name]
    return getattr(importlib.import_module(module), attribute)


def __dir__() -> list[str]:
    """Names of the public surface."""
    return sorted(__all__)
