"""Lists: one shape, filters declared once for the query, the refusal of unknown ones and the docs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any

from fastapi import Request, Response
from pydantic_core import to_json
from sqlalchemy import BindParameter, Column, ColumnElement, Select, bindparam, tuple_

from app.api import languages
from app.api.answers import answer
from app.api.state import state_of
from app.db import ReadSession, Row, Session
from app.entities.naming import Names
from app.errors import BadParameter, Fault
from app.jsonsql import numbers
from app.pagination import DEFAULT_LIMIT, MAX_LIMIT, Part, decode, encode, known_only, limit_of, page
from app.provenance.canonical import canonical

Presenter = Callable[[Session, Sequence[Row]], list[dict[str, Any]]]
SpokenPresenter = Callable[..., list[dict[str, Any]]]  # a session, rows, and names
_TEXT: Mapping[str, object] = {"type": "string"}
_CURSOR: dict[str, Any] = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}


@dataclass(frozen=True, eq=False)
class Filter:
    """A query parameter that narrows a list.

    `where` is the condition on the parameter's bind `value`; `read` turns the text into that value
    (a reference into a sequence number, say) and raises when it cannot. Where it gives a list of numbers,
    `column` holds one of them instead. A filter with `gather` may be given several times: it turns all the
    texts into one value.
    """

    name: str
    says: str
    where: Callable[[Any], ColumnElement[bool]]
    read: Callable[[Session, str], object] = lambda _, text: text
    choices: tuple[str, ...] = ()
    schema: Mapping[str, object] = field(default_factory=lambda: _TEXT)
    column: Column[Any] | None = None
    gather: Callable[[Session, Sequence[str]], object] | None = None

    def condition(self, *, several: bool) -> ColumnElement[bool]:
        """The condition on the bind of the filter's name."""
        bound: BindParameter[Any] = bindparam(self.name)
        if several and self.column is not None:
            return self.column.in_(numbers(bound))
        return self.where(bound)

    def parameter(self) -> dict[str, Any]:
        """The query parameter as OpenAPI describes it."""
        schema = {**self.schema, **({"enum": list(self.choices)} if self.choices else {})}
        several: dict[str, Any] = {"type": "array", "items": schema, "minItems": 1}
        return _parameter(self.name, self.says, several if self.gather is not None else schema)

    def value(self, session: Session, texts: Sequence[str]) -> object:
        """What to bind for the texts asked for."""
        if self.gather is not None:
            return self.gather(session, texts)
        if len(texts) > 1:
            message = f"Give {self.name} once."
            raise BadParameter(message, [Fault(self.name, message)])
        (text,) = texts
        if self.choices and text not in self.choices:
            message = f"{self.name} is one of {', '.join(self.choices)}."
            raise BadParameter(message, [Fault(self.name, message)])
        return self.read(session, text)


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


@dataclass(frozen=True, eq=False)
class Listing:
    """A list: its query, the columns it is in the order of, its filters, and how rows are shown.

    Without `present` each row brings its JSON text as `document`; `spoken` shows rows with entities under the
    names of the reader's languages. `beside` gives the values that stand in the place of those of the
    filters, and how rows are shown for them. `sorts` are the orders that `sort` names, ascending; a `-`
    before the name turns one round, ties included.
    """

    query: Select[Any]
    order: tuple[Any, ...]
    filters: tuple[Filter, ...]
    present: Presenter | None = None
    spoken: SpokenPresenter | None = None
    beside: Callable[[Session, Mapping[str, Any]], tuple[dict[str, Any], Presenter]] | None = None
    always: Mapping[str, str] = field(default_factory=dict)
    sorts: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def parameters(self, *fixed: str) -> list[dict[str, Any]]:
        """The query parameters as OpenAPI describes them; the path decides those that are `fixed`."""
        shown = [each.parameter() for each in self.filters if each.name not in fixed]
        limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
        return [
            *shown,
            *([languages.PARAMETER] if self.spoken else []),
            *([_parameter("sort", _SORTED, {**_TEXT, "enum": self._sorted_by()})] if self.sorts else []),
            _parameter("limit", "How many items a page holds.", limit),
            _parameter("cursor", "`next_cursor` of the page before.", _CURSOR),
        ]

    def asked(self, request: Request, fixed: Mapping[str, object] | None = None) -> "Asked":
        """What the request asks of this list; BadParameter or BadCursor where it cannot be answered."""
        given = request.query_params.multi_items()
        names = [each.name for each in self.filters if not fixed or each.name not in fixed]
        known = [*names, *(["lang"] if self.spoken else []), *(["sort"] if self.sorts else [])]
        several = [each.name for each in self.filters if each.gather is not None]
        known_only(
            [name for name, _ in given],
            [*known, "limit", "cursor"],
            [name for name in several if name in names],
        )
        texts = {name: [text] for name, text in self.always.items()}
        texts |= {name: request.query_params.getlist(name) for name, _ in given if name != "lang"}
        limit = limit_of(*texts.pop("limit", [None]))
        (cursor,), (sort,) = texts.pop("cursor", [None]), texts.pop("sort", [None])
        return Asked(texts, limit, cursor, sort)

    def values(self, session: Session, asked: "Asked") -> dict[str, Any]:
        """The values of the filters asked for, those left out that narrow nothing."""
        by_name = {each.name: each for each in self.filters}
        values = {name: by_name[name].value(session, texts) for name, texts in asked.texts.items()}
        return {name: value for name, value in values.items() if value is not ANY}

    async def page(self, request: Request, fixed: Mapping[str, object] | None = None) -> Response:
        """The page asked for; `fixed` binds filters that the path already decided."""
        asked = self.asked(request, fixed)
        order = self.order_of(asked.sort)
        position = order.position(asked.cursor) if asked.cursor is not None else None
        wanted = languages.asked(request) if self.spoken else ()

        def query(session: ReadSession) -> tuple[bytes, str | None, Names]:
            values, shows = self.values(session, asked) | dict(fixed or {}), self.present
            if self.beside is not None:
                values, shows = self.beside(session, values)
            after = {f"after{place}": part for place, part in enumerate(position or ())}
            rows = session.rows(
                self._statement(values, order, continued=position is not None),
                most=asked.limit + 1,
                **{name: canonical(each) if type(each) is list else each for name, each in values.items()},
                **after,
            )
            shown, called = page(rows, asked.limit, order.cursor), Names(session, wanted)
            if self.spoken is not None:
                shows = partial(self.spoken, names=called)
            return shown.json(_items(session, shown.rows, shows)), shown.next_cursor, called

        state = state_of(request)
        body, cursor, called = await (state.read_slowly(query) if wanted else state.read(query))
        return paged(request, body, cursor, languages.headers(called) if self.spoken else {})

    def _statement(self, values: Mapping[str, object], order: Order, *, continued: bool) -> Select[Any]:
        several = frozenset(name for name, value in values.items() if type(value) is list)
        return _statement(self, tuple(sorted(values)), several, order, continued)

    def _sorted_by(self) -> list[str]:
        return [f"{turned}{name}" for name in self.sorts for turned in ("", "-")]

    def order_of(self, sort: str | None) -> Order:
        """The order asked for; BadParameter with the known ones otherwise."""
        if sort is None:
            return self._orders[""]
        if sort not in self._orders or not sort:
            message = f"sort is one of {', '.join(self._sorted_by())}."
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
    """What a request asks of a list: the filters' texts by name, and which page in which order."""

    texts: dict[str, list[str]]
    limit: int
    cursor: str | None
    sort: str | None


def paged(request: Request, body: bytes, cursor: str | None, headers: Mapping[str, str]) -> Response:
    """A page with the link to the next one."""
    headers = dict(headers)
    if cursor is not None:
        onward = request.url.include_query_params(cursor=cursor)
        headers["link"] = f'<{onward}>; rel="next"'
    return answer(request, body, headers=headers)


def _items(session: Session, rows: Sequence[Row], shows: Presenter | None) -> list[str]:
    if shows is None:
        return [row["document"] for row in rows]
    return [to_json(each).decode() for each in shows(session, rows)]


def no_parameters(request: Request) -> None:
    """Refuses query parameters where there are none to give."""
    if request.scope["query_string"]:
        known_only([name for name, _ in request.query_params.multi_items()], [])


_SORTED = (
    "What the list is in the order of, ascending; with a - before it, descending. In an order other than the "
    "list's own an item that is written while you page may come twice or not at all."
)
ANY = object()
"""The value of a filter that does not narrow after all (status=any)."""


@lru_cache(maxsize=512)
def _statement(
    listing: Listing, names: tuple[str, ...], several: frozenset[str], order: Order, continued: bool
) -> Select[Any]:
    conditions = [
        each.condition(several=each.name in several) for each in listing.filters if each.name in names
    ]
    if continued:
        conditions.append(order.after())
    if not several:
        found = listing.query.where(*conditions)
        return found.order_by(*order.by()).limit(bindparam("most"))
    # No index has these in order: what is sorted are numbers, not whole documents.
    number = order.columns[-1]
    chosen = listing.query.with_only_columns(number, maintain_column_froms=True).where(*conditions)
    chosen = chosen.order_by(*order.by()).limit(bindparam("most")).correlate(None)
    return listing.query.where(number.in_(chosen)).order_by(*order.by())


def _parameter(name: str, says: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": says, "schema": schema}
