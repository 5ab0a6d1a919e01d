"""The tables of API keys and of kept answers; operational, so they stand outside the log."""

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


class KeptAnswer(SQLModel, table=True):
    """The first answer to a write that came with an Idempotency-Key.

    `scope` is the digest of account, method, path and key; `fingerprint` that of the whole request;
    `headers` is a JSON object.
    """

    __tablename__ = "kept_answer"
    __table_args__ = (CheckConstraint("status BETWEEN 200 AND 299", name="only_successes"),)
    scope: str = Field(primary_key=True)
    fingerprint: str
    status: int
    headers: str
    body: str
    kept_at: str = Field(index=True)
