"""What every request needs: settings, readers, the writer, and who is asking."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Annotated, TypeVar, cast

from anyio.to_thread import run_sync
from fastapi import Depends, Request
from fastapi.routing import APIRoute

from app.access.keys import Account, account
from app.api.metrics import Metrics
from app.db import Database, Readers, ReadSession
from app.errors import Problem
from app.pagination import known_only
from app.settings import Settings
from app.writer import Writer

T = TypeVar("T")
MOST_IMPORTS = 4
"""Imports at once: each keeps a thread, and a file of its size until it is through."""
MOST_EXPORTS = 4
"""Exports at once: each holds a connection, and keeps the log of SQLite's writes from being cut back."""


@dataclass(frozen=True, slots=True)
class State:
    """The process's open resources; `in_flight` are the scopes of idempotency keys that are being written."""

    settings: Settings
    database: Database
    readers: Readers
    writer: Writer
    in_flight: set[str] = field(default_factory=set)
    metrics: Metrics | None = None
    imports: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(MOST_IMPORTS))
    exports: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(MOST_EXPORTS))

    async def read(self, query: Callable[[ReadSession], T]) -> T:
        """Answers a query of a few rows; on SQLite right here: a thread costs more than the query."""
        if self.database.sqlite:
            return self._read(query)
        return await run_sync(self._read, query)

    async def read_slowly(self, query: Callable[[ReadSession], T]) -> T:
        """Answers a query that can take more than a millisecond, in a thread of its own."""
        return await run_sync(self._read, query)

    def _read(self, query: Callable[[ReadSession], T]) -> T:
        try:
            with self.readers.session().snapshot() as session:
                return query(session)
        except Problem:
            raise
        except Exception:
            self.readers.discard()  # the connection may be what failed: a database server that was restarted
            raise


def state_of(request: Request) -> State:
    """The state the app was built with."""
    return cast("State", request.app.state.counterclaim)


def declared(route: APIRoute) -> list[str]:
    """The query parameters that a route's description names."""
    told = (route.openapi_extra or {}).get("parameters", [])
    return [each.alias for each in route.dependant.query_params] + [each["name"] for each in told]


async def contributor(request: Request) -> Account:
    """The account behind a request that writes; MissingKey or WeakRole otherwise.

    Reads refuse the query parameters they do not know; what writes is refused them here.
    """
    if request.scope["query_string"]:
        known_only([name for name, _ in request.query_params.multi_items()], declared(request.scope["route"]))
    authorization = request.headers.get("authorization")
    asking = await state_of(request).read(lambda session: account(session, authorization))
    asking.require("contributor")
    return asking


async def editor(request: Request) -> Account:
    """The account behind a request that needs an editor."""
    asking = await contributor(request)
    asking.require("editor")
    return asking


Contributor = Annotated[Account, Depends(contributor)]
Editor = Annotated[Account, Depends(editor)]
