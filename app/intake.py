"""The one door for writing: every channel records, retracts and assesses through these commands.

Each runs inside the writer's transaction: what is logged, the rows it stands for, and the contradictions it
makes or ends are committed together or not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from app.access.keys import Account
from app.claims import identity, judgements, predicates, present
from app.claims import service as claims
from app.claims.identity_schemas import JoinUndo, JudgementCreate
from app.claims.predicate_schemas import PredicateCreate
from app.claims.schemas import AssessmentCreate, ClaimCreate, Polarity, RetractionCreate
from app.contradictions import decide, detect, redefinition
from app.contradictions import service as contradictions
from app.contradictions.schemas import DispositionCreate
from app.db import Row, WriteSession
from app.entities import service as entities
from app.entities.schemas import EntityCreate
from app.errors import Conflict, Problem
from app.sources import service as sources
from app.sources.schemas import SourceCreate
from app.wire import keeping

_BUILT_IN = (
    "The predicate same_as is built in: judgements of identity rest on it. Choose another key; the program "
    "adds this one itself."
)


@dataclass(frozen=True, slots=True)
class Written:
    """What a write answers: the object as stored, whether it is new, and what else came of it."""

    document: dict[str, Any]
    new: bool
    contradictions: list[dict[str, Any]] = field(default_factory=list)
    created: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judgement of identity answers, or its undoing.

    `entity` is the one that stands for the entity judged now; `changed` are the contradictions that were
    opened, changed or closed.
    """

    judgements: list[dict[str, Any]]
    new: bool
    entity: dict[str, Any]
    changed: list[dict[str, Any]]
    contradictions: list[dict[str, Any]] = field(default_factory=list)
    created: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Redefined:
    """What a changed definition answers: the predicate, and the contradictions opened, changed or closed."""

    predicate: dict[str, Any]
    changed: list[dict[str, Any]]


def record(session: WriteSession, account: Account, given: ClaimCreate) -> Written:
    """Records a claim and answers the open contradictions it takes part in."""
    if given.predicate == identity.SAME_AS:
        _add_identity(session, account)
    row, created, moved = claims.add(session, account.id, given)
    _recheck(session, moved)
    return Written(present.claim(session, row["seq"]), bool(moved), _open(session, row), created)


def record_all(
    session: WriteSession, account: Account, bodies: Sequence[Mapping[str, Any]]
) -> list[bool | Problem | ValidationError]:
    """Records claims whose questions are rechecked once, after the last; says of each whether it is new.

    A body may hold the `id` to keep. One that is refused leaves nothing behind, the others stand.
    """
    outcomes: list[bool | Problem | ValidationError] = []
    moved: list[int] = []
    for body in bodies:
        session.plain("SAVEPOINT claim")
        try:
            kept, rest = keeping(claims.PREFIX, body)
            given = ClaimCreate.model_validate(rest)
            if given.predicate == identity.SAME_AS:
                _add_identity(session, account)
            _, _, came = claims.add(session, account.id, given, kept)
        except (Problem, ValidationError) as refused:
            session.plain("ROLLBACK TO SAVEPOINT claim")
            outcomes.append(refused)
        else:
            moved += came
            outcomes.append(bool(came))
        session.plain("RELEASE SAVEPOINT claim")
    _recheck(session, list(dict.fromkeys(moved)))
    return outcomes


def retract(session: WriteSession, account: Account, ref: str, given: RetractionCreate) -> Written:
    """Retracts a claim, contributors only their own entries; answers the contradictions that changed."""
    row, moved = claims.retract(session, account.id, ref, given, own_only=_own_only(account))
    changed = _recheck(session, moved)
    return Written(present.claim(session, row["seq"]), bool(moved), contradictions.by_ids(session, changed))


def join(session: WriteSession, account: Account, ref: str, given: JudgementCreate) -> Judged:
    """Records that an entity is the same as another."""
    return _judge(session, account, ref, given, "asserts")


def part(session: WriteSession, account: Account, ref: str, given: JudgementCreate) -> Judged:
    """Records that an entity is not the same as another, which ends a join of the two."""
    return _judge(session, account, ref, given, "denies")


def undo_join(session: WriteSession, account: Account, ref: str, given: JoinUndo) -> Judged:
    """Retracts the claims that join an entity to another, as far as the account may.

    Retracting one can bring back an earlier word of the same voice, which then goes too.
    """
    entity = entities.get(session, ref)
    other = entities.resolve(session, given.other, "/other")
    told = RetractionCreate.model_validate(given.model_dump(exclude={"other"}))
    retracted: list[int] = []
    changed: list[str] = []
    while found := identity.joining(session, entity, other):
        allowed = [each for each in found if not _own_only(account) or each["recorded_by"] == account.id]
        if not allowed and retracted:
            break
        for each in allowed or found:  # what may not be retracted is refused as any claim's retraction is
            row, moved = claims.retract(session, account.id, each["id"], told, own_only=_own_only(account))
            retracted.append(row["seq"])
            changed += _recheck(session, moved)
    if not retracted:
        raise Conflict(_not_joined(session, entity, other))
    return Judged(
        [judgements.judgement(session, seq) for seq in retracted],
        False,
        _canonical(session, entity),
        contradictions.by_ids(session, list(dict.fromkeys(changed))),
    )


def _not_joined(session: WriteSession, entity: Row, other: Row) -> str:
    if other["id"] in identity.group(session, entity["id"]):
        return (
            "No judgement joins just these two: they are one through others. GET the entity's same-as and "
            "undo one of those. Nothing was changed."
        )
    return "No standing judgement joins these two. Nothing was changed."


def _judge(
    session: WriteSession, account: Account, ref: str, given: JudgementCreate, polarity: Polarity
) -> Judged:
    entity = entities.get(session, ref)
    other = entities.resolve(session, given.other, "/other")
    identity.refuse(entity, other, "/other")
    _add_identity(session, account)
    claim = _as_claim(entity, other, given, polarity)
    row, created, moved = claims.add(session, account.id, claim)
    new, changed = bool(moved), _recheck(session, moved)
    if new:
        claims.assess(session, account.id, row["id"], _reasons(session, row, given))
    shown = judgements.judgement(session, row["seq"])
    if shown["reasons"] != given.reasons:
        raise Conflict("The key is taken by a judgement with other reasons. Nothing was changed.")
    return Judged(
        [shown],
        new,
        _canonical(session, entity),
        contradictions.by_ids(session, changed),
        _open(session, row),
        created,
    )


def _as_claim(entity: Row, other: Row, given: JudgementCreate, polarity: Polarity) -> ClaimCreate:
    shared = ("key", "source", "citation", "attribution", "modality", "stated")
    return ClaimCreate(
        subject=entity["id"],
        predicate=identity.SAME_AS,
        value={"entity": other["id"], "text": other["label"]},
        polarity=polarity,
        **{name: getattr(given, name) for name in shared},
    )


def _reasons(session: WriteSession, row: Row, given: JudgementCreate) -> AssessmentCreate:
    """The judge's reasons as his own assessment of the claim that his judgement is."""
    judge = present.chain(session, row["seq"])[0]["agent"]
    return AssessmentCreate(
        by=judge["id"] if judge else None,
        stance="supports",
        reasons=given.reasons,
        on=given.stated,
        source=row["source_id"],
    )


def _canonical(session: WriteSession, entity: Row) -> dict[str, Any]:
    return judgements.shown(session, [identity.canonical(session, entity)])[0]


def _add_identity(session: WriteSession, account: Account) -> None:
    """Adds the predicate that judgements of identity need where the registry has none."""
    known = predicates.registry(session).by_key.get(identity.SAME_AS)
    if known is None:
        predicates.add(session, account.id, identity.DEFINITION)
    elif known.value_type != "entity":
        raise Conflict(_BUILT_IN)


def assess(
    session: WriteSession, account: Account, ref: str, given: AssessmentCreate, kept: str | None = None
) -> Written:
    """Adds an assessment to a claim; an import gives the id that is `kept`."""
    row, new = claims.assess(session, account.id, ref, given, kept)
    return Written(present.assessments_shown(session, [row])[0], new)


def dispose(session: WriteSession, account: Account, ref: str, given: DispositionCreate) -> Written:
    """Decides a contradiction; `new` says that nobody had before."""
    found, first = decide.dispose(session, account.id, ref, given)
    return Written(found, first)


def add_entity(
    session: WriteSession, account: Account, given: EntityCreate, kept: str | None = None
) -> Written:
    """Adds an entity; an import gives the id that is `kept`."""
    row, new = entities.add(session, account.id, given, kept)
    return Written(judgements.shown(session, [row])[0], new)


def add_source(
    session: WriteSession, account: Account, given: SourceCreate, kept: str | None = None
) -> Written:
    """Adds a source; an import gives the id that is `kept`."""
    row, new = sources.add(session, account.id, given, kept=kept)
    return Written(sources.present(session, [row])[0], new)


def add_predicate(
    session: WriteSession, account: Account, given: PredicateCreate, kept: str | None = None
) -> Written:
    """Adds a predicate to the registry; an import gives the id that is `kept`."""
    if given.key == identity.SAME_AS and given != identity.DEFINITION:
        raise Conflict(_BUILT_IN)
    row, new = predicates.add(session, account.id, given, kept)
    return Written(predicates.present(session, [row])[0], new)


def change_predicate(session: WriteSession, account: Account, ref: str, given: PredicateCreate) -> Redefined:
    """Gives a predicate another definition; answers the contradictions that changed with it."""
    row = predicates.get(session, ref)
    if row["key"] == identity.SAME_AS and given != identity.DEFINITION:
        raise Conflict("The predicate same_as is built in and stays as it is. Nothing was changed.")
    row, new = predicates.change(session, account.id, row, given)
    changed = redefinition.recheck(session, row["key"]) if new else []
    return Redefined(predicates.present(session, [row])[0], contradictions.by_ids(session, changed))


def _own_only(account: Account) -> bool:
    return account.role == "contributor"


def _open(session: WriteSession, row: Row) -> list[dict[str, Any]]:
    return contradictions.summaries(session, session.rows(contradictions.OF_CLAIM, claim=row["seq"]))


def _recheck(session: WriteSession, moved: list[int]) -> list[str]:
    """Rechecks what these claims touch; returns the ids of the contradictions that changed.

    After a judgement of identity that is all that is said about, with or by the entities concerned.
    """
    if not moved:
        return []
    found = detect.recheck(session, moved)
    judged = [row for seq in moved if (row := claims.by_seq(session, seq))["predicate"] == identity.SAME_AS]
    if judged:
        ids = identity.concerned(session, judged)
        found += detect.recheck(session, identity.involved(session, ids), ids)
    return list(dict.fromkeys(found))
