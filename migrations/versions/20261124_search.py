"""the index that searching reads, filled from what is recorded."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.db import Database, WriteSession
from app.search import index

revision = "5e4c81b7a2f0"
down_revision = "d12765ec70b6"
branch_labels = None
depends_on = None

KINDS = ("entity", "source", "claim")


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
    for kind in KINDS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE VIRTUAL TABLE search_{kind}_fts USING fts5(words, content='search_{kind}', "
                "content_rowid='seq', tokenize='ascii', detail='none', columnsize=0)"
            )
            # A word that is taken out must not stand in the index's own pages.
            fts = f"search_{kind}_fts"
            op.execute(f"INSERT INTO {fts} ({fts}, rank) VALUES ('secure-delete', 1)")  # noqa: S608 — a fixed name
        else:
            op.execute(
                f"CREATE INDEX ix_search_{kind}_words ON search_{kind} "
                "USING gin (array_to_tsvector(string_to_array(words, ' ')))"
            )
    fill()


def fill() -> None:
    """Takes in what is recorded, as the program itself does: what stands in the index is the program's to say."""
    bound: Any = op.get_bind()
    database = Database(bound.engine.url.render_as_string(hide_password=False))
    index.catch_up(WriteSession(database, bound.connection.driver_connection))


def downgrade() -> None:
    for kind in KINDS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TABLE search_{kind}_fts")
        op.drop_table(f"search_{kind}")
    op.drop_table("search_name_key")
