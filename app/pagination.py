"""Pages of a list: a keyset that ends in an immutable number, carried in an opaque cursor."""

import base64
import binascii
import json
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import BadCursor, BadParameter, Fault

DEFAULT_LIMIT = 50
MAX_LIMIT = 500
LONGEST_PART = 300  # what a short text can have
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")

Part = int | float | str
"""What a position can consist of: each comes back from a cursor exactly as it went."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its rows and the cursor of the next one (None: this is the last)."""

    rows: Sequence[dict[str, Any]]
    next_cursor: str | None

    def json(self, items: Iterable[str], more: Mapping[str, int] | None = None) -> bytes:
        """The page as every list answers it, of its items' JSON texts, which are not read again.

        `more` are numbers that a list tells besides.
        """
        cursor = "null" if self.next_cursor is None else f'"{self.next_cursor}"'
        onward = "false" if self.next_cursor is None else "true"
        told = "".join(f',"{name}":{number}' for name, number in (more or {}).items())
        return f'{{"data":[{",".join(items)}],"next_cursor":{cursor},"has_more":{onward}{told}}}'.encode()


def encode(order: str, *position: Part) -> str:
    """A cursor of A-Z a-z 0-9 - _ for the position of a page's last item in a list of that order."""
    raw = json.dumps([order, *position], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(cursor: str, order: str, kinds: Sequence[type]) -> tuple[Part, ...]:
    """The position in a cursor; BadCursor unless a list of that order, of such columns, gave it out."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        told = json.loads(raw)
    except (binascii.Error, ValueError, RecursionError):
        told = None
    if not isinstance(told, list) or not told or not isinstance(told[0], str):
        message = "Take next_cursor from the page before, unchanged, or leave the cursor out."
        raise BadCursor(message, [Fault("cursor", message)])
    known, *position = told
    if known != order or [type(part) for part in position] != list(kinds) or not all(map(_usable, position)):
        message = (
            "The cursor is of another list or another sort. Take next_cursor from the page before with the "
            "same sort, or leave the cursor out."
        )
        raise BadCursor(message, [Fault("cursor", message)])
    return tuple(position)


def _usable(part: Part) -> bool:
    """Whether a database can compare with it."""
    if isinstance(part, str):
        return len(part) <= LONGEST_PART and not _UNSTORABLE.search(part)
    return math.isfinite(part) if isinstance(part, float) else abs(part) <= 2**53


def limit_of(raw: str | None) -> int:
    """The page size asked for: 1 to 500, 50 when not said."""
    if raw is None:
        return DEFAULT_LIMIT
    if raw.isascii() and raw.isdigit() and 1 <= int(raw[:6]) <= MAX_LIMIT and len(raw) <= len(str(MAX_LIMIT)):
        return int(raw)
    message = f"limit takes a whole number from 1 to {MAX_LIMIT}."
    raise BadParameter(message, [Fault("limit", message)])


def known_only(given: Sequence[str], known: Sequence[str], repeatable: Collection[str] = ()) -> None:
    """Refuses the parameters that a list does not know, and those given twice that may not be."""
    unknown = [name for name in given if name not in known]
    if unknown:
        message = f"Known here: {', '.join(sorted(known)) or 'none'}."
        raise BadParameter(f"An unknown query parameter. {message}", [Fault("query", message)])
    once = [name for name in given if name not in repeatable]
    if len(set(once)) < len(once):
        besides = f", {' and '.join(sorted(repeatable))} apart" if repeatable else ""
        message = f"Give each query parameter once{besides}."
        raise BadParameter(message, [Fault("query", message)])


def page(
    rows: Sequence[dict[str, Any]],
    limit: int,
    cursor: Callable[[Mapping[str, Any]], str],
) -> Page:
    """A page out of at most limit + 1 rows; the extra row only tells that there are more."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(shown, cursor(shown[-1]) if more else None)
