"""What a command is, how it ends, and the failures it explains."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

OK, FOUND, USAGE, ENVIRONMENT, FAULT = 0, 1, 2, 3, 4
INTERRUPTED, PIPE_CLOSED = 130, 141  # 128 and the signal's number, as shells count
EXIT_CODES = {
    OK: "done",
    FOUND: "the command found something wrong: items refused, or a record that does not agree with itself",
    USAGE: "the command line or the input is wrong",
    ENVIRONMENT: "the database cannot be reached or lacks this program's schema, or the port is taken",
    FAULT: "a fault of Counterclaim itself",
    INTERRUPTED: "stopped by Ctrl-C",
}


class Failure(Exception):
    """A reason to end a command; the text says what to do, `code` is the exit code."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.code = code


def _none(_: ArgumentParser) -> None:
    """No options of its own."""


def _nothing(_: Namespace) -> int:
    return USAGE


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, a sentence, its options, and what runs it (and returns the exit code).

    `database` and `json` say whether it takes --database and --json, `server` whether it can work over HTTP;
    `parts` are its own commands.
    """

    name: str
    says: str
    run: Callable[[Namespace], int] = _nothing
    options: Callable[[ArgumentParser], None] = _none
    database: bool = True
    json: bool = True
    server: bool = False
    parts: tuple["Command", ...] = ()
