"""What may reach a terminal, a log or a pipe: words from documents and file names never drive it, whatever verb prints them."""

from __future__ import annotations

import re
import sys
from typing import IO, Any

from vidocq.cli.folding import Folded

#: Control characters but for newline and tab, direction overrides and isolates, invisible letters, line and paragraph
#: separators, half surrogates: what can move a cursor, hide or turn round words, or forge a line.
_UNSAFE = re.compile(
    r"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    """The text with everything that could drive a terminal shown by its code, ``<U+001B>``; newlines and tabs stay."""
    return _UNSAFE.sub(lambda match: f"<U+{ord(match.group()):04X}>", text)


def escaped_json(text: str) -> str:
    """JSON with the same characters as JSON's own escapes: it says the same and drives no terminal."""
    return _UNSAFE.sub(lambda match: _escape(match.group()), text)


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


class Plain:
    """A text stream through which only printable text passes; bytes go to ``buffer`` as they are."""

    def __init__(self, stream: IO[str] | Folded) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write what is printable of the text; gives the length that was asked for."""
        self.stream.write(printable(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the stream's own."""
        return getattr(self.stream, name)


def guard() -> None:
    """Let nothing but printable text out from now on, folded to the terminal."""
    if not isinstance(sys.stdout, Plain):
        sys.stdout = Plain(Folded(sys.stdout))
    if not isinstance(sys.stderr, Plain):
        # Errors stay one line each in a log; only a person's screen has them folded.
        sys.stderr = Plain(Folded(sys.stderr) if sys.stderr.isatty() else sys.stderr)


def unguard() -> None:
    """Print control and invisible characters as they are again: the person asked for it."""
    if isinstance(sys.stdout, Plain):
        sys.stdout = sys.stdout.stream
    if isinstance(sys.stderr, Plain):
        sys.stderr = sys.stderr.stream


def keep_lines() -> None:
    """From now on no line is folded: what comes is for a machine, or has its own lines."""
    stream = own_words()
    if isinstance(stream, Folded):
        stream.whole = True


def finish() -> None:
    """Write what still waits for its line end."""
    for stream in (sys.stdout, sys.stderr):
        inner = stream.stream if isinstance(stream, Plain) else stream
        if isinstance(inner, Folded):
            inner.finish()


def own_words() -> Any:
    """Standard output for what we write ourselves, colours among it; words of documents go through :func:`printable` first."""
    return sys.stdout.stream if isinstance(sys.stdout, Plain) else sys.stdout
