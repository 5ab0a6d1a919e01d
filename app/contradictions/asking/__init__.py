"""What is asked of the claims: which questions there are, which ones a claim touches, what the rules find.

A kind of question is one class in a file of its own and one line in ASKING. All of it runs on a World, so
that the record, a picture of it without some source, and a test's list of claims are judged by the same code.
"""

from collections.abc import Iterable, Iterator

from app.contradictions.asking.answers import Answers, placed
from app.contradictions.asking.cycles import Cycles
from app.contradictions.asking.lifetimes import Lifetimes
from app.contradictions.asking.pairing import paired, with_mirrored
from app.contradictions.asking.question import Asking, Found, Question
from app.contradictions.asking.slots import Slots
from app.contradictions.asking.two_predicates import TwoPredicates
from app.contradictions.asking.wholes import Wholes
from app.contradictions.rules import EXCLUSION, LIFETIME, ORDER
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.pairs import Conflict
from app.contradictions.world import World

__all__ = [
    "ASKING",
    "Found",
    "Question",
    "conflicts",
    "every",
    "find",
    "paired",
    "pairs",
    "placed",
    "touched",
    "with_mirrored",
]

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
