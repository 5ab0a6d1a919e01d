"""Bringing a database to this program's schema."""

from functools import lru_cache

from sqlalchemy import column, select
from sqlalchemy import table as named_table

from app.db import Database, Session
from app.settings import ROOT

_REVISION = select(named_table("alembic_version", column("version_num")).c.version_num)


@lru_cache(maxsize=1)
def head() -> str:
    """The revision this program's tables are at."""
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory(str(ROOT / "migrations")).get_current_head())


def current(session: Session) -> str | None:
    """The revision a database is at; None when it has no schema yet."""
    if not session.has_table("alembic_version"):
        return None
    return str(session.scalar(_REVISION))


def upgrade(database: Database) -> bool:
    """Migrates the database to the head; returns whether anything was to do."""
    session = database.reader()
    try:
        if current(session) == head():
            return False
    finally:
        session.close()
    from alembic import command
    from alembic.config import Config

    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option(
        "sqlalchemy.url", database.url.render_as_string(hide_password=False).replace("%", "%%")
    )
    command.upgrade(config, "head")
    return True
