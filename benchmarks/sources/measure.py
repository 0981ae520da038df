"""Measure the readers: pages and megabytes a second of CPU time, peak memory, and that nothing is lost at page edges.

Run from the checkout: ``python benchmarks/sources/measure.py`` (add PDF files of your own as arguments).
Every case runs in a process of its own, so that peak memory is the case's alone.
"""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from vidocq.sources.reader import Received

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "sources"))

WORDS = (ROOT / "examples" / "ministry-2025" / "technical-report.md").read_text(encoding="utf-8").split()
CASES = ("pdf-500-usual", "pdf-500-dense", "pdf-60-dense", "pdf-edges", "html-page", "html-large", "text", "stix", "hashes")
REPEATS = 3


def lines_of(number: int, count: int, width: int = 88) -> list[str]:
    """Lines of prose from our own example report, another stretch for each page."""
    lines, at = [], number * 97
    for _ in range(count):
        line = ""
        while len(line) < width:
            line += WORDS[at % len(WORDS)] + " "
            at += 1
        lines.append(line.strip())
    return lines


def pdf(pages: int, lines: int) -> bytes:
    """A report with running header, kerned text and a hash at the foot of each page."""
    from pdfs import content, page_of, write

    def page(number: int) -> bytes:
        text = [f"Example report   Page {number}", *lines_of(number, lines), hashlib.sha256(str(number).encode()).hexdigest()]
        return content(page_of(text), kerned=True)

    return write([page(number) for number in range(pages)], title="Example report")


def edges() -> tuple[bytes, set[str]]:
    """156 pages with six hashes each, at and across every edge of the page."""
    from pdfs import HEIGHT, WIDTH, content, write

    wanted: set[str] = set()
    pages = []
    spots = [(0, 0), (0, HEIGHT - 8), (WIDTH - 60, 400), (-40, 300), (200, -3), (WIDTH - 20, 5)]
    for number in range(156):
        digests = [hashlib.sha256(f"{number} {part}".encode()).hexdigest() for part in range(6)]
        wanted.update(digests)
        drawn = [(float(x), float(y), 9.0, digest) for (x, y), digest in zip(spots, digests, strict=True)]
        pages.append(content([*drawn, *((60.0, 700.0 - 12 * at, 9.5, line) for at, line in enumerate(lines_of(number, 20, 60)))]))
    return write(pages), wanted


def html(sections: int) -> bytes:
    """An article with headings, prose, links, lists and tables."""
    parts = [
        "<!doctype html><html><head><title>Example report</title></head><body><nav><ul><li>Home<li>News</ul></nav>",
        "<article><h1>Example report</h1>",
    ]
    for number in range(sections):
        link = f"<a href='https://example.org/{number}'>more</a> and <b>bold</b>"
        prose = "".join(f"<p>{line} {link}</p>" for line in lines_of(number, 6, 300))
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        parts.append(f"<section class='part'><h2>Part {number}</h2>{prose}<table><tr><td>sha256<td>{digest}</table></section>")
    return "".join([*parts, "</article><footer>Example</footer></body></html>"]).encode()


def stix(objects: int) -> bytes:
    """A bundle of indicators with names and descriptions."""
    made = [
        {
            "type": "indicator",
            "id": f"indicator--00000000-0000-4000-8000-{number:012d}",
            "name": f"loader {number}",
            "description": lines_of(number, 1, 200)[0],
            "pattern_type": "stix",
            "pattern": f"[file:hashes.'SHA-256' = '{hashlib.sha256(str(number).encode()).hexdigest()}']",
        }
        for number in range(objects)
    ]
    return json.dumps({"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000000", "objects": made}).encode()


def make(case: str) -> tuple[bytes, set[str]]:
    """Content of a case, and what must be found in its text."""
    if case == "pdf-edges":
        return edges()
    makers = {
        "pdf-500-usual": lambda: pdf(500, 30),
        "pdf-500-dense": lambda: pdf(500, 55),
        "pdf-60-dense": lambda: pdf(60, 55),
        "html-page": lambda: html(60),
        "html-large": lambda: html(3000),
        "text": lambda: "\n".join("\n".join(lines_of(number, 40, 400)) for number in range(300)).encode(),
        "stix": lambda: stix(20_000),
        "hashes": lambda: b"".join(b"%064x\n" % number for number in range(1_000_000)),
    }
    return (makers[case]() if case in makers else Path(case).read_bytes()), set()


def run(case: str) -> dict[str, object]:
    """Read one case a few times; the best run counts, as others use the machine too."""
    from vidocq import sources

    content, wanted = make(case)
    received = sources.Received(name=case, content=content)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    best = first = None
    for _ in range(REPEATS):
        begin = time.process_time()
        (document,) = sources.read(received)
        spent = time.process_time() - begin
        first = spent if first is None else first
        best = spent if best is None else min(best, spent)
    assert best is not None
    result: dict[str, object] = {
        "case": case,
        "megabytes": round(len(content) / 1e6, 2),
        "characters": len(document.text),
        "first_s": round(first or 0.0, 3),
        "best_s": round(best, 3),
        "MB_per_s": round(len(content) / 1e6 / best, 1),
        "peak_MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "before_MB": round(before / 1024),
    }
    if document.pages:
        result |= {
            "pages": len(document.pages),
            "pages_per_s": round(len(document.pages) / best),
            "text_only_pages_per_s": text_only(received),
        }
    if wanted:
        result["hashes_found"] = f"{sum(digest in document.text for digest in wanted)} of {len(wanted)}"
    return result


def text_only(received: Received) -> int:
    """Pages a second from bytes to text, without sections, language and the rest."""
    from vidocq.sources import pdftext
    from vidocq.sources.readers import pdf as reader

    request = pdftext.Request(name="", pages=reader.PAGE_LIMIT, characters=reader.TEXT_LIMIT, seconds=600.0)
    best = 0.0
    for _ in range(REPEATS):
        begin = time.process_time()
        with pdftext._opened(received.content, "") as document:
            pages = pdftext._sheets(document, request).leaves
        best = max(best, len(pages) / (time.process_time() - begin))
    return round(best)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--case"]:
        print(json.dumps(run(sys.argv[2])))
    else:
        for name in (*CASES, *sys.argv[1:]):
            subprocess.run([sys.executable, __file__, "--case", name], check=True)
