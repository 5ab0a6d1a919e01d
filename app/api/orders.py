"""What a list is in the order of, and where a page of it begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, tuple_

from app.pagination import Part, decode, encode


@dataclass(frozen=True, eq=False)
class Order:
    """What a list is in the order of: columns of which the last is unique, all up or all down."""

    columns: tuple[Any, ...]
    descending: bool = False

    @property
    def name(self) -> str:
        """What a cursor says of the order it belongs to."""
        return f"{'-' if self.descending else ''}{self.columns[0].table.name}.{self.columns[0].name}"

    @property
    def kinds(self) -> list[type]:
        """The types of a position's parts."""
        known: dict[type, type] = {int: int, float: float}
        return [known.get(column.type.python_type, str) for column in self.columns]

    def by(self) -> list[ColumnElement[Any]]:
        """The columns as a query is ordered by them."""
        return [column.desc() if self.descending else column.asc() for column in self.columns]

    def after(self) -> ColumnElement[bool]:
        """Rows that come after a position, spelled so that an index serves it."""
        bound = [bindparam(f"after{place}", type_=column.type) for place, column in enumerate(self.columns)]
        position, last = tuple_(*self.columns), tuple_(*bound)
        return position < last if self.descending else position > last

    def cursor(self, row: Mapping[str, Any]) -> str:
        """The cursor of the page that follows this row."""
        return encode(self.name, *(row[column.name] for column in self.columns))

    def position(self, cursor: str) -> tuple[Part, ...]:
        """What the cursor says; BadCursor when it is not of this order."""
        return decode(cursor, self.name, self.kinds)
