"""Finding what a reference names: the same for every kind of object that has an id and may have a key."""

from functools import cached_property
from typing import Any

from sqlalchemy import Select, Table, bindparam, select

from app.db import Row, Session
from app.errors import NotFound, UnknownReference
from app.nearest import MOST_CANDIDATES


class Lookup:
    """Finds the rows of one kind's table; `name` is the column a reader knows them by."""

    def __init__(self, kind: str, table: Table, name: str) -> None:
        self.kind, self.table, self.name = kind, table, name
        self.prefix = f"{kind}_"  # of its ids

    @cached_property
    def _by_key(self) -> Select[Any]:
        return select(self.table).where(self.table.c.key == bindparam("ref"))

    @cached_property
    def _by_id(self) -> Select[Any]:
        return select(self.table).where(self.table.c.id == bindparam("ref"))

    @cached_property
    def _seq(self) -> Select[Any]:
        return select(self.table.c.seq).where(self.table.c.id == bindparam("ref"))

    @cached_property
    def _named(self) -> Select[Any]:
        key, name = self.table.c.key, self.table.c[self.name]
        newest = self.table.c.seq.desc()
        return select(key, name).where(key.is_not(None)).order_by(newest).limit(MOST_CANDIDATES)

    def find(self, session: Session, ref: str) -> Row | None:
        """The row with this id or key."""
        return session.first(self._by_id if ref.startswith(self.prefix) else self._by_key, ref=ref)

    def taken(self, session: Session, key: str | None, kept: str | None) -> Row | None:
        """The row that has this key already, or else the id that an import keeps."""
        found = (self.find(session, ref) for ref in (key, kept) if ref is not None)
        return next((row for row in found if row is not None), None)

    def get(self, session: Session, ref: str) -> Row:
        """The row with this id or key; NotFound otherwise."""
        found = self.find(session, ref)
        if found is None:
            raise NotFound(f"No {self.kind} has this id or key.", self.kind, ref)
        return found

    def resolve(self, session: Session, ref: str, pointer: str) -> Row:
        """The row a body refers to; UnknownReference at the pointer otherwise."""
        found = self.find(session, ref)
        if found is None:
            raise UnknownReference(self.kind, ref, pointer)
        return found

    def seq_of(self, session: Session, object_id: str | None) -> int | None:
        """The sequence number behind an id that is known to exist."""
        return None if object_id is None else session.remembered(self._seq, object_id)

    def candidates(self, session: Session) -> list[tuple[str, str]]:
        """Keys and names to look for the nearest in, newest first."""
        return [(key, name) for key, name in session.tuples(self._named)]
