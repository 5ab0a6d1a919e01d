"""the index that searching reads, filled from what is recorded."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.db import Database, WriteSession
from app.search import index

revision = "5e4c81b7a2f0"
down_revision = "b53d90e4c1f7"
branch_labels = None
depends_on = None

KINDS = ("entity", "source", "claim")
IN_PARTS = ("entity", "source")


def upgrade() -> None:
    for kind in KINDS:
        op.create_table(
            f"search_{kind}",
            sa.Column("seq", sa.Integer(), nullable=False),
            sa.Column("words", sa.String(), nullable=False),
            sa.PrimaryKeyConstraint("seq", name=op.f(f"pk_search_{kind}")),
        )
    op.create_table(
        "search_name_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("entity", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "entity", name=op.f("pk_search_name_key")),
    )
    (fts5 if op.get_bind().dialect.name == "sqlite" else gin)()
    fill()


def fts5() -> None:
    """Full text on SQLite; what is taken out of it must not stand in its own pages either."""
    tables = [(kind, "fts", "ascii") for kind in KINDS]
    tables += [(kind, "parts", "trigram case_sensitive 1") for kind in IN_PARTS]
    for kind, suffix, tokenizer in tables:
        name = f"search_{kind}_{suffix}"
        op.execute(
            f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='search_{kind}', content_rowid='seq', "
            f"tokenize='{tokenizer}', detail='none', columnsize=0)"
        )
        op.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('secure-delete', 1)")  # noqa: S608 — tables named above


def gin() -> None:
    """Full text on PostgreSQL; without the right to pg_trgm, parts of words are found by reading all names."""
    for kind in KINDS:
        op.execute(
            f"CREATE INDEX ix_search_{kind}_words ON search_{kind} "
            "USING gin (array_to_tsvector(string_to_array(words, ' ')))"
        )
    try:
        with op.get_bind().begin_nested():
            op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except sa.exc.DBAPIError:
        return
    for kind in IN_PARTS:
        op.execute(f"CREATE INDEX ix_search_{kind}_parts ON search_{kind} USING gin (words gin_trgm_ops)")


def fill() -> None:
    """Takes in what is recorded as the program does: what stands in the index is the program's to say."""
    bound: Any = op.get_bind()
    database = Database(bound.engine.url.render_as_string(hide_password=False))
    index.catch_up(WriteSession(database, bound.connection.driver_connection))


def downgrade() -> None:
    for kind in KINDS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TABLE search_{kind}_fts")
            op.execute(f"DROP TABLE IF EXISTS search_{kind}_parts")
        op.drop_table(f"search_{kind}")
    op.drop_table("search_name_key")
