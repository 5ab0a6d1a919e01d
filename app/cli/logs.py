"""The log on standard error: lines as text or as JSON, without what requests and rows hold."""

import asyncio
import json
import logging
import sys
import time
import traceback
from types import TracebackType
from typing import Any, TextIO

from app.api import tracing

WAIT = 0.1  # seconds until lines on requests are written
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

    def formatException(self, failure: Failure) -> str:  # noqa: N802 — logging.Formatter calls it by this name
        if self.messages:
            return super().formatException(failure)
        told, each = [], failure[1]
        while each is not None:
            told.append("".join(traceback.format_tb(each.__traceback__)) + type(each).__qualname__)
            each = each.__cause__ or each.__context__
        return "\nThe cause of which was:\n".join(told)


class Text(_Discreet):
    """One line: time, level, logger, request and message; a failure's places below it."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 — logging.Formatter calls it by this name
        """The line."""
        record.asctime = self.formatTime(record)
        told = f"{record.asctime} {record.levelname} {record.name}"
        return f"{told} {tracing.current()}: {record.message}"


class Json(_Discreet):
    """One object that tells the same."""

    def format(self, record: logging.LogRecord) -> str:
        """The object in one line."""
        told: dict[str, Any] = {
            "time": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request_id": tracing.current(),
        }
        told["message"] = record.getMessage()
        if record.exc_info:
            told["failure"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


class Requests:
    """A line for each request, some written at once: the usual way costs a fifth of what an answer costs.

    What a process that is killed has not written is at most what came in the last WAIT seconds.
    """

    def __init__(self, form: str, stream: TextIO) -> None:
        self.json, self.stream = form == "json", stream
        self._lines: list[str] = []
        self._second, self._time = 0, ""

    def __call__(self, request: str, method: str, route: str, status: int, seconds: float) -> None:
        """Takes the line on a request; called in the event loop."""
        moment, name, ms = self._now(), "counterclaim.requests", f"{seconds * 1000:.1f}"
        if self.json:  # an id, a route and a method of ours need no escapes
            line = (
                f'{{"time": "{moment}", "level": "info", "logger": "{name}", "request_id": "{request}", '
                f'"method": "{method}", "route": "{route}", "status": {status}, "ms": {ms}}}\n'
            )
        else:
            line = f"{moment} INFO {name} {request}: {method} {route} {status} {ms} ms\n"
        if not self._lines:
            asyncio.get_running_loop().call_later(WAIT, self.flush)
        self._lines.append(line)

    def flush(self) -> None:
        """Writes what has come."""
        lines, self._lines = self._lines, []
        self.stream.write("".join(lines))
        self.stream.flush()

    def _now(self) -> str:
        now = time.time()
        if int(now) != self._second:
            self._second = int(now)
            self._time = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
        return f"{self._time}.{int(now % 1 * 1000):03d}Z"
