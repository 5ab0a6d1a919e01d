"""docs/api.md, made of the OpenAPI document: operations with a line for curl, schemas with their fields."""

import json
import shlex
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from app.api.exported import TAG as FILES
from app.errors import PROBLEMS

Document = dict[str, Any]
SERVER = "localhost:8000"
JSON, PROBLEM = "application/json", "application/problem+json"
_METHODS = ("put", "get", "post", "patch", "delete")
_SCHEMA = "#/components/schemas/"
_MADE = "<!-- Made by: counterclaim openapi --markdown > docs/api.md -->"
_OPENING = f"""\
# The HTTP interface

{_MADE}

Every operation of `/openapi.json`, with lines that can be pasted: in this order they work over a fresh
database with the seeds (`make run`). Lists answer `data`, `next_cursor` and `has_more`; errors are
`{PROBLEM}` (RFC 9457) and say the fix. Reads need no key, writes do. Some lines use these two variables:

```sh
KEY=$(.venv/bin/counterclaim keys create --role admin)
ID=$(curl -s '{SERVER}/v1/contradictions?code=monotone_break' | grep -o 'contradiction_[0-9a-z]*' | head -n 1)
```
"""


def markdown(document: Document) -> str:
    """The whole page."""
    parts = [_OPENING]
    for tag in document["tags"]:
        listed = [each for each in operations(document) if tag["name"] in each["tags"]]
        if listed:
            parts.append(f"## {tag['name'].capitalize()}\n\n{tag['description']}\n")
            parts += ["\n".join(_operation(each)) for each in listed]
    parts.append("## Problems\n\n| type | status | when |\n|---|---|---|")
    parts += [f"| `/problems/{each.slug}` | {each.status} | {_cell(each.says)} |" for each in PROBLEMS]
    parts.append("\n## Objects\n\nWhat bodies and answers are made of; a field marked * is always there.\n")
    parts += ["\n".join(_object(name, each)) for name, each in document["components"]["schemas"].items()]
    return "\n".join(parts)


def operations(document: Document) -> Iterator[Document]:
    """Every operation with its path and method; what is put somewhere comes before what reads it there."""
    shared = document["components"].get("parameters", {})
    for path, methods in document["paths"].items():
        for method in sorted(methods, key=_METHODS.index):
            operation = methods[method]
            given = operation.get("parameters", [])
            told = [shared[each["$ref"].rsplit("/", 1)[1]] if "$ref" in each else each for each in given]
            yield {**operation, "path": path, "method": method, "parameters": told}


def success(operation: Document) -> int:
    """The status of an operation that did what it was asked for the first time."""
    return max(int(status) for status in operation["responses"] if status in {"200", "201", "202", "204"})


def lines(operation: Document) -> list[str]:
    """The lines for curl: one, or one an example where each example adds another object."""
    bodies: list[str | None] = [None]
    kind = ""
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]
        kind = JSON if JSON in content else next(iter(content))
        bodies = [_as_text(each["value"]) for each in content[kind]["examples"].values()]
    alone = any(each["in"] == "path" for each in operation["parameters"])
    return [_line(operation, kind, body) for body in bodies[: 1 if alone else None]]


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _line(operation: Document, kind: str, body: str | None) -> str:
    words = ["curl -sOJ" if FILES in operation["tags"] else "curl -s"]  # a file, under its own name
    if operation["method"] not in ("get", "post"):
        words.append(f"-X {operation['method'].upper()}")
    words.append(_address(operation))
    if operation.get("security"):
        words.append('-H "Authorization: Bearer $KEY"')
    needed = [each for each in operation["parameters"] if each["in"] == "header" and each.get("required")]
    words += [f"-H {shlex.quote(each['name'] + ': ' + _header(each))}" for each in needed]
    if body is not None and kind == JSON:
        words.append(f"--json {shlex.quote(body)}")
    elif body is not None:
        words.append(f"-H 'Content-Type: {kind}' --data-binary {shlex.quote(body)}")
    return " ".join(words)


def _header(parameter: Document) -> str:
    """A value that fits now: the example of an ETag is that of another moment."""
    return "*" if parameter["name"] == "If-Match" else str(_sample(parameter))


def _address(operation: Document) -> str:
    path, query = operation["path"], {}
    for each in operation["parameters"]:
        if each["in"] == "path":
            sample = str(_sample(each))
            path = path.replace(
                f"{{{each['name']}}}", "$ID" if sample.startswith("contradiction_") else sample
            )
        elif each["in"] == "query" and each.get("required"):
            query[each["name"]] = _sample(each)
        elif each["in"] == "query" and each["name"] == "limit":
            query["limit"] = 2
    address = f"{SERVER}{path}" + (f"?{urlencode(query)}" if query else "")
    return f'"{address}"' if "$" in address else shlex.quote(address)


def _sample(parameter: Document) -> Any:
    schema = parameter["schema"]
    told = (
        parameter.get("example"),
        *schema.get("examples", ()),
        *schema.get("enum", ()),
        schema.get("default"),
    )
    return next(each for each in told if each is not None)


def _operation(operation: Document) -> Iterator[str]:
    yield f"### `{operation['method'].upper()} {operation['path']}`\n"
    yield f"{operation['description']}\n"
    yield "```sh"
    yield from lines(operation)
    yield "```\n"
    if operation["parameters"]:
        yield "| parameter | takes | what it is |\n|---|---|---|"
        for each in operation["parameters"]:
            name = f"`{each['name']}`" + ("" if each["in"] == "query" else f" ({each['in']})")
            needed = " *" if each.get("required") else ""
            yield f"| {name}{needed} | {_cell(_type(each['schema']))} | {_cell(each['description'])} |"
        yield ""
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]
        shapes = [f"{_type(each['schema'])} as `{kind}`" for kind, each in content.items()]
        yield f"Body: {'; '.join(shapes)}.\n"
    yield from _answers(operation["responses"])


def _answers(responses: Document) -> Iterator[str]:
    for status, answer in ((name, each) for name, each in responses.items() if name != "default"):
        problems = answer.get("content", {}).get(PROBLEM, {}).get("examples", {})
        shapes = [
            _type(each.get("schema", {})) if kind == JSON else f"`{kind}`"
            for kind, each in answer.get("content", {}).items()
            if kind != PROBLEM
        ]
        if problems:
            named = ", ".join(f"[{slug}](#problems)" for slug in problems)
            yield f"- `{status}` {named}"
        else:
            says = [] if answer["description"] == "Successful Response" else [answer["description"]]
            yield f"- `{status}` {': '.join([' or '.join(shapes)] * bool(shapes) + says)}"
    yield ""


def _object(name: str, schema: Document) -> Iterator[str]:
    yield f"### {name}\n"
    if "description" in schema:
        yield f"{schema['description']}\n"
    if "properties" not in schema:
        yield f"{_type(schema)}\n"
        return
    yield "| field | takes |\n|---|---|"
    needed = schema.get("required", [])
    for field, each in schema["properties"].items():
        yield f"| `{field}`{' *' if field in needed else ''} | {_cell(_type(each))} |"
    yield ""


def _type(schema: Document) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_SCHEMA)
        return f"[{name}](#{name.lower()})"
    for word in ("anyOf", "oneOf"):
        if word in schema and all("type" in each or "$ref" in each for each in schema[word]):
            return " or ".join(_type(each) for each in schema[word])
    if "const" in schema or "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema.get("enum", [schema.get("const")]))
    kind: str | list[str] = schema.get("type", "anything")
    if kind == "array":
        return f"list of {_type(schema['items'])}" if schema.get("items") else "list"
    if isinstance(kind, list):
        return ", ".join(kind)
    return kind + _bounds(schema)


def _bounds(schema: Document) -> str:
    told = []
    if "minimum" in schema or "maximum" in schema:
        told.append(f"{schema.get('minimum', '…')} to {schema.get('maximum', '…')}")
    if "maxLength" in schema:
        told.append(f"at most {schema['maxLength']} characters")
    if "format" in schema:
        told.append(schema["format"])
    if "default" in schema:
        told.append(f"`{json.dumps(schema['default'])}` when not said")
    return f" ({', '.join(told)})" if told else ""


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
