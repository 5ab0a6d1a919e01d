"""Contradictions over HTTP."""

from typing import Any

from fastapi import Request, Response
from sqlalchemy import ColumnElement, or_, select

from app.api import routing
from app.api.answers import answer
from app.api.documents import ContradictionList, PairList, PositionList
from app.api.lists import ANY, Filter, Listing, no_parameters
from app.api.references import claim_seq, entity_seq, plain, predicate_key
from app.api.state import state_of
from app.contradictions import service
from app.contradictions.models import STATUSES
from app.contradictions.rules import BY_CODE
from app.contradictions.schemas import ContradictionFull
from app.db import ReadSession, Session
from app.pagination import known_only, limit_of

router = routing.router("contradictions", "/v1/contradictions")
_c = service.rows.c


def _of_predicate(bound: Any) -> ColumnElement[bool]:
    return or_(_c.predicate == bound, _c.other_predicate == bound)


def _of_subject(bound: Any) -> ColumnElement[bool]:
    about = service.about.c
    return _c.seq.in_(select(about.contradiction).where(about.entity == bound))


def _with_claim(bound: Any) -> ColumnElement[bool]:
    members = service.members.c
    return _c.seq.in_(select(members.contradiction).where(members.claim == bound))


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
        ),
        Filter("subject", "Only contradictions about this entity (id or key).", _of_subject, entity_seq),
        Filter("predicate", "Only contradictions on this predicate.", _of_predicate, predicate_key),
        Filter("claim", "Only contradictions this claim takes part in (id or key).", _with_claim, claim_seq),
        plain("code", _c.code, "Only contradictions of this kind.", tuple(BY_CODE)),
        plain("label", _c.label, "Only certain or only possible ones.", ("certain", "possible")),
    ),
    service.summaries,
    always={"status": "open"},
)


@router.get("", response_model=ContradictionList, openapi_extra={"parameters": CONTRADICTIONS.parameters()})
async def list_contradictions(request: Request) -> Response:
    """Contradictions in the order they were found; the open ones unless `status` says otherwise."""
    return await CONTRADICTIONS.page(request)


@router.get("/{ref}", response_model=ContradictionFull)
async def get_contradiction(request: Request, ref: str) -> Response:
    """One contradiction with its positions, the arithmetic behind it and its history."""
    no_parameters(request)

    def query(session: ReadSession) -> object:
        return service.full(session, service.get(session, ref))

    return answer(request, await state_of(request).read_slowly(query))


@router.get("/{ref}/positions", response_model=PositionList)
async def contradiction_positions(request: Request, ref: str) -> Response:
    """The mutually compatible answers its claims give."""
    no_parameters(request)

    def query(session: ReadSession) -> object:
        found = service.positions_of(session, service.get(session, ref))
        return {"data": found, "next_cursor": None, "has_more": False}

    return answer(request, await state_of(request).read_slowly(query))


_LIMIT = {
    "name": "limit",
    "in": "query",
    "required": False,
    "description": "How many pairs at most.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 500, "default": 50},
}


@router.get("/{ref}/pairs", response_model=PairList, openapi_extra={"parameters": [_LIMIT]})
async def contradiction_pairs(request: Request, ref: str) -> Response:
    """Pairs of its claims that cannot both be true; has_more says that the limit cut them."""
    known_only([name for name, _ in request.query_params.multi_items()], ["limit"])
    limit = limit_of(request.query_params.get("limit"))

    def query(session: ReadSession) -> object:
        found = service.pairs_of(session, service.get(session, ref), limit + 1)
        return {"data": found[:limit], "next_cursor": None, "has_more": len(found) > limit}

    return answer(request, await state_of(request).read_slowly(query))
