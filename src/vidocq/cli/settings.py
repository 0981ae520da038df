"""Settings of a person: the command line, else the environment, else a TOML file, else ours; and where each comes from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from vidocq import files
from vidocq.errors import InputError, unknown

#: A file of settings is short.
_MOST = 100_000


class Setting(NamedTuple):
    """A setting: its name in the file, its variable, and what it is."""

    name: str
    variable: str
    what: str


#: All settings; verbs read the variables, and the file sets those that the environment does not.
SETTINGS = (
    Setting("knowledge", "VIDOCQ_KNOWLEDGE", "the knowledge snapshot to weigh against"),
    Setting("store", "VIDOCQ_STORE", "where cases are kept: a file, or a postgresql:// address"),
    Setting("ledger", "VIDOCQ_LEDGER", "the file of the ledger"),
    Setting("person", "VIDOCQ_USER", "who acts"),
    Setting("cache", "VIDOCQ_CACHE", "where what can be made again is kept"),
    Setting("sync_base", "VIDOCQ_SYNC_BASE", "the address that `kb sync` asks"),
)

#: Variables that were set from the file, with the file.
_from_file: dict[str, str] = {}


def place() -> Path:
    """The file: ``$VIDOCQ_CONFIG``, else ``vidocq/config.toml`` under the XDG place of settings."""
    given = os.environ.get("VIDOCQ_CONFIG")
    if given:
        return Path(given)
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "vidocq" / "config.toml"


def apply() -> None:
    """Give the environment what the file says and it does not.

    Raises:
        InputError: the file cannot be read, or sets what there is not.
    """
    try:
        where = place()
        if not os.environ.get("VIDOCQ_CONFIG") and not where.exists():
            return
    except (OSError, RuntimeError):  # no home, or one that may not be looked into: no file of settings
        return
    for name, value in read(where).items():
        variable = next(one.variable for one in SETTINGS if one.name == name)
        if not os.environ.get(variable):
            os.environ[variable] = value
            _from_file[variable] = str(where)


def read(where: Path) -> Mapping[str, str]:
    """What a file of settings says.

    Raises:
        InputError: it cannot be read, or sets what there is not.
    """
    import tomllib  # late: most people have no such file

    try:
        found = tomllib.loads(files.content(where, _MOST).decode())
    except OSError as error:
        raise InputError(f"the settings cannot be read: {error.strerror}", where=str(where)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"the settings are no TOML: {error}", where=str(where)) from error
    names = tuple(one.name for one in SETTINGS)
    for name, value in found.items():
        if name not in names:
            raise unknown("setting", name, names, f"in {where}")
        if not isinstance(value, str) or not value or "\0" in value:
            raise InputError(f"the setting {name} must be a text", where=str(where), hint=f'{name} = "..."')
    return {name: _path(name, value, where) for name, value in found.items()}


def _path(name: str, value: str, where: Path) -> str:
    """Paths with ``~``, and those that are relative, are read from where the file stands."""
    if name in {"person", "sync_base"} or "://" in value:
        return value
    return str(where.parent / Path(value).expanduser())


def origin(setting: Setting) -> tuple[str | None, str]:
    """The value in force (None: vidocq's own), and where it comes from."""
    value = os.environ.get(setting.variable) or None
    if value is None:
        return None, "default"
    file = _from_file.get(setting.variable)
    return value, f"file {file}" if file else f"environment ${setting.variable}"
