"""Entities whose names are like one that is asked for: candidates for a person to judge, never merged."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from app.claims import judgements
from app.db import Session, table
from app.entities import names
from app.entities.models import Entity, EntityName
from app.entities.names import Likeness
from app.jsonsql import numbers
from app.provenance.canonical import canonical
from app.search.models import NameKey

NEWEST = 2000
"""Of a word that more entities share only the newest are looked at."""

MOST_COMPARED = 300
entities, entity_names, keys = table(Entity), table(EntityName), table(NameKey)
_OF_KEY = (
    select(keys.c.entity)
    .where(keys.c.key == bindparam("key"))
    .order_by(keys.c.entity.desc())
    .limit(bindparam("most"))
)
_ENTITIES = select(entities).where(entities.c.seq.in_(numbers(bindparam("among"))))
_OF_KIND = select(entities.c.seq).where(
    entities.c.seq.in_(numbers(bindparam("among"))), entities.c.kind == bindparam("kind")
)
_NAMES = select(entity_names.c.entity, entity_names.c.text).where(
    entity_names.c.entity.in_(numbers(bindparam("among")))
)


def candidates(
    session: Session, name: str, kind: str | None, least: float, limit: int
) -> tuple[list[dict[str, Any]], bool]:
    """The entities whose names are most like one, best first, and whether the limit cut them."""
    rows = session.rows(_ENTITIES, among=canonical(_blocked(session, name, kind)))
    called = {row["seq"]: [row["label"]] for row in rows}
    for seq, text in session.tuples(_NAMES, among=canonical(list(called))):
        called[seq].append(text)
    scored = [(*_best(name, called[row["seq"]]), row) for row in rows]
    kept = sorted(
        (each for each in scored if each[0].score >= least), key=lambda each: (-each[0].score, each[2]["seq"])
    )
    shown = judgements.shown(session, [row for _, _, row in kept[:limit]])
    told = [_candidate(document, *each[:2]) for document, each in zip(shown, kept, strict=False)]
    return told, len(kept) > limit


def _blocked(session: Session, name: str, kind: str | None) -> list[int]:
    """The numbers of the entities that share most with the name; rare words count more than common ones."""
    shared: Counter[int] = Counter()
    for key in names.keys(name):
        having = [entity for (entity,) in session.tuples(_OF_KEY, key=key, most=NEWEST)]
        weight = NEWEST // len(having) if having else 0
        shared.update(dict.fromkeys(having, weight))
    if kind is not None:
        fitting = session.tuples(_OF_KIND, among=canonical(list(shared)), kind=kind)
        shared = Counter({entity: shared[entity] for (entity,) in fitting})
    return [entity for entity, _ in shared.most_common(MOST_COMPARED)]


def _best(name: str, called: Sequence[str]) -> tuple[Likeness, str]:
    """Which of an entity's names is most like the name, and how much."""
    return max(((names.likeness(name, each), each) for each in called), key=lambda found: found[0].score)


def _candidate(entity: dict[str, Any], found: Likeness, name: str) -> dict[str, Any]:
    return {"entity": entity, "score": found.score, "name": name, "reasons": list(_reasons(found))}


def _reasons(found: Likeness) -> list[dict[str, Any]]:
    reasons = []
    if found.names is not None:
        pairs = ", ".join(f"{asked} = {here}" for asked, here in found.shared)
        says = f"Consonants are the same: {pairs}." if pairs else "No word has quite the same consonants."
        reasons.append({"part": "names", "value": round(found.names, 4), "says": says})
        says = (
            "No vowel or letter speaks against it."
            if found.spelling == 1
            else "Vowels or letters differ where both names write them."
        )
        reasons.append({"part": "spelling", "value": round(found.spelling, 4), "says": says})
    if found.kinds is not None:
        both = ", ".join(found.shared_kinds)
        says = f"Both names say: {both}." if both else "The names say different kinds of body."
        reasons.append({"part": "kinds", "value": round(found.kinds, 4), "says": says})
    return reasons
