"""The predicate registry over HTTP."""

from fastapi import APIRouter, Request, Response

from app.api.answers import answer
from app.api.lists import Listing
from app.api.references import plain
from app.api.state import state_of
from app.claims import predicates as service
from app.claims.models import VALUE_TYPES
from app.db import ReadSession

router = APIRouter(prefix="/predicates", tags=["predicates"])
PREDICATES = Listing(
    service.listing(),
    (service.predicates.c.seq,),
    (plain("value_type", service.predicates.c.value_type, "Only predicates of this type.", VALUE_TYPES),),
    service.present,
)


@router.get("", openapi_extra={"parameters": PREDICATES.parameters})
async def list_predicates(request: Request) -> Response:
    """What may be claimed, in the order it was registered."""
    return await PREDICATES.page(request)


@router.get("/{ref}")
async def get_predicate(request: Request, ref: str) -> Response:
    """One predicate by key or id."""

    def query(session: ReadSession) -> object:
        return service.present(session, [service.get(session, ref)])[0]

    return answer(request, await state_of(request).read(query))
