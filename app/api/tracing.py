"""The id of a request: in its answer, in a problem's `instance`, and in every line of the log about it."""

import os
import re
from collections.abc import Iterable
from contextvars import ContextVar

HEADER = b"x-request-id"
_GIVEN = re.compile(rb"[A-Za-z0-9_.-]{1,64}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NONE = "-"
_current: ContextVar[str] = ContextVar("request_id", default=NONE)


def begin(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The id that the request brings, or a fresh one where it brings none that is safe to repeat."""
    found = None
    for name, value in headers:
        if name == HEADER:
            found = value.decode() if _GIVEN.fullmatch(value) else None
            break
    found = found or fresh()
    _current.set(found)  # each request is a task, with a context of its own
    return found


def fresh() -> str:
    """A random UUID (RFC 9562, version 4) as text, for a third of what the class of the library costs."""
    digits = os.urandom(16).hex()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def current() -> str:
    """The id of the request under way; - outside of any."""
    return _current.get()


def instance() -> str:
    """The request's id as a URI."""
    found = _current.get()
    if found == NONE:
        found = fresh()
    return f"urn:uuid:{found}" if _UUID.fullmatch(found) else f"urn:x-request-id:{found}"
