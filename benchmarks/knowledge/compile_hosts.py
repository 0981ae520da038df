"""Compile the hosts and hashes that are known beforehand from a checkout or package of MISP's warning lists.

``python benchmarks/knowledge/compile_hosts.py DIRECTORY-OF-LISTS`` writes ``src/vidocq/evidence/indicators/data/known.txt``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

OUT = Path(__file__).parents[2] / "src" / "vidocq" / "evidence" / "indicators" / "data" / "known.txt"
LISTS = {
    "popular": ("tranco10k", "majestic_million", "alexa", "moz-top500"),
    "security": ("security-provider-blogpost", "automated-malware-analysis"),
    "shared": ("lots-project", "url-shortener", "link-in-bio", "public-ipfs-gateways"),
    "lookups": ("whats-my-ip", "findip-host"),
    "vendors": ("microsoft", "google", "microsoft-office365", "captive-portals", "microsoft-win10-connection-endpoints"),
    "banks": ("bank-website",),
    "hashes": ("empty-hashes", "common-ioc-false-positive", "eicar.com", "mozilla-CA"),
}
#: First labels of package registries: the project names no registry's host anywhere, so they are not kept.
REGISTRIES = frozenset({"pypi", "npmjs", "nuget", "rubygems", "maven"})
HEAD = """# Hosts and hashes known beforehand, compiled by benchmarks/knowledge/compile_hosts.py from MISP's warning lists
# (CC0-1.0, the MISP project): a section for each use, one entry a line, lower case, without "www." and leading dots.
# Lists and their versions: """


def main(directory: Path) -> None:
    """Write the file."""
    versions, sections = [], []
    for section, names in LISTS.items():
        entries: set[str] = set()
        for name in names:
            content = json.loads((directory / name / "list.json").read_bytes())
            versions.append(f"{name} {content['version']}")
            hosts = (one.lower().strip().removeprefix("www.").lstrip(".") for one in content["list"])
            entries.update(host for host in hosts if host.partition(".")[0] not in REGISTRIES)
        sections.append("\n".join((f"[{section}]", *sorted(entries))))
    OUT.write_text(HEAD + ", ".join(versions) + "\n" + "\n".join(sections) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
