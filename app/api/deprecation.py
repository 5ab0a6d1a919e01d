"""What will go away: operations and parameters that are still answered, but under a warning.

Their answers say since when and until when (RFC 9745, RFC 8594) and where one reads what to use instead; the
OpenAPI document marks them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Scope

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Deprecated:
    """An operation, or one of its query parameters, with the page that says what to use instead.

    `operation` is its name in the OpenAPI document; `since` and `sunset` are UTC, `sunset` the time after
    which it may be gone (None: not decided yet).
    """

    operation: str
    since: datetime
    link: str
    sunset: datetime | None = None
    parameter: str | None = None

    def __post_init__(self) -> None:
        if self.sunset is not None and self.sunset < self.since:
            message = f"{self.operation} would be gone before it is deprecated"  # RFC 9745, 5
            raise ValueError(message)

    def headers(self) -> Headers:
        """What an answer says of it."""
        sunset = [] if self.sunset is None else [(b"sunset", _http_date(self.sunset))]
        link = f'<{self.link}>; rel="deprecation"; type="text/html"'.encode()
        since = f"@{int(self.since.replace(tzinfo=UTC).timestamp())}".encode()
        return [(b"deprecation", since), *sunset, (b"link", link)]


DEPRECATED: tuple[Deprecated, ...] = ()
"""All that is deprecated today."""


class Deprecations:
    """The table by operation, for the frame and for the OpenAPI document."""

    def __init__(self, table: Iterable[Deprecated]) -> None:
        self._by_operation: dict[str, list[Deprecated]] = defaultdict(list)
        for each in table:
            self._by_operation[each.operation].append(each)

    def __bool__(self) -> bool:
        return bool(self._by_operation)

    def headers(self, scope: Scope) -> Headers:
        """What the answer to a request says besides; the first that fits, for one date stands for all."""
        known = self._by_operation.get(getattr(scope.get("route"), "name", ""), ())
        query = scope["query_string"].decode("latin-1")
        given = {name for name, _ in parse_qsl(query, keep_blank_values=True)} if known else set()
        for each in known:
            if each.parameter is None or each.parameter in given:
                return each.headers()
        return []

    def mark(self, operation: dict[str, Any]) -> None:
        """Marks an operation of the OpenAPI document, or its parameters."""
        for each in self._by_operation.get(operation["operationId"], ()):
            if each.parameter is None:
                operation["deprecated"] = True
            for parameter in operation["parameters"]:
                if parameter["name"] == each.parameter:
                    parameter["deprecated"] = True


def _http_date(moment: datetime) -> bytes:
    return format_datetime(moment.replace(tzinfo=UTC), usegmt=True).encode()
