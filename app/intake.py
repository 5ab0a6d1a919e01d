"""The one door for writing: every channel records, retracts and assesses through these commands.

Each runs inside the writer's transaction: what is logged, the rows it stands for, and the contradictions it
makes or ends are committed together or not at all.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from pydantic import ValidationError

from app.access.keys import Account
from app.claims import changing, identity, judgements, predicates, present
from app.claims import service as claims
from app.claims.identity_schemas import JoinUndo, JudgementCreate
from app.claims.predicate_schemas import PredicateCreate
from app.claims.schemas import AssessmentCreate, ClaimCreate, Polarity, RetractionCreate
from app.contradictions import decide, detect, redefinition, renaming
from app.contradictions import service as contradictions
from app.contradictions.schemas import DispositionCreate
from app.db import Row, WriteSession
from app.entities import service as entities
from app.entities.schemas import EntityChange, EntityCreate
from app.errors import Conflict, Problem, WeakRole
from app.provenance.revisions import version
from app.search import index
from app.sources import service as sources
from app.sources.schemas import SourceChange, SourceCreate
from app.wire import keeping

Item = TypeVar("Item")
T = TypeVar("T")
_BUILT_IN = (
    "The predicate same_as is built in: judgements of identity rest on it. Choose another key; the program "
    "adds this one itself."
)


@dataclass(frozen=True, slots=True)
class Written:
    """What a write answers: the object as stored, whether it is new, and what else came of it.

    `version` is that of an object that can be changed.
    """

    document: dict[str, Any]
    new: bool
    contradictions: list[dict[str, Any]] = field(default_factory=list)
    created: list[dict[str, Any]] = field(default_factory=list)
    version: int | None = None


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A claim of many, before the contradictions of all are known."""

    seq: int
    new: bool
    created: list[dict[str, Any]]


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
    version: int


def record(session: WriteSession, account: Account, given: ClaimCreate) -> Written:
    """Records a claim and answers the open contradictions it takes part in."""
    if given.predicate == identity.SAME_AS:
        _add_identity(session, account)
    row, created, moved = claims.add(session, account.id, given)
    session.before_commit(index.catch_up)
    _recheck(session, moved)
    return Written(present.claim(session, row["seq"]), bool(moved), _open(session, row["seq"]), created)


def record_all(
    session: WriteSession, account: Account, bodies: Sequence[Mapping[str, Any]]
) -> list[bool | Problem | ValidationError]:
    """Records claims whose questions are rechecked once, after the last; says of each whether it is new.

    A body may hold the `id` to keep. One that is refused leaves nothing behind, the others stand.
    """
    with Batch(session, account) as batch:
        outcomes = batch.each(bodies, batch.record)
        batch.finish()
    return outcomes


def record_batch(
    session: WriteSession, account: Account, bodies: Sequence[Mapping[str, Any]]
) -> list[Written | Problem | ValidationError]:
    """Records claims as `record_all` does, each under a new id; answers them as they stand after the last."""
    with Batch(session, account) as batch:
        outcomes = batch.each(bodies, batch.recorded)
        batch.finish()
    return [
        Written(present.claim(session, each.seq), each.new, _open(session, each.seq), each.created)
        if isinstance(each, _Recorded)
        else each
        for each in outcomes
    ]


class _Torn(Exception):
    """Something was refused after it had written; what it wrote has to be taken back."""


class Batch:
    """Many writes of one command, whose questions are rechecked once, when it is finished."""

    def __init__(self, session: WriteSession, account: Account) -> None:
        self.session, self.account = session, account
        self._moved: list[int] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Itself; what the writes look up is looked up once."""
        self.session.before_commit(index.catch_up)
        self._open.enter_context(self.session.recalling())
        return self

    def __exit__(self, *_: object) -> None:
        """Forgets what was looked up."""
        self._open.close()

    def each(
        self, items: Sequence[Item], work: Callable[[Item], T], undone: Callable[[], None] = lambda: None
    ) -> list[T | Problem | ValidationError]:
        """What the work gives for each item, or why it was refused; then it leaves nothing behind.

        Most of what is refused has not written yet. Savepoints for each item, which cost SQLite more than the
        writes themselves, are made only when one has: then all are done again. `undone` hears of what was.
        """
        known = len(self._moved)
        self.session.plain("SAVEPOINT batch")
        try:
            found = [self._bare(item, work) for item in items]
        except _Torn:
            self.session.plain("ROLLBACK TO SAVEPOINT batch")
            del self._moved[known:]
            undone()
            found = [self._saved(item, work, undone) for item in items]
        self.session.plain("RELEASE SAVEPOINT batch")
        return found

    def _bare(self, item: Item, work: Callable[[Item], T]) -> T | Problem | ValidationError:
        before = self.session.changes
        try:
            return work(item)
        except (Problem, ValidationError) as refused:
            if self.session.changes != before:
                raise _Torn from refused
            return refused

    def _saved(
        self, item: Item, work: Callable[[Item], T], undone: Callable[[], None]
    ) -> T | Problem | ValidationError:
        known = len(self._moved)
        self.session.plain("SAVEPOINT item")
        found: T | Problem | ValidationError
        try:
            found = work(item)
        except (Problem, ValidationError) as refused:
            self.session.plain("ROLLBACK TO SAVEPOINT item")
            del self._moved[known:]
            undone()
            found = refused
        self.session.plain("RELEASE SAVEPOINT item")
        return found

    def expect(self, keys: Sequence[str]) -> None:
        """Looks up together the keys that claims are going to have."""
        claims.expect(self.session, keys)

    def record(self, body: Mapping[str, Any]) -> bool:
        """Records a claim, under the id that its body keeps if there is one; says whether it is new."""
        kept, rest = keeping(claims.PREFIX, body)
        return self.recorded(rest, kept).new

    def recorded(self, body: Mapping[str, Any], kept: str | None = None) -> _Recorded:
        """Records a claim, under the id that is `kept` if one is."""
        given = ClaimCreate.model_validate(body)
        if given.predicate == identity.SAME_AS:
            _add_identity(self.session, self.account)
        seq, created, moved = claims.put(self.session, self.account.id, given, kept)
        self._moved += moved
        return _Recorded(seq, bool(moved), created)

    def retract(self, ref: str, body: Mapping[str, Any]) -> bool:
        """Retracts a claim; says whether anything changed."""
        given = RetractionCreate.model_validate(body)
        own_only = _own_only(self.account)
        _, moved = claims.retract(self.session, self.account.id, ref, given, own_only=own_only)
        self._moved += moved
        return bool(moved)

    def entity(self, body: Mapping[str, Any]) -> tuple[str, bool]:
        """Adds an entity; its id and whether it is new."""
        kept, rest = keeping(entities.PREFIX, body)
        row, new = entities.add(self.session, self.account.id, EntityCreate.model_validate(rest), kept)
        return row["id"], new

    def source(self, body: Mapping[str, Any]) -> tuple[str, bool]:
        """Adds a source; its id and whether it is new."""
        kept, rest = keeping(sources.PREFIX, body)
        row, new = sources.add(self.session, self.account.id, SourceCreate.model_validate(rest), kept=kept)
        return row["id"], new

    def finish(self) -> None:
        """Rechecks what the writes touched."""
        self.session.catch_up()
        _recheck(self.session, list(dict.fromkeys(self._moved)))


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
    session.before_commit(index.catch_up)
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
        _open(session, row["seq"]),
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
    session.before_commit(index.catch_up)
    return Written(judgements.shown(session, [row])[0], new, version=version(row))


def change_entity(session: WriteSession, account: Account, ref: str, given: EntityChange) -> Written:
    """Changes what an entity says of itself; sentences that name it are told anew."""
    row = entities.get(session, ref)
    _refuse_others(account, row)
    changed = changing.change_entity(session, account.id, row, given)
    index.take_again(session, "entity", changed["seq"])
    if changed["label"] != row["label"]:
        renaming.retell(session, changed)
    return Written(judgements.shown(session, [changed])[0], new=False, version=version(changed))


def change_source(session: WriteSession, account: Account, ref: str, given: SourceChange) -> Written:
    """Changes what a source says of itself."""
    row = sources.get(session, ref)
    _refuse_others(account, row)
    changed = changing.change_source(session, account.id, row, given)
    index.take_again(session, "source", changed["seq"])
    return Written(sources.present(session, [changed])[0], new=False, version=version(changed))


def _refuse_others(account: Account, row: Row) -> None:
    if _own_only(account) and row["recorded_by"] != account.id:
        raise WeakRole("A contributor changes only what he recorded himself; this needs the role editor.")


def add_source(
    session: WriteSession, account: Account, given: SourceCreate, kept: str | None = None
) -> Written:
    """Adds a source; an import gives the id that is `kept`."""
    row, new = sources.add(session, account.id, given, kept=kept)
    session.before_commit(index.catch_up)
    return Written(sources.present(session, [row])[0], new, version=version(row))


def add_predicate(
    session: WriteSession, account: Account, given: PredicateCreate, kept: str | None = None
) -> Written:
    """Adds a predicate to the registry; an import gives the id that is `kept`."""
    if given.key == identity.SAME_AS and given != identity.DEFINITION:
        raise Conflict(_BUILT_IN)
    row, new = predicates.add(session, account.id, given, kept)
    return Written(predicates.present(session, [row])[0], new, version=row["seq"])


def change_predicate(session: WriteSession, account: Account, ref: str, given: PredicateCreate) -> Redefined:
    """Gives a predicate another definition; answers the contradictions that changed with it."""
    row = predicates.get(session, ref)
    if row["key"] == identity.SAME_AS and given != identity.DEFINITION:
        raise Conflict("The predicate same_as is built in and stays as it is. Nothing was changed.")
    row, new = predicates.change(session, account.id, row, given)
    changed = redefinition.recheck(session, row["key"]) if new else []
    shown = predicates.present(session, [row])[0]
    return Redefined(shown, contradictions.by_ids(session, changed), row["seq"])


def _own_only(account: Account) -> bool:
    return account.role == "contributor"


def _open(session: WriteSession, claim: int) -> list[dict[str, Any]]:
    return contradictions.summaries(session, session.rows(contradictions.OF_CLAIM, claim=claim))


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
