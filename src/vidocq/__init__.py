"""Attribution of cyber campaigns: who did it, how sure are we, on what evidence, who has said so?

The public surface; each verb of the command line is one function or method here. Names are imported when first used, so that
``import vidocq`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from vidocq._version import __version__

if TYPE_CHECKING:
    from vidocq.workbench.case import Case, investigate

_WHERE = {
    "Case": "vidocq.workbench.case",
    "investigate": "vidocq.workbench.case",
}

__all__ = ["Case", "__version__", "investigate"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module 'vidocq' has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    """Names of the public surface."""
    return sorted(__all__)
