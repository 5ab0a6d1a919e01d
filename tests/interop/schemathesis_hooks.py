"""What Schemathesis cannot know of the interface from its description."""

from typing import Any

import schemathesis


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Leaves an invented cursor out of what should be accepted: only a list's own next_cursor is one."""
    if case.meta is not None and case.meta.generation.mode.is_positive and case.query:
        case.query.pop("cursor", None)
