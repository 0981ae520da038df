"""Where the user's cache is."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_directory() -> Path:
    """The user's cache directory for vidocq: ``VIDOCQ_CACHE``, else ``XDG_CACHE_HOME``, else what the platform has."""
    own = os.environ.get("VIDOCQ_CACHE")
    if own:
        return Path(own).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "vidocq" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "vidocq"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vidocq"
