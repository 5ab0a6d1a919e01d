"""The frame around the app: limits before anything else, HEAD, OPTIONS and Allow, content types, headers.

Raw ASGI, because a limit that waits for the framework has already read the body.
"""

import re
import time
from collections import deque
from collections.abc import Callable, Iterable

from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import strictjson
from app.api import tracing
from app.api.answers import problem
from app.api.cors import Origins
from app.api.deprecation import Deprecations
from app.api.media import STREAMED, TYPES, format_of
from app.api.metrics import Metrics
from app.api.negotiation import HEAD, NEGOTIATED, negotiated
from app.errors import MalformedJSON, MethodNotAllowed, NotFound, Problem, TooLarge, UnsupportedMediaType

Tell = Callable[[str, str, str, int, float], None]
"""Is told of each request its id, method, declared route, status and how many seconds it took."""
METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))
_WRITES = ("POST", "PUT", "PATCH")
_JSON = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json")
JSON, MERGE_PATCH, NDJSON = "application/json", "application/merge-patch+json", "application/x-ndjson"
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class Frame:
    """Wraps the app; `routes` are walked once for the methods each path takes."""

    def __init__(
        self,
        app: ASGIApp,
        routes: Iterable[Route],
        max_body: int,
        max_import: int,
        *,
        origins: Origins,
        deprecated: Deprecations,
        metrics: Metrics | None,
        tell: Tell | None,
    ) -> None:
        self.app = app
        self.origins = origins
        self.deprecated = deprecated
        self.metrics = metrics
        self.tell = tell
        self.max_body, self.max_import = max_body, max_import
        self.paths = [
            (route.path_regex, route.path, {method: _taken(route, method) for method in route.methods or ()})
            for route in routes
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers under the request's id, and tells the log of it once it is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, method = time.perf_counter(), scope["method"]
        request = tracing.begin(scope["headers"])
        headers = [*HEADERS, (tracing.HEADER, request.encode())]
        more, status = bool(self.origins or self.deprecated), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *headers]
                if more:
                    message["headers"] += self._more(method, scope)
            await send(message)

        try:
            await self._answer(scope, receive, sending)
        except Exception:
            if not status:
                raise
            # It was answered and logged as a problem; the server would log its message, too.
        finally:
            self._tell(request, method, self.route(scope), status, time.perf_counter() - begun)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers what needs no app, hands on the rest."""
        method = scope["method"]
        if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
            await problem(NotFound("No path and no name holds the character U+0000."))(scope, receive, send)
            return
        if method in ("GET", "HEAD") and scope["path"] in NEGOTIATED:
            scope, send = negotiated(scope), _varying(send)
        if method == "GET":
            await self.app(scope, receive, send)
        elif method == "HEAD":
            # A copy: the server reads the method again.
            asked = scope["asked"] = {**scope, "method": "GET", HEAD: True}
            await self.app(asked, receive, _without_body(send))
        elif method == "OPTIONS" and (allowed := self.allowed(scope["path"])):
            told = {"Allow": ", ".join(sorted(allowed)), **self.origins.preflight(scope["headers"], allowed)}
            if "PATCH" in allowed:
                told["Accept-Patch"] = ", ".join(self.taken(scope["path"], "PATCH"))
            await Response(status_code=204, headers=told)(scope, receive, send)
        else:
            try:
                receive = await self._admitted(scope, receive)
            except Problem as found:
                await problem(found)(scope, receive, send)
            else:
                await self.app(scope, receive, send)

    def _more(self, method: str, scope: Scope) -> list[tuple[bytes, bytes]]:
        """Headers that settings and the table of what is deprecated ask for."""
        found = self.origins.headers(method, scope["headers"]) if self.origins else []
        return found + self.deprecated.headers(scope.get("asked", scope)) if self.deprecated else found

    def _tell(self, request: str, method: str, route: str, status: int, seconds: float) -> None:
        """Tells metrics and log what names nobody: the route as it is declared, not the path."""
        method = method if method in METHODS else "-"
        if self.metrics is not None:
            self.metrics.answered(method, route, status, seconds)
        if self.tell is not None:
            self.tell(request, method, route, status, seconds)

    def route(self, scope: Scope) -> str:
        """The declared route of a request; - for a path that is none."""
        found, path = scope.get("asked", scope).get("route"), scope["path"]
        if found is not None:
            return str(found.path)
        if path.startswith("/static/"):
            return "/static"
        return next((told for pattern, told, _ in self.paths if pattern.match(path)), "-")

    async def _admitted(self, scope: Scope, receive: Receive) -> Receive:
        """A receive that replays the body read within the limit; raises what refuses the request."""
        method, allowed = scope["method"], self.allowed(scope["path"])
        if allowed and method not in allowed:
            allow = ", ".join(sorted(allowed))
            raise MethodNotAllowed(f"This path takes {allow}.", headers={"Allow": allow})
        if method not in _WRITES:
            return receive
        headers = dict(scope["headers"])
        if scope["path"] == STREAMED:
            return self._streamed(headers, receive)
        body = await self._body(headers.get(b"content-length", b""), receive)
        if body and allowed:
            kind = content_type(scope)
            self._refuse_other(kind, scope)
            _refuse_malformed(kind, body)
        return _replay(body, receive)

    def _refuse_other(self, kind: str, scope: Scope) -> None:
        """Raises for a content type that the path does not take with this method."""
        taken = self.taken(scope["path"], scope["method"])
        if kind not in taken and not (JSON in taken and _JSON.fullmatch(kind)):
            raise UnsupportedMediaType(
                f"This takes {' or '.join(taken)}. With curl, send JSON by --json '…' instead of -d, or name "
                "its type: Content-Type: application/json.",
                headers={"Accept": ", ".join(taken)},
            )

    def taken(self, path: str, method: str) -> tuple[str, ...]:
        """The media types of bodies that a path takes with a method it has."""
        return next(
            methods[method] for pattern, _, methods in self.paths if method in methods and pattern.match(path)
        )

    def _streamed(self, headers: dict[bytes, bytes], receive: Receive) -> Receive:
        """The body of a file as it comes in, up to the limit."""
        if format_of(headers.get(b"content-type", b"").decode("latin-1")) is None:
            raise UnsupportedMediaType(
                f"Send a file in UTF-8 with one of the content types {', '.join(TYPES)}; with curl, "
                "-H 'Content-Type: text/csv' --data-binary @FILE.",
                headers={"Accept": ", ".join(TYPES)},
            )
        declared = headers.get(b"content-length", b"")
        if declared.isdigit() and int(declared) > self.max_import:
            raise _too_large(self.max_import)
        return _limited(receive, self.max_import)

    def allowed(self, path: str) -> set[str]:
        """The methods a path takes; empty when there is no such path."""
        found = {method for pattern, _, methods in self.paths if pattern.match(path) for method in methods}
        return found | {"HEAD", "OPTIONS"} if "GET" in found else found | ({"OPTIONS"} if found else set())

    async def _body(self, declared: bytes, receive: Receive) -> bytes:
        if declared.isdigit() and int(declared) > self.max_body:
            raise _too_large(self.max_body)
        parts, size = [], 0
        while True:
            message = await receive()
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self.max_body:
                raise _too_large(self.max_body)
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                return b"".join(parts)


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"The body may hold {most:,} bytes. Send it in several requests.")


def _limited(receive: Receive, most: int) -> Receive:
    size = 0

    async def limited() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise _too_large(most)
        return message

    return limited


def content_type(scope: Scope) -> str:
    """The media type of a request's body, without parameters; empty where it names none."""
    named: bytes = dict(scope["headers"]).get(b"content-type", b"")
    return named.decode("latin-1").partition(";")[0].strip().lower()


def _refuse_malformed(kind: str, body: bytes) -> None:
    try:
        if kind == NDJSON:
            deque(strictjson.lines(body), maxlen=0)
        elif _JSON.fullmatch(kind):
            strictjson.loads(body)
    except ValueError as failure:
        reason = failure if isinstance(failure, strictjson.NotStrict) else "a number is too long"
        raise MalformedJSON(f"The body is not JSON as it is read here: {reason}.") from None


def _taken(route: Route, method: str) -> tuple[str, ...]:
    """The media types a route takes: those that its description lists, or else JSON."""
    described = getattr(route, "openapi_extra", None) or {}
    listed = described.get("requestBody", {}).get("content")
    if listed:
        return tuple(listed)
    return (MERGE_PATCH, JSON) if method == "PATCH" else (JSON,)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _varying(send: Send) -> Send:
    """Says that the answer depends on what the asker accepts."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"vary", b"Accept")]
        await send(message)

    return sending


def _without_body(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sending
