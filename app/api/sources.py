"""Sources over HTTP."""

from fastapi import Request, Response

from app import intake
from app.api import clocks, routing
from app.api.answers import answer
from app.api.claims import CLAIMS, CLAIMS_IN_PICTURES
from app.api.documents import ClaimList, SourceList
from app.api.lists import Listing, no_parameters
from app.api.references import plain, source_seq
from app.api.state import Contributor, state_of
from app.contradictions import impact
from app.contradictions.impact_schemas import SourceImpact
from app.db import ReadSession
from app.sources import service
from app.sources.kinds import KINDS
from app.sources.schemas import SourceCreate, SourceRead

router = routing.router("sources", "/v1/sources")
SOURCES = Listing(
    service.listing(),
    (service.sources.c.seq,),
    (
        plain("kind", service.sources.c.kind, "Only sources of this kind.", KINDS),
        plain("alignment", service.sources.c.alignment, "Only sources on this side."),
        plain("language", service.sources.c.language, "Only sources in this language (BCP 47)."),
    ),
    service.present,
)


@router.get("", response_model=SourceList, openapi_extra={"parameters": SOURCES.parameters()})
async def list_sources(request: Request) -> Response:
    """Sources in the order they were added."""
    return await SOURCES.page(request)


@router.post("", status_code=201, response_model=SourceRead)
async def add_source(request: Request, given: SourceCreate, account: Contributor) -> Response:
    """Adds a source; the same body under the same key again answers 200 and changes nothing."""
    written = await state_of(request).writer.run(lambda session: intake.add_source(session, account, given))
    where = {"location": f"/v1/sources/{written.document['id']}"}
    return answer(request, written.document, 201 if written.new else 200, where)


@router.get("/{ref}", response_model=SourceRead)
async def get_source(request: Request, ref: str) -> Response:
    """One source by id or key."""
    no_parameters(request)

    def query(session: ReadSession) -> object:
        return service.present(session, [service.get(session, ref)])[0]

    return answer(request, await state_of(request).read(query))


@router.get(
    "/{ref}/claims", response_model=ClaimList, openapi_extra={"parameters": CLAIMS.parameters("source")}
)
async def list_claims_in_source(request: Request, ref: str) -> Response:
    """The claims read in a source, in the order they were recorded."""
    seq = await state_of(request).read(lambda session: source_seq(session, ref))
    return await clocks.page(request, CLAIMS, CLAIMS_IN_PICTURES, {"source": seq})


@router.get("/{ref}/impact", response_model=SourceImpact)
async def source_impact(request: Request, ref: str) -> Response:
    """What a retraction of this source, and of all that was made out of it, would change."""
    no_parameters(request)

    def query(session: ReadSession) -> object:
        return impact.of_source(session, service.get(session, ref))

    return answer(request, await state_of(request).read_slowly(query))
