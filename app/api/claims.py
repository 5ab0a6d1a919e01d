"""Claims over HTTP: record, read, retract, supersede, assess."""

from dataclasses import replace
from typing import Any

from fastapi import Request, Response

from app import intake
from app.api import clocks, routing
from app.api.answers import Made, answer, made
from app.api.documents import (
    AssessmentList,
    AttributionList,
    ClaimList,
    ClaimWritten,
    ContradictionList,
    HistoryList,
)
from app.api.filters import Filter
from app.api.groups import Group
from app.api.lists import Listing
from app.api.orders import LARGEST
from app.api.references import (
    MOMENT,
    PREDICATES,
    SOURCES,
    moment,
    of_entity,
    plain,
    predicate_key,
    source_seq,
)
from app.api.shapes import Shape
from app.api.state import Contributor, state_of
from app.api.writing import write
from app.claims import pictures, present, service
from app.claims.models import STANCES
from app.claims.schemas import (
    AssessmentCreate,
    AssessmentRead,
    ClaimCreate,
    ClaimRead,
    LinkRead,
    RetractionCreate,
)
from app.contradictions import service as contradictions
from app.contradictions.history import of_claim
from app.contradictions.schemas import ContradictionListed, HistoryEntry
from app.db import ReadSession, WriteSession
from app.errors import Fault, Unprocessable
from app.intake import Written
from app.provenance import log

router = routing.router("claims", "/v1/claims")
_c = present.claims.c
CLAIM, LINKS, HISTORY, CONTRADICTIONS, ASSESSMENTS = (
    Shape(ClaimRead),
    Shape(LinkRead, listed=True),
    Shape(HistoryEntry, listed=True),
    Shape(ContradictionListed, listed=True),
    Shape(AssessmentRead, listed=True),
)
CLAIMS = Listing(
    present.DOCUMENTS,
    (_c.seq,),
    (
        of_entity("subject", _c.subject, "Only claims about this entity (id or key)."),
        Filter(
            "predicate",
            "Only claims of this predicate.",
            _c.predicate.__eq__,
            predicate_key,
            group=Group(_c.predicate, PREDICATES),
            equals=_c.predicate,
        ),
        Filter(
            "source",
            "Only claims read in this source (id or key).",
            _c.source.__eq__,
            source_seq,
            group=Group(_c.source, SOURCES),
            equals=_c.source,
        ),
        of_entity("claimant", _c.claimant, "Only claims made by this entity (id or key)."),
        of_entity("value", _c.value_entity, "Only claims whose value is this entity (id or key)."),
        plain("status", _c.status, "Only claims of this status.", ("live", "superseded", "retracted")),
        plain("stance", _c.stance, "Only claims their last carrier takes this position on.", STANCES),
        plain("polarity", _c.polarity, "Only assertions or only denials.", ("asserts", "denies")),
        plain("modality", _c.modality, "Only claims made this surely.", ("certain", "probable", "possible")),
        Filter(
            "recorded_since",
            "Only claims recorded at this UTC time or later (ISO 8601).",
            _c.recorded_at.__ge__,
            moment,
            schema=MOMENT,
            span=lambda session, time: (log.first_since(session, time), LARGEST),
        ),
        *clocks.CLOCKS,
    ),
    shape=Shape(ClaimRead, listed=True),
    grouped={"value_type": Group(_c.value_type), "basis": Group(_c.basis), "alignment": Group(_c.alignment)},
)
CLAIMS_IN_PICTURES = clocks.in_pictures(CLAIMS, pictures.DOCUMENTS, pictures.COUNTS)


def written_document(written: Written) -> dict[str, Any]:
    """What a written claim answers."""
    return {
        "claim": written.document,
        "contradictions": [
            {**each, "url": f"/v1/contradictions/{each['id']}"} for each in written.contradictions
        ],
        "created": written.created,
    }


def _written(written: Written) -> Made:
    where = {"location": f"/v1/claims/{written.document['id']}"}
    return made(written_document(written), 201 if written.new else 200, where)


@router.get("", response_model=ClaimList, openapi_extra={"parameters": CLAIMS.parameters()})
async def list_claims(request: Request) -> Response:
    """Claims of every status, in the order they were recorded."""
    return await clocks.page(request, CLAIMS, CLAIMS_IN_PICTURES)


@router.post("", status_code=201, response_model=ClaimWritten)
async def record_claim(request: Request, given: ClaimCreate, account: Contributor) -> Response:
    """Records a claim; answers it as stored, with the contradictions it takes part in and what it created."""
    return await write(request, account, lambda session: intake.record(session, account, given), _written)


@router.get("/{ref}", response_model=ClaimRead, openapi_extra={"parameters": CLAIM.parameters()})
async def get_claim(request: Request, ref: str) -> Response:
    """One claim by id or key: value, chain, stance, source and dates."""
    asked = CLAIM.asked(request)

    def query(session: ReadSession) -> bytes:
        return asked.one(session, service.document(session, ref))

    return answer(request, await state_of(request).read(query))


@router.post("/{ref}/retract", response_model=ClaimWritten)
async def retract_claim(
    request: Request, ref: str, given: RetractionCreate, account: Contributor
) -> Response:
    """Retracts a claim; it stays readable, and what rested on it is closed."""

    def command(session: WriteSession) -> Written:
        return replace(intake.retract(session, account, ref, given), new=False)

    return await write(request, account, command, _written)


@router.post("/{ref}/supersede", status_code=201, response_model=ClaimWritten)
async def supersede_claim(request: Request, ref: str, given: ClaimCreate, account: Contributor) -> Response:
    """Records the claimant's own later word in place of this claim, which stays readable."""

    def command(session: WriteSession) -> Written:
        old = service.get(session, ref)
        if given.supersedes not in (None, old["id"], old["key"]):
            detail = "The path already says which claim is superseded; leave this field out."
            raise Unprocessable(detail, [Fault("/supersedes", detail)])
        return intake.record(session, account, given.model_copy(update={"supersedes": ref}))

    return await write(request, account, command, _written)


@router.get(
    "/{ref}/attribution", response_model=AttributionList, openapi_extra={"parameters": LINKS.parameters()}
)
async def claim_attribution(request: Request, ref: str) -> Response:
    """The chain a claim came through, the claimant first."""
    asked = LINKS.asked(request)

    def query(session: ReadSession) -> bytes:
        return asked.whole(session, present.chain(session, service.get(session, ref)["seq"]))

    return answer(request, await state_of(request).read(query))


@router.get("/{ref}/history", response_model=HistoryList, openapi_extra={"parameters": HISTORY.parameters()})
async def claim_history(request: Request, ref: str) -> Response:
    """What happened to a claim, and where its claimant revised or contradicted himself."""
    asked = HISTORY.asked(request)

    def query(session: ReadSession) -> bytes:
        return asked.whole(session, of_claim(session, service.get(session, ref)))

    return answer(request, await state_of(request).read_slowly(query))


@router.get(
    "/{ref}/contradictions",
    response_model=ContradictionList,
    openapi_extra={"parameters": CONTRADICTIONS.parameters()},
)
async def claim_contradictions(request: Request, ref: str) -> Response:
    """The contradictions a claim takes part in, but for those that were closed."""
    asked = CONTRADICTIONS.asked(request)

    def query(session: ReadSession) -> bytes:
        found = session.rows(contradictions.OF_CLAIM, claim=service.get(session, ref)["seq"])
        return asked.whole(session, contradictions.summaries(session, found))

    return answer(request, await state_of(request).read(query))


@router.get(
    "/{ref}/assessments",
    response_model=AssessmentList,
    openapi_extra={"parameters": ASSESSMENTS.parameters()},
)
async def list_assessments(request: Request, ref: str) -> Response:
    """What others judged of a claim, oldest first."""
    asked = ASSESSMENTS.asked(request)

    def query(session: ReadSession) -> bytes:
        found = service.assessments_of(session, service.get(session, ref)["seq"])
        return asked.whole(session, present.assessments_shown(session, found))

    return answer(request, await state_of(request).read(query))


@router.post("/{ref}/assessments", status_code=201, response_model=AssessmentRead)
async def assess_claim(request: Request, ref: str, given: AssessmentCreate, account: Contributor) -> Response:
    """Adds a judgement of a claim, with its reasons."""

    def shown(written: Written) -> Made:
        where = {"location": f"/v1/claims/{ref}/assessments"}
        return made(written.document, 201 if written.new else 200, where)

    return await write(request, account, lambda session: intake.assess(session, account, ref, given), shown)
