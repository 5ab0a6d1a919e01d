"""What tests share: a real database made by migrations, the seeds in it, and a real server over it."""

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings

from app import intake, migrate
from app.access import keys
from app.access.keys import OPERATOR
from app.claims import predicates
from app.claims.predicate_schemas import PredicateCreate
from app.claims.schemas import ClaimCreate
from app.db import Database
from app.entities.schemas import EntityChange, EntityCreate
from app.exchange import files, importer
from app.intake import Redefined, Written
from app.provenance.log import now
from app.settings import ROOT, Settings
from app.sources.schemas import SourceChange, SourceCreate
from app.writer import Writer

settings.register_profile(
    "default", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=2000)
settings.load_profile("default")

SEEDS = ROOT / "seeds"


def new_database(path: Path) -> Database:
    """A database with this program's schema and nothing in it."""
    database = Database(Settings(database=str(path)).url)
    migrate.upgrade(database)
    return database


@pytest.fixture(scope="session")
def _templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("templates")
    paths = {name: folder / f"{name}.db" for name in ("empty", "predicates", "seeded")}
    for name, path in paths.items():
        database = new_database(path)
        source = {"predicates": SEEDS / "predicates.yaml", "seeded": SEEDS}.get(name)
        if source is not None:
            with Writer(database) as writer:
                report = importer.load(writer, OPERATOR, files.read(source))
            assert not report.refused
    return paths


class Record:
    """A database in the hands of a test: write through the one door, read what is there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = Database(Settings(database=str(path)).url)
        self.writer = Writer(self.database).start()
        self.reader = self.database.reader()

    def close(self) -> None:
        self.writer.stop()
        self.reader.close()

    def entity(self, key: str, kind: str = "armed_group", **more: Any) -> Written:
        given = EntityCreate.model_validate({"key": key, "kind": kind, "label": key, **more})
        return self.writer.call(lambda session: intake.add_entity(session, OPERATOR, given))

    def predicate(self, key: str, value_type: str, **more: Any) -> Written:
        """Adds a predicate, labelled by its key unless told otherwise."""
        label = key.replace("_", " ")
        body = {"key": key, "label": label, "value_type": value_type, **more}
        given = PredicateCreate.model_validate(body)
        return self.writer.call(lambda session: intake.add_predicate(session, OPERATOR, given))

    def redefine(self, ref: str, /, **changes: Any) -> Redefined:
        """Changes fields of a predicate's definition."""
        (body,) = predicates.present(self.reader, [predicates.get(self.reader, ref)])
        given = PredicateCreate.model_validate({**body, **changes}, extra="ignore")
        return self.writer.call(lambda session: intake.change_predicate(session, OPERATOR, ref, given))

    def change(self, ref: str, /, **changes: Any) -> Written:
        """Changes fields of an entity."""
        given = EntityChange.model_validate(changes)
        return self.writer.call(lambda session: intake.change_entity(session, OPERATOR, ref, given))

    def change_source(self, ref: str, /, **changes: Any) -> Written:
        """Changes fields of a source."""
        given = SourceChange.model_validate(changes)
        return self.writer.call(lambda session: intake.change_source(session, OPERATOR, ref, given))

    def source(self, key: str, kind: str = "article", **more: Any) -> Written:
        given = SourceCreate.model_validate({"key": key, "kind": kind, "title": key, **more})
        return self.writer.call(lambda session: intake.add_source(session, OPERATOR, given))

    def claim(self, **body: Any) -> Written:
        """Records a claim by `agent` (or with a whole `attribution`) read in the source `paper`."""
        agent = body.pop("agent", "analyst")
        chain = [{"agent": agent, "role": "claimant"}]
        given = ClaimCreate.model_validate({"source": "paper", "attribution": chain, **body})
        return self.writer.call(lambda session: intake.record(session, OPERATOR, given))

    def key(self, role: str = "contributor") -> str:
        return self.writer.call(lambda session: keys.create(session, role, "a test", now()))[1]


@contextmanager
def record_at(path: Path) -> Iterator[Record]:
    """A Record over the database at the path, closed afterwards."""
    record = Record(path)
    try:
        yield record
    finally:
        record.close()


def _copy(templates: dict[str, Path], name: str, folder: Path) -> Path:
    target = folder / "counterclaim.db"
    shutil.copyfile(templates[name], target)
    return target


@pytest.fixture
def empty(_templates: dict[str, Path], tmp_path: Path) -> Iterator[Record]:
    """A database with the schema alone."""
    with record_at(_copy(_templates, "empty", tmp_path)) as record:
        yield record


@pytest.fixture
def record(_templates: dict[str, Path], tmp_path: Path) -> Iterator[Record]:
    """A database with the seeds' predicates and a few entities and one source to speak of."""
    with record_at(_copy(_templates, "predicates", tmp_path)) as record:
        for key in ("brigade", "network", "analyst", "rebel", "outlet-a", "outlet-b"):
            record.entity(key)
        record.source("paper", published="2016-05")
        yield record


@pytest.fixture
def seeded(_templates: dict[str, Path], tmp_path: Path) -> Iterator[Record]:
    """A database with all the seeds."""
    with record_at(_copy(_templates, "seeded", tmp_path)) as record:
        yield record


@pytest.fixture
def seeded_path(_templates: dict[str, Path], tmp_path: Path) -> Path:
    """A file with all the seeds that nobody has open."""
    return _copy(_templates, "seeded", tmp_path)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    assert found, "PostgreSQL is not installed: apt-get install postgresql"
    return found[-1].parent


def _as_postgres(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if getpass.getuser() == "root" else list(command)


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """A cluster of its own on loopback; yields its URL without a database.

    Not below pytest's own folder, which only the user who runs the tests may enter.
    """
    folder = Path(tempfile.mkdtemp(prefix="counterclaim-postgresql-"))
    if getpass.getuser() == "root":
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    programs, data = _programs(), str(folder / "data")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    init = [str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "counterclaim", "--locale=C.UTF-8"]
    control = [str(programs / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log")]
    subprocess.run(_as_postgres(*init), check=True, cwd=folder, stdout=subprocess.DEVNULL)
    subprocess.run(
        _as_postgres(*control, "-o", options, "start"), check=True, cwd=folder, stdout=subprocess.DEVNULL
    )
    yield f"postgresql://counterclaim@127.0.0.1:{port}"
    stop = _as_postgres(*control, "-m", "fast", "stop")
    subprocess.run(stop, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    shutil.rmtree(folder)


@pytest.fixture
def seeded_url(cluster: str) -> Iterator[str]:
    """A fresh database of the cluster with all the seeds."""
    import psycopg

    with psycopg.connect(f"{cluster}/postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE fresh")
    url = f"{cluster}/fresh"
    database = Database(Settings(database=url).url)
    assert migrate.upgrade(database)
    with Writer(database) as writer:
        assert importer.load(writer, OPERATOR, files.read(SEEDS)).refused == []
    yield url
    with psycopg.connect(f"{cluster}/postgres", autocommit=True) as admin:
        admin.execute("DROP DATABASE fresh WITH (FORCE)")


class Server:
    """A real server process over a database file, stopped by its own process id."""

    module = "app.cli"

    def __init__(self, path: Path | str, *options: str, **environment: str) -> None:
        command = [sys.executable, "-m", self.module, "serve", "--port", "0", *options]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "COUNTERCLAIM_DATABASE": str(path), **environment},
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        self.lines: list[str] = []
        self.url = self._url()
        self._drain = threading.Thread(target=self._read_on, daemon=True)
        self._drain.start()
        self.client = httpx.Client(base_url=self.url, timeout=30)

    def _url(self) -> str:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                return found[0]
        raise AssertionError(f"the server did not start: {''.join(self.lines)}")

    def _read_on(self) -> None:
        assert self.process.stderr is not None
        self.lines += self.process.stderr

    def stop(self) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait(timeout=20)
        self._drain.join(timeout=5)
        if self.process.stderr is not None:
            self.process.stderr.close()

    def kill(self) -> None:
        """Ends the process as a power cut would: no handler runs."""
        self.client.close()
        self.process.kill()
        self.process.wait(timeout=20)
        self._drain.join(timeout=5)
        if self.process.stderr is not None:
            self.process.stderr.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts servers over database files; all are stopped at the end of the test."""
    started: list[Server] = []

    def start(path: Path | str, *options: str, **environment: str) -> Server:
        started.append(Server(path, *options, **environment))
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            server.stop()


@pytest.fixture
def server(seeded_path: Path, serve: Callable[..., Server]) -> Server:
    """A real server over the seeds."""
    return serve(seeded_path)


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Tells a figure that a test measured; the summary at the end shows it."""

    def tell(text: str) -> None:
        request.node.user_properties.append(("figure", text))

    return tell


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    told = [
        text
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        for name, text in report.user_properties
        if name == "figure"
    ]
    if told:
        terminalreporter.section("figures")
        for text in told:
            terminalreporter.write_line(str(text))
