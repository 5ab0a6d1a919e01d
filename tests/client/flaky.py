"""A way to a server that breaks as a bad network does: a plan says how, request by request."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

LOST, CUT, HALF = "the request is lost", "the answer is lost", "half of the answer is lost"
"""What can happen to a request; a tuple of a status and headers is answered in the server's place."""
Fate = str | tuple[int, dict[str, str]]


class Way:
    """What passed: each request's method, path and headers; `plan` is used up, then all goes well."""

    def __init__(self, url: str, plan: Sequence[Fate]) -> None:
        self.url, self.plan = url, list(plan)
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.address = ""

    @property
    def keys(self) -> set[str | None]:
        """The idempotency keys of what was seen."""
        return {headers.get("idempotency-key") for _, _, headers in self.seen}


def _handler(way: Way) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): told for name, told in self.headers.items()}
            way.seen.append((self.command, self.path, headers))
            fate = way.plan.pop(0) if way.plan else None
            self.close_connection = fate is not None
            if fate == LOST:
                return
            if isinstance(fate, tuple):
                self._answer(fate[0], fate[1], b"")
                return
            told = {name: each for name, each in headers.items() if name not in ("host", "connection")}
            answer = httpx.request(self.command, way.url + self.path, headers=told, content=body, timeout=30)
            if fate != CUT:
                kept = ("content-type", "location", "etag", "retry-after")
                said = {name: each for name, each in answer.headers.items() if name in kept}
                self._answer(answer.status_code, said, answer.content, half=fate == HALF)

        def _answer(self, status: int, headers: dict[str, str], body: bytes, *, half: bool = False) -> None:
            self.send_response(status)
            for name, told in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, told)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if half else body)

    for method in ("GET", "POST", "PUT"):
        setattr(Handler, f"do_{method}", Handler._pass)
    return Handler


@contextmanager
def flaky(url: str, *plan: Fate) -> Iterator[Way]:
    """A way to the server at the URL."""
    way = Way(url, plan)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(way))
    way.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield way
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
