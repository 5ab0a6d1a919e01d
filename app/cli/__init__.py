"""The command line: one file a command or a small group; each imports what it needs when it runs."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
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
    rebuild,
    rules,
    serve,
    service,
    show,
)
from app.cli.boundary import guarded
from app.cli.command import EXIT_CODES, Command

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
    service.HEALTHCHECK,
    service.VERSION,
)
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
        if each.json:
            made.add_argument("--json", action="store_true", help="print JSON for programs")
        made.add_argument("--debug", action="store_true", help="show where a failure comes from")
        made.set_defaults(run=each.run)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    try:
        given = parser().parse_args(argv)
    except SystemExit as done:  # argparse has printed its help or the mistake
        return int(done.code or 0)
    return guarded(given.run, given)
