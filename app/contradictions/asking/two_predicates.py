"""What one subject's claims of two predicates say together."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.claims.values.predicate import Predicate
from app.contradictions.asking.pairing import paired, pairs_with, with_mirrored
from app.contradictions.asking.question import Found, Question
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.pairs import Conflict
from app.contradictions.rules.protocol import StructuralRule
from app.contradictions.world import World


@dataclass(frozen=True)
class TwoPredicates:
    """What one subject's claims of two predicates say together; of one kind for each rule."""

    kind: str
    rule: StructuralRule

    def touched(self, world: World, fact: Fact) -> Iterator[Question]:
        """Those of the claim's predicate with each that the rule holds it against."""
        for first, second in pairs_with(world.registry, self.rule.applies, fact.predicate):
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
