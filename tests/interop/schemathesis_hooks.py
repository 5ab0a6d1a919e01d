"""What Schemathesis cannot know of the interface from its description."""

from typing import Any

import schemathesis

BYTES = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/x-ndjson",
        "text/csv",
    }
)
"""Media types of bodies that are sent as they are generated."""


@schemathesis.serializer(*BYTES)
def as_it_is(_: Any, value: Any) -> bytes:
    """A text or bytes as the body."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Leaves an invented cursor out of what should be accepted: only a list's own next_cursor is one."""
    if case.meta is not None and case.meta.generation.mode.is_positive and case.query:
        case.query.pop("cursor", None)
