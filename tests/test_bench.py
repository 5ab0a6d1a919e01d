"""The parts of the benchmarks that need no server: statistics, CPU time, data, and what the README names."""

import asyncio
import contextlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.settings import ROOT
from bench import records, report
from bench.benchmarks import BENCHMARKS
from bench.cpu import cpu_seconds
from bench.figures import OURS, Goal, Spread, at_least, at_most, percentile, short, shown, summary
from bench.load import Request, WrongAnswer, send
from bench.peers import PEERS

ROUNDS = [
    {OURS: {"CPU": 10.0, "p99": 5.0}, "peer": {"CPU": 5.0, "p99": 1.0}},
    {OURS: {"CPU": 40.0, "p99": 6.0}, "peer": {"CPU": 10.0, "p99": 1.0}},
    {OURS: {"CPU": 30.0, "p99": 7.0}, "peer": {"CPU": 10.0, "p99": 1.0}},
]


def test_a_spread_is_the_median_between_the_lowest_and_the_highest() -> None:
    assert Spread.of([9.0, 1.0, 2.0, 4.0]) == Spread(1.0, 3.0, 9.0)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (0.02346, "0.0235"), (1.0, "1.00"), (99.96, "100.0"), (816.4, "816"), (48_372, "48,400")],
)
def test_numbers_are_shown_with_three_digits(number: float, text: str) -> None:
    assert short(number) == text


def test_a_percentile_is_the_value_at_its_nearest_rank() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.99) == 99
    assert percentile([7.0], 0.99) == 7
    assert percentile([7.0], 0) == 7


def test_ratios_are_made_within_a_round_before_the_median_is_taken() -> None:
    result = summary("name", "title", ROUNDS, [at_most(2, "peer", "CPU"), at_least(0.25, "peer", "CPU")])
    most, least = result.compared
    assert most.ratio == Spread(2.0, 3.0, 4.0)
    assert most.met is False
    assert least.ratio == Spread(1 / 4, 1 / 3, 1 / 2)
    assert least.met is True


def test_a_goal_is_met_at_its_bound_and_not_beyond() -> None:
    assert at_most(2, "peer", "CPU").met(2.0) is True
    assert at_most(2, "peer", "CPU").met(2.001) is False
    assert at_least(6, "peer", "CPU").met(6.0) is True
    assert at_least(6, "peer", "CPU").met(5.999) is False
    assert shown("peer", "CPU").met(1000.0) is None


def test_a_result_says_everything_as_json() -> None:
    goal = Goal("p99 is small", lambda found: found[OURS]["p99"], at_most=10)
    document = json.loads(report.document("short", [summary("name", "title", ROUNDS, [goal])]))
    (result,) = document["results"]
    assert result["figures"]["peer"]["CPU"] == {"low": 5.0, "median": 10.0, "high": 10.0}
    assert result["compared"] == [
        {"goal": "p99 is small", "ratio": {"low": 5.0, "median": 6.0, "high": 7.0}, "met": True}
    ]
    assert {"python", "sqlite", "cpus", "load"} == set(document["machine"])


def test_cpu_time_is_what_the_kernel_counts_for_all_threads_of_a_process() -> None:
    spin = "import threading as t;b=lambda: sum(range(4_000_000));a=t.Thread(target=b);a.start();a.join();b()"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{spin};print(flush=True);input()"], stdin=-1, stdout=-1
    )
    assert process.stdout is not None
    process.stdout.readline()
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    counted = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    seconds = cpu_seconds(process.pid)
    process.communicate(b"\n")
    assert seconds == pytest.approx(counted, abs=0.03)
    assert seconds > 0.03
    with pytest.raises(OSError, match="Invalid argument"):
        cpu_seconds(process.pid)


def test_the_cpu_time_of_this_process_grows_with_its_work() -> None:
    before, own = cpu_seconds(os.getpid()), time.process_time()
    sum(range(1_000_000))
    after, done = cpu_seconds(os.getpid()), time.process_time()
    assert after - before == pytest.approx(done - own, abs=0.01)
    assert after > before


def test_an_answer_of_another_status_or_claim_is_wrong() -> None:
    asked = Request("/v1/claims/a", b'"a"')
    asked.check(200, b'{"key":"a"}')
    with pytest.raises(WrongAnswer, match="answered 500"):
        asked.check(500, b'{"key":"a"}')
    with pytest.raises(WrongAnswer, match="/v1/claims/a"):
        asked.check(200, b'{"key":"b"}')


def test_a_request_with_a_body_says_its_length_and_carries_the_key() -> None:
    wire = Request("/v1/claims", b"", b"{}", 201, "ck").wire()
    assert wire.startswith(b"POST /v1/claims HTTP/1.1\r\n")
    assert b"\r\nAuthorization: Bearer ck\r\n" in wire
    assert wire.endswith(b"\r\nContent-Length: 2\r\n\r\n{}")


ANSWERS = {
    "counted": b'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a": 12}',
    "chunked": b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n5\r\n: 12}\r\n0\r\n\r\n',
}


async def _asked(answer: bytes, request: Request, count: int, connections: int) -> tuple[list[float], int]:
    """The waits of a number of requests to a server that gives one answer, and its connections."""
    opened = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        with contextlib.suppress(asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(answer)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        return await send(port, [request] * count, connections), opened


@pytest.mark.parametrize("form", ANSWERS)
def test_every_request_is_sent_once_over_connections_that_stay_open(form: str) -> None:
    waits, opened = asyncio.run(_asked(ANSWERS[form], Request("/", b'"a": 12'), 30, 3))
    assert len(waits) == 30
    assert opened == 3


def test_one_wrong_answer_ends_the_run() -> None:
    with pytest.raises(WrongAnswer, match="answered 200, not 201"):
        asyncio.run(_asked(ANSWERS["counted"], Request("/", b"", status=201), 30, 3))


def test_synthetic_claims_are_the_same_for_the_same_prefix_and_differ_otherwise() -> None:
    assert records.claims(20, 5, "a") == records.claims(20, 5, "a")
    assert [body["key"] for body in records.claims(2, 5, "b")] == ["b-0", "b-1"]
    assert [body["value"] for body in records.claims(20, 5, "a")] != [
        body["value"] for body in records.claims(20, 5, "b")
    ]


def test_copying_the_rows_gives_what_the_import_wrote(tmp_path: Path) -> None:
    base = tmp_path / "base.db"
    records.make_base(base, 5)
    imported, inserted = (records.copied(base, name) for name in ("imported.db", "inserted.db"))
    records.bring(imported, records.write_lines(tmp_path / "claims.jsonl", records.claims(60, 5, "a")))
    records.insert_select(imported, inserted)
    for table in records.TABLES:
        query = f"SELECT * FROM {table} ORDER BY 1, 2"  # noqa: S608 — our own table names
        assert records.execute(inserted, query) == records.execute(imported, query)
    (claims,) = records.execute(inserted, """SELECT count(*) FROM claim WHERE "key" LIKE 'a-%'""")
    assert claims == (60,)


def test_the_readme_names_every_benchmark_and_no_other() -> None:
    readme = (ROOT / "bench" / "README.md").read_text()
    assert re.findall(r"^\| `([a-z0-9-]+)` \|", readme, re.MULTILINE) == [each.name for each in BENCHMARKS]


def test_every_peer_is_a_module_and_every_module_a_peer() -> None:
    modules = {path.stem for path in (ROOT / "bench" / "peers").glob("*.py")} - {"__init__", "__main__"}
    assert modules == set(PEERS)
