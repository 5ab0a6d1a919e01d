"""What every rule offers to the service, the API and the documentation."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from app.claims.values.predicate import Predicate
from app.contradictions.rules.fact import Fact, Finding
from app.contradictions.rules.pairs import Conflict
from app.contradictions.rules.words import Words


class Described(Protocol):
    """What users are told of a rule: its permanent code, its title and docstring, and its sentence."""

    code: str
    title: str

    def sentence(self, *words: Words) -> str:
        """The explanation, from the words of the witness claims in their order."""
        ...


class Rule(Described, Protocol):
    """Judges the current claims of one question: one subject, predicate, scope and unit.

    Its docstring is served to users. The order of claims never matters.
    """

    def applies(self, predicate: Predicate) -> bool:
        """Whether claims of this predicate can conflict in this way."""
        ...

    def find(self, predicate: Predicate, facts: Sequence[Fact]) -> list[Finding]:
        """The contradictions among these claims; where time matters, one for each stretch of it."""
        ...

    def pairs(self, predicate: Predicate, facts: Sequence[Fact]) -> Iterator[Conflict]:
        """Every two claims in conflict; quadratic, for single questions on request."""
        ...


class StructuralRule(Described, Protocol):
    """Judges the current claims that one subject has under two predicates, whoever speaks."""

    def applies(self, first: Predicate, second: Predicate) -> bool:
        """Whether claims of these two predicates, in this order, can conflict in this way."""
        ...

    def find(
        self, first: Predicate, second: Predicate, firsts: Sequence[Fact], seconds: Sequence[Fact]
    ) -> list[Finding]:
        """The contradictions between both lists, at most one for each scope."""
        ...

    def pairs(
        self, first: Predicate, second: Predicate, firsts: Sequence[Fact], seconds: Sequence[Fact]
    ) -> Iterator[Conflict]:
        """Every claim of the first with every claim of the second predicate that it conflicts with."""
        ...
