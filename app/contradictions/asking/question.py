"""What a question is, and what every kind of question offers."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from app.claims.values.predicate import Predicate
from app.contradictions.rules.fact import Fact, Finding
from app.contradictions.rules.pairs import Conflict
from app.contradictions.world import World
from app.provenance.canonical import canonical


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
