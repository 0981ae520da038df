"""Measures the knowledge room: first build, cached load, memory, size, look-ups. Each figure from its own fresh process."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

_ONE = """
import json, resource, sys, time
begun = time.perf_counter(); cpu = time.process_time()
from vidocq import knowledge
imported = time.perf_counter()
snapshot = knowledge.load()
loaded = time.perf_counter()
knowledge.find_actor(snapshot, "APT31")
found = time.perf_counter()
knowledge.resolve(snapshot, "S0154")
resolved = time.perf_counter()
for _ in range(1000):
    knowledge.find_actor(snapshot, "APT31")
again = time.perf_counter()
print(json.dumps({"import_s": imported - begun, "load_s": loaded - imported, "first_actor_s": found - loaded,
    "first_resolve_s": resolved - found, "actor_us": (again - resolved) * 1e3, "cpu_s": time.process_time() - cpu,
    "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "digest": snapshot.meta.digest,
    "contents": dict(snapshot.meta.contents)}))
"""


def _run(cache: str) -> dict[str, float]:
    environment = {**os.environ, "VIDOCQ_CACHE": cache}
    done = subprocess.run([sys.executable, "-c", _ONE], env=environment, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(builds: int = 3, loads: int = 15) -> None:
    """Print one JSON object with medians and ranges."""
    first, size = [], 0
    for _ in range(builds):
        with tempfile.TemporaryDirectory() as cache:
            first.append(_run(cache))
            size = sum(file.stat().st_size for file in Path(cache).iterdir())
    with tempfile.TemporaryDirectory() as cache:
        _run(cache)
        warm = [_run(cache) for _ in range(loads)]
    names = ("import_s", "load_s", "first_actor_s", "first_resolve_s", "actor_us", "cpu_s", "rss_mb")
    result = {
        "python": platform.python_version(),
        "snapshot_digest": first[0]["digest"],
        "contents": first[0]["contents"],
        "file_mb": round(size / 1e6, 1),
        "first_build": {name: _spread([run[name] for run in first]) for name in ("load_s", "cpu_s", "rss_mb")},
        "cached": {name: _spread([run[name] for run in warm]) for name in names},
        "same_digest_every_time": len({run["digest"] for run in (*first, *warm)}) == 1,
        "load_average": os.getloadavg()[0],
        "measuring_process_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(result, indent=2))


def _spread(values: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(values), 4), "min": round(min(values), 4), "max": round(max(values), 4)}


if __name__ == "__main__":
    main()
