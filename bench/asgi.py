"""Requests handed to an app as a server would, with bytes no HTTP library lets through."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from starlette.types import ASGIApp


class Asked(NamedTuple):
    """One request."""

    method: str
    path: str
    query: bytes = b""
    headers: Sequence[tuple[bytes, bytes]] = ()
    body: bytes = b""


class Answered(NamedTuple):
    """What came of it; status 0 when the app raised instead of answering. `seconds` are CPU time."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float
    raised: str = ""


@asynccontextmanager
async def running(app: ASGIApp) -> AsyncIterator[ASGIApp]:
    """The app between its start and its shutdown."""
    inbox: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    outbox: asyncio.Queue[Any] = asyncio.Queue()
    await inbox.put({"type": "lifespan.startup"})
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    task = asyncio.ensure_future(app(scope, inbox.get, outbox.put))
    started = await outbox.get()
    assert started["type"] == "lifespan.startup.complete", started
    try:
        yield app
    finally:
        await inbox.put({"type": "lifespan.shutdown"})
        await task


async def ask(app: ASGIApp, asked: Asked) -> Answered:
    """The answer to one request, its body whole."""
    sent: list[Any] = []
    waiting = [{"type": "http.request", "body": asked.body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    begun = time.process_time()
    raised = ""
    try:
        await app(_scope(asked), receive, send)
    except Exception as failure:  # noqa: BLE001 — whatever escapes is what is looked for
        raised = f"{type(failure).__name__}: {failure}"[:200]
    seconds = time.process_time() - begun
    starts = [message for message in sent if message["type"] == "http.response.start"]
    body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in _headers(starts)}
    return Answered(starts[0]["status"] if starts else 0, headers, body, seconds, raised)


def _headers(starts: Sequence[Any]) -> Sequence[tuple[bytes, bytes]]:
    return starts[0]["headers"] if starts else ()


def _scope(asked: Asked) -> dict[str, Any]:
    headers = [(b"host", b"127.0.0.1"), *asked.headers]
    if asked.body and not any(name == b"content-length" for name, _ in headers):
        headers.append((b"content-length", str(len(asked.body)).encode()))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": asked.method,
        "scheme": "http",
        "path": asked.path,
        "raw_path": asked.path.encode("utf-8", "surrogatepass"),
        "root_path": "",
        "query_string": asked.query,
        "headers": headers,
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
