"""Measure the main job as whole processes: wall time, CPU time and peak memory, medians over several runs.

Run: ``python benchmarks/main_job/measure.py [--runs 5]`` in the environment of the checkout. Nothing of it is a test.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "sources"))
EXAMPLES = sorted((ROOT / "examples" / "ministry-2025").iterdir())


def run(arguments: list[str], environment: dict[str, str] | None = None) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds, peak memory in MB of one process."""
    begun = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, env=os.environ | (environment or {}))
    _pid, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    if os.waitstatus_to_exitcode(status) not in (0, 5):
        raise SystemExit(f"{arguments} ended with {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def pdf(pages: int, path: Path) -> None:
    """A report of so many pages of running text, from the bundled report's own sentences and made-up indicators."""
    import pdfs

    text = EXAMPLES[1].read_text(encoding="utf-8")
    words = text.replace("\n", " ").split()
    lines = [" ".join(words[start : start + 14]) for start in range(0, len(words), 14)]
    contents = []
    for page in range(pages):
        turned = lines[page % len(lines) :] + lines[: page % len(lines)]
        body = [f"Page {page + 1}", f"198.51.100.{page % 250} seen, hash {page:064x}".replace("0" * 20, "9c41e7a2b06d5f38e1a4"), *turned]
        contents.append(pdfs.content(pdfs.page_of((body * 3)[:58])))
    path.write_bytes(pdfs.write(contents, title="A long report"))


def main() -> None:
    """Print one row a job."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    scratch = Path(tempfile.mkdtemp())
    try:
        pdf(60, scratch / "report.pdf")
        vidocq = [sys.executable, "-m", "vidocq"]
        cold = {"VIDOCQ_CACHE": str(scratch / "cache")}
        jobs = [
            ("bare interpreter (`python -c pass`)", [sys.executable, "-c", "pass"], runs, False),
            ("`vidocq --help`", [*vidocq, "--help"], runs, False),
            ("`investigate` on the bundled example, first ever", [*vidocq, "investigate", *map(str, EXAMPLES)], 1, True),
            ("`investigate` on the bundled example, knowledge cached", [*vidocq, "investigate", *map(str, EXAMPLES)], runs, False),
            ("`investigate` on a PDF of 60 pages", [*vidocq, "investigate", str(scratch / "report.pdf")], runs, False),
        ]
        print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
        print("| job | runs | wall, s (median) | CPU, s (median) | CPU / bare interpreter | peak memory, MB |\n|---|---|---|---|---|---|")
        bare = None
        for name, arguments, count, is_cold in jobs:
            if not is_cold:
                run(arguments)
            taken = [run(arguments, cold if is_cold else None) for _ in range(count)]
            wall, cpu, memory = (statistics.median(one[column] for one in taken) for column in range(3))
            bare = cpu if bare is None else bare
            print(f"| {name} | {count} | {wall:.2f} | {cpu:.2f} | {cpu / bare:.0f} | {memory:.0f} |")
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
