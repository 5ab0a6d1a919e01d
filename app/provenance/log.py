"""Appending to the log and reading it: the only writer of the event table."""

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from app.db import Session, WriteSession, table
from app.provenance.canonical import canonical
from app.provenance.models import Event

events = table(Event)
_HEAD = select(func.coalesce(func.max(events.c.seq), 0))
_LAST = select(events.c.seq, events.c.at).order_by(events.c.seq.desc()).limit(1)
_AT = select(events.c.at).where(events.c.seq >= bindparam("seq")).order_by(events.c.seq).limit(1)
_REVISION = select(func.coalesce(func.max(events.c.revision), 0)).where(
    events.c.object == bindparam("object")
)
_INSERT = insert(events)
_OF_OBJECT = select(events).where(events.c.object == bindparam("object")).order_by(events.c.seq)
_AFTER = (
    select(events).where(events.c.seq > bindparam("after")).order_by(events.c.seq).limit(bindparam("most"))
)
PAGE = 2000
TIMESTAMP = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event with its body read."""

    seq: int
    op: str
    object: str
    revision: int
    actor: str
    at: str
    body: dict[str, Any]


def now() -> str:
    """The present in UTC, ISO 8601 with microseconds and Z."""
    return datetime.now(UTC).strftime(TIMESTAMP)


def append(
    session: WriteSession, op: str, object_id: str, actor: str, body: dict[str, Any], *, first: bool = False
) -> Entry:
    """Adds an event inside the write transaction and returns it; `first` says the object is new.

    Sequence numbers have no gaps: the write lock is held, and what is rolled back frees its number. Times
    never go back: where the clock does, an event has the time of the one before.
    """
    last, before = session.known(_LAST, lambda: _last(session))
    seq, at = last + 1, max(before, now())
    session.now_is(_LAST, (seq, at))
    revision = 1 if first else session.scalar(_REVISION, object=object_id) + 1
    entry = Entry(seq, op, object_id, revision, actor, at, body)
    text = canonical(body)
    session.run(
        _INSERT,
        seq=seq,
        op=op,
        object=object_id,
        revision=revision,
        actor=actor,
        at=entry.at,
        body=text,
        leaf=leaf_hash(entry, text),
    )
    return entry


def _last(session: Session) -> tuple[int, str]:
    found = session.first(_LAST)
    return (0, "") if found is None else (found["seq"], found["at"])


def leaf_hash(entry: Entry, body: str) -> str:
    """The leaf hash (RFC 9162, 2.1.1) of an event whose canonical body is `body`."""
    # The canonical JSON of the event, written out: it saves encoding the body twice, and sorting seven names.
    actor, at, target, op = map(encode_basestring, (entry.actor, entry.at, entry.object, entry.op))
    text = (
        f'{{"actor":{actor},"at":{at},"body":{body},"object":{target},"op":{op},'
        f'"revision":{entry.revision},"seq":{entry.seq}}}'
    )
    return hashlib.sha256(b"\x00" + text.encode()).hexdigest()


def head(session: Session) -> int:
    """The number of the last event; 0 in an empty log."""
    return int(session.scalar(_HEAD))


def first_since(session: Session, time: str) -> int:
    """The number of the first event at a time or later, that of the next one if there is none."""
    return 1 + bisect_left(range(1, head(session) + 1), time, key=lambda seq: session.scalar(_AT, seq=seq))


def last_until(session: Session, time: str) -> int:
    """The number of the last event at a time or before; 0 if there is none."""
    return bisect_right(range(1, head(session) + 1), time, key=lambda seq: session.scalar(_AT, seq=seq))


def of_object(session: Session, object_id: str) -> list[Entry]:
    """All events of one object, in order."""
    return [_entry(row) for row in session.rows(_OF_OBJECT, object=object_id)]


def replay(session: Session) -> Iterator[Entry]:
    """Every event in order; memory stays flat."""
    after = 0
    while rows := session.rows(_AFTER, after=after, most=PAGE):
        for row in rows:
            yield _entry(row)
        after = rows[-1]["seq"]


def faults(session: Session) -> Iterator[str]:
    """What is wrong with the log itself: gaps in the sequence and leaves that do not fit their event."""
    expected, after = 1, 0
    while rows := session.rows(_AFTER, after=after, most=PAGE):
        for row in rows:
            if (last := row["seq"] - 1) >= expected:
                gap = f"event {expected} is" if last == expected else f"events {expected} to {last} are"
                yield f"{gap} missing"
            if leaf_hash(_entry(row), row["body"]) != row["leaf"]:
                yield f"event {row['seq']} does not fit its leaf hash"
            expected = row["seq"] + 1
        after = rows[-1]["seq"]


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        row["seq"],
        row["op"],
        row["object"],
        row["revision"],
        row["actor"],
        row["at"],
        json.loads(row["body"]),
    )


def same_body(session: Session, object_id: str, body: dict[str, Any]) -> bool:
    """Whether the object was first recorded with this very body, its id apart."""
    first = dict(of_object(session, object_id)[0].body)
    first.pop("id")
    return canonical(first) == canonical(body)
