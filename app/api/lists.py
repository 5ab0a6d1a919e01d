"""Lists: one shape, filters declared once for the query, the refusal of unknown ones and the docs."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any

from fastapi import Request, Response
from sqlalchemy import ColumnElement, Select, func

from app.api import groups, languages, reach
from app.api.answers import answer
from app.api.filters import ANY, TEXT, Filter, parameter
from app.api.groups import Group
from app.api.orders import Order, Position
from app.api.reach import Reached, Stretch, Way
from app.api.shapes import AS_IT_IS, Document, Shape, Shaping
from app.api.state import state_of
from app.db import ReadSession, Row, Session
from app.entities.naming import Names
from app.errors import BadParameter, Fault
from app.pagination import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    Page,
    Part,
    decode,
    known_only,
    limit_of,
)
from app.provenance.canonical import canonical

Presenter = Callable[[Session, Sequence[Row]], list[dict[str, Any]]]
SpokenPresenter = Callable[..., list[dict[str, Any]]]  # a session, rows, and names
_CURSOR_SCHEMA: dict[str, Any] = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}


@dataclass(frozen=True, eq=False)
class Listing:
    """A list: its query, the columns it is in the order of, its filters, and how rows are shown.

    `only` are conditions that hold for every item. Without `present` each row brings its JSON text as
    `document`; `spoken` shows rows with entities under the names of the reader's languages. `beside` gives
    the values that stand in the place of those of the filters, and how rows are shown for them. `sorts` are
    the orders that `sort` names, ascending; a `-` before the name turns one round, ties included. `shape` is
    what can be asked of the items, `grouped` what they can be grouped by besides the filters; `tells` gives
    numbers that stand beside a page's items, of the values asked for and the page.
    """

    query: Select[Any]
    order: tuple[Any, ...]
    filters: tuple[Filter, ...]
    only: tuple[ColumnElement[bool], ...] = ()
    present: Presenter | None = None
    spoken: SpokenPresenter | None = None
    beside: Callable[[Session, Mapping[str, Any]], tuple[dict[str, Any], Presenter]] | None = None
    always: Mapping[str, str] = field(default_factory=dict)
    sorts: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    shape: Shape | None = None
    grouped: Mapping[str, Group] = field(default_factory=dict)
    tells: Callable[[Session, Mapping[str, Any], Page], Mapping[str, int]] | None = None

    def parameters(self, *fixed: str) -> list[dict[str, Any]]:
        """The query parameters as OpenAPI describes them; the path decides those that are `fixed`."""
        shown = [each.parameter() for each in self.filters if each.name not in fixed]
        limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
        return [
            *shown,
            *([languages.PARAMETER] if self.spoken else []),
            *([parameter("sort", _SORTED, {**TEXT, "enum": self.sorted_by()})] if self.sorts else []),
            *self._shaping(fixed),
            parameter("limit", _LIMIT, limit),
            parameter("cursor", _CURSOR, _CURSOR_SCHEMA),
        ]

    def asked(self, request: Request, fixed: Mapping[str, object] | None = None) -> "Asked":
        """What the request asks of this list; BadParameter or BadCursor where it cannot be answered."""
        given = request.query_params.multi_items()
        known_only([name for name, _ in given], *_known(self, tuple(fixed or ())))
        texts = {name: request.query_params.getlist(name) for name, _ in given if name != "lang"}
        limit = limit_of(*texts.pop("limit", [None]))
        (cursor,), (sort,) = texts.pop("cursor", [None]), texts.pop("sort", [None])
        (group,), shaped = texts.pop("group_by", [None]), _shaped(self.shape, texts)
        texts = {name: [text] for name, text in self.always.items() if name != group} | texts
        if group is not None:
            groups.group_of(self.groups(tuple(fixed or ())), group)
            if sort is not None or shaped:
                message = "Groups have a value and a count, by value: leave sort, select and expand out."
                raise BadParameter(message, [Fault("group_by", message)])
        return Asked(texts, limit, cursor, sort, shaped, group)

    def values(self, session: Session, asked: "Asked") -> dict[str, Any]:
        """The values of the filters asked for, those left out that narrow nothing."""
        by_name = {each.name: each for each in self.filters}
        values = {name: by_name[name].value(session, texts) for name, texts in asked.texts.items()}
        return {name: value for name, value in values.items() if value is not ANY}

    def first(self, session: Session, texts: Mapping[str, list[str]], sort: str, most: int) -> list[Row]:
        """The first rows in an order, for these texts of the filters."""
        always = {name: [text] for name, text in self.always.items()}
        values = self.values(session, Asked({**always, **texts}, most, None, sort))
        order, found = self.order_of(sort), list[Row]()
        reached = self._read(session, values, order, order.start, most)
        while reached.end is not None:
            found += reached.rows
            reached = self._read(session, values, order, reached.end, most - len(found))
        return [*found, *reached.rows]

    async def page(self, request: Request, fixed: Mapping[str, object] | None = None) -> Response:
        """The page asked for; `fixed` binds filters that the path already decided."""
        asked = self.asked(request, fixed)
        if asked.group is not None:
            return await self._page_of_groups(request, asked, fixed or {})
        order = self.order_of(asked.sort)
        after = order.position(asked.cursor) if asked.cursor is not None else order.start
        wanted = languages.asked(request) if self.spoken else ()

        def query(session: ReadSession) -> tuple[bytes, str | None, Names]:
            told, shows = self.values(session, asked) | dict(fixed or {}), self.present
            values = told
            if self.beside is not None:
                values, shows = self.beside(session, values)
            reached = self._read(session, values, order, after, asked.limit + 1)
            shown, called = _page(reached, order, asked.limit), Names(session, wanted)
            if self.spoken is not None:
                shows = partial(self.spoken, names=called)
            more = dict(self.tells(session, told, shown)) if self.tells else {}
            if asked.shaped.counted:
                more["count"] = session.scalar(self._number(values), **_binds(values))
            items = asked.shaped.texts(session, _documents(session, shown.rows, shows))
            return shown.json(items, more), shown.next_cursor, called

        state, slow = state_of(request), wanted or asked.shaped.counted or asked.shaped.expand
        body, cursor, called = await (state.read_slowly(query) if slow else state.read(query))
        return paged(request, body, cursor, languages.headers(called) if self.spoken else {})

    def batches(self, session: Session, asked: "Asked", most: int) -> Iterator[Sequence[dict[str, Any]]]:
        """Everything asked for, at most so many items at once, in the list's own order."""
        values, shows = self.values(session, asked), self.present
        if self.beside is not None:
            values, shows = self.beside(session, values)
        order, end = self.order_of(None), list[Position]([self.order_of(None).start])
        while end:
            reached = self._read(session, values, order, end.pop(), most)
            if rows := reached.rows:
                yield shows(session, rows) if shows else [json.loads(row["document"]) for row in rows]
            end = [order.of(rows[-1])] if len(rows) == most else [reached.end] if reached.end else []

    async def _page_of_groups(
        self, request: Request, asked: "Asked", fixed: Mapping[str, object]
    ) -> Response:
        """The page of groups asked for: those with a value, then that without."""
        name = str(asked.group)
        group = self.groups(())[name]
        after = asked.group_after(group.kind)
        binds = {} if after is None else {"group_after": after}

        def query(session: ReadSession) -> tuple[bytes, str | None]:
            values = self.values(session, asked) | dict(fixed)
            if self.beside is not None:
                values, _ = self.beside(session, values)
            given, several = _binds(values), _several(values)
            page_of, without, total = _grouped(
                self, tuple(sorted(values)), several, name, continued=after is not None
            )
            rows = session.rows(page_of, most=asked.limit + 1, **given, **binds)
            rest = session.scalar(without, **given) if len(rows) <= asked.limit or asked.shaped.counted else 0
            if rest and len(rows) <= asked.limit:
                rows.append({"value": None, "count": rest})
            shown = groups.page(name, rows, asked.limit)
            more = {}
            if asked.shaped.counted:
                more["count"] = session.scalar(total, **given) + (1 if rest else 0)
            items = AS_IT_IS.texts(session, group.shown(session, shown.rows))
            return shown.json(items, more), shown.next_cursor

        body, cursor = await state_of(request).read_slowly(query)
        return paged(request, body, cursor, {})

    def groups(self, fixed: Sequence[str]) -> dict[str, Group]:
        """What the items can be grouped by, but for what the path decides."""
        filters = {each.name: each.group for each in self.filters if each.group and each.name not in fixed}
        return {**filters, **self.grouped}

    def _shaping(self, fixed: Sequence[str]) -> list[dict[str, Any]]:
        """The parameters that say what is shown of the items, as OpenAPI describes them."""
        if self.shape is None:
            return []
        known = {**TEXT, "enum": list(self.groups(fixed))}
        grouped = [parameter("group_by", _GROUPS, known)] if known["enum"] else []
        return [*self.shape.parameters(), *grouped]

    def _number(self, values: Mapping[str, object]) -> Select[Any]:
        return _number(self, tuple(sorted(values)), _several(values))

    def _read(
        self, session: Session, values: Mapping[str, object], order: Order, after: Position, most: int
    ) -> Reached:
        """At most so many of the rows after a position."""
        several = {name: value for name, value in values.items() if type(value) is list}
        ways = _ways(self, tuple(sorted(values)), frozenset(several), order)
        after, upto = reach.span(session, self.filters, values, order, after)
        return reach.read(session, ways, Stretch(_binds(values), several, after, upto, most))

    def sorted_by(self) -> list[str]:
        """What `sort` takes."""
        return [f"{turned}{name}" for name in self.sorts for turned in ("", "-")]

    def order_of(self, sort: str | None) -> Order:
        """The order asked for; BadParameter with the known ones otherwise."""
        if sort is None:
            return self._orders[""]
        if sort not in self._orders or not sort:
            message = f"sort is one of {', '.join(self.sorted_by())}."
            raise BadParameter(message, [Fault("sort", message)])
        return self._orders[sort]

    @cached_property
    def _orders(self) -> dict[str, Order]:
        """The orders by what `sort` says; made once, because statements are remembered by them."""
        up = {name: Order(columns) for name, columns in self.sorts.items()}
        down = {f"-{name}": Order(columns, descending=True) for name, columns in self.sorts.items()}
        return {"": Order(self.order), **up, **down}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks of a list: the filters' texts by name, which page in which order, how shown."""

    texts: dict[str, list[str]]
    limit: int
    cursor: str | None
    sort: str | None
    shaped: Shaping = AS_IT_IS
    group: str | None = None

    def group_after(self, kind: type) -> Part | None:
        """The value that the page of groups asked for comes after."""
        if self.cursor is None:
            return None
        (after,) = decode(self.cursor, groups.order_of(str(self.group)), [kind])
        return after


def _shaped(shape: Shape | None, texts: dict[str, list[str]]) -> Shaping:
    """What is asked of the items; its texts are taken out."""
    names = shape.names if shape is not None else ()
    given = {name: texts.pop(name) for name in names if name in texts}
    return shape.of(given) if shape is not None and given else AS_IT_IS


def _several(values: Mapping[str, object]) -> frozenset[str]:
    return frozenset(name for name, value in values.items() if type(value) is list)


def _binds(values: Mapping[str, object]) -> dict[str, object]:
    return {name: canonical(each) if type(each) is list else each for name, each in values.items()}


def paged(request: Request, body: bytes, cursor: str | None, headers: Mapping[str, str]) -> Response:
    """A page with the link to the next one."""
    headers = dict(headers)
    if cursor is not None:
        onward = request.url.include_query_params(cursor=cursor)
        headers["link"] = f'<{onward}>; rel="next"'
    return answer(request, body, headers=headers)


def _documents(session: Session, rows: Sequence[Row], shows: Presenter | None) -> Sequence[Document]:
    return [row["document"] for row in rows] if shows is None else shows(session, rows)


def no_parameters(request: Request) -> None:
    """Refuses query parameters where there are none to give."""
    if request.scope["query_string"]:
        known_only([name for name, _ in request.query_params.multi_items()], [])


def _page(reached: Reached, order: Order, limit: int) -> Page:
    """The page of these rows, the last of which, if they are more than the limit, only tells of more."""
    shown = reached.rows[:limit]
    end = order.of(shown[-1]) if len(reached.rows) > limit else reached.end
    return Page(shown, None if end is None else order.cursor(end))


_LIMIT = (
    "How many items a page holds at most. Where what is asked for is rare, a page may hold fewer or none and "
    "`has_more` still be true: then go on with `next_cursor`."
)
_CURSOR = "`next_cursor` of the page before."
_SORTED = (
    "What the list is in the order of, ascending; with a - before it, descending. In an order other than the "
    "list's own an item that is written while you page may come twice or not at all."
)


@lru_cache(maxsize=64)
def _known(listing: Listing, fixed: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The names of all parameters of a list, and of those that can be given several times."""
    given = [each for each in listing.filters if each.name not in fixed]
    several = [each.name for each in given if each.gather is not None]
    return [each["name"] for each in listing.parameters(*fixed)], [*several, "select", "expand"]


_GROUPS = (
    "Answers, in the place of the items, the values they have of this, each with how many have it, in the "
    "order of the values; the filters hold. What has no value comes last, as null. Entities that were joined "
    "are told apart, as they were recorded."
)


def _conditions(
    listing: Listing, names: tuple[str, ...], several: frozenset[str]
) -> list[ColumnElement[bool]]:
    given = [each.condition(several=each.name in several) for each in listing.filters if each.name in names]
    return [*listing.only, *given]


@lru_cache(maxsize=512)
def _number(listing: Listing, names: tuple[str, ...], several: frozenset[str]) -> Select[Any]:
    """How many items pass the filters of these names."""
    found = listing.query.where(*_conditions(listing, names, several))
    return found.with_only_columns(func.count(), maintain_column_froms=True)


@lru_cache(maxsize=512)
def _grouped(
    listing: Listing, names: tuple[str, ...], several: frozenset[str], group: str, continued: bool
) -> tuple[Select[Any], Select[Any], Select[Any]]:
    """A page of groups, the number of items without a value, and the number of groups with one."""
    by = listing.groups(())[group]
    found = listing.query.where(*_conditions(listing, names, several))
    return by.page_of(found, continued=continued), by.without(found), by.total(found)


@lru_cache(maxsize=512)
def _ways(listing: Listing, names: tuple[str, ...], several: frozenset[str], order: Order) -> tuple[Way, ...]:
    """The ways to the items that pass the filters of these names."""
    given = [each for each in listing.filters if each.name in names]
    return reach.ways(listing.query, order, listing.only, given, several)
