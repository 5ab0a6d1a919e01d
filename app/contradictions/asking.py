"""What is asked of the claims: which questions there are, which ones a claim touches, what the rules find.

A kind of question is one class here and one line in ASKING. All of it runs on a World, so that the record, a
picture of it without some source, and a test's list of claims are judged by the same code.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple, Protocol

from app.claims.predicates import Registry
from app.claims.values.predicate import Exclusion, Predicate
from app.contradictions.rules import (
    CYCLE,
    EXCLUSION,
    LIFETIME,
    ORDER,
    RULES,
    SLOT,
    WHOLE,
)
from app.contradictions.rules.fact import Fact, Finding
from app.contradictions.rules.pairs import Conflict
from app.contradictions.rules.protocol import StructuralRule
from app.contradictions.world import LIES_IN, Asked, World, surroundings
from app.provenance.canonical import canonical

KIN = (LIES_IN, "has_division", "headquarters_of")  # relations between a body and what belongs to it


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: its kind, the entity it is about, predicates, scope and unit; entities by their ids.

    `focus` is the entity around which a question about a whole relation is answered; it is no part of the
    key.
    """

    kind: str
    subject: str
    predicates: tuple[str, ...]
    scope: str = "{}"
    unit: str = ""
    focus: str = ""

    @property
    def key(self) -> str:
        """The canonical JSON that identifies the question, whatever the database's sequence numbers."""
        return canonical(
            {
                "kind": self.kind,
                "subject": self.subject,
                "predicates": list(self.predicates),
                "scope": json.loads(self.scope),
                "unit": self.unit,
            }
        )

    @classmethod
    def of(cls, stored: Mapping[str, Any], focus: str = "") -> "Question":
        """The question behind a key that was read as JSON."""
        return cls(
            stored["kind"],
            stored["subject"],
            tuple(stored["predicates"]),
            canonical(stored["scope"]),
            stored["unit"],
            focus,
        )


class Found(NamedTuple):
    """What the rules find in a question; `seen` are the claims looked at where that is not all of them."""

    findings: list[Finding]
    seen: frozenset[int] | None = None


class Asking(Protocol):
    """One kind of question."""

    @property
    def kind(self) -> str:
        """Its permanent code."""
        ...

    def touched(self, world: World, fact: Fact) -> Iterable[Question]:
        """The questions of this kind whose answer that claim, coming or going, can change."""
        ...

    def every(self, world: World) -> Iterable[Question]:
        """All questions of this kind that a current claim answers."""
        ...

    def applies(self, *predicates: Predicate) -> bool:
        """Whether a question of this kind on these predicates makes sense, as they are defined now."""
        ...

    def find(self, world: World, question: Question) -> Found:
        """What the rules find."""
        ...

    def pairs(self, world: World, question: Question, code: str) -> Iterator[Conflict]:
        """Every two claims in conflict in the way of that code."""
        ...


class Answers:
    """What the claims of one subject, predicate, scope and unit say."""

    kind = "answer"

    def touched(self, world: World, fact: Fact) -> Iterator[Question]:
        """The claim's own question; for a place that lies in another, those answered by places inside."""
        yield Question(self.kind, fact.subject, (fact.predicate,), fact.scope, fact.unit)
        if fact.predicate == LIES_IN and all(map(world.is_place, (fact.subject, *fact.choices))):
            yield from self._naming(world, _below(world, fact.subject))

    def _naming(self, world: World, places: Sequence[str]) -> Iterator[Question]:
        several = [fact for fact in world.open() if set(fact.choices) & set(places)]
        for predicate in world.registry.by_key.values():
            if predicate.value_type == "entity":
                several += [fact for place in places for fact in world.naming(place, predicate.key)]
        for fact in several:
            yield Question(self.kind, fact.subject, (fact.predicate,), fact.scope, fact.unit)

    def every(self, world: World) -> Iterator[Question]:
        """One for each subject, predicate, scope and unit."""
        for subject, predicate, scope, unit in world.asked():
            yield Question(self.kind, subject, (predicate,), scope, unit)

    def applies(self, *_predicates: Predicate) -> bool:
        """Always: each rule is asked for itself."""
        return True

    def find(self, world: World, question: Question) -> Found:
        """What the rules for one predicate find."""
        predicate, facts = self._facts(world, question)
        return Found(
            [found for rule in RULES if rule.applies(predicate) for found in rule.find(predicate, facts)]
        )

    def pairs(self, world: World, question: Question, code: str) -> Iterator[Conflict]:
        """Every two claims in conflict."""
        predicate, facts = self._facts(world, question)
        for rule in RULES:
            if rule.code == code and rule.applies(predicate):
                yield from rule.pairs(predicate, facts)

    def _facts(self, world: World, question: Question) -> tuple[Predicate, list[Fact]]:
        (key,) = question.predicates
        facts = world.answers(Asked(question.subject, key, question.scope, question.unit))
        return placed(world, world.registry.by_key[key], facts), facts


Applies = Callable[[Predicate, Predicate], bool]


@lru_cache(maxsize=64)
def paired(registry: Registry, applies: Applies) -> tuple[tuple[str, str], ...]:
    """The predicates that a rule holds against each other, the first before the second."""
    known = registry.by_key.values()
    found = dict.fromkeys((one.key, other.key) for one, other in product(known, known) if applies(one, other))
    for pair in list(found):
        if pair in found and pair[0] != pair[1]:
            found.pop(pair[::-1], None)  # what two say of each other is one question
    return tuple(found)


@lru_cache(maxsize=4096)
def _pairs_with(registry: Registry, applies: Applies, predicate: str) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in paired(registry, applies) if predicate in pair)


def placed(world: World, predicate: Predicate, facts: Iterable[Fact]) -> Predicate:
    """The predicate, knowing in which places its values lie."""
    if predicate.value_type != "entity":
        return predicate
    values = {choice for fact in facts for choice in fact.choices}
    if len(values) < 2:  # noqa: PLR2004 (one value is compared with nothing)
        return predicate
    return replace(predicate, within=surroundings(world, sorted(filter(world.is_place, values))))


def _below(world: World, place: str) -> list[str]:
    """The place and all that lies in it."""
    found = [place]
    for outer in found:
        inner = (fact.subject for fact in world.naming(outer, LIES_IN) if not fact.denies)
        found += [each for each in dict.fromkeys(inner) if each not in found and world.is_place(each)]
    return found


@dataclass(frozen=True)
class TwoPredicates:
    """What one subject's claims of two predicates say together; of one kind for each rule."""

    kind: str
    rule: StructuralRule

    def touched(self, world: World, fact: Fact) -> Iterator[Question]:
        """Those of the claim's predicate with each that the rule holds it against."""
        for first, second in _pairs_with(world.registry, self.rule.applies, fact.predicate):
            if world.says_about(fact.subject, second if first == fact.predicate else first):
                yield Question(self.kind, fact.subject, (first, second))

    def every(self, world: World) -> Iterator[Question]:
        """Each subject that has claims of both predicates."""
        ruled = paired(world.registry, self.rule.applies)
        if not ruled:
            return
        wanted = {key for pair in ruled for key in pair}
        said: dict[str, set[str]] = {}
        for asked in world.asked():
            if asked.predicate in wanted:
                said.setdefault(asked.subject, set()).add(asked.predicate)
        for subject, predicates in said.items():
            for pair in ruled:
                if predicates.issuperset(pair):
                    yield Question(self.kind, subject, pair)

    def applies(self, *predicates: Predicate) -> bool:
        """Where the rule does."""
        first, second = predicates
        return self.rule.applies(first, second)

    def find(self, world: World, question: Question) -> Found:
        """What the rule finds."""
        return Found(self.rule.find(*self._facts(world, question)))

    def pairs(self, world: World, question: Question, code: str) -> Iterator[Conflict]:
        """Every two claims in conflict."""
        if code == self.rule.code:
            yield from self.rule.pairs(*self._facts(world, question))

    def _facts(self, world: World, question: Question) -> tuple[Predicate, Predicate, list[Fact], list[Fact]]:
        first, second = (world.registry.by_key[key] for key in question.predicates)
        return (
            with_mirrored(first, second),
            second,
            world.about(question.subject, first.key),
            world.about(question.subject, second.key),
        )


def with_mirrored(first: Predicate, second: Predicate) -> Predicate:
    """The first predicate with what the second says that it excludes of it."""
    back = [
        Exclusion(second.key, each.other_value, each.value)
        for each in second.excludes
        if each.predicate == first.key != second.key
    ]
    return replace(first, excludes=(*first.excludes, *back)) if back else first


class Lifetimes:
    """What somebody or something does, against when it began and ended."""

    kind = "lifetime"

    def touched(self, world: World, fact: Fact) -> Iterator[Question]:
        """An act with each bound of the lives it presupposes; a bound with each act of its subject."""
        known = world.registry.by_key
        for act, life in _pairs_with(world.registry, LIFETIME.applies, fact.predicate):
            if act == fact.predicate:
                for entity in self._actors(known[act], fact):
                    if world.says_about(entity, life):
                        yield Question(self.kind, entity, (act, life))
            elif self._acts(world, known[act], fact.subject):
                yield Question(self.kind, fact.subject, (act, life))

    def _actors(self, act: Predicate, fact: Fact) -> list[str]:
        found = [fact.subject] if act.act in ("subject", "both") else []
        if act.act in ("value", "both") and len(fact.choices) == 1:
            found += fact.choices
        return found

    def _acts(self, world: World, act: Predicate, entity: str) -> bool:
        if act.act in ("subject", "both") and world.says_about(entity, act.key):
            return True
        return act.act in ("value", "both") and world.says_naming(entity, act.key)

    def every(self, world: World) -> Iterator[Question]:
        """Each entity with a bound of its life and an act."""
        known = world.registry.by_key
        pairs = [(known[act], known[life]) for act, life in paired(world.registry, LIFETIME.applies)]
        lives = {life.key for _, life in pairs}
        for asked in dict.fromkeys((asked.subject, asked.predicate) for asked in world.asked()):
            if asked[1] in lives:
                for act, life in pairs:
                    if life.key == asked[1] and self._acts(world, act, asked[0]):
                        yield Question(self.kind, asked[0], (act.key, life.key))

    def applies(self, *predicates: Predicate) -> bool:
        """Where the rule does."""
        act, life = predicates
        return LIFETIME.applies(act, life)

    def find(self, world: World, question: Question) -> Found:
        """What the rule finds."""
        return Found(LIFETIME.find(*self._facts(world, question)))

    def pairs(self, world: World, question: Question, code: str) -> Iterator[Conflict]:
        """Every act with every bound it lies outside of."""
        if code == LIFETIME.code:
            yield from LIFETIME.pairs(*self._facts(world, question))

    def _facts(self, world: World, question: Question) -> tuple[Predicate, Predicate, list[Fact], list[Fact]]:
        act, life = (world.registry.by_key[key] for key in question.predicates)
        acts: dict[int, Fact] = {}
        if act.act in ("subject", "both"):
            acts |= {fact.claim: fact for fact in world.about(question.subject, act.key)}
        if act.act in ("value", "both"):
            acts |= {fact.claim: fact for fact in world.naming(question.subject, act.key)}
        lives = world.about(question.subject, life.key)
        return act, life, [acts[claim] for claim in sorted(acts)], lives


class Slots:
    """Who is said to fill a slot that one can fill only once."""

    kind = "slot"

    def touched(self, world: World, fact: Fact) -> Iterator[Question]:
        """The slot the claim fills; for a body and what belongs to it, the slots that either fills."""
        predicate = world.registry.by_key[fact.predicate]
        if SLOT.applies(predicate) and len(fact.choices) == 1:
            yield Question(self.kind, fact.choices[0], (predicate.key,), fact.scope)
        if fact.predicate in KIN:
            for entity in (fact.subject, *fact.choices):
                for slot in filter(SLOT.applies, world.registry.by_key.values()):
                    for filled in world.about(entity, slot.key):
                        if len(filled.choices) == 1:
                            yield Question(self.kind, filled.choices[0], (slot.key,), filled.scope)

    def every(self, world: World) -> Iterator[Question]:
        """Each value of a predicate of that sort."""
        for slot in filter(SLOT.applies, world.registry.by_key.values()):
            for value, scope in dict.fromkeys(
                (fact.choices[0], fact.scope) for fact in world.relation(slot.key) if len(fact.choices) == 1
            ):
                yield Question(self.kind, value, (slot.key,), scope)

    def applies(self, *predicates: Predicate) -> bool:
        """Where the rule does."""
        return all(map(SLOT.applies, predicates))

    def find(self, world: World, question: Question) -> Found:
        """What the rule finds."""
        return Found(SLOT.find(*self._facts(world, question)))

    def pairs(self, world: World, question: Question, code: str) -> Iterator[Conflict]:
        """Every two claims in conflict."""
        if code == SLOT.code:
            yield from SLOT.pairs(*self._facts(world, question))

    def _facts(
        self, world: World, question: Question
    ) -> tuple[Predicate, list[Fact], Callable[[str, str], bool]]:
        (key,) = question.predicates
        filled = [fact for fact in world.naming(question.subject, key) if fact.scope == question.scope]
        return world.registry.by_key[key], filled, lambda one, other: _akin(world, one, other)


def _akin(world: World, one: str, other: str) -> bool:
    """Whether one is part, division or headquarters of the other."""
    return any(
        below in fact.choices and not fact.denies
        for relation in KIN
        if relation in world.registry.by_key
        for above, below in ((one, other), (other, one))
        for fact in world.about(above, relation)
    )


class Wholes:
    """What the parts of something add up to, against the figure for the whole."""

    kind = "whole"

    def touched(self, world: World, fact: Fact) -> Iterator[Question]:
        """The whole a figure is of, those it is a part of, and those that a link is about."""
        for part, whole in self._ruled(world):
            if fact.predicate == whole.key and self._has_parts(world, part, fact.subject):
                yield self._question(fact.subject, part, whole, fact.scope, fact.unit)
            via = part.whole.via if part.whole else None
            if fact.predicate == part.key:
                scope = _restricted(fact.scope, whole)
                parents = [fact.subject] if via is None else self._parents(world, fact.subject, via)
                for parent in parents:
                    yield self._question(parent, part, whole, scope, fact.unit)
            if via is not None and fact.predicate == via:
                for parent in dict.fromkeys(
                    each for choice in fact.choices for each in (choice, *self._parents(world, choice, via))
                ):
                    for figure in world.about(parent, whole.key):
                        yield self._question(parent, part, whole, figure.scope, figure.unit)

    def _ruled(self, world: World) -> list[tuple[Predicate, Predicate]]:
        known = world.registry.by_key
        return [(known[part], known[whole]) for part, whole in paired(world.registry, WHOLE.applies)]

    def _has_parts(self, world: World, part: Predicate, subject: str) -> bool:
        via = part.whole.via if part.whole else None
        return world.says_about(subject, part.key) if via is None else world.says_naming(subject, via)

    def _parents(self, world: World, subject: str, via: str) -> list[str]:
        links = world.about(subject, via) if via in world.registry.by_key else []
        return list(dict.fromkeys(each for link in links if not link.denies for each in link.choices))

    def _question(self, subject: str, part: Predicate, whole: Predicate, scope: str, unit: str) -> Question:
        return Question(self.kind, subject, (part.key, whole.key), scope, unit)

    def every(self, world: World) -> Iterator[Question]:
        """Each figure for a whole of which there are parts."""
        ruled: dict[str, list[Predicate]] = {}
        for part, whole in self._ruled(world):
            ruled.setdefault(whole.key, []).append(part)
        for subject, predicate, scope, unit in world.asked() if ruled else ():
            for part in ruled.get(predicate, ()):
                if self._has_parts(world, part, subject):
                    yield self._question(subject, part, world.registry.by_key[predicate], scope, unit)

    def applies(self, *predicates: Predicate) -> bool:
        """Where the rule does."""
        part, whole = predicates
        return WHOLE.applies(part, whole)

    def find(self, world: World, question: Question) -> Found:
        """What the rule finds."""
        part, whole = (world.registry.by_key[key] for key in question.predicates)
        asked = Asked(question.subject, whole.key, question.scope, question.unit)
        figures = world.answers(asked)
        if not figures:
            return Found([])
        via = part.whole.via if part.whole else None
        if via is None:
            parts = [
                fact
                for fact in world.about(question.subject, part.key)
                if fact.unit == question.unit and _restricted(fact.scope, whole) == question.scope
            ]
            return Found(WHOLE.find(part, whole, parts, figures))
        links = [link for link in world.naming(question.subject, via) if not link.denies]
        parts = [
            fact
            for subject in dict.fromkeys(link.subject for link in links)
            for fact in world.about(subject, part.key)
            if fact.unit == question.unit and _restricted(fact.scope, whole) == question.scope
        ]
        shared = _Below(world, via)
        return Found(WHOLE.find(part, whole, parts, figures, links, overlap=shared.overlap))

    def pairs(self, world: World, question: Question, code: str) -> Iterator[Conflict]:  # noqa: ARG002 (asked alike)
        """None: a sum is no pair."""
        return iter(())


def _restricted(scope: str, whole: Predicate) -> str:
    """The part of a scope that the whole's predicate separates by."""
    keys = {separator.key for separator in whole.separators}
    return canonical({key: value for key, value in json.loads(scope).items() if key in keys})


class _Below:
    """Which bodies may share people: one belongs to the other, or something belongs to both."""

    def __init__(self, world: World, via: str) -> None:
        self.world, self.via = world, via
        self._known: dict[str, frozenset[str]] = {}

    def overlap(self, one: str, other: str) -> bool:
        """Whether two bodies may share people."""
        return not self._all(one).isdisjoint(self._all(other))

    def _all(self, body: str) -> frozenset[str]:
        if body not in self._known:
            found = [body]
            for each in found:
                parts = (link.subject for link in self.world.naming(each, self.via) if not link.denies)
                found += [part for part in dict.fromkeys(parts) if part not in found]
            self._known[body] = frozenset(found)
        return self._known[body]


class Cycles:
    """Whether an asymmetric relation leads back to its start."""

    kind = "cycle"

    def touched(self, world: World, fact: Fact) -> Iterator[Question]:
        """The relation, around the claim's subject."""
        if CYCLE.applies(world.registry.by_key[fact.predicate]) and not fact.denies:
            yield Question(self.kind, "", (fact.predicate,), focus=fact.subject)

    def every(self, world: World) -> Iterator[Question]:
        """Each relation."""
        for relation in filter(CYCLE.applies, world.registry.by_key.values()):
            yield Question(self.kind, "", (relation.key,))

    def applies(self, *predicates: Predicate) -> bool:
        """Where the rule does."""
        return all(map(CYCLE.applies, predicates))

    def find(self, world: World, question: Question) -> Found:
        """What the rule finds among all that the focus leads to: its own cycles lie in there."""
        (key,) = question.predicates
        relation = world.registry.by_key[key]
        if not question.focus:
            return Found(CYCLE.find(relation, world.relation(key)))
        edges: list[Fact] = []
        reached, waiting = {question.focus}, [question.focus]
        while waiting:
            found = [
                fact for fact in world.about(waiting.pop(), key) if not fact.denies and len(fact.choices) == 1
            ]
            edges += found
            further = {edge.choices[0] for edge in found} - reached
            reached |= further
            waiting += further
        return Found(CYCLE.find(relation, edges), frozenset(edge.claim for edge in edges))

    def pairs(self, world: World, question: Question, code: str) -> Iterator[Conflict]:  # noqa: ARG002 (asked alike)
        """None: a cycle is no pair."""
        return iter(())


ASKING: tuple[Asking, ...] = (
    Answers(),
    TwoPredicates("order", ORDER),
    TwoPredicates("exclusion", EXCLUSION),
    Lifetimes(),
    Slots(),
    Wholes(),
    Cycles(),
)
BY_KIND = {asking.kind: asking for asking in ASKING}


def touched(world: World, facts: Iterable[Fact]) -> list[Question]:
    """The questions whose answer these claims, coming or going, can change, each once."""
    found = (question for fact in facts for asking in ASKING for question in asking.touched(world, fact))
    return list(dict.fromkeys(found))


def conflicts(world: World, question: Question, fact: Fact) -> bool:
    """Whether a claim can conflict with any on the other side of a question about two predicates.

    The claims on its own side are not read: what they conflict with, they did before it came.
    """
    first, second = (world.registry.by_key[key] for key in question.predicates)
    if fact.predicate != first.key or first.key == second.key:
        return True  # left to the whole question
    rule = LIFETIME if question.kind == "lifetime" else EXCLUSION
    first = with_mirrored(first, second)
    return bool(rule.find(first, second, [fact], world.about(question.subject, second.key)))


def every(world: World) -> Iterator[Question]:
    """Every question that current claims answer, each once."""
    for asking in ASKING:
        yield from dict.fromkeys(asking.every(world))


def find(world: World, question: Question) -> Found:
    """What the rules find in a question; nothing where its predicates no longer give rise to it."""
    return BY_KIND[question.kind].find(world, question) if _arises(world, question) else Found([])


def pairs(world: World, question: Question, code: str) -> Iterator[Conflict]:
    """Every two claims of a question in conflict in the way of that code."""
    return BY_KIND[question.kind].pairs(world, question, code) if _arises(world, question) else iter(())


def _arises(world: World, question: Question) -> bool:
    return BY_KIND[question.kind].applies(*(world.registry.by_key[key] for key in question.predicates))
