"""Alembic's environment: every table of the app, on the engine's own connection rules."""

import importlib

from alembic import context
from sqlalchemy import Connection, create_engine, event, pool, text
from sqlmodel import SQLModel

from app.db import Database
from app.search.fulltext import FULL_TEXT
from app.settings import ROOT, Settings

for path in sorted((ROOT / "app").glob("*/models.py")):
    importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def kept(_: object, name: str | None, *__: object) -> bool:
    """Whether a table or index is one of the models', and not made by a migration's own SQL."""
    return FULL_TEXT.fullmatch(name or "") is None


def run(connection: Connection) -> None:
    """Migrates on one connection; a table rebuilt in batch mode must not cascade to its children."""
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=sqlite,
        compare_server_default=True,
        include_object=kept,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if sqlite:
        broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
        if broken:
            raise RuntimeError(f"the migration left {len(broken)} rows without what they refer to")


def engine_url() -> str:
    """The database to migrate: what the caller configured, or what the environment says."""
    return context.config.get_main_option("sqlalchemy.url") or Settings.from_environment().url


database = Database(engine_url())
engine = create_engine(
    database.url, module=database.driver, creator=database.migrator, poolclass=pool.NullPool
)
if database.sqlite:
    # The driver begins no transaction of its own: a migration that is killed leaves nothing behind.
    event.listen(engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN IMMEDIATE"))
with engine.connect() as connection:
    run(connection)
engine.dispose()
