"""Which questions can hold a contradiction: sifted in the database, so that only their claims are read.

Everything that recomputes all contradictions asks these questions instead of every one. Where entities were
joined, what is said about, with or by them is asked as after a judgement of identity.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Executable

from app.claims import identity
from app.claims.values.predicate import Predicate
from app.contradictions import asking, sieves
from app.contradictions.asking import Question, paired, with_mirrored
from app.contradictions.background import wanted_of
from app.contradictions.rules import CYCLE, EXCLUSION, LIFETIME, ORDER, RULES, SLOT, WHOLE
from app.contradictions.rules.fact import BEGINNING, END, Fact
from app.contradictions.sums import exceeded
from app.contradictions.world import Asked, SqlWorld
from app.db import Session

Edge = tuple[int, int, int]
ROUNDS = 64
NONE = wanted_of(())
Sieve = Callable[[SqlWorld], Iterator[Question]]


class Sifted(SqlWorld):
    """The current claims, of relations only those that can lie on a cycle."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._cyclic: dict[str, list[int]] = {}

    def relation(self, predicate: str) -> list[Fact]:
        """The assertions that are left when what leads nowhere, or comes from nowhere, is peeled off."""
        if self.joined:
            return super().relation(predicate)
        return [self.fact(seq) for seq in self.cyclic(predicate)]

    def cyclic(self, predicate: str) -> list[int]:
        """The numbers of the claims of a relation that can lie on a cycle."""
        if predicate not in self._cyclic:
            edges = self.session.tuples(sieves.EDGES, predicate=predicate)
            self._cyclic[predicate] = sorted(seq for _, _, seq in peeled(edges))
        return self._cyclic[predicate]


def peeled(edges: Sequence[Edge]) -> Sequence[Edge]:
    """The edges that are left when none leads out of the others or comes in from outside.

    Longer tails than ROUNDS may stay: the rule does not mind.
    """
    left = edges
    for _ in range(ROUNDS):
        between = {start for start, _, _ in left} & {end for _, end, _ in left}
        kept = [edge for edge in left if edge[0] in between and edge[1] in between]
        if len(kept) == len(left):
            break
        left = kept
    return left


def candidates(world: SqlWorld) -> Iterator[Question]:
    """Each question once: all in which a rule finds something, and few others."""
    yield from dict.fromkeys(question for sieve in SIEVES.values() for question in of(world, sieve))


def of(world: SqlWorld, sieve: Sieve) -> Iterator[Question]:
    """What one sieve lets through, and all that joined entities have a part in."""
    for question in sieve(world):
        yield replace(question, subject=_subject(world, question))
    if world.joined:
        ids = sorted({each for pair in world.joined.items() for each in pair})
        said = map(world.fact, identity.involved(world.session, ids))
        yield from (replace(question, focus="") for question in asking.touched(world, said))


def _subject(world: SqlWorld, question: Question) -> str:
    apart = question.predicates == (identity.SAME_AS,)  # of each as it was recorded
    return question.subject if apart else world.canonical(question.subject)


def _keys(predicates: Iterable[Predicate]) -> str:
    return wanted_of(each.key for each in predicates)


def _pairs(
    world: SqlWorld, applies: Callable[[Predicate, Predicate], bool]
) -> Iterator[tuple[Predicate, Predicate]]:
    known = world.registry.by_key
    return ((known[one], known[other]) for one, other in paired(world.registry, applies))


def _answers(world: SqlWorld, statement: Executable, predicates: Iterable[Predicate]) -> Iterator[Question]:
    wanted = _keys(predicates)
    if wanted != NONE:
        for row in world.session.tuples(statement, predicates=wanted):
            asked = Asked(*row)
            yield Question("answer", asked.subject, (asked.predicate,), asked.scope, asked.unit)


def _ruled(world: SqlWorld, code: str, *, growing: bool | None = None) -> list[Predicate]:
    """The predicates a rule applies to; with `growing` those that are cumulative, or those that are not."""
    (rule,) = (each for each in RULES if each.code == code)
    return [
        each
        for each in world.registry.by_key.values()
        if rule.applies(each) and growing in (None, each.temporality == "cumulative")
    ]


def _value_disjoint(world: SqlWorld) -> Iterator[Question]:
    code = "value_disjoint"
    yield from _answers(world, sieves.APART, _ruled(world, code, growing=False))
    yield from _answers(world, sieves.FALLING, _ruled(world, code, growing=True))


def _exclusive_value(world: SqlWorld) -> Iterator[Question]:
    predicates = {each.key: each for each in _ruled(world, "exclusive_value")}
    values: dict[Asked, list[_Value]] = defaultdict(list)
    if predicates:
        for row in world.session.tuples(sieves.DIFFERENT, predicates=wanted_of(predicates)):
            asked = Asked(*row[:4])
            values[asked].append(_value(predicates[asked.predicate], *row[4:]))
    for asked, found in values.items():
        if _may_exclude(predicates[asked.predicate], found):
            yield Question("answer", asked.subject, (asked.predicate,), asked.scope, asked.unit)


class _Value(NamedTuple):
    """What is said of a subject, the days it is said of, and one or two voices that say it."""

    choices: tuple[str, ...]
    since: int
    until: int
    voices: frozenset[str]


def _value(predicate: Predicate, choices: str, since: int, until: int, *voices: str) -> _Value:
    """A value of DIFFERENT; what is final, or never changes, holds for ever."""
    told = tuple(choices.split())
    if predicate.temporality == "fixed":
        return _Value(told, BEGINNING, END, frozenset(voices))
    return _Value(told, since, END if all(map(predicate.final, told)) else until, frozenset(voices))


def _may_exclude(predicate: Predicate, values: Iterable[_Value]) -> bool:
    """Whether two of these values exclude each other at one time, by different voices."""
    standing: list[_Value] = []
    for value in sorted(values, key=lambda each: each.since):
        standing = [other for other in standing if other.until >= value.since]
        if any(_exclude(predicate, value, other) for other in standing):
            return True
        standing.append(value)
    return False


def _exclude(predicate: Predicate, one: _Value, other: _Value) -> bool:
    return len(one.voices | other.voices) > 1 and not any(
        predicate.compatible(each, than) for each in one.choices for than in other.choices
    )


def _monotone_break(world: SqlWorld) -> Iterator[Question]:
    return _answers(world, sieves.FALLING, _ruled(world, "monotone_break"))


def _denial(world: SqlWorld) -> Iterator[Question]:
    """Denials are few: reading all claims once is less work than looking them up predicate by predicate."""
    ruled = {each.key for each in _ruled(world, "denial")}
    for subject, seq, predicate, scope, unit in dict.fromkeys(world.session.tuples(sieves.DENIALS)):
        given = {"subject": seq, "predicate": predicate, "scope": scope, "unit": unit}
        if predicate in ruled and world.session.scalar(sieves.ASSERTED, most=1, **given):
            yield Question("answer", subject, (predicate,), scope, unit)


def _contested(world: SqlWorld) -> Iterator[Question]:
    return _answers(world, sieves.CONTESTED, _ruled(world, "contested_by_carrier"))


def _order(world: SqlWorld) -> Iterator[Question]:
    for first, second in _pairs(world, ORDER.applies):
        pair = first.key, second.key
        for (subject,) in world.session.tuples(sieves.OUT_OF_ORDER, first=first.key, second=second.key):
            yield Question("order", subject, pair)


def _exclusion(world: SqlWorld) -> Iterator[Question]:
    for first, second in _pairs(world, EXCLUSION.applies):
        excludes = with_mirrored(first, second).excludes
        declared = [each for each in excludes if each.predicate == second.key]
        given = {
            **_side("first", first, [each.value for each in declared]),
            **_side("second", second, [each.other_value for each in declared]),
            "fixed": int("fixed" in (first.temporality, second.temporality)),
        }
        for (subject,) in world.session.tuples(sieves.EXCLUDED, **given):
            yield Question("exclusion", subject, (first.key, second.key))


def _side(name: str, predicate: Predicate, excluded: Sequence[str | None]) -> dict[str, object]:
    """The parameters of one side of an exclusion; an entity may be named under an id it was joined to."""
    terms = [each.key for each in predicate.terms]
    named = [key for key in terms if any(each in predicate.lineage(key) for each in excluded)]
    return {
        name: predicate.key,
        f"{name}_any": int(None in excluded or predicate.value_type == "entity"),
        f"{name}_named": wanted_of(named if terms else excluded),
        f"{name}_final": wanted_of(_finals(predicate)),
    }


def _lifetime(world: SqlWorld) -> Iterator[Question]:
    pairs = list(_pairs(world, LIFETIME.applies))
    lives = {life.key: life for _, life in pairs}
    acts = {act.key: act for act, _ in pairs}
    if not pairs:
        return
    rows = world.session.tuples(
        sieves.OUTSIDE,
        lives=wanted_of(lives),
        begins=_keys(each for each in lives.values() if each.bounds_life == "begins"),
        final=wanted_of(f"{each.key} {term}" for each in lives.values() for term in _finals(each)),
        by_subject=_keys(each for each in acts.values() if each.act in ("subject", "both")),
        by_value=_keys(each for each in acts.values() if each.act in ("value", "both")),
    )
    for entity, act, life in rows:
        if LIFETIME.applies(acts[act], lives[life]):
            yield Question("lifetime", entity, (act, life))


def _finals(predicate: Predicate) -> list[str]:
    return [term.key for term in predicate.terms if predicate.final(term.key)]


def _slot(world: SqlWorld) -> Iterator[Question]:
    for slot in filter(SLOT.applies, world.registry.by_key.values()):
        for value, scope in world.session.tuples(sieves.HELD_TWICE, predicate=slot.key):
            yield Question("slot", value, (slot.key,), scope)


def _whole(world: SqlWorld) -> Iterator[Question]:
    for part, whole in _pairs(world, WHOLE.applies):
        yield from exceeded(world.session, part, whole)


def _cycle(world: SqlWorld) -> Iterator[Question]:
    for relation in filter(CYCLE.applies, world.registry.by_key.values()):
        if world.joined or not isinstance(world, Sifted) or world.cyclic(relation.key):
            yield Question("cycle", "", (relation.key,))


SIEVES: dict[str, Sieve] = {
    "value_disjoint": _value_disjoint,
    "exclusive_value": _exclusive_value,
    "monotone_break": _monotone_break,
    "denial": _denial,
    "contested_by_carrier": _contested,
    "order": _order,
    "incompatible_pair": _exclusion,
    "outside_lifetime": _lifetime,
    "exclusive_slot": _slot,
    "part_exceeds_whole": _whole,
    "relation_cycle": _cycle,
}
"""What lets through the questions in which the rule of that code may find something."""
