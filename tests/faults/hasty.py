"""The control of every test of durability: a writer, and a server with it, that acknowledges too early."""

import os
import sys
import time

from pysqlite3 import dbapi2 as sqlite

from app.db import WriteSession
from app.writer import Writer, _Job

LATE = 0.05  # seconds by which the commit comes after the acknowledgement


def attempt(self: Writer, session: WriteSession | None, jobs: list[_Job]) -> WriteSession | None:
    """Runs a batch as Writer does, but answers each command before the commit."""
    session = session or self.database.writer()
    session.plain(self.database.begin_write)
    for job in jobs:
        job.future.set_result(job.command(session))
    time.sleep(LATE)
    try:
        session.plain("COMMIT")
    except sqlite.OperationalError:
        session.plain("ROLLBACK")
    return session


def main() -> None:
    """The command line with that writer in it."""
    from app import cli

    Writer._attempt = attempt  # type: ignore[method-assign]  # that is the control
    sys.exit(cli.main())


if __name__ == "__main__":
    assert "PYTEST_CURRENT_TEST" in os.environ, "this server loses data; it is for tests alone"
    main()
