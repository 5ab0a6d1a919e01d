"""Entities over HTTP, with what is claimed of each."""

from fastapi import Request, Response

from app import intake
from app.api import clocks, routing
from app.api.answers import answer
from app.api.claims import CLAIMS, CLAIMS_IN_PICTURES
from app.api.documents import ClaimList, EntityList, EntityPositionList
from app.api.identities import ELSEWHERE, found
from app.api.lists import Listing, no_parameters
from app.api.references import plain
from app.api.state import Contributor, state_of
from app.claims import identity, judgements, pictures, predicates, present
from app.contradictions import computed
from app.contradictions import service as contradictions
from app.contradictions.pictures import PictureWorld
from app.db import ReadSession
from app.entities import service
from app.entities.kinds import KINDS
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
    judgements.shown,
)
_DATED = present.claims.c.valid_edtf.is_not(None)
TIMELINE = Listing(
    present.DOCUMENTS.where(_DATED, present.claims.c.status == "live"),
    (present.claims.c.from_lo, present.claims.c.seq),
    CLAIMS.filters,
)
TIMELINE_IN_PICTURES = clocks.in_pictures(TIMELINE, pictures.DOCUMENTS.where(_DATED, pictures.LIVE))


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


@router.get("/{ref}", response_model=EntityRead, responses={**ELSEWHERE})
async def get_entity(request: Request, ref: str) -> Response:
    """One entity by id or key."""
    no_parameters(request)

    def query(session: ReadSession) -> Response:
        entity = found(session, request, ref)
        if isinstance(entity, Response):
            return entity
        return answer(request, judgements.shown(session, [entity])[0])

    return await state_of(request).read(query)


async def _about(request: Request, ref: str, listing: Listing, pictured: Listing) -> Response:
    """A page of the claims about an entity and those that are one with it."""
    in_picture = clocks.asks(request)

    def query(session: ReadSession) -> Response | int | list[int] | str:
        joins = _joins(session, request)
        entity = found(session, request, ref, joins)
        if isinstance(entity, Response):
            return entity
        return str(entity["id"]) if in_picture else clocks.group_seqs(session, joins, entity["id"])

    asked = await state_of(request).read(query)
    if isinstance(asked, Response):
        return asked
    return await clocks.page(request, listing, pictured, {"subject": asked})


def _joins(session: ReadSession, request: Request) -> identity.Joins:
    """Who is one with whom in the picture that the request asks for."""
    if not clocks.asks(request):
        return identity.joins(session)
    return pictures.joins(session, clocks.picture(clocks.given_values(session, request)))


@router.get(
    "/{ref}/claims",
    response_model=ClaimList,
    responses={**ELSEWHERE},
    openapi_extra={"parameters": CLAIMS.parameters("subject")},
)
async def list_claims_about_entity(request: Request, ref: str) -> Response:
    """The claims about an entity, in the order they were recorded."""
    return await _about(request, ref, CLAIMS, CLAIMS_IN_PICTURES)


@router.get(
    "/{ref}/timeline",
    response_model=ClaimList,
    responses={**ELSEWHERE},
    openapi_extra={"parameters": TIMELINE.parameters("subject")},
)
async def entity_timeline(request: Request, ref: str) -> Response:
    """The dated live claims about an entity, in the order of the earliest day each may hold."""
    return await _about(request, ref, TIMELINE, TIMELINE_IN_PICTURES)


_PREDICATE = {
    "name": "predicate",
    "in": "query",
    "required": True,
    "description": "The predicate's key.",
    "schema": {"type": "string", "minLength": 1},
    "example": "killed_total",
}


@router.get(
    "/{ref}/positions",
    response_model=EntityPositionList,
    responses={**ELSEWHERE},
    openapi_extra={"parameters": [_PREDICATE, *(each.parameter() for each in clocks.CLOCKS)]},
)
async def entity_positions(request: Request, ref: str) -> Response:
    """The compatible answers to each question of one predicate about an entity, and who holds them."""
    names = [name for name, _ in request.query_params.multi_items()]
    several = [each.name for each in clocks.CLOCKS if each.gather is not None]
    known_only(names, ["predicate", *(each.name for each in clocks.CLOCKS)], several)
    asked = request.query_params.get("predicate")
    if not asked:
        message = "Say which predicate: ?predicate=strength. /v1/predicates lists them."
        raise BadParameter(message, [Fault("predicate", message)])

    def query(session: ReadSession) -> Response:
        entity = found(session, request, ref, _joins(session, request))
        if isinstance(entity, Response):
            return entity
        predicate = predicates.registry(session).by_key[predicates.get(session, asked)["key"]]
        given = clocks.given_values(session, request)
        if clocks.asks(request):
            world = PictureWorld(session, clocks.picture(given))
            held = computed.entity_positions(world, entity, predicate, given.get("valid_at"))
        else:
            held = contradictions.entity_positions(session, entity, predicate, given.get("valid_at"))
        return answer(request, {"data": held, "next_cursor": None, "has_more": False})

    return await state_of(request).read_slowly(query)
