"""Is a dotted word a host, a file name, code, or nothing: by suffix, shape and what stands around it."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import lru_cache

from vidocq.evidence.indicators.suffixes import is_corner, top_level
from vidocq.evidence.indicators.words import words

_FILE_EXTENSIONS = words(
    """
    7z a3x accdb ace ade apk app appx asax asc asd ashx asmx asp aspx au3 aut ahk bak bash bat bin bmp bz2 cab cer cfg cfm
    chm class cmd cnf com conf config cpl cpp crt crx csproj css csv csh dat db deb dex dll dmg dmp doc docb docm docx dot
    dotm dotx drv dylib efi elf eml emf eps exe fon gif go gz h hlp hpp hta htm html ico idl img inc inf ini ipa iqy iso jar
    java jpeg jpg js jse json jsp jspx key ko kdbx lib lnk log lua lzh m4a m4v manifest md mde mdb mht mhtml mkv mof mov mp3
    mp4 mpeg msc msg msi msp mst mui nls ocx odt one ost ova ovf p12 pdb pdf pem pfx php php3 php5 phtml pif pkg pl pl_
    plist png pot potm ppa ppam pps ppsm ppt pptm pptx properties ps ps1 psd1 psm1 pst pub pubx py pyc pyd pyw rar rb reg
    rels res rpm rs rtf scr scf sct service sh sln slk so sql sqlite sqlite3 svg swf sys tar tgz theme tif tiff timer tmp
    torrent ttf txt url vb vbe vbp vbs vbscript vcxproj vhd vhdx vmdk vmx vxd war wav webm webp wim wll wmf wmv wsc wsf wsh
    wtf xlam xll xls xlsb xlsm xlsx xlt xltm xml xpi xps xsd xsl xslt xz yar yara yaml yml z zip zst
    """
) - {"wtf"}

#: Suffixes that are both a top-level domain and a file's extension.
_BOTH = words(
    """
    zip mov py sh pl rs md so ps app cab java pub com cc do bar ac
    """
) & (_FILE_EXTENSIONS | {"com"})
#: Of these, the ones that in running text nearly always end a file name.
_RATHER_FILE = words(
    """
    zip mov py sh md so ps cab java pub app rs lib
    """
)
#: Top-level domains under which plain words with a dot are taken for hosts without further signs.
_COMMON = words(
    """
    com net org edu gov mil int info biz eu asia mobi xyz top club online site website shop store tech space live pro cloud
    icu vip work press fun host ru cn de uk fr nl br jp kr in it es pl ca au ch se no dk fi be at cz sk hu ro bg gr pt ua by
    kz ir il tr sa ae eg za ng ke mx ar cl co pe ve vn th id my sg ph tw hk pk bd lk np mn ge am az md lv lt ee si hr rs ba
    mk al is ie lu li mt cy su ws cc tv me io ai gg to ly sh im ga ml cf gq tk pw us nu la vc bz sc st fm am ax gl mu ma tn
    dz ly lb jo kw qa om bh ye iq sy onion i2p bit bazar pk mm kh uz tm kg tj af link click download stream win bid loan men
    date racing review trade science party accountant faith cricket gdn one today life world agency email network digital
    solutions services systems support center company international group media news blog wiki dev app page run tools zone
    buzz rest cyou sbs monster quest cfd
    """
)
#: Top-level domains that in technical prose are more often a member name, an English word or a product than a host.
_WORDS = words(
    """
    name id call open read run date now data host map link click download stream win bid page app dev tools zone network
    services support systems one today life world email blog news wiki media center group company work press fun live pro
    cloud store space is in it to no so as at me my do be by am us im la ms call contact docs drive target windows office
    play final new next select show search security safe secure save sale like here link live loan lib local map menu you
    works win watch vote video software srl sas sap sc sky ski sb st sr ss sl pro prof properties property prime pics photo
    phone pet parts pay ping pin press show off object io cc text style storage start post place plus physio events exchange
    express fail fan fast feedback fish fit fly foo forum free frl fund gallery game games gift gives glass global gold
    graphics green guide help hot how info ink institute insure kim kitchen land law legal limited loans love ltd management
    market memorial men mobile moda money monster mom name navy observer onl orange organic origin pars partners rest review
    rip rocks room rs rugby ruhr science services sex shop silk singles site smile soccer social solar song spot star studio
    study sucks supply surf tab talk tax team tips tires total tours town toys trade trading training travel trust tube
    vacations vet viking vision voting wed wow zero day date delivery design direct directory discover dog domains dot
    equipment exposed bar best black blue book boo box build cab cafe call camera camp capital car care cars case cash cat
    chat cheap circle city claims click clinic clothing coach codes coffee cool credit dad dance dating ad army arpa art
    author auto band bank beer being bike bio
    """
)
#: Of these, names of members and methods, which a digit in front makes no more of a host (``item2.name``).
_MEMBERS = words(
    """
    name id call open read run date now data host map link click target play show select search new next style text
    """
)
_CODE_HEADS = words(
    """
    system microsoft java javax android androidx console document window math date object array string json this self std os
    sys process module exports node event request response req res http https net io socket thread runtime reflection text
    xml data win32 win64 w32 w64 trojan backdoor worm virus exploit adware spyware ransom downloader trojandownloader
    trojandropper dropper hacktool riskware pua pup heur js vbs html msil linux osx symbian troj tr bds mal gen suspicious
    behaveslike wscript activexobject shell adodb msxml2 scripting winhttp schedule excel word application activeworkbook
    range cells foo bar string.prototype kotlin scala python numpy pandas re base64 ctypes subprocess app context form
    control me args argv e i x obj item file path dir user env config settings params asp ado vb paint socket
    """
)
_PRODUCTS = words(
    """
    asp.net vb.net ado.net socket.io node.js vue.js next.js react.js angular.js express.js three.js d3.js discord.js
    backbone.js ember.js require.js jquery.js nuxt.js moment.js chart.js electron.js ml.net paint.net e.g i.e u.s u.k d.c
    no.in booking.in asp.net.core windows.net f.lux
    """
)
_TOP_FIRST = words(
    """
    com org net edu gov io de ru cn me uk fr
    """
)
_SPLIT_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ASCII_HOST = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


_HANGUL = re.compile("[\uac00-\ud7af]\\Z")


class Shape(Enum):
    """What a dotted word is by its own letters."""

    NONE = 0
    HOST = 1
    FILE = 2
    RISKY = 3
    RATHER_FILE = 4


#: Labels that DNS and its registries allow: no hyphen at an end; no underscore in the last two; no number at the end.
_SOUND = re.compile(r"(?:(?!-)[\w-]{1,63}(?<!-)\.)*(?!-)(?:[^\W_]|-){1,63}(?<!-)\.(?=\D)[^\W_](?:[^\W_]|-){0,62}(?<!-)")
_LONGEST = 253


@lru_cache(maxsize=16384)
def shape_of(name: str) -> Shape:
    """What a dotted word in lower case with plain dots is, by suffix and labels alone."""
    head, _, top = name.rpartition(".")
    if name in _PRODUCTS or not head or len(name) > _LONGEST:
        return Shape.NONE
    known = top in top_level()
    if not known or _SOUND.fullmatch(name) is None:
        return Shape.FILE if top in _FILE_EXTENSIONS and top != "com" and not head.endswith(".") else Shape.NONE
    return _host_shape(name.split("."), top)


def _host_shape(labels: list[str], top: str) -> Shape:
    if labels[0] == "www" or top in ("onion", "i2p") or top.startswith("xn--") or not top.isascii():
        return Shape.HOST
    if all(label.isdigit() for label in labels[:-1]) and top not in ("com", "net", "org", "cn"):
        return Shape.RISKY if len(labels) == 2 else Shape.NONE
    if top in _RATHER_FILE and len(labels) == 2:
        return Shape.RATHER_FILE
    if top in OTHER and len(labels) == 2:
        return Shape.RISKY
    if labels[0] in _TOP_FIRST and len(labels) > 2 and top not in _TOP_FIRST:
        return Shape.RISKY
    if labels[0] in _CODE_HEADS or (top in _WORDS and not _marked(labels, top)) or top not in _COMMON:
        return Shape.RISKY
    return Shape.HOST


OTHER = frozenset({"bit", "coin", "emc", "lib", "eth", "local", "lan", "loki"})


def _marked(labels: list[str], top: str) -> bool:
    """Whether labels look made for a host: a digit or hyphen no member would have, a service's corner, four labels."""
    signs = any("-" in label or (top not in _MEMBERS and any(sign.isdigit() for sign in label)) for label in labels[:-1])
    return len(labels) > 3 or signs or (len(labels) == 3 and is_corner(".".join(labels)))


@lru_cache(maxsize=16384)
def valid(name: str) -> bool:
    """Whether a name in lower case with plain dots can be a host on the Internet (suffix known, labels sound)."""
    return name.rpartition(".")[2] in top_level() and len(name) <= _LONGEST and _SOUND.fullmatch(name) is not None


def common(name: str) -> bool:
    """Whether a name ends in a suffix that hosts often have and prose does not (``com``, never ``is``)."""
    top = name.rpartition(".")[2]
    return top in _COMMON and top not in _WORDS


def no_member(name: str) -> bool:
    """Whether a name is not what code has: no head such as *self*, no member such as *name* at its end."""
    return not headed_as_code(name) and name.rpartition(".")[2] not in _MEMBERS


def headed_as_code(name: str) -> bool:
    """Whether a name begins like a member of an object (``self``, ``item``)."""
    return name.partition(".")[0] in _CODE_HEADS


def believable_case(written: str) -> bool:
    """Whether the letters' case allows a host: ``Winnti.BN``, ``System.It`` and ``Foo.Bar`` do not, ``EVIL.COM`` does."""
    head, _, top = written.rpartition(".")
    if top.islower() or top.isdigit() or top.lower() == top.upper():  # or of a script without case
        inner = head.replace("-", "").replace("_", "")
        return top in _COMMON or inner.islower() or not any(sign.isupper() for sign in inner)
    return top.isupper() and head.isupper() and len(top) > 2 and top in {"COM", "NET", "ORG", "INFO", "EDU", "GOV", "BIZ"}


def unglue(written: str) -> str:
    """The host at the front of a word that ran into the next one (``evil.comThe``, ``evil.comhttp``); empty if there is none."""
    head, _, last = written.rpartition(".")
    for cut in (
        *(match.start() for match in _SPLIT_CASE.finditer(last)),
        *(at for at in (last.find("http"), last.find("hxxp")) if at > 0),
    ):
        front = f"{head}.{last[:cut]}"
        if valid(front.lower()):
            return front
    return ""


def skew(name: str) -> str:
    """Why a host in letters beyond ASCII looks like another: ``mixed scripts``, ``look-alike script``, or nothing."""
    if "xn--" in name:
        name = _unicode(name)
    if name.isascii():
        return ""
    for label in name.split("."):
        scripts = {_script(sign) for sign in label if sign.isalpha()}
        if len(scripts) > 1 and scripts & {"LATIN", "CYRILLIC", "GREEK"} and not scripts <= {"CJK", "HIRAGANA", "KATAKANA"}:
            return "mixed scripts"
        if scripts in ({"CYRILLIC"}, {"GREEK"}) and all(sign in _ALIKE or not sign.isalpha() for sign in label):
            return "look-alike script"
    return ""


_ALIKE = frozenset("асеоріјѕхуԛԝһԁӏвнкмтгпαοερτυνικχγ")


def _script(sign: str) -> str:
    return unicodedata.name(sign, "UNKNOWN").split(" ")[0]


@lru_cache(maxsize=4096)
def _unicode(name: str) -> str:
    labels = []
    for label in name.split("."):
        try:
            labels.append(label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label)
        except (UnicodeError, IndexError):
            labels.append(label)
    return ".".join(labels)


def ascii_part(written: str) -> tuple[int, int]:
    """The span of the ASCII host in a word that running East Asian text is glued to; the whole word where there is none."""
    if _EAST_ASIAN.search(written):
        match = _ASCII_HOST.search(written)
        if match:
            return match.span()
    return 0, len(written)


def without_particle(written: str) -> str:
    """A host in Hangul without the particle that a sentence glues to it; as it stands where none is."""
    if not _HANGUL.search(written):
        return written
    for cut in range(1, 4):
        if valid(written[:-cut].replace("[.]", ".").lower()):
            return written[:-cut]
    return written


def is_file(name: str) -> bool:
    """Whether a name in lower case ends like a file."""
    return name.rpartition(".")[2] in _FILE_EXTENSIONS
