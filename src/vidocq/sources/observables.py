"""The kind of a value that a format has set apart: by the format's own name for it, or by its shape when it has none."""

from __future__ import annotations

import ipaddress
import re

#: Names that formats and column headings give to kinds of values (lower case, without spaces, dots, dashes and underscores).
_NAMED_SO = {
    "md5": "md5 md5hash hashmd5 filehashmd5 filemd5 md5sum",
    "sha1": "sha1 sha1hash hashsha1 filehashsha1 filesha1 sha1sum",
    "sha256": "sha256 sha256hash hashsha256 filehashsha256 filesha256 sha256sum",
    "sha512": "sha512 sha512hash hashsha512 filehashsha512 sha512sum",
    "ssdeep": "ssdeep",
    "tlsh": "tlsh",
    "imphash": "imphash filehashimphash importhash",
    "ipv4-addr": """
        ip ipaddress ipv4 ipv4addr ipv4address ipsrc ipdst ips ipport ipdstport ipsrcport dstip srcip destip c2ip
        serverip ipaddr
    """,
    "ipv6-addr": "ipv6 ipv6addr ipv6address",
    "cidr": "cidr network subnet netblock iprange",
    "domain-name": """
        domain domainname hostname host fqdn domains hostnames c2domain c2host dnsname dns hostnameport domainport
        domainip
    """,
    "url": "url uri link urls c2url fullurl downloadurl maliciousurl phishingurl",
    "email-addr": """
        email emailaddr emailaddress emailsrc emaildst whoisregistrantemail emailreplyto targetemail dnssoaemail
        senderemail
    """,
    "file-name": "filename file filenames malwaresample attachment emailattachment windowsscheduledtaskname",
    "file-path": "filepath path fullpath directory",
    "pdb-path": "pdb pdbpath",
    "windows-registry-key": "regkey registrykey windowsregistrykey registry",
    "windows-service": "windowsservicename windowsservicedisplayname servicename service",
    "mutex": "mutex mutexname",
    "user-agent": "useragent httpuseragent",
    "autonomous-system": "as asn autonomoussystem asnumber",
    "vulnerability": "cve vulnerability cveid",
    "cryptocurrency-wallet": "btc xmr bitcoin wallet btcaddress",
    "yara-rule": "yara",
    "sigma-rule": "sigma",
    "x509-certificate": """
        x509fingerprintsha1 x509fingerprintmd5 x509fingerprintsha256 certificateserial serialnumber certserial
        thumbprint certificatethumbprint certsha1 sslfingerprint certificatefingerprint
    """,
    "fingerprint": """
        ja3 ja3s ja3hash ja3fingerprintmd5 ja3sfingerprintmd5 ja4 ja4s jarm jarmfingerprint hassh hasshserver hasshmd5
        hasshserversha256 pehash authentihash vhash richpe richheaderhash githash gitcommit commit commitid impfuzzy
        telfhash cdhash symhash rc4key aeskey key encryptionkey xorkey favicon faviconmmh3 sigcheckhash rulehash
    """,
    "malware": "malware malwarefamily family",
    "tool": "tool",
    "intrusion-set": "threatactor actor group intrusionset",
    "attack-pattern": "technique techniqueid attackpattern",
    "campaign": "campaign campaignname",
}
_NAMES = {name: kind for kind, names in _NAMED_SO.items() for name in names.split()}
_KINDS = frozenset(_NAMED_SO)
#: Kinds that one name of a type may stand for: which of them it is, the value says.
_FAMILIES = (
    frozenset({"md5", "sha1", "sha256", "sha512"}),
    frozenset({"ipv4-addr", "ipv6-addr", "cidr", "domain-name", "url"}),
    frozenset({"file-name", "file-path"}),
)
_DIGITS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128, "imphash": 32}
_NOTHING = frozenset(("-", "--", "n/a", "na", "none", "null", "unknown", "tbd", "?", "nan", "no", "yes", "various", "multiple"))
_SQUEEZE = re.compile(r"[\s._\-/:()]+")
_HASHES = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
_HEX = re.compile(r"[0-9a-fA-F]+")
_DEFANG = re.compile(r"\[(\.|:|@|//|://)\]|\((\.)\)|\{(\.)\}")
_HXXP = re.compile(r"^h(?:xx|XX|\*\*|tt|TT)p(s?)", re.IGNORECASE)
_URL = re.compile(r"(?:https?|ftp|tcp|udp|wss?)://[^\s/]{2,}", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[\w](?:[\w-]{0,61}[\w])?\.)+(?:[a-zA-Z]{2,24}|xn--[a-zA-Z0-9-]{2,59})\.?")
_EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_VULNERABILITY = re.compile(r"CVE-\d{4}-\d{4,7}", re.IGNORECASE)
_TECHNIQUE = re.compile(r"T[1-9]\d{3}(?:\.\d{3})?|TA00\d\d")
_FILES = frozenset(
    """
    exe dll sys doc docx docm xls xlsx xlsm ppt pptx pdf rtf zip rar 7z iso img lnk vbs vbe js jse hta bat cmd ps1 py sh
    jar apk scr tmp dat bin txt html htm php aspx jpg png gif msi cab chm elf so
    """.split()
)
#: Endings that are top-level domains as well as file types; alone they decide nothing against a domain.
_BOTH = frozenset(["zip", "sh", "py", "so"])


def named(name: str) -> str | None:
    """Kind that a format's own name for a type means; None if it means none of ours."""
    return _NAMES.get(_SQUEEZE.sub("", name.casefold()))


def typed(name: str, value: str) -> str | None:
    """Kind of a value under a format's own name for its type; the value decides between the forms one name may mean.

    A name wins over the shape except within a family: what stands under *MD5* and has 64 digits is a SHA-256.
    """
    said = name if name in _KINDS else named(name)
    if said is None:
        return None
    shape = shaped(value)
    for family in _FAMILIES:
        if said in family and shape in family:
            return shape
    return said if _possible(said, value.strip()) else None


def _possible(kind: str, value: str) -> bool:
    """Whether a value can be of a kind at all: a dash or *n/a* in a column of domains is none."""
    if not value or value.casefold() in _NOTHING:
        return False
    if kind in _DIGITS:
        return value.isalnum() and _HEX.fullmatch(value) is not None and len(value) > _DIGITS[kind] - 3
    if kind in ("ipv4-addr", "ipv6-addr", "cidr"):
        return value[0].isalnum() or value[0] in ":["
    if kind == "domain-name":
        return any(dot in value for dot in ".\u3002\uff0e") and not any(map(str.isspace, value.strip()))
    return True


def shaped(value: str) -> str | None:
    """Kind that a single value, defanged or not, has by its shape alone; None if it has no certain one."""
    value = value.strip().strip("\"'`")
    if not value or len(value) > 4096:
        return None
    if len(value) in _HASHES and _HEX.fullmatch(value):
        return _HASHES[len(value)]
    plain = _HXXP.sub(r"http\1", _DEFANG.sub(lambda match: match.group(1) or match.group(2) or match.group(3), value))
    if _URL.match(plain):
        return "url"
    if " " in plain:
        return None
    return _address(plain) or _named_thing(plain)


def _address(value: str) -> str | None:
    host, _, port = value.partition(":") if value.count(":") == 1 else (value, "", "")
    if port and not port.isdigit():
        return None
    try:
        if "/" in host:
            ipaddress.ip_network(host, strict=False)
            return "cidr"
        return "ipv4-addr" if ipaddress.ip_address(host).version == 4 else "ipv6-addr"
    except ValueError:
        return None


def _named_thing(value: str) -> str | None:
    if _VULNERABILITY.fullmatch(value):
        return "vulnerability"
    if _TECHNIQUE.fullmatch(value):
        return "attack-pattern"
    if _EMAIL.fullmatch(value):
        return "email-addr"
    ending = value.rsplit(".", 1)[-1].lower()
    if ending in _FILES - _BOTH:
        return "file-name" if "\\" not in value and "/" not in value else "file-path"
    host, _, rest = value.partition("/")
    host, _, port = host.partition(":")
    if (not port or port.isdigit()) and _DOMAIN.fullmatch(host) and not any(map(str.isspace, rest)):
        return "url" if rest else "domain-name"
    return None
