"""Who is said to fill a slot that one can fill only once."""

from collections.abc import Callable, Iterator

from app.claims.values.predicate import Predicate
from app.contradictions.asking.question import Found, Question
from app.contradictions.rules import SLOT
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.pairs import Conflict
from app.contradictions.world import LIES_IN, World

KIN = (LIES_IN, "has_division", "headquarters_of")  # relations between a body and what belongs to it


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
