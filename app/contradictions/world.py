"""The claims that rules judge, as the rules see them: from the database, or from a list.

Entities that were joined as one appear under one id, as subjects, values and voices alike.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Executable, bindparam, func, select

from app.claims import identity, summaries
from app.claims.models import Claim
from app.claims.predicates import Registry, registry
from app.claims.values.base import Interval
from app.claims.values.predicate import Exclusion
from app.contradictions.models import Member
from app.contradictions.rules.fact import Fact
from app.db import Row, Session, table
from app.entities.models import Entity

INFINITY = float("inf")
LIES_IN, PLACE = "part_of", "place"
claims, subjects, valued, members = table(Claim), table(Entity), table(Entity).alias("valued"), table(Member)
FACT = select(
    claims.c.seq,
    subjects.c.id,
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
).join(subjects, subjects.c.seq == claims.c.subject)
_CURRENT = FACT.where(claims.c.current == 1)
_ABOUT = _CURRENT.where(
    claims.c.subject == bindparam("subject"), claims.c.predicate == bindparam("predicate")
)
_ANSWERS = _ABOUT.where(claims.c.scope == bindparam("scope"), claims.c.unit == bindparam("unit"))
_NAMING = _CURRENT.where(
    claims.c.value_entity == bindparam("value"), claims.c.predicate == bindparam("predicate")
)
_OPEN = _CURRENT.where(claims.c.value_type == "entity", claims.c.value_entity.is_(None))
_RELATION = _CURRENT.where(claims.c.predicate == bindparam("predicate"), claims.c.polarity == "asserts")
_ONE = FACT.where(claims.c.seq == bindparam("claim"))
_NEAR = _ANSWERS.where(
    claims.c.spread == bindparam("spread"),
    claims.c.from_lo.between(bindparam("first"), bindparam("last")),
    claims.c.to_hi >= bindparam("lo"),
).limit(bindparam("most"))
_BEFORE = _ANSWERS.where(claims.c.seq < bindparam("claim")).order_by(claims.c.seq).limit(bindparam("most"))
_OF_ROW = _CURRENT.join(members, members.c.claim == claims.c.seq).where(
    members.c.contradiction == bindparam("row")
)
_OF_VOICE = FACT.where(
    claims.c.subject == bindparam("subject"),
    claims.c.predicate == bindparam("predicate"),
    claims.c.scope == bindparam("scope"),
    claims.c.unit == bindparam("unit"),
    claims.c.voice == bindparam("voice"),
    claims.c.status != "retracted",
)
_SAID_ABOUT = (
    select(claims.c.seq)
    .where(
        claims.c.subject == bindparam("subject"),
        claims.c.predicate == bindparam("predicate"),
        claims.c.current == 1,
    )
    .limit(1)
)
_SAID_NAMING = (
    select(claims.c.seq)
    .where(
        claims.c.value_entity == bindparam("value"),
        claims.c.predicate == bindparam("predicate"),
        claims.c.current == 1,
    )
    .limit(1)
)
_ASKED = (
    select(subjects.c.id, claims.c.predicate, claims.c.scope, claims.c.unit)
    .join(subjects, subjects.c.seq == claims.c.subject)
    .where(claims.c.current == 1)
    .group_by(claims.c.subject, subjects.c.id, claims.c.predicate, claims.c.scope, claims.c.unit)
    .order_by(claims.c.subject, claims.c.predicate, claims.c.scope, claims.c.unit)
)
_OF_VALUE = (
    claims.c.value_entity == bindparam("value"),
    claims.c.predicate == bindparam("predicate"),
    claims.c.current == 1,
    claims.c.polarity == "asserts",
)
_first = select(func.min(claims.c.subject).label("seq")).where(*_OF_VALUE).cte("of_value", recursive=True)
_next = select(func.min(claims.c.subject)).where(*_OF_VALUE, claims.c.subject > _first.c.seq)
# One after the other by an index: each subject costs one step, however many claims say the same of it.
_OF_VALUE_EACH = _first.union_all(select(_next.scalar_subquery()).where(_first.c.seq.is_not(None)))
_SUBJECTS = select(subjects.c.id).join(_OF_VALUE_EACH, _OF_VALUE_EACH.c.seq == subjects.c.seq)
_AROUND = (
    select(valued.c.id)
    .join(claims, claims.c.value_entity == valued.c.seq)
    .join(subjects, subjects.c.seq == claims.c.subject)
    .where(
        claims.c.subject == bindparam("subject"),
        claims.c.predicate == LIES_IN,
        claims.c.current == 1,
        claims.c.polarity == "asserts",
        subjects.c.kind == PLACE,
        valued.c.kind == PLACE,
    )
)
_IS_CURRENT = select(claims.c.current).where(claims.c.seq == bindparam("claim"))
_SEQ = select(subjects.c.seq).where(subjects.c.id == bindparam("ref"))
_KIND = select(subjects.c.kind).where(subjects.c.id == bindparam("ref"))


class Asked(NamedTuple):
    """What claims of one subject answer together."""

    subject: str
    predicate: str
    scope: str
    unit: str


class World(Protocol):
    """Current claims, asked for in the ways in which rules need them, in order of claims."""

    registry: Registry

    def asked(self) -> Iterator[Asked]:
        """Every subject, predicate, scope and unit that has a current claim."""
        ...

    def answers(self, asked: Asked) -> list[Fact]:
        """The claims that answer it."""
        ...

    def about(self, subject: str, predicate: str) -> list[Fact]:
        """The claims of one predicate about a subject, in every scope and unit."""
        ...

    def naming(self, value: str, predicate: str) -> list[Fact]:
        """The claims of one predicate whose only value is this entity."""
        ...

    def open(self) -> list[Fact]:
        """The claims that leave several entities open as their value."""
        ...

    def relation(self, predicate: str) -> list[Fact]:
        """The assertions of one predicate, whatever their subject."""
        ...

    def says_about(self, subject: str, predicate: str) -> bool:
        """Whether there is any claim of that predicate about the subject."""
        ...

    def says_naming(self, value: str, predicate: str) -> bool:
        """Whether there is any claim of that predicate with this value."""
        ...

    def around(self, place: str) -> list[str]:
        """The places that somebody says this place is part of."""
        ...

    def is_place(self, entity: str) -> bool:
        """Whether the entity is a place."""
        ...


def surroundings(world: World, places: Iterable[str]) -> dict[str, frozenset[str]]:
    """Of each of these places those it lies in, however far out; what lies in nothing is left out."""
    found: dict[str, frozenset[str]] = {}
    for place in places:
        seen: set[str] = set()
        waiting = list(world.around(place))
        while waiting:
            outer = waiting.pop()
            if outer not in seen and outer != place:
                seen.add(outer)
                waiting += world.around(outer)
        if seen:
            found[place] = frozenset(seen)
    return found


class SqlWorld:
    """The current claims of the database, as one session sees them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.registry = self._registry(registry(session))
        self._around: dict[str, list[str]] = {}
        self._kinds: dict[str, str] = {}
        self._said: dict[tuple[Executable, str, str], bool] = {}
        self._single: dict[int, Fact] = {}

    def _registry(self, found: Registry) -> Registry:
        """The registry with entities that exclusions name under the ids they appear under."""
        naming = [
            each
            for each in found.by_key.values()
            if any(value in self.joined for exclusion in each.excludes for value in exclusion.values)
        ]
        if not naming:
            return found
        renamed = {each.key: replace(each, excludes=self._appearing(each.excludes)) for each in naming}
        return replace(found, by_key=found.by_key | renamed)

    def _appearing(self, exclusions: Iterable[Exclusion]) -> tuple[Exclusion, ...]:
        return tuple(
            Exclusion(each.predicate, *(value and self.canonical(value) for value in each.values))
            for each in exclusions
        )

    @cached_property
    def joined(self) -> Mapping[str, str]:
        """The id under which each joined entity appears."""
        return self._joins.canonical

    @cached_property
    def _joins(self) -> identity.Joins:
        return identity.joins(self.session)

    def canonical(self, entity: str) -> str:
        """The id under which an entity appears."""
        return self.joined.get(entity, entity)

    def asked(self) -> Iterator[Asked]:
        """Every subject, predicate, scope and unit that has a current claim."""
        found = (Asked(*row) for row in self.session.tuples(_ASKED))
        yield from dict.fromkeys(map(self._renamed, found)) if self.joined else found

    def answers(self, asked: Asked) -> list[Fact]:
        """The claims that answer it."""
        given = {"predicate": asked.predicate, "scope": asked.scope, "unit": asked.unit}
        seqs = self.seqs(asked.subject, asked.predicate)
        return self._facts(self.session.tuples(_ANSWERS, subject=seq, **given) for seq in seqs)

    def about(self, subject: str, predicate: str) -> list[Fact]:
        """The claims of one predicate about a subject, in every scope and unit."""
        return self._facts(
            self.session.tuples(_ABOUT, subject=seq, predicate=predicate)
            for seq in self.seqs(subject, predicate)
        )

    def naming(self, value: str, predicate: str) -> list[Fact]:
        """The claims of one predicate whose only value is this entity."""
        return self._facts(
            self.session.tuples(_NAMING, value=seq, predicate=predicate)
            for seq in self.seqs(value, predicate)
        )

    def open(self) -> list[Fact]:
        """The claims that leave several entities open as their value."""
        return self._facts([self.session.tuples(_OPEN)])

    def relation(self, predicate: str) -> list[Fact]:
        """The assertions of one predicate, whatever their subject."""
        return self._facts([self.session.tuples(_RELATION, predicate=predicate)])

    def says_about(self, subject: str, predicate: str) -> bool:
        """Whether there is any claim of that predicate about the subject."""
        return self._says(_SAID_ABOUT, "subject", subject, predicate)

    def says_naming(self, value: str, predicate: str) -> bool:
        """Whether there is any claim of that predicate with this value."""
        return self._says(_SAID_NAMING, "value", value, predicate)

    def _says(self, asked: Executable, by: str, entity: str, predicate: str) -> bool:
        known = asked, entity, predicate
        if known not in self._said:
            found = (
                self.session.scalar(asked, predicate=predicate, **{by: seq})
                for seq in self.seqs(entity, predicate)
            )
            self._said[known] = any(found)
        return self._said[known]

    def around(self, place: str) -> list[str]:
        """The places that somebody says this place is part of."""
        if place not in self._around:
            found = [
                self.canonical(outer)
                for seq in self.seqs(place, LIES_IN)
                for (outer,) in self.session.tuples(_AROUND, subject=seq)
            ]
            self._around[place] = list(dict.fromkeys(found))
        return self._around[place]

    def is_place(self, entity: str) -> bool:
        """Whether the entity is a place."""
        if entity not in self._kinds:
            self._kinds[entity] = str(self.session.scalar(_KIND, ref=entity))
        return self._kinds[entity] == PLACE

    def fact(self, claim: int) -> Fact:
        """One claim, whatever its status."""
        if claim not in self._single:
            self._single[claim] = self._facts([self.session.tuples(_ONE, claim=claim)])[0]
        return self._single[claim]

    def is_current(self, claim: int) -> bool:
        """Whether a claim stands and is its voice's latest word."""
        return bool(self.session.scalar(_IS_CURRENT, claim=claim))

    def subjects_naming(self, value: str, predicate: str) -> set[str]:
        """The subjects of which claims of one predicate assert this value alone."""
        found = (
            self.session.tuples(_SUBJECTS, value=seq, predicate=predicate)
            for seq in self.seqs(value, predicate)
        )
        return {self.canonical(subject) for rows in found for (subject,) in rows}

    def summary(self, asked: Asked) -> Row | None:
        """The summary of what answers it; None where joined records answer together."""
        seqs = self.seqs(asked.subject, asked.predicate)
        if len(seqs) > 1:
            return None
        return summaries.summary(self.session, {**asked._asdict(), "subject": seqs[0]})

    def summaries(self, subject: str, predicate: str, unit: str) -> list[Row]:
        """The summaries of one predicate's questions in that unit about a subject."""
        found = [
            row
            for seq in self.seqs(subject, predicate)
            for row in summaries.about(self.session, seq, predicate)
        ]
        return [row for row in found if row["unit"] == unit]

    def near(self, asked: Asked, spreads: int, lo: int, hi: int, most: int) -> list[Fact] | None:
        """The claims that answer it and whose envelope meets these days; None where these are too many.

        `spreads` are the lengths of envelopes there are, as the summary has them: one range of an index each.
        """
        (subject,) = self.seqs(asked.subject, asked.predicate)
        given = {**asked._asdict(), "subject": subject, "lo": lo, "last": hi, "most": most + 1}
        found: list[tuple[Any, ...]] = []
        for spread in range(spreads.bit_length()):
            if spreads >> spread & 1:
                first = max(lo - (1 << spread), -1)
                found += self.session.tuples(_NEAR, spread=spread, first=first, **given)
                if len(found) > most:
                    return None
        return self._facts([found])

    def before(self, asked: Asked, claim: int, most: int) -> list[Fact] | None:
        """The claims that answer it with lower numbers; None where they are more than `most`."""
        (subject,) = self.seqs(asked.subject, asked.predicate)
        given = {**asked._asdict(), "subject": subject}
        found = self.session.tuples(_BEFORE, claim=claim, most=most + 1, **given)
        return None if len(found) > most else self._facts([found])

    def of_row(self, row: int) -> list[Fact]:
        """The claims that take part in a contradiction and still stand."""
        return self._facts([self.session.tuples(_OF_ROW, row=row)])

    def of_voice(self, claim: Mapping[str, Any]) -> list[Fact]:
        """Everything the claim's voice has said on its question and not withdrawn."""
        given = {name: claim[name] for name in ("subject", "predicate", "scope", "unit", "voice")}
        return self._facts([self.session.tuples(_OF_VOICE, **given)])

    def _renamed(self, asked: Asked) -> Asked:
        if asked.predicate == identity.SAME_AS:
            return asked  # who is one with whom is asked of each as it was recorded
        return asked._replace(subject=self.canonical(asked.subject))

    def seqs(self, entity: str, predicate: str) -> list[int]:
        """The numbers of the records that answer as this entity; more than one where they were joined."""
        alone = predicate == identity.SAME_AS or not self.joined
        ids = [entity] if alone else self._joins.group(entity)
        return [self.session.remembered(_SEQ, each) for each in ids]

    def _facts(self, parts: Iterable[Sequence[tuple[Any, ...]]]) -> list[Fact]:
        found = [fact_of(row) for rows in parts for row in rows]
        if self.joined:
            found = [renamed(fact, self.joined) for fact in found]
        found.sort(key=_by_claim)
        return found


def _by_claim(fact: Fact) -> int:
    return fact.claim


def fact_of(row: Sequence[Any]) -> Fact:
    """A row of the columns of FACT as the rules see it."""
    seq, subject, predicate, voice, hard_lo, hard_hi, soft_lo, soft_hi, plain, intervals, *rest = row
    choices, polarity, modality, scope, unit, from_lo, from_hi, to_lo, to_hi, said, contested = rest
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
        subject=subject,
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


def renamed(fact: Fact, joined: Mapping[str, str]) -> Fact:
    """The claim with joined entities under the id they share; judgements of identity stay as they are."""
    if fact.predicate == identity.SAME_AS:
        return fact
    carrier, mark, name = fact.voice.rpartition("|")
    voice = f"{carrier}{mark}{joined.get(name, name)}"
    choices = tuple(dict.fromkeys(joined.get(each, each) for each in fact.choices))
    subject = joined.get(fact.subject, fact.subject)
    if (voice, choices, subject) == (fact.voice, fact.choices, fact.subject):
        return fact
    return replace(fact, voice=voice, choices=choices, subject=subject)
