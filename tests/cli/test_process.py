"""The program as a process: its start, its signals, its pipes."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app import migrate
from app.settings import ROOT
from tests.conftest import Server

PROGRAM = [sys.executable, "-m", "app.cli"]
HEAVY = (
    "httpx",
    "sqlalchemy",
    "sqlmodel",
    "fastapi",
    "pydantic",
    "alembic",
    "rich",
    "uvicorn",
    "yaml",
    "pysqlite3",
)


def started(path: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *argv],
        cwd=ROOT,
        env={**os.environ, "COUNTERCLAIM_DATABASE": str(path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, app.cli; app.cli.main(['--help']);"
        f"print('HEAVY', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("HEAVY []\n")
    assert "exit codes:" in done.stdout


def test_help_answers_within_four_tenths_of_a_second_of_processor_time() -> None:
    # Processor time, because tests run side by side; the best of three, because caches may be cold.
    spent = []
    for _ in range(3):
        before = os.times()
        subprocess.run([*PROGRAM, "--help"], cwd=ROOT, capture_output=True, check=True)
        after = os.times()
        spent.append(after.children_user + after.children_system - before[2] - before[3])
    assert min(spent) < 0.4


def test_serve_prepares_a_new_database_and_keeps_it_the_next_time(
    tmp_path: Path, serve: Callable[..., Server]
) -> None:
    path = tmp_path / "data" / "record.db"
    first = serve(path, "--prepare")
    assert any("Migrated" in line for line in first.lines)
    assert any("56 claims new" in line for line in first.lines)
    assert len(first.client.get("/v1/contradictions").json()["data"]) == 7
    events = first.client.get("/version").json()["events"]
    first.stop()
    second = serve(path, "--prepare")
    assert second.client.get("/version").json()["events"] == events
    announced, *requests = second.lines
    assert re.fullmatch(r"Counterclaim \S+ on http://127\.0\.0\.1:\d+ — Ctrl-C stops it\.\n", announced)
    assert [line for line in requests if " GET /version 200 " not in line] == []


def test_the_first_answer_comes_once_the_address_is_printed(server: Server) -> None:
    answered = server.client.get("/health/ready")
    assert answered.status_code == 200
    assert "server" not in answered.headers


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_in_peace(server: Server, number: signal.Signals) -> None:
    begun = time.monotonic()
    server.process.send_signal(number)
    assert server.process.wait(timeout=20) == 0
    assert time.monotonic() - begun < 10
    server.stop()
    assert len(server.lines) == 1


def test_a_host_that_others_reach_is_warned_of(seeded_path: Path, serve: Callable[..., Server]) -> None:
    server = serve(seeded_path, "--host", "0.0.0.0")  # noqa: S104 — the warning is the point
    assert server.lines[0].startswith("Warning: 0.0.0.0 can be reached from elsewhere")
    assert server.client.get("/health/live").status_code == 200


def test_a_taken_port_is_named_with_the_way_out(seeded_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = started(seeded_path, "serve", "--port", str(port))
    assert done.returncode == 3
    assert f"port {port}" in done.stderr
    assert f"PORT={port + 1}" in done.stderr


@pytest.mark.parametrize(
    ("port", "says"), [("eighty", "PORT takes a whole number"), ("70000", "up to 65535")]
)
def test_a_port_that_is_none_is_refused(seeded_path: Path, port: str, says: str) -> None:
    done = started(seeded_path, "serve", "--port", port)
    assert done.returncode == 2
    assert says in done.stderr


def test_a_log_level_that_is_none_is_refused(seeded_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERCLAIM_LOG_LEVEL", "loud")
    done = started(seeded_path, "serve", "--port", "0")
    assert done.returncode == 2
    assert "debug, info, warning, error" in done.stderr


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_closed_pipe_is_no_reason_for_noise(seeded_path: Path, options: list[str]) -> None:
    process = subprocess.Popen(
        [*PROGRAM, "contradictions", *options],
        cwd=ROOT,
        env={**os.environ, "COUNTERCLAIM_DATABASE": str(seeded_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    noise = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 141
    assert noise in (b"", b"7 contradictions.\n")


def test_ctrl_c_stops_a_command_with_130(seeded_path: Path) -> None:
    process = subprocess.Popen(
        [*PROGRAM, "add", "-"],
        cwd=ROOT,
        env={**os.environ, "COUNTERCLAIM_DATABASE": str(seeded_path)},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stderr is not None
    # More than a pipe holds: once it is written, the command is reading; then let it wait for the rest.
    process.stdin.write(b" " * 500_000)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    assert process.stderr.read() == b"Stopped.\n"
    process.stderr.close()
    process.stdin.close()


def test_the_revision_read_from_the_files_is_alembics_own() -> None:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(ROOT / "migrations"))
    assert migrate.head() == scripts.get_current_head()
    assert set(migrate.revisions()) == {each.revision for each in scripts.walk_revisions()}
