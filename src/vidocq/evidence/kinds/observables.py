"""Cards of the observables: what is looked up exactly, and what can be read off a machine or a wire."""

from __future__ import annotations

from vidocq.evidence.kind import Kind
from vidocq.vocabulary.analysis import Aspect, Spoofability, Vertex

_RENTED = "rented, changed and reused by others within weeks"
_OWN_BYTES = "names exact bytes; a planted file would have to be the same file"
_TEXT = "a text in the code that an author can write as he likes"


def _card(  # noqa: PLR0917 - one line a card reads as a table
    name: str,
    label: str,
    aspect: Aspect,
    vertex: Vertex,
    spoofability: Spoofability,
    reason: str,
    stix: str,
    *,
    plural: str = "",
    weight: str | None = None,
) -> Kind:
    return Kind(
        id=name,
        label=label,
        plural=plural or f"{label}s",
        aspect=aspect,
        vertex=vertex,
        spoofability=spoofability,
        spoofability_reason=reason,
        stix=stix,
        observable=True,
        weight=weight,
    )


_INFRA, _MALWARE, _CONTROL = Aspect.INFRASTRUCTURE, Aspect.MALWARE, Aspect.CONTROL_SERVER
_PLACE, _MEANS, _WHO = Vertex.INFRASTRUCTURE, Vertex.CAPABILITY, Vertex.ADVERSARY
_LOW, _MEDIUM, _HIGH = Spoofability.LOW, Spoofability.MEDIUM, Spoofability.HIGH

_AGENT = "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"
_NETWORK = (
    _card("ipv4-addr", "IPv4 address", _INFRA, _PLACE, _MEDIUM, _RENTED, "ipv4-addr:value", plural="IPv4 addresses"),
    _card("ipv6-addr", "IPv6 address", _INFRA, _PLACE, _MEDIUM, _RENTED, "ipv6-addr:value", plural="IPv6 addresses"),
    _card("cidr", "network", _INFRA, _PLACE, _MEDIUM, "shared by all who rent there", "ipv4-addr:value"),
    _card("domain-name", "domain name", _INFRA, _PLACE, _MEDIUM, "registered by anyone, and seized", "domain-name:value"),
    _card("url", "URL", _INFRA, _PLACE, _MEDIUM, "set up by anyone who holds the host", "url:value"),
    _card("email-addr", "e-mail address", _INFRA, _PLACE, _HIGH, "can be forged", "email-addr:value", plural="e-mail addresses"),
    _card("autonomous-system", "autonomous system", _INFRA, _PLACE, _MEDIUM, "a habit many share", "autonomous-system:number"),
    _card(
        "x509-certificate", "certificate", _INFRA, _PLACE, _LOW, "using it needs the private key, though keys are stolen",
        "x509-certificate:serial_number",
    ),
    _card("user-agent", "user agent", _CONTROL, _MEANS, _HIGH, _TEXT, _AGENT),
)  # fmt: skip
_FILES = (
    _card("md5", "MD5", _MALWARE, _MEANS, _LOW, _OWN_BYTES, "file:hashes.MD5"),
    _card("sha1", "SHA-1", _MALWARE, _MEANS, _LOW, _OWN_BYTES, "file:hashes.'SHA-1'"),
    _card("sha256", "SHA-256", _MALWARE, _MEANS, _LOW, _OWN_BYTES, "file:hashes.'SHA-256'"),
    _card("sha512", "SHA-512", _MALWARE, _MEANS, _LOW, _OWN_BYTES, "file:hashes.'SHA-512'"),
    _card("ssdeep", "ssdeep", _MALWARE, _MEANS, _MEDIUM, "likeness, not identity", "file:hashes.SSDEEP", plural="ssdeep hashes"),
    _card("tlsh", "TLSH", _MALWARE, _MEANS, _MEDIUM, "likeness, not identity", "file:hashes.TLSH", plural="TLSH hashes"),
    _card(
        "imphash",
        "import hash",
        _MALWARE,
        _MEANS,
        _MEDIUM,
        "shared by all files with the same imports",
        "file:hashes.IMPHASH",
        plural="import hashes",
    ),
    _card(
        "hash-damaged",
        "damaged hash",
        _MALWARE,
        _MEANS,
        _HIGH,
        "characters were lost on the way into the text",
        "",
        plural="damaged hashes",
    ),
    _card("file-name", "file name", _MALWARE, _MEANS, _HIGH, _TEXT, "file:name"),
    _card("file-path", "file path", _MALWARE, _MEANS, _HIGH, _TEXT, "directory:path"),
    _card(
        "pdb-path",
        "PDB path",
        _MALWARE,
        _MEANS,
        _HIGH,
        "left by the compiler, and written over with one command",
        "file:x_pdb_path",
    ),
    _card("windows-registry-key", "registry key", _MALWARE, _MEANS, _HIGH, _TEXT, "windows-registry-key:key"),
    _card(
        "windows-service", "Windows service", _MALWARE, _MEANS, _HIGH, _TEXT,
        "process:extensions.'windows-service-ext'.service_name",
    ),
    _card("mutex", "mutex", _MALWARE, _MEANS, _HIGH, _TEXT, "mutex:name", plural="mutexes"),
)  # fmt: skip
_OTHER = (
    _card(
        "vulnerability",
        "vulnerability",
        _MALWARE,
        _MEANS,
        _HIGH,
        "anyone may exploit what is published",
        "vulnerability",
        plural="vulnerabilities",
        weight="vulnerabilities",
    ),
    _card("cryptocurrency-wallet", "wallet", _INFRA, _WHO, _LOW, "money goes where the key is", "cryptocurrency-wallet:value"),
    _card("yara-rule", "YARA rule", _MALWARE, _MEANS, _HIGH, "a defender's work, a pointer to it", "indicator"),
    _card("sigma-rule", "Sigma rule", _MALWARE, _MEANS, _HIGH, "a defender's work, a pointer to it", "indicator"),
    _card(
        "operator-handle",
        "operator's handle",
        _INFRA,
        _WHO,
        _HIGH,
        "anyone can take a name that is free",
        "user-account:account_login",
    ),
)
KINDS = (*_NETWORK, *_FILES, *_OTHER)
