"""Write small PDFs by hand: real pages with fonts, kerning, headers, footers and compressed streams."""

from __future__ import annotations

import zlib

WIDTH, HEIGHT = 595, 842


def _literal(text: str) -> bytes:
    raw = text.encode("cp1252", errors="replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def content(lines: list[tuple[float, float, float, str]], *, kerned: bool = False) -> bytes:
    """A content stream that draws each (x, y, size, text)."""
    parts = [b"BT"]
    for x, y, size, text in lines:
        parts.append(b"/F1 %.1f Tf 1 0 0 1 %.2f %.2f Tm" % (size, x, y))
        if kerned:
            # As typesetters write: words apart, small shifts between them.
            shown = b" -8 ".join(b"(" + _literal(word + " ") + b")" for word in text.split(" "))
            parts.append(b"[" + shown + b"] TJ")
        else:
            parts.append(b"(" + _literal(text) + b") Tj")
    parts.append(b"ET")
    return b"\n".join(parts)


def page_of(
    text_lines: list[str], *, size: float = 9.5, left: float = 60, top: float = 780, leading: float = 12.0
) -> list[tuple[float, float, float, str]]:
    """Lay lines out from the top of a page."""
    return [(left, top - leading * number, size, line) for number, line in enumerate(text_lines)]


def write(
    pages: list[bytes],
    *,
    title: str | None = None,
    created: str | None = None,
    compress: bool = True,
    encrypt: bool = False,
    repeat: int = 1,
) -> bytes:
    """A PDF of these content streams; ``repeat`` puts each page's object into the tree that many times."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    kids: list[bytes] = []
    for stream in pages:
        data = zlib.compress(stream) if compress else stream
        packed = b" /Filter /FlateDecode" if compress else b""
        objects.append(b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(data), packed, data))
        number = len(objects)
        for _ in range(repeat):
            objects.append(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
                % (WIDTH, HEIGHT, number)
            )
            kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    trailer = b""
    if title or created:
        entries = (b" /Title (%s)" % _literal(title) if title else b"") + (
            b" /CreationDate (%s)" % _literal(created) if created else b""
        )
        objects.append(b"<<" + entries + b" >>")
        trailer += b" /Info %d 0 R" % len(objects)
    if encrypt:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"ab" * 32, b"cd" * 32))
        trailer += b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects)
    return _assemble(objects, trailer)


def _assemble(objects: list[bytes], trailer: bytes) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)
