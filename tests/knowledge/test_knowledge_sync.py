"""Sync against a server on this machine; the real addresses are never asked."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from knowledge_sample import CLUSTERS, stix_objects

from vidocq.errors import InputError, KnowledgeError
from vidocq.knowledge import load, sync


class Site:
    """Pages by path: (status, headers, body)."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.base = ""


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = served.pages.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers and status == 200:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


def packed(**extra: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, values in CLUSTERS.items():
            archive.writestr(f"misp-galaxy-main/clusters/{name}.json", json.dumps({"values": values}))
        for name, body in extra.items():
            archive.writestr(name, body)
    return out.getvalue()


@pytest.fixture
def good(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    bundle = json.dumps({"type": "bundle", "objects": stix_objects()}).encode()
    site.pages = {sync.ATTACK_PATH: (200, {}, bundle), sync.GALAXY_PATH: (200, {}, packed())}
    monkeypatch.setattr(sync, "_LEAST", {"actors": 3})
    return site


def test_fetches_checks_and_puts_in_place(good: Site, tmp_path: Path) -> None:
    target, said = tmp_path / "synced.snapshot", list[str]()
    result = sync.sync(base=good.base, destination=target, progress=said.append)
    assert load(target).meta.digest == result.digest
    body = good.pages[sync.ATTACK_PATH][2]
    assert [item.name for item in result.fetched] == ["attack", "galaxy"]
    assert result.fetched[0].sha256 == hashlib.sha256(body).hexdigest()
    assert any(result.fetched[0].sha256 in line for line in said)
    assert list(tmp_path.iterdir()) == [target]


def test_synced_knowledge_is_used_from_then_on(good: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDOCQ_CACHE", str(tmp_path))
    result = sync.sync(base=good.base)
    assert load().meta.digest == result.digest


def test_an_expected_digest_must_be_met(good: Site, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="not what was expected"):
        sync.sync(base=good.base, destination=tmp_path / "x", expected={"attack": "0" * 64})
    assert list(tmp_path.iterdir()) == []
    body = good.pages[sync.ATTACK_PATH][2]
    sync.sync(base=good.base, destination=tmp_path / "x", expected={"attack": hashlib.sha256(body).hexdigest()})


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("g/clusters/threat-actor.json", b" " * (4 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("path", "page", "words"),
    [
        ("attack", (404, {}, b""), "the server says 404"),
        ("attack", (500, {}, b""), "the server says 500"),
        ("attack", (200, {"Content-Length": "999999999999"}, b"{}"), "larger than"),
        ("attack", (200, {"Content-Length": "5000"}, b"{}"), "cut short|cannot be fetched"),
        ("attack", (200, {}, b"<html>"), "no ATT&CK group"),
        ("attack", (302, {"Location": "file:///etc/passwd"}, b""), "redirected to|cannot be fetched"),
        ("attack", (302, {"Location": "ftp://127.0.0.1/x"}, b""), "redirected to|cannot be fetched"),
        ("galaxy", (200, {}, b"no zip"), "not a usable zip"),
        ("galaxy", (200, {}, bomb()), "unpacks to more"),
    ],
)
def test_what_goes_wrong_is_said_and_nothing_is_changed(
    good: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, page: tuple[int, dict[str, str], bytes], words: str
) -> None:
    monkeypatch.setattr(sync, "_MAX_UNPACKED", 1 << 20)
    target = tmp_path / "synced.snapshot"
    target.write_bytes(b"what was there")
    good.pages[sync.ATTACK_PATH if path == "attack" else sync.GALAXY_PATH] = page
    with pytest.raises(KnowledgeError, match=words):
        sync.sync(base=good.base, destination=target)
    assert target.read_bytes() == b"what was there"
    assert list(tmp_path.iterdir()) == [target]


def test_an_endless_download_is_stopped(good: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "_MAX_ATTACK", 1000)
    with pytest.raises(KnowledgeError, match="larger than"):
        sync.sync(base=good.base, destination=tmp_path / "x")


def test_too_little_is_not_taken(good: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "_LEAST", {"actors": 300})
    with pytest.raises(KnowledgeError, match="has only"):
        sync.sync(base=good.base, destination=tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be fetched") as caught:
        sync.sync(base="http://127.0.0.1:9", destination=tmp_path / "x")
    assert "kb build" in str(caught.value)


@pytest.mark.parametrize("base", ["file:///etc", "ftp://example.org", "nonsense"])
def test_only_http_is_fetched(tmp_path: Path, base: str) -> None:
    with pytest.raises(KnowledgeError, match="only http"):
        sync.sync(base=base, destination=tmp_path / "x")


def test_no_path_in_an_archive_is_followed(tmp_path: Path) -> None:
    archive = tmp_path / "g.zip"
    archive.write_bytes(packed(**{"../../clusters/rat.json": b"{}", "/etc/evil.json": b"{}", "x/clusters/evil.json": b"{}"}))
    sync.unpack_clusters(archive, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"{name}.json" for name in CLUSTERS} | {"rat.json"}
    assert {path.name for path in tmp_path.iterdir()} == {"g.zip", "out"}


def test_an_archive_without_clusters(tmp_path: Path) -> None:
    archive = tmp_path / "g.zip"
    with zipfile.ZipFile(archive, "w") as packed_file:
        packed_file.writestr("readme.txt", "x")
    with pytest.raises(KnowledgeError, match="no galaxy clusters"):
        sync.unpack_clusters(archive, tmp_path / "out")


def test_expected_digests_are_checked_for_form() -> None:
    assert sync.parse_expected([f"attack={'A' * 64}"]) == {"attack": "a" * 64}
    for pair in ("attack", "other=" + "a" * 64, "galaxy=xyz"):
        with pytest.raises(InputError, match="NAME=DIGEST"):
            sync.parse_expected([pair])


def test_the_base_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIDOCQ_SYNC_BASE", raising=False)
    assert sync.base_from_environment() == sync.BASE
    monkeypatch.setenv("VIDOCQ_SYNC_BASE", "http://mirror.example")
    assert sync.base_from_environment() == "http://mirror.example"
