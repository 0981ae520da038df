"""Recognise single lines: headings and what they announce, labels that open a paragraph, and lines that are never content."""

from __future__ import annotations

import re
from typing import NamedTuple

from vidocq.model import SectionRole
from vidocq.sources import dates

#: Levels: 1 to 6 as marked up, 7 for a line in bold, 8 for a plain line known by its words only.
BOLD, PLAIN = 7, 8
_LONGEST_HEADING = 110
_LONGEST_META = 200
#: How far a label may reach, and beyond what length a marked-up line is no heading after all.
_LABEL_WITHIN = 160
_LONGEST_MARKED = 400

_DECORATION = re.compile(
    r"^(?P<mark>#{1,6}|={1,6})?(?(mark)\s+)(?P<bold>\*{2,3}|__)?(?P<words>.*?)(?(bold)(?P=bold))\s*(?::\s*)?[#=]*$"
)
_NUMBERING = re.compile(
    r"^(?:\W{0,3}(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[ivx]{1,4}[.)]|[a-h][.)])\s+)?"
    r"(?:(?:appendix|annex|anhang|annexe)(?:\s+(?:[a-z]|[ivx]{1,4}|\d{1,2}))?\b\s*[:–—.\-]*\s*)?"
)
_ROLES: tuple[tuple[SectionRole, str], ...] = (
    (
        SectionRole.INDICATORS,
        r"(?:[\w&/.,'’()-]+\s+){0,5}?(?:indicators? of (?:compromise|attack)(?:\s*\(?i[o0][ca]['’]?s?\)?)?|i[o0]cs?|ioc['’]s|"
        r"(?:network|host|file|host[- ]based|network[- ]based|related|observed|technical|"
        r"malicious) (?:indicators|iocs|observables)|observables)"
        r"(?:\s*\([^)]{0,40}\))?(?:\s+(?:list|table|summary|overview|appendix))?",
    ),
    (
        SectionRole.COMMENTARY,
        r"(?:[\w&.\- ]{1,40}['’]s?\s+)?(?:perspective|opinion|commentary|point of view|viewpoint)|(?:our|"
        r"[\w&.\- ]{1,40}['’]s?) (?:view|take|comment|analysis)|"
        r"op-?ed|editorial|comment|analyst (?:comment|view|note)s?|what (?:we|this) thinks?|kommentar|meinung|"
        r"analyse|einordnung|commentaire|opinión|komentář",
    ),
    (
        SectionRole.KEYWORDS,
        r"key ?words?|tags|hashtags|index terms|filed under|topics|schlagw(?:ö|oe)rter|stichworte|"
        r"mots[- ]cl[ée]s|palabras clave|klíčová slova",
    ),
    (
        SectionRole.RELATED,
        r"related(?: (?:reading|articles?|posts?|stories|content|links|news|resources|topics|coverage|"
        r"research))?|see also|(?:read|learn|find out|discover) more"
        r"|read also|also read|further (?:reading|information)|references|bibliography|external links|footnotes|"
        r"endnotes|more (?:from|on|stories|news)\b.{0,40}"
        r"|recommended(?: (?:reading|articles|for you))?|you (?:may|might) also like.{0,20}|(?:recent|latest|"
        r"popular|similar|previous|next) (?:posts?|articles?|news|stories)"
        r"|keep reading|additional (?:resources|reading)|most (?:read|popular)|notes and references|"
        r"literatur(?:verzeichnis)?|quellen|siehe auch|mehr zum thema"
        r"|références|à lire aussi|referencias",
    ),
    (
        SectionRole.BOILERPLATE,
        r"about (?:the )?(?:authors?|us|company|publisher)|leave a (?:reply|comment)|(?:\d+\s+)?comments|"
        r"share this.{0,30}|contact(?: us)?|disclaimer|legal notice"
        r"|subscribe.{0,60}|newsletter|join our newsletter|cookie (?:policy|settings|preferences)|impressum",
    ),
    (
        SectionRole.BODY,
        r"conclusions?|(?:executive )?summary|introduction|overview|background|key (?:findings|takeaways|points|"
        r"judge?ments)|(?:technical )?(?:analysis|details|description)"
        r"|recommendations?|mitigations?.{0,30}|attribution|victimology|victims|targets?|timeline|infrastructure|"
        r"detections?.{0,30}|outlook|assessment"
        r"|(?:mitre )?att&ck.{0,40}|mitre.{0,40}|tactics.{0,50}|ttps?.{0,30}|acknowledge?ments?|(?:yara|sigma|"
        r"snort|suricata|et) (?:rules?|signatures?).{0,20}"
        r"|final (?:remarks|thoughts)|appendix.{0,12}|annex.{0,12}|fazit|zusammenfassung|einleitung|résumé|introducci[oó]n",
    ),
)
_ROLE_PATTERNS = tuple((role, re.compile(pattern)) for role, pattern in _ROLES)
#: First words by which a long line may open with a label ("BNN's Perspective: ...", "Keywords: ...").
_LABEL = re.compile(
    r"[\W_]{0,4}(?P<label>(?:(?P<owner>[A-Z][\w&.\-]*(?: [A-Z][\w&.\-]*){0,4})['’]s?\s+)?(?:(?i:our)\s+)?"
    r"(?P<word>[^\W\d_][\w-]*(?: [\w-]+)?))\s*(?:\*{2,3}|__)?\s*:",
)
_COMMENTARY = re.compile(
    r"perspective|opinion|commentary|viewpoint|editorial|comment|view|take|analysis|op-ed|kommentar|einordnung", re.IGNORECASE
)
_KEYWORDS = re.compile(_ROLES[2][1] + r"|categories|labels|etiquetas", re.IGNORECASE)
_RELATED = re.compile(
    r"related(?: \w+)?|see also|read (?:more|also|next)|also read|siehe auch|lesen sie auch|à lire aussi|watch|recommended",
    re.IGNORECASE,
)
#: Owners of a "perspective" that are not the name of a publisher.
_NOBODY = frozenset(
    """
    today reader author editor analyst expert writer attacker adversary defender user world week company vendor actor it
    that what
    """.split()
)

_META = re.compile(
    r"""[\W_]{0,3}(?:
      (?:\d{1,3}|a\ few)[ -]?(?:min|minute)s?[ -](?:read|lesezeit)
    | (?:reading|lese)[ -]?(?:time|zeit)\b
    | (?:first\ |originally\ )?(?:published|posted|updated|last\ (?:updated|modified|edited|changed)
      |release\ date|date|publié|veröffentlicht|stand)\b(?=[^.]{0,40}\d)
    | (?:share|tweet|print|e-?mail)(?:\ (?:this|on|via)\b.{0,60})?$
    | (?:subscribe|sign\ up|join\ (?:our|the)\ (?:newsletter|mailing\ list)|follow\ us|get\ the\ latest
      |receive\ our|stay\ (?:tuned|informed|up\ to\ date))\b
    | (?:we|this\ (?:web)?site|our\ (?:web)?site)\ uses?\ cookies | (?:accept|manage|reject)\ (?:all\ )?cookies
    | cookie\ (?:policy|settings|preferences|notice)
    | advertisement$ | advertorial$ | sponsored(?:\ content|\ by\b.{0,40})?$ | anzeige$ | werbung$
    | ©\ ?\S|\(c\)\ (?:19|20)\d\d | copyright\ ?(?:©|\(c\)|(?:19|20)\d\d) | all\ rights\ reserved | alle\ rechte\ vorbehalten
    | (?:privacy|cookie)\ policy | terms\ (?:of\ (?:use|service)|and\ conditions) | skip\ to\ (?:main\ )?content
    | back\ to\ top | (?:log|sign)\ (?:in|out)$
    | (?:page|seite)\ \d+(?:\ (?:of|von)\ \d+)?$ | \d+\ (?:of|/)\ \d+$ | tlp:\s?(?:clear|white|green|amber(?:\+strict)?|red)$
    | :[a-z][\w-]*:.{0,60}$ | (?:photo|image|picture)?\ ?(?:credit|credits|by)\ ?: | (?:photo|foto)\ ?: | (?:min|minute)s?\ read\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_BYLINE = re.compile(
    r"[\W_]{0,3}(?:(?:[Ww]ritten |[Pp]osted |[Aa]uthored |[Rr]eported |[Ss]tory )?[Bb]y:?\s+[A-Z]|authors?\s?:|"
    r"von\s+[A-Z][a-z]+\s+[A-Z][a-z]+$)"
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]*_]*$")
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b,?", re.IGNORECASE)


class Heading(NamedTuple):
    """A heading: its level, the words of it, and the role it announces (None: its words say nothing)."""

    level: int
    words: str
    role: SectionRole | None


class Label(NamedTuple):
    """A label that opens a paragraph: the role of what follows, and whose perspective it says it is, if a name."""

    role: SectionRole
    owner: str | None


def heading(line: str, level: int = 0) -> Heading | None:
    """Read a stripped line as a heading; None if it is none.

    ``level`` is what the format says, 0 if nothing; then mark-up (``##``, ``==``, bold) or the words alone must show it.
    """
    # Nearly every line of a report leaves here: this is where the time goes.
    if not level and line[0] not in "#=*_" and not _may_be_plain(line):
        return None
    if not level and len(line) > _LONGEST_HEADING and line[0] not in "#=":
        return None
    if len(line) > _LONGEST_MARKED:
        return None
    match = _DECORATION.match(line)
    if match is None:
        return None
    words = match["words"].strip(" *_:")
    shown = level or (
        len(match["mark"]) if match["mark"] else BOLD if match["bold"] and len(match["words"]) <= _LONGEST_HEADING else 0
    )
    if not words:
        return None
    role = announced(words)
    if not shown and role is None:
        return None
    return Heading(shown or PLAIN, words, role)


def _may_be_plain(line: str) -> bool:
    """Whether a line without mark-up may be a heading by its words: short, no sentence, no list item, no cell."""
    return (
        len(line) <= 72
        and line[-1] not in ".;,|!?"
        and line[0] not in "|>-*+•<{[`\"'“"
        and (line[0].isupper() or line[0].isdigit())
    )


def announced(words: str) -> SectionRole | None:
    """What a heading of these words announces; None if they say nothing."""
    lowered = " ".join(words.casefold().split())
    short = lowered[_NUMBERING.match(lowered).end() :] or lowered  # type: ignore[union-attr]
    for role, pattern in _ROLE_PATTERNS:
        if pattern.fullmatch(short):
            return role
    return None


def label(line: str, technical: bool) -> Label | None:
    """Read a label at the begin of a line.

    ``technical`` says whether the text is a technical report: there a bare "Analysis:" is no opinion.
    """
    if ":" not in line[:90]:
        return None
    match = _LABEL.match(line, 0, _LABEL_WITHIN)
    if match is None:
        return None
    owner, word = match["owner"], match["word"]
    if _KEYWORDS.fullmatch(word) and owner is None:
        return Label(SectionRole.KEYWORDS, None)
    if _RELATED.fullmatch(word) and owner is None and len(line) < 400:
        return Label(SectionRole.RELATED, None)
    if not _COMMENTARY.fullmatch(word):
        return None
    ours = owner is not None or "our " in match["label"].lower()
    if not ours and (technical or word.lower() in ("view", "take", "comment") or len(line) - match.end() < 60):
        return None
    named = owner if owner is not None and owner.casefold() not in _NOBODY else None
    return Label(SectionRole.COMMENTARY, named)


def is_meta(line: str, at_head: bool) -> bool:
    """Whether a stripped line is about the page, not about the matter: date, byline (at the head only), sharing, cookies."""
    if len(line) > _LONGEST_META or (not at_head and line[0].islower()):
        return False
    if _META.match(line):
        return not (len(line) > 100 and _SENTENCE_END.search(line) and line.count(" ") > 14 and "cookie" not in line)
    if at_head and len(line) <= 120 and _BYLINE.match(line):
        return True
    return len(line) <= 60 and is_date(line)


def is_date(line: str) -> bool:
    """Whether a line holds a full date and next to nothing else."""
    if not any(map(str.isdigit, line)):
        return False
    found = dates.find(line)
    if found is None:
        return False
    rest = _WEEKDAY.sub("", line[: found[1]] + line[found[2] :])
    return sum(map(str.isalnum, rest)) <= 8


def is_title(line: str, dated: bool = False) -> bool:
    """Whether a stripped line without mark-up may be a title: a few words, no sentence's end, no list item or cell.

    ``dated`` says that a line about the page (a date, a byline) follows: then even a sentence may be one.
    """
    words = line.split()
    return (
        2 <= len(words) <= 30
        and 8 <= len(line) <= 180
        and (dated or line[-1] not in ".,;:|")
        and line[0] not in "|>-*+•<{`:/"
        and "](" not in line
        and any(map(str.isalpha, words[0] + words[1]))
    )


def ends_sentence(line: str) -> bool:
    """Whether a stripped line ends as a sentence does."""
    return _SENTENCE_END.search(line) is not None
