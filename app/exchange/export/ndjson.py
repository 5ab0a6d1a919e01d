"""NDJSON: a JSON object a line, in the form that the importer reads (https://github.com/ndjson/ndjson-spec)."""

from collections.abc import Iterator

from pydantic_core import to_json

from app.db import Session
from app.exchange.export.base import Batches, Resource
from app.exchange.export.known import Known


def lines(session: Session, resource: Resource, batches: Batches) -> Iterator[bytes]:
    """A chunk for each batch of documents."""
    known = Known(session)
    for batch in batches:
        made = (resource.body(known, resource.complete(known, document)) for document in batch)
        yield b"".join(to_json(body) + b"\n" for body in made)
