"""The most that parts can add up to, whenever they were and whatever they share: a bound, no finding."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import inf
from typing import Any

from app.claims.values.predicate import Predicate
from app.contradictions import sieves
from app.contradictions.asking import Question
from app.contradictions.rules import bounds
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.parts import figures
from app.contradictions.world import Asked, SqlWorld
from app.db import Session

ROUNDING = 1 + 1e-9  # sums of floats may fall short of what their decimals add up to
Sums = Mapping[tuple[int, str], float]  # by an entity's number and a unit


def exceeded(session: Session, part: Predicate, whole: Predicate) -> Iterator[Question]:
    """The wholes of a record whose smallest figure the largest ones of all parts together exceed."""
    sums = _by_scope(session, part) if _via(part) is None else _by_body(session, part)
    for subject, scope, unit, _, top in _figures(session, whole, {entity for entity, _ in sums}):
        if top is not None and sums.get((subject, unit), -inf) * ROUNDING > top:
            yield Question(
                "whole", session.scalar(sieves.NAMED, seq=subject), (part.key, whole.key), scope, unit
            )


def _by_scope(session: Session, part: Predicate) -> Sums:
    """What all parts come to that are told apart by their scopes."""
    sums: dict[tuple[int, str], float] = defaultdict(float)
    for subject, _, unit, low, _ in session.tuples(sieves.FIGURES, predicate=part.key):
        sums[subject, unit] += max(low or 0, 0)
    return sums


def _by_body(session: Session, part: Predicate) -> Sums:
    """What all bodies come to that a relation joins to the whole, each by its largest figure."""
    edges = {edge[:2] for edge in session.tuples(sieves.EDGES, predicate=_via(part))}
    sizes: dict[int, dict[str, float]] = defaultdict(dict)
    for body, _, unit, low, _ in _figures(session, part, {body for body, _ in edges}):
        sizes[body][unit] = max(sizes[body].get(unit, 0), low or 0)
    sums: dict[tuple[int, str], float] = defaultdict(float)
    for body, parent in edges:
        for unit, size in sizes.get(body, {}).items():
            sums[parent, unit] += size
    return sums


def _figures(session: Session, predicate: Predicate, subjects: Iterable[int]) -> list[tuple[Any, ...]]:
    return session.tuples(sieves.FIGURES_OF, predicate=predicate.key, among=json.dumps(sorted(subjects)))


def may_exceed(world: SqlWorld, question: Question, fact: Fact) -> bool:
    """Whether a claim that has come can make the parts add up to more than the whole."""
    roof = _roof(world, question, fact)
    return roof < inf and _most(world, question) * ROUNDING > roof


def _roof(world: SqlWorld, question: Question, fact: Fact) -> float:
    """What the parts must come to more than: the claim's own figure for the whole, for another claim any.

    What exceeds an older figure for the whole did so before; only a figure that is a part too adds to that.
    """
    part, whole = question.predicates
    asked = Asked(question.subject, whole, question.scope, question.unit)
    both = part == whole and _via(world.registry.by_key[part]) is None
    if asked == (fact.subject, fact.predicate, fact.scope, fact.unit) and not both:
        return max((bounds.soft_top(each.intervals[0]) for each in figures([fact], whole=True)), default=inf)
    known = world.summary(asked)
    if known is None or known["several"]:
        return -inf
    return inf if known["top"] is None else float(known["top"])  # at least so many: nothing exceeds that


def _most(world: SqlWorld, question: Question) -> float:
    part, unit = question.predicates[0], question.unit
    via = _via(world.registry.by_key[part])
    if via is None:
        return sum(row["low"] or 0 for row in world.summaries(question.subject, part, unit))
    figured = (world.summaries(body, part, unit) for body in world.subjects_naming(question.subject, via))
    return sum(max((row["low"] or 0 for row in known), default=0) for known in figured)


def _via(part: Predicate) -> str | None:
    return part.whole.via if part.whole else None
