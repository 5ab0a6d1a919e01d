"""Streams see one state of the record, hold few rows at a time, and close what they opened."""

import tracemalloc
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app import intake
from app.access.keys import OPERATOR
from app.db import Database, ReadSession, Session, WriteSession
from app.entities.schemas import EntityCreate
from app.exchange import export
from app.exchange.export.base import BATCH
from tests.conftest import Record
from tests.exchange.exports import exported, objects, unpacked

ENTITIES = export.BY_NAME["entities"]
MORE = 3 * BATCH + 7


def many(record: Record, number: int, prefix: str = "many") -> None:
    """Adds so many entities in one command."""

    def add(session: WriteSession) -> None:
        for each in range(number):
            given = EntityCreate(key=f"{prefix}-{each}", kind="person", label=f"Somebody {each}")
            intake.add_entity(session, OPERATOR, given)

    record.writer.call(add)


def entities_of(session: Session, format_: str = "ndjson") -> Iterator[bytes]:
    return export.part(session, format_, ENTITIES, ENTITIES.batches(session))


def test_a_write_during_an_export_does_not_show(empty: Record) -> None:
    many(empty, MORE)
    chunks = export.stream(empty.database, entities_of)
    first = next(chunks)
    assert len(objects(first)) == BATCH
    empty.entity("late")
    rest = b"".join(chunks)
    keys = [line["key"] for line in objects(first + rest)]
    assert keys == [f"many-{number}" for number in range(MORE)]
    assert objects(b"".join(export.stream(empty.database, entities_of)))[-1]["key"] == "late"


def test_all_files_of_a_package_are_of_one_state(empty: Record) -> None:
    many(empty, MORE)
    chunks = export.stream(empty.database, partial(export.record, format_="ndjson"))
    held = [next(chunks)]
    empty.predicate("strength", "quantity")
    empty.source("late")
    package = unpacked(b"".join([*held, *chunks]))
    assert [objects(package[f"{name}.ndjson"]) for name in ("predicates", "sources")] == [[], []]
    assert len(objects(package["entities.ndjson"])) == MORE


@pytest.mark.parametrize("read", [0, 1, None])
def test_a_stream_closes_its_session_however_it_ends(
    empty: Record, monkeypatch: pytest.MonkeyPatch, read: int | None
) -> None:
    many(empty, MORE)
    opened: list[ReadSession] = []
    closed: list[ReadSession] = []
    reader, close = Database.reader, ReadSession.close

    def remembering(database: Database) -> ReadSession:
        opened.append(reader(database))
        return opened[-1]

    def telling(session: ReadSession) -> None:
        closed.append(session)
        close(session)

    monkeypatch.setattr(Database, "reader", remembering)
    monkeypatch.setattr(ReadSession, "close", telling)
    chunks = export.stream(empty.database, entities_of)
    if read is None:
        b"".join(chunks)
    else:
        for _ in range(read):
            next(chunks)
        chunks.close()
    assert opened == closed
    assert len(opened) == (0 if read == 0 else 1)


def peak(record: Record, format_: str) -> int:
    """The most that an export of the entities held at once, in bytes."""
    make = partial(entities_of, format_=format_)
    tracemalloc.start()
    try:
        size = sum(map(len, export.stream(record.database, make)))
        assert size > 0
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("format_", export.FORMATS)
def test_memory_does_not_grow_with_the_record(empty: Record, format_: str) -> None:
    many(empty, 2 * BATCH)
    peak(empty, format_)  # compiles the statements
    few = peak(empty, format_)
    many(empty, 8 * BATCH, "more")
    assert peak(empty, format_) <= 1.3 * few


def test_an_export_leaves_the_record_as_it_is(seeded: Record, tmp_path: Path) -> None:
    before = [path.read_bytes() for path in sorted(Path(seeded.path).parent.glob("counterclaim.db*"))[:1]]
    for format_ in export.FORMATS:
        assert exported(seeded.database, format_)
    assert [
        path.read_bytes() for path in sorted(Path(seeded.path).parent.glob("counterclaim.db*"))[:1]
    ] == before
