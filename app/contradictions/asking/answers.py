"""What the claims of one subject and predicate answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.claims.values.predicate import Predicate
from app.contradictions.asking.question import Found, Question
from app.contradictions.rules import RULES
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.pairs import Conflict
from app.contradictions.world import LIES_IN, Asked, World, surroundings


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


def placed(world: World, predicate: Predicate, facts: Iterable[Fact]) -> Predicate:
    """The predicate, knowing in which places its values lie."""
    if predicate.value_type != "entity":
        return predicate
    values = {choice for fact in facts for choice in fact.choices}
    if len(values) <= 1:  # one value is compared with nothing
        return predicate
    return replace(predicate, within=surroundings(world, sorted(filter(world.is_place, values))))


def _below(world: World, place: str) -> list[str]:
    """The place and all that lies in it."""
    found = [place]
    for outer in found:
        inner = (fact.subject for fact in world.naming(outer, LIES_IN) if not fact.denies)
        found += [each for each in dict.fromkeys(inner) if each not in found and world.is_place(each)]
    return found
