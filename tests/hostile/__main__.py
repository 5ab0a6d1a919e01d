"""`python -m tests.hostile`: the whole battery, every case in every place, on a database of the seeds."""

import asyncio
import logging
import sys
import tempfile
import time
from pathlib import Path

from tests.hostile.battery import Report
from tests.hostile.site import seeded, whole


def main() -> int:
    """Prints what was seen; 1 when anything was wrong."""
    logging.disable(logging.CRITICAL)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="counterclaim-hostile-") as folder:
        report: Report = asyncio.run(whole(seeded(Path(folder)), 1.0))
    for failure in report.failures[:50]:
        print(*failure, sep=" | ")  # noqa: T201 — this is a command
    print(f"{report.told()}, {time.monotonic() - begun:.0f} s")  # noqa: T201 — this is a command
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
