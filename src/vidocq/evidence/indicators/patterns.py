"""The patterns of the scan: rare signs that can begin nothing but an observable, and what is tried around them."""

from __future__ import annotations

import re

from vidocq.evidence.indicators.values import AT, AUTHORITY, COLON, DOT

#: A URL longer than this is cut: bound for every step that looks at a whole URL.
LONGEST = 4096
OPEN = {")": "(", "]": "[", "}": "{"}

#: Signs around which something may stand. All alternatives begin with a literal: the engine skips to them at memory speed.
ANCHOR_SOURCE = (
    r"\.(?=[\w\])}*])"
    r"|:(?=[0-9A-Za-z:/\\\])}\[])"
    r"|@(?=[\w\[\]({)}])"
    r"|\\(?=[^\s])"
    r"|\[(?=\\?\ ?(?:[.@:,]|[dD][oO][tT]|[aA][tT]\]|p[ou]n|/))"
    r"|\((?=\ ?(?:[.@:]|dot|at\)|DOT|AT\)))"
    r"|\{(?=\ ?(?:[.@:]|dot|at\}|DOT))"
    r"|<(?=[.@]>|dot>)"
    r"|%(?=\w)"
    r"|/(?<![\w:./]/)(?=[a-zA-Z])"
    r"|\u3002(?=\w)|\uff61(?=\w)"
)
ANCHOR = re.compile(ANCHOR_SOURCE, re.VERBOSE)
#: An anchor and the rest of its word in a flattened view: the next search starts behind the word.
ANCHORED = re.compile(rf"(?:{ANCHOR_SOURCE})[^\ ]*+", re.VERBOSE)

#: A bracketed dot or at sign, which may have spaces on both sides; and dots that are spelled out.
BRACKETED = re.compile(r"[\[({]\ ?(?:\.|,|[dD][oO][tT]|@|[aA][tT])\ ?[\])}]|[\[({]\.(?=\w)", re.VERBOSE)
SPELLED_MARKERS = (" dot ", " DOT ", " Dot ")
SPELLED = re.compile(r"\ (?:dot|DOT|Dot)\ (?=\w)|\ at\ (?=[\w-]{2,63}(?:\ dot\ |\[\.))", re.VERBOSE)

#: A label as written (Markdown writes an underscore with a backslash), and the first one, which may be an e-mail's local part.
_L = r"[\w\x01\x02%+-]{1,127}+(?:\\_[\w%+-]{0,63}+){0,15}+"
_LABEL = r"[\w\x01\x02-]{1,127}+(?:\\_[\w-]{0,63}+){0,15}+"
_FIRST = r"(?<!\w[%+-].)[\w\x01\x02%+-]{0,127}+(?:\\_[\w%+-]{0,63}+){0,15}+"
_HEX4 = r"[0-9A-Fa-f]{0,4}"
_V4 = rf"\d{{1,3}}(?:{DOT}\d{{1,3}}){{3}}"
_ROOTS = (
    "usr|etc|tmp|var|home|opt|bin|dev|root|proc|mnt|sbin|lib|lib64|Users|Library|Applications|System|private"
    "|data"
    "|sdcard|storage|run|srv|boot|Volumes|sys"
)

#: Scheme names beside http; a scheme must be on this list, for prose is full of ``word:``.
_SCHEMES = (
    r"(?i:(?<=s)(?:f[tx]ps?|ocks[45]?h?|mb|tratum(?:\+(?:tcp|ssl))?|sh|sl|mtps?)|(?<=f)(?:[tx]ps?|xp|ile)|(?<=w)(?:ss?|ebcal)"
    r"|(?<=t)(?:cp|ls|elnet|ftp)|(?<=u)dp|(?<=l)daps?|(?<=r)(?:mi|tsps?|edis)|(?<=d)ns|(?<=i)(?:rcs?|maps?)|(?<=g)(?:it|opher)"
    r"|(?<=m)(?:qtts?|ongodb(?:\+srv)?|agnet|arket|s-\w{2,20})|(?<=n)fs|(?<=p)op3s?)"
)

#: Tried at every place of a window around an anchor; the group's name says what it may be. Every alternative begins with a set
#: of characters outside its group: the engine rejects such an alternative without entering it.
MASTER = re.compile(
    rf"""
    [hH](?P<url>(?:[tT]{{1,2}}|[xX]{{1,2}}|\*\*|__|[tT][xX]|[xX][tT]|\.\.|\\\*\\\*)[pP][sS]?{AUTHORITY})
    |(?<![A-Za-z0-9_])(?:
        [fswtulrdigmnpFSWTULRDIGMNP](?P<other>(?<!\w[+.-].){_SCHEMES}{AUTHORITY})
        |[A-Za-z](?P<drive>:\\{{1,4}}(?=[^\s\\]))
        |[0-9](?:
            (?P<v4>[0-9]{{0,2}}(?:{DOT}[0-9]{{1,3}}){{3}}(?![\w\x01])(?!{DOT}))
            |(?P<ssdeep>[0-9]{{0,6}}:[A-Za-z0-9+/]{{6,64}}:[A-Za-z0-9+/]{{6,64}}(?![\w+/:])))
        |[0-9A-Fa-f](?P<v6>(?<![:.].)[0-9A-Fa-f]{{0,3}}{COLON}(?:{_HEX4}{COLON}){{1,7}}(?:{_V4}|{_HEX4})(?![\w:]|\.\w|[\[(]:))
        |[hHsS](?P<reg>(?:(?<=H)(?:KEY(?:\\?_[A-Z]+)+|K(?:LM|CU|CR|U|CC))
            |(?i:oftware|ystem)(?=\\{{1,2}}(?i:microsoft|wow|classes|policies|currentcontrolset|controlset)))(?::?\\{{1,4}})(?=[^\s\\]))
        |\w(?P<dotted>{_FIRST}(?:(?:{DOT}{_L}){{1,126}}+(?:(?P<at>{AT}){_L}(?:{DOT}{_L}){{1,126}}+)?|(?P<at2>{AT}){_L}(?:{DOT}{_L}){{1,126}}+))
    )
    |:(?P<v6short>(?<![:\w].):(?:{_HEX4}{COLON}){{0,6}}(?:{_V4}|{_HEX4})(?![\w:]|\.\w))
    |%(?P<env>(?:[A-Za-z][\w()]{{1,30}})%\\{{1,4}}(?=[^\s\\]))
    |\\(?P<unc>(?<![\\:\w].)\\{{1,3}}[\w.-]{{2,64}}\\{{1,2}}(?=[\w$.%-]))
    |[/~](?P<unix>(?<![\w:.>/].)(?:(?<=~)|(?:{_ROOTS}))/(?=[\w.]))
    """,
    re.VERBOSE,
)

_STOP = r"\s<>\"`|{}^\[\]\\\x02\u3002\uff61\u3001"
#: What may follow an authority; brackets only as defanged dots or empty, backslashes only before markup.
BODY = re.compile(
    rf"""[^{_STOP}]*+(?:(?:\\?[\[({{]\\?[.:@/-]\\?[\])}}]|\[(?:dot|DOT)\]|\[[\w%-]{{0,24}}\](?=[=&\[])|\[\.(?=\w)|\.\](?=\w)|\\[_*.\-~()&\#+!=?]|\\\[\.\\\])[^{_STOP}]*+)*+""",
    re.VERBOSE,
)
#: Host and port at the start of an authority.
HOST = re.compile(
    rf"(?:\\?[\[(]?(?P<v6>\[?(?:{_HEX4}{COLON}){{2,8}}(?:{_V4}|{_HEX4})\])|(?P<host>{_LABEL}(?:{DOT}{_LABEL}){{0,126}}+))(?P<port>\\?[\[(]?:\\?[\])]?(\d{{1,5}})(?!\w))?",
    re.VERBOSE,
)
#: What most URLs look like behind the scheme: host, port, path; and behind them a sign that cannot belong to a URL.
USUAL = re.compile(
    r"([A-Za-z0-9-]++(?:(?:\.|\[\.\])[A-Za-z0-9-]++)++)(?::([0-9]{1,5})(?![0-9]))?"
    r"(?:/(?:[A-Za-z0-9_.~%/=&?+#;-]{0,2048}(?<=[A-Za-z0-9/=_-]))?)?(?=[\s<>\"|`)]|\Z)"
)
#: The rest of a URL that was written with backslashes for slashes.
BACKSLASHED = re.compile(r"\\[^\s<>\"`|]*")
USER = re.compile(r"[^\s/?#@\\<>\"|\[\]]{1,128}@")
PORT = re.compile(r"\\?[\[(]?:\\?[\])]?(\d{1,5})(?![\w.:])")
PREFIX_LENGTH = re.compile(r"\\?[\[(]?/\\?[\])]?(\d{1,3})(?![\w/:-]|\.\w)")

#: Components of a Windows path up to the last backslash; a component with a space must not hold the end of a file name.
_PART = (
    r"(?![^\\\n]{1,80}?(?:\bHK[A-Z_]{1,30}|\s[A-Za-z]:)\\)(?!\s)"
    r"(?![^\\\n]{0,80}?\.\w{2,4}[\s,'\")])"
    r"(?:[^\\/:*?\"<>|\n\x01,;]|<[\w .-]{1,30}>){1,80}"
)
DIRECTORIES = re.compile(rf"(?:{_PART}\\{{1,4}}(?=[^\s\\]))*+")
LAST_PART = re.compile(r"[^\\/:*?\"<>|\s,;`'\x01]*+(?:\\[_.][^\\/:*?\"<>|\s,;`'\x01]*+)*+")
QUOTED_PART = re.compile(r"[^\\/:*?\"<>|\n`\x01]{1,120}")
KEY_TAIL = re.compile(
    r"\ (?:Settings|Options|Folders|NT|Manager|Components|Panel|Setup|Providers|Packages|Once|Files|Objects|Keys)\b", re.VERBOSE
)
#: Further words of a key's last part, told by what stands behind them: a word of the sentence, or its end.
KEY_WORDS = re.compile(
    r"(?:\ (?!(?:The|This|It|In|On|And|Or|To|A|An|As|If|When|Then|Value|Values|Data|Name|Type)\b)"
    r"[A-Z][A-Za-z0-9]{1,24})(?:\ [A-Z][A-Za-z0-9]{1,24}){0,2}"
    r"(?=\ (?:for|to|and|is|was|are|in|which|with|as|so|that|at|by|or|from|key|where)\b)"
)
#: What of a key with blanks stands before a switch of the command that writes it.
KEY_BEFORE_SWITCH = re.compile(r"(?:\ [\w.()-]{1,40}){1,5}(?=\ /(?:v|ve|va|t|d|f|k|s|reg:\d\d)\b)")
UNIX_TAIL = re.compile(r"[\w.\-+@%~:=]+(?:/[\w.\-+@%~:=$*{}]*)*")

#: A pattern for each spelling of the three letters: with a literal in front the engine skips at memory speed.
CVES = {
    letters: re.compile(rf"{letters}(?<![A-Za-z0-9]...)[-_ ]{{0,2}}\n?(?:19|20)\d\d[-_]{{1,2}}[ \n]?\d{{4,7}}(?!\d)")
    for letters in ("CVE", "cve")
}
TECHNIQUE = re.compile(r"T(?<![\w/]T)A?\d{4}(?:\.\d{3})?(?![\w])")
ASN = re.compile(r"AS(?<![\w]AS)(?:N[:# ]{1,2})?\d{1,10}(?![\w.-])")
WALLET = re.compile(
    r"(?:bc1[ac-hj-np-z02-9]{8,87}|BC1[AC-HJ-NP-Z02-9]{8,87}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|0x[0-9a-fA-F]{40}|[48][1-9A-HJ-NP-Za-km-z]{94,105})"
)
TLSH = re.compile(r"(?:[tT]1)?[0-9A-F]{70}")
