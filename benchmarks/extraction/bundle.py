"""Make a STIX 2.1 bundle of indicators, to measure reading and ``investigate``: ``python bundle.py BYTES > bundle.json``."""

from __future__ import annotations

import hashlib
import json
import random
import sys
import uuid


def indicator(number: int, draw: random.Random) -> dict[str, object]:
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    host = f"kettle-{digest[:9]}.{draw.choice(['com', 'biz', 'info', 'pro', 'site'])}"
    pattern = draw.choice(
        [
            f"[file:hashes.'SHA-256' = '{digest}']",
            f"[domain-name:value = '{host}']",
            f"[url:value = 'http://{host}/{digest[:6]}/gate.php']",
            f"[ipv4-addr:value = '45.{number % 250}.{number // 250 % 250}.{number % 199 + 1}']",
        ]
    )
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{uuid.UUID(int=draw.getrandbits(128), version=4)}",
        "created": "2024-03-01T10:00:00.000Z",
        "modified": "2024-03-01T10:00:00.000Z",
        "name": f"Indicator {number}",
        "description": "Seen in traffic of the loader on hosts of several customers.",
        "indicator_types": ["malicious-activity"],
        "pattern": pattern,
        "pattern_type": "stix",
        "valid_from": "2024-03-01T10:00:00Z",
        "labels": ["c2"],
    }


def main(wanted: int) -> None:
    draw, objects, size = random.Random(1), [], 0
    while size < wanted:
        objects.append(indicator(len(objects) + 1, draw))
        size += len(json.dumps(objects[-1])) + 2
    json.dump({"type": "bundle", "id": f"bundle--{uuid.UUID(int=1, version=4)}", "objects": objects}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
