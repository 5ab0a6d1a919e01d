"""Indexes that have what each filter of a list leaves in the order of the list."""

from alembic import op

revision = "b7d04e5a91c3"
down_revision = "5c1e0b7d92af"
branch_labels = None
depends_on = None

_BY_NUMBER = {
    "claim": ("status", "stance", "polarity", "modality"),
    "contradiction": ("code", "label", "severity", "open_weight", "changed_at"),
    "entity": ("kind", "alignment"),
    "event": ("op",),
    "source": ("kind", "alignment", "language"),
}


def upgrade() -> None:
    """Adds the indexes; one of entities takes the place of that of the kind alone."""
    for table, columns in _BY_NUMBER.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}_seq", table, [column, "seq"])
    op.drop_index("ix_entity_kind", "entity")


def downgrade() -> None:
    """Drops them."""
    op.create_index("ix_entity_kind", "entity", ["kind"])
    for table, columns in _BY_NUMBER.items():
        for column in columns:
            op.drop_index(f"ix_{table}_{column}_seq", table)
