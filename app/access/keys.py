"""Making, finding and revoking API keys."""

import hashlib
import secrets
import string
import zlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from app.access.models import ApiKey
from app.db import Session, WriteSession, table
from app.errors import MissingKey, NotFound, WeakRole
from app.ids import new_id

ROLES = ("reader", "contributor", "editor", "admin")
PREFIX = "ck_live_"
_LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM, _CHECK = 32, 6

keys = table(ApiKey)
_BY_DIGEST = select(keys).where(keys.c.digest == bindparam("digest"))
_ALL = select(keys.c.id, keys.c.role, keys.c.label, keys.c.created_at, keys.c.revoked_at).order_by(
    keys.c.created_at, keys.c.id
)
_INSERT = insert(keys)
_REVOKE = (
    update(keys)
    .where(keys.c.id == bindparam("key_id"), keys.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("moment"))
)


@dataclass(frozen=True, slots=True)
class Account:
    """Who is asking: the id that stands in the log as `actor`, and the role."""

    id: str
    role: str

    def require(self, role: str) -> None:
        """Raises WeakRole unless this role is `role` or stronger."""
        if ROLES.index(self.role) < ROLES.index(role):
            raise WeakRole(
                f"This key has the role {self.role}; this needs {role}. "
                f"counterclaim keys create --role {role} makes such a key."
            )


OPERATOR = Account("operator", "admin")
"""Whoever runs commands on the machine that holds the database."""


def _base62(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, rest = divmod(number, 62)
        digits = _LETTERS[rest] + digits
    return digits


def _check(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), _CHECK)


def new_secret() -> str:
    """A fresh key: ck_live_, 32 base-62 characters (190 bits) and the CRC-32 that catches typing slips."""
    body = "".join(secrets.choice(_LETTERS) for _ in range(_RANDOM))
    return PREFIX + body + _check(body)


def digest(secret: str) -> str:
    """What is stored of a key. With 190 random bits in it, a plain hash cannot be searched."""
    return hashlib.blake2b(secret.encode(), digest_size=32, person=b"counterclaim-key").hexdigest()


def create(session: WriteSession, role: str, label: str, moment: str) -> tuple[str, str]:
    """Stores a new key; returns its id and, this once, the key."""
    secret, key_id = new_secret(), new_id("key")
    session.run(
        _INSERT,
        id=key_id,
        digest=digest(secret),
        role=role,
        label=label,
        created_at=moment,
        revoked_at=None,
    )
    return key_id, secret


def revoke(session: WriteSession, key_id: str, moment: str) -> None:
    """Ends a key at once; NotFound when there is no such live key."""
    if not session.run(_REVOKE, key_id=key_id, moment=moment):
        message = "No live key has this id; counterclaim keys list shows them."
        raise NotFound(message)


def listing(session: Session) -> list[dict[str, Any]]:
    """All keys without their digests, oldest first."""
    return session.rows(_ALL)


def account(session: Session, authorization: str | None) -> Account:
    """Who stands behind an Authorization header; MissingKey when nobody does."""
    if authorization is None:
        message = (
            "Send Authorization: Bearer ck_live_…; counterclaim keys create --role contributor makes a key."
        )
        raise MissingKey(message)
    scheme, _, secret = authorization.partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret.startswith(PREFIX):
        message = "The Authorization header takes the form: Bearer ck_live_…"
        raise MissingKey(message)
    body = secret[len(PREFIX) : -_CHECK]
    if not secret.isascii() or len(body) != _RANDOM or _check(body) != secret[-_CHECK:]:
        message = "The key is mistyped: its check digits do not fit."
        raise MissingKey(message)
    found = session.first(_BY_DIGEST, digest=digest(secret))
    if found is None or found["revoked_at"] is not None:
        message = "The key is not known here or was revoked."
        raise MissingKey(message)
    return Account(found["id"], found["role"])
