"""What a changed entity or source means for the claims that name it."""

from typing import Any

from sqlalchemy import ColumnElement, Update, bindparam, func, select, update

from app.claims.models import Claim, Link
from app.db import Row, Session, WriteSession, table
from app.entities import service as entities
from app.entities.schemas import EntityChange
from app.errors import Conflict, Fault
from app.jsonsql import member_text
from app.provenance import log
from app.sources import service as sources
from app.sources.schemas import SourceChange

claims, links = table(Claim), table(Link)
_agents, _documents = entities.entities.c, sources.sources.c
_NAMING = tuple(
    select(claims.c.seq).where(condition).limit(1)
    for condition in (
        claims.c.subject == bindparam("of"),
        claims.c.value_entity == bindparam("of"),
        claims.c.seq.in_(select(links.c.claim).where(links.c.agent == bindparam("of"))),
        (claims.c.value_type == "entity")
        & claims.c.value_entity.is_(None)
        & claims.c.choices.like(bindparam("named")),
    )
)
_THROUGH = claims.c.seq.in_(select(links.c.claim).where(links.c.source == bindparam("of")))
_RESTING = tuple(
    select(claims.c.seq).where(condition).limit(1)
    for condition in (
        claims.c.source == bindparam("of"),
        _THROUGH,
        claims.c.retraction.is_not(None) & (member_text(claims.c.retraction, "source") == bindparam("named")),
    )
)
_SIDE_OF_CLAIMANT = select(_agents.alignment).where(_agents.seq == claims.c.claimant).scalar_subquery()
_SIDE_OF_DOCUMENT = (
    select(_documents.alignment)
    .join(links, links.c.source == _documents.seq)
    .where(links.c.claim == claims.c.seq, _documents.alignment.is_not(None))
    .order_by(links.c.position)
    .limit(1)
    .correlate(claims)
    .scalar_subquery()
)


def _realign(concerned: ColumnElement[bool]) -> Update:
    """Gives these claims their side anew: the claimant's, or else that of the first document with one."""
    return (
        update(claims).where(concerned).values(alignment=func.coalesce(_SIDE_OF_CLAIMANT, _SIDE_OF_DOCUMENT))
    )


_OF_CLAIMANT, _OF_DOCUMENT = _realign(claims.c.claimant == bindparam("of")), _realign(_THROUGH)


def change_entity(session: WriteSession, actor: str, row: Row, given: EntityChange) -> Row:
    """Changes an entity; returns its row. Conflict where its kind changes though claims name it."""
    if given.kind not in (None, row["kind"]) and _any(session, _NAMING, row["seq"], f"%{row['id']}%"):
        detail = (
            "Claims name this entity, so its kind stays. Add it again under the right kind, and supersede or "
            "retract the claims that mean that one. Nothing was changed."
        )
        raise Conflict(detail, [Fault("/kind", detail)])
    entry = entities.change(session, actor, row, given)
    if entry is not None:
        project_entity(session, entry)
    return entities.get(session, row["id"])


def change_source(session: WriteSession, actor: str, row: Row, given: SourceChange) -> Row:
    """Changes a source; returns its row. Conflict where its date changes though claims rest on it."""
    dated = "published" in given.model_fields_set and given.published != row["published"]
    if dated and _any(session, _RESTING, row["seq"], row["id"]):
        detail = (
            "Claims rest on the day this was published: which word of a voice is its latest, and what could "
            "be known when. Add the source again with the right date, and supersede or retract the claims "
            "read in this one. Nothing was changed."
        )
        raise Conflict(detail, [Fault("/published", detail)])
    entry = sources.change(session, actor, row, given)
    if entry is not None:
        project_source(session, entry)
    return sources.get(session, row["id"])


def _any(session: Session, statements: tuple[Any, ...], seq: int, named: str) -> bool:
    return any(session.scalar(each, of=seq, named=named) is not None for each in statements)


def project_entity(session: WriteSession, entry: log.Entry) -> None:
    """Writes what an `entity.changed` event stands for, the side of the entity's own claims included."""
    before = entities.get(session, entry.object)
    entities.project_changed(session, entry)
    if entry.body["alignment"] != before["alignment"]:
        session.run(_OF_CLAIMANT, of=before["seq"])


def project_source(session: WriteSession, entry: log.Entry) -> None:
    """Writes what a `source.changed` event stands for, the side of the claims it passed on included."""
    before = sources.get(session, entry.object)
    sources.project_changed(session, entry)
    if entry.body["alignment"] != before["alignment"]:
        session.run(_OF_DOCUMENT, of=before["seq"])
