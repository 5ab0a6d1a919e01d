"""The command line: one file a command or a small group; each imports what it needs when it runs."""

import os
from argparse import SUPPRESS, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import Any

from app import __version__
from app.cli import (
    add,
    check,
    contradictions,
    dispose,
    export,
    keys,
    load,
    migrate,
    openapi,
    rebuild,
    rules,
    serve,
    service,
    show,
)
from app.cli.boundary import guarded
from app.cli.command import EXIT_CODES, USAGE, Command, Failure

COMMANDS: tuple[Command, ...] = (
    serve.COMMAND,
    migrate.COMMAND,
    load.SEED,
    load.IMPORT,
    export.COMMAND,
    check.COMMAND,
    contradictions.COMMAND,
    show.COMMAND,
    add.COMMAND,
    dispose.COMMAND,
    rules.COMMAND,
    keys.COMMAND,
    rebuild.COMMAND,
    openapi.COMMAND,
    service.HEALTHCHECK,
    service.VERSION,
)
SERVER, KEY = "COUNTERCLAIM_SERVER", "COUNTERCLAIM_KEY"
"""Variables of the environment: a server to work with instead of a database, and the key to write there with.

The key has no option of its own: what stands on a command line is seen by everybody on the machine.
"""
_WHERE = "a server to work with instead of a database"
_ABOUT = "Claims with their provenance, and which of them contradict each other, how surely and why."


def parser() -> ArgumentParser:
    """The whole command line."""
    codes = "\n".join(f"  {code:<4}{says}" for code, says in EXIT_CODES.items())
    made = ArgumentParser(
        "counterclaim",
        description=_ABOUT,
        epilog=f"exit codes:\n{codes}\n\ncounterclaim COMMAND --help says more of each.",
        formatter_class=RawDescriptionHelpFormatter,
    )
    made.add_argument("--version", action="version", version=f"counterclaim {__version__}")
    made.add_argument("--server", metavar="URL", help=f"{_WHERE}, instead of {SERVER}; {KEY} is the key")
    _add(made.add_subparsers(title="commands", metavar="COMMAND", required=True), COMMANDS)
    return made


def _add(listed: Any, commands: Sequence[Command]) -> None:  # argparse keeps the type of its lists private
    for each in commands:
        made: ArgumentParser = listed.add_parser(each.name, help=each.says, description=each.says)
        if each.parts:
            _add(made.add_subparsers(title="commands", metavar="COMMAND", required=True), each.parts)
            continue
        each.options(made)
        if each.database:
            says = "a file's path or a SQLAlchemy URL, instead of COUNTERCLAIM_DATABASE"
            made.add_argument("--database", metavar="PATH_OR_URL", help=says)
        if each.server:
            made.add_argument("--server", metavar="URL", default=SUPPRESS, help=_WHERE)
        if each.json:
            made.add_argument("--json", action="store_true", help="print JSON for programs")
        made.add_argument("--debug", action="store_true", help="show where a failure comes from")
        made.set_defaults(run=each.run, command=each)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    try:
        given = parser().parse_args(argv)
    except SystemExit as done:  # argparse has printed its help or the mistake
        return int(done.code or 0)
    return guarded(_run, given)


def _run(given: Namespace) -> int:
    """Runs the command where it is meant to work: here, or with the server that was named."""
    command: Command = given.command
    asked, given.server = given.server, given.server or os.environ.get(SERVER) or None
    if given.server is None or not command.database:
        return command.run(given)
    if not command.server:
        named = "--server" if asked else SERVER
        text = f"This command works on the machine that holds the database: leave {named} out."
        raise Failure(text, USAGE)
    if given.database is not None:
        if asked:
            raise Failure("--server and --database name two places; give one of them.", USAGE)
        given.server = None
    return command.run(given)
