"""versions of entities and sources."""

from alembic import op

revision = "b53d90e4c1f7"
down_revision = "6c1f0b7a92de"
branch_labels = None
depends_on = None
TABLES = ("entity", "source")


def upgrade() -> None:
    for each in TABLES:
        # In place on both engines: a batch would copy the table and lose its CHECKs and triggers.
        op.execute(
            f"ALTER TABLE {each} ADD COLUMN changed INTEGER"
            f" CONSTRAINT fk_{each}_changed_event REFERENCES event (seq)"
        )


def downgrade() -> None:
    for each in TABLES:
        op.execute(f"ALTER TABLE {each} DROP COLUMN changed")
