"""Filters of lists: declared once for the query, the refusal of unknown ones and the docs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, Column, ColumnElement, Select, bindparam

from app.api.groups import Group
from app.db import Session
from app.errors import BadParameter, Fault
from app.jsonsql import numbers

TEXT: Mapping[str, object] = {"type": "string"}
ANY = object()
"""The value of a filter that does not narrow after all (status=any)."""


@dataclass(frozen=True, eq=False)
class Filter:
    """A query parameter that narrows a list.

    `where` is the condition on the parameter's bind `value`; `read` turns the text into that value
    (a reference into a sequence number, say) and raises when it cannot. Where it gives a list of numbers,
    `column` holds one of them instead. A filter with `gather` may be given several times: it turns all the
    texts into one value. `group` says how items are grouped by what the filter narrows.

    What a page can be looked up by: `equals` is the column that holds the value, `among` the numbers of the
    items for the bind, `span` the lowest and the highest number that items of a value have; the condition
    holds for all numbers between where it is `spanned`.
    """

    name: str
    says: str
    where: Callable[[Any], ColumnElement[bool]]
    read: Callable[[Session, str], object] = lambda _, text: text
    choices: tuple[str, ...] = ()
    schema: Mapping[str, object] = field(default_factory=lambda: TEXT)
    column: Column[Any] | None = None
    gather: Callable[[Session, Sequence[str]], object] | None = None
    group: Group | None = None
    equals: Column[Any] | None = None
    among: Callable[[Any], Select[Any]] | None = None
    span: Callable[[Session, Any], tuple[int, int]] | None = None
    spanned: bool = False

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
        return parameter(self.name, self.says, several if self.gather is not None else schema)

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


def parameter(name: str, says: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A query parameter as OpenAPI describes it."""
    return {"name": name, "in": "query", "required": False, "description": says, "schema": schema}
