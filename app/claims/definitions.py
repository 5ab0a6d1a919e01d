"""Definitions side by side: what one says of another predicate must fit what that one says of itself."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from app.claims.predicate_schemas import NAMED_VALUES, PredicateCreate
from app.claims.values import predicate as pure
from app.claims.values.predicate import Predicate, Separator, Term
from app.db import Session
from app.entities import service as entities
from app.errors import Fault, Unprocessable

Definitions = Mapping[str, Predicate]
_PLAIN = (
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


class _Misfit(NamedTuple):
    """What does not fit between two predicates: where the one that names the other says it, and why."""

    pointer: str
    other: str
    detail: str


def read(definition: Mapping[str, Any]) -> Predicate:
    """A stored definition as the rules see it."""
    return Predicate(
        **{name: definition[name] for name in _PLAIN},
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


def logged(session: Session, given: PredicateCreate, known: Definitions) -> dict[str, Any]:
    """The definition as it is logged: entities that exclusions name stand there by their ids.

    UnknownReference for one that is not there.
    """
    body: dict[str, Any] = given.model_dump(mode="json")
    for place, each in enumerate(body["excludes"]):
        other = given if each["predicate"] == given.key else known.get(each["predicate"])
        theirs = other.value_type if other is not None else None
        for side, of in (("value", given.value_type), ("other_value", theirs)):
            if of == "entity" and each[side] is not None:
                pointer = f"/excludes/{place}/{side}"
                each[side] = entities.resolve(session, each[side], pointer)["id"]
    return body


def refuse_misfits(session: Session, given: Predicate, stored: Definitions) -> None:
    """Unprocessable where this definition does not fit what it says of others, or what they say of it."""
    known = {**stored, given.key: given}
    found = [Fault(each.pointer, each.detail) for each in _misfits(session, given, known)]
    for one in known.values():
        if one.key != given.key:
            told = (each for each in _misfits(session, one, known) if each.other == given.key)
            found += [Fault("", f"{one.key} names this predicate: {each.detail}") for each in told]
    if found:
        raise Unprocessable(found[0].detail, found)


def _misfits(session: Session, one: Predicate, known: Definitions) -> Iterator[_Misfit]:
    """What a definition says of predicates that are there and are not of the kind it takes them for."""
    yield from _order(one, known)
    yield from _whole(one, known)
    for place, each in enumerate(one.excludes):
        other = known.get(each.predicate)
        if other is None:
            continue
        if each.other_value is not None and (wrong := _not_a_value(session, other, each.other_value)):
            yield _Misfit(f"/excludes/{place}/other_value", other.key, wrong)


def _not_a_value(session: Session, other: Predicate, value: str) -> str | None:
    """Why this cannot be an excluded value of the predicate."""
    if other.value_type not in NAMED_VALUES:
        return (
            f"{other.key} has values of type {other.value_type}, of which none can be named: leave "
            "other_value out, and any value is excluded."
        )
    if other.value_type == "entity":
        known = entities.find(session, value)
        return None if known and known["id"] == value else f"{other.key} has entities as values: give an id."
    values = [term.key for term in other.terms] or ["true", "false"]
    if value in values:
        return None
    return f"This is no value of {other.key}. It has {', '.join(values[:12])}."


def _order(one: Predicate, known: Definitions) -> Iterator[_Misfit]:
    for place, key in enumerate(one.before):
        other = known.get(key)
        if other is not None and other.value_type != "date":
            yield _Misfit(f"/before/{place}", key, f"before names dates, and {key} is none.")
        elif _comes_before(key, one.key, known):
            detail = f"{key} is declared to come before {one.key} itself, directly or through others."
            yield _Misfit(f"/before/{place}", key, detail)


def _comes_before(first: str, second: str, known: Definitions) -> bool:
    reached = [first]
    for key in reached:
        following = known[key].before if key in known else ()
        reached += [each for each in following if each not in reached]
    return second in reached


def _whole(one: Predicate, known: Definitions) -> Iterator[_Misfit]:
    if one.whole is None:
        return
    whole, via = known.get(one.whole.predicate), known.get(one.whole.via or "")
    if via is not None and via.value_type != "entity":
        detail = f"via joins part and whole by a relation between entities, and {via.key} is none."
        yield _Misfit("/whole/via", via.key, detail)
    if whole is None:
        return
    if whole.value_type != "quantity":
        detail = f"Quantities add up to a quantity, and {whole.key} is none."
        yield _Misfit("/whole/predicate", whole.key, detail)
    elif whole.unit != one.unit:
        detail = (
            f"Only figures of one unit add up: {one.key} counts {one.unit or 'without a unit'}, "
            f"{whole.key} {whole.unit or 'without a unit'}. Give both the same unit."
        )
        yield _Misfit("/whole/predicate", whole.key, detail)
