"""Files as answers: made while they are sent, from one state of the database, in a session of their own.

An error before the first byte is a problem like any other; one after it breaks the connection off, so that
half a file is never taken for a whole one.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from itertools import chain

from anyio import CancelScope
from anyio.to_thread import run_sync
from fastapi import Request
from starlette.concurrency import iterate_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.api.negotiation import HEAD
from app.api.state import MOST_EXPORTS, State, state_of
from app.db import Session
from app.errors import Busy
from app.exchange import export

Make = Callable[[Session], Iterator[bytes]]


class Stream(StreamingResponse):
    """Chunks that are made in a thread; `close` is called when the answer ends, however it ends."""

    def __init__(
        self, chunks: Iterator[bytes], close: Callable[[], None], media_type: str, name: str
    ) -> None:
        disposition = {"content-disposition": f'attachment; filename="{name}"'}
        super().__init__(_in_threads(chunks), headers=disposition, media_type=media_type)
        self.close = close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the chunks."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):  # also when the client has gone away
                await run_sync(self.close)


async def _in_threads(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    async for chunk in iterate_in_threadpool(chunks):
        yield chunk


async def streamed(request: Request, make: Make, media_type: str, name: str) -> Stream:
    """A file under this name; Busy when too many are being made already."""
    state = state_of(request)
    if not state.exports.acquire(blocking=False):
        raise Busy(f"{MOST_EXPORTS} exports are being made already. Try again when one of them has ended.")
    chunks, close = _opened(state, _nothing(make) if request.scope.get(HEAD) else make)
    try:
        first = await _first(request, chunks)
    except BaseException:
        with CancelScope(shield=True):
            await run_sync(close)
        raise
    return Stream(chain([first], chunks), close, media_type, name)


async def _first(request: Request, chunks: Iterator[bytes]) -> bytes:
    """The first chunk that is not empty; none at the end, or when nobody waits for it any more."""
    while not (chunk := await run_sync(next, chunks, None)):
        if chunk is None or await request.is_disconnected():
            return b""
    return chunk


def _nothing(make: Make) -> Make:
    """Looks whether a file could be made, and makes none: the answer to HEAD."""

    def made(session: Session) -> Iterator[bytes]:
        make(session)
        return iter(())

    return made


def _opened(state: State, make: Make) -> tuple[Iterator[bytes], Callable[[], None]]:
    """The chunks of a stream, and what ends it and makes room for another one."""
    chunks = export.stream(state.database, make)

    def close() -> None:
        try:
            chunks.close()
        finally:
            state.exports.release()

    return chunks, close
