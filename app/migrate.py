"""Bringing a database to this program's schema."""

import re
from functools import lru_cache

from sqlalchemy import column, select
from sqlalchemy import table as named_table

from app.db import Database, Session
from app.settings import ROOT

_ASSIGNED = re.compile(r"^(revision|down_revision)\b[^=\n]*= *[\"'](\w+)[\"']", re.MULTILINE)
_REVISION = select(named_table("alembic_version", column("version_num")).c.version_num)


@lru_cache(maxsize=1)
def head() -> str:
    """The revision this program's tables are at."""
    known = revisions()
    (last,) = set(known) - set(known.values())
    return last


@lru_cache(maxsize=1)
def revisions() -> dict[str, str | None]:
    """Every revision this program knows, with the one before it.

    Read from the files' own text: importing Alembic would cost every start half a second.
    """
    files = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    told = [dict(_ASSIGNED.findall(each.read_text(encoding="utf-8"))) for each in files]
    return {each["revision"]: each.get("down_revision") for each in told}


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
