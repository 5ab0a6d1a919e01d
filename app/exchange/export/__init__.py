"""The record and its parts as streams: one file a format, generators in and out.

A stream has a read session of its own, which sees one state of the database and is closed when the stream
ends, be it early.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from app.db import Database, Session
from app.exchange.export import csv, ndjson, package, xlsx
from app.exchange.export.base import Batches, Resource
from app.exchange.export.resources import BY_NAME, RESOURCES
from app.provenance import log

__all__ = [
    "BY_NAME",
    "CSV",
    "FORMATS",
    "RESOURCES",
    "Batches",
    "Format",
    "Resource",
    "part",
    "record",
    "stream",
]

Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name and suffix, its media type, and that of the whole record, which may be a zip."""

    name: str
    media_type: str
    whole_suffix: str = "zip"
    whole_media_type: str = "application/zip"


NDJSON = Format("ndjson", "application/x-ndjson")
CSV = Format("csv", "text/csv; charset=utf-8")
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX = Format("xlsx", _SHEETS, "xlsx", _SHEETS)
FORMATS = {each.name: each for each in (NDJSON, CSV, XLSX)}


def part(
    session: Session, format_: str, resource: Resource, batches: Batches, *, bom: bool = False
) -> Iterator[bytes]:
    """Documents of one resource as a file of a format."""
    if format_ == XLSX.name:
        return xlsx.workbook(session, [(resource, batches)])
    if format_ == CSV.name:
        return csv.lines(session, resource, batches, bom=bom)
    return ndjson.lines(session, resource, batches)


def record(
    session: Session,
    format_: str,
    *,
    bom: bool = False,
    tell: Tell = lambda _: None,
    resources: Sequence[Resource] = RESOURCES,
) -> Iterator[bytes]:
    """The whole record: a zip with its description, or one workbook. `tell` hears of every batch."""
    if format_ == XLSX.name:
        return xlsx.workbook(session, [(each, told(session, each, tell)) for each in resources])
    described = package.descriptor(session, resources, format_, FORMATS[format_].media_type.split(";")[0])
    files = [
        (
            f"{each.name}.{format_}",
            partial(part, session, format_, each, told(session, each, tell), bom=bom),
        )
        for each in resources
    ]
    return package.zipped(described, files)


def told(session: Session, resource: Resource, tell: Tell) -> Batches:
    """The documents of a resource; `tell` hears how many there are in each batch."""
    for batch in resource.batches(session):
        yield batch
        tell(len(batch))


def stream(database: Database, make: Callable[[Session], Iterator[bytes]]) -> Generator[bytes]:
    """What is made in one state of the database, which ends with the stream."""
    session = database.reader()
    try:
        with session.snapshot():
            log.head(session)  # the state is that of the first query
            yield from make(session)
    finally:
        session.close()
