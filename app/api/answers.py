"""Answers: bytes made once, a strong ETag over them, and problems in one shape."""

import hashlib
import logging
from http import HTTPStatus
from typing import Any, get_type_hints

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic_core import to_json
from starlette.exceptions import HTTPException

from app.api import tracing
from app.api.faults import faults
from app.api.state import state_of
from app.claims.suggestions import suggestion
from app.errors import (
    Fault,
    MalformedJSON,
    MethodNotAllowed,
    NotFound,
    Problem,
    UnknownReference,
    Unprocessable,
)

log = logging.getLogger("counterclaim.api")
_LONGEST = 2000
NO_JSON = (
    "The body cannot be read as JSON. Send one value in UTF-8, with finite numbers, not too deeply nested."
)


def answer(
    request: Request, document: Any, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """A document (bytes: its JSON) with a strong ETag; 304 without a body when the asker has it already."""
    body = document if isinstance(document, bytes) else to_json(document)
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    sent = {"etag": tag, **(headers or {})}
    known = request.headers.get("if-none-match")
    if status == HTTPStatus.OK and known is not None and _matches(known, tag):
        return Response(status_code=304, headers=sent)
    return Response(body, status, sent, media_type="application/json")


def _matches(known: str, tag: str) -> bool:
    return known.strip() == "*" or tag in [each.strip().removeprefix("W/") for each in known.split(",")]


def problem(found: Problem) -> Response:
    """A problem as application/problem+json (RFC 9457); its instance is the request's id, as in the log."""
    document = {
        "type": f"/problems/{found.slug}",
        "title": found.title,
        "status": found.status,
        "detail": found.detail[:_LONGEST],
        "errors": [
            {"pointer": each.pointer[:200], "detail": each.detail[:_LONGEST]} for each in found.faults
        ],
        "instance": tracing.instance(),
    }
    if found.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("%s: %s", found.slug, found.detail, exc_info=found.__cause__)
    return Response(to_json(document), found.status, found.headers, media_type="application/problem+json")


async def _known_problem(request: Request, found: Exception) -> Response:
    if isinstance(found, UnknownReference):
        detail = await _nearest(request, found.kind, found.reference)
        found = Unprocessable(detail, [Fault(found.pointer, detail)])
    elif isinstance(found, NotFound) and found.kind is not None:
        found = NotFound(await _nearest(request, found.kind, found.reference))
    assert isinstance(found, Problem)  # noqa: S101 — registered for Problem alone
    return problem(found)


async def _nearest(request: Request, kind: str, reference: str) -> str:
    return await state_of(request).read_slowly(lambda session: suggestion(session, kind, reference))


async def _invalid(request: Request, found: Exception) -> Response:
    assert isinstance(found, RequestValidationError)  # noqa: S101 — registered for it alone
    errors = found.errors()
    if any(error["type"] == "json_invalid" for error in errors):
        return problem(MalformedJSON(NO_JSON))
    shown = faults(errors, get_type_hints(request.scope["endpoint"]).get("given"))
    detail = shown[0].detail if len(errors) == 1 else f"{len(errors)} places do not fit."
    return problem(Unprocessable(detail, shown))


async def _http(_: Request, found: Exception) -> Response:
    assert isinstance(found, HTTPException)  # noqa: S101 — registered for it alone
    return problem(_of_framework(found))


def _of_framework(found: HTTPException) -> Problem:
    """The framework's own refusals; what it has beyond these would be a fault of ours."""
    if found.status_code == NotFound.status:
        return NotFound("There is no such path. /openapi.json and /docs list them.")
    if found.status_code == MethodNotAllowed.status:
        allow = (found.headers or {}).get("Allow", "GET, HEAD")
        return MethodNotAllowed(f"This path takes {allow}.", headers={"Allow": allow})
    if found.status_code == MalformedJSON.status:
        return MalformedJSON(NO_JSON)
    made = Problem("Something failed on the server; nothing was written. The log has the details.")
    made.__cause__ = found
    return made


async def _unexpected(_: Request, found: Exception) -> Response:
    made = Problem("Something failed on the server; nothing was written. The log has the details.")
    made.__cause__ = found
    return problem(made)


def handle(app: FastAPI) -> None:
    """Gives every error of the app the one shape."""
    app.add_exception_handler(Problem, _known_problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)
