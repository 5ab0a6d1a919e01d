"""The app, built by a function from settings; nothing happens at import."""

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp

from app import __version__
from app.api import (
    answers,
    batches,
    changes,
    claims,
    contradictions,
    entities,
    exports,
    feed,
    identities,
    imports,
    openapi,
    predicates,
    rules,
    search,
    service,
    sources,
)
from app.api.cors import Origins
from app.api.deprecation import DEPRECATED, Deprecated, Deprecations
from app.api.frame import Frame, Tell
from app.api.metrics import Metrics
from app.api.state import State
from app.db import Database, Readers
from app.pages import routes as pages
from app.settings import Settings
from app.writer import Writer

ROUTERS = (
    claims.router,
    contradictions.router,
    entities.router,
    sources.router,
    predicates.router,
    rules.router,
    imports.router,
    identities.router,
    search.router,
    batches.router,
    changes.router,
    feed.router,
    exports.router,
    service.router,
    pages.router,
)
"""Every router, the paths asked for most first: a request is matched with one route after the other."""

STATIC = Path(__file__).parent / "api" / "static"
ABOUT = (
    "Claims as their claimants made them, with the chain they came through, stance and dates; and which of "
    "them contradict each other, how surely and why. Reads are open; writes need "
    "`Authorization: Bearer ck_live_…`."
)
log = logging.getLogger("counterclaim")


def create_app(
    settings: Settings, deprecated: Iterable[Deprecated] = DEPRECATED, tell: Tell | None = None
) -> ASGIApp:
    """The whole app for one database, which must have this program's schema; `tell` logs the requests."""
    deprecations = Deprecations(deprecated)
    database = Database(settings.url)
    writer = Writer(database, settings.writer_queue)
    metrics = Metrics(lambda: writer.waiting) if settings.metrics == "on" else None
    if metrics is not None:
        writer.on_batch = metrics.batch
    state = State(settings, database, Readers(database), writer, metrics=metrics)

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
        contact={"name": "Whoever runs this server"},
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_tags=openapi.tags(),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.deprecations = deprecations
    app.state.counterclaim = state
    answers.handle(app)
    app.router.routes.extend(routes())
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return Frame(
        app,
        routes(),
        settings.max_body,
        settings.max_import,
        origins=Origins(settings.cors_origins),
        deprecated=deprecations,
        metrics=metrics,
        tell=tell,
    )


def routes() -> list[APIRoute]:
    """Every route with its full path."""
    return [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
