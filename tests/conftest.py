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
from contextlib import AbstractContextManager, contextmanager
from itertools import count
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
from tests.only_sqlite import sqlite_only

settings.register_profile(
    "default", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=2000)
settings.load_profile("default")

SEEDS = ROOT / "seeds"


Where = Path | str
"""A database file, or the URL of a database on a server."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL without the tests that are listed as SQLite's own."""
    if config.getoption("--database") == "postgresql":
        left = [item for item in items if sqlite_only(item.nodeid)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if not sqlite_only(item.nodeid)]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="what the tests' databases are; postgresql starts a throw-away server",
    )


def new_database(where: Where) -> Database:
    """A database with this program's schema and nothing in it."""
    database = Database(Settings(database=str(where)).url)
    migrate.upgrade(database)
    return database


class Files:
    """Databases as SQLite files, copied from templates."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def template(self, name: str) -> Where:
        """Where the template of that name is made."""
        return self.folder / f"{name}.db"

    @contextmanager
    def again(self, where: Where, folder: Path) -> Iterator[Where]:
        """A copy of a database that nobody has open."""
        target = folder / "counterclaim.db"
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        shutil.copyfile(where, target)
        yield target

    def copied(self, name: str, folder: Path) -> AbstractContextManager[Where]:
        """A copy of the template of that name."""
        return self.again(self.template(name), folder)


class Cluster:
    """Databases on a PostgreSQL server, each copied from a template and dropped after its test."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._taken: set[int] = set()

    def template(self, name: str) -> Where:
        """Where the template of that name is."""
        return f"{self.url}/template_{name}"

    @contextmanager
    def again(self, where: Where, _folder: Path) -> Iterator[Where]:
        """A copy of a database that nobody has open."""
        number = next(number for number in count() if number not in self._taken)
        self._taken.add(number)
        copy = f"copy_{number}"  # a name that comes again: its statements stay compiled
        self._run(f"CREATE DATABASE {copy} TEMPLATE {str(where).rpartition('/')[2]}")
        yield f"{self.url}/{copy}"
        self._run(f"DROP DATABASE {copy} WITH (FORCE)")
        self._taken.remove(number)

    def copied(self, name: str, folder: Path) -> AbstractContextManager[Where]:
        """A copy of the template of that name."""
        return self.again(self.template(name), folder)

    def made(self, name: str) -> None:
        """Makes an empty database for a template."""
        self._run(f"CREATE DATABASE template_{name}")

    def _run(self, command: str) -> None:
        import psycopg

        with psycopg.connect(f"{self.url}/postgres", autocommit=True) as admin:
            admin.execute(command.encode())


Databases = Files | Cluster
TEMPLATES = ("empty", "predicates", "seeded")


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Copies of an `empty` database, one with the seeds' `predicates`, and a `seeded` one."""
    if request.config.getoption("--database") == "postgresql":
        found: Cluster = request.getfixturevalue("postgresql")
        return found
    made = Files(tmp_path_factory.mktemp("templates"))
    _fill(made)
    return made


@pytest.fixture(scope="session")
def postgresql(cluster: str) -> Cluster:
    """Databases on a server, whatever the other tests' are."""
    made = Cluster(cluster)
    for name in TEMPLATES:
        made.made(name)
    _fill(made)
    return made


def _fill(made: Databases) -> None:
    for name in TEMPLATES:
        database = new_database(made.template(name))
        source = {"predicates": SEEDS / "predicates.yaml", "seeded": SEEDS}.get(name)
        if source is not None:
            with Writer(database) as writer:
                report = importer.load(writer, OPERATOR, files.read(source))
            assert not report.refused


class Record:
    """A database in the hands of a test: write through the one door, read what is there."""

    def __init__(self, path: Where) -> None:
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
def record_at(path: Where) -> Iterator[Record]:
    """A Record over the database at the path, closed afterwards."""
    record = Record(path)
    try:
        yield record
    finally:
        record.close()


@pytest.fixture
def empty(databases: Databases, tmp_path: Path) -> Iterator[Record]:
    """A database with the schema alone."""
    with databases.copied("empty", tmp_path) as where, record_at(where) as record:
        yield record


@pytest.fixture
def record(databases: Databases, tmp_path: Path) -> Iterator[Record]:
    """A database with the seeds' predicates and a few entities and one source to speak of."""
    with databases.copied("predicates", tmp_path) as where, record_at(where) as record:
        for key in ("brigade", "network", "analyst", "rebel", "outlet-a", "outlet-b"):
            record.entity(key)
        record.source("paper", published="2016-05")
        yield record


@pytest.fixture
def seeded(databases: Databases, tmp_path: Path) -> Iterator[Record]:
    """A database with all the seeds."""
    with databases.copied("seeded", tmp_path) as where, record_at(where) as record:
        yield record


@pytest.fixture
def seeded_path(databases: Databases, tmp_path: Path) -> Iterator[Where]:
    """A database with all the seeds that nobody has open."""
    with databases.copied("seeded", tmp_path) as where:
        yield where


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
def seeded_url(postgresql: Cluster, tmp_path: Path) -> Iterator[str]:
    """A database on a server with all the seeds, whatever the other tests' are."""
    with postgresql.copied("seeded", tmp_path) as where:
        yield str(where)


class Server:
    """A real server process over a database file, stopped by its own process id."""

    module = "app.cli"

    def __init__(self, path: Where, *options: str, **environment: str) -> None:
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

    def start(path: Where, *options: str, **environment: str) -> Server:
        started.append(Server(path, *options, **environment))
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            server.stop()


@pytest.fixture
def server(seeded_path: Where, serve: Callable[..., Server]) -> Server:
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
