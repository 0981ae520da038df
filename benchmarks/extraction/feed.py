"""Make a feed of typed rows, to measure ``vidocq extract --stream``: ``python feed.py ROWS > feed.csv``."""

from __future__ import annotations

import hashlib
import sys


def main(rows: int) -> None:
    sys.stdout.write("indicator,type\n")
    for number in range(rows):
        kind = ("ip", "md5", "domain")[number % 3]
        address = f"45.{number // 65536 % 250}.{number // 256 % 256}.{number % 256}"
        digest = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
        sys.stdout.write(f"{(address, digest, f'kettle-{digest[:9]}.biz')[number % 3]},{kind}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
