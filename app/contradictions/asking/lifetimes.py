"""What somebody or something does, against when it began and ended."""

from collections.abc import Iterator

from app.claims.values.predicate import Predicate
from app.contradictions.asking.pairing import paired, pairs_with
from app.contradictions.asking.question import Found, Question
from app.contradictions.rules import LIFETIME
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.pairs import Conflict
from app.contradictions.world import World


class Lifetimes:
    """What somebody or something does, against when it began and ended."""

    kind = "lifetime"

    def touched(self, world: World, fact: Fact) -> Iterator[Question]:
        """An act with each bound of the lives it presupposes; a bound with each act of its subject."""
        known = world.registry.by_key
        for act, life in pairs_with(world.registry, LIFETIME.applies, fact.predicate):
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
