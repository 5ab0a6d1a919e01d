"""What every export shares: the resources' shape, and the documents of a whole resource in batches."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Column as Number
from sqlalchemy import Select, bindparam, func, select

from app.db import Row, Session
from app.exchange.cells import Column
from app.exchange.export.known import Known

BATCH = 500
"""Rows read at once: what an export holds in memory, besides what it knows of entities and sources."""

Shown = dict[str, Any]
Batches = Iterator[Sequence[Shown]]


@dataclass(frozen=True, eq=False)
class Resource:
    """One kind of rows: where they are read, how they look flat and nested.

    `shows` gives rows of `query` as documents, which `complete` fills up with what it knows of entities and
    sources; `columns` write a document as a flat row, `body` as one that the importer reads, which `model`
    describes. `refers` says which column names rows of which resource, by the column `by` of that one.
    """

    name: str
    one: str
    says: str
    query: Select[Any]
    number: Number[Any]
    shows: Callable[[Session, Sequence[Row]], list[Shown]]
    columns: Callable[[Session], tuple[Column, ...]]
    body: Callable[[Known, Shown], Shown]
    model: type[BaseModel]
    complete: Callable[[Known, Shown], Shown] = lambda _, document: document
    key: str = "id"
    by: str = "ref"
    refers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Makes the statements once: the database keeps what it compiled by identity."""
        after = self.query.where(self.number > bindparam("after"))
        object.__setattr__(self, "_after", after.order_by(self.number).limit(bindparam("most")))
        object.__setattr__(self, "_count", select(func.count()).select_from(self.query.subquery()))

    def batches(self, session: Session) -> Batches:
        """Every document of the record, in the order of its number."""
        after, statement = 0, vars(self)["_after"]
        while rows := session.rows(statement, after=after, most=BATCH):
            yield self.shows(session, rows)
            after = rows[-1][self.number.name]

    def count(self, session: Session) -> int:
        """How many there are."""
        return int(session.scalar(vars(self)["_count"]))
