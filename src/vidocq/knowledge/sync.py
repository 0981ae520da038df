"""Fetches newer knowledge from the projects' own public repositories: only when asked, bounded, checked, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPMessage
from pathlib import Path, PurePosixPath
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from vidocq.errors import InputError, KnowledgeError
from vidocq.knowledge import build, cards, galaxy, loading, stix, storage
from vidocq.knowledge.cache import cache_directory
from vidocq.knowledge.galaxy import Progress
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Noun

#: Where the projects publish: MITRE's STIX data and the MISP project's galaxy. Another base (a mirror) may be given.
BASE = "https://github.com"
ATTACK_PATH = "/mitre-attack/attack-stix-data/raw/master/enterprise-attack/enterprise-attack.json"
GALAXY_PATH = "/MISP/misp-galaxy/archive/refs/heads/main.zip"

_MAX_ATTACK = 256 << 20
_MAX_CARDS = 64 << 20
_MAX_ZIP = 256 << 20
_MAX_UNPACKED = 512 << 20
_TIMEOUT = 30.0
_CHUNK = 1 << 18


class Fetched(Noun, frozen=True, kw_only=True):
    """One download: where from, its size in bytes and SHA-256."""

    name: str
    url: str
    size: int
    sha256: str


class SyncResult(Noun, frozen=True, kw_only=True):
    """What a sync fetched, the snapshot's digest and counts, and where it was put."""

    fetched: tuple[Fetched, ...]
    digest: str
    contents: tuple[tuple[str, int], ...]
    problems: tuple[str, ...]
    path: str


def sync(
    *,
    base: str = BASE,
    destination: Path | None = None,
    progress: Progress | None = None,
    expected: dict[str, str] | None = None,
    cards_from: str | None = None,
) -> SyncResult:
    """Fetch ATT&CK and the MISP galaxy, build a snapshot, check it, and put it where ``load()`` looks first.

    Args:
        base: scheme and host of the repositories, or of a mirror with the same paths.
        destination: where the snapshot goes; None: the user's cache.
        progress: told in a few words what is being done.
        expected: SHA-256 by name (``attack``, ``galaxy``) that a download must have.
        cards_from: address of ETDA's Threat Group Cards as JSON; None: they are not asked for (``knowledge/cards.py``).

    Raises:
        KnowledgeError: no network, an error from the server, something too large, or what came is not what it should be.
            The snapshot in use is left as it was.
    """
    say = progress or (lambda _: None)
    target = destination or cache_directory() / "synced.snapshot"
    with _workplace(target.parent) as place:
        attack_file, galaxy_zip = place / "enterprise-attack.json", place / "galaxy.zip"
        fetched = []
        for name, path, file, limit in (
            ("attack", ATTACK_PATH, attack_file, _MAX_ATTACK),
            ("galaxy", GALAXY_PATH, galaxy_zip, _MAX_ZIP),
        ):
            say(f"fetching {name} from {urlsplit(base).netloc or base}")
            got = _fetch(name, base.rstrip("/") + path, file, limit)
            say(f"{name}: {got.size} bytes, sha256 {got.sha256}")
            if expected and expected.get(name) not in (None, got.sha256):
                hint = f"expected sha256 {expected[name]}"
                raise KnowledgeError(f"{name} is not what was expected: sha256 {got.sha256}", where=got.url, hint=hint)
            fetched.append(got)
        unpack_clusters(galaxy_zip, place / "clusters")
        snapshot = build.assemble(
            galaxy=galaxy.read(place / "clusters", label="MISP galaxy (synced)", progress=progress),
            attack=stix.read(attack_file, progress=progress),
            built=loading.now(),
            progress=progress,
        )
        _check(snapshot)
        if cards_from is not None:
            say("fetching cards")
            file = place / "cards.json"
            fetched.append(_fetch("cards", cards_from, file, _MAX_CARDS))
            snapshot = cards.add(snapshot, file.read_bytes(), cards_from)
    storage.write(snapshot, target)
    return SyncResult(
        fetched=tuple(fetched),
        digest=snapshot.meta.digest,
        contents=snapshot.meta.contents,
        problems=snapshot.meta.problems,
        path=str(target),
    )


@contextmanager
def _workplace(parent: Path) -> Iterator[Path]:
    try:
        parent.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=".sync-", dir=parent))
    except OSError as error:
        raise KnowledgeError(f"cannot write here: {error.strerror or error}", where=str(parent)) from error
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


class _SameScheme(HTTPRedirectHandler):
    """Follows redirects, but never to another scheme: not from https to http, and never to a file."""

    def http_error_302(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage) -> IO[bytes] | None:
        """Refuse a redirect that leaves the scheme."""
        target = urljoin(req.full_url, headers.get("location") or "")
        if urlsplit(target).scheme != urlsplit(req.full_url).scheme:
            raise KnowledgeError(f"redirected to {target[:200]!r}, which is not followed", where=req.full_url)
        return super().http_error_302(req, fp, code, msg, headers)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def _fetch(name: str, url: str, file: Path, limit: int) -> Fetched:
    if urlsplit(url).scheme not in ("https", "http"):
        raise KnowledgeError("only http and https are fetched", where=url)
    digest, size = hashlib.sha256(), 0
    try:
        # Proxy settings of the environment are honoured by the default handlers.
        opener = build_opener(_SameScheme)
        request = Request(url, headers={"User-Agent": "vidocq kb sync"})  # noqa: S310 - the scheme is checked above
        with opener.open(request, timeout=_TIMEOUT) as answer, file.open("wb") as out:
            announced = answer.headers.get("Content-Length", "")
            if announced.isdigit() and int(announced) > limit:
                raise KnowledgeError(f"{name} is larger than {limit >> 20} MB", where=url)
            while chunk := answer.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise KnowledgeError(f"{name} is larger than {limit >> 20} MB", where=url)
                digest.update(chunk)
                out.write(chunk)
            if announced.isdigit() and size != int(announced):
                raise KnowledgeError(f"{name} was cut short: {size} of {announced} bytes", where=url, hint="try again")
    except HTTPError as error:
        raise KnowledgeError(f"{name} cannot be fetched: the server says {error.code} {error.reason}", where=url) from error
    except (URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        hint = "no network? On a machine without one, copy a snapshot there, or use `kb build` on local copies"
        raise KnowledgeError(f"{name} cannot be fetched: {reason}", where=url, hint=hint) from error
    return Fetched(name=name, url=url, size=size, sha256=digest.hexdigest())


def unpack_clusters(archive: Path, target: Path) -> None:
    """Take the known cluster files, and nothing else, out of a zip of the galaxy's repository.

    Raises:
        KnowledgeError: no zip, no clusters in it, or more in it than is believable.
    """
    wanted = {f"{name}.json" for name in galaxy.CLUSTERS}
    target.mkdir(parents=True, exist_ok=True)
    left = _MAX_UNPACKED
    found = 0
    try:
        with zipfile.ZipFile(archive) as packed:
            for info in packed.infolist():
                path = PurePosixPath(info.filename)
                # Only the file's own name is used, and only if it is one of ours: no path in the archive is followed.
                if path.parent.name == "clusters" and path.name in wanted:
                    left -= _unpack(packed, info, target / path.name, left)
                    found += 1
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise KnowledgeError(f"not a usable zip archive: {error}", where=archive.name) from error
    if not found:
        raise KnowledgeError("no galaxy clusters in the archive", where=archive.name)


def _unpack(packed: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, left: int) -> int:
    size = 0
    with packed.open(info) as source, target.open("wb") as out:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            # The size that the archive states may be a lie: what comes out is counted.
            if size > left:
                raise KnowledgeError(f"unpacks to more than {_MAX_UNPACKED >> 20} MB", where=info.filename)
            out.write(chunk)
    return size


#: Fewer than this in a full download means that it is not what it should be.
_LEAST = {"actors": 300, "software": 500, "techniques": 300, "reports": 1000}


def _check(snapshot: Snapshot) -> None:
    counts = dict(snapshot.meta.contents)
    for name, least in _LEAST.items():
        if counts.get(name, 0) < least:
            raise KnowledgeError(
                f"what was fetched has only {counts.get(name, 0)} {name}", hint="the knowledge in use is left as it was"
            )


def base_from_environment() -> str:
    """Base address to sync from: ``VIDOCQ_SYNC_BASE`` (a mirror inside a closed network), else the projects' own."""
    return os.environ.get("VIDOCQ_SYNC_BASE") or BASE


def parse_expected(pairs: Iterable[str]) -> dict[str, str]:
    """Pairs ``NAME=DIGEST`` of downloads and the SHA-256 they must have.

    Raises:
        InputError: a pair is written otherwise.
    """
    found = {}
    for pair in pairs:
        name, _, digest = pair.partition("=")
        if name not in ("attack", "galaxy") or len(digest) != 64 or not set(digest.lower()) <= set("0123456789abcdef"):
            raise InputError(f"not NAME=DIGEST: {pair[:100]!r}", hint="NAME is attack or galaxy, DIGEST a SHA-256 in hexadecimal")
        found[name] = digest.lower()
    return found
