"""Claims as the wire shows them: the database makes the documents, one statement for any number of them."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, case, func, literal_column, null, select
from sqlmodel import SQLModel

from app.claims.models import Assessment, Claim, Link
from app.claims.values.time import BEGINNING, END
from app.db import Row, Session, table
from app.entities.models import Entity
from app.jsonsql import (
    Collected,
    CollectedObject,
    Day,
    Flag,
    Pair,
    Stored,
    elements,
    json_object,
    member_text,
    members,
    text_of,
    texts,
)
from app.sources.models import Source

Column = ColumnElement[Any]
claims, links, assessments = table(Claim), table(Link), table(Assessment)
subjects, valued, sources = table(Entity).alias("subject"), table(Entity).alias("valued"), table(Source)
NAMED: dict[type[SQLModel], tuple[str, ...]] = {
    Claim: ("id", "key"),
    Entity: ("id", "key", "label"),
    Source: ("id", "key", "title", "published"),
}
"""What is shown of an object that another one names."""


def _named(model: type[SQLModel], value: Column, by: str = "seq") -> Column:
    """The object of that number; a scalar subquery, so that a list's query has one table and its index."""
    row = table(model).alias()
    shown = json_object({name: row.c[name] for name in NAMED[model]})
    return select(shown).where(row.c[by] == value).scalar_subquery()


def _value() -> Column:
    """The value as stored, with its entities in the place of their ids."""
    each = elements(claims.c.value, "any_of")
    any_of = select(Collected(_named(Entity, each.c.value, "id"), each.c.key)).scalar_subquery()
    told = {"text": member_text(claims.c.value, "text"), "type": claims.c.value_type}
    entity = {"entity": _named(Entity, claims.c.value_entity), **told}
    return case(
        (claims.c.value_type != "entity", Stored(claims.c.value)),
        (claims.c.value_entity.is_not(None), json_object(entity)),
        else_=json_object({"any_of": any_of, **told}),
    )


def _scope(stored: Column) -> Column:
    """A stored scope with its entities by key where they have one."""
    each, entity = members(stored), table(Entity).alias()
    key = select(entity.c.key).where(entity.c.id == each.c.value).scalar_subquery()
    shown = CollectedObject(each.c.key, func.coalesce(key, each.c.value))
    return case((stored == "{}", Stored(stored)), else_=select(shown).scalar_subquery())


def _day(number: Column) -> Column:
    return Day(func.nullif(func.nullif(number, literal_column(str(BEGINNING))), literal_column(str(END))))


def _valid() -> Column:
    shown = json_object(
        {
            "edtf": claims.c.valid_edtf,
            "mode": claims.c.valid_mode,
            "from": Pair(_day(claims.c.from_lo), _day(claims.c.from_hi)),
            "to": Pair(_day(claims.c.to_lo), _day(claims.c.to_hi)),
        }
    )
    return case((claims.c.valid_edtf.is_not(None), shown))


def _attribution(claim: Column) -> Column:
    link = json_object(
        {
            "agent": _named(Entity, links.c.agent),
            "name": links.c.name,
            "role": links.c.role,
            "mode": links.c.mode,
            "source": _named(Source, links.c.source),
            "on": links.c.on_edtf,
            "stance": links.c.stance,
            "wording": links.c.wording,
        }
    )
    return select(Collected(link, links.c.position)).where(links.c.claim == claim).scalar_subquery()


def _stance() -> Column:
    """The stance of the last link that has one."""
    last, agent = links.alias(), table(Entity).alias()
    by = func.coalesce(agent.c.key, agent.c.id, last.c.name)
    shown = json_object({"position": last.c.stance, "wording": last.c.wording, "by": by})
    found = (
        select(shown)
        .select_from(last.outerjoin(agent, agent.c.seq == last.c.agent))
        .where(last.c.claim == claims.c.seq, last.c.stance.is_not(None))
        .order_by(last.c.position.desc())
        .limit(1)
    )
    untold = json_object({"position": claims.c.stance, "wording": null(), "by": null()})
    return func.coalesce(found.scalar_subquery(), untold)


def _successor() -> Column:
    newer = claims.alias()
    # Its last: one before it can have been a slip of entry.
    last = select(func.max(newer.c.seq)).where(newer.c.supersedes == claims.c.seq).correlate(claims)
    return case((claims.c.status == "superseded", _named(Claim, last.scalar_subquery())))


def documents(status: Column, successor: Column, retraction: Column) -> Select[Any]:
    """Each claim as JSON text in `document`, after the columns that lists are in the order of.

    What became of a claim is given as expressions: as stored, or as a picture of the record has it.
    """
    shown = json_object(
        {
            "id": claims.c.id,
            "key": claims.c.key,
            "subject": _named(Entity, claims.c.subject),
            "predicate": claims.c.predicate,
            "value": _value(),
            "polarity": claims.c.polarity,
            "scope": _scope(claims.c.scope),
            "valid": _valid(),
            "source": _named(Source, claims.c.source),
            "citation": Stored(claims.c.citation),
            "attribution": _attribution(claims.c.seq),
            "stance": _stance(),
            "modality": claims.c.modality,
            "basis": claims.c.basis,
            "stated": claims.c.stated,
            "status": status,
            "current": Flag(claims.c.current),
            "supersedes": _named(Claim, claims.c.supersedes),
            "superseded_by": successor,
            "retraction": retraction,
            "recorded_at": claims.c.recorded_at,
            "recorded_by": claims.c.recorded_by,
        }
    )
    return select(claims.c.seq, claims.c.from_lo, text_of(shown).label("document"))


def successor(which: Column) -> Column:
    """The claim of that number as another one names it; nothing for none."""
    return _named(Claim, which)


DOCUMENTS = documents(claims.c.status, _successor(), Stored(claims.c.retraction))
"""The claims as they are stored."""

_DOCUMENT = DOCUMENTS.with_only_columns(DOCUMENTS.selected_columns.document)
BY_ID = _DOCUMENT.where(claims.c.id == bindparam("ref"))
BY_KEY = _DOCUMENT.where(claims.c.key == bindparam("ref"))
_BY_IDS = _DOCUMENT.with_only_columns(claims.c.id, DOCUMENTS.selected_columns.document).where(
    claims.c.id.in_(texts(bindparam("ids")))
)
_AT = _DOCUMENT.where(claims.c.seq == bindparam("seq"))
_CHAIN = select(text_of(_attribution(bindparam("seq"))))
_SCOPE = select(text_of(_scope(bindparam("scope", type_=Text))))
_ASSESSMENT = select(
    text_of(
        json_object(
            {
                "id": assessments.c.id,
                "key": assessments.c.key,
                "claim": _named(Claim, assessments.c.claim),
                "by": _named(Entity, assessments.c.by_entity),
                "stance": assessments.c.stance,
                "wording": assessments.c.wording,
                "credibility": assessments.c.credibility,
                "likelihood": assessments.c.likelihood,
                "confidence": assessments.c.confidence,
                "reasons": assessments.c.reasons,
                "on": assessments.c.on_edtf,
                "source": _named(Source, assessments.c.source),
                "recorded_at": assessments.c.recorded_at,
                "recorded_by": assessments.c.recorded_by,
            }
        )
    )
).where(assessments.c.seq == bindparam("seq"))

ROWS = (
    select(
        *(claims.c[name] for name in ("seq", "id", "key", "subject", "predicate", "scope", "unit", "value")),
        *(
            claims.c[name]
            for name in ("polarity", "valid_edtf", "stated", "voice", "lineage_known", "series", "supersedes")
        ),
        claims.c.status,
        claims.c.alignment,
        subjects.c.id.label("subject_id"),
        subjects.c.label.label("subject_label"),
        valued.c.label.label("value_label"),
        sources.c.id.label("source_id"),
    )
    .join(subjects, subjects.c.seq == claims.c.subject)
    .join(sources, sources.c.seq == claims.c.source)
    .outerjoin(valued, valued.c.seq == claims.c.value_entity)
)
BY_SEQ = ROWS.where(claims.c.seq == bindparam("seq"))
"""What rules and sentences need of one claim, with its labels."""


def claim(session: Session, seq: int) -> dict[str, Any]:
    """The claim of that number as the wire shows it."""
    return _read(session.scalar(_AT, seq=seq))


def by_ids(session: Session, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The claims with these ids as the wire shows them, by id, in one query."""
    return {
        claim_id: _read(document)
        for claim_id, document in session.tuples(_BY_IDS, ids=json.dumps(sorted(set(ids))))
    }


def chain(session: Session, seq: int) -> list[dict[str, Any]]:
    """The attribution of one claim, the claimant first."""
    found: list[dict[str, Any]] = json.loads(session.scalar(_CHAIN, seq=seq))
    return found


def scope(session: Session, stored: str) -> dict[str, str]:
    """A stored scope with its entities by key where they have one."""
    return {} if stored == "{}" else _read(session.scalar(_SCOPE, scope=stored))


def assessments_shown(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Assessments as the wire shows them."""
    return [_read(session.scalar(_ASSESSMENT, seq=row["seq"])) for row in rows]


def _read(document: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(document)
    return found


def day(number: int) -> str | None:
    """A day number as an ISO date; None for unbounded."""
    return None if number in (BEGINNING, END) else date.fromordinal(number).isoformat()
