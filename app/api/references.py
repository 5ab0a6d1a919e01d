"""Filters that several lists share: references become the numbers the tables hold."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.sql.schema import Column

from app.api.filters import Filter
from app.api.groups import Group, labelled
from app.claims import identity, predicates
from app.claims import service as claims
from app.db import Session
from app.entities import service as entities
from app.errors import BadParameter, Fault
from app.provenance.log import TIMESTAMP
from app.sources import service as sources

ENTITIES = labelled(entities.entities, "seq", "id", "label")
SOURCES = labelled(sources.sources, "seq", "id", "title")
PREDICATES = labelled(predicates.predicates, "key", "key", "label")


def entity_seqs(session: Session, ref: str) -> object:
    """The number of the entity with this id or key, or of all that are one with it; NotFound otherwise."""
    return alone(identity.group_seqs(session, entities.get(session, ref)))


def alone(seqs: list[int]) -> int | list[int]:
    """A single number as itself: the condition on it is one that an index has in order."""
    return seqs[0] if len(seqs) == 1 else seqs


def source_seq(session: Session, ref: str) -> object:
    """The number of the source with this id or key."""
    return sources.get(session, ref)["seq"]


def claim_seq(session: Session, ref: str) -> object:
    """The number of the claim with this id or key."""
    return claims.get(session, ref)["seq"]


def predicate_key(session: Session, ref: str) -> object:
    """The key of a predicate that exists."""
    return predicates.get(session, ref)["key"]


MOMENT = {
    "type": "string",
    "anyOf": [{"format": "date"}, {"format": "date-time"}],
    "examples": ["2026-03-21", "2026-03-21T10:00:00Z"],
}
"""What `moment` reads, as OpenAPI says it."""


def moment(_: Session, text: str, name: str = "recorded_since") -> object:
    """A day or time in ISO 8601 as the log writes times: UTC, microseconds, Z."""
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # an unescaped + arrives as a blank
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        message = "Write a day or a UTC time: 2026-03-21 or 2026-03-21T10:00:00Z."
        raise BadParameter(message, [Fault(name, message)]) from None
    return found.strftime(TIMESTAMP)


def share(name: str) -> Callable[[Session, str], object]:
    """Reads a number from 0 to 1 for the parameter of that name."""

    def read(_: Session, text: str) -> object:
        found = (
            float(text) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,20})?(e-[0-9]{1,3})?", text, re.ASCII) else -1
        )
        if not 0 <= found <= 1:
            message = f"{name} takes a number from 0 to 1, such as 0.5."
            raise BadParameter(message, [Fault(name, message)])
        return found

    return read


def of_entity(name: str, column: Column[Any], says: str) -> Filter:
    """A filter for the rows whose column holds an entity or one that it is joined to."""

    def where(bound: object) -> ColumnElement[bool]:
        return column == bound

    return Filter(name, says, where, entity_seqs, column=column, group=Group(column, ENTITIES), equals=column)


def plain(name: str, column: Column[str], says: str, choices: tuple[str, ...] = ()) -> Filter:
    """A filter for the rows whose column holds just this text."""

    def where(bound: object) -> ColumnElement[bool]:
        return column == bound

    return Filter(name, says, where, choices=choices, group=Group(column), equals=column)
