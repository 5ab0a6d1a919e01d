"""The rules over HTTP: what each says of itself, and the predicates it applies to."""

from fastapi import Request, Response

from app.api import routing
from app.api.answers import answer
from app.api.documents import RuleList
from app.api.lists import no_parameters
from app.api.state import state_of
from app.claims.predicates import registry
from app.contradictions import manual
from app.contradictions.schemas import RuleRead
from app.db import ReadSession
from app.errors import NotFound

router = routing.router("rules", "/v1/rules")


@router.get("", response_model=RuleList)
async def list_rules(request: Request) -> Response:
    """Every kind of contradiction: when its rule fires, when it stays silent, how severe it is."""
    no_parameters(request)

    def query(session: ReadSession) -> object:
        return {"data": manual.shown(registry(session)), "next_cursor": None, "has_more": False}

    return answer(request, await state_of(request).read_slowly(query))


@router.get("/{ref}", response_model=RuleRead)
async def get_rule(request: Request, ref: str) -> Response:
    """The rule of one code."""
    no_parameters(request)

    def query(session: ReadSession) -> object:
        for each in manual.shown(registry(session)):
            if each["code"] == ref:
                return each
        raise NotFound("No rule has this code. /v1/rules lists them.")

    return answer(request, await state_of(request).read_slowly(query))
