"""The wire form of values: what a claim may give, and what comes back, one shape a type."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, WithJsonSchema

from app.entities.schemas import EntityRef

NumberPair = Annotated[list[float | None], Field(min_length=2, max_length=2)]
DayPair = Annotated[list[str | None], Field(min_length=2, max_length=2)]

# What parses depends on the predicate, so the value module reads it; this only describes it.
ValueGiven = Annotated[
    Any,
    WithJsonSchema(
        {
            "description": (
                "As the claimant put it: a text is read by the predicate's value type. Or an object: a "
                "quantity takes text, amount, unit, hedge, hard, soft, low, best, high; an entity takes "
                "entity; a term takes term; a date takes edtf; a boolean takes boolean; each with the "
                "claimant's words as text, and any_of for alternatives."
            ),
            "type": ["string", "number", "boolean", "object"],
        }
    ),
]


class NumberBounds(BaseModel):
    """One alternative of a quantity: outside `hard` it is false, `soft` is what a reader takes it to mean."""

    amount: float
    hard: NumberPair
    soft: NumberPair


class QuantityRead(NumberBounds):
    """A quantity with its text, unit and hedge; null bounds are open."""

    type: Literal["quantity"]
    text: str
    unit: str | None
    hedge: str
    alternatives: list[NumberBounds] | None = None


class EntityValueRead(BaseModel):
    """An entity, or the alternatives a claim leaves open."""

    type: Literal["entity"]
    text: str
    entity: EntityRef | None = None
    any_of: list[EntityRef] | None = None


class TermRead(BaseModel):
    """A term of the predicate's own vocabulary, or the alternatives a claim leaves open."""

    type: Literal["term"]
    text: str
    term: str | None = None
    label: str | None = None
    any_of: list[str] | None = None


class DateBounds(BaseModel):
    """One alternative of a date: its earliest and latest day, null for open."""

    hard: DayPair
    soft: DayPair


class DateRead(DateBounds):
    """A date as EDTF."""

    type: Literal["date"]
    text: str
    edtf: str
    alternatives: list[DateBounds] | None = None


class TextRead(BaseModel):
    """Words that are kept and shown but never compared."""

    type: Literal["text"]
    text: str


class BooleanRead(BaseModel):
    """True or false."""

    type: Literal["boolean"]
    text: str
    boolean: bool


ValueRead = Annotated[
    QuantityRead | EntityValueRead | TermRead | DateRead | TextRead | BooleanRead,
    Field(discriminator="type"),
]
