"""The predicate registry over HTTP."""

from fastapi import Request, Response

from app import intake
from app.api import routing
from app.api.answers import answer
from app.api.documents import PredicateList, PredicateRead, PredicateWritten
from app.api.lists import Listing
from app.api.references import plain
from app.api.shapes import Shape
from app.api.state import Editor, state_of
from app.claims import predicates as service
from app.claims.models import VALUE_TYPES
from app.claims.predicate_schemas import PredicateCreate
from app.db import ReadSession

router = routing.router("predicates", "/v1/predicates")
PREDICATES = Listing(
    service.listing(),
    (service.predicates.c.seq,),
    (plain("value_type", service.predicates.c.value_type, "Only predicates of this type.", VALUE_TYPES),),
    service.present,
    shape=Shape(PredicateRead, listed=True),
)
PREDICATE = Shape(PredicateRead)


@router.get("", response_model=PredicateList, openapi_extra={"parameters": PREDICATES.parameters()})
async def list_predicates(request: Request) -> Response:
    """What may be claimed, in the order in which it was last defined."""
    return await PREDICATES.page(request)


@router.post("", status_code=201, response_model=PredicateRead)
async def add_predicate(request: Request, given: PredicateCreate, account: Editor) -> Response:
    """Adds a predicate to the registry; the same definition again answers 200 and changes nothing."""
    state = state_of(request)
    written = await state.writer.run(lambda session: intake.add_predicate(session, account, given))
    where = {"location": f"/v1/predicates/{given.key}"}
    return answer(request, written.document, 201 if written.new else 200, where)


@router.put("/{ref}", response_model=PredicateWritten)
async def change_predicate(request: Request, ref: str, given: PredicateCreate, account: Editor) -> Response:
    """Gives a predicate another definition; answers the contradictions that open, change or close with it.

    Send the whole definition: a field left out takes its default. Key, value_type and unit never change; what
    would make stored claims unreadable is refused. The same definition again changes nothing.
    """
    state = state_of(request)
    written = await state.writer.run(lambda session: intake.change_predicate(session, account, ref, given))
    changed = [{**each, "url": f"/v1/contradictions/{each['id']}"} for each in written.changed]
    return answer(request, {"predicate": written.predicate, "changed": changed})


@router.get("/{ref}", response_model=PredicateRead, openapi_extra={"parameters": PREDICATE.parameters()})
async def get_predicate(request: Request, ref: str) -> Response:
    """One predicate by key or id."""
    asked = PREDICATE.asked(request)

    def query(session: ReadSession) -> bytes:
        return asked.one(session, service.present(session, [service.get(session, ref)])[0])

    return answer(request, await state_of(request).read(query))
