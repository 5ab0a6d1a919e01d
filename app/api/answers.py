"""Answers: bytes made once, a strong ETag over them, and problems in one shape."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, get_type_hints

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from pydantic_core import to_json
from starlette.exceptions import HTTPException

from app.api import tracing
from app.api.faults import faults
from app.api.state import state_of
from app.claims.suggestions import suggestion
from app.db import Session
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


@dataclass(frozen=True, slots=True)
class Made:
    """An answer as bytes, with all of its headers but the content type."""

    body: bytes
    status: int
    headers: Mapping[str, str]

    def response(self) -> Response:
        """The answer as it is sent."""
        return Response(self.body, self.status, dict(self.headers), media_type="application/json")


def made(
    document: Any, status: int = 200, headers: Mapping[str, str] | None = None, version: int | None = None
) -> Made:
    """A document (bytes: its JSON) with a strong ETag, which names the object's version where it has one."""
    body = document if isinstance(document, bytes) else to_json(document)
    return Made(body, status, {"etag": tag(body, version), **(headers or {})})


def tag(body: bytes, version: int | None = None) -> str:
    """The strong entity tag of an answer."""
    known = "" if version is None else f"v{version}-"
    return f'"{known}{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def answer(
    request: Request,
    document: Any,
    *,
    headers: Mapping[str, str] | None = None,
    version: int | None = None,
) -> Response:
    """What a read answers; 304 without a body when the asker has it already."""
    told = made(document, headers=headers, version=version)
    known = request.headers.get("if-none-match")
    if known is not None and _matches(known, told.headers["etag"]):
        return Response(status_code=304, headers=dict(told.headers))
    return told.response()


def _matches(known: str, current: str) -> bool:
    return known.strip() == "*" or current in [each.strip().removeprefix("W/") for each in known.split(",")]


def problem(found: Problem) -> Response:
    """A problem as application/problem+json (RFC 9457); its instance is the request's id, as in the log."""
    if found.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("%s: %s", found.slug, found.detail, exc_info=found.__cause__)
    document = problem_document(found)
    return Response(to_json(document), found.status, found.headers, media_type="application/problem+json")


def problem_document(found: Problem) -> dict[str, Any]:
    """A problem as it is told."""
    return {
        "type": f"/problems/{found.slug}",
        "title": found.title,
        "status": found.status,
        "detail": found.detail[:_LONGEST],
        "errors": [
            {"pointer": each.pointer[:200], "detail": each.detail[:_LONGEST]} for each in found.faults
        ],
        "instance": tracing.instance(),
    }


async def _known_problem(request: Request, found: Exception) -> Response:
    if not isinstance(found, Problem):  # it is registered for no other
        raise found
    if not isinstance(found, UnknownReference | NotFound):
        return problem(found)
    return problem(await state_of(request).read_slowly(partial(with_nearest, found=found)))


def with_nearest(session: Session, found: Problem) -> Problem:
    """The problem, with the nearest names there are where it is a reference to nothing."""
    if isinstance(found, UnknownReference):
        detail = suggestion(session, found.kind, found.reference)
        return Unprocessable(detail, [Fault(found.pointer, detail)])
    if isinstance(found, NotFound) and found.kind is not None:
        return NotFound(suggestion(session, found.kind, found.reference))
    return found


async def _invalid(request: Request, found: Exception) -> Response:
    if not isinstance(found, RequestValidationError):  # it is registered for no other
        raise found
    errors = found.errors()
    if any(error["type"] == "json_invalid" for error in errors):
        return problem(MalformedJSON(NO_JSON))
    return problem(unfit(errors, get_type_hints(request.scope["endpoint"]).get("given")))


def unfit(errors: Sequence[Any], body: type[BaseModel] | None) -> Unprocessable:
    """What validation found wrong, as a problem; places begin with "body"."""
    shown = faults(errors, body)
    return Unprocessable(shown[0].detail if len(errors) == 1 else f"{len(errors)} places do not fit.", shown)


async def _http(_: Request, found: Exception) -> Response:
    if not isinstance(found, HTTPException):  # it is registered for no other
        raise found
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
