"""How many of the project's own cases each tool gets wholly right, by theme, for the types that all know.

``python traps.py --tool NAME`` in the tool's own environment; see ``peers.py``. A case counts as right when the hosts, IPv4
addresses, e-mail addresses, MD5, SHA-1, SHA-256 and CVEs found are those of the case; what stands inside a URL or an address
may be given or not.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from peers import TOOLS

CASES = Path(__file__).parents[2] / "tests" / "cases" / "extraction"
TYPES = {"domain-name", "ipv4-addr", "email-addr", "md5", "sha1", "sha256", "cve"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", choices=TOOLS, required=True)
    read = TOOLS[parser.parse_args().tool]()
    line = []
    for path in sorted(CASES.glob("*.json")):
        cases = json.loads(path.read_text("utf-8"))
        line.append(f"{path.stem} {sum(right(case, read) for case in cases)}/{len(cases)}")
    print("; ".join(line))


def right(case: dict[str, object], read) -> bool:
    wanted = {tuple(item.replace("vulnerability", "cve").split(" ", 1)) for item in case["want"]}
    must = {(kind, value.lower()) for kind, value in wanted if kind in TYPES}
    try:
        found = {(kind, value.lower()) for kind, value in read(case["text"]) if kind in TYPES}
    except Exception:  # a tool that fails on a case gets it wrong
        return False
    return must <= found and all(item in must or any(item[1] in value.lower() for _, value in wanted) for item in found)


if __name__ == "__main__":
    main()
