"""Questions: what claims answer, which ones a claim touches, and the live claims that answer them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from app.claims.models import Claim
from app.claims.predicates import Registry
from app.claims.values.base import Interval
from app.claims.values.predicate import Predicate
from app.contradictions.rules.fact import Fact
from app.db import Row, Session, table
from app.entities.models import Entity
from app.provenance.canonical import canonical

INFINITY = float("inf")
claims, subjects = table(Claim), table(Entity)
_FACT = select(
    claims.c.seq,
    claims.c.predicate,
    claims.c.voice,
    claims.c.hard_lo,
    claims.c.hard_hi,
    claims.c.soft_lo,
    claims.c.soft_hi,
    claims.c.plain,
    claims.c.intervals,
    claims.c.choices,
    claims.c.polarity,
    claims.c.modality,
    claims.c.scope,
    claims.c.unit,
    claims.c.from_lo,
    claims.c.from_hi,
    claims.c.to_lo,
    claims.c.to_hi,
    claims.c.said,
    claims.c.contested,
    claims.c.id,
)
_OF_QUESTION = _FACT.where(
    claims.c.subject == bindparam("subject"),
    claims.c.predicate == bindparam("predicate"),
    claims.c.scope == bindparam("scope"),
    claims.c.unit == bindparam("unit"),
    claims.c.current == 1,
).order_by(claims.c.seq)
_OF_PREDICATE = _FACT.where(
    claims.c.subject == bindparam("subject"),
    claims.c.predicate == bindparam("predicate"),
    claims.c.current == 1,
).order_by(claims.c.seq)
_OF_VOICE = _FACT.where(
    claims.c.subject == bindparam("subject"),
    claims.c.predicate == bindparam("predicate"),
    claims.c.scope == bindparam("scope"),
    claims.c.unit == bindparam("unit"),
    claims.c.voice == bindparam("voice"),
    claims.c.status != "retracted",
).order_by(claims.c.seq)
_ALL = (
    select(claims.c.subject, subjects.c.id, claims.c.predicate, claims.c.scope, claims.c.unit)
    .join(subjects, subjects.c.seq == claims.c.subject)
    .where(claims.c.current == 1)
    .distinct()
    .order_by(claims.c.subject, claims.c.predicate, claims.c.scope, claims.c.unit)
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one subject: one predicate in one scope and unit, or a pair of dates in order.

    The subject is there by number, for the tables, and by id, for the key.
    """

    subject: int
    subject_id: str
    predicates: tuple[str, ...]
    scope: str = "{}"
    unit: str = ""

    @property
    def key(self) -> str:
        """The canonical JSON that identifies the question, whatever the database's sequence numbers."""
        return canonical(
            {
                "subjects": [self.subject_id],
                "predicates": list(self.predicates),
                "scope": json.loads(self.scope),
                "unit": self.unit,
            }
        )


def touched(registry: Registry, claim: Row) -> list[Question]:
    """The questions whose answer a change to this claim can change."""
    predicate = registry.by_key[claim["predicate"]]
    return [
        Question(claim["subject"], claim["subject_id"], (predicate.key,), claim["scope"], claim["unit"]),
        *_ordered(registry, claim["subject"], claim["subject_id"], predicate),
    ]


def _ordered(registry: Registry, subject: int, subject_id: str, predicate: Predicate) -> list[Question]:
    pairs = [(predicate.key, later) for later in predicate.before if later in registry.by_key]
    pairs += [(earlier.key, predicate.key) for earlier in registry.earlier_than(predicate.key)]
    return [Question(subject, subject_id, pair) for pair in pairs]


def every(session: Session, registry: Registry) -> Iterable[Question]:
    """Every question that has a current claim."""
    ordered: dict[Question, None] = {}
    for subject, subject_id, predicate, scope, unit in session.tuples(_ALL):
        yield Question(subject, subject_id, (predicate,), scope, unit)
        ordered.update(dict.fromkeys(_ordered(registry, subject, subject_id, registry.by_key[predicate])))
    yield from ordered


@dataclass(frozen=True, slots=True)
class Facts:
    """The current claims of a question, with the ids behind their numbers."""

    facts: list[Fact]
    ids: dict[int, str]


def load(session: Session, question: Question) -> list[Facts]:
    """The current claims of a question, one group a predicate."""
    if len(question.predicates) == 1:
        rows = session.tuples(
            _OF_QUESTION,
            subject=question.subject,
            predicate=question.predicates[0],
            scope=question.scope,
            unit=question.unit,
        )
        return [_facts(rows)]
    return [
        _facts(session.tuples(_OF_PREDICATE, subject=question.subject, predicate=predicate))
        for predicate in question.predicates
    ]


def of_voice(session: Session, claim: Row) -> list[Fact]:
    """Everything the claim's voice has said on its question and not withdrawn."""
    given = {name: claim[name] for name in ("subject", "predicate", "scope", "unit", "voice")}
    return _facts(session.tuples(_OF_VOICE, **given)).facts


def _facts(rows: list[tuple[Any, ...]]) -> Facts:
    return Facts([_fact(row) for row in rows], {row[0]: row[-1] for row in rows})


def _fact(row: tuple[Any, ...]) -> Fact:
    seq, predicate, voice, hard_lo, hard_hi, soft_lo, soft_hi, plain, intervals, choices, *rest = row
    polarity, modality, scope, unit, from_lo, from_hi, to_lo, to_hi, said, contested, _ = rest
    readings: tuple[Interval, ...] = ()
    if intervals is not None:
        readings = tuple(Interval(*bounds) for bounds in json.loads(intervals))
    elif plain is not None:
        readings = (
            Interval(
                -INFINITY if hard_lo is None else hard_lo,
                INFINITY if hard_hi is None else hard_hi,
                -INFINITY if soft_lo is None else soft_lo,
                INFINITY if soft_hi is None else soft_hi,
                plain,
            ),
        )
    return Fact(
        claim=seq,
        predicate=predicate,
        voice=voice,
        intervals=readings,
        choices=tuple(choices.split()),
        denies=polarity == "denies",
        modality=modality,
        scope=scope,
        unit=unit,
        from_lo=from_lo,
        from_hi=from_hi,
        to_lo=to_lo,
        to_hi=to_hi,
        said=said,
        contested=bool(contested),
    )
