"""The one door for writing: every channel records, retracts and assesses through these commands.

Each runs inside the writer's transaction: what is logged, the rows it stands for, and the contradictions it
makes or ends are committed together or not at all.
"""

from dataclasses import dataclass, field
from typing import Any

from app.access.keys import Account
from app.claims import predicates, present
from app.claims import service as claims
from app.claims.predicates import PredicateCreate
from app.claims.schemas import AssessmentCreate, ClaimCreate, RetractionCreate
from app.contradictions import decide, detect
from app.contradictions import service as contradictions
from app.contradictions.schemas import DispositionCreate
from app.db import Row, WriteSession
from app.entities import service as entities
from app.entities.schemas import EntityCreate
from app.sources import service as sources
from app.sources.schemas import SourceCreate


@dataclass(frozen=True, slots=True)
class Written:
    """What a write answers: the object as stored, whether it is new, and what else came of it."""

    document: dict[str, Any]
    new: bool
    contradictions: list[dict[str, Any]] = field(default_factory=list)
    created: list[dict[str, Any]] = field(default_factory=list)


def record(session: WriteSession, account: Account, given: ClaimCreate) -> Written:
    """Records a claim and answers the open contradictions it takes part in."""
    row, created, moved = claims.add(session, account.id, given)
    _recheck(session, moved)
    return _claim(session, row, new=bool(moved), created=created)


def retract(session: WriteSession, account: Account, ref: str, given: RetractionCreate) -> Written:
    """Retracts a claim, contributors only their own entries; answers the contradictions that changed."""
    row, moved = claims.retract(session, account.id, ref, given, own_only=account.role == "contributor")
    changed = _recheck(session, moved)
    return Written(present.claim(session, row["seq"]), bool(moved), contradictions.by_ids(session, changed))


def assess(session: WriteSession, account: Account, ref: str, given: AssessmentCreate) -> Written:
    """Adds an assessment to a claim."""
    row, new = claims.assess(session, account.id, ref, given)
    return Written(present.assessments_shown(session, [row])[0], new)


def dispose(session: WriteSession, account: Account, ref: str, given: DispositionCreate) -> Written:
    """Decides a contradiction; `new` says that nobody had before."""
    found, first = decide.dispose(session, account.id, ref, given)
    return Written(found, first)


def add_entity(session: WriteSession, account: Account, given: EntityCreate) -> Written:
    """Adds an entity."""
    row, new = entities.add(session, account.id, given)
    return Written(entities.present(session, [row])[0], new)


def add_source(session: WriteSession, account: Account, given: SourceCreate) -> Written:
    """Adds a source."""
    row, new = sources.add(session, account.id, given)
    return Written(sources.present(session, [row])[0], new)


def add_predicate(session: WriteSession, account: Account, given: PredicateCreate) -> Written:
    """Adds a predicate to the registry."""
    row, new = predicates.add(session, account.id, given)
    return Written(predicates.present(session, [row])[0], new)


def _recheck(session: WriteSession, moved: list[int]) -> list[str]:
    """Rechecks what these claims touch; returns the ids of the contradictions that changed."""
    return detect.recheck(session, moved) if moved else []


def _claim(
    session: WriteSession, row: Row, *, new: bool, created: list[dict[str, Any]] | None = None
) -> Written:
    shown = present.claim(session, row["seq"])
    found = session.rows(contradictions.OF_CLAIM, claim=row["seq"])
    return Written(shown, new, contradictions.summaries(session, found), created or [])
