"""The scan for observables: cases, offsets, refanging, hostile input, streams."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidocq.evidence.indicators import Match, refang, scan, scan_stream
from vidocq.evidence.indicators.hosts import skew
from vidocq.evidence.indicators.wallets import keccak256

FOLDER = Path(__file__).parent.parent / "cases" / "extraction"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.json"))
    for case in json.loads(path.read_text("utf-8"))
]
ONE_ARGUMENT = {
    "domain-name",
    "url",
    "email-addr",
    "ipv4-addr",
    "ipv6-addr",
    "cidr",
    "md5",
    "sha1",
    "sha256",
    "sha512",
    "vulnerability",
}


def sound(text: str, matches: list[Match]) -> None:
    """What holds of every result."""
    for match in matches:
        assert text[match.start : match.end] == match.written
        assert match.start < match.end
        assert refang(match.written, match.kind) == match.value
        assert match.rule
    assert [m.start for m in matches] == sorted(m.start for m in matches)


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, object]) -> None:
    text = str(case["text"])
    matches = scan(text)
    sound(text, matches)
    assert sorted({f"{m.kind} {m.value}" for m in matches if not m.within}) == sorted(set(case["want"]))  # type: ignore[call-overload]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize("case", CASES)
def test_refang_tells_the_kind_by_shape(case: dict[str, object]) -> None:
    for match in scan(str(case["text"])):
        if match.kind in ONE_ARGUMENT and "joined" not in match.flags:
            assert refang(match.written) == match.value


LABEL = st.from_regex(r"[a-z][a-z0-9]{2,12}", fullmatch=True)
DOTS = st.sampled_from(["[.]", "(.)", "{.}", "[.", ".]", "[dot]", "(dot)", "[DOT]", "\\[.\\]", "．", "[[.]]"])
SCHEMES = st.sampled_from(["hxxp://", "http[:]//", "hxxp[://]", "h**p://", "hXXp://", "http://"])


@given(LABEL, LABEL, DOTS, DOTS, st.sampled_from(["com", "net", "ru", "xyz", "onion", "co.uk"]))
def test_any_defanging_of_a_host_is_undone(first: str, second: str, one: str, two: str, top: str) -> None:
    written = f"{first}{one}{second}{two}{top}"
    assert (written, f"{first}.{second}.{top}") in [(m.written, m.value) for m in scan(f"x {written} y")]


@given(SCHEMES, LABEL, DOTS, st.from_regex(r"(?:/[a-z0-9]{1,9}){1,4}(?:\?[a-z]=[0-9a-z]{1,5})?", fullmatch=True))
def test_any_defanging_of_a_url_is_undone(scheme: str, name: str, dot: str, path: str) -> None:
    values = {m.value for m in scan(f"(see {scheme}{name}{dot}com{path}).")}
    assert f"http://{name}.com{path}" in values
    assert f"{name}.com" in values


@given(st.ip_addresses(v=4), DOTS)
def test_any_defanging_of_an_address_is_undone(address: object, dot: str) -> None:
    value = str(address)
    written = value.replace(".", dot)
    found = [m.value for m in scan(f"at {written} it")]
    assert found in ([value], []) if value.startswith("0.") else found == [value]


PIECES = st.sampled_from(
    ["evil", ".", "[.]", "com", "http://", "hxxps[:]//", "/", "\\", "C:\\", " ", "\n", "@", "[at]", "1.2.3.4", ":", "::",
    "d41d8cd98f00b204",
     "e9800998ecf8427e", "(", ")", "[", "]", "\x00", "\u202e", "\u200b", "\ufb00", "\ufffd", "域名", "а", "CVE-2021-",
     "44228", "HKLM\\", "%", "|",
     "mutex ", '"', "'", "`", "Mozilla/5.0 (", "AS1", "T1059", "rule a {", "www.", "_", "-", "+", "{", "}", "<", ">", "é",
     "。", "serial ", "İ", "\n[.]", "t.me/x"]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_results_are_sound_whatever_the_text(text: str) -> None:
    sound(text, scan(text))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_refang_never_raises(text: str) -> None:
    refang(text)
    for kind in (
        "url",
        "domain-name",
        "email-addr",
        "ipv6-addr",
        "cidr",
        "md5",
        "vulnerability",
        "file-path",
        "autonomous-system",
    ):
        refang(text, kind)


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join), st.integers(1, 40))
def test_a_stream_gives_what_the_whole_gives(text: str, size: int) -> None:
    chunks = [text[at : at + size] for at in range(0, len(text), size)]
    assert list(scan_stream(chunks)) == scan(text)


def test_a_long_list_is_streamed() -> None:
    lines = 40_000
    text = "".join(
        f"{number:032x}\n".replace("0", "a", 3).replace("0", "b", 4).replace("0", "c", 2)
        for number in range(10**9, 10**9 + lines)
    )
    given_out = list(scan_stream(text[at : at + 65_536] for at in range(0, len(text), 65_536)))
    assert given_out == scan(text)
    assert len(given_out) > lines * 0.9


HOSTILE: dict[str, Callable[[int], str]] = {
    "no space": lambda n: "a" * n,
    "hexadecimal": lambda n: "ab1" * (n // 3),
    "dots": lambda n: "a." * (n // 2),
    "open brackets": lambda n: "[" * n,
    "open brackets with dots": lambda n: "[." * (n // 2),
    "nested brackets": lambda n: "(" * (n // 2) + ")" * (n // 2),
    "ats": lambda n: "a@" * (n // 2),
    "hosts after ats": lambda n: "a@b." * (n // 4),
    "colons": lambda n: ":" * n,
    "hexadecimal and colons": lambda n: "ab:" * (n // 3),
    "backslashes": lambda n: "\\" * n,
    "one path": lambda n: "C:" + "\\a" * (n // 2),
    "prose behind a drive": lambda n: "C:\\" + "word " * (n // 5),
    "schemes": lambda n: "http://" * (n // 7),
    "one URL": lambda n: "http://a.com/" + "a" * n,
    "brackets in a URL": lambda n: "http://a.com/" + "(" * n,
    "percent": lambda n: "%a" * (n // 2),
    "hyphens": lambda n: "a-" * (n // 2),
    "mixed joints": lambda n: "a%-" * (n // 3),
    "escapes": lambda n: "a\\_" * (n // 3),
    "spaced dots": lambda n: " [.] " * (n // 5),
    "doubtful hosts": lambda n: "".join(f"x{at}.open y\n" for at in range(n // 12)),
    "pieces of hashes": lambda n: "abcdef1234567890\n" * (n // 17),
    "cues": lambda n: "mutex serial telegram " * (n // 22),
    "user agents": lambda n: "User-Agent: Mozilla/5.0 (" * (n // 25),
    "registry": lambda n: "HKLM\\a Files" * (n // 12),
    "replacement characters": lambda n: "abcd\ufffd" * (n // 5),
    "East Asian": lambda n: "域名a.com" * (n // 7),
    "spaces": lambda n: "rule aa :" + " " * n,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_is_linear(name: str) -> None:
    """Four times the text takes about four times as long: the ratio is asserted, not the clock."""
    make = HOSTILE[name]
    small, large = 10_000, 40_000
    # The smaller of two tries: another process on the machine must not fail the test.
    ratio = min(_cost(make(large)) / max(_cost(make(small)), 2e-4) for _ in range(2))
    assert ratio < 9, f"{name}: {ratio:.1f} times the time for four times the text"


def _cost(text: str) -> float:
    best = float("inf")
    gc.disable()
    for _ in range(2):
        started = time.process_time()
        scan(text)
        best = min(best, time.process_time() - started)
    gc.enable()
    return best


def test_ten_megabytes_without_a_space() -> None:
    text = "abcdefghij" * 1_000_000
    started = time.process_time()
    assert scan(text) == []
    small = "abcdefghij" * 100_000
    cost, begun = time.process_time() - started, time.process_time()
    scan(small)
    assert cost < 25 * max(time.process_time() - begun, 1e-3)


def test_a_hundred_thousand_brackets() -> None:
    assert scan("[" * 100_000 + "]" * 100_000) == []


@pytest.mark.parametrize(
    ("name", "why"),
    [("pаypal.com", "mixed scripts"), ("аррӏе.com", "look-alike script"), ("xn--80ak6aa92e.com", "look-alike script")],
)
def test_look_alikes_are_flagged(name: str, why: str) -> None:
    assert skew(name) == why
    assert [m.flags for m in scan(f"at {name} now")] == [("homoglyph",)]


def test_turned_reading_direction_is_flagged() -> None:
    (match,) = scan("opened inv\u202egpj.exe now")
    assert match.flags == ("bidi",)


def test_a_port_is_kept() -> None:
    (match,) = scan("at 203.0.113.5:8080 now")
    assert (match.value, match.port) == ("203.0.113.5", 8080)


def test_a_host_inside_says_what_it_is_in() -> None:
    found = {(m.kind, m.value, m.within) for m in scan("https://joe.example.net/a and x@example.com")}
    assert ("domain-name", "joe.example.net", "url") in found
    assert ("domain-name", "example.com", "email-addr") in found


def test_a_network_gives_its_address_too() -> None:
    assert [(m.kind, m.value) for m in scan("in 203.0.113.0/24 now")] == [
        ("cidr", "203.0.113.0/24"),
        ("ipv4-addr", "203.0.113.0"),
    ]


def test_keccak_is_the_original_one() -> None:
    assert keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"


def test_the_accelerator_gives_the_same() -> None:
    pytest.importorskip("hyperscan")
    from vidocq.evidence.indicators.accelerated import scan_fast

    for param in CASES:
        text = str(param.values[0]["text"])  # type: ignore[index]
        assert scan_fast(text) == scan(text)


@settings(max_examples=80, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_the_accelerator_gives_the_same_whatever_the_text(text: str) -> None:
    pytest.importorskip("hyperscan")
    from vidocq.evidence.indicators.accelerated import scan_fast

    assert scan_fast(text) == scan(text)
