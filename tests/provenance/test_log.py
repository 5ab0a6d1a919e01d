"""The log: leaf hashes by an independent computation, and faults that are found."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from psycopg.rows import dict_row
from pysqlite3 import dbapi2 as sqlite

from app.errors import Conflict
from app.provenance import log
from app.provenance.canonical import canonical
from tests.conftest import Record, Where

texts = st.text(st.characters(exclude_categories=["Cs"]))
bodies = st.dictionaries(
    st.sampled_from(("at", "body", "id", "object", "op", ',"object":')),
    texts | st.integers(-(2**53) + 1, 2**53 - 1) | st.lists(texts, max_size=3) | st.none(),
)


def independent_leaf(event: dict[str, Any]) -> str:
    """RFC 9162, 2.1.1 over the event as one RFC 8785 document, written by another package."""
    event["body"] = json.loads(event["body"])
    del event["leaf"]
    return hashlib.sha256(b"\x00" + rfc8785.dumps(event)).hexdigest()


@contextmanager
def behind_the_back(path: Where) -> Iterator[Any]:
    """A plain connection, as somebody with the file or the server's password would open it."""
    if isinstance(path, str):
        with psycopg.connect(path, autocommit=True, row_factory=dict_row) as behind:
            behind.execute("SET session_replication_role = replica")  # no foreign keys, as a plain SQLite
            yield behind
        return
    connection = sqlite.connect(str(path), isolation_level=None)
    connection.row_factory = sqlite.Row
    try:
        yield connection
    finally:
        connection.close()


def events(path: Where) -> list[dict[str, Any]]:
    with behind_the_back(path) as connection:
        return [dict(row) for row in connection.execute("SELECT * FROM event ORDER BY seq")]


def test_every_leaf_of_the_seeds_is_that_of_an_independent_computation(seeded: Record) -> None:
    stored = events(seeded.path)
    assert len(stored) > 100
    for event in stored:
        assert event["leaf"] == independent_leaf(dict(event)), event["seq"]


@given(bodies, texts, texts)
def test_a_leaf_is_independent_of_what_stands_in_the_body_and_the_actor(
    body: dict[str, Any], actor: str, object_id: str
) -> None:
    entry = log.Entry(7, "claim.recorded", object_id, 1, actor, "2026-01-02T03:04:05.000006Z", body)
    text = canonical(body)
    event = {
        "seq": 7,
        "op": entry.op,
        "object": object_id,
        "revision": 1,
        "actor": actor,
        "at": entry.at,
        "body": text,
        "leaf": "",
    }
    assert log.leaf_hash(entry, text) == independent_leaf(event)


def test_a_sound_log_has_no_faults(seeded: Record) -> None:
    assert list(log.faults(seeded.reader)) == []
    assert [event["seq"] for event in events(seeded.path)] == list(range(1, log.head(seeded.reader) + 1))


@pytest.mark.parametrize("seq", [1, 50])
def test_a_missing_event_is_found(seeded: Record, seq: int) -> None:
    with behind_the_back(seeded.path) as connection:
        connection.execute(f"DELETE FROM event WHERE seq = {seq}")  # noqa: S608 — one of the numbers above
    assert list(log.faults(seeded.reader)) == [f"event {seq} is missing"]


def test_several_missing_events_are_found(seeded: Record) -> None:
    with behind_the_back(seeded.path) as connection:
        connection.execute("DELETE FROM event WHERE seq BETWEEN 20 AND 24 OR seq IN (30, 32)")
    assert list(log.faults(seeded.reader)) == [
        "events 20 to 24 are missing",
        "event 30 is missing",
        "event 32 is missing",
    ]


@pytest.mark.parametrize(
    "change",
    [
        'body = replace(body, \'"id":"\', \'"id":"x\')',
        "actor = 'somebody else'",
        "at = '2020-01-01T00:00:00.000000Z'",
        "op = 'entity.added '",
        "object = 'claim_00000000000000000000000000'",
        "revision = revision + 1",
    ],
)
def test_a_changed_event_is_found(seeded: Record, change: str) -> None:
    with behind_the_back(seeded.path) as connection:
        connection.execute(f"UPDATE event SET {change} WHERE seq = 40")  # noqa: S608 — from the list above
    assert list(log.faults(seeded.reader)) == ["event 40 does not fit its leaf hash"]


def test_two_events_that_changed_places_are_found(seeded: Record) -> None:
    with behind_the_back(seeded.path) as connection:
        for old, new in ((40, 900_000), (41, 40), (900_000, 41)):
            connection.execute(f"UPDATE event SET seq = {new} WHERE seq = {old}")  # noqa: S608 — numbers of this list
    assert list(log.faults(seeded.reader)) == [f"event {seq} does not fit its leaf hash" for seq in (40, 41)]


def test_an_object_s_events_are_numbered_in_order(record: Record) -> None:
    told = {"subject": "brigade", "predicate": "strength", "valid": {"edtf": "2016-01-10"}}
    written = [
        record.claim(value=f"{number}00", agent=agent, **told)
        for number, agent in ((1, "analyst"), (5, "rebel"), (9, "outlet-a"))
    ]
    (row,) = written[-1].contradictions
    told_of = log.of_object(record.reader, row["id"])
    assert [entry.revision for entry in told_of] == [1, 2]
    assert [entry.op for entry in told_of] == ["contradiction.opened", "contradiction.changed"]
    assert sorted(entry.seq for entry in told_of) == [entry.seq for entry in told_of]


def test_the_same_body_again_is_the_same_object_and_another_is_refused(record: Record) -> None:
    told = {"key": "one", "subject": "brigade", "predicate": "strength", "value": "200"}
    first = record.claim(**told)
    again = record.claim(**told)
    assert (first.new, again.new) == (True, False)
    assert again.document == first.document
    head = log.head(record.reader)
    for other in (
        {"value": "200 "},
        {"modality": "probable"},
        {"agent": "rebel"},
        {"valid": {"edtf": "2016"}},
    ):
        with pytest.raises(Conflict):
            record.claim(**told | other)
    assert log.head(record.reader) == head


def test_same_body_compares_values_and_not_their_spelling(record: Record) -> None:
    entity = record.entity("new").document
    (entry,) = log.of_object(record.reader, entity["id"])
    body = {name: entry.body[name] for name in reversed(entry.body) if name != "id"}
    assert log.same_body(record.reader, entity["id"], body)
    assert not log.same_body(record.reader, entity["id"], body | {"label": "another"})
