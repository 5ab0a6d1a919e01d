"""The app, built by a function from settings; nothing happens at import."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp

from app import __version__
from app.api import answers, claims, contradictions, entities, openapi, predicates, service, sources
from app.api.frame import Frame
from app.api.state import State
from app.db import Database, Readers
from app.pages import routes as pages
from app.settings import Settings
from app.writer import Writer

API = (entities.router, sources.router, claims.router, predicates.router, contradictions.router)
OTHER = (service.router, pages.router)
STATIC = Path(__file__).parent / "api" / "static"
ABOUT = (
    "Claims as their claimants made them, with the chain they came through, stance and dates; and which of "
    "them contradict each other, how surely and why. Reads are open; writes need "
    "`Authorization: Bearer ck_live_…`."
)
log = logging.getLogger("counterclaim")


def create_app(settings: Settings) -> ASGIApp:
    """The whole app for one database, which must have this program's schema."""
    database = Database(settings.url)
    state = State(settings, database, Readers(database), Writer(database, settings.writer_queue))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        state.writer.start()
        try:
            yield
        finally:
            state.writer.stop()
            state.readers.close()

    app = openapi.Described(
        title="Counterclaim",
        version=__version__,
        description=ABOUT,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_tags=openapi.tags(),
        generate_unique_id_function=openapi.operation_id,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.counterclaim = state
    answers.handle(app)
    for router in API:
        app.include_router(router, prefix="/v1")
    for router in OTHER:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return Frame(app, routes(), settings.max_body)


def routes() -> list[APIRoute]:
    """Every route with its full path, from our own list of routers: the app's own list is nested."""
    return [
        APIRoute(prefix + route.path, route.endpoint, methods=route.methods)
        for prefix, routers in (("/v1", API), ("", OTHER))
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
    ]
