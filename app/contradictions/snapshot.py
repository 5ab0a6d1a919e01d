"""The snapshot of standings: taken by `counterclaim check` and only there, read by whoever shows support."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, bindparam, delete, func, insert, select

from app.claims.models import Claim
from app.contradictions.asking import Question, placed
from app.contradictions.models import StandingRow
from app.contradictions.standings import Answer, Standing, answers_of, estimate
from app.contradictions.world import SqlWorld
from app.db import Session, WriteSession, table
from app.jsonsql import elements

claims, standings = table(Claim), table(StandingRow)
_VOICES = select(claims.c.voice).where(claims.c.current == 1).distinct()
_wanted = elements(bindparam("wanted", type_=Text), "of")
_OF_VOICES = select(standings).where(standings.c.voice.in_(select(_wanted.c.value)))
_TAKEN = select(func.max(standings.c.taken_at_seq))
_CLEAR, _INSERT = delete(standings), insert(standings)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Standings of some voices, and the last event they know; None before the first check."""

    taken_at: int | None
    standings: dict[str, Standing]

    def of(self, voice: str) -> Standing:
        """The voice's standing; nothing is known of one that spoke later."""
        return self.standings.get(voice, Standing(0, 0))


def read(session: Session, wanted: str) -> Snapshot:
    """The standings of these voices, a JSON list in an object, as of the last check."""
    found = session.rows(_OF_VOICES, wanted=wanted)
    known = {row["voice"]: Standing(row["agreements"], row["claims"]) for row in found}
    return Snapshot(session.scalar(_TAKEN), known)


def take(session: Session) -> dict[str, Standing]:
    """The standing of every voice that has a current claim, in a consistent view of the record."""
    estimated = estimate(_answers(SqlWorld(session)))
    return {voice: estimated.get(voice, Standing(0, 0)) for (voice,) in session.tuples(_VOICES)}


def _answers(world: SqlWorld) -> Iterator[Answer]:
    for asked in world.asked():
        facts = world.answers(asked)
        if len({fact.voice for fact in facts}) > 1:
            predicate = placed(world, world.registry.by_key[asked.predicate], facts)
            question = Question("answer", asked.subject, (asked.predicate,), asked.scope, asked.unit)
            yield from answers_of(predicate, question, facts)


def store(session: WriteSession, taken: Iterable[tuple[str, Standing]], at: int) -> None:
    """Replaces the snapshot by one that knows the log up to this event."""
    session.run(_CLEAR)
    rows: list[dict[str, Any]] = [
        {
            "voice": voice,
            "agreements": standing.agreements,
            "claims": standing.claims,
            "accuracy": standing.accuracy,
            "taken_at_seq": at,
        }
        for voice, standing in taken
    ]
    session.run_many(_INSERT, rows)
