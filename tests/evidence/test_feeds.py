"""What spares work on feeds and long lists finds what the plain way finds, and each short cut is taken."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidocq.evidence.extractors import artefacts
from vidocq.evidence.gated import Gated
from vidocq.evidence.indicators import lines, reputation, suffixes
from vidocq.evidence.names import backoff
from vidocq.evidence.names import dates as dates_
from vidocq.evidence.sentences import SentenceIndex
from vidocq.vocabulary.tlp import Tlp

#: A text for each word of a gate that its pattern matches; the word is what stands between the bars.
_MATCHED = {
    "artefacts._ARTEFACT": ["|Korean| strings", "North |Korean| language pack", "Simplified |Chinese| locale"],
    "artefacts._WRITTEN_IN": ["comments are in |Farsi|", "the panel interface is in |Russian|"],
    "artefacts._OVERLAP": [
        "|Code| overlaps", "shares the same |code|", "shared encryption |routine|",
        "same encryption |key|", "identical string |scheme|",
        "similar hashing |algorithm|", "is |Derived from| it",
    ],
    "artefacts._HOSTING": ["|REG.RU|", "|afraid.org|", "|M247|", "|Choopa|"],
    "artefacts._FRONT": ["|front compan|y named Deltastone", "Deltastone Trading, a |front compan|y"],
    "artefacts._PERSONA": [
        "|persona| Mirax77", "|HANDLE| Mirax77", "|Moniker| Mirax77", "|nickname| Mirax77", "|alias| Mirax77",
        "|username| Mirax77", "|user name| Mirax77", "|pseudonym| Mirax77", "|nom de guerre| Mirax77",
    ],
    "artefacts._PERSONA_BY": [
        "|going by| Mirax77", "|goes by| Mirax77", "|went by| Mirax77", "|calling |itself Mirax77", "|self-styled| Mirax77",
        "|under the |name Mirax77",
    ],
    "artefacts._ORGANISATION": ["the |Ministry| of Defence", "|Bundestag|", "Kiel |University|", "the |Chamber of Commerce|"],
    "backoff._GANG": [f"Marlstone |{cue}|" for cue in ("group", "gang", "syndicate", "cartel", "crew", "APT")],
    "backoff._FAMILY": [f"Marlstone |{cue}|" for cue in ("ransomware", "Trojan", "RAT", "implant", "worm")],
    "backoff._SORT_FIRST": [f"|{cue}| Marlstone" for cue in ("loader", "trojan", "infostealer", "wiper", "spyware")],
    "backoff._DUBBED": [
        f"Malware {cue} Marlstone"
        for cue in (
            "|dubbed|", "|NAMED|", "|called|", "|known as|", "|track|ed as", "|refer|red to as", "code|named|", "nick|named|",
        )
    ],
    "backoff._FOLLOWED": [
        f"Tracks the {cue} Marlstone" for cue in ("|operator|s", "|Actor|", "|adversary|", "|group|", "|cluster|", "|gang|")
    ],
}  # fmt: skip
_MODULES = {"artefacts": artefacts, "backoff": backoff}


def gates() -> dict[str, Gated]:
    return {
        f"{room}.{name}": value
        for room, module in _MODULES.items()
        for name, value in vars(module).items()
        if isinstance(value, Gated)
    }


def test_every_gated_pattern_has_its_examples() -> None:
    assert set(gates()) == set(_MATCHED)


@pytest.mark.parametrize(("name", "written"), [(name, text) for name, texts in _MATCHED.items() for text in texts])
def test_a_gate_lets_through_what_its_pattern_matches(name: str, written: str) -> None:
    gate, text = gates()[name], written.replace("|", "")
    whole = f"It was said of it: {text}, and more."
    wanted = [match.span() for match in gate.pattern.finditer(whole)]
    assert wanted
    assert [match.span() for match in gate.finditer(whole)] == wanted
    word = written.split("|")[1]
    assert (word.casefold() if gate.folded else word) in gate.words


@pytest.mark.parametrize("name", sorted(_MATCHED))
def test_a_text_without_the_words_is_not_searched(name: str) -> None:
    gate = gates()[name]
    assert not gate.may_match("pattern: [ipv4-addr:value = '192.0.2.7']\nlabels: c2\n")


def test_letters_that_ignoring_case_takes_for_others_open_the_gate() -> None:
    gate = Gated(r"(?i)\btrick stick", "trick stick", folded=True)
    for text in ("TRICK STICK", "tric\u212a stic\u212a", "tr\u0131ck st\u0131ck", "trick \u017ftick", "TR\u0130CK \u017ftick"):
        assert bool(gate.pattern.search(text)) <= gate.may_match(text), text
    assert [match.span() for match in gate.finditer("x tric\u212a \u017ft\u0131c\u212a")] == [(2, 13)]


def test_a_gate_looks_only_at_the_stretch_it_is_asked_for() -> None:
    gate = Gated("ab+", "ab")
    assert [match.span() for match in gate.finditer("ab abb abbb", 3, 6)] == [(3, 6)]
    assert list(gate.finditer("ab xx", 2)) == []


_DATED = st.sampled_from(
    [
        "2021-03-04", "2021-03", "12 March 2022", "30th of September, 2019", "March 3rd, 2020", "early Sept. of, 2021",
        "late May 2020",
        "spring of 2018", "first half of 2020", "second quarter of 2023", "Q3 2022", "the beginning of 2021", "the end of 2020",
        "2019",
        "2019.5", "CVE-2021-44228", "1985", "x2021", "12:2020", "a" * 70, " ", "\n", ". ", "mid-", "May", "of ", "20", "19 ",
    ]
)  # fmt: skip


@given(st.lists(_DATED, max_size=12), st.sampled_from(["", " ", ", "]))
def test_dates_near_years_are_the_dates_of_the_whole_text(parts: list[str], between: str) -> None:
    text = between.join(parts)
    whole = [(edtf, *match.span()) for match in dates_._PATTERN.finditer(text) if (edtf := dates_._edtf(match))]
    assert [tuple(found) for found in dates_.dates(text)] == whole


_LINES = st.sampled_from(
    [
        "# Network", "== Files", "**Hashes**", "> ## Domains", "Indicators of Compromise:", "some prose that goes on, it says.",
        "   ",
        "Title", "-----", "====", "  \t ", "a", "| a | b |", " " * 60, "References", "   >",
    ]
)  # fmt: skip


@given(st.lists(_LINES, max_size=10))
def test_headings_of_a_text_without_underlines_are_those_of_the_full_pattern(parts: list[str]) -> None:
    text = "\n".join(parts)
    full = [
        (match.start(), next(group for group in match.groups() if group is not None)) for match in lines._HEADING.finditer(text)
    ]
    assert list(lines.headings_of(text)) == full


@pytest.mark.parametrize("said", sorted(lines._CUES_OF))
def test_every_cue_of_a_line_is_heard(said: str) -> None:
    for cue in lines._CUES_OF[said]:
        heard = lines.read(f"Word{cue}word")
        assert getattr(heard, said), cue
    assert not getattr(lines.read("Nothing of the kind stands here"), said)


def test_a_host_is_on_a_list_by_any_parent_but_its_suffix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reputation, "_lists", lambda: {"some": frozenset({"b.example", "example"})})
    assert reputation._on("some", "b.example")
    assert reputation._on("some", "www.b.example")
    assert reputation._on("some", "x.y.b.example")
    assert not reputation._on("some", "c.example")
    assert not reputation._on("some", "xb.example")


@pytest.mark.parametrize(
    ("host", "private", "wanted"),
    [
        ("a.b.co.uk", True, "b.co.uk"),
        ("co.uk", True, "co.uk"),
        ("x.github.io", True, "x.github.io"),
        ("y.x.github.io", True, "x.github.io"),
        ("y.x.github.io", False, "github.io"),
        ("www.ck", True, "www.ck"),  # an exception to *.ck
        ("a.www.ck", True, "www.ck"),
        ("a.b.ck", True, "a.b.ck"),
        ("host.unheard", True, "host.unheard"),
        ("a.host.unheard", True, "host.unheard"),
        ("single", True, "single"),
        ("", True, ""),
    ],
)
def test_the_registrable_part(host: str, private: bool, wanted: str) -> None:
    assert suffixes.registrable(host, private=private) == wanted


@given(st.ip_addresses())
def test_an_address_is_judged_as_the_network_of_it_alone(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    bits = 32 if address.version == 4 else 128
    if str(address) not in reputation._RESOLVERS:
        assert reputation.no_place(str(address)) == reputation.no_place(f"{address}/{bits}")


def test_what_is_no_address_has_no_judgement() -> None:
    assert reputation.no_place("300.1.1.1") == reputation.no_place("x/8") == ""


def test_openness_is_the_order_of_the_standard() -> None:
    assert [label.openness for label in Tlp] == list(range(len(Tlp)))


def test_sentences_of_one_text_are_cut_once() -> None:
    text = "One thing happened. Another followed.\n" * 3
    assert SentenceIndex.of(text) is SentenceIndex.of("".join(text))
    cut = SentenceIndex.of(text).spans
    assert "".join("".join(text[span.start : span.end] for span in cut).split()) == "".join(text.split())
