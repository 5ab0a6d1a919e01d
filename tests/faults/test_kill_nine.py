"""kill -9 in the middle of 64 writers: what was acknowledged is there, the rest whole or not at all."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest

from app.contradictions import service
from app.db import Database, ReadSession
from app.provenance import log
from app.settings import Settings
from tests.conftest import Server, Where
from tests.faults.conftest import Prepared
from tests.faults.posting import Body, Told, post_all

ROUNDS = 3
MORE_THAN_FIT = 20_000
READY = 3.0  # seconds


class HastyServer(Server):
    """The control: acknowledges before the commit."""

    module = "tests.faults.hasty"


@pytest.fixture
def reading(prepared: Prepared) -> Callable[[], ReadSession]:
    return lambda: Database(Settings(database=str(prepared.path)).url).reader()


def killed_while_writing(server: Server, prepared: Prepared, bodies: Iterator[Body], after: float) -> Told:
    """Posts until the server is killed, so many seconds after the first post."""
    timer = threading.Timer(after, server.process.kill)
    timer.start()
    told = post_all(server.url, prepared.key, islice(bodies, MORE_THAN_FIT))
    timer.join()
    server.kill()
    assert told.refused == []
    return told


def stored(session: ReadSession) -> set[str]:
    return {entry.body["key"] for entry in log.replay(session) if entry.op == "claim.recorded"}


def sound(session: ReadSession) -> bool:
    """Whether the file, the log and the rows are whole."""
    connection: Any = session.connection
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert list(log.faults(session)) == []
    assert log.head(session) == sum(1 for _ in log.replay(session))
    assert list(service.check(session)) == []
    return True


def test_every_acknowledged_claim_outlives_kill_nine(
    prepared: Prepared,
    bodies: Callable[..., Iterator[Body]],
    serve: Callable[[Where], Server],
    reading: Callable[[], ReadSession],
    figure: Callable[[str], None],
) -> None:
    acknowledged: set[str] = set()
    chosen = random.Random()  # noqa: S311 — moments, not secrets
    slowest = 0.0
    for number in range(ROUNDS):
        begun = time.perf_counter()
        server = serve(prepared.path)
        slowest = max(slowest, time.perf_counter() - begun)
        told = killed_while_writing(server, prepared, bodies(f"r{number}", number), chosen.uniform(0.3, 1.5))
        acknowledged |= told.acknowledged
        assert told.acknowledged, "killed before the first acknowledgement"
        session = reading()
        assert acknowledged <= stored(session)
        assert sound(session)
        session.close()
    server = serve(prepared.path)
    retried = islice(bodies("r0", 0), 500)
    again = post_all(server.url, prepared.key, retried)
    assert again.refused == []
    assert {key for key, status in again.answers if status == 201}.isdisjoint(acknowledged)
    server.stop()
    session = reading()
    every = [entry.body["key"] for entry in log.replay(session) if entry.op == "claim.recorded"]
    assert len(every) == len(set(every))
    assert sound(session)
    session.close()
    figure(
        f"{ROUNDS} times kill -9: {len(acknowledged)} claims acknowledged, none lost; "
        f"ready again after {slowest:.1f} s at most"
    )


def test_a_server_that_acknowledges_before_the_commit_loses_claims_to_kill_nine(
    prepared: Prepared, bodies: Callable[..., Iterator[Body]], reading: Callable[[], ReadSession]
) -> None:
    server = HastyServer(prepared.path)
    told = killed_while_writing(server, prepared, bodies("hasty", 0), 0.8)
    session = reading()
    assert told.acknowledged
    assert told.acknowledged - stored(session)
    session.close()
