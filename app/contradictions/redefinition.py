"""What a predicate's new definition makes of the contradictions that rest on it."""

import json

from app.contradictions import asking, detect, rows
from app.contradictions.asking import Question
from app.contradictions.world import SqlWorld
from app.db import WriteSession

REASON = "predicate changed"


def recheck(session: WriteSession, key: str) -> list[str]:
    """Asks all questions on a predicate anew, in the transaction that changed it; returns the rows' ids.

    They are those to which its definition gives rise now, and those of stored rows, to which the one before
    did. A question names every predicate whose definition counts in it: of the relation through which parts
    belong to a whole, and of that by which a place lies in another, only the claims count.
    """
    world = SqlWorld(session)
    asked = [question for question in asking.every(world) if key in question.predicates]
    asked += [Question.of(json.loads(stored)) for stored in rows.questions_on(session, key)]
    return detect.settle(session, world, dict.fromkeys(asked, frozenset()), because=REASON)
