"""The log on standard error: lines as text or as JSON, without what requests and rows hold."""

import json
import logging
import sys
import time
import traceback
from types import TracebackType
from typing import Any

from app.api import tracing

FORMS = ("text", "json")
Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure(level: int, form: str) -> None:
    """Sends every line of this level and above to standard error, in that form."""
    handler = logging.StreamHandler(sys.stderr)
    kind = Json if form == "json" else Text
    handler.setFormatter(kind(messages=level == logging.DEBUG))
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("counterclaim").setLevel(logging.NOTSET)
    for library in ("alembic", "asyncio", "uvicorn"):
        logging.getLogger(library).setLevel(level if level == logging.DEBUG else logging.WARNING)


class _Discreet(logging.Formatter):
    """Tells a failure's type and where it happened; its message, which can quote a row, only if asked."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self, *, messages: bool = False) -> None:
        super().__init__()
        self.messages = messages

    def formatException(self, failure: Failure) -> str:  # noqa: N802 — logging's own
        if self.messages:
            return super().formatException(failure)
        told, each = [], failure[1]
        while each is not None:
            told.append("".join(traceback.format_tb(each.__traceback__)) + type(each).__qualname__)
            each = each.__cause__ or each.__context__
        return "\nThe cause of which was:\n".join(told)


class Text(_Discreet):
    """One line: time, level, logger, request and message; a failure's places below it."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 — logging's own
        """The line."""
        record.asctime = self.formatTime(record)
        told = f"{record.asctime} {record.levelname} {record.name}"
        return f"{told} {tracing.current()}: {record.message}"


class Json(_Discreet):
    """One object: the same, and what is told of a request by name."""

    def format(self, record: logging.LogRecord) -> str:
        """The object in one line."""
        told: dict[str, Any] = {
            "time": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request_id": tracing.current(),
        }
        told |= getattr(record, "request", None) or {"message": record.getMessage()}
        if record.exc_info:
            told["failure"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)
