"""The rules over HTTP: what each says of itself, and the predicates it applies to."""

from fastapi import Request, Response

from app.api import routing
from app.api.answers import answer
from app.api.documents import RuleList
from app.api.shapes import Shape
from app.api.state import state_of
from app.claims.predicates import registry
from app.contradictions import manual
from app.contradictions.schemas import RuleRead
from app.db import ReadSession
from app.errors import NotFound

router = routing.router("rules", "/v1/rules")
RULES, RULE = Shape(RuleRead, listed=True), Shape(RuleRead)


@router.get("", response_model=RuleList, openapi_extra={"parameters": RULES.parameters()})
async def list_rules(request: Request) -> Response:
    """Every kind of contradiction: when its rule fires, when it stays silent, how severe it is."""
    asked = RULES.asked(request)

    def query(session: ReadSession) -> bytes:
        return asked.whole(session, manual.shown(registry(session)))

    return answer(request, await state_of(request).read_slowly(query))


@router.get("/{ref}", response_model=RuleRead, openapi_extra={"parameters": RULE.parameters()})
async def get_rule(request: Request, ref: str) -> Response:
    """The rule of one code."""
    asked = RULE.asked(request)

    def query(session: ReadSession) -> bytes:
        for each in manual.shown(registry(session)):
            if each["code"] == ref:
                return asked.one(session, each)
        raise NotFound("No rule has this code. /v1/rules lists them.")

    return answer(request, await state_of(request).read_slowly(query))
