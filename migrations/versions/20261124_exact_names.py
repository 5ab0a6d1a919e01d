"""Indexes by which imports find entities and sources by exact name."""

from alembic import op

revision = "5c1e0b7d92af"
down_revision = "3f8b21c7a904"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the indexes."""
    op.create_index("ix_entity_label", "entity", ["label"])
    op.create_index("ix_source_title", "source", ["title"])
    op.create_index("ix_source_url", "source", ["url"], postgresql_using="hash")


def downgrade() -> None:
    """Drops them."""
    op.drop_index("ix_source_url", "source")
    op.drop_index("ix_source_title", "source")
    op.drop_index("ix_entity_label", "entity")
