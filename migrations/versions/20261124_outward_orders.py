"""orders in which a question's claims are read from the farthest value inwards."""

import sqlalchemy as sa
from alembic import op

revision = "3f8b21c7a904"
down_revision = "5e4c81b7a2f0"
branch_labels = None
depends_on = None

ASKED = ["subject", "predicate", "scope", "unit"]
ORDERS = {
    "lowest_firm": (["modality", "hard_hi", "seq"], "hard_hi IS NOT NULL AND from_hi <= to_lo"),
    "lowest_loose": (["modality", "hard_hi", "seq"], "hard_hi IS NOT NULL AND from_hi > to_lo"),
    "highest_firm": (["modality", "hard_lo", "seq"], "hard_lo IS NOT NULL AND from_hi <= to_lo"),
    "highest_loose": (["modality", "hard_lo", "seq"], "hard_lo IS NOT NULL AND from_hi > to_lo"),
    "plain": (["plain", "soft_hi", "seq", "soft_lo"], "plain IS NOT NULL"),
}


def upgrade() -> None:
    for name, (order, where) in ORDERS.items():
        op.create_index(
            f"ix_claim_{name}",
            "claim",
            [*ASKED, *order],
            sqlite_where=sa.text(f"current = 1 AND {where}"),
            postgresql_where=sa.text(f"current = 1 AND {where}"),
        )


def downgrade() -> None:
    for name in ORDERS:
        op.drop_index(f"ix_claim_{name}", "claim")
