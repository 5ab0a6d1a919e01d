"""The database: one place that knows SQLite from PostgreSQL, and sessions that run prepared statements.

Hot paths run SQLAlchemy Core statements compiled once and handed to the driver's own connection: the ORM
costs three times the query itself. SQLite comes from PyPI's pysqlite3, because SQLite 3.7.0 to 3.51.2 can
corrupt a WAL database that two connections use (https://sqlite.org/wal.html#walresetbug).
"""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar, cast

from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Executable, MetaData, Select, Table, make_url
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import SQLModel

from app.settings import SettingProblem

SAFE_SQLITE = (3, 51, 3)
MOST_REMEMBERED = 50_000
STATEMENTS = 512  # that a connection keeps compiled; an import runs more than the usual 128 in turn
WRITE_LOCK = 0x636C61696D  # "claim": the advisory lock every writing process takes on PostgreSQL
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = MetaData(naming_convention=NAMING).naming_convention

Row = dict[str, Any]
T = TypeVar("T")


class UnsafeEngine(RuntimeError):
    """The SQLite library at hand can lose committed writes; the text says what to install."""


def table(model: type[SQLModel]) -> Table:
    """The Core table of a SQLModel class."""
    return cast("Table", vars(model)["__table__"])


def one_of(column: str, values: Sequence[str]) -> str:
    """The SQL of a CHECK that a column holds one of the values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def refuse_unsafe_sqlite(version: tuple[int, ...]) -> None:
    """Raises UnsafeEngine for the versions with the WAL-reset bug."""
    if version < SAFE_SQLITE:
        message = (
            f"SQLite {'.'.join(map(str, version))} can corrupt a database in WAL mode (fixed in 3.51.3). "
            "Install pysqlite3 0.6.1 or newer: make run does."
        )
        raise UnsafeEngine(message)


class _SQLite(SQLiteCompiler):
    """SQLite's SQL with limits as expressions: SQLite plans anew each time a bare `LIMIT ?` is bound."""

    def limit_clause(self, select: Select[Any], **options: Any) -> str:
        """The limit."""
        limit, offset = select._limit_clause, select._offset_clause  # noqa: SLF001 — what the overridden method reads
        if limit is None:
            return cast("str", super().limit_clause(select, **options))  # type: ignore[no-untyped-call]  # not typed there
        found = f" LIMIT ({self.process(limit, **options)} + 0)"
        return found if offset is None else f"{found} OFFSET ({self.process(offset, **options)} + 0)"


class _Prepared:
    """A Core statement compiled once for one dialect."""

    __slots__ = ("defaults", "names", "picked", "positions", "sql", "statement")

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = cast("SQLCompiler", statement.compile(dialect=dialect))  # type: ignore[attr-defined]  # every statement has it
        self.statement = statement  # kept alive: the cache is keyed by identity
        self.sql = compiled.string
        self.defaults = dict(compiled.params)
        self.positions = compiled.positiontup
        # One name alone would be picked bare instead of as a tuple.
        positions = self.positions or ()
        self.picked = itemgetter(*positions) if len(positions) > 1 else None
        columns = compiled._result_columns  # noqa: SLF001 — the only home of the result's names before execution
        self.names = tuple(column.keyname for column in columns)

    def bind(self, given: Mapping[str, Any]) -> Any:
        if self.positions is None:
            return {**self.defaults, **given}
        if self.picked is not None:
            with contextlib.suppress(KeyError):
                return self.picked(given)
        defaults = self.defaults
        return [given[name] if name in given else defaults[name] for name in self.positions]


class Session:
    """Runs Core statements on one held connection; `rows` are dicts by column name."""

    def __init__(self, database: "Database", connection: DBAPIConnection) -> None:
        self.database = database
        self.connection = connection
        self._execute: Callable[..., Any] = cast("Any", connection).execute
        self._cursor = connection.cursor
        self._remembered: dict[str, Any] = {}
        self._recalled: dict[Any, Any] | None = None
        self._changes = 0

    def rows(self, statement: Executable, **given: object) -> list[Row]:
        """All rows of a query."""
        prepared = self.database.prepared(statement)
        names = prepared.names
        return [
            dict(zip(names, row, strict=True)) for row in self._execute(prepared.sql, prepared.bind(given))
        ]

    def tuples(self, statement: Executable, **given: object) -> list[tuple[Any, ...]]:
        """All rows of a query as plain tuples, for loops that count microseconds."""
        prepared = self.database.prepared(statement)
        return cast("list[tuple[Any, ...]]", self._execute(prepared.sql, prepared.bind(given)).fetchall())

    def first(self, statement: Executable, **given: object) -> Row | None:
        """The first row, or None."""
        prepared = self.database.prepared(statement)
        row = self._execute(prepared.sql, prepared.bind(given)).fetchone()
        return None if row is None else dict(zip(prepared.names, row, strict=True))

    def scalar(self, statement: Executable, **given: object) -> Any:
        """The first column of the first row, or None."""
        prepared = self.database.prepared(statement)
        row = self._execute(prepared.sql, prepared.bind(given)).fetchone()
        return None if row is None else row[0]

    def has_table(self, name: str) -> bool:
        """Whether the database has a table of that name."""
        return bool(self._execute(self.database.tables_named, [name]).fetchall())

    def remembered(self, statement: Executable, ref: str) -> Any:
        """The one value that a query by random id gives, asked once.

        What an id names never changes, once it is committed.
        """
        known = self._remembered
        found = known.get(ref)
        if found is None:
            found = self.scalar(statement, ref=ref)
            if len(known) > MOST_REMEMBERED:
                known.clear()
            if found is not None:
                known[ref] = found
        return found

    def recall(self, about: object, statement: Executable, ref: str) -> Row | None:
        """The first row of a query by reference; while a batch is recalling, one that was found is kept."""
        known = self._recalled
        if known is None:
            return self.first(statement, ref=ref)
        found: Row | None = known.get(about)
        if found is None:
            found = known[about] = self.first(statement, ref=ref)
        return found

    def known(self, about: object, ask: Callable[[], T]) -> T:
        """What `ask` gives; while a batch is recalling, the answer about the same thing is asked for once."""
        known = self._recalled
        if known is None:
            return ask()
        found: T | None = known.get(about)
        if found is None:
            found = known[about] = ask()
        return found

    def now_is(self, about: object, found: object) -> None:
        """Something that is recalled has changed, or is known under another name too."""
        if self._recalled is not None:
            self._recalled[about] = found

    def close(self) -> None:
        """Ends the connection."""
        self.connection.close()


class ReadSession(Session):
    """A session that cannot write."""

    @contextmanager
    def snapshot(self) -> Iterator["ReadSession"]:
        """Every query inside sees the same state of the database."""
        self._execute(self.database.begin_read)
        try:
            yield self
        finally:
            self._execute("COMMIT")


class WriteSession(Session):
    """A session inside the one write transaction; only the writer makes one and commits it."""

    def __init__(self, database: "Database", connection: DBAPIConnection) -> None:
        super().__init__(database, connection)
        self._before_commit: dict[Callable[[WriteSession], None], None] = {}
        self._waiting: dict[Later, dict[object, Row]] = {}

    def before_commit(self, work: "Callable[[WriteSession], None]") -> None:
        """Has work done once in this transaction, after its last command."""
        self._before_commit[work] = None

    def finish(self) -> None:
        """Does what was put off to the end of the transaction."""
        self.catch_up()
        while self._before_commit:
            self._before_commit.popitem()[0](self)

    @contextmanager
    def recalling(self) -> Iterator[None]:
        """Inside, what `recall` and `known` answered is kept until it changes or something is rolled back.

        Rows that are put off are written by `catch_up`, before a savepoint, and at the end.
        """
        self._recalled = {}
        try:
            yield
            self.catch_up()
        finally:
            self._recalled = None

    def put_off(self, write: "Later", about: Mapping[Any, Row]) -> None:
        """Has rows written, inside `recalling` with all others of their kind: the last about each thing.

        Until then no query finds them; what is needed of them before is kept for `known`.
        """
        self._changes += 1
        if self._recalled is None:
            write(self, list(about.values()))
        else:
            self._waiting.setdefault(write, {}).update(about)

    def waits(self, write: "Later", about: object) -> bool:
        """Whether a row about this was put off and is not yet written."""
        return about in self._waiting.get(write, ())

    def catch_up(self) -> None:
        """Writes the rows that were put off."""
        while self._waiting:
            write = next(iter(self._waiting))
            write(self, list(self._waiting.pop(write).values()))

    @property
    def changes(self) -> int:
        """A number that grows with every write: where it is the same again, nothing was written."""
        return self._changes

    def run(self, statement: Executable, **given: object) -> int:
        """Executes a write; returns the number of rows it touched."""
        self._changes += 1
        prepared = self.database.prepared(statement)
        return cast("int", self._execute(prepared.sql, prepared.bind(given)).rowcount)

    def run_many(self, statement: Executable, given: Sequence[Mapping[str, object]]) -> None:
        """Executes a write once for each set of parameters."""
        if given:
            self._changes += 1
            prepared = self.database.prepared(statement)
            self._cursor().executemany(prepared.sql, [prepared.bind(each) for each in given])

    def plain(self, sql: str) -> None:
        """Executes transaction control: BEGIN, SAVEPOINT, COMMIT."""
        back = sql.startswith("ROLLBACK")
        if not back:
            self.catch_up()  # a savepoint holds what came before it, and nothing else
        self._execute(sql)
        if back:
            self._waiting.clear()
            if self._recalled is not None:
                self._recalled.clear()
            self._remembered.clear()  # an import that keeps ids can bring one again, under another number


Later = Callable[[WriteSession, list[Row]], None]
"""Writes rows that were put off."""


class Database:
    """Where the record lives; hands out connections and keeps the compiled statements."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.dialect: Dialect
        if self.sqlite:
            refuse_unsafe_sqlite(sqlite.sqlite_version_info)
            self.dialect = SQLiteDialect_pysqlite()
            self.dialect.statement_compiler = _SQLite
            self.begin_read, self.begin_write = "BEGIN", "BEGIN IMMEDIATE"
            self.no_writes = "PRAGMA query_only = ON"
            self.tables_named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
            if not self.url.database or self.url.database == ":memory:":
                message = "COUNTERCLAIM_DATABASE takes a file: a database in memory would be lost."
                raise SettingProblem(message)
        elif self.url.get_backend_name() == "postgresql":
            from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

            self.dialect = cast("Any", PGDialect_psycopg)()
            self.no_writes = "SET default_transaction_read_only = on"
            self.begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            self.tables_named = (
                "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = %s"
            )
            self.begin_write = f"BEGIN; SELECT pg_advisory_xact_lock({WRITE_LOCK})"
        else:
            message = "COUNTERCLAIM_DATABASE takes a file's path, sqlite:///… or postgresql://…"
            raise SettingProblem(message)
        self._prepared: dict[int, _Prepared] = {}
        self.memory: dict[
            str, object
        ] = {}  # what this process remembers of the content, each with its own check

    def prepared(self, statement: Executable) -> _Prepared:
        """The statement compiled for this database, once.

        Statements are module constants or come from a bounded cache, so the cache stays small.
        """
        found = self._prepared.get(id(statement))
        if found is None or found.statement is not statement:
            found = self._prepared[id(statement)] = _Prepared(statement, self.dialect)
        return found

    @property
    def driver(self) -> Any:
        """The module of the database's driver (DBAPI 2)."""
        if self.sqlite:
            return sqlite
        import psycopg

        return psycopg

    def reader(self) -> ReadSession:
        """A new connection that cannot write."""
        connection = self._connect()
        cast("Any", connection).execute(self.no_writes)
        return ReadSession(self, connection)

    def writer(self) -> WriteSession:
        """A new connection for the writer."""
        return WriteSession(self, self._connect())

    def migrator(self) -> DBAPIConnection:
        """A driver's connection for migrations.

        Foreign keys are off on SQLite: with them on, rebuilding a table deletes its children's rows.
        """
        connection = self._connect()
        if self.sqlite:
            cast("Any", connection).execute("PRAGMA foreign_keys = OFF")
        else:
            cast("Any", connection).autocommit = False
        return connection

    def _connect(self) -> DBAPIConnection:
        return self._connect_sqlite() if self.sqlite else self._connect_postgresql()

    def _connect_sqlite(self) -> DBAPIConnection:
        path = Path(cast("str", self.url.database))
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite.connect(
            str(path),
            timeout=30,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=STATEMENTS,
        )
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return cast("DBAPIConnection", connection)

    def _connect_postgresql(self) -> DBAPIConnection:
        url = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return cast("DBAPIConnection", self.driver.connect(url, autocommit=True))


SQLITE_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit that was acknowledged survives a power cut
    "foreign_keys = ON",
    "secure_delete = ON",  # what is redacted one day must not stand in free pages
    "cache_size = -65536",
)


class Readers:
    """Read sessions for one process: one held for the event loop, the others one a thread."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._threads = threading.local()
        self._all: list[ReadSession] = []

    def session(self) -> ReadSession:
        """The calling thread's own session, opened on first use."""
        found: ReadSession | None = getattr(self._threads, "session", None)
        if found is None:
            found = self._threads.session = self.database.reader()
            self._all.append(found)
        return found

    def discard(self) -> None:
        """Ends the calling thread's session, so that its next query opens a new one."""
        found: ReadSession | None = getattr(self._threads, "session", None)
        if found is not None:
            self._threads.session = None
            self._all.remove(found)
            with contextlib.suppress(Exception):
                found.close()

    def close(self) -> None:
        """Ends every connection."""
        while self._all:
            self._all.pop().close()
