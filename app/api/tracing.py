"""The id of a request: in its answer, in a problem's `instance`, and in every line of the log about it."""

import re
import uuid
from collections.abc import Iterable
from contextvars import ContextVar

HEADER = b"x-request-id"
_GIVEN = re.compile(rb"[A-Za-z0-9_.-]{1,64}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NONE = "-"
_current: ContextVar[str] = ContextVar("request_id", default=NONE)


def begin(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The id that the request brings, or a fresh one where it brings none that is safe to repeat."""
    given = next((value for name, value in headers if name == HEADER), b"")
    found = given.decode() if _GIVEN.fullmatch(given) else str(uuid.uuid4())
    _current.set(found)  # each request is a task, with a context of its own
    return found


def current() -> str:
    """The id of the request under way; - outside of any."""
    return _current.get()


def instance() -> str:
    """The request's id as a URI."""
    found = _current.get()
    if found == NONE:
        found = str(uuid.uuid4())
    return f"urn:uuid:{found}" if _UUID.fullmatch(found) else f"urn:x-request-id:{found}"
