"""Whether an asymmetric relation leads back to its start."""

from collections.abc import Iterator

from app.claims.values.predicate import Predicate
from app.contradictions.asking.question import Found, Question
from app.contradictions.rules import CYCLE
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.pairs import Conflict
from app.contradictions.world import World


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

    def pairs(self, *_asked: object) -> Iterator[Conflict]:
        """None: a cycle is no pair."""
        return iter(())
