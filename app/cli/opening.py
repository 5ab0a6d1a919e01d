"""Opening the database for a command: reachable and migrated, or a sentence that says the fix."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app import migrate
from app.cli.boundary import faulty
from app.cli.command import ENVIRONMENT, USAGE, Failure
from app.db import Database, ReadSession, Session
from app.errors import NotFound, UnknownReference
from app.settings import SettingProblem, Settings
from app.writer import Writer


@contextmanager
def opened(given: Namespace) -> Iterator[Database]:
    """The database named by --database or the environment; the driver's failures become sentences."""
    settings = Settings.from_environment(database=given.database)
    database = _database(settings)
    try:
        yield database
    except database.driver.Error as failure:
        says = next(iter(str(failure).splitlines()), type(failure).__name__)
        fix = "--database or COUNTERCLAIM_DATABASE names another."
        raise Failure(f"{name(database)} does not serve as database: {says}. {fix}", ENVIRONMENT) from failure
    except (UnknownReference, NotFound) as unknown:
        if unknown.kind is None:
            raise
        raise Failure(_nearest(database, unknown), USAGE) from unknown


def _database(settings: Settings) -> Database:
    from sqlalchemy.exc import ArgumentError

    try:
        return Database(settings.url)
    except ArgumentError:
        text = "COUNTERCLAIM_DATABASE takes a file's path, sqlite:///… or postgresql://…"
        raise SettingProblem(text) from None


def name(database: Database) -> str:
    """The database as a reader knows it: the file's path, or the URL without its password."""
    if database.sqlite:
        return str(database.url.database)
    return database.url.set(drivername="postgresql").render_as_string(hide_password=True)


@contextmanager
def reading(given: Namespace) -> Iterator[ReadSession]:
    """One consistent view of a database that has this program's schema."""
    with opened(given) as database:
        require_file(database)
        session = database.reader()
        try:
            require_schema(session)
            with session.snapshot():
                yield session
        finally:
            session.close()


@contextmanager
def writing(given: Namespace) -> Iterator[Writer]:
    """A running writer over a database that has this program's schema."""
    with reading(given) as session:
        database = session.database
    with opened(given), Writer(database) as writer:
        yield writer


def require_file(database: Database) -> None:
    """Refuses an SQLite file that is not there; opening it would make an empty one."""
    if database.sqlite and not Path(str(database.url.database)).exists():
        raise Failure(
            f"There is no database at {name(database)}. Run counterclaim migrate to make it.", ENVIRONMENT
        )


def require_schema(session: Session) -> None:
    """Refuses a database without tables, or with those of another version of this program."""
    require_known(session)
    revision = migrate.current(session)
    if revision != migrate.head():
        lacks = "has no tables yet" if revision is None else "is of an older version"
        text = f"The database at {name(session.database)} {lacks}. Run counterclaim migrate."
        raise Failure(text, ENVIRONMENT)


def require_known(session: Session) -> None:
    """Refuses a database that a later version of this program has migrated."""
    revision = migrate.current(session)
    if revision is not None and revision not in migrate.revisions():
        text = f"{name(session.database)} was made by a newer Counterclaim (schema {revision}): use that one."
        raise Failure(text, ENVIRONMENT)


def _nearest(database: Database, unknown: UnknownReference | NotFound) -> str:
    """What the API answers to the same mistake."""
    from app.claims.suggestions import suggestion

    session = database.reader()
    try:
        detail = suggestion(session, str(unknown.kind), unknown.reference)
    finally:
        session.close()
    pointer = unknown.pointer if isinstance(unknown, UnknownReference) else ""
    return faulty(detail, [(pointer, detail)])
