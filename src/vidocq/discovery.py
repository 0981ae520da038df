"""Find the implementations of a room's interface: one file each, imported only when asked for."""

from __future__ import annotations

import importlib
import importlib.util
import os
import pkgutil
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any


def names(package: str) -> tuple[str, ...]:
    """Names of the modules in ``package`` (dotted name) without importing them, sorted; leading underscores left out."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        return ()
    found = pkgutil.iter_modules(list(spec.submodule_search_locations))
    return tuple(sorted(module.name for module in found if not module.name.startswith("_")))


def load(package: str, name: str, attribute: str) -> Any:
    """Import one module of ``package`` and give its ``attribute``.

    Raises:
        KeyError: there is no such module.
    """
    if name not in names(package):
        raise KeyError(name)
    return getattr(importlib.import_module(f"{package}.{name}"), attribute)


def load_all(package: str, attribute: str) -> Iterator[Any]:
    """Import every module of ``package`` in name order and give each one's ``attribute``, then third-party ones.

    Third parties announce theirs under an entry-point group named like the package (``vidocq.evidence.extractors``).
    """
    for name in names(package):
        yield getattr(importlib.import_module(f"{package}.{name}"), attribute)
    announced = _announced()
    if announced is None or f"[{package}]" in announced:
        from importlib.metadata import entry_points  # late: it costs as much as all the rest of `--help`

        for point in entry_points(group=package):
            yield point.load()


@cache
def _announced() -> str | None:
    """What installed packages announce, as it stands in their files: whether a closer look is worth its price.

    None where that cannot be told: packages may lie in an archive.
    """
    found = []
    for place in dict.fromkeys(sys.path):
        try:
            names = [name for name in os.listdir(place or ".") if name.endswith((".dist-info", ".egg-info"))]
        except NotADirectoryError:
            return None
        except OSError:
            continue
        for name in names:
            try:
                with open(os.path.join(place or ".", name, "entry_points.txt"), encoding="utf-8") as file:
                    found.append(file.read())
            except (OSError, UnicodeDecodeError):
                continue
    return "\n".join(found)
