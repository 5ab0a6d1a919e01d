"""How much a piece of work asks of the database: a measure that no neighbour disturbs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Executable

from app.db import Row, WriteSession

STEP = 10  # instructions of SQLite's virtual machine between two calls of the progress handler


class Counting(WriteSession):
    """A session on another's connection that counts the rows it is given."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session.database, session.connection)
        self.fetched = 0

    def rows(self, statement: Executable, **given: object) -> list[Row]:
        """All rows of a query."""
        return self._counted(super().rows(statement, **given))

    def tuples(self, statement: Executable, **given: object) -> list[tuple[Any, ...]]:
        """All rows of a query as plain tuples."""
        return self._counted(super().tuples(statement, **given))

    def first(self, statement: Executable, **given: object) -> Row | None:
        """The first row, or None."""
        found = super().first(statement, **given)
        self.fetched += found is not None
        return found

    def scalar(self, statement: Executable, **given: object) -> Any:
        """The first column of the first row, or None."""
        found = super().scalar(statement, **given)
        self.fetched += found is not None
        return found

    def _counted(self, found: list[Any]) -> list[Any]:
        self.fetched += len(found)
        return found


@contextmanager
def steps(session: WriteSession) -> Iterator[list[int]]:
    """Counts the instructions that SQLite runs meanwhile, to the next ten; the sum is the only member."""
    counted = [0]

    def more() -> int:
        counted[0] += STEP
        return 0

    connection: Any = session.connection
    connection.set_progress_handler(more, STEP)
    try:
        yield counted
    finally:
        connection.set_progress_handler(None, 0)
