"""`counterclaim healthcheck` and `counterclaim version`."""

import os
import platform
from argparse import ArgumentParser, Namespace
from typing import Any

from app import __version__
from app.cli.command import FOUND, OK, USAGE, Command, Failure
from app.cli.output import document, line, note

_SECONDS = 4  # below the five that the container's health check waits
_OK_STATUS = 200


def healthcheck(given: Namespace) -> int:
    """Asks a running server whether it is ready; exit code 1 when it is not or does not answer."""
    url = given.url or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
    try:
        status, found = _ready(url)
    except _Silent as failure:
        note(f"Not ready: {url} does not answer ({failure}).")
        return FOUND
    ready = status == _OK_STATUS
    if given.json:
        document(found)
    elif ready:
        line("ready")
    if not ready:
        note(f"Not ready: {found.get('detail', status)}")
    return OK if ready else FOUND


class _Silent(Exception):
    """Nobody answers there, or nobody who speaks HTTP and JSON."""


def _ready(url: str) -> tuple[int, dict[str, Any]]:
    # http.client alone: it is quick to import and asks no proxy.
    from contextlib import closing
    from http.client import HTTPConnection, HTTPException, HTTPSConnection
    from json import load
    from urllib.parse import urlsplit

    target = urlsplit(url)
    if target.hostname is None or target.scheme not in ("http", "https"):
        raise Failure("--url takes a server's address, such as http://127.0.0.1:8000.", USAGE)
    kind = HTTPSConnection if target.scheme == "https" else HTTPConnection
    try:
        with closing(kind(target.netloc, timeout=_SECONDS)) as connection:
            connection.request("GET", f"{target.path.rstrip('/')}/health/ready")
            response = connection.getresponse()
            return response.status, dict(load(response))
    except (OSError, HTTPException, ValueError, TypeError) as failure:
        raise _Silent(str(failure) or type(failure).__name__) from failure


def version(given: Namespace) -> int:
    """Prints the versions of the program and of what it stands on."""
    found = {"counterclaim": __version__}
    if given.json:
        from pysqlite3 import dbapi2 as sqlite

        from app.migrate import head

        found |= {"migration": head(), "python": platform.python_version(), "sqlite": sqlite.sqlite_version}
        document(found)
    else:
        line(f"counterclaim {__version__}")
    return OK


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--url", help="the server's address; http://127.0.0.1:$PORT when not said")


HEALTHCHECK = Command(
    "healthcheck", "Ask a running server whether it is ready.", healthcheck, _options, database=False
)
VERSION = Command(
    "version",
    "Print the version; with --json also the schema's, Python's, SQLite's.",
    version,
    database=False,
)
