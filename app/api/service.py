"""What operators ask: is it alive, is it ready, which version is it."""

from typing import Any

from fastapi import Request, Response

from app import __version__
from app.api import routing
from app.api.answers import answer
from app.api.documents import Live, Ready, Version
from app.api.lists import no_parameters
from app.api.metrics import CONTENT_TYPE
from app.api.state import state_of
from app.contradictions.service import number_open
from app.errors import Busy, NotFound
from app.migrate import current, head
from app.provenance import log

router = routing.router("service")


@router.get("/health/live", response_model=Live)
async def health_live(request: Request) -> Response:
    """The process answers."""
    no_parameters(request)
    return answer(request, {"status": "live"})


@router.get("/health/ready", response_model=Ready)
async def health_ready(request: Request) -> Response:
    """The database answers, its schema is this program's, and the writer takes writes; 503 otherwise."""
    no_parameters(request)
    state = state_of(request)
    revision, expected = await state.read_slowly(current), head()
    if revision != expected:
        raise Busy("The database's schema is not this program's. Run counterclaim migrate.")
    if not state.writer.alive:
        raise Busy("The writer has stopped.")
    return answer(request, {"status": "ready", "migration": revision})


@router.get("/version", response_model=Version)
async def version(request: Request) -> Response:
    """Versions of the program, the schema and the record."""
    no_parameters(request)
    events = await state_of(request).read(log.head)
    document: dict[str, Any] = {"counterclaim": __version__, "migration": head(), "events": events}
    return answer(request, document)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Counts and times as Prometheus reads them; 404 where a setting switches them off."""
    no_parameters(request)
    state = state_of(request)
    if state.metrics is None:
        raise NotFound("COUNTERCLAIM_METRICS switches the metrics off here.")
    contradictions = await state.read_slowly(number_open)
    return Response(state.metrics.text(contradictions), media_type=CONTENT_TYPE)


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """The interface's description."""
    return answer(request, request.app.openapi())
