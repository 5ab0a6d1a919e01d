"""Value types: what a claim says, kept as written with a normalised form beside it.

A new type is one module with a `parse` and one line in VALUE_TYPES.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.claims.values import boolean, date, entity, quantity, term, text
from app.claims.values.base import Interval, Value, ValueProblem
from app.claims.values.entity import Resolve
from app.claims.values.predicate import Predicate

__all__ = ["VALUE_TYPES", "Resolve", "ValueType", "intervals_of", "parse"]


def _no_intervals(_document: Mapping[str, Any]) -> tuple[Interval, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class ValueType:
    """A kind of value: `code` on the wire, how raw JSON is read, how its bounds are read back."""

    code: str
    parse: Callable[[object, Predicate], Value]
    intervals_of: Callable[[Mapping[str, Any]], tuple[Interval, ...]] = _no_intervals


VALUE_TYPES = (
    ValueType("quantity", quantity.parse, quantity.intervals_of),
    ValueType("entity", entity.parse),
    ValueType("term", term.parse),
    ValueType("date", date.parse, date.intervals_of),
    ValueType("text", text.parse),
    ValueType("boolean", boolean.parse),
)

_BY_CODE = {value_type.code: value_type for value_type in VALUE_TYPES}


def parse(raw: object, predicate: Predicate, resolve: Resolve | None = None) -> Value:
    """Read raw JSON as a value of the predicate's type; raises ValueProblem.

    An object may name that type in `type`. `resolve` turns an entity's id or key into its id; it may
    raise what it likes, which is not caught. Without it references are taken for ids.
    """
    expected = predicate.value_type
    if isinstance(raw, Mapping) and "type" in raw:
        if raw["type"] != expected:
            detail = f'{predicate.key} takes a value of type "{expected}"; type may be left out.'
            raise ValueProblem(detail, "/type")
        raw = {key: content for key, content in raw.items() if key != "type"}
    if expected == "entity" and resolve is not None:
        return entity.parse(raw, predicate, resolve)
    value_type = _BY_CODE.get(expected)
    if value_type is None:
        known = ", ".join(_BY_CODE)
        raise ValueProblem(f"{predicate.key} has values of the unknown type {expected}; known are {known}.")
    return value_type.parse(raw, predicate)


def intervals_of(document: Mapping[str, Any]) -> tuple[Interval, ...]:
    """The intervals of a value from its stored document; none for a type that has no order."""
    value_type = _BY_CODE.get(document["type"])
    return value_type.intervals_of(document) if value_type else ()
