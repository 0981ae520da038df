"""Where stores of tests live: a file, and with VIDOCQ_TEST_POSTGRESQL a schema of their own on that server."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "store"))

from places import store_location, tmp_path  # noqa: F401
