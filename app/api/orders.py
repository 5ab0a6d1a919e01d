"""What a list is in the order of, and where a page of it begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Column, ColumnElement, bindparam, tuple_

from app.pagination import Part, decode, encode

Position = tuple[Part, ...]
LARGEST = 2**31 - 1  # what PostgreSQL's integer holds
_LAST: Mapping[type, Part] = {int: LARGEST, float: 1e300, str: "9999"}  # the only texts in an order are times
_FIRST: Mapping[type, Part] = {int: -LARGEST, float: -1e300, str: ""}


@dataclass(frozen=True, eq=False)
class Order:
    """What a list is in the order of: columns of which the last is unique, all up or all down."""

    columns: tuple[Any, ...]
    descending: bool = False

    @property
    def name(self) -> str:
        """What a cursor says of the order it belongs to."""
        return f"{'-' if self.descending else ''}{self.columns[0].table.name}.{self.columns[0].name}"

    @cached_property
    def kinds(self) -> list[type]:
        """The types of a position's parts."""
        known: dict[type, type] = {int: int, float: float}
        return [known.get(column.type.python_type, str) for column in self.columns]

    @cached_property
    def start(self) -> Position:
        """A position before every row."""
        edge = _LAST if self.descending else _FIRST
        return tuple(edge[kind] for kind in self.kinds)

    @cached_property
    def end(self) -> Position:
        """A position after every row."""
        edge = _FIRST if self.descending else _LAST
        return tuple(edge[kind] for kind in self.kinds)

    def by(self) -> list[ColumnElement[Any]]:
        """The columns as a query is ordered by them."""
        return [column.desc() if self.descending else column.asc() for column in self.columns]

    def after(self) -> ColumnElement[bool]:
        """Rows that come after a position, spelled so that an index serves it."""
        position, bound = tuple_(*self.columns), self._bound("after")
        found: ColumnElement[bool] = position < bound if self.descending else position > bound
        return found

    def upto(self) -> ColumnElement[bool]:
        """Rows that come no later than a position."""
        position, bound = tuple_(*self.columns), self._bound("upto")
        found: ColumnElement[bool] = position >= bound if self.descending else position <= bound
        return found

    def _bound(self, name: str) -> Any:
        bound = [bindparam(f"{name}{place}", type_=column.type) for place, column in enumerate(self.columns)]
        return tuple_(*bound)

    def serves(self, column: Column[Any]) -> bool:
        """Whether an index has the rows of each value of a column in this order."""
        wanted = [column.name, *(each.name for each in self.columns)]
        return any(
            [each.name for each in index.columns][: len(wanted)] == wanted
            for index in column.table.indexes
            if index.dialect_options["sqlite"]["where"] is None
        )

    def first(self, *positions: Position) -> Position:
        """The first of these positions."""
        return max(positions) if self.descending else min(positions)

    def last(self, *positions: Position) -> Position:
        """The last of these positions."""
        return min(positions) if self.descending else max(positions)

    def of(self, row: Mapping[str, Any]) -> Position:
        """Where a row stands."""
        return tuple(row[column.name] for column in self.columns)

    def cursor(self, position: Position) -> str:
        """The cursor of the page that follows this position."""
        return encode(self.name, *position)

    def position(self, cursor: str) -> Position:
        """What the cursor says; BadCursor when it is not of this order."""
        found = decode(cursor, self.name, self.kinds)
        return tuple(max(-LARGEST, min(part, LARGEST)) if isinstance(part, int) else part for part in found)
