"""The kind of a value that a format has set apart: by the format's own name for it, or by its shape when it has none."""

from __future__ import annotations

import ipaddress
import re

#: Names that formats and column headings give to kinds of values (lower case, without spaces, dots, dashes and underscores).
_NAMES = {
    "md5": "md5", "sha1": "sha1", "sha256": "sha256", "sha512": "sha512", "ssdeep": "ssdeep", "tlsh": "tlsh", "imphash": "imphash",
    "ip": "ipv4-addr", "ipaddress": "ipv4-addr", "ipv4": "ipv4-addr", "ipv4addr": "ipv4-addr", "ipsrc": "ipv4-addr", "ipdst": "ipv4-addr",
    "ipv6": "ipv6-addr", "ipv6addr": "ipv6-addr", "cidr": "cidr",
    "domain": "domain-name", "domainname": "domain-name", "hostname": "domain-name", "host": "domain-name", "fqdn": "domain-name",
    "url": "url", "uri": "url", "link": "url", "urls": "url", "domains": "domain-name", "ips": "ipv4-addr",
    "email": "email-addr", "emailaddr": "email-addr", "emailaddress": "email-addr", "emailsrc": "email-addr", "emaildst": "email-addr",
    "whoisregistrantemail": "email-addr", "emailreplyto": "email-addr",
    "filename": "file-name", "filepath": "file-path", "file": "file-name", "path": "file-path", "pdb": "pdb-path",
    "regkey": "windows-registry-key", "registrykey": "windows-registry-key", "windowsregistrykey": "windows-registry-key", "mutex": "mutex",
    "useragent": "user-agent", "httpuseragent": "user-agent", "as": "autonomous-system", "asn": "autonomous-system",
    "autonomoussystem": "autonomous-system",
    "cve": "vulnerability", "vulnerability": "vulnerability", "btc": "cryptocurrency-wallet", "xmr": "cryptocurrency-wallet",
    "yara": "yara-rule", "sigma": "sigma-rule",
    "x509fingerprintsha1": "x509-certificate", "x509fingerprintmd5": "x509-certificate", "x509fingerprintsha256": "x509-certificate",
    "malware": "malware", "malwarefamily": "malware", "family": "malware", "tool": "tool", "threatactor": "intrusion-set",
    "actor": "intrusion-set", "group": "intrusion-set", "intrusionset": "intrusion-set", "technique": "attack-pattern",
    "techniqueid": "attack-pattern", "attackpattern": "attack-pattern", "campaign": "campaign", "campaignname": "campaign",
}  # fmt: skip
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
    "exe dll sys doc docx docm xls xlsx xlsm ppt pptx pdf rtf zip rar 7z iso img lnk vbs vbe js jse hta bat cmd ps1 py sh jar apk scr tmp dat bin "
    "txt html htm php aspx jpg png gif msi cab chm elf so".split()
)
#: Endings that are top-level domains as well as file types; alone they decide nothing against a domain.
_BOTH = frozenset("zip sh py so".split())


def named(name: str) -> str | None:
    """Kind that a format's own name for a type means; None if it means none of ours."""
    return _NAMES.get(_SQUEEZE.sub("", name.casefold()))


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
