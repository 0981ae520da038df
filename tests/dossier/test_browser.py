"""The page in a real browser: no complaint on the console, nothing wider than a phone, the marking on every printed page."""

from __future__ import annotations

import html as escaping
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from dossier_factory import CASES

from vidocq.dossier.renderers import html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--enable-logging=stderr", "--window-size=900,900",
)  # fmt: skip
_PROBE = """<script>addEventListener('load', () => {
  const wide = [...document.querySelectorAll('body *')].filter(e => !e.parentElement.closest('.scroll')
    && getComputedStyle(e).position !== 'fixed' && e.getBoundingClientRect().right > innerWidth + 1);
  parent.document.title = `${innerWidth}|${document.documentElement.scrollWidth}|${wide.length}`;
})</script></body>"""


def browse(folder: Path, file: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    assert CHROMIUM is not None
    command = [CHROMIUM, *_FLAGS, f"--user-data-dir={folder / 'profile'}", *flags, file.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


@pytest.mark.parametrize("name", ["named", "hostile"])
def test_console_is_silent_and_the_style_sheet_allowed(name: str, folder: Path):
    file = folder / f"{name}.html"
    file.write_bytes(html.RENDERER.render(CASES[name]()))
    done = browse(folder, file, "--dump-dom")
    assert "CONSOLE" not in done.stderr
    assert '<main id="main"' in done.stdout


def test_the_console_would_not_be_silent_about_a_broken_policy(folder: Path):
    page = html.RENDERER.render(CASES["named"]()).decode().replace(":root {", ":root  {", 1)
    file = folder / "broken.html"
    file.write_text(page, encoding="utf-8")
    assert "Content Security Policy" in browse(folder, file, "--dump-dom").stderr


@pytest.mark.parametrize("name", ["founding", "hostile"])
def test_nothing_is_wider_than_a_phone(name: str, folder: Path):
    page = html.RENDERER.render(CASES[name]()).decode()
    probed = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page).replace("</body>", _PROBE)
    file = folder / f"phone-{name}.html"
    file.write_text(
        f'<iframe width="390" height="800" frameborder="0" srcdoc="{escaping.escape(probed)}"></iframe>', encoding="utf-8"
    )
    title = re.search(r"<title>(.*?)</title>", browse(folder, file, "--dump-dom").stdout)
    assert title is not None
    width, scrolled, wide = map(int, title[1].split("|"))
    assert width == 390
    assert scrolled <= 390
    assert wide == 0


def test_every_printed_page_is_marked_at_top_and_bottom(folder: Path):
    import pypdfium2

    file, printed = folder / "print.html", folder / "print.pdf"
    file.write_bytes(html.RENDERER.render(CASES["named"]()))
    browse(folder, file, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    document = pypdfium2.PdfDocument(printed)
    assert len(document) > 3
    for page in document:
        assert page.get_textpage().get_text_range().count("TLP:AMBER+STRICT") == 2


@pytest.fixture(scope="module")
def example():
    from vidocq import knowledge
    from vidocq.workbench.case import Case

    case = Case(snapshot=knowledge.load())
    case.ingest(*sorted((Path(__file__).parents[2] / "examples" / "ministry-2025").iterdir()))
    return case.dossier()


@pytest.mark.parametrize(("template", "most"), [("brief", 1), ("full", 8)])
def test_the_bundled_example_is_short_on_paper(template: str, most: int, example, folder: Path):
    import pypdfium2

    file, printed = folder / f"example-{template}.html", folder / f"example-{template}.pdf"
    file.write_bytes(html.RENDERER.render(example, template))
    browse(folder, file, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    assert len(pypdfium2.PdfDocument(printed)) <= most
    assert file.stat().st_size < 120_000


def test_what_is_folded_on_the_screen_is_not_printed_and_its_quotes_are(folder: Path):
    import pypdfium2

    file, printed = folder / "folded.html", folder / "folded.pdf"
    file.write_bytes(html.RENDERER.render(CASES["named"]()))
    browse(folder, file, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    told = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(printed))
    assert "Quotes" in told
    assert "The builds were compiled between 01:00 and 09:00 UTC. We link" not in " ".join(told.split())
