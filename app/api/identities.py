"""Judgements of identity over HTTP, and the way from a joined entity to the one that stands for both."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from app import intake
from app.api import routing
from app.api.answers import Made, answer, made
from app.api.documents import JoinUndone, JudgementList, JudgementWritten
from app.api.shapes import Shape
from app.api.state import Contributor, state_of
from app.api.writing import write
from app.claims import identity, judgements
from app.claims.identity_schemas import JoinUndo, JudgementCreate, JudgementRead
from app.db import ReadSession, Row, Session
from app.entities import service
from app.intake import Judged

router = routing.router("entities", "/v1/entities")
ELSEWHERE: Mapping[int | str, dict[str, Any]] = {
    308: {"description": "The entity is joined to an earlier one; `Location` is the same path of that one."}
}
"""What the routes of an entity can answer besides, for their description."""


def found(
    session: Session, request: Request, ref: str, known: identity.Joins | None = None
) -> Row | Response:
    """The entity with this id or key; where it is joined to an earlier one, the redirection to that.

    `known` are the joins of a picture of the record.
    """
    row = service.get(session, ref)
    canonical = (known or identity.joins(session)).canonical.get(row["id"])
    if canonical is None:
        return row
    first = service.get(session, canonical)
    _, _, below = request.url.path.removeprefix(router.prefix + "/").partition("/")
    path = "/".join(part for part in (router.prefix, first["key"] or first["id"], below) if part)
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(status_code=308, headers={"location": path + query})


def _judged(judged: Judged) -> Made:
    (claim,) = judged.judgements
    document = {
        "claim": claim,
        "contradictions": _located(judged.contradictions),
        "created": judged.created,
        "entity": judged.entity,
        "changed": _located(judged.changed),
    }
    return made(document, 201 if judged.new else 200, {"location": f"/v1/claims/{claim['id']}"})


def _located(contradictions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**each, "url": f"/v1/contradictions/{each['id']}"} for each in contradictions]


JUDGEMENTS = Shape(JudgementRead, listed=True)


@router.get(
    "/{ref}/same-as", response_model=JudgementList, openapi_extra={"parameters": JUDGEMENTS.parameters()}
)
async def list_judgements(request: Request, ref: str) -> Response:
    """Every judgement of who an entity, or one joined to it, is, retracted ones too, oldest first."""
    asked = JUDGEMENTS.asked(request)

    def query(session: ReadSession) -> bytes:
        return asked.whole(session, judgements.about(session, service.get(session, ref)))

    return answer(request, await state_of(request).read_slowly(query))


@router.post("/{ref}/same-as", status_code=201, response_model=JudgementWritten)
async def join_entities(request: Request, ref: str, given: JudgementCreate, account: Contributor) -> Response:
    """Joins an entity to another: a claim that both are one, which can be undone; no record is rewritten.

    The later of the two then answers 308 to the earlier.
    """
    return await write(request, account, lambda session: intake.join(session, account, ref, given), _judged)


@router.post("/{ref}/different-from", status_code=201, response_model=JudgementWritten)
async def part_entities(request: Request, ref: str, given: JudgementCreate, account: Contributor) -> Response:
    """Records that an entity is not the same as another; while it stands the two are not joined."""
    return await write(request, account, lambda session: intake.part(session, account, ref, given), _judged)


@router.post("/{ref}/same-as/undo", response_model=JoinUndone)
async def undo_join(request: Request, ref: str, given: JoinUndo, account: Contributor) -> Response:
    """Retracts the claims that join two entities; contributors only their own, which may leave the join."""
    return await write(
        request, account, lambda session: intake.undo_join(session, account, ref, given), _undone
    )


def _undone(judged: Judged) -> Made:
    document = {
        "retracted": judged.judgements,
        "entity": judged.entity,
        "changed": _located(judged.changed),
    }
    return made(document)
