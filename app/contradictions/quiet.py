"""Questions in which no rule finds anything, told by their summaries alone.

Summaries hold bounds that are never too narrow, so what is said here of the claims that are counted in them
holds for those that are left.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.claims.identity import SAME_AS
from app.claims.values.predicate import Predicate
from app.contradictions import rows
from app.contradictions.ahead import WorldAhead
from app.contradictions.asking import Question
from app.contradictions.rules.exclusive_value import ExclusiveValue
from app.contradictions.rules.fact import Fact
from app.contradictions.world import SqlWorld


def among(world: SqlWorld, asked: Mapping[Question, Iterable[int]]) -> set[Question]:
    """Those of the questions whose claims cannot conflict, and that have no rows which could end.

    Whether a carrier disputes a claim is looked at for those that changed alone: an older one has its row.
    """
    if not isinstance(world, WorldAhead):
        return set()
    silent = [each for each, changed in asked.items() if _silent(world, each, map(world.fact, changed))]
    keys = {question: question.key for question in silent}
    standing = rows.standing_on(world.session, list(keys.values()))
    return {question for question, key in keys.items() if key not in standing}


def _silent(world: WorldAhead, question: Question, changed: Iterable[Fact]) -> bool:
    facts = list(changed)
    if question.kind != "answer" or question.predicates == (SAME_AS,) or not facts:
        return False
    summed = world.summed(facts[0]) if _all_answer(question, facts) else None
    if summed is None or any(fact.contested for fact in facts):
        return False
    return told(world.registry.by_key[question.predicates[0]], summed)


def _all_answer(question: Question, facts: Sequence[Fact]) -> bool:
    """Whether the question is the one that these claims answer themselves."""
    return all(
        (question.subject, question.predicates, question.scope, question.unit)
        == (fact.subject, (fact.predicate,), fact.scope, fact.unit)
        for fact in facts
    )


def told(predicate: Predicate, summary: Mapping[str, Any]) -> bool:
    """Whether no two claims on a question of this summary can conflict."""
    if summary["denials"] or summary["several"]:
        return False
    if summary["voice"]:
        return True  # one voice alone revises, and contradicts nobody
    if ExclusiveValue().applies(predicate):
        return bool(summary["choices"])  # all of them name the same
    low, top = summary["low"], summary["top"]
    return low is None or top is None or low <= top  # every range meets every other, at whatever time
