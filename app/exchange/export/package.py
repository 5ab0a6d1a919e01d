"""A zip with a file a resource and datapackage.json, which describes every column.

Data Package and Table Schema, version 1 (https://specs.frictionlessdata.io).
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.db import Session
from app.exchange.export.base import Resource
from app.exchange.files import DESCRIPTOR

_NAME = "counterclaim"
_TITLE = "Claims with their provenance, and which of them contradict each other"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip cannot be older; the same record gives the same bytes


def descriptor(
    session: Session, resources: Sequence[Resource], format_: str, media_type: str
) -> dict[str, Any]:
    """The data package that these resources make in one format."""
    shown = table if format_ == "csv" else objects
    listed = [
        {
            "name": each.name,
            "title": each.name.capitalize(),
            "description": each.says,
            "path": f"{each.name}.{format_}",
            "format": format_,
            "mediatype": media_type,
            "encoding": "utf-8",
            **shown(session, each, resources),
        }
        for each in resources
    ]
    return {"name": _NAME, "title": _TITLE, "profile": "data-package", "resources": listed}


def table(session: Session, resource: Resource, resources: Sequence[Resource]) -> dict[str, Any]:
    """A table with its Table Schema; it refers only to tables that are there."""
    fields = [column.field for column in resource.columns(session)]
    known = {each.name: each for each in resources}
    keys = [
        {
            "fields": column,
            "reference": {"resource": "" if name == resource.name else name, "fields": known[name].by},
        }
        for column, name in resource.refers.items()
        if name in known
    ]
    schema = {"fields": fields, "primaryKey": resource.key, "missingValues": [""], "foreignKeys": keys}
    dialect = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}
    return {"profile": "tabular-data-resource", "dialect": dialect, "schema": schema}


def objects(_: Session, resource: Resource, __: Sequence[Resource]) -> dict[str, Any]:
    """Lines of nested objects, which a JSON Schema describes."""
    # "type" keeps frictionless from reading the lines as rows of a table.
    return {"profile": "data-resource", "type": "file", "jsonSchema": resource.model.model_json_schema()}


class _Tail:
    """A file that only gives on what was written to it since the last time."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Holds what is written."""
        self._held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def taken(self) -> bytes:
        """What was written since this was last asked."""
        held, self._held = b"".join(self._held), []
        return held


def zipped(
    described: dict[str, Any], files: Sequence[tuple[str, Callable[[], Iterator[bytes]]]]
) -> Iterator[bytes]:
    """The zip of a package, as its parts are made."""
    tail = _Tail()

    def about() -> Iterator[bytes]:
        yield json.dumps(described, ensure_ascii=False, indent=2).encode()

    with ZipFile(cast("IO[bytes]", tail), "w", ZIP_DEFLATED) as made:
        for name, parts in [(DESCRIPTOR, about), *files]:
            member = ZipInfo(name, _EARLIEST)
            member.compress_type = ZIP_DEFLATED
            with made.open(member, "w", force_zip64=True) as target:
                for part in parts():
                    target.write(part)
                    if sent := tail.taken():
                        yield sent
    yield tail.taken()
