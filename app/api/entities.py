"""Entities over HTTP, with what is claimed of each."""

from typing import Any, cast

from fastapi import Request, Response

from app import intake
from app.api import clocks, routing
from app.api.answers import Made, answer, made
from app.api.claims import CLAIMS, CLAIMS_IN_PICTURES
from app.api.documents import (
    CandidateList,
    ClaimList,
    EntityList,
    EntityPositionList,
    Revision,
    RevisionList,
)
from app.api.identities import ELSEWHERE, found
from app.api.lists import Listing
from app.api.preconditions import refuse_stale
from app.api.references import plain, share
from app.api.shapes import Shape
from app.api.state import Contributor, state_of
from app.api.writing import write
from app.claims import identity, judgements, pictures, predicates, present
from app.contradictions import computed
from app.contradictions import service as contradictions
from app.contradictions.pictures import PictureWorld
from app.contradictions.schemas import EntityPosition
from app.db import ReadSession, Session, WriteSession
from app.entities import service
from app.entities.kinds import KINDS
from app.entities.names import keys
from app.entities.schemas import EntityChange, EntityCreate, EntityRead
from app.errors import BadParameter, Fault
from app.intake import Written
from app.pagination import DEFAULT_LIMIT, known_only, limit_of
from app.provenance import revisions
from app.search.candidates import candidates

router = routing.router("entities", "/v1/entities")
_KIND = plain("kind", service.entities.c.kind, "Only entities of this kind.", KINDS)
ENTITIES = Listing(
    service.listing(),
    (service.entities.c.seq,),
    (
        _KIND,
        plain("alignment", service.entities.c.alignment, "Only entities on this side."),
    ),
    present=judgements.shown,
    shape=Shape(EntityRead, listed=True),
)
ENTITY, POSITIONS = Shape(EntityRead), Shape(EntityPosition, listed=True)
REVISIONS = Shape(Revision, listed=True)
_DATED = present.claims.c.valid_edtf.is_not(None)
TIMELINE = Listing(
    present.DOCUMENTS,
    (present.claims.c.from_lo, present.claims.c.seq),
    CLAIMS.filters,
    (_DATED, present.claims.c.status == "live"),
    shape=CLAIMS.shape,
    grouped=CLAIMS.grouped,
)
TIMELINE_IN_PICTURES = clocks.in_pictures(TIMELINE, pictures.DOCUMENTS, _DATED, pictures.LIVE)


LONGEST_NAME, LEAST_SCORE = 300, 0.5
_LEAST = share("min_score")
_BY_NAME: list[dict[str, Any]] = [
    {
        "name": "name",
        "in": "query",
        "required": False,
        "description": (
            "Instead of the list, the entities whose names are most like this one in whatever script and "
            "spelling, best first, each with its score and reasons; goes with kind, min_score and limit. "
            "Of a word that more than 2,000 entities share only the newest are looked at. Nothing is merged."
        ),
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME},
    },
    {
        "name": "min_score",
        "in": "query",
        "required": False,
        "description": "With name: only candidates of this score or a higher one.",
        "schema": {"type": "number", "minimum": 0, "maximum": 1, "default": LEAST_SCORE},
    },
]


@router.get(
    "",
    response_model=EntityList | CandidateList,
    openapi_extra={"parameters": [*ENTITIES.parameters(), *_BY_NAME]},
)
async def list_entities(request: Request) -> Response:
    """Entities in the order they were added, or candidates for a name."""
    given = list(request.query_params)  # once each: the list tells what may be given again
    known_only(given, [each["name"] for each in (*ENTITIES.parameters(), *_BY_NAME)])
    if "name" in given:
        return await _candidates(request)
    if "min_score" in given:
        message = "min_score goes with name: ?name=liwa+al-baqir&min_score=0.8."
        raise BadParameter(message, [Fault("min_score", message)])
    return await ENTITIES.page(request)


async def _candidates(request: Request) -> Response:
    """The entities whose names are most like the one asked for."""
    given = request.query_params
    known_only([name for name, _ in given.multi_items()], ["name", "kind", "min_score", "limit"])
    name, kind, limit = given["name"], given.get("kind"), limit_of(given.get("limit", str(DEFAULT_LIMIT)))
    if not 1 <= len(name) <= LONGEST_NAME or not keys(name):
        message = f"name takes 1 to {LONGEST_NAME} characters with a word among them: ?name=liwa+al-baqir."
        raise BadParameter(message, [Fault("name", message)])

    def query(session: ReadSession) -> Response:
        if kind is not None:
            _KIND.value(session, [kind])
        least = _LEAST(session, given.get("min_score", str(LEAST_SCORE)))
        found, more = candidates(session, name, kind, cast("float", least), limit)
        return answer(request, {"data": found, "next_cursor": None, "has_more": more})

    return await state_of(request).read_slowly(query)


@router.post("", status_code=201, response_model=EntityRead)
async def add_entity(request: Request, given: EntityCreate, account: Contributor) -> Response:
    """Adds an entity; the same body under the same key again answers 200 and changes nothing."""
    return await write(request, account, lambda session: intake.add_entity(session, account, given), _written)


def _written(written: Written) -> Made:
    where = {"location": f"/v1/entities/{written.document['id']}"}
    return made(written.document, 201 if written.new else 200, where, written.version)


@router.get(
    "/{ref}",
    response_model=EntityRead,
    responses={**ELSEWHERE},
    openapi_extra={"parameters": ENTITY.parameters()},
)
async def get_entity(request: Request, ref: str) -> Response:
    """One entity by id or key."""
    asked = ENTITY.asked(request)

    def query(session: ReadSession) -> Response:
        entity = found(session, request, ref)
        if isinstance(entity, Response):
            return entity
        document = asked.one(session, judgements.shown(session, [entity])[0])
        return answer(request, document, version=revisions.version(entity))

    return await state_of(request).read(query)


@router.patch("/{ref}", response_model=EntityRead)
async def change_entity(request: Request, ref: str, given: EntityChange, account: Contributor) -> Response:
    """Changes what an entity says of itself; what it said before stays in its history.

    Only what is sent changes (JSON Merge Patch, RFC 7396). Contributors change what they recorded themselves,
    editors everything. The kind stays once claims name the entity. An entity that is joined to another is
    changed itself, not the one that stands for both.
    """

    def command(session: WriteSession) -> Written:
        refuse_stale(request, _current(session, ref), required=True)
        return intake.change_entity(session, account, ref, given)

    return await write(
        request, account, command, lambda written: made(written.document, version=written.version)
    )


def _current(session: Session, ref: str) -> Made:
    row = service.get(session, ref)
    return made(judgements.shown(session, [row])[0], version=revisions.version(row))


@router.get(
    "/{ref}/history", response_model=RevisionList, openapi_extra={"parameters": REVISIONS.parameters()}
)
async def entity_history(request: Request, ref: str) -> Response:
    """What an entity said of itself from change to change, oldest first, with who changed it and why."""
    asked = REVISIONS.asked(request)

    def query(session: ReadSession) -> bytes:
        return asked.whole(session, revisions.told(session, service.get(session, ref)["id"]))

    return answer(request, await state_of(request).read_slowly(query))


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
    openapi_extra={
        "parameters": [
            _PREDICATE,
            *(each.parameter() for each in clocks.CLOCKS),
            *POSITIONS.parameters(),
        ]
    },
)
async def entity_positions(request: Request, ref: str) -> Response:
    """The compatible answers to each question of one predicate about an entity, and who holds them."""
    several = [each.name for each in clocks.CLOCKS if each.gather is not None]
    known = ("predicate", *(each.name for each in clocks.CLOCKS))
    shaped = POSITIONS.asked(request, *known, repeatable=several)
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
        return answer(request, shaped.whole(session, held))

    return await state_of(request).read_slowly(query)
