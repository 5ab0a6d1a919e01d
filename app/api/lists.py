"""Lists: one shape, filters declared once for the query, the refusal of unknown ones and the docs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from fastapi import Request, Response
from pydantic_core import to_json
from sqlalchemy import BindParameter, ColumnElement, Select, bindparam

from app.api.answers import answer
from app.api.state import state_of
from app.db import ReadSession, Row, Session
from app.errors import BadParameter, Fault
from app.pagination import DEFAULT_LIMIT, MAX_LIMIT, decode, known_only, limit_of, page

Presenter = Callable[[Session, Sequence[Row]], list[dict[str, Any]]]


@dataclass(frozen=True, eq=False)
class Filter:
    """A query parameter that narrows a list.

    `where` is the condition on the parameter's bind `value`; `read` turns the text into that value
    (a reference into a sequence number, say) and raises when it cannot.
    """

    name: str
    says: str
    where: Callable[[Any], ColumnElement[bool]]
    read: Callable[[Session, str], object] = lambda _, text: text
    choices: tuple[str, ...] = ()

    def value(self, session: Session, text: str) -> object:
        """What to bind for the text asked for."""
        if self.choices and text not in self.choices:
            message = f"{self.name} is one of {', '.join(self.choices)}."
            raise BadParameter(message, [Fault(self.name, message)])
        return self.read(session, text)


@dataclass(frozen=True, eq=False)
class Listing:
    """A list: its query, the columns its keyset runs over, its filters, and how rows are shown.

    Without `present` each row brings its JSON text as `document`.
    """

    query: Select[Any]
    order: tuple[Any, ...]
    filters: tuple[Filter, ...]
    present: Presenter | None = None
    always: Mapping[str, str] = field(default_factory=dict)

    def parameters(self, *fixed: str) -> list[dict[str, Any]]:
        """The query parameters as OpenAPI describes them; the path decides those that are `fixed`."""
        shown = [
            _parameter(
                each.name,
                each.says,
                {"type": "string", **({"enum": list(each.choices)} if each.choices else {})},
            )
            for each in self.filters
            if each.name not in fixed
        ]
        limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
        return [
            *shown,
            _parameter("limit", "How many items a page holds.", limit),
            _parameter("cursor", "`next_cursor` of the page before.", {"type": "string"}),
        ]

    async def page(self, request: Request, fixed: Mapping[str, object] | None = None) -> Response:
        """The page asked for; `fixed` binds filters that the path already decided."""
        given = request.query_params.multi_items()
        names = [each.name for each in self.filters if not fixed or each.name not in fixed]
        known_only([name for name, _ in given], [*names, "limit", "cursor"])
        asked = {**self.always, **dict(given)}
        limit = limit_of(asked.pop("limit", None))
        cursor = asked.pop("cursor", None)
        position = decode(cursor, len(self.order)) if cursor is not None else None

        def query(session: ReadSession) -> tuple[bytes, str | None]:
            by_name = {each.name: each for each in self.filters}
            values = {name: by_name[name].value(session, text) for name, text in asked.items()}
            values = {name: value for name, value in values.items() if value is not ANY} | dict(fixed or {})
            statement = _statement(self, tuple(sorted(values)), position is not None)
            after = {f"after{place}": part for place, part in enumerate(position or ())}
            rows = session.rows(statement, most=limit + 1, **values, **after)
            shown = page(rows, limit, self._position)
            return shown.json(self._items(session, shown.rows)), shown.next_cursor

        body, cursor = await state_of(request).read(query)
        headers = {}
        if cursor is not None:
            onward = request.url.include_query_params(cursor=cursor)
            headers["link"] = f'<{onward}>; rel="next"'
        return answer(request, body, headers=headers)

    def _items(self, session: Session, rows: Sequence[Row]) -> list[str]:
        if self.present is None:
            return [row["document"] for row in rows]
        return [to_json(each).decode() for each in self.present(session, rows)]

    def _position(self, row: Mapping[str, Any]) -> tuple[int, ...]:
        return tuple(row[column.name] for column in self.order)


def no_parameters(request: Request) -> None:
    """Refuses query parameters where there are none to give."""
    if request.scope["query_string"]:
        known_only([name for name, _ in request.query_params.multi_items()], [])


ANY = object()
"""The value of a filter that does not narrow after all (status=any)."""


@lru_cache(maxsize=512)
def _statement(listing: Listing, names: tuple[str, ...], continued: bool) -> Select[Any]:
    statement = listing.query
    for each in listing.filters:
        if each.name in names:
            statement = statement.where(each.where(bindparam(each.name)))
    if continued:
        statement = statement.where(_after(listing.order))
    return statement.order_by(*listing.order).limit(bindparam("most"))


def _after(order: tuple[Any, ...]) -> ColumnElement[bool]:
    """Rows that come after a position, spelled so that an index serves it."""
    last = len(order) - 1
    condition: ColumnElement[bool] = order[last] > bindparam(f"after{last}")
    for place in range(last - 1, -1, -1):
        bound: BindParameter[Any] = bindparam(f"after{place}")
        condition = (order[place] > bound) | ((order[place] == bound) & condition)
    return condition


def _parameter(name: str, says: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": says, "schema": schema}
