"""A user's template is sandboxed and escaped, and the linter says what it may not do."""

from __future__ import annotations

import pytest
from dossier_factory import CASES, hostile, named

from vidocq.dossier.custom import lint, render
from vidocq.errors import InputError

GOOD = """<h1>{{ title }}</h1><p>{{ banner }}</p>
{% for block in answer.blocks if block | kind in ("Paragraph", "Listing") %}
{% for sentence in block.sentences %}<p>{{ sentence.text }}</p>{% endfor %}{% endfor %}
{% for section in sections %}<h2>{{ section.title }}</h2>{% endfor %}
{% for issue in issues %}{{ issue.sentence }}{% endfor %}<footer>{{ banner }}</footer>"""


@pytest.mark.parametrize("name", CASES)
def test_a_good_template_writes_every_case(name: str):
    assert lint(GOOD) == ()
    page = render(CASES[name](), GOOD).decode()
    assert page.count("<h1>") == 1
    assert page == render(CASES[name](), GOOD).decode()


def test_words_of_documents_stay_words():
    page = render(hostile(), GOOD).decode()
    assert "<script>" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("{{ title | safe }}", "`safe`"),
        ("{% autoescape false %}{{ title }}{% endautoescape %}", "escaping"),
        ("{% include 'x' %}", "other templates"),
        ("{% import 'x' as y %}", "other templates"),
        ("{{ title.__class__ }}", "'__class__' is private"),
        ("<script>x</script>", "<script>"),
        ("<p onclick='x'>", "onclick"),
        ("<a href='javascript:x'>", "javascript"),
        ("<a href='https://x.example'>", "outside the page"),
        ("<style>p{background:url(x)}</style>", "outside the page"),
        ("{{ config }}", "there is no 'config'"),
        ("{% for %}", "line 1"),
        ("{{ title | nothing }}", "'nothing'"),
    ],
)
def test_what_a_template_may_not_do_is_told(part: str, told: str):
    problems = lint(part + GOOD)
    assert any(told in problem for problem in problems), problems
    with pytest.raises(InputError):
        render(named(), part + GOOD)


@pytest.mark.parametrize(("name", "told"), [("banner", "the marking"), ("answer", "the answer"), ("issues", "the checks")])
def test_what_a_template_may_not_lack_is_told(name: str, told: str):
    assert any(told in problem for problem in lint(GOOD.replace(name, "created")))


@pytest.mark.parametrize(
    "part",
    [
        "{{ title.nothing }}",
        "{{ 1 / 0 }}",
        "{{ ''['__cl' + 'ass__'] }}",
        "{{ facts.append(1) }}",
        "{{ range(10 ** 9) | length }}",
    ],
)
def test_what_fails_is_one_error(part: str):
    with pytest.raises(InputError, match="fails"):
        render(named(), part + GOOD)
