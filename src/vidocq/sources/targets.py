"""Which targets of links are written into the text beside the words that a visitor sees: those that only the target tells."""

from __future__ import annotations

import re

_LINK = re.compile(r"\s*(?:h(?:tt|xx)ps?|f(?:t|x)p)\s*\[?:\]?/{2}\S+|\s*mailto:\S+@\S+", re.IGNORECASE)
_DEFANGED = re.compile(r"^\s*hxxp|^\s*fxp|\[\.\]|\(\.\)|\[:\]|\[dot\]", re.IGNORECASE)
_ADDRESS = re.compile(r"://(?:[^/@]*@)?(?:\d{1,3}\.){3}\d{1,3}(?:[:/?#]|$)|://\[[0-9a-fA-F:]+\]")
_PROGRAM = re.compile(
    r"\.(?:exe|dll|scr|msi|hta|js|jse|vbs|vbe|ps1|bat|cmd|lnk|iso|img|zip|rar|7z|apk|jar|dmg|docm|xlsm|one)(?:$|[?#])",
    re.IGNORECASE,
)
_LONGEST = 4096


def shown(target: str, words: str, *, every: bool) -> str:
    """The target to write behind the words of a link; empty where the words say it already or it tells nothing.

    ``every`` takes all of them (a mail, whose links are the matter); otherwise those that are defanged, on a bare address or
    that name a program: a page's ordinary links are its sources.
    """
    target = "".join(target.split())[:_LONGEST]
    if not _LINK.fullmatch(target) or target.rstrip("/").casefold() in words.casefold():
        return ""
    told = every or _DEFANGED.search(target) or _ADDRESS.search(target) or _PROGRAM.search(target.split("?")[0])
    return target if told else ""
