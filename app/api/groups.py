"""Groups of a list (`group_by`): the values that its items have, each with how many have it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, select

from app.db import Row, Session
from app.errors import BadParameter, Fault
from app.jsonsql import numbers, texts
from app.pagination import Page, encode
from app.provenance.canonical import canonical

Named = Callable[[Session, Sequence[Any]], Mapping[Any, Mapping[str, Any]]]


@dataclass(frozen=True, eq=False)
class Group:
    """What items can be grouped by: a column, and how its values are shown where they are no words.

    `named` gives for stored values what the wire shows: a value that the filter takes, and a label. Rows of
    the statements have `value` and `count`.
    """

    column: ColumnElement[Any]
    named: Named | None = None

    @property
    def kind(self) -> type:
        """The type of the values."""
        return int if self.column.type.python_type is int else str

    def shown(self, session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """Rows as the wire shows them; null is what has no value."""
        if self.named is None:
            return list(rows)
        told = self.named(session, [row["value"] for row in rows if row["value"] is not None])
        none = {"value": None, "label": None}
        return [{**told.get(row["value"], none), "count": row["count"]} for row in rows]

    def counted(self, query: Select[Any]) -> Select[Any]:
        """The groups of a query's items, but for those without a value, in the order of the values."""
        value = self.column.label("value")
        found = query.with_only_columns(value, func.count().label("count"), maintain_column_froms=True)
        return found.where(self.column.is_not(None)).group_by(self.column).order_by(self.column)

    def page_of(self, query: Select[Any], *, continued: bool) -> Select[Any]:
        """A page of the groups; `group_after` is the value that it comes after."""
        if continued:
            query = query.where(self.column > bindparam("group_after", type_=self.column.type))
        return self.counted(query).limit(bindparam("most"))

    def without(self, query: Select[Any]) -> Select[Any]:
        """How many of a query's items have no value."""
        return query.where(self.column.is_(None)).with_only_columns(func.count(), maintain_column_froms=True)

    def total(self, query: Select[Any]) -> Select[Any]:
        """How many groups have a value."""
        return select(func.count()).select_from(self.counted(query).order_by(None).subquery())


def labelled(table: Table, by: str, value: str, label: str) -> Named:
    """Values of a table's column `by` as that row's `value` and `label`, read in one query."""
    among = numbers if table.c[by].type.python_type is int else texts
    wanted = among(bindparam("wanted"))
    statement = select(table.c[by], table.c[value], table.c[label]).where(table.c[by].in_(wanted))

    def named(session: Session, values: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        rows = session.tuples(statement, wanted=canonical(list(values)))
        return {number: {"value": shown, "label": name} for number, shown, name in rows}

    return named


def group_of(groups: Mapping[str, Group], name: str) -> Group:
    """The group of that name; BadParameter with the known ones otherwise."""
    if name not in groups:
        message = f"group_by is one of {', '.join(groups)}."
        raise BadParameter(message, [Fault("group_by", message)])
    return groups[name]


def order_of(name: str) -> str:
    """What a cursor says of a list of groups."""
    return f"group {name}"


def page(name: str, rows: Sequence[Row], limit: int) -> Page:
    """A page out of limit + 1 groups or more, that without a value last."""
    shown = rows[:limit]
    return Page(shown, encode(order_of(name), shown[-1]["value"]) if len(rows) > limit else None)
