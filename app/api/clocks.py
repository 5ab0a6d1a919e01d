"""The clocks and the what-if over HTTP: parameters that choose which claims count.

A list under one of them is another query over the same table: what became of a claim is told as the picture
has it, entities are one where they are one in it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import Request, Response
from sqlalchemy import ColumnElement, Select

from app.api.filters import Filter
from app.api.groups import Group
from app.api.lists import Listing, Presenter
from app.api.references import MOMENT, alone, moment
from app.claims import identity, pictures
from app.claims.models import Claim
from app.claims.pictures import Picture
from app.db import Row, Session, table
from app.entities import service as entities
from app.errors import BadParameter, Fault
from app.provenance import log
from app.sources import service as sources

_c = table(Claim).c
_DAY = {"type": "string", "format": "date"}


def _day(name: str, text: str) -> int:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
            return date.fromisoformat(text).toordinal()
    except ValueError:
        pass
    message = f"{name} takes a day that exists, such as 2016-03-21."
    raise BadParameter(message, [Fault(name, message)])


def _until(session: Session, text: str) -> object:
    """A time as the log writes it; a day means its last microsecond in UTC."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        _day("as_of", text)
        return f"{text}T23:59:59.999999Z"
    return moment(session, text, "as_of")


def _documents(session: Session, refs: Sequence[str]) -> Picture:
    return Picture.without(session, [sources.get(session, ref) for ref in dict.fromkeys(refs)])


def _claimants(session: Session, refs: Sequence[str]) -> tuple[int, ...]:
    named = [entities.get(session, ref) for ref in dict.fromkeys(refs)]
    return tuple(sorted({seq for row in named for seq in identity.group_seqs(session, row)}))


def valid_on(where: Any, says: str) -> Filter:
    """The filter for what can hold on a day."""
    return Filter("valid_at", says, where, lambda _, text: _day("valid_at", text), schema=_DAY)


VALID_AT = valid_on(
    pictures.valid_at,
    "Only claims that can hold on this day (2016-03-21): it lies within the earliest and the latest day of "
    "their valid time. Claims without a valid time can hold on every day.",
)
KNOWN_BY = Filter(
    "known_by",
    "Only what published sources allowed one to know by the end of this day: of each claim the earliest day "
    "by which a document of its chain was surely published, or else the day it was recorded.",
    pictures.known_by,
    lambda _, text: _day("known_by", text),
    schema=_DAY,
)
AS_OF = Filter(
    "as_of",
    "What this database held at this UTC time (ISO 8601; a day means its end): what was recorded, retracted, "
    "superseded or joined later has not happened.",
    pictures.recorded_by,
    _until,
    schema=MOMENT,
    span=lambda session, time: (1, log.last_until(session, time)),
)
WITHOUT = (
    Filter(
        "exclude_source",
        "Without what was read in this source (id or key), came through it, or was first written in a "
        "document made out of it. Can be given several times.",
        pictures.not_through,
        gather=_documents,
    ),
    Filter(
        "exclude_claimant",
        "Without the claims of this entity (id or key) and those it is one with. Can be given several times.",
        pictures.not_said_by,
        gather=_claimants,
    ),
    Filter("only_alignment", "Only claims of this side.", _c.alignment.__eq__, equals=_c.alignment),
)
RECORD = (KNOWN_BY, AS_OF, *WITHOUT)
"""The parameters that say which claims count; VALID_AT only narrows what is shown."""

CLOCKS = (VALID_AT, *RECORD)
NAMES = frozenset(each.name for each in RECORD)
_PLAIN = ("as_of", "only_alignment")  # what a page can be looked up by holds of them in every picture


def asks(request: Request) -> bool:
    """Whether a request asks for another picture than the record as it is."""
    return not NAMES.isdisjoint(request.query_params)


def given_values(session: Session, request: Request) -> dict[str, Any]:
    """The values of the parameters of this module that a request gives."""
    by_name = {each.name: each for each in CLOCKS}
    query = request.query_params
    return {name: each.value(session, query.getlist(name)) for name, each in by_name.items() if name in query}


def picture(values: Mapping[str, Any]) -> Picture:
    """The picture that these values of the parameters ask for."""
    names = {
        "known_by": "known_by",
        "as_of": "as_of",
        "exclude_claimant": "claimants",
        "only_alignment": "side",
    }
    seen: Picture = values.get("exclude_source", pictures.AS_IT_IS)
    return replace(seen, **{names[name]: value for name, value in values.items() if name in names})


def in_pictures(listing: Listing, query: Select[Any], *only: ColumnElement[bool]) -> Listing:
    """A list of claims as it is under the parameters of a picture; `query` is pictures.DOCUMENTS."""
    filters = tuple(map(_pictured, listing.filters))
    return replace(listing, query=query, filters=filters, only=only, beside=_beside)


def _pictured(each: Filter) -> Filter:
    if each.name == "status":
        return replace(each, where=pictures.STATUS.__eq__, group=Group(pictures.STATUS), equals=None)
    if each.column is not None:  # an entity, which is one with others in the picture
        return replace(each, read=_entity_id)
    return each


def _entity_id(session: Session, ref: str) -> object:
    return entities.get(session, ref)["id"]


def _beside(session: Session, values: Mapping[str, Any]) -> tuple[dict[str, Any], Presenter]:
    seen = picture(values)
    left = {name: value for name, value in values.items() if name not in NAMES or name in _PLAIN}
    joins = pictures.joins(session, seen)
    for name in ("subject", "claimant", "value"):
        if name in left:
            left[name] = group_seqs(session, joins, left[name])

    def shows(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
        current = pictures.current(session, seen, [row["series"] for row in rows])
        return [{**json.loads(row["document"]), "current": row["seq"] in current} for row in rows]

    return left | seen.binds(), shows


def group_seqs(session: Session, joins: identity.Joins, entity_id: str) -> int | list[int]:
    """The number of an entity, or of all that are one with it by these joins."""
    found = (entities.seq_of(session, each) for each in joins.group(entity_id))
    return alone([seq for seq in found if seq is not None])


async def page(
    request: Request, listing: Listing, pictured: Listing, fixed: Mapping[str, object] | None = None
) -> Response:
    """The page asked for, of the record as it is or of a picture of it."""
    return await (pictured if asks(request) else listing).page(request, fixed)
