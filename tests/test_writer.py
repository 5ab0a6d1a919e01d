"""The writer: acknowledged means committed, what fails leaves nothing, what waits is finished."""

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from psycopg.errors import ReadOnlySqlTransaction
from pysqlite3 import dbapi2 as sqlite

from app import intake
from app.access.keys import OPERATOR
from app.contradictions import service
from app.db import Database, ReadSession, UnsafeEngine, WriteSession, refuse_unsafe_sqlite
from app.entities import service as entities
from app.entities.schemas import EntityCreate
from app.errors import Busy, Unprocessable
from app.intake import Written
from app.provenance import log
from app.settings import ROOT, SettingProblem
from app.writer import Command, Writer, _Job
from tests.conftest import Record, record_at
from tests.faults import hasty

WAIT = 20.0


def adding(key: str) -> Command[Written]:
    given = EntityCreate(key=key, kind="other", label=key)
    return lambda session: intake.add_entity(session, OPERATOR, given)


def stored(reader: ReadSession) -> set[str]:
    return {key for key, _ in entities.candidates(reader)}


def acknowledged(promised: dict[str, Future[Written]]) -> set[str]:
    """The keys whose write was answered as done."""
    kept: set[str] = set()
    for key, future in promised.items():
        with contextlib.suppress(Busy):
            future.result(WAIT)
            kept.add(key)
    return kept


def sound(reader: ReadSession) -> bool:
    """Whether the log has no gap, from the first event to the last."""
    return not list(log.faults(reader)) and log.head(reader) == len(list(log.replay(reader)))


@contextlib.contextmanager
def held_up(writer: Writer) -> Iterator[None]:
    """Keeps the writer busy with one command, so that what is submitted meanwhile becomes one batch."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(_: WriteSession) -> None:
        begun.set()
        assert go_on.wait(WAIT)

    held = writer.submit(hold)
    assert begun.wait(WAIT)
    try:
        yield
    finally:
        go_on.set()
    held.result(WAIT)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The transaction control that was run; with "break" in it, commits fail as on a broken disk."""
    ran: list[str] = []
    plain = WriteSession.plain

    def watched(session: WriteSession, sql: str) -> None:
        if sql == "COMMIT" and "break" in ran:
            raise sqlite.OperationalError("disk I/O error")
        plain(session, sql)
        ran.append(sql)

    monkeypatch.setattr(WriteSession, "plain", watched)
    return ran


def broken_promises(record: Record, statements: list[str]) -> set[str]:
    """What was acknowledged and is not there, after a commit that failed."""
    with held_up(record.writer):
        promised = {f"e{number}": record.writer.submit(adding(f"e{number}")) for number in range(20)}
        statements.append("break")
    return acknowledged(promised) - stored(record.reader)


def test_a_commit_that_fails_acknowledges_nothing_and_stores_nothing(
    empty: Record, statements: list[str]
) -> None:
    begun = log.head(empty.reader)
    with pytest.raises(Busy):  # the command that held the writer up fails with the rest
        broken_promises(empty, statements)
    assert stored(empty.reader) == set()
    assert log.head(empty.reader) == begun
    statements.remove("break")
    assert empty.entity("after").new
    assert sound(empty.reader)


def test_every_command_of_a_batch_that_is_not_committed_is_answered_busy(
    empty: Record, statements: list[str]
) -> None:
    with held_up(empty.writer):
        promised = {f"e{number}": empty.writer.submit(adding(f"e{number}")) for number in range(20)}
    assert acknowledged(promised) == promised.keys()
    statements.append("break")
    refused = [empty.writer.submit(adding(f"late{number}")) for number in range(20)]
    for future in refused:
        failure = future.exception(WAIT)
        assert isinstance(failure, Busy)
        assert failure.headers["Retry-After"]
    assert stored(empty.reader) == promised.keys()


def test_a_writer_that_acknowledges_before_the_commit_is_caught(
    empty: Record, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Writer, "_attempt", hasty.attempt)
    assert broken_promises(empty, statements)


def test_what_is_acknowledged_can_be_read_by_others_at_that_moment(empty: Record) -> None:
    missing: list[str] = []

    def look(key: str) -> Callable[[Future[Any]], None]:
        def at_once(_: Future[Any]) -> None:
            if key not in stored(empty.reader):
                missing.append(key)

        return at_once

    with held_up(empty.writer):
        for number in range(20):
            empty.writer.submit(adding(f"e{number}")).add_done_callback(look(f"e{number}"))
    empty.writer.stop()
    assert missing == []
    assert len(stored(empty.reader)) == 20


def test_commands_that_wait_share_one_commit(empty: Record, statements: list[str]) -> None:
    with held_up(empty.writer):
        statements.clear()
        promised = [empty.writer.submit(adding(f"e{number}")) for number in range(20)]
    assert all(future.result(WAIT).new for future in promised)
    assert statements.count("COMMIT") == 2  # the held one's and theirs
    assert statements.count("SAVEPOINT command") == 20


def test_what_is_put_off_to_the_end_is_done_once_before_the_commit(empty: Record) -> None:
    done: list[int] = []

    def late(session: WriteSession) -> None:
        done.append(log.head(session))

    def puts_off(key: str) -> Command[Written]:
        def command(session: WriteSession) -> Written:
            session.before_commit(late)
            return adding(key)(session)

        return command

    with held_up(empty.writer):
        futures = [empty.writer.submit(puts_off(key)) for key in ("a", "b", "c")]
    for future in futures:
        future.result(WAIT)
    assert done == [3]
    empty.writer.call(adding("d"))
    assert done == [3]


@pytest.mark.parametrize("failure", [Unprocessable("no"), ValueError("no"), KeyError("no"), OSError("no")])
def test_a_command_that_fails_takes_back_its_own_rows_and_no_others(
    empty: Record, failure: Exception
) -> None:
    def failing(session: WriteSession) -> None:
        adding("half-done")(session)
        raise failure

    with held_up(empty.writer):
        before = empty.writer.submit(adding("before"))
        failed = empty.writer.submit(failing)
        after = empty.writer.submit(adding("after"))
    assert before.result(WAIT).new
    assert failed.exception(WAIT) is failure
    assert after.result(WAIT).new
    assert stored(empty.reader) == {"before", "after"}
    assert sound(empty.reader)


def test_sequence_numbers_have_no_gaps_after_failures(record: Record) -> None:
    begun = log.head(record.reader)
    told = {"subject": "brigade", "predicate": "strength", "value": "200"}
    record.claim(key="one", **told)
    for broken in ({"value": "many tanks of it"}, {"subject": "nobody"}, {"supersedes": "nothing"}):
        with pytest.raises(Unprocessable):
            record.claim(**told | broken)
    record.claim(key="two", agent="rebel", **told)
    assert log.head(record.reader) == begun + 2
    assert sound(record.reader)


def test_a_full_queue_answers_busy_and_writes_nothing(empty: Record) -> None:
    with Writer(empty.database, size=3) as writer:
        with held_up(writer):
            waiting = [writer.submit(adding(f"e{number}")) for number in range(3)]
            with pytest.raises(Busy):
                writer.submit(adding("one-too-many"))
        assert all(future.result(WAIT).new for future in waiting)
        assert "one-too-many" not in stored(empty.reader)
        assert writer.call(adding("later")).new


def test_who_can_wait_is_let_in_when_the_queue_has_room(empty: Record) -> None:
    with Writer(empty.database, size=1) as writer, contextlib.ExitStack() as stack:
        stack.enter_context(held_up(writer))
        writer.submit(adding("first"))
        late: list[Written] = []
        thread = threading.Thread(target=lambda: late.append(writer.call(adding("patient"))))
        thread.start()
        time.sleep(0.05)
        assert late == []
        stack.close()
        thread.join(WAIT)
        assert late[0].new


def test_stopping_finishes_what_waits_and_takes_nothing_more(empty: Record) -> None:
    promised = {f"e{number}": empty.writer.submit(adding(f"e{number}")) for number in range(300)}
    empty.writer.stop()
    assert not empty.writer.alive
    assert all(future.done() for future in promised.values())
    assert acknowledged(promised) == promised.keys() == stored(empty.reader)
    with pytest.raises(Busy):
        empty.writer.submit(adding("after"))
    empty.writer.stop()  # a second time does nothing


def test_a_command_that_comes_in_while_the_writer_is_stopped_is_not_left_without_an_answer(
    empty: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = empty.writer._queue
    stopper = threading.Thread(target=empty.writer.stop)
    put = waiting.put

    def late(job: _Job | None, *, block: bool = True, timeout: float | None = None) -> None:
        if job is not None:
            stopper.start()  # the writer is stopped after it said that it takes commands
            time.sleep(0.05)
        put(job, block=block, timeout=timeout)

    monkeypatch.setattr(waiting, "put", late)
    assert empty.writer.submit(adding("last")).result(WAIT).new
    stopper.join(WAIT)


def test_a_cancelled_command_is_not_run(empty: Record) -> None:
    with held_up(empty.writer):
        given_up = empty.writer.submit(adding("given-up"))
        kept = empty.writer.submit(adding("kept"))
        assert given_up.cancel()
    assert kept.result(WAIT).new
    assert stored(empty.reader) == {"kept"}


TWO_HUNDRED = """
import sys
from app import intake
from app.access.keys import OPERATOR
from app.claims.schemas import ClaimCreate
from tests.conftest import record_at

path, who, agent = sys.argv[1:]
with record_at(path) as record:
    print("ready", flush=True)
    sys.stdin.readline()
    def adding(number):
        body = ClaimCreate.model_validate({
            "key": f"{who}-{number}", "predicate": "led_by", "source": "paper",
            "subject": ("brigade", "network", "outlet-a", "outlet-b")[number % 4],
            "value": {"entity": agent}, "attribution": [{"name": f"{who} {number}", "role": "claimant"}],
        })
        return lambda session: intake.record(session, OPERATOR, body)
    for start in range(0, 200, 20):
        for future in [record.writer.submit(adding(number)) for number in range(start, start + 20)]:
            print(future.result().document["key"], flush=True)
"""


def test_two_processes_that_write_at_once_lose_nothing_and_leave_no_gap(record: Record) -> None:
    begun = log.head(record.reader)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", TWO_HUNDRED, str(record.path), who, agent],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for who, agent in (("one", "analyst"), ("two", "rebel"))
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    told = "".join(_go(started)).split()
    assert [process.returncode for process in started] == [0, 0]
    assert len(told) == len(set(told)) == 400
    recorded = [entry for entry in log.replay(record.reader) if entry.op == "claim.recorded"]
    assert {entry.body["key"] for entry in recorded} == set(told)
    assert len(recorded) == 400
    assert sound(record.reader)
    assert log.head(record.reader) > begun + 400  # the contradictions between both are in it
    assert list(service.check(record.reader)) == []
    halves = {entry.body["key"][:3] for entry in recorded[100:300]}
    assert halves == {"one", "two"}, "they did not write at the same time"


def _go(started: list[subprocess.Popen[str]]) -> list[str]:
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [process.communicate(timeout=60)[0] for process in started]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("journal_mode", "wal")],
)
def test_the_writer_s_connection_keeps_what_it_commits(empty: Record, pragma: str, value: object) -> None:
    def ask(session: WriteSession) -> object:
        connection: Any = session.connection
        return connection.execute(f"PRAGMA {pragma}").fetchone()[0]

    assert empty.writer.call(ask) == value


def test_a_reader_cannot_write(empty: Record) -> None:
    connection: Any = empty.reader.connection
    with pytest.raises((sqlite.OperationalError, ReadOnlySqlTransaction), match=r"read-?only"):
        connection.execute("DELETE FROM event")


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 40, 1), (3, 51, 2)])
def test_an_sqlite_that_can_corrupt_the_record_is_refused_with_the_remedy(version: tuple[int, ...]) -> None:
    with pytest.raises(UnsafeEngine, match="pysqlite3"):
        refuse_unsafe_sqlite(version)


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 0), (4, 0, 0), sqlite.sqlite_version_info])
def test_a_safe_sqlite_is_taken(version: tuple[int, ...]) -> None:
    refuse_unsafe_sqlite(version)


def test_no_database_is_opened_with_an_unsafe_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "sqlite_version_info", (3, 40, 1))
    with pytest.raises(UnsafeEngine):
        Database(f"sqlite:///{tmp_path / 'record.db'}")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite+pysqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(SettingProblem, match="memory"):
        Database(url)


@pytest.mark.parametrize("url", ["mysql://localhost/claims", "oracle://localhost/claims"])
def test_an_engine_that_is_not_supported_is_refused(url: str) -> None:
    with pytest.raises(SettingProblem, match="COUNTERCLAIM_DATABASE"):
        Database(url)


def test_a_new_writer_finds_what_the_one_before_wrote(empty: Record) -> None:
    empty.entity("kept")
    empty.writer.stop()
    with record_at(empty.path) as again:
        assert not again.entity("kept").new
        assert again.entity("more").new
        assert sound(again.reader)
