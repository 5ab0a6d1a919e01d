"""What the parts of something add up to, against the figure for the whole."""

import json
from collections.abc import Iterator

from app.claims.values.predicate import Predicate
from app.contradictions.asking.pairing import paired
from app.contradictions.asking.question import Found, Question
from app.contradictions.rules import WHOLE
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.pairs import Conflict
from app.contradictions.world import Asked, World
from app.provenance.canonical import canonical


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
        linked = via in world.registry.by_key and world.says_about(subject, via)
        links = world.about(subject, via) if linked else []
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

    def pairs(self, *_asked: object) -> Iterator[Conflict]:
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
