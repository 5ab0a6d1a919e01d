"""Many claims in one request: each is answered by itself, all are written in one transaction."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request, Response
from pydantic import ValidationError

from app import intake, strictjson
from app.api import routing
from app.api.answers import made, problem_document, unfit, with_nearest
from app.api.claims import written_document
from app.api.documents import BatchWritten
from app.api.frame import NDJSON, content_type
from app.api.state import Contributor
from app.api.writing import write
from app.claims.schemas import ClaimCreate
from app.db import Session, WriteSession
from app.errors import BadParameter, Fault, Problem, Unprocessable
from app.intake import Written
from app.pagination import known_only

MOST = 1000
MOST_SUGGESTED = 20  # how many unknown references are told with the nearest names: each search takes a while
_CLAIMS = {"type": "array", "maxItems": MOST, "items": {"$ref": "#/components/schemas/ClaimCreate"}}
_LINES = {"type": "string", "description": "One claim a line, each a JSON object as in the array."}
_FLAGS = {
    "dry_run": "true: everything is done, answered and taken back; nothing is written.",
    "atomic": "true: one refused claim refuses all, with 422; nothing is written.",
}
_PARAMETERS = [
    {
        "name": name,
        "in": "query",
        "required": False,
        "description": says,
        "schema": {"type": "boolean", "default": False},
    }
    for name, says in _FLAGS.items()
]
_BODY = {
    "required": True,
    "content": {"application/json": {"schema": _CLAIMS}, NDJSON: {"schema": _LINES}},
}
router = routing.router("claims", "/v1")


@router.post(
    "/claims:batch",
    response_model=BatchWritten,
    openapi_extra={"requestBody": _BODY, "parameters": _PARAMETERS},
)
async def record_claims(request: Request, account: Contributor) -> Response:
    """Records up to 1,000 claims, in order; each is answered by itself, and a refused one leaves the others.

    The body is a JSON array of claims, or one claim a line as application/x-ndjson. A claim may name those
    before it by their keys. Contradictions are those that stand after the last claim.
    """
    dry_run, atomic = _flags(request)
    bodies = _bodies(request, await request.body())

    def command(session: WriteSession) -> dict[str, Any]:
        session.plain("SAVEPOINT batch")
        told = _told(session, intake.record_batch(session, account, bodies), atomic=atomic)
        if dry_run:
            session.plain("ROLLBACK TO SAVEPOINT batch")
        session.plain("RELEASE SAVEPOINT batch")
        return {**told, "dry_run": dry_run}

    return await write(request, account, command, made, kept=not dry_run)


def _flags(request: Request) -> list[bool]:
    known_only([name for name, _ in request.query_params.multi_items()], list(_FLAGS))
    return [_flag(name, request.query_params.get(name, "false")) for name in _FLAGS]


def _flag(name: str, text: str) -> bool:
    if text not in {"true", "false"}:
        detail = f"{name} is true or false."
        raise BadParameter(detail, [Fault(name, detail)])
    return text == "true"


def _bodies(request: Request, body: bytes) -> list[Any]:
    """The claims of a body that the frame has read as JSON before."""
    found: Any
    if content_type(request.scope) == NDJSON:
        found = list(strictjson.lines(body))
    else:
        found = strictjson.loads(body) if body else None
    if not isinstance(found, list):
        detail = f"Send a JSON array of claims, or one claim a line as {NDJSON}."
        raise Unprocessable(detail, [Fault("", detail)])
    if len(found) > MOST:
        detail = (
            f"A batch holds at most {MOST:,} claims; this one has {len(found):,}. Split it into several "
            "requests, or import it as a file."
        )
        raise Unprocessable(detail, [Fault("", detail)])
    return found


def _told(
    session: Session, outcomes: Sequence[Written | Problem | ValidationError], *, atomic: bool
) -> dict[str, Any]:
    written = [each for each in outcomes if isinstance(each, Written)]
    refused = _refused(session, outcomes)
    if refused and atomic:
        raise _all_or_none(refused, len(outcomes))
    new = sum(each.new for each in written)
    return {
        "summary": {"new": new, "unchanged": len(written) - new, "refused": len(refused)},
        "data": [
            _item(index, each if isinstance(each, Written) else refused[index])
            for index, each in enumerate(outcomes)
        ],
    }


def _item(index: int, outcome: Written | Problem) -> dict[str, Any]:
    if isinstance(outcome, Written):
        status = 201 if outcome.new else 200
        return {"index": index, "status": status, **written_document(outcome), "problem": None}
    told = problem_document(outcome)
    nothing: dict[str, Any] = {"claim": None, "contradictions": [], "created": []}
    return {"index": index, "status": outcome.status, **nothing, "problem": told}


def _refused(session: Session, outcomes: Sequence[Written | Problem | ValidationError]) -> dict[int, Problem]:
    """The problem of each refused item, by its place in the batch."""
    found: dict[int, Problem] = {}
    for index, each in enumerate(outcomes):
        if isinstance(each, ValidationError):
            errors = [{**error, "loc": ("body", *error["loc"])} for error in each.errors()]
            found[index] = unfit(errors, ClaimCreate)
        elif isinstance(each, Problem):
            found[index] = with_nearest(session, each) if len(found) < MOST_SUGGESTED else each
    return found


def _all_or_none(refused: dict[int, Problem], of: int) -> Unprocessable:
    """The refusal of a whole batch; every place begins with that of its item."""
    told = [
        Fault(f"/{index}{fault.pointer}", fault.detail)
        for index, each in refused.items()
        for fault in each.faults or (Fault("", each.detail),)
    ]
    return Unprocessable(
        f"{len(refused):,} of {of:,} claims are refused, so nothing was written: atomic is true. Mend them, "
        "or leave atomic out to record the others.",
        told,
    )
