"""Reading import files: YAML or JSON with lists of objects, and JSON Lines with one object a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import strictjson

KINDS = ("predicates", "entities", "sources", "claims", "retractions", "assessments", "contradictions")
"""What a file can hold, in the order in which it is written; contradictions come of the claims."""

SINGULAR = {
    "predicate": "predicates",
    "entity": "entities",
    "source": "sources",
    "claim": "claims",
    "retraction": "retractions",
    "assessment": "assessments",
    "contradiction": "contradictions",
}
DESCRIPTOR = "datapackage.json"
"""Describes the other files of an exported package; it holds no objects."""


class FileProblem(ValueError):
    """A file that cannot be imported; the text says where and what would be right."""


@dataclass(frozen=True, slots=True)
class Item:
    """One object of a file: its kind (a plural), its body, and where it stands."""

    kind: str
    body: dict[str, Any]
    place: str


def read(path: Path) -> list[Item]:
    """Every object of a file, or of every .yaml, .yml, .json, .jsonl and .ndjson file below a folder."""
    if path.is_dir():
        files = sorted(each for each in path.rglob("*") if each.suffix in FORMATS and each.name != DESCRIPTOR)
        if not files:
            raise FileProblem(f"{path} holds no {', '.join(FORMATS)} file.")
        return [item for each in files for item in read(each)]
    if path.suffix not in FORMATS:
        raise FileProblem(f"{path} is none of {', '.join(FORMATS)}.")
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as failure:
        raise FileProblem(f"{path} cannot be read: {failure.strerror}.") from failure
    except UnicodeDecodeError as failure:
        raise FileProblem(f"{path} is not UTF-8 (byte {failure.start}).") from failure
    return list(FORMATS[path.suffix](path, text))


def _yaml(path: Path, text: str) -> Iterator[Item]:
    import yaml

    from app.exchange.strictyaml import Loader

    try:
        document = yaml.load(text, Loader)  # noqa: S506 — it is a safe loader
    except yaml.YAMLError as failure:
        raise FileProblem(f"{path} is not YAML: {' '.join(str(failure).split())}.") from failure
    yield from _document(path, document)


def _json(path: Path, text: str) -> Iterator[Item]:
    try:
        document = strictjson.loads(text)
    except ValueError as failure:
        raise FileProblem(f"{path} is not JSON: {failure}.") from failure
    yield from _document(path, document)


def _document(path: Path, document: object) -> Iterator[Item]:
    if not isinstance(document, dict) or not set(document) <= set(KINDS):
        raise FileProblem(f"{path} takes the lists {', '.join(KINDS)} at the top and nothing else.")
    for kind, listed in document.items():
        for place, body in enumerate(listed or [], 1):
            if not isinstance(body, dict):
                raise FileProblem(f"{path}: item {place} of {kind} is not an object.")
            yield Item(kind, body, f"{path}: {body.get('key', f'item {place} of {kind}')}")


def _lines(path: Path, text: str) -> Iterator[Item]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            body = strictjson.loads(line)
        except ValueError as failure:
            raise FileProblem(f"{path}, line {number} is not JSON: {failure}.") from failure
        kind = SINGULAR.get(body.pop("type", "")) if isinstance(body, dict) else None
        if kind is None:
            raise FileProblem(f'{path}, line {number} needs "type": one of {", ".join(SINGULAR)}.')
        yield Item(kind, body, f"{path}, line {number}")


FORMATS = {".yaml": _yaml, ".yml": _yaml, ".json": _json, ".jsonl": _lines, ".ndjson": _lines}
