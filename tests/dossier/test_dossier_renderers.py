"""Every format: nothing executes, nothing is fetched, nothing is lost, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from html.parser import HTMLParser
from itertools import pairwise

import msgspec
import pytest
from dossier_factory import CASES, NASTY, founding, hostile, named
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vidocq import discovery
from vidocq.dossier.build import build
from vidocq.dossier.outline import Paragraph
from vidocq.dossier.renderer import PACKAGE
from vidocq.dossier.renderers import html, json, markdown, text
from vidocq.errors import InputError
from vidocq.model import Marking
from vidocq.vocabulary.tlp import Tlp

_VOID = {"meta", "link", "br", "img", "line", "circle", "rect", "hr", "input"}


class Page(HTMLParser):
    """Collects what matters of a page: tags, attributes, ids, links, text; and whether every tag is closed."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        return "".join(self.words)


@pytest.fixture(scope="module", params=sorted(CASES))
def case(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("name", discovery.names(PACKAGE))
def test_renderers_keep_the_contract(name: str, case: str):
    renderer = discovery.load(PACKAGE, name, "RENDERER")
    assert renderer.name == name
    assert renderer.suffix.startswith(".")
    content = renderer.render(CASES[case]())
    assert content == renderer.render(CASES[case]())
    magic = {".pdf": b"%PDF-1.7", ".docx": b"PK"}.get(renderer.suffix)
    if magic is None:
        content.decode("utf-8")
    else:
        assert content.startswith(magic)


def test_page_is_well_formed_with_unique_ids_and_links_that_lead_somewhere(case: str):
    page = Page(html.RENDERER.render(CASES[case]()))
    assert page.open == []
    ids = [attributes["id"] for _tag, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for link in page.all("a"):
        target = link["href"] or ""
        assert target.startswith("#")
        assert target[1:] in ids


def test_page_asks_for_nothing_and_runs_nothing(case: str):
    page = Page(html.RENDERER.render(CASES[case]()))
    tags = {tag for tag, _attributes in page.tags}
    assert not tags & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
        "video",
        "audio",
        "foreignobject",
        "image",
        "use",
    }
    for _tag, attributes in page.tags:
        assert not any(name.startswith("on") or name in ("style", "src", "srcdoc", "action", "xlink:href") for name in attributes)
    assert [link["href"] for link in page.all("link")] == ["data:,"]


def test_policy_allows_the_one_style_sheet_only(case: str):
    content = html.RENDERER.render(CASES[case]()).decode()
    policy = next(
        meta["content"] for meta in Page(content.encode()).all("meta") if meta.get("http-equiv") == "Content-Security-Policy"
    )
    style = re.search(r"<style>(.*?)</style>", content, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    assert "@import" not in style[1]
    assert "url(" not in style[1]


def test_page_is_built_for_assistive_technology(case: str):
    page = Page(html.RENDERER.render(CASES[case]()))
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("main")) == len(page.all("header")) == len(page.all("footer")) == len(page.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(head.get("scope") in ("col", "row") for head in page.all("th"))
    assert all(drawing["role"] == "img" and drawing["aria-labelledby"] for drawing in page.all("svg"))
    assert len(page.all("desc")) == len(page.all("svg"))


def test_banner_stands_at_top_and_bottom_in_the_colour_of_the_marking():
    for tlp, look in ((Tlp.RED, "red"), (Tlp.AMBER_STRICT, "amber"), (Tlp.GREEN, "green"), (Tlp.CLEAR, "clear")):
        content = html.RENDERER.render(msgspec.structs.replace(founding(), marking=Marking(tlp=tlp))).decode()
        assert re.findall(r'<div class="tlp (top|bottom) (\w+)"><p[^>]*>([^<]+)</p>', content) == [
            ("top", look, tlp.value),
            ("bottom", look, tlp.value),
        ]
    css = html._style()
    assert all(Tlp[name].colour.lower() in css.lower() for name in ("RED", "AMBER", "GREEN"))


def test_unmarked_says_that_it_may_not_leave():
    unmarked = msgspec.structs.replace(founding(), marking=Marking())
    assert "UNMARKED: not to be passed on" in html.RENDERER.render(unmarked).decode()
    assert text.summary(unmarked).splitlines()[0] == "UNMARKED: not to be passed on"


def test_quote_is_marked_in_its_document_and_leads_back():
    page = html.RENDERER.render(founding()).decode()
    number = re.search(r'id="q(\d+)" href="#cite-(\d+)"[^>]*>\d+</a><mark>NATO, while not directly blaming China</mark>', page)
    assert number is not None
    assert number[1] == number[2]
    assert f'<a href="#q{number[1]}"' in page


def test_every_quote_is_in_the_markdown_and_the_page(case: str):
    dossier = CASES[case]()
    from vidocq.dossier.build import build

    page = Page(html.RENDERER.render(dossier))
    notes = markdown.RENDERER.render(dossier).decode()
    for reference in build(dossier).references:
        assert f"\n[^{reference.number}]: “" in notes
        assert any(attributes.get("id") == f"q{reference.number}" for attributes in page.all("a"))


def test_must_not_claim_notes_reach_every_long_format():
    for renderer in (html.RENDERER, markdown.RENDERER):
        content = renderer.render(founding()).decode()
        assert "NATO did not attribute this to China." in content
        assert "Nobody said that data was stolen." in content


def test_hostile_markdown_has_no_tag_link_or_image():
    content = markdown.RENDERER.render(hostile()).decode()
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    kinds = {token.type for block in parser.parse(content) for token in (block, *(block.children or ()))}
    assert not kinds & {"html_inline", "html_block", "link_open", "image", "code_inline", "code_block", "fence"}
    assert "\u202e" not in content
    assert "\x1b" not in content
    assert not re.search(r"(?i)https?://|www\.", content)


def test_hostile_table_cells_do_not_break_the_table():
    parser = MarkdownIt("commonmark").enable("table")
    for case_ in (hostile(), named()):
        tokens = parser.parse(markdown.RENDERER.render(case_).decode())
        widths: list[int] = []
        for token in tokens:
            if token.type == "tr_open":
                widths.append(0)
            elif token.type in ("td_open", "th_open"):
                widths[-1] += 1
            elif token.type == "table_close":
                assert len(set(widths)) == 1
                widths = []


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_markdown_escape_renders_as_plain_text(words: str):
    parser = MarkdownIt("commonmark", {"html": True})
    shown = markdown.escaped(words)
    tokens = parser.parse(shown or "x")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {child.type for child in tokens[1].children or ()} <= {"text", "text_special"}


@given(st.text(max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_title_stays_text_in_the_page(words: str):
    page = Page(html.RENDERER.render(msgspec.structs.replace(CASES["empty"](), title=words)))
    assert page.open == []
    assert "script" not in {tag for tag, _ in page.tags}
    assert len(page.all("h1")) == 1


def test_json_gives_the_same_dossier_back_and_renders_the_same(case: str):
    dossier = CASES[case]()
    content = json.RENDERER.render(dossier)
    again = json.read(content)
    assert again == dossier
    assert json.RENDERER.render(again) == content
    assert html.RENDERER.render(again) == html.RENDERER.render(dossier)


def test_json_says_its_schema_first():
    raw = json.RENDERER.render(founding())
    assert raw.startswith(b'{\n  "schema": "vidocq-dossier",\n  "schema_version": 1,\n')


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"\xff\xfe", b'{"schema": "other", "dossier": {}}', b"[" * 100_000],
)
def test_json_that_is_no_dossier_is_refused(content: bytes):
    with pytest.raises(InputError):
        json.read(content)


def test_json_of_a_later_version_is_refused():
    later = json.RENDERER.render(founding()).replace(b'"schema_version": 1', b'"schema_version": 2', 1)
    with pytest.raises(InputError, match="version 2"):
        json.read(later)


def test_summary_fits_a_terminal(case: str):
    lines = text.summary(CASES[case]()).splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 100
    assert lines[0] == lines[-1]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", "".join(lines))


def test_summary_of_the_founding_case_reads_as_it_should():
    shown = " ".join(text.summary(founding()).split())
    assert "Finding: No technical evidence was published; one origin (the Czech Republic) asserts APT31 / China." in shown
    assert "Confidence: Analytic confidence in this assessment is low." in shown
    assert "NATO stopped short of blaming China." in shown
    assert "one document, one origin" in shown


def test_page_is_small_and_quick():
    dossier = named()
    html.RENDERER.render(dossier)
    start = time.process_time()
    content = html.RENDERER.render(dossier)
    assert time.process_time() - start < 0.3
    assert len(content) < 200_000


def test_nasty_strings_are_shown_not_obeyed():
    page = Page(html.RENDERER.render(hostile()))
    assert "<script>alert(1)</script>" in page.text
    assert "[U+202E]" in page.text
    assert "\u202e" not in page.text
    assert "{{7*7}}" in page.text
    assert NASTY.split()[0] in page.text


def _luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, two: str) -> float:
    high, low = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


#: Text on ground, as the style sheet pairs them; WCAG 2.2 AA asks for 4.5.
_PAIRS = (
    ("ink", "paper"), ("soft", "paper"), ("soft", "panel"), ("link", "paper"), ("link", "panel"), ("ink", "panel"),
    ("mark-ink", "mark"), ("asserts", "paper"), ("stands-by", "paper"), ("holds-back", "paper"), ("contradicts", "paper"),
    ("reacts", "paper"), ("conflict", "paper"), ("ink", "warn-paper"), ("paper", "cc"), ("ink", "c"), ("ink", "n"), ("ink", "i"),
    ("paper", "ii"), ("soft", "na"), ("paper", "link"),
)  # fmt: skip


@pytest.mark.parametrize("theme", [0, 1, 2], ids=["light", "dark", "print"])
def test_colours_can_be_read(theme: int):
    found = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", html._style(), re.DOTALL)
    ]
    assert len(found) == 3
    colours = {**found[0], **found[theme]}
    weak = [pair for pair in _PAIRS if _contrast(colours[pair[0]], colours[pair[1]]) < 4.5]
    assert weak == []
    # Parts of drawings that carry meaning need 3 to 1 against the ground.
    assert all(_contrast(colours[name], colours["paper"]) >= 3 for name in ("bar", "prior"))


@pytest.mark.parametrize("name", CASES)
def test_the_headline_in_the_record_is_the_first_answer_of_the_cover(name: str):
    dossier = CASES[name]()
    record = msgspec.json.decode(json.RENDERER.render(dossier))
    cover = next(section for section in build(dossier).sections if section.anchor == "answer")
    labelled = {block.label: block for block in cover.blocks if isinstance(block, Paragraph)}
    first = next(label for label in ("Several events", "Likelihood", "Finding") if label in labelled)
    assert record["headline"].startswith(" ".join(one.text for one in labelled[first].sentences))


def test_a_record_written_before_there_were_headlines_is_read():
    written = msgspec.json.decode(json.RENDERER.render(named()))
    del written["headline"]
    assert json.read(msgspec.json.encode(written)) == named()
