"""Measure whether hashes behind headings are found: reports made here as PDF, HTML and DOCX, in many layouts, every hash known.

Run from the checkout: ``python benchmarks/extraction/headings.py`` (``-v`` names each document that loses one).
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from vidocq.evidence.extractors.indicators import grouped
from vidocq.sources.reader import Received
from vidocq.sources.reading import read

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "sources"))

#: Some announce indicators, some open what reports are trimmed of, some say nothing.
HEADINGS = (
    *("Indicators of Compromise", "IOCs", "Hashes", "Samples", "SHA-256", "Appendix A", "Appendix B: Files", "Annex"),
    *("References", "Bibliography", "Further reading", "Related articles", "Read more", "Share this", "Subscribe", "Contact us"),
    *("About the author", "Acknowledgements", "Footnotes", "Keywords", "Disclaimer", "Conclusion", "See also", "Resources"),
)
PROSE = (
    "The loader writes itself to the disk and asks its server for a second stage.",
    "The second stage is run in memory and never written to any file at all.",
    "It comes back every day and takes its time before it sends anything.",
    "Mails with macros were sent to mills in three countries over the summer.",
)
ALGORITHMS = ("sha256", "sha1", "md5")
COUNT = 12


def digests(seed: str) -> list[str]:
    return [hashlib.new(ALGORITHMS[number % 3], f"{seed} {number}".encode()).hexdigest() for number in range(COUNT)]


def pdf(heading: str, hashes: list[str], layout: str) -> bytes:
    from pdfs import content, page_of, write

    first = page_of(["A report on a loader", "", *PROSE * 4])
    if layout == "alone":
        pages = [first, page_of([heading, *hashes])]
    elif layout == "row":
        pages = [first, page_of([heading, *(f"stage{number}.dll   {value}   loader" for number, value in enumerate(hashes))])]
    elif layout == "table":
        rows = [(60.0, 740.0 - 14 * number, 8.0, f"stage{number}.dll") for number in range(len(hashes))]
        rows += [(150.0, 740.0 - 14 * number, 8.0, value) for number, value in enumerate(hashes)]
        pages = [first, [(60.0, 770.0, 12.0, heading), *rows]]
    elif layout == "two headers":
        rows = ["Name   Hash", "(as found)   (of the file)", *(f"stage{n}.dll   {value}" for n, value in enumerate(hashes))]
        pages = [first, page_of([heading, *rows])]
    else:
        pages = [first, list(narrow(heading, hashes, swapped=layout == "narrow, right first"))]
    return write([content(page) for page in pages], title="A report on a loader")


def narrow(heading: str, hashes: list[str], *, swapped: bool) -> Iterator[tuple[float, float, float, str]]:
    """Two columns of a page: prose in one, the heading with hashes broken over lines in the other, drawn in either order."""
    words = " ".join(PROSE * 3).split()
    lines = [" ".join(words[at : at + 5]) for at in range(0, len(words), 5)]
    left = [(50.0, 780.0 - 12 * number, 9.0, line) for number, line in enumerate(lines)]
    parts = [heading, *(value[at : at + 34] for value in hashes for at in range(0, len(value), 34))]
    right = [(330.0, 780.0 - 12 * number, 9.0, line) for number, line in enumerate(parts)]
    yield from (*right, *left) if swapped else (*left, *right)


def html(heading: str, hashes: list[str], layout: str) -> bytes:
    shown = {
        "alone": "".join(f"<p>{value}</p>" for value in hashes),
        "list": "<ul>" + "".join(f"<li>{value}</li>" for value in hashes) + "</ul>",
        "table": "<table><tr><th>File<th>Hash</tr>"
        + "".join(f"<tr><td>stage{n}.dll<td>{value}</tr>" for n, value in enumerate(hashes))
        + "</table>",
        "pre": "<pre>" + "\n".join(hashes) + "</pre>",
        "aside": "<aside>" + "<br>".join(hashes) + "</aside>",
        "broken": "".join(f"<p>{value[:20]}<wbr>{value[20:]}</p>" for value in hashes),
    }[layout]
    prose = "".join(f"<p>{line}</p>" for line in PROSE * 2)
    page = f"<html><body><article><h1>A report</h1>{prose}<h2>{heading}</h2>{shown}</article></body></html>"
    return page.encode()


def docx(heading: str, hashes: list[str], layout: str) -> bytes:
    def line(text: str, style: str = "") -> str:
        marked = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{marked}<w:r><w:t>{text}</w:t></w:r></w:p>"

    if layout == "table":
        rows = "".join(
            f"<w:tr><w:tc>{line(f'stage{n}.dll')}</w:tc><w:tc>{line(value)}</w:tc></w:tr>" for n, value in enumerate(hashes)
        )
        shown = f"<w:tbl>{rows}</w:tbl>"
    else:
        shown = "".join(line(value) for value in hashes)
    body = "".join(map(line, PROSE * 2)) + line(heading, "Heading1" if layout != "plain heading" else "") + shown
    spaces = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kinds = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{kinds}/content-types"><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{kinds}/relationships"><Relationship Id="r1" Target="word/document.xml" Type='
            '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
        )
        archive.writestr("word/document.xml", f"<w:document {spaces}><w:body>{body}</w:body></w:document>")
    return packed.getvalue()


FORMATS: dict[str, tuple[Callable[[str, list[str], str], bytes], tuple[str, ...]]] = {
    "pdf": (pdf, ("alone", "row", "table", "two headers", "narrow", "narrow, right first")),
    "html": (html, ("alone", "list", "table", "pre", "aside", "broken")),
    "docx": (docx, ("alone", "table", "plain heading")),
}


def main() -> None:
    found: Counter[tuple[str, str]] = Counter()
    wanted: Counter[tuple[str, str]] = Counter()
    for form, (make, layouts) in FORMATS.items():
        for layout in layouts:
            for heading in HEADINGS:
                hashes = digests(f"{form} {layout} {heading}")
                (document,) = read(Received(name=f"report.{form}", content=make(heading, hashes, layout)))
                values = {value for _, value in grouped(document)}
                lost = [value for value in hashes if value not in values]
                wanted[form, layout] += len(hashes)
                found[form, layout] += len(hashes) - len(lost)
                if lost and "-v" in sys.argv:
                    print(f"{form}, {layout}, {heading}: {len(lost)} lost")
    for key, count in wanted.items():
        print(f"{key[0]}, {key[1]}: {found[key]} of {count}")
    print(
        f"all: {found.total()} of {wanted.total()} in {len(HEADINGS) * sum(len(layouts) for _, layouts in FORMATS.values())} documents"
    )


if __name__ == "__main__":
    main()
