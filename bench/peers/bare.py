"""The least that answers: an ASGI function without a framework."""

from collections.abc import Awaitable, Callable
from typing import Any

App = Callable[[dict[str, Any], object, Callable[[dict[str, Any]], Awaitable[None]]], Awaitable[None]]


def build() -> App:
    """An app that answers every request with a small constant."""
    return _answer


async def _answer(
    scope: dict[str, Any], _: object, send: Callable[[dict[str, Any]], Awaitable[None]]
) -> None:
    if scope["type"] != "http":
        return
    headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{}"})
