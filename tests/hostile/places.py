"""Every place of an interface that takes something from outside, read from its OpenAPI document."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from bench.asgi import Asked
from tests.hostile.cases import BODIES, CASES, Case

MARK = "@@hostile@@"
DEPTH = 6
SENT_HEADERS = (
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "content-type",
    "cookie",
    "host",
    "idempotency-key",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "origin",
    "range",
    "x-forwarded-for",
    "x-request-id",
)
Example = Callable[[str, Mapping[str, Any]], str]


@dataclass(frozen=True)
class Place:
    """Where a case is put: `put` makes the request that carries it, `takes` says which cases fit."""

    operation: str
    name: str
    takes: Callable[[Case], bool]
    put: Callable[[Case], Asked]
    texts: bool = False  # a text accepted here must come back as it was sent


@dataclass(frozen=True)
class Interface:
    """An OpenAPI document with what its requests need besides: a key, bodies, values of path parameters."""

    document: Mapping[str, Any]
    headers: tuple[tuple[bytes, bytes], ...] = ()
    bodies: Mapping[str, Any] = field(default_factory=dict)
    example: Example = lambda _, parameter: str(parameter.get("example", "1"))

    def places(self) -> Iterator[Place]:
        """All of them, operation by operation."""
        for path, operations in self.document["paths"].items():
            for method, operation in operations.items():
                yield from _Operation(self, path, method.upper(), operation).places()

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The schema a reference stands for."""
        while "$ref" in schema:
            found: Any = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            schema = found
        return schema


@dataclass(frozen=True)
class _Operation:
    interface: Interface
    path: str
    method: str
    operation: Mapping[str, Any]

    def places(self) -> Iterator[Place]:
        parameters = list(map(self.interface.resolved, self.operation.get("parameters", ())))
        for parameter in parameters:
            if parameter["in"] == "path":
                yield self._place(f"path {parameter['name']}", _is_text, self._in_path(parameter["name"]))
            elif parameter["in"] == "query":
                yield self._place(f"query {parameter['name']}", _is_text, self._in_query(parameter["name"]))
        yield self._place("query ?", _is_text, self._as_parameter)
        declared = {each["name"].lower() for each in parameters if each["in"] == "header"}
        for name in sorted(declared.union(SENT_HEADERS)):
            yield self._place(f"header {name}", _is_text, self._in_header(name))
        body = self._body()
        if body is not None:
            yield from self._fields(body)

    def _place(
        self, name: str, takes: Callable[[Case], bool], put: Callable[[Case], Asked], *, texts: bool = False
    ) -> Place:
        return Place(f"{self.method} {self.path}", name, takes, put, texts)

    def _fields(self, body: Any) -> Iterator[Place]:
        yield self._place("body", lambda case: case.name.startswith("body "), self._whole)
        yield self._place("body /", lambda _: True, lambda case: self._request(content=_json(case)))
        for pointer in dict.fromkeys(self._pointers(self._schema(), ())):
            marked = _with(body, pointer)
            if marked is not None:
                yield self._place(
                    f"body /{'/'.join(pointer)}", lambda _: True, self._in_body(marked), texts=True
                )

    def _pointers(self, schema: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """The fields of a body, those of alternatives and of lists' first items included."""
        schema = self.interface.resolved(schema)
        if len(above) > DEPTH:
            return
        for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
            yield from self._pointers(each, above)
        for name, inner in schema.get("properties", {}).items():
            yield (*above, name)
            yield from self._pointers(inner, (*above, name))
        if isinstance(schema.get("items"), dict):
            yield (*above, "0")
            yield from self._pointers(schema["items"], (*above, "0"))
        if isinstance(schema.get("additionalProperties"), dict):
            yield (*above, "other")

    def _content(self) -> tuple[str, Mapping[str, Any]] | None:
        content = self.operation.get("requestBody", {}).get("content", {})
        return next(((kind, told) for kind, told in content.items() if "json" in kind), None)

    def _schema(self) -> Mapping[str, Any]:
        found = self._content()
        return found[1].get("schema", {}) if found else {}

    def _body(self) -> Any:
        given = self.interface.bodies.get(f"{self.method} {self.path}")
        found = self._content()
        if given is not None or found is None:
            return given
        examples = found[1].get("examples", {})
        return next((each["value"] for each in examples.values()), {})

    def _values(self) -> dict[str, str]:
        return {
            each["name"]: self.interface.example(self.path, each)
            for each in map(self.interface.resolved, self.operation.get("parameters", ()))
            if each["in"] == "path"
        }

    def _request(
        self,
        path: str | None = None,
        query: bytes | None = None,
        header: tuple[bytes, bytes] | None = None,
        content: bytes | None = None,
    ) -> Asked:
        required = {
            each["name"]: str(each.get("example", self.interface.example(self.path, each)))
            for each in map(self.interface.resolved, self.operation.get("parameters", ()))
            if each["in"] == "query" and each.get("required")
        }
        told = b"&".join(f"{name}={quote(value)}".encode() for name, value in required.items())
        headers = dict(self.interface.headers)
        body = self._body()
        if body is not None:
            found = self._content()
            headers[b"content-type"] = (found[0] if found else "application/json").encode()
        if header is not None:
            headers[header[0]] = header[1]
        sent = content if content is not None else b"" if body is None else json.dumps(body).encode()
        where = path if path is not None else self.path.format(**self._values())
        return Asked(self.method, where, told if query is None else query, tuple(headers.items()), sent)

    def _in_path(self, name: str) -> Callable[[Case], Asked]:
        def put(case: Case) -> Asked:
            raw = unquote_to_bytes(quote((case.text or "").encode("utf-8", "surrogatepass"), safe=""))
            # A server hands on the path decoded as UTF-8; what is none comes as replacement characters.
            given = raw.decode("utf-8", "replace")
            return self._request(path=self.path.format(**{**self._values(), name: given}))

        return put

    def _in_query(self, name: str) -> Callable[[Case], Asked]:
        return lambda case: self._request(query=f"{name}=".encode() + _quoted(case))

    def _as_parameter(self, case: Case) -> Asked:
        return self._request(query=_quoted(case) + b"=1&" + _quoted(case))

    def _in_header(self, name: str) -> Callable[[Case], Asked]:
        def put(case: Case) -> Asked:
            raw = (case.text or "").encode("utf-8", "surrogatepass")
            # No server hands on a header with these: they end it.
            clean = bytes(byte for byte in raw if byte not in b"\r\n\x00")[:60_000]
            return self._request(header=(name.encode(), clean))

        return put

    def _in_body(self, marked: Any) -> Callable[[Case], Asked]:
        template = json.dumps(marked).encode()
        mark = json.dumps(MARK).encode()
        return lambda case: self._request(content=template.replace(mark, _json(case)))

    def _whole(self, case: Case) -> Asked:
        return self._request(content=case.raw)


def _is_text(case: Case) -> bool:
    return case.text is not None


def _quoted(case: Case) -> bytes:
    return quote((case.text or "").encode("utf-8", "surrogatepass"), safe="").encode()


def _json(case: Case) -> bytes:
    return json.dumps(case.text).encode() if case.raw is None else case.raw


def _with(body: Any, pointer: tuple[str, ...]) -> Any:
    """The body with the mark in one place; what leads there is made where it is missing."""
    if not pointer:
        return MARK
    step, *rest = pointer
    if step.isdigit():
        items = list(body) if isinstance(body, list) else []
        inner = _with(items[0] if items else None, tuple(rest))
        return [inner, *items[1:]]
    made = dict(body) if isinstance(body, dict) else {}
    made[step] = _with(made.get(step), tuple(rest))
    return made


ALL: tuple[Case, ...] = (*CASES, *(Case(f"body {name}", None, raw) for name, raw in BODIES))
"""Values and whole bodies."""
