"""The SQL behind candidates: which questions can hold a contradiction, from hulls and counts alone.

Each sieve lets through at least what its rule finds: it compares soft bounds, which are apart wherever hard
ones are, and leaves out whatever else a rule asks for. Predicates come as JSON lists, so that one statement
serves any registry. Nulls stand for what is unbounded and are passed over by max and min.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    union,
)

from app.claims.models import Claim, Summary
from app.claims.values.time import BEGINNING, END
from app.db import table
from app.entities.models import Entity
from app.jsonsql import elements, numbers

claims, entities, summaries = table(Claim), table(Entity), table(Summary)


def _among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column.in_(select(elements(bindparam(name, type_=Text), "of").c.value))


def _told(of: FromClause) -> tuple[ColumnElement[bool], ...]:
    return of.c.current == 1, of.c.polarity == "asserts"


def _top(of: FromClause) -> ColumnElement[Any]:
    """The soft upper end; a floor has none."""
    return case((of.c.hard_hi.is_not(None), of.c.soft_hi))


def _said(of: FromClause) -> tuple[ColumnElement[Any], ...]:
    return of.c.subject, of.c.predicate, of.c.scope, of.c.unit


def _asked(found: FromClause) -> Select[Any]:
    """Questions with their subjects' ids."""
    named = select(entities.c.id, found.c.predicate, found.c.scope, found.c.unit)
    return named.join(found, found.c.subject == entities.c.seq)


def _ids(found: FromClause) -> Select[Any]:
    return select(entities.c.id).join(found, found.c.subject == entities.c.seq).distinct()


_claims = _told(claims)
_several = func.min(claims.c.voice) != func.max(claims.c.voice)
_bounded = claims.c.plain.is_not(None)

APART = _asked(
    select(*_said(claims))
    .where(*_claims, _bounded, _among(claims.c.predicate, "predicates"))
    .group_by(*_said(claims))
    .having(
        _several,
        or_(func.max(claims.c.soft_lo) > func.min(_top(claims)), func.count(claims.c.intervals) > 0),
    )
    .subquery()
)
"""Bounds that do not meet, whenever; alternatives are left to the rule."""

_counts = (
    select(
        *_said(claims),
        claims.c.intervals,
        _top(claims).label("top"),
        func.max(claims.c.soft_lo).over(partition_by=_said(claims), order_by=claims.c.to_hi).label("before"),
    )
    .where(*_claims, _bounded, _among(claims.c.predicate, "predicates"))
    .subquery()
)
FALLING = _asked(
    select(*_said(_counts))
    .where(or_(_counts.c.before > _counts.c.top, _counts.c.intervals.is_not(None)))
    .distinct()
    .subquery()
)
"""A count that lies below another of the same day or of an earlier one."""

_values = (
    select(
        *_said(claims),
        claims.c.choices,
        func.min(claims.c.from_lo).label("since"),
        func.max(claims.c.to_hi).label("until"),
        func.min(claims.c.voice).label("first_voice"),
        func.max(claims.c.voice).label("last_voice"),
        func.count().over(partition_by=_said(claims)).label("several"),
    )
    .where(*_claims, claims.c.choices != "", _among(claims.c.predicate, "predicates"))
    .group_by(*_said(claims), claims.c.choices)
    .subquery()
)
DIFFERENT = (
    select(
        entities.c.id,
        *_said(_values)[1:],
        _values.c.choices,
        _values.c.since,
        _values.c.until,
        _values.c.first_voice,
        _values.c.last_voice,
    )
    .join(_values, _values.c.subject == entities.c.seq)
    .where(_values.c.several > 1)
)
"""Each value of what has several: the days it is said of, and two voices that say it where two do."""

DENIALS = (
    select(entities.c.id, *_said(claims))
    .join(entities, entities.c.seq == claims.c.subject)
    .where(claims.c.current == 1, claims.c.polarity == "denies")
)
"""The question of each denial, with the number of its subject."""

ASSERTED = (
    select(claims.c.seq)
    .where(*_claims, *(column == bindparam(column.key) for column in _said(claims)))
    .limit(bindparam("most"))
)
"""A claim that asserts something on a question."""

CONTESTED = _asked(select(*_said(claims)).where(claims.c.current == 1, claims.c.contested == 1).subquery())
"""A claim whose carrier disputes it; the question once for each: to tell them apart would take an index."""


def _each(predicate: str) -> tuple[ColumnElement[bool], ...]:
    return *_claims, claims.c.predicate == bindparam(predicate)


_later = (
    select(claims.c.subject, claims.c.scope, func.max(claims.c.soft_lo).label("lo"))
    .where(*_each("first"), _bounded)
    .group_by(claims.c.subject, claims.c.scope)
    .subquery()
)
_earlier = (
    select(claims.c.subject, claims.c.scope, func.min(_top(claims)).label("hi"))
    .where(*_each("second"), _bounded)
    .group_by(claims.c.subject, claims.c.scope)
    .subquery()
)
OUT_OF_ORDER = _ids(
    select(_later.c.subject)
    .join(_earlier, and_(_earlier.c.subject == _later.c.subject, _earlier.c.scope == _later.c.scope))
    .where(_later.c.lo > _earlier.c.hi)
    .subquery()
)
"""Subjects of which the first predicate is dated after the second."""

_open_value = claims.c.choices.like("% %")


def _excluding(side: str) -> FromClause:
    """The claims on one side of an exclusion, by subject, with the days they may surely hold on.

    A final term holds for ever; of several choices each must be excluded, which is left to the rule.
    """
    last = case((or_(_open_value, _among(claims.c.choices, f"{side}_final")), END), else_=claims.c.to_hi)
    named = or_(bindparam(f"{side}_any") == 1, _open_value, _among(claims.c.choices, f"{side}_named"))
    return (
        select(
            claims.c.subject,
            func.min(claims.c.from_hi).label("since"),
            func.max(last).label("until"),
            func.min(claims.c.seq).label("lowest"),
            func.max(claims.c.seq).label("highest"),
        )
        .where(*_each(side), named)
        .group_by(claims.c.subject)
        .subquery()
    )


_one, _other = _excluding("first"), _excluding("second")
EXCLUDED = _ids(
    select(_one.c.subject)
    .join(_other, _other.c.subject == _one.c.subject)
    .where(
        or_(_one.c.lowest != _other.c.highest, _one.c.highest != _other.c.lowest),
        or_(
            bindparam("fixed") == 1,
            and_(_one.c.since <= _other.c.until, _other.c.since <= _one.c.until),
        ),
    )
    .subquery()
)
"""Subjects with two claims that may exclude each other on a day."""

_final = or_(_open_value, _among(claims.c.predicate + " " + claims.c.choices, "final"))
_dated = or_(claims.c.from_lo > BEGINNING, claims.c.from_hi < END)
_begins = _among(claims.c.predicate, "begins")
_lives = (
    select(
        claims.c.subject,
        claims.c.predicate,
        func.max(case((_begins, claims.c.soft_lo))).label("lo"),
        func.min(
            case((_begins, None), (claims.c.value_type == "date", _top(claims)), else_=claims.c.from_hi)
        ).label("hi"),
    )
    .where(*_claims, _among(claims.c.predicate, "lives"), or_(_bounded, and_(_final, _dated)))
    .group_by(claims.c.subject, claims.c.predicate)
    .cte("lives")
)


def _outside(column: str, acts: str) -> Select[Any]:
    done = table(Claim).alias(f"{column}_acts")
    return (
        select(_lives.c.subject, _lives.c.predicate.label("life"), done.c.predicate.label("act"))
        .join(done, done.c[column] == _lives.c.subject)
        .where(
            *_told(done),
            _among(done.c.predicate, acts),
            or_(done.c.from_lo > _lives.c.hi, done.c.to_hi < _lives.c.lo),
        )
    )


_acts = union(_outside("subject", "by_subject"), _outside("value_entity", "by_value")).subquery()
OUTSIDE = select(entities.c.id, _acts.c.act, _acts.c.life).join(_acts, _acts.c.subject == entities.c.seq)
"""Entities that act before they can have begun or after they must have ended."""

_held = (
    select(claims.c.value_entity.label("subject"), claims.c.scope)
    .where(*_each("predicate"), claims.c.value_entity.is_not(None))
    .group_by(claims.c.value_entity, claims.c.scope)
    .having(func.min(claims.c.subject) != func.max(claims.c.subject))
    .subquery()
)
HELD_TWICE = select(entities.c.id, _held.c.scope).join(_held, _held.c.subject == entities.c.seq)
"""Values that two subjects have."""

FIGURES = select(
    summaries.c.subject, summaries.c.scope, summaries.c.unit, summaries.c.low, summaries.c.top
).where(summaries.c.predicate == bindparam("predicate"))
"""Of each question of a predicate the highest lower and the lowest upper end there ever was."""

FIGURES_OF = FIGURES.where(summaries.c.subject.in_(numbers(bindparam("among"))))
"""The same of some subjects alone, given by their numbers."""

EDGES = select(claims.c.subject, claims.c.value_entity, claims.c.seq).where(
    *_each("predicate"), claims.c.value_entity.is_not(None)
)
"""The claims of a relation as numbers: from whom, to whom, which."""

NAMED = select(entities.c.id).where(entities.c.seq == bindparam("seq"))
"""The id of the entity with that number."""
