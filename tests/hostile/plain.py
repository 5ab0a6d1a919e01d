"""`python -m tests.hostile.plain FILE SHARE`: the same battery against the plain stack, as a control.

A process of its own: its tables have the names of ours. Prints what failed, a line each, and one of figures.
"""

import asyncio
import logging
import sys
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite

from bench.asgi import running
from bench.peers import textbook
from tests.hostile.battery import Report, run
from tests.hostile.places import Interface

BODY = {
    "subject_id": 1,
    "source_id": 1,
    "predicate": "strength",
    "value": "about 200 fighters",
    "recorded_at": "2016-01-01T00:00:00Z",
    "attribution": [{"agent_id": 1, "role": "claimant"}],
}


async def plain(path: Path, share: float) -> Report:
    """What the plain stack makes of it."""
    app = textbook.build(path)
    connection = sqlite.connect(str(path))
    with connection:
        connection.execute("INSERT INTO entity (id, key, label) VALUES (1, 'a', 'a')")
        connection.execute("INSERT INTO source (id, key, title) VALUES (1, 'a', 'a')")
    connection.close()
    async with running(app):
        interface = Interface(app.openapi(), bodies={"POST /claims": BODY})
        return await run(app, interface, share, problems=False)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    report = asyncio.run(plain(Path(sys.argv[1]), float(sys.argv[2])))
    for failure in report.failures:
        print(*failure, sep=" | ")  # noqa: T201 — this is a command
    print(report.told())  # noqa: T201 — this is a command
