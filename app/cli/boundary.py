"""The one place where failures become a line on stderr and an exit code."""

import logging
import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Sequence
from http import HTTPStatus

from app.cli.command import ENVIRONMENT, FAULT, INTERRUPTED, PIPE_CLOSED, USAGE, Failure
from app.cli.output import note
from app.settings import SettingProblem


def guarded(run: Callable[[Namespace], int], given: Namespace) -> int:
    """Runs a command; whatever it raises is explained in a line and ends in an exit code.

    With --debug or COUNTERCLAIM_LOG_LEVEL=debug the traceback comes first.
    """
    debug = given.debug or os.environ.get("COUNTERCLAIM_LOG_LEVEL", "").lower() == "debug"
    if not debug:  # what the writer would log, the line below says
        logging.getLogger("counterclaim").setLevel(logging.CRITICAL)
    try:
        code = run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more on its way out: let it write to nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt:
        note("Stopped.")
        return INTERRUPTED
    except Exception as failure:  # noqa: BLE001 — whatever a command raises is told in one line, with an exit code
        if debug:
            traceback.print_exception(failure)
        code, text = explain(failure)
        note(f"counterclaim: {text}")
    return code


def explain(failure: Exception) -> tuple[int, str]:
    """The exit code and the text for a failure."""
    if isinstance(failure, Failure):
        return failure.code, str(failure)
    if isinstance(failure, SettingProblem):
        return USAGE, str(failure)
    if isinstance(failure, OSError):
        where = f"{failure.filename}: " if failure.filename else ""
        return ENVIRONMENT, f"{where}{failure.strerror or failure}."
    return _explain_more(failure)


def _explain_more(failure: Exception) -> tuple[int, str]:
    """The failures whose types take long to import; one of them was raised, so that time has passed."""
    if "app.transport" in sys.modules and (told := _of_a_server(failure)):
        return told
    from app.db import UnsafeEngine
    from app.errors import Busy, Problem
    from app.exchange.files import FileProblem

    if isinstance(failure, UnsafeEngine):
        return ENVIRONMENT, str(failure)
    if isinstance(failure, FileProblem):
        return USAGE, str(failure)
    if isinstance(failure, Busy):
        cause = f" ({_first_line(failure.__cause__)})" if failure.__cause__ else ""
        return ENVIRONMENT, f"{failure.detail}{cause}"
    if isinstance(failure, Problem):
        return USAGE, faulty(failure.detail, [(fault.pointer, fault.detail) for fault in failure.faults])
    return FAULT, f"{type(failure).__name__}: {_first_line(failure)}. --debug shows where; please report it."


def _of_a_server(failure: Exception) -> tuple[int, str] | None:
    from app.transport import ProblemError, Unreachable

    if isinstance(failure, Unreachable):
        return ENVIRONMENT, f"{str(failure).rstrip('.')}."
    if not isinstance(failure, ProblemError):
        return None
    code = USAGE if failure.status < HTTPStatus.INTERNAL_SERVER_ERROR else ENVIRONMENT
    return code, faulty(failure.detail, [(each.pointer, each.detail) for each in failure.errors])


def _first_line(failure: BaseException) -> str:
    return next(iter(str(failure).splitlines()), "no more is known").rstrip(".")


def faulty(detail: str, faults: Sequence[tuple[str, str]]) -> str:
    """A detail with its places, in one line when there is one place."""
    if not faults:
        return detail
    lines = [f"{pointer}: {says}" if pointer else says for pointer, says in faults]
    return lines[0] if len(lines) == 1 else "\n  ".join([detail, *lines])
