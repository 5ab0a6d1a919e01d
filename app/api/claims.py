"""Claims over HTTP: record, read, retract, supersede, assess."""

from fastapi import Request, Response

from app import intake
from app.access.keys import Account
from app.api import clocks, routing
from app.api.answers import answer
from app.api.documents import (
    AssessmentList,
    AttributionList,
    ClaimList,
    ClaimWritten,
    ContradictionList,
    HistoryList,
)
from app.api.lists import Filter, Listing, no_parameters
from app.api.references import MOMENT, moment, of_entity, plain, predicate_key, source_seq
from app.api.state import Contributor, State, state_of
from app.claims import pictures, present, service
from app.claims.models import STANCES
from app.claims.schemas import AssessmentCreate, AssessmentRead, ClaimCreate, ClaimRead, RetractionCreate
from app.contradictions import service as contradictions
from app.contradictions.history import of_claim
from app.db import ReadSession
from app.errors import Fault, Unprocessable
from app.intake import Written

router = routing.router("claims", "/v1/claims")
_c = present.claims.c
CLAIMS = Listing(
    present.DOCUMENTS,
    (_c.seq,),
    (
        of_entity("subject", _c.subject, "Only claims about this entity (id or key)."),
        Filter("predicate", "Only claims of this predicate.", _c.predicate.__eq__, predicate_key),
        Filter("source", "Only claims read in this source (id or key).", _c.source.__eq__, source_seq),
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
        ),
        *clocks.CLOCKS,
    ),
)
CLAIMS_IN_PICTURES = clocks.in_pictures(CLAIMS, pictures.DOCUMENTS.where(pictures.COUNTS))


def _written(request: Request, written: Written) -> Response:
    document = {
        "claim": written.document,
        "contradictions": [
            {**each, "url": f"/v1/contradictions/{each['id']}"} for each in written.contradictions
        ],
        "created": written.created,
    }
    where = {"location": f"/v1/claims/{written.document['id']}"}
    return answer(request, document, 201 if written.new else 200, where)


async def _record(state: State, account: Account, given: ClaimCreate) -> Written:
    return await state.writer.run(lambda session: intake.record(session, account, given))


@router.get("", response_model=ClaimList, openapi_extra={"parameters": CLAIMS.parameters()})
async def list_claims(request: Request) -> Response:
    """Claims of every status, in the order they were recorded."""
    return await clocks.page(request, CLAIMS, CLAIMS_IN_PICTURES)


@router.post("", status_code=201, response_model=ClaimWritten)
async def record_claim(request: Request, given: ClaimCreate, account: Contributor) -> Response:
    """Records a claim; answers it as stored, with the contradictions it takes part in and what it created."""
    return _written(request, await _record(state_of(request), account, given))


@router.get("/{ref}", response_model=ClaimRead)
async def get_claim(request: Request, ref: str) -> Response:
    """One claim by id or key: value, chain, stance, source and dates."""
    no_parameters(request)

    def query(session: ReadSession) -> object:
        return service.document(session, ref).encode()

    return answer(request, await state_of(request).read(query))


@router.post("/{ref}/retract", response_model=ClaimWritten)
async def retract_claim(
    request: Request, ref: str, given: RetractionCreate, account: Contributor
) -> Response:
    """Retracts a claim; it stays readable, and what rested on it is closed."""
    written = await state_of(request).writer.run(lambda session: intake.retract(session, account, ref, given))
    return _written(request, Written(written.document, new=False, contradictions=written.contradictions))


@router.post("/{ref}/supersede", status_code=201, response_model=ClaimWritten)
async def supersede_claim(request: Request, ref: str, given: ClaimCreate, account: Contributor) -> Response:
    """Records the claimant's own later word in place of this claim, which stays readable."""
    old = await state_of(request).read(lambda session: service.get(session, ref))
    if given.supersedes not in (None, old["id"], old["key"]):
        detail = "The path already says which claim is superseded; leave this field out."
        raise Unprocessable(detail, [Fault("/supersedes", detail)])
    return _written(
        request, await _record(state_of(request), account, given.model_copy(update={"supersedes": ref}))
    )


@router.get("/{ref}/attribution", response_model=AttributionList)
async def claim_attribution(request: Request, ref: str) -> Response:
    """The chain a claim came through, the claimant first."""
    no_parameters(request)

    def query(session: ReadSession) -> object:
        found = present.chain(session, service.get(session, ref)["seq"])
        return {"data": found, "next_cursor": None, "has_more": False}

    return answer(request, await state_of(request).read(query))


@router.get("/{ref}/history", response_model=HistoryList)
async def claim_history(request: Request, ref: str) -> Response:
    """What happened to a claim, and where its claimant revised or contradicted himself."""
    no_parameters(request)

    def query(session: ReadSession) -> object:
        return {"data": of_claim(session, service.get(session, ref)), "next_cursor": None, "has_more": False}

    return answer(request, await state_of(request).read_slowly(query))


@router.get("/{ref}/contradictions", response_model=ContradictionList)
async def claim_contradictions(request: Request, ref: str) -> Response:
    """The contradictions a claim takes part in, but for those that were closed."""
    no_parameters(request)

    def query(session: ReadSession) -> object:
        found = session.rows(contradictions.OF_CLAIM, claim=service.get(session, ref)["seq"])
        return {"data": contradictions.summaries(session, found), "next_cursor": None, "has_more": False}

    return answer(request, await state_of(request).read(query))


@router.get("/{ref}/assessments", response_model=AssessmentList)
async def list_assessments(request: Request, ref: str) -> Response:
    """What others judged of a claim, oldest first."""
    no_parameters(request)

    def query(session: ReadSession) -> object:
        found = service.assessments_of(session, service.get(session, ref)["seq"])
        return {"data": present.assessments_shown(session, found), "next_cursor": None, "has_more": False}

    return answer(request, await state_of(request).read(query))


@router.post("/{ref}/assessments", status_code=201, response_model=AssessmentRead)
async def assess_claim(request: Request, ref: str, given: AssessmentCreate, account: Contributor) -> Response:
    """Adds a judgement of a claim, with its reasons."""
    written = await state_of(request).writer.run(lambda session: intake.assess(session, account, ref, given))
    where = {"location": f"/v1/claims/{ref}/assessments"}
    return answer(request, written.document, 201 if written.new else 200, where)
