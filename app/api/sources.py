"""Sources over HTTP."""

from fastapi import Request, Response

from app import intake
from app.api import clocks, routing
from app.api.answers import Made, answer, made
from app.api.claims import CLAIMS, CLAIMS_IN_PICTURES
from app.api.documents import ClaimList, Revision, RevisionList, SourceList
from app.api.lists import Listing
from app.api.preconditions import refuse_stale
from app.api.references import plain, source_seq
from app.api.shapes import Shape
from app.api.state import Contributor, state_of
from app.api.writing import write
from app.contradictions import impact
from app.contradictions.impact_schemas import SourceImpact
from app.db import ReadSession, Session, WriteSession
from app.intake import Written
from app.provenance import revisions
from app.sources import service
from app.sources.kinds import KINDS
from app.sources.schemas import SourceChange, SourceCreate, SourceRead

router = routing.router("sources", "/v1/sources")
SOURCES = Listing(
    service.listing(),
    (service.sources.c.seq,),
    (
        plain("kind", service.sources.c.kind, "Only sources of this kind.", KINDS),
        plain("alignment", service.sources.c.alignment, "Only sources on this side."),
        plain("language", service.sources.c.language, "Only sources in this language (BCP 47)."),
    ),
    present=service.present,
    shape=Shape(SourceRead, listed=True),
)
SOURCE, IMPACT = Shape(SourceRead), Shape(SourceImpact)
REVISIONS = Shape(Revision, listed=True)


@router.get("", response_model=SourceList, openapi_extra={"parameters": SOURCES.parameters()})
async def list_sources(request: Request) -> Response:
    """Sources in the order they were added."""
    return await SOURCES.page(request)


@router.post("", status_code=201, response_model=SourceRead)
async def add_source(request: Request, given: SourceCreate, account: Contributor) -> Response:
    """Adds a source; the same body under the same key again answers 200 and changes nothing."""
    return await write(request, account, lambda session: intake.add_source(session, account, given), _written)


def _written(written: Written) -> Made:
    where = {"location": f"/v1/sources/{written.document['id']}"}
    return made(written.document, 201 if written.new else 200, where, written.version)


@router.get("/{ref}", response_model=SourceRead, openapi_extra={"parameters": SOURCE.parameters()})
async def get_source(request: Request, ref: str) -> Response:
    """One source by id or key."""
    asked = SOURCE.asked(request)

    def query(session: ReadSession) -> Response:
        row = service.get(session, ref)
        document = asked.one(session, service.present(session, [row])[0])
        return answer(request, document, version=revisions.version(row))

    return await state_of(request).read(query)


@router.patch("/{ref}", response_model=SourceRead)
async def change_source(request: Request, ref: str, given: SourceChange, account: Contributor) -> Response:
    """Changes what is known of a document; what was known before stays in its history.

    Only what is sent changes (JSON Merge Patch, RFC 7396). Contributors change what they recorded themselves,
    editors everything. The date of publication stays once claims rest on it.
    """

    def command(session: WriteSession) -> Written:
        refuse_stale(request, _current(session, ref), required=True)
        return intake.change_source(session, account, ref, given)

    return await write(
        request, account, command, lambda written: made(written.document, version=written.version)
    )


def _current(session: Session, ref: str) -> Made:
    row = service.get(session, ref)
    return made(service.present(session, [row])[0], version=revisions.version(row))


@router.get(
    "/{ref}/history", response_model=RevisionList, openapi_extra={"parameters": REVISIONS.parameters()}
)
async def source_history(request: Request, ref: str) -> Response:
    """What was known of a document from change to change, oldest first, with who changed it and why."""
    asked = REVISIONS.asked(request)

    def query(session: ReadSession) -> bytes:
        return asked.whole(session, revisions.told(session, service.get(session, ref)["id"]))

    return answer(request, await state_of(request).read_slowly(query))


@router.get(
    "/{ref}/claims", response_model=ClaimList, openapi_extra={"parameters": CLAIMS.parameters("source")}
)
async def list_claims_in_source(request: Request, ref: str) -> Response:
    """The claims read in a source, in the order they were recorded."""
    seq = await state_of(request).read(lambda session: source_seq(session, ref))
    return await clocks.page(request, CLAIMS, CLAIMS_IN_PICTURES, {"source": seq})


@router.get("/{ref}/impact", response_model=SourceImpact, openapi_extra={"parameters": IMPACT.parameters()})
async def source_impact(request: Request, ref: str) -> Response:
    """What a retraction of this source, and of all that was made out of it, would change."""
    asked = IMPACT.asked(request)

    def query(session: ReadSession) -> bytes:
        return asked.one(session, impact.of_source(session, service.get(session, ref)))

    return answer(request, await state_of(request).read_slowly(query))
