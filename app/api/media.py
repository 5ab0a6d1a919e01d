"""Bodies that are no JSON: the files an import takes, by content type."""

import re

from app.exchange.sheets import CSV, NDJSON, XLSX

STREAMED = "/v1/import"
"""The path whose body is a file: it is never held in memory as a whole, and has a limit of its own."""
TYPES = {
    "text/csv": CSV,
    "application/x-ndjson": NDJSON,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": XLSX,
}
_ALSO = {"application/ndjson": NDJSON, "application/jsonl": NDJSON, "application/csv": CSV}
_CHARSET = re.compile(r"charset=\"?([^\s;\"]+)", re.IGNORECASE)


def format_of(content_type: str) -> str | None:
    """The format of a body of that type; None when it is none of them, or not UTF-8."""
    charset = _CHARSET.search(content_type)
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        return None
    return (TYPES | _ALSO).get(content_type.partition(";")[0].strip().lower())
