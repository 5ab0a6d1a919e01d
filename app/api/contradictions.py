"""Contradictions over HTTP."""

import json
from dataclasses import replace
from typing import Any

from fastapi import Request, Response
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, union

from app import intake
from app.api import clocks, computing, languages, routing
from app.api.answers import Made, answer, made
from app.api.documents import ContradictionList, PairList, PositionList
from app.api.filters import ANY, Filter
from app.api.groups import Group
from app.api.lists import Listing
from app.api.preconditions import refuse_stale
from app.api.references import claim_seq, plain, predicate_key, share
from app.api.shapes import Shape
from app.api.state import Contributor, state_of
from app.api.writing import write
from app.claims import identity
from app.contradictions import decide, dispositions, service
from app.contradictions.models import STATUSES
from app.contradictions.rules import BY_CODE
from app.contradictions.schemas import (
    ContradictionFull,
    ContradictionListed,
    DispositionCreate,
    DispositionRead,
    PairRead,
    PositionRead,
)
from app.db import ReadSession, Session, WriteSession
from app.entities import service as entities
from app.entities.naming import Names
from app.intake import Written
from app.jsonsql import numbers
from app.pagination import limit_of
from app.provenance.canonical import canonical as as_json

router = routing.router("contradictions", "/v1/contradictions")
_c = service.rows.c


_other = service.rows.alias("other")


def _of_predicate(bound: Any) -> ColumnElement[bool]:
    return or_(_c.predicate == bound, _c.other_predicate == bound)


def _numbers_of_predicate(bound: Any) -> Select[Any]:
    by = (_other.c.predicate, _other.c.other_predicate)
    return select(union(*(select(_other.c.seq).where(each == bound) for each in by)).subquery().c.seq)


def _numbers_of_subject(bound: Any) -> Select[Any]:
    about = service.about.c
    return select(about.contradiction).where(about.entity.in_(numbers(bound)))


def _of_subject(bound: Any) -> ColumnElement[bool]:
    return exists(_numbers_of_subject(bound).where(service.about.c.contradiction == _c.seq))


def _group(session: Session, ref: str) -> str:
    """The numbers of all entities that are one with this one; rows closed by a join keep their own."""
    return as_json(identity.group_seqs(session, entities.get(session, ref)))


def _numbers_with_claim(bound: Any) -> Select[Any]:
    members = service.members.c
    return select(members.contradiction).where(members.claim == bound)


def _with_claim(bound: Any) -> ColumnElement[bool]:
    return exists(_numbers_with_claim(bound).where(service.members.c.contradiction == _c.seq))


def _numbers_of_code(bound: Any) -> Select[Any]:
    return select(_other.c.seq).where(_other.c.code == bound)


def _on_side(bound: Any) -> ColumnElement[bool]:
    members, claims = service.members.c, service.claims.c
    taking_part = select(members.claim).join(service.claims, claims.seq == members.claim)
    return exists(taking_part.where(members.contradiction == _c.seq, claims.alignment == bound))


def _in_window(bound: Any) -> ColumnElement[bool]:
    return and_(_c.window_lo <= bound, _c.window_hi >= bound)


def _status(_: Session, text: str) -> object:
    return ANY if text == "any" else text


CONTRADICTIONS = Listing(
    service.listing(),
    (_c.seq,),
    (
        Filter(
            "status",
            "Only rows of this status; open when not said.",
            _c.status.__eq__,
            _status,
            (*STATUSES, "any"),
            group=Group(_c.status),
            equals=_c.status,
        ),
        Filter(
            "subject",
            "Only contradictions about this entity (id or key).",
            _of_subject,
            _group,
            among=_numbers_of_subject,
        ),
        Filter(
            "predicate",
            "Only contradictions on this predicate.",
            _of_predicate,
            predicate_key,
            among=_numbers_of_predicate,
        ),
        Filter(
            "claim",
            "Only contradictions this claim takes part in (id or key).",
            _with_claim,
            claim_seq,
            among=_numbers_with_claim,
        ),
        Filter(
            "alignment",
            "Only contradictions that a claimant of this side takes part in, or one whose first document is.",
            _on_side,
        ),
        Filter(
            "min_severity",
            "Only contradictions at least this severe.",
            _c.severity.__ge__,
            share("min_severity"),
            schema={"type": "number", "minimum": 0, "maximum": 1},
        ),
        replace(
            plain("code", _c.code, "Only contradictions of this kind.", tuple(BY_CODE)),
            among=_numbers_of_code,
        ),
        plain("label", _c.label, "Only certain or only possible ones.", ("certain", "possible")),
        clocks.valid_on(_in_window, "Only contradictions whose window contains this day (2016-03-21)."),
        *clocks.RECORD,  # with one of these nothing stored is asked: see computing.page
    ),
    spoken=service.summaries,
    shape=Shape(ContradictionListed, listed=True),
    always={"status": "open"},
    sorts=service.SORTS,
)

FULL, POSITIONS, DISPOSITION, PAIRS = (
    Shape(ContradictionFull),
    Shape(PositionRead, listed=True),
    Shape(DispositionRead),
    Shape(PairRead),
)


@router.get("", response_model=ContradictionList, openapi_extra={"parameters": CONTRADICTIONS.parameters()})
async def list_contradictions(request: Request) -> Response:
    """Contradictions in the order they were found or by `sort`; the open ones unless `status` differs.

    Under known_by, as_of, exclude_source, exclude_claimant or only_alignment they are computed anew from the
    claims that count. One that is stored too has its id and status, as of the time asked for; any other has
    null and is open.
    """
    if clocks.asks(request):
        return await computing.page(request, CONTRADICTIONS)
    return await CONTRADICTIONS.page(request)


@router.get(
    "/{ref}",
    response_model=ContradictionFull,
    openapi_extra={"parameters": [languages.PARAMETER, *FULL.parameters()]},
)
async def get_contradiction(request: Request, ref: str) -> Response:
    """One contradiction with its positions, the arithmetic behind it and its history."""
    asked = FULL.asked(request, "lang")
    wanted = languages.asked(request)

    def query(session: ReadSession) -> tuple[bytes, Names]:
        called = Names(session, wanted)
        return asked.one(session, service.full(session, service.get(session, ref), called)), called

    document, called = await state_of(request).read_slowly(query)
    return answer(request, document, headers=languages.headers(called))


@router.get(
    "/{ref}/positions", response_model=PositionList, openapi_extra={"parameters": POSITIONS.parameters()}
)
async def contradiction_positions(request: Request, ref: str) -> Response:
    """The mutually compatible answers its claims give."""
    asked = POSITIONS.asked(request)

    def query(session: ReadSession) -> bytes:
        return asked.whole(session, service.positions_of(session, service.get(session, ref)))

    return answer(request, await state_of(request).read_slowly(query))


@router.get(
    "/{ref}/disposition",
    response_model=DispositionRead,
    openapi_extra={"parameters": DISPOSITION.parameters()},
)
async def get_disposition(request: Request, ref: str) -> Response:
    """What was decided last of a contradiction, also where it no longer stands; 404 while nobody has."""
    asked = DISPOSITION.asked(request)

    def query(session: ReadSession) -> bytes:
        return asked.one(session, decide.current(session, ref))

    return answer(request, await state_of(request).read(query))


@router.put("/{ref}/disposition", status_code=201, response_model=DispositionRead)
async def dispose_contradiction(
    request: Request, ref: str, given: DispositionCreate, account: Contributor
) -> Response:
    """Decides a contradiction, with reasons; a later decision replaces it, and the history keeps every one.

    A contributor may: to decide is the analyst's daily work, it changes no claim, and anyone may decide anew.
    With If-Match it is replaced only while it is the one you read; with If-None-Match: * only a first one is
    taken.
    """

    def command(session: WriteSession) -> Written:
        refuse_stale(request, _decided(session, ref))
        return intake.dispose(session, account, ref, given)

    def shown(written: Written) -> Made:
        where = {"location": f"/v1/contradictions/{ref}/disposition"}
        return made(written.document, 201 if written.new else 200, where)

    return await write(request, account, command, shown)


def _decided(session: Session, ref: str) -> Made | None:
    """What a GET of the disposition answers; None while nobody has decided."""
    found = dispositions.shown(session, service.get(session, ref))
    return None if found is None else made(found)


_LIMIT = {
    "name": "limit",
    "in": "query",
    "required": False,
    "description": "How many pairs at most.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 500, "default": 50},
}


@router.get(
    "/{ref}/pairs", response_model=PairList, openapi_extra={"parameters": [_LIMIT, *PAIRS.parameters()]}
)
async def contradiction_pairs(request: Request, ref: str) -> Response:
    """Pairs of its claims that cannot both be true; has_more says that the limit cut them."""
    asked = PAIRS.asked(request, "limit")
    limit = limit_of(request.query_params.get("limit"))

    def query(session: ReadSession) -> object:
        found = service.pairs_of(session, service.get(session, ref), limit + 1)
        data = [json.loads(each) for each in asked.texts(session, found[:limit])]
        return {"data": data, "next_cursor": None, "has_more": len(found) > limit}

    return answer(request, await state_of(request).read_slowly(query))
