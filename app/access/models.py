"""The table of API keys; operational, so it stands outside the log."""

from sqlmodel import CheckConstraint, Field, SQLModel

from app.db import one_of


class ApiKey(SQLModel, table=True):
    """An API key by its digest; the key itself is shown once and stored nowhere."""

    __tablename__ = "api_key"
    __table_args__ = (
        CheckConstraint(one_of("role", ("reader", "contributor", "editor", "admin")), name="role_known"),
    )
    id: str = Field(primary_key=True)
    digest: str = Field(unique=True)
    role: str
    label: str
    created_at: str
    revoked_at: str | None = None
