"""First answers by idempotency key: what a retried write is answered with instead of being done again."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import bindparam, delete, insert, select

from app.access.models import KeptAnswer
from app.db import Row, Session, WriteSession, table

PORTION = 20  # how many old answers a write clears away besides keeping its own
answers = table(KeptAnswer)
_OF_SCOPE = select(answers).where(answers.c.scope == bindparam("scope"))
_INSERT = insert(answers)
_OLDEST = (
    select(answers.c.scope)
    .where(answers.c.kept_at < bindparam("before"))
    .order_by(answers.c.kept_at)
    .limit(bindparam("most"))
)
_CLEAR = delete(answers).where(answers.c.scope.in_(_OLDEST))


def digest(parts: Iterable[bytes]) -> str:
    """One text for several parts, none of which runs into the next."""
    found = hashlib.blake2b(digest_size=24, person=b"idempotency-key")
    for part in parts:
        found.update(len(part).to_bytes(8, "big"))
        found.update(part)
    return found.hexdigest()


def find(session: Session, scope: str) -> Row | None:
    """The answer that is kept for a scope."""
    return session.first(_OF_SCOPE, scope=scope)


def keep(session: WriteSession, row: Row, before: str) -> None:
    """Keeps an answer, and clears away some that were kept before that time."""
    session.run(_INSERT, **row)
    session.run(_CLEAR, before=before, most=PORTION)
