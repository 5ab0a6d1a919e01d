"""The frame around the app: limits before anything else, HEAD, OPTIONS and Allow, content types, headers.

Raw ASGI, because a limit that waits for the framework has already read the body.
"""

import re
from collections.abc import Iterable, Sequence

from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import strictjson
from app.api.answers import problem
from app.api.negotiation import HEAD, NEGOTIATED, negotiated
from app.errors import MalformedJSON, MethodNotAllowed, NotFound, Problem, TooLarge, UnsupportedMediaType

_WRITES = ("POST", "PUT", "PATCH")
_JSON = re.compile(rb"application/(?:[a-z0-9.+-]+\+)?json(?:\s*;.*)?", re.IGNORECASE | re.DOTALL)
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class Frame:
    """Wraps the app; `routes` are walked once for the methods each path takes."""

    def __init__(self, app: ASGIApp, routes: Iterable[Route], max_body: int) -> None:
        self.app = app
        self.max_body = max_body
        self.paths = [(route.path_regex, frozenset(route.methods or ())) for route in routes]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers what needs no app, hands on the rest."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        send = _with_headers(send)
        method = scope["method"]
        if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
            await problem(NotFound("No path and no name holds the character U+0000."))(scope, receive, send)
            return
        if method in ("GET", "HEAD") and scope["path"] in NEGOTIATED:
            scope, send = negotiated(scope), _with_headers(send, ((b"vary", b"Accept"),))
        if method == "GET":
            await self.app(scope, receive, send)
        elif method == "HEAD":
            await self.app({**scope, "method": "GET", HEAD: True}, receive, _without_body(send))
        elif method == "OPTIONS" and (allowed := self.allowed(scope["path"])):
            await Response(status_code=204, headers={"Allow": ", ".join(sorted(allowed))})(
                scope, receive, send
            )
        else:
            try:
                receive = await self._admitted(scope, receive)
            except Problem as found:
                await problem(found)(scope, receive, send)
            else:
                await self.app(scope, receive, send)

    async def _admitted(self, scope: Scope, receive: Receive) -> Receive:
        """A receive that replays the body read within the limit; raises what refuses the request."""
        method, allowed = scope["method"], self.allowed(scope["path"])
        if allowed and method not in allowed:
            allow = ", ".join(sorted(allowed))
            raise MethodNotAllowed(f"This path takes {allow}.", headers={"Allow": allow})
        if method not in _WRITES:
            return receive
        headers = dict(scope["headers"])
        body = await self._body(headers.get(b"content-length", b""), receive)
        if body and allowed and not _JSON.fullmatch(headers.get(b"content-type", b"")):
            raise UnsupportedMediaType(
                "Send JSON: with curl, --json '…' instead of -d, or Content-Type: application/json."
            )
        if body and allowed:
            try:
                strictjson.loads(body)
            except ValueError as failure:
                reason = failure if isinstance(failure, strictjson.NotStrict) else "a number is too long"
                raise MalformedJSON(f"The body is not JSON as it is read here: {reason}.") from None
        return _replay(body, receive)

    def allowed(self, path: str) -> set[str]:
        """The methods a path takes; empty when there is no such path."""
        found = {method for pattern, methods in self.paths if pattern.match(path) for method in methods}
        return found | {"HEAD", "OPTIONS"} if "GET" in found else found | ({"OPTIONS"} if found else set())

    async def _body(self, declared: bytes, receive: Receive) -> bytes:
        if declared.isdigit() and int(declared) > self.max_body:
            raise self._too_large()
        parts, size = [], 0
        while True:
            message = await receive()
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self.max_body:
                raise self._too_large()
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                return b"".join(parts)

    def _too_large(self) -> TooLarge:
        return TooLarge(f"The body may hold {self.max_body:,} bytes. Send it in several requests.")


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _with_headers(send: Send, headers: Sequence[tuple[bytes, bytes]] = HEADERS) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *headers]
        await send(message)

    return sending


def _without_body(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sending
