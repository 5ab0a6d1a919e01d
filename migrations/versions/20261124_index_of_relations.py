"""index of relations."""

import sqlalchemy as sa
from alembic import op

revision = "5b0c7ad3e9f1"
down_revision = "d12765ec70b6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_claim_relation",
        "claim",
        ["predicate", "value_entity", "current", "polarity", "subject", "scope"],
        sqlite_where=sa.text("value_entity IS NOT NULL"),
        postgresql_where=sa.text("value_entity IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_claim_relation", "claim")
