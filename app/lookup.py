"""Finding what a reference names: the same for every kind of object that has an id and may have a key."""

import json
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from sqlalchemy import Select, Table, bindparam, select

from app.db import Row, Session
from app.errors import NotFound, UnknownReference
from app.ids import is_key
from app.jsonsql import texts
from app.nearest import MOST_CANDIDATES


class Lookup:
    """Finds the rows of one kind's table; `name` is the column a reader knows them by.

    `still` says that no import changes such a row, so that a batch of rows asks for each once.
    """

    def __init__(self, kind: str, table: Table, name: str, *, still: bool = False) -> None:
        self.kind, self.table, self.name, self.still = kind, table, name, still
        self.prefix = f"{kind}_"  # of its ids

    @cached_property
    def _by_key(self) -> Select[Any]:
        return select(self.table).where(self.table.c.key == bindparam("ref"))

    @cached_property
    def _by_id(self) -> Select[Any]:
        return select(self.table).where(self.table.c.id == bindparam("ref"))

    @cached_property
    def _by_ids(self) -> Select[Any]:
        return select(self.table).where(self.table.c.id.in_(texts(bindparam("ids"))))

    @cached_property
    def _taken_keys(self) -> Select[Any]:
        return select(self.table.c.key).where(self.table.c.key.in_(texts(bindparam("keys"))))

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
        statement = self._by_id if ref.startswith(self.prefix) else self._by_key
        if not self.still:
            return None if ref in self._free(session) else session.first(statement, ref=ref)
        found = session.recall((self.kind, ref), statement, ref)
        if found is not None and statement is self._by_key:
            session.now_is((self.kind, found["id"]), found)  # what was named by its key is read by its id
        return found

    def expect(self, session: Session, keys: Iterable[str]) -> None:
        """Asks once which of the keys are free that a batch is going to take."""
        wanted = {key for key in keys if is_key(key)}
        taken = {key for (key,) in session.tuples(self._taken_keys, keys=json.dumps(sorted(wanted)))}
        session.now_is((self.kind, "free"), wanted - taken)

    def came(self, session: Session, key: str | None) -> None:
        """A new row has this key."""
        self._free(session).discard(key)

    def _free(self, session: Session) -> set[str | None]:
        return session.known((self.kind, "free"), set)

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

    def by_ids(self, session: Session, ids: Iterable[str]) -> dict[str, Row]:
        """The rows with these ids, by id, in one query."""
        wanted = json.dumps(sorted(set(ids)))
        return {row["id"]: row for row in session.rows(self._by_ids, ids=wanted)}

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
