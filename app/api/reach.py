"""How much a page reads: no more of a list than REACH rows, whatever is asked for.

Of the conditions that a list is asked for, one is looked up in an index that is in the list's order; the
others are held against the rows it gives, from where the page begins on. docs/decisions/bounded-pages.md
tells why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, literal_column

from app.api.filters import Filter
from app.api.orders import LARGEST, Order, Position
from app.db import Row, Session
from app.jsonsql import numbers
from app.provenance.canonical import canonical

REACH = 500
"""How many rows of a list a page looks at."""


@dataclass(frozen=True, eq=False)
class Way:
    """A way through a list: by the condition on the bind `name`, which an index has in order; or all of it.

    Where no index has the condition's rows in order, `among` are their numbers, and all of them are read.
    """

    query: Select[Any]
    order: Order
    others: tuple[ColumnElement[bool], ...]
    name: str | None = None
    condition: ColumnElement[bool] | None = None
    among: Select[Any] | None = None

    @cached_property
    def page(self) -> Select[Any]:
        """The rows after a position and up to another."""
        return self._bounded(self.query)

    @cached_property
    def places(self) -> Select[Any]:
        """Where the same rows stand."""
        return self._bounded(self._only_places)

    @cached_property
    def chosen(self) -> Select[Any]:
        """The rows of the numbers `chosen`."""
        chosen = self.order.columns[-1].in_(numbers(bindparam("chosen")))
        return self.query.where(chosen).order_by(*self.order.by())

    @cached_property
    def mark(self) -> Select[Any]:
        """Where the row stands that comes `reach` rows after the first after a position."""
        if self.among is not None:
            return self.among.limit(1).offset(bindparam("reach"))
        found = self._only_places.where(*self._condition, self.order.after()).order_by(*self.order.by())
        return found.limit(1).offset(bindparam("reach"))

    @property
    def _only_places(self) -> Select[Any]:
        return self.query.with_only_columns(*self.order.columns, maintain_column_froms=True)

    @property
    def _condition(self) -> list[ColumnElement[bool]]:
        if self.among is not None:
            return [self.order.columns[-1].in_(self.among)]
        return [] if self.condition is None else [self.condition]

    def _bounded(self, query: Select[Any]) -> Select[Any]:
        between, others = [self.order.after(), self.order.upto()], list(self.others)
        if self.among is not None:
            between, others = [], [*between, *others]
        found = query.where(*self._condition, *between, *map(_beside, others))
        return found.order_by(*self.order.by()).limit(bindparam("most"))


def _beside(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition in a form that no index serves: the way's own index is the one to take."""
    yes: ColumnElement[int] = literal_column("1")
    no: ColumnElement[int] = literal_column("0")
    return case((condition, yes), else_=no) == yes


def ways(
    query: Select[Any],
    order: Order,
    only: tuple[ColumnElement[bool], ...],
    given: Sequence[Filter],
    several: frozenset[str],
) -> tuple[Way, ...]:
    """The ways to what passes these filters: by each that an index serves, or else through the whole list."""

    def others(but: Filter | None = None) -> tuple[ColumnElement[bool], ...]:
        left = (each for each in given if each is not but and not each.spanned)
        return (*only, *(each.condition(several=each.name in several) for each in left))

    gathered = [
        Way(query, order, others(each), each.name, among=each.among(bindparam(each.name)))
        for each in given
        if each.among is not None
    ]
    served = [
        Way(query, order, others(each), each.name, each.condition(several=False))
        for each in given
        if each.equals is not None and order.serves(each.equals)
    ]
    return (*gathered, *(served or [Way(query, order, others())]))


def span(
    session: Session, filters: Sequence[Filter], values: Mapping[str, Any], order: Order, after: Position
) -> tuple[Position, Position]:
    """Between which positions the rows lie that come after a position, as far as numbers tell."""
    upto = order.end
    if len(order.columns) == 1 and not order.descending:
        for each in filters:
            if each.span is not None and each.name in values:
                lowest, highest = each.span(session, values[each.name])
                after = order.last(after, (min(lowest - 1, LARGEST),))
                upto = order.first(upto, (highest,))
    return after, upto


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a page looks at: rows after a position and up to another, at most so many.

    `binds` are those of the conditions; `several` the values, one by one, of binds that have a list of them.
    """

    binds: Mapping[str, object]
    several: Mapping[str, Sequence[object]]
    after: Position
    upto: Position
    most: int

    def given(self) -> dict[str, object]:
        """The parameters of a way's statements."""
        places = {f"after{place}": part for place, part in enumerate(self.after)}
        places |= {f"upto{place}": part for place, part in enumerate(self.upto)}
        return {**self.binds, **places, "most": self.most}

    def given_each(self, way: Way) -> list[dict[str, object]]:
        """The same for each value of the way's condition."""
        given, name = self.given(), way.name
        if name is None or way.among is not None or name not in self.several:
            return [given]
        return [{**given, name: value} for value in self.several[name]]


@dataclass(frozen=True, slots=True)
class Reached:
    """Rows in order: as many as were asked for, or those up to `end`; None: there are no others."""

    rows: list[Row]
    end: Position | None = None


def read(session: Session, ways: Sequence[Way], stretch: Stretch) -> Reached:
    """The rows of a stretch, found on the way that gets farthest with REACH rows.

    `ways` lead to the same rows; the last has no `among`.
    """
    way, end = ways[-1], None
    if len(ways) > 1 or way.others or way.name in stretch.several:
        way, end = _farthest(session, ways, stretch)
    if end is not None and way.order.first(end, stretch.upto) == stretch.upto:
        end = None
    rows = _rows(session, way, stretch if end is None else replace(stretch, upto=end))
    return Reached(rows, end if len(rows) < stretch.most else None)


def _farthest(session: Session, ways: Sequence[Way], stretch: Stretch) -> tuple[Way, Position | None]:
    """The way that gets farthest, and where it ends; None: at the end of the list."""
    ended: list[tuple[Position, Way]] = []
    for way in ways:
        ends = _ends(session, way, stretch)
        if not ends:
            return way, None
        if way.among is None:
            ended.append((way.order.first(*ends), way))
    farthest = ways[-1].order.last(*(end for end, _ in ended))
    return next((way, end) for end, way in ended if end == farthest)


def _ends(session: Session, way: Way, stretch: Stretch) -> list[Position]:
    """Where looking stops for those values of a way's condition that have more rows."""
    each = stretch.given_each(way)
    enough = max(REACH // len(each), 1) if way.others or way.among is not None else stretch.most
    found = (session.tuples(way.mark, **given, reach=enough - 1) for given in each)
    return [row for rows in found for row in rows]


def _rows(session: Session, way: Way, stretch: Stretch) -> list[Row]:
    each = stretch.given_each(way)
    if len(each) == 1 and way.among is None:
        return session.rows(way.page, **each[0])
    places = [place for given in each for place in session.tuples(way.places, **given)]
    places.sort(reverse=way.order.descending)
    chosen = [place[-1] for place in places[: stretch.most]]
    return session.rows(way.chosen, **stretch.binds, chosen=canonical(chosen))
