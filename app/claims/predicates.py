"""The predicate registry: what may be claimed, and what the rules need to know of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator
from sqlalchemy import Select, bindparam, func, insert, select

from app.claims.models import PredicateRow
from app.claims.values import predicate as pure
from app.claims.values.predicate import Predicate, Separator, Term
from app.db import Row, Session, WriteSession, table
from app.errors import Conflict, NotFound
from app.ids import new_id
from app.provenance import log
from app.provenance.canonical import canonical
from app.provenance.models import Event
from app.wire import Body, Long, Short

ADDED = "predicate.added"
PREFIX = "predicate"
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
predicates, events = table(PredicateRow), table(Event)
_STAMP = select(events.c.leaf).where(events.c.seq == select(func.max(predicates.c.seq)).scalar_subquery())
_DEFINITIONS = select(predicates.c.definition).order_by(predicates.c.seq)
_BY_REF = select(predicates).where(
    (predicates.c.key == bindparam("ref")) | (predicates.c.id == bindparam("ref"))
)
_CANDIDATES = select(predicates.c.key, predicates.c.label).order_by(predicates.c.key)
_INSERT = insert(predicates)


class TermCreate(Body):
    """A value of the predicate's own vocabulary."""

    key: Name
    label: Short
    broader: Name | None = None
    final: bool = False
    compatible_with: list[Name] = Field(default_factory=list)


class SeparatorCreate(Body):
    """A scope key that makes two claims incomparable when it differs."""

    key: Name
    required: bool = False
    entity: bool = False


class Whole(Body):
    """The predicate whose value this one's values add up to, and the relation that joins part to whole."""

    predicate: Name
    via: Name | None = None


class Exclusion(Body):
    """What cannot hold together with this predicate (or with one value of it)."""

    predicate: Name
    value: Short | None = None
    other_value: Short | None = None


class PredicateCreate(Body):
    """A predicate to add to the registry."""

    key: Name
    label: Short
    description: Long | None = None
    value_type: Literal["quantity", "entity", "term", "date", "text", "boolean"]
    unit: Short | None = None
    unit_synonyms: list[Short] = Field(default_factory=list)
    single: Literal["yes", "usually", "no"] = "no"
    inverse_single: bool = False
    temporality: Literal["fixed", "state", "cumulative", "event"] = "state"
    persist_days: Annotated[int, Field(ge=1, le=100_000)] | None = None
    act: Literal["subject", "value", "both", "none"] = "none"
    asymmetric: bool = False
    lifetime: Literal["begins", "ends"] | None = None
    whole: Whole | None = None
    excludes: list[Exclusion] = Field(default_factory=list)
    before: list[Name] = Field(default_factory=list)
    terms: list[TermCreate] = Field(default_factory=list)
    separators: list[SeparatorCreate] = Field(default_factory=list)

    @model_validator(mode="after")
    def _sound(self) -> "PredicateCreate":
        _check_terms(self.terms, self.value_type)
        if self.unit is not None and self.value_type != "quantity":
            message = "only a quantity has a unit"
            raise ValueError(message)
        if self.persist_days is not None and self.value_type != "quantity":
            message = "persist_days is for quantities"
            raise ValueError(message)
        if self.key in self.before:
            message = "a predicate cannot come before itself"
            raise ValueError(message)
        if self.lifetime is not None and self.value_type != "date":
            message = "lifetime is for dates: they begin or end their subject's existence"
            raise ValueError(message)
        self._check_relations()
        return self

    def _check_relations(self) -> None:
        if (self.inverse_single or self.asymmetric) and self.value_type != "entity":
            message = "inverse_single and asymmetric are for predicates whose values are entities"
            raise ValueError(message)
        if self.whole is not None and self.value_type != "quantity":
            message = "only a quantity is a part of a whole"
            raise ValueError(message)
        if self.whole is not None and self.whole.predicate == self.key and self.whole.via is None:
            message = "a figure is no part of itself: say by which relation (via) part and whole are joined"
            raise ValueError(message)
        known = {term.key for term in self.terms}
        for each in self.excludes:
            if self.value_type == "term" and each.value is not None and each.value not in known:
                message = "excludes names a value that is no term of this predicate"
                raise ValueError(message)
            if each.predicate == self.key and (each.value is None or each.other_value is None):
                message = "a predicate that excludes itself needs both value and other_value"
                raise ValueError(message)


def _check_terms(terms: Sequence[TermCreate], value_type: str) -> None:
    known = {term.key: term for term in terms}
    if bool(terms) != (value_type == "term"):
        message = "a predicate has terms if and only if its value_type is term"
        raise ValueError(message)
    if len(known) < len(terms):
        message = "each term's key stands once"
        raise ValueError(message)
    for term in terms:
        for other in (term.broader, *term.compatible_with):
            if other is not None and other not in known:
                message = "broader and compatible_with name terms of this predicate"
                raise ValueError(message)
        seen: set[str] = set()
        current: TermCreate | None = term
        while current is not None and current.broader is not None:
            if current.key in seen:
                message = "no term is broader than itself, nor broader in a circle"
                raise ValueError(message)
            seen.add(current.key)
            current = known[current.broader]


@dataclass(frozen=True, eq=False)
class Registry:
    """All predicates of one state of the registry; compared by identity, so that plans can be kept for it."""

    stamp: str | None
    by_key: dict[str, Predicate] = field(default_factory=dict)

    def earlier_than(self, key: str) -> list[Predicate]:
        """The predicates declared to come before this one."""
        return [predicate for predicate in self.by_key.values() if key in predicate.before]


def registry(session: Session) -> Registry:
    """The registry as this session sees it.

    Cached by the leaf hash of its latest event: a sequence number alone could come back after a rollback.
    """
    stamp = session.scalar(_STAMP)
    cached = session.database.memory.get("predicates")
    if not isinstance(cached, Registry) or cached.stamp != stamp:
        made = [_pure(json.loads(definition)) for (definition,) in session.tuples(_DEFINITIONS)]
        cached = Registry(stamp, {predicate.key: predicate for predicate in made})
        session.database.memory["predicates"] = cached
    return cached


def _pure(definition: dict[str, Any]) -> Predicate:
    plain = (
        "key",
        "label",
        "value_type",
        "unit",
        "single",
        "inverse_single",
        "temporality",
        "persist_days",
        "act",
        "asymmetric",
    )
    return Predicate(
        **{name: definition[name] for name in plain},
        unit_synonyms=tuple(definition["unit_synonyms"]),
        before=tuple(definition["before"]),
        terms=tuple(
            Term(**{**term, "compatible_with": tuple(term["compatible_with"])})
            for term in definition["terms"]
        ),
        separators=tuple(Separator(**separator) for separator in definition["separators"]),
        whole=pure.Whole(**definition["whole"]) if definition["whole"] else None,
        excludes=tuple(pure.Exclusion(**exclusion) for exclusion in definition["excludes"]),
        lifetime=definition.get("lifetime"),
    )


def get(session: Session, ref: str) -> Row:
    """The row with this key or id; NotFound otherwise."""
    found = session.first(_BY_REF, ref=ref)
    if found is None:
        raise NotFound("No predicate has this key.", PREFIX, ref)
    return found


def candidates(session: Session) -> list[tuple[str, str]]:
    """Keys and labels to look for the nearest in."""
    return [(key, label) for key, label in session.tuples(_CANDIDATES)]


def add(session: WriteSession, actor: str, given: PredicateCreate) -> tuple[Row, bool]:
    """Adds a predicate; returns its row and whether it is new (the same definition again is not)."""
    body = given.model_dump(mode="json")
    existing = session.first(_BY_REF, ref=given.key)
    if existing is not None:
        if log.same_body(session, existing["id"], body):
            return existing, False
        message = "A predicate of this key exists with another definition. Nothing was changed."
        raise Conflict(message)
    predicate_id = new_id(PREFIX)
    project(
        session, log.append(session, ADDED, predicate_id, actor, {"id": predicate_id, **body}, first=True)
    )
    return get(session, predicate_id), True


def project(session: WriteSession, entry: log.Entry) -> None:
    """Writes the row a `predicate.added` event stands for."""
    definition = dict(entry.body)
    predicate_id = definition.pop("id")
    session.run(
        _INSERT,
        seq=entry.seq,
        id=predicate_id,
        key=definition["key"],
        label=definition["label"],
        value_type=definition["value_type"],
        definition=canonical(definition),
        recorded_at=entry.at,
        recorded_by=entry.actor,
    )


def present(_: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows as the wire shows them."""
    return [{"id": row["id"], **json.loads(row["definition"])} for row in rows]


FILTERS = {"value_type": predicates.c.value_type}


def listing() -> Select[Any]:
    """The query of the list, without filters and limit."""
    return select(predicates)
