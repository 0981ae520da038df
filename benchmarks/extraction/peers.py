"""Run vidocq and its peers over the same documents: CPU time, and precision and recall against the documents' gold.

Each peer has its own environment (``python -m venv DIR/NAME && DIR/NAME/bin/pip install NAME``) and is called as
``DIR/NAME/bin/python peers.py --tool NAME DOCUMENTS``; without ``--tool`` the script runs all that it finds, in turn,
several rounds, and keeps each one's best round: a busy machine makes everything slower, never faster.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import time
from pathlib import Path

TYPES = ("domain-name", "ipv4-addr", "email-addr", "md5", "sha1", "sha256", "cve")


def run_vidocq():
    from vidocq.evidence.indicators import scan

    names = {"vulnerability": "cve"}
    return lambda text: [(names.get(m.kind, m.kind), m.value) for m in scan(text)]


def run_vidocq_fast():
    from vidocq.evidence.indicators.accelerated import scan_fast

    names = {"vulnerability": "cve"}
    return lambda text: [(names.get(m.kind, m.kind), m.value) for m in scan_fast(text)]


def run_iocsearcher():
    from iocsearcher.searcher import Searcher

    searcher = Searcher()
    names = {"fqdn": "domain-name", "ip4": "ipv4-addr", "email": "email-addr"}
    return lambda text: [(names.get(ioc.name, ioc.name), ioc.value) for ioc in searcher.search_data(text)]


def run_ioc_finder():
    from ioc_finder import find_iocs

    names = {
        "domains": "domain-name",
        "ipv4s": "ipv4-addr",
        "email_addresses": "email-addr",
        "md5s": "md5",
        "sha1s": "sha1",
        "sha256s": "sha256",
        "cves": "cve",
        "urls": "url",
    }

    def read(text):
        found = find_iocs(text)
        return [(names[name], value) for name in names for value in found.get(name, ())]

    return read


def run_iocextract():
    import iocextract

    def read(text):
        pairs = []
        for name, function in (
            ("url", iocextract.extract_urls), ("ipv4-addr", iocextract.extract_ipv4s), ("email-addr", iocextract.extract_emails),
            ("md5", iocextract.extract_md5_hashes), ("sha1", iocextract.extract_sha1_hashes),
            ("sha256", iocextract.extract_sha256_hashes),
        ):  # fmt: skip
            options = {} if "hash" in function.__name__ else {"refang": True}
            pairs += [(name, value) for value in function(text, **options)]
        return pairs

    return read


def run_msticpy():
    from msticpy.transform.iocextract import IoCExtract

    extractor = IoCExtract()
    names = {
        "dns": "domain-name",
        "ipv4": "ipv4-addr",
        "email": "email-addr",
        "md5_hash": "md5",
        "sha1_hash": "sha1",
        "sha256_hash": "sha256",
        "url": "url",
    }
    return lambda text: [(names.get(kind, kind), value) for kind, values in extractor.extract(text).items() for value in values]


TOOLS = {
    "vidocq": run_vidocq, "vidocq-hyperscan": run_vidocq_fast, "iocsearcher": run_iocsearcher, "ioc-finder": run_ioc_finder,
    "iocextract": run_iocextract, "msticpy": run_msticpy,
}  # fmt: skip


def measure(tool: str, path: Path) -> dict[str, object]:
    """One round in this process: the first pass over every document, with cold caches, after a warm-up on one line."""
    documents = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    read = TOOLS[tool]()
    read("warm up http://example.com/a 192.0.2.1 d41d8cd98f00b204e9800998ecf8427e")
    found, seconds, gc_was = [], [], gc.isenabled()
    gc.disable()
    for document in documents:
        started = time.process_time()
        found.append(read(document["text"]))
        seconds.append(time.process_time() - started)
    if gc_was:
        gc.enable()
    size = sum(len(document["text"].encode()) for document in documents)
    counts = {kind: [0, 0, 0] for kind in TYPES}
    for document, pairs in zip(documents, found, strict=True):
        for kind in TYPES:
            gold = {value.lower() for value in document["gold"].get(kind, ())}
            have = {value.lower() for name, value in pairs if name == kind}
            counts[kind][0] += len(have & gold)
            counts[kind][1] += len(have - gold)
            counts[kind][2] += len(gold - have)
    return {"tool": tool, "seconds": sum(seconds), "bytes": size, "counts": counts}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--tool", choices=TOOLS)
    parser.add_argument("--peers", type=Path, help="folder with one environment for each peer")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.tool:
        print(json.dumps(measure(options.tool, options.documents)))
        return
    pythons = {"vidocq": sys.executable, "vidocq-hyperscan": sys.executable}
    if options.peers:
        pythons |= {
            name: str(options.peers / name / "bin" / "python")
            for name in TOOLS
            if (options.peers / name / "bin" / "python").exists()
        }
    best: dict[str, dict[str, object]] = {}
    for _ in range(options.rounds):
        for name, python in pythons.items():
            done = subprocess.run(
                [python, __file__, "--tool", name, str(options.documents)], capture_output=True, text=True, check=False
            )
            if done.returncode:
                print(f"{name}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
                continue
            result = json.loads(done.stdout.strip().splitlines()[-1])
            if name not in best or result["seconds"] < best[name]["seconds"]:
                best[name] = result
    table = report(best)
    print(table)
    if options.out:
        options.out.write_text(table + "\n", "utf-8")


def report(best: dict[str, dict[str, object]]) -> str:
    """The table: MB/s of CPU time, vidocq's speed as a multiple of it, precision and recall of each type."""
    ours = best["vidocq"]["bytes"] / best["vidocq"]["seconds"] / 1e6
    lines = ["| tool | MB/s | vidocq is | " + " | ".join(f"{kind} P/R" for kind in TYPES) + " |", "|---" * (len(TYPES) + 3) + "|"]
    for name, result in best.items():
        speed = result["bytes"] / result["seconds"] / 1e6
        cells = [_cell(*result["counts"][kind]) for kind in TYPES]
        lines.append(f"| {name} | {speed:.2f} | {ours / speed:.1f}x | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(right: int, wrong: int, missed: int) -> str:
    if not right + wrong:
        return "-"
    return (
        f"{right / (right + wrong):.3f}/{right / (right + missed):.3f}" if right + missed else f"{right / (right + wrong):.3f}/-"
    )


if __name__ == "__main__":
    main()
