"""Documents in a language whose sentences are not read: said before any answer, for what they say is unknown."""

from __future__ import annotations

import re

from vidocq.dossier import phrasing
from vidocq.dossier.desk import Desk, plain
from vidocq.dossier.outline import Block, Paragraph
from vidocq.model import DocumentEntry

#: English names of the languages that reports come in; what is told to be any other is too uncertain to be said.
_LANGUAGES = {
    "ar": "Arabic", "be": "Belarusian", "bg": "Bulgarian", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "ka": "Georgian", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian",
    "sr": "Serbian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip
#: Characters of text from which on a document is prose enough to have a language; a script without spaces has few "words".
_FEWEST_LETTERS = 100
#: A line of so many words, or so many characters of a script without spaces, holds a sentence.
_SENTENCE = 9
#: What English prose has most of; a table or list that is told to be another language has none of either.
_ENGLISH = re.compile(r"\b(?:the|of|and|to|was|were|with|from|that|is|by|for)\b", re.IGNORECASE)
_MOST_ENGLISH = 0.08
#: Lists and objects are no prose.
_PROSE = ("text/", "application/pdf", "message/", "application/vnd.openxml")
_NO_PROSE = ("text/csv",)


def unread(desk: Desk) -> list[Block]:
    """What a reader must know first where a document's language is not read."""
    found: dict[str, list[str]] = {}
    for entry in desk.dossier.documents:
        language = language_not_read(entry)
        if language:
            found.setdefault(language, []).append(desk.label(entry.id))
    if not found:
        return []
    which = phrasing.joined([f"{phrasing.joined(labels)} in {language}" for language, labels in found.items()])
    number = sum(map(len, found.values()))
    verb = "is" if number == 1 else "are"
    text = f"{phrasing.counted(number, 'document')} ({which}) {verb} in a language that is not read here"
    then = "Names and indicators were looked for; what is told there, who accuses whom, and what was denied is unknown"
    return [Paragraph(sentences=(plain(text), plain(then)), tone="lead", label="Not read")]


def all_unread(desk: Desk) -> bool:
    """Whether no document is in a language that is read."""
    return bool(desk.dossier.documents) and all(language_not_read(entry) for entry in desk.dossier.documents)


def language_not_read(entry: DocumentEntry) -> str:
    """The English name of a document's language if its sentences are not read, or the empty string."""
    language = _LANGUAGES.get((entry.language or "")[:2], "")
    media = entry.media_type
    if not language or not media.startswith(_PROSE) or media.startswith(_NO_PROSE):
        return ""
    text = entry.text[:20_000]
    words = text.split()
    if not any(len(line.split()) >= _SENTENCE or sum(map(_unspaced, line)) >= _SENTENCE for line in text.splitlines()):
        return ""
    if sum(map(str.isalpha, text)) < _FEWEST_LETTERS or len(_ENGLISH.findall(text)) > _MOST_ENGLISH * len(words):
        return ""
    return language


def _unspaced(char: str) -> bool:
    """Whether a character is of a script that puts no spaces between words: Thai, Japanese, Chinese."""
    return "\u0e00" <= char <= "\u0e7f" or "\u3040" <= char <= "\u9fff"
