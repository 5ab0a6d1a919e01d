"""Rebuilding the record's tables from the log, and digests that prove nothing changed."""

import hashlib
import json
from collections.abc import Callable

from sqlalchemy import Select, Table, delete, select
from sqlmodel import SQLModel

from app.access.models import ApiKey, KeptAnswer
from app.claims import changing, predicates
from app.claims import service as claims
from app.contradictions import dispositions, rows
from app.contradictions.models import StandingRow
from app.db import Session, WriteSession, table
from app.entities import service as entities
from app.provenance import log
from app.provenance.models import Event
from app.search import index
from app.search.models import INDEX
from app.sources import service as sources

Projector = Callable[[WriteSession, log.Entry], object]
PROJECTORS: tuple[tuple[str, Projector], ...] = (
    (predicates.ADDED, predicates.project),
    (predicates.CHANGED, predicates.project_changed),
    (entities.ADDED, entities.project),
    (entities.CHANGED, changing.project_entity),
    (sources.ADDED, sources.project),
    (sources.CHANGED, changing.project_source),
    (claims.RECORDED, claims.project_recorded),
    (claims.RETRACTED, claims.project_retracted),
    (claims.ASSESSED, claims.project_assessed),
    (rows.OPENED, rows.project_opened),
    (rows.CHANGED, rows.project_changed),
    (rows.CLOSED, rows.project_closed),
    (dispositions.DISPOSED, dispositions.project),
)
"""Every operation of the log and the function that writes the rows it stands for."""

OPERATIONAL = (table(Event), table(ApiKey), table(KeptAnswer), table(StandingRow), *INDEX)


class Differs(RuntimeError):
    """The tables rebuilt from the log are not those that were there; nothing was changed."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(
            f"Rebuilt from the log, these tables differ from what was stored: {', '.join(tables)}."
        )
        self.tables = tables


def record_tables() -> list[Table]:
    """The tables that are projections of the log, parents before children."""
    return [each for each in SQLModel.metadata.sorted_tables if each not in OPERATIONAL]


def digests(session: Session) -> dict[str, str]:
    """The SHA-256 of every record table's rows in the order of their keys."""
    return {each.name: _digest(session, each) for each in record_tables()}


def _digest(session: Session, each: Table) -> str:
    digest = hashlib.sha256()
    ordered: Select[tuple[object, ...]] = select(each).order_by(*each.primary_key.columns)
    for row in session.tuples(ordered):
        digest.update(json.dumps(row, ensure_ascii=False).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def rebuild(
    session: WriteSession, progress: Callable[[int], None] = lambda _: None, *, accept: bool = False
) -> dict[str, str]:
    """Drops every record row and replays the log; returns the digests after.

    Raises Differs, and with it rolls everything back, when a table comes out different, unless `accept`.
    """
    before = digests(session)
    session.database.memory.clear()
    index.forget(session)
    for each in reversed(record_tables()):
        session.run(delete(each))
    projectors = dict(PROJECTORS)
    for entry in log.replay(session):
        projectors[entry.op](session, entry)
        progress(entry.seq)
    index.catch_up(session)
    after = digests(session)
    different = [name for name in after if after[name] != before[name]]
    if different and not accept:
        raise Differs(different)
    return after
