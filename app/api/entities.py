"""Entities over HTTP, with what is claimed of each."""

from fastapi import Request, Response

from app import intake
from app.api import routing
from app.api.answers import answer
from app.api.claims import CLAIMS
from app.api.documents import ClaimList, EntityList, EntityPositionList
from app.api.lists import Listing, no_parameters
from app.api.references import entity_seq, plain
from app.api.state import Contributor, state_of
from app.claims import predicates, present
from app.contradictions import service as contradictions
from app.db import ReadSession
from app.entities import service
from app.entities.models import KINDS
from app.entities.schemas import EntityCreate, EntityRead
from app.errors import BadParameter, Fault
from app.pagination import known_only

router = routing.router("entities", "/v1/entities")
ENTITIES = Listing(
    service.listing(),
    (service.entities.c.seq,),
    (
        plain("kind", service.entities.c.kind, "Only entities of this kind.", KINDS),
        plain("alignment", service.entities.c.alignment, "Only entities on this side."),
    ),
    service.present,
)
TIMELINE = Listing(
    present.DOCUMENTS.where(present.claims.c.valid_edtf.is_not(None), present.claims.c.status == "live"),
    (present.claims.c.from_lo, present.claims.c.seq),
    CLAIMS.filters,
)
ABOUT = Listing(present.DOCUMENTS, CLAIMS.order, CLAIMS.filters)


@router.get("", response_model=EntityList, openapi_extra={"parameters": ENTITIES.parameters()})
async def list_entities(request: Request) -> Response:
    """Entities in the order they were added."""
    return await ENTITIES.page(request)


@router.post("", status_code=201, response_model=EntityRead)
async def add_entity(request: Request, given: EntityCreate, account: Contributor) -> Response:
    """Adds an entity; the same body under the same key again answers 200 and changes nothing."""
    written = await state_of(request).writer.run(lambda session: intake.add_entity(session, account, given))
    where = {"location": f"/v1/entities/{written.document['id']}"}
    return answer(request, written.document, 201 if written.new else 200, where)


@router.get("/{ref}", response_model=EntityRead)
async def get_entity(request: Request, ref: str) -> Response:
    """One entity by id or key."""
    no_parameters(request)

    def query(session: ReadSession) -> object:
        return service.present(session, [service.get(session, ref)])[0]

    return answer(request, await state_of(request).read(query))


@router.get(
    "/{ref}/claims", response_model=ClaimList, openapi_extra={"parameters": ABOUT.parameters("subject")}
)
async def list_claims_about_entity(request: Request, ref: str) -> Response:
    """The claims about an entity, in the order they were recorded."""
    seq = await state_of(request).read(lambda session: entity_seq(session, ref))
    return await ABOUT.page(request, {"subject": seq})


@router.get(
    "/{ref}/timeline", response_model=ClaimList, openapi_extra={"parameters": TIMELINE.parameters("subject")}
)
async def entity_timeline(request: Request, ref: str) -> Response:
    """The dated live claims about an entity, in the order of the earliest day each may hold."""
    seq = await state_of(request).read(lambda session: entity_seq(session, ref))
    return await TIMELINE.page(request, {"subject": seq})


_PREDICATE = {
    "name": "predicate",
    "in": "query",
    "required": True,
    "description": "The predicate's key.",
    "schema": {"type": "string"},
}


@router.get("/{ref}/positions", response_model=EntityPositionList, openapi_extra={"parameters": [_PREDICATE]})
async def entity_positions(request: Request, ref: str) -> Response:
    """The compatible answers to each question of one predicate about an entity, and who holds them."""
    known_only([name for name, _ in request.query_params.multi_items()], ["predicate"])
    asked = request.query_params.get("predicate")
    if not asked:
        message = "Say which predicate: ?predicate=strength. /v1/predicates lists them."
        raise BadParameter(message, [Fault("predicate", message)])

    def query(session: ReadSession) -> object:
        subject = service.get(session, ref)
        predicate = predicates.registry(session).by_key[predicates.get(session, asked)["key"]]
        found = contradictions.entity_positions(session, subject, predicate)
        return {"data": found, "next_cursor": None, "has_more": False}

    return answer(request, await state_of(request).read_slowly(query))
