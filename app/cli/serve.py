"""`counterclaim serve`: the API and its pages over HTTP."""

import logging
import signal
import socket
import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from app import __version__
from app.cli.command import ENVIRONMENT, OK, USAGE, Command, Failure
from app.cli.output import note
from app.settings import SettingProblem, Settings

if TYPE_CHECKING:
    from app.db import Database

_LAST_PORT = 65535
_LEVELS = ("debug", "info", "warning", "error")
_ANYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 — compared with, never bound: who binds to all addresses is warned
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_PATIENCE = 10
"""Seconds that requests under way have to finish after a signal."""
_IDLE = 60
"""Seconds an idle connection is kept: a client that comes back later must not meet a closed one."""


def run(given: Namespace) -> int:
    """Serves until SIGTERM or SIGINT; requests under way are finished first."""
    settings = Settings.from_environment(database=given.database, host=given.host, port=given.port)
    level = _level(settings, given)
    with _bound(settings) as listener:
        _log(settings, level)
        _open(given)
        if settings.host not in _LOOPBACK:
            note(f"Warning: {settings.host} can be reached from elsewhere; reads need no key.")
        _serve(settings, listener, level)
    return OK


def _level(settings: Settings, given: Namespace) -> int:
    level = "debug" if given.debug else settings.log_level.lower()
    if level not in _LEVELS:
        raise SettingProblem(f"COUNTERCLAIM_LOG_LEVEL is one of {', '.join(_LEVELS)}.")
    number: int = getattr(logging, level.upper())
    return number


def _bound(settings: Settings) -> socket.socket:
    """The socket to listen on, bound before anything else: a taken port is known at once."""
    if settings.port > _LAST_PORT:
        raise Failure(f"A port is a number up to {_LAST_PORT}; 0 takes a free one.", USAGE)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as failure:
        listener.close()
        fix = f"PORT={settings.port + 1} or --port takes another, 0 a free one"
        text = f"Cannot listen on {settings.host} port {settings.port}: {failure.strerror or failure}. {fix}."
        raise Failure(text, ENVIRONMENT) from failure
    return listener


def _open(given: Namespace) -> None:
    """Makes the database ready with --prepare; refuses to start over one that is not."""
    from app.cli.opening import opened, reading
    from app.provenance import log

    if given.prepare:
        with opened(given) as database:
            _migrate(database)
    with reading(given) as session:
        empty = log.head(session) == 0
    if given.prepare and empty:
        _load_seeds(given)


def _migrate(database: "Database") -> None:
    from app.cli.migrate import upgrade
    from app.cli.opening import name

    if upgrade(database):
        note(f"Migrated {name(database)}.")


def _load_seeds(given: Namespace) -> None:
    from app.cli.load import SEEDS, load, summary
    from app.cli.opening import writing
    from app.exchange import files

    with writing(given) as writer:
        note(f"Loaded the seeds: {summary(load(writer, files.read(SEEDS)))}")


def _log(settings: Settings, level: int) -> None:
    from app.cli.logs import configure

    configure(level, settings.log)


def _serve(settings: Settings, listener: socket.socket, level: int) -> None:
    import uvicorn

    from app.cli.logs import Requests
    from app.main import create_app

    class Announced(uvicorn.Server):
        """Says where it listens, once it does."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                note(f"Counterclaim {__version__} on {_url(listener)} — Ctrl-C stops it.")

    requests = Requests(settings.log, sys.stderr)
    # The loop and the parser are uvloop and httptools where they are installed.
    config = uvicorn.Config(
        create_app(settings, tell=requests if level <= logging.INFO else None),
        lifespan="on",
        ws="none",
        log_config=None,
        access_log=False,  # it holds paths, queries and addresses; the app's own log tells the route
        server_header=False,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_PATIENCE,
    )
    # uvicorn raises the signal once more when it has finished; by then it has done its work.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: None)
    server = Announced(config)
    server.run([listener])
    requests.flush()
    if not server.started:
        raise Failure("The server did not start; COUNTERCLAIM_LOG_LEVEL=debug shows why.", ENVIRONMENT)


def _url(listener: socket.socket) -> str:
    """The address to open on this machine."""
    host, port = listener.getsockname()[:2]
    if host in _ANYWHERE:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--host", help="the address to listen on, instead of COUNTERCLAIM_HOST")
    parser.add_argument("--port", help="the port to listen on, instead of PORT; 0 takes a free one")
    parser.add_argument(
        "--prepare", action="store_true", help="migrate first, and load the seeds into an empty database"
    )


COMMAND = Command("serve", "Serve the API and its documentation over HTTP.", run, _options, json=False)
