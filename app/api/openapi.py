"""The interface's own description (OpenAPI 3.1).

FastAPI derives paths and schemas from the routes; problems, the security scheme, tags, headers and examples
follow from rules that hold for every route, and are put in here once.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from app.api import enumerations, exported, writing
from app.api.deprecation import Deprecations
from app.api.documents import GroupList, ProblemRead, Selected, SelectedList
from app.api.examples import BODIES, answers
from app.api.frame import JSON, MERGE_PATCH, NDJSON
from app.errors import (
    PROBLEMS,
    BadCursor,
    BadHeader,
    BadParameter,
    Busy,
    Conflict,
    InFlight,
    KeyReused,
    MalformedJSON,
    MissingKey,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    Problem,
    TooLarge,
    Unprocessable,
    UnsupportedMediaType,
    WeakRole,
)
from app.provenance.canonical import canonical as as_json

TAGS = (
    (
        "entities",
        "Whom claims are about and who makes them; what is claimed of each, as list, positions, timeline.",
    ),
    ("sources", "The documents claims were read in, and what they make of earlier documents."),
    (
        "claims",
        "Who said what of whom, through whom it came, what each link thought of it; never overwritten.",
    ),
    ("search", "Everything that is recorded, by the words of names, titles, quotes, values and stances."),
    ("predicates", "What may be claimed, of which type, and what the rules need to know of it."),
    ("rules", "When claims contradict each other, and when they do not: what each rule says of itself."),
    ("contradictions", "Which claims cannot all be true: the rule, how surely, how severely, and why."),
    ("changes", "What was written, in order, for whoever keeps a copy up to date."),
    (
        "exports",
        "Every list and the whole record as NDJSON, CSV or XLSX, complete and of one state of the record.",
    ),
    ("service", "Whether the server lives, takes requests, and which version it is."),
)
SECURITY = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "ck_live_…",
        "description": "A key from `counterclaim keys create --role contributor`. Reads need none.",
    }
}
OPEN: list[dict[str, list[str]]] = [{}, {"key": []}]
"""What an operation needs that says nothing else: no key, or any."""
SERVERS = [{"url": "/", "description": "The server that this document comes from."}]
HEADERS = {
    "ETag": ("A strong validator of this answer, for If-None-Match.", '"1758879e114c45a2d5adad53"'),
    "Link": (
        'The next page, rel="next"; absent on the last.',
        '</v1/claims?cursor=WyJjbGFpbS5zZXEiLDE0OF0>; rel="next"',
    ),
    "Content-Language": ("The languages of the sentences and of the names in them.", "en, ar"),
    "X-Request-ID": (
        "The request's id, as in the log: the one it brought (1 to 64 of A-Z a-z 0-9 _ . -) or a fresh one.",
        "5d3c5a0e-6f0b-4b5e-9d43-2a1c1b0f7e66",
    ),
    "Content-Disposition": ("The name to save the file under.", 'attachment; filename="claims.csv"'),
    "Location": ("Where the object can be read.", "/v1/claims/baqir-killed-260"),
    "Idempotent-Replayed": (
        "`true` where this is the answer to an earlier request with the same Idempotency-Key.",
        "true",
    ),
}
KEY = {
    "name": writing.HEADER,
    "in": "header",
    "required": False,
    "description": (
        "A text that you make for this one request, such as a UUID. The same request under it again gets the "
        "first answer, byte for byte, and writes nothing. Refused requests are not remembered."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": writing.LONGEST, "pattern": "^[ -~]+$"},
}
"""Without an example: a form that is filled in with one would send two requests under one key."""

REFERENCES = {
    "entities": ("The entity's id or key.", "liwa-al-baqir"),
    "sources": ("The source's id or key.", "tamimi-ldf-2016"),
    "claims": ("The claim's id or key.", "ldf-strength-50000"),
    "predicates": ("The predicate's id or key.", "killed_total"),
    "rules": ("The rule's code.", "monotone_break"),
    "contradictions": ("The contradiction's id.", "contradiction_3mnj7cr068rg934tcj3xs1st2m"),
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": (
        'The ETag of the object as you read it, such as "v157-1758879e114c45a2d5adad53": nothing is written '
        "if it was changed since. * stands for any."
    ),
    "schema": {"type": "string"},
}
CONDITIONAL = ("put", "patch")
EXAMPLE_OF = {"supersede_claim": "baqir-killed-260", "change_predicate": "named_after"}
"""What the example of a body is of, where it is not the example of REFERENCES."""
_WRITING = (
    BadHeader,
    MalformedJSON,
    MissingKey,
    WeakRole,
    Conflict,
    InFlight,
    TooLarge,
    UnsupportedMediaType,
    Unprocessable,
    KeyReused,
    Busy,
)
_REPEATED = {
    "post": "The same body was here under this key; nothing was written.",
    "put": "There was one already: it was replaced, or was the same and nothing was written.",
    "patch": "It says now what was sent.",
}
WRITES = tuple(_REPEATED)
_SCHEMA = "#/components/schemas/"
_INSTANCE = "urn:uuid:5d3c5a0e-6f0b-4b5e-9d43-2a1c1b0f7e66"


class Described(FastAPI):
    """A FastAPI app whose description is completed by the rules of this module."""

    deprecations = Deprecations(())

    def openapi(self) -> dict[str, Any]:
        """The description, made once."""
        if self.openapi_schema is None:
            complete(super().openapi(), self.deprecations)
        return super().openapi()


def tags() -> list[dict[str, Any]]:
    """The tags as OpenAPI lists them."""
    return [{"name": name, "description": says} for name, says in TAGS]


def complete(document: dict[str, Any], deprecations: Deprecations) -> None:
    """Adds to FastAPI's description what it cannot know."""
    document["servers"], document["security"] = SERVERS, OPEN
    components = document["components"]
    components["securitySchemes"] = SECURITY
    components["headers"] = {name: _header(*told) for name, told in HEADERS.items()}
    schemas = components["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for model in (ProblemRead, Selected, SelectedList, GroupList):
        told = model.model_json_schema(ref_template=_SCHEMA + "{model}", mode="serialization")
        schemas |= told.pop("$defs", {})
        schemas[model.__name__] = told
    enumerations.named(document)
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    shown = answers()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation, shown.get(operation["operationId"]))
            deprecations.mark(operation)


def _complete(path: str, method: str, operation: dict[str, Any], shown: Any) -> None:
    given = operation.setdefault("parameters", [])
    _refers(path, operation["operationId"], given)
    responses = operation["responses"]
    responses.pop("422", None)  # FastAPI's own; _problems knows ours
    elsewhere = responses.pop("308", None)
    ((_, success),) = responses.items()
    success["headers"] = {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}}
    if operation["tags"] == [exported.TAG]:
        exported.complete(operation["operationId"], success)
    else:
        _tells(success, given, shown)
        if method == "get":
            responses["304"] = {"description": "Nothing changed since the answer whose ETag was sent."}
    if any(parameter["name"] == "lang" for parameter in given):
        success["headers"]["Content-Language"] = {"$ref": "#/components/headers/Content-Language"}
    if method in WRITES:
        given.append(KEY)
        if method in CONDITIONAL:
            needed = {"required": True, "example": "*"} if method == "patch" else {}
            given.append({**IF_MATCH, **needed})
        success["headers"]["Idempotent-Replayed"] = {"$ref": "#/components/headers/Idempotent-Replayed"}
        _writes(method, operation)
    elif any(parameter["name"] == "cursor" for parameter in given):
        success["headers"]["Link"] = {"$ref": "#/components/headers/Link"}
    if elsewhere is not None:
        location = {"Location": {"$ref": "#/components/headers/Location"}}
        responses["308"] = {"description": elsewhere["description"], "headers": location}
    for status, problems in _by_status(_problems(path, method, given)).items():
        responses[status] = _refusal(problems)
    responses["default"] = _refusal([Problem])


def _refers(path: str, name: str, given: list[dict[str, Any]]) -> None:
    """What a path's reference names."""
    for parameter in given:
        if parameter["name"] == "ref":
            parameter["description"], seed = REFERENCES[path.split("/")[2]]
            parameter["example"] = EXAMPLE_OF.get(name, seed)
        elif parameter["in"] == "path":
            parameter["example"] = parameter["schema"]["enum"][0]


def _tells(success: dict[str, Any], given: list[dict[str, Any]], shown: Any) -> None:
    """What an answer of one document says, and its validator."""
    (content,) = success["content"].values()
    content["examples"] = {"from the seeds": {"value": shown}}
    names = {parameter["name"] for parameter in given if parameter["in"] == "query"}
    content["schema"] = _shaped(content["schema"], names)
    success["headers"]["ETag"] = {"$ref": "#/components/headers/ETag"}


def _shaped(schema: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """The schema of an answer, and beside it what comes under the parameters of these names."""
    if "select" not in names:
        return schema
    listed = "limit" in names or "count" in names
    others = [SelectedList if listed else Selected, *([GroupList] if "group_by" in names else [])]
    return {"anyOf": [schema, *({"$ref": _SCHEMA + each.__name__} for each in others)]}


def _writes(method: str, operation: dict[str, Any]) -> None:
    operation["security"] = [{"key": []}]
    taken = operation["requestBody"]["content"]
    if JSON in taken:
        taken[JSON]["examples"] = {
            f"body {number}": {"summary": name, "value": body}
            for number, (name, body) in enumerate(BODIES[operation["operationId"]].items(), 1)
        }
        if NDJSON in taken:
            taken[NDJSON]["examples"] = {
                name: {"summary": each["summary"], "value": "\n".join(map(as_json, each["value"]))}
                for name, each in taken[JSON]["examples"].items()
            }
        if method == "patch":
            taken[MERGE_PATCH] = taken[JSON]
    responses = operation["responses"]
    if "201" in responses:
        created = responses["201"]
        created["headers"]["Location"] = {"$ref": "#/components/headers/Location"}
        responses["200"] = {
            **created,
            "description": _REPEATED[method],
        }


def _problems(path: str, method: str, given: list[dict[str, Any]]) -> Iterator[type[Problem]]:
    """What can be wrong with a request, by what it may carry."""
    names = [parameter["name"] for parameter in given if parameter["in"] == "query"]
    yield BadParameter  # an unknown one is refused, also where there are none
    if "cursor" in names:
        yield BadCursor
    if method in WRITES:
        yield from _WRITING
    if method in CONDITIONAL:
        yield PreconditionFailed
    if method == "patch":
        yield PreconditionRequired
    if "{" in path or names:
        yield NotFound
    if path == "/health/ready" or "{format}" in path:
        yield Busy


def _by_status(problems: Iterator[type[Problem]]) -> dict[str, list[type[Problem]]]:
    grouped: dict[str, list[type[Problem]]] = {}
    for each in sorted(problems, key=PROBLEMS.index):
        grouped.setdefault(str(each.status), []).append(each)
    return dict(sorted(grouped.items()))


def _refusal(problems: list[type[Problem]]) -> dict[str, Any]:
    return {
        "description": " ".join(f"{each.title}." for each in problems),
        "content": {
            "application/problem+json": {
                "schema": {"$ref": f"{_SCHEMA}ProblemRead"},
                "examples": {each.slug: {"value": _example(each)} for each in problems},
            }
        },
    }


def _example(problem: type[Problem]) -> dict[str, Any]:
    faults = []
    if problem is Unprocessable:
        faults = [{"pointer": "/subject", "detail": "No entity has this id or key. Nearest: liwa-al-baqir."}]
    return {
        "type": f"/problems/{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": faults[0]["detail"] if faults else problem.says,
        "errors": faults,
        "instance": _INSTANCE,
    }


def _header(says: str, example: str) -> dict[str, Any]:
    return {"description": says, "schema": {"type": "string"}, "example": example}
