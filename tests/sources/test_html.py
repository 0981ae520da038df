"""HTML gives all its visible text, in order and in lines, and says which part is which."""

# ruff: noqa: E501 - samples stand in one piece; a refusal and a reading are both right, and each is checked

from __future__ import annotations

import socket
import time

import pytest

from vidocq import sources
from vidocq.errors import SourceError
from vidocq.sources import Received, metadata, nesting
from vidocq.sources.reading import choose

PAGE = """<!doctype html><html lang="en"><head><title>Group strikes again | Example News</title>
<meta property="og:site_name" content="Example News"><meta property="og:title" content="Group strikes again">
<meta property="article:published_time" content="2024-03-05T10:00:00Z">
<link rel="canonical" href="https://news.example/group"><style>.x{color:red}</style><script>var evil = "script.example";</script></head>
<body><nav><ul><li>Home<li>About</ul></nav>
<article><h1>Group strikes again</h1><p class="byline">By Jane Doe</p>
<p>The <b>gro</b>up has&nbsp;entered   a
network &amp; stayed. It wrote to <code>c2.evil[.]example</code>, a host it had rented in the spring of that year.</p>
<blockquote><p>We saw it.</p></blockquote>
<h2>Indicators of Compromise</h2>
<table><tr><th>Type<th>Value</tr><tr><td>sha256</td><td>e3b0c44298fc1c149afbf4c8996fb924<wbr>27ae41e4649b934ca495991b7852b855</td></tr></table>
<pre>one[.]example
  two[.]example</pre></article>
<div class="related-posts related"><a href="/x">Another group</a></div>
<div id="newsletter">Write to us</div>
<footer>Example Ltd</footer></body></html>"""


def _roles(document):
    return {section.role.value: document.text[section.start : section.end] for section in document.sections}


def test_text_is_whole_and_in_lines(read_one):
    text = read_one(PAGE).text
    assert text.split("\n") == [
        "Home", "About", "Group strikes again", "By Jane Doe",
        "The group has\u00a0entered a network & stayed. It wrote to c2.evil[.]example, a host it had rented in the spring of that year.",
        "We saw it.", "Indicators of Compromise", "Type\tValue",
        "sha256\te3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "one[.]example", "  two[.]example", "Another group", "Write to us", "Example Ltd",
    ]  # fmt: skip


def test_scripts_and_styles_are_not_text(read_one):
    assert "script.example" not in read_one(PAGE).text
    assert "color" not in read_one(PAGE).text


def test_what_the_page_says_of_itself(read_one):
    document = read_one(PAGE)
    assert (document.title, document.publisher, document.published) == ("Group strikes again", "Example News", "2024-03-05")
    assert document.url == "https://news.example/group"
    assert document.media_type == "text/html"
    assert [note for note in document.notes if "no evidence is taken" not in note] == []


def test_parts_of_the_page(read_one):
    roles = _roles(read_one(PAGE))
    assert roles["headline"] == "Group strikes again"
    assert roles["quote"].strip() == "We saw it."
    assert roles["indicators"].startswith("Indicators of Compromise")
    assert "two[.]example" in roles["indicators"]
    assert roles["related"].strip() == "Another group"
    assert "Example Ltd" in roles["boilerplate"]
    assert "c2.evil[.]example" in roles["body"]
    assert read_one(PAGE).role_at(0).value == "boilerplate"


def test_a_form_around_the_page_does_not_silence_it(read_one):
    document = read_one(f"<html><body><form><div><p>{'Text of the report that matters. ' * 20}</p></div></form></body></html>")
    assert [section.role.value for section in document.sections] == ["body"]


HIDING = [
    "style='display: none'", 'style="visibility:hidden"', "style='opacity:0'", "style='opacity: 0.01'", "hidden",
    "style='position:absolute;left:-9999px'", "style='text-indent:-5000px'", "style='font-size:0'", "style='font-size:1px'",
    "style='height:0;overflow:hidden'", "style='color:#fff'", "style='color:white;background:#ffffff'", "class='gone'",
    "style='color:#abc;background-color:#aabbcc'", "style='color:transparent'", "style='color:rgba(0,0,0,0)'", "id=away",
    "style='position:relative;left:-9999px'", "style='position:absolute; LEFT : -9999PX'", "style='position:absolute;left:-999em'",
    "style='position:absolute;left:calc(-9999px)'", "style='position:fixed;left:99999px'", "style='margin:0 0 0 -9999px'",
    "style='transform:translate3d(-9999px,0,0)'", "style='translate:-9999px'", "style='transform:matrix(0,0,0,0,0,0)'",
    "style='disp\\6c ay:none'", "style='display:/**/none'", "style='display/* x */:none ! important'", "style='zoom:0'", "style='scale:0'",
    "style='font:0/0 a'", "style='font-size:2px'", "style='font-size:0.01em'", "style='color:#fffffe'", "style='color:hsl(0,0%,100%)'",
    "style='opacity:1e-9'", "style='opacity:calc(0)'", "style='filter:opacity(0)'", "style='clip-path:polygon(0 0,0 0,0 0)'",
    "style='-webkit-text-fill-color:transparent'",
    "style='clip:rect(0,0,0,0)'", "style='clip-path:inset(100%)'", "style='transform:scale(0)'", "style='DISPLAY : NONE !important'",
]  # fmt: skip
SHEET = "<style>/* x */ p{color:#000} .gone, .other { display:none } @media print { p {display:none} } #away{opacity:0}</style>"


@pytest.mark.parametrize("how", HIDING)
def test_what_nobody_sees_is_left_out_and_noted(read_one, how):
    page = f"<html><head>{SHEET}</head><body><p>shown text</p><div {how}><b>hidden[.]example</b></div><p>after</p></body></html>"
    document = read_one(page)
    assert document.text == "shown text\nafter"
    assert "hidden[.]example" in document.notes[0]
    assert "nothing in them weighs" in document.notes[0]


@pytest.mark.parametrize(
    "how",
    [
        "style='display:block'", "style='opacity:0.9'", "style='opacity:.5'", "style='font-size:0.9em'", "style='color:#fff;background:#000'",
        "style='font-size:12px'", "style='left:-9999px'", "style='height:0'", "class='print'", "style='color:#fff;background:url(x.png)'",
        "style='position:absolute;left:50%;transform:translate(-50%,-50%)'", "style='margin:-10px'", "style='font:12px/1.5 Arial'",
        "style='font:bold 14px serif'", "style='color:#333'", "style='filter:opacity(0.8)'", "style='position:relative;top:400px'",
        # What a class name does is in a style sheet; where the page has none, nobody knows.
        "class='sr-only'", "class='visually-hidden'", "style='zoom:1'", "style='clip-path:polygon(0 0,100% 0,50% 100%)'",
        "style='max-width:100%;overflow:hidden'", "aria-hidden=true", "style='font-size:100%'",
    ],
)  # fmt: skip
def test_what_can_be_seen_is_read(read_one, how):
    document = read_one(f"<html><body><p>shown text</p><div {how}>seen[.]example</div></body></html>")
    assert "seen[.]example" in document.text
    assert document.notes == ()


def test_white_words_on_a_ground_from_elsewhere_are_read(read_one):
    head = "<head><link rel=stylesheet href=a.css></head>"
    assert "seen" in read_one(f"<html>{head}<body><p style='color:#fff'>seen</p></body></html>").text
    inner = "<div style='background:black'><p style='color:#fff'>seen</p></div>"
    assert "seen" in read_one(f"<html><body>{inner}</body></html>").text


def test_comments_that_hold_a_text_are_noted_and_not_read(read_one):
    said = "the United States said that Russia is responsible for the break-in at the ministry"
    document = read_one(f"<html><body><p>shown</p><!-- {said} --><!-- ad slot --><!--[if IE]> {said} <![endif]--></body></html>")
    assert document.text == "shown"
    assert document.notes == ("1 comment in the mark-up holds text that nobody sees: left out.",)


def test_hidden_words_are_left_out_of_a_page_too_deep_to_parse(read_one):
    inner = "<div style='display:none'>gone <div>gone too</div></div><p>after</p>"
    document = read_one(f"<html><body>{'<div>' * 45_000}shown {inner}</body></html>")
    assert "gone" not in document.text
    assert "shown" in document.text
    assert "after" in document.text
    assert any("3 words are hidden" in note for note in document.notes)


def test_more_attributes_than_a_page_needs_are_left_out(read_one):
    many = " ".join(f"a{number}=1" for number in range(3000))
    document = read_one(f"<html><body><p {many}>shown</p><p class=x>more</p></body></html>")
    assert document.text == "shown\nmore"
    assert document.notes == ("1 tags have more than 500 attributes each: the others were left out.",)


def test_a_declared_encoding_is_used(read_one):
    page = '<html><head><meta charset="windows-1251"></head><body><p>Новости о группе</p></body></html>'
    assert read_one(page.encode("cp1251")).text == "Новости о группе"


def test_processing_instructions_and_comments_are_stepped_over(read_one):
    assert read_one("<html><body><p>one<?php secret ?>two<!-- three --></p></body></html>").text == "onetwo"


def test_a_page_without_visible_text_is_refused():
    with pytest.raises(SourceError, match="no visible text"):
        sources.read(Received(name="x", content=b"<html><body><script>draw()</script></body></html>"))


def test_metadata_never_touches_the_network(read_one, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert read_one(PAGE.replace("Example News", "Other News")).publisher == "Other News"


def test_a_failing_metadata_library_costs_a_note_only(read_one, monkeypatch):
    monkeypatch.setattr(metadata, "_tree", lambda _: 1 / 0)
    document = read_one(PAGE)
    assert document.title == "Group strikes again"
    assert "could not be read from the mark-up (ZeroDivisionError)" in document.notes[0]


SAYS = {
    "json-ld": """<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"headline": "A title",
        "datePublished": "2021-02-03T04:05:06Z", "publisher": {"name": "A paper"}}]}</script>""",
    "dublin core": """<meta name="DC.title" content="A title"><meta name="DC.date.issued" content="2021/02/03">
        <meta name="dc.publisher" content="A paper">""",
    "time": """<title>A title - x</title><h1>A  title</h1><time datetime="2020-01-01">then</time>
        <time class="published" datetime="2021-02-03T00:00">now</time><meta name="publisher" content="A paper">""",
}


@pytest.mark.parametrize("form", SAYS)
def test_pages_say_title_day_and_publisher_in_several_ways(form):
    about = metadata.of_html(f"<html><body>{SAYS[form]}<p>text</p></body></html>")
    assert (about.title, about.published, about.publisher) == ("A title", "2021-02-03", "A paper")


@pytest.mark.parametrize(
    "page",
    [
        "<time datetime='2020-01-01'>a</time><time datetime='2021-01-01'>b</time>",
        "<meta name='date' content='3 May 2021'><link rel=canonical href='javascript:x'>",
        "<script type='application/ld+json'>{broken</script>",
        "<script type='application/ld+json'>[1, null, {\"datePublished\": 7}]</script>",
    ],
)
def test_what_a_page_does_not_say_is_not_guessed(page):
    assert metadata.of_html(f"<html><head>{page}</head></html>") == metadata.About()


@pytest.mark.parametrize(
    "content",
    ["<!DOCTYPE html><p>x", "  <!-- saved -->\n<html><p>x", '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><p>x</p></html>',
     "<div><p>a fragment</p><table></table></div>", "\ufeff<html><p>x"],
)  # fmt: skip
def test_html_is_known_by_its_content(content):
    assert choose(Received(name="report.txt", content=content.encode())).name == "html"


@pytest.mark.parametrize(
    "content", ["A report that writes <b>bold</b> once.", "<evil@example.org> wrote", "# Title\n\n<br>text", '{"a": "<html>"}']
)
def test_what_is_not_html(content):
    assert choose(Received(name="report.html", content=content.encode())).name != "html"


DEEP = 100_000
BOMBS = {
    "div": "<div>" * 1_000_000 + "deep text",
    "closed": "<div>" * DEEP + "deep text" + "</div>" * DEEP,
    "inline": "<b>" * DEEP + "deep text",
    "misnested": "<b><i><u></b>" * 20_000 + "deep text",
    "tables": "<table><tr><td>" * 50_000 + "deep text",
    "links": "<a href=x>" * DEEP + "deep text",
    "fonts": "".join(f"<p><font color={number}>" for number in range(30_000)) + "deep text",
    "scripts": "<div><script>'</div>'</script>" * 30_000 + "deep text",
    "quotes": '<div a="> </div>">' * 30_000 + "deep text",
    "svg": "<svg><foreignObject>" * 50_000 + "deep text",
    "attributes": "<div " + "a=b " * 500_000 + ">deep text",
    "comments": "deep text" + "<!--" * 500_000,
    "brackets": "deep text" + "<" * 500_000,
}


@pytest.mark.parametrize("kind", BOMBS)
def test_pages_made_to_exhaust_a_parser_are_bounded(kind, read_one):
    begin = time.process_time()
    document = read_one("<html><body>" + BOMBS[kind])
    assert "deep text" in document.text
    assert time.process_time() - begin < 15


def test_an_honest_long_page_is_parsed(read_one):
    rows = "".join(f"<div><p>Row {number} of <b>it</b><br>and more</p><ul><li>x<li>y</ul></div>" for number in range(9000))
    document = read_one(f"<html><body>{rows}</body></html>")
    assert document.text.count("\n") == 9000 * 4 - 1
    assert document.notes == ()


def test_strip_keeps_lines_cells_and_entities():
    assert (
        nesting.bare_text("<p>a &amp; b</p><script>x<y</script><table><tr><td>1<td>2</table><!-- c --><b>d</b>e")
        == "a & b\n1\t2\nde"
    )
