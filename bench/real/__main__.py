"""`python -m bench.real DIR`: every claims.csv under a folder, and what contradicts what in it."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app.cli.output import note
from app.exchange.files import FileProblem
from app.exchange.table.dataset import CLAIMS
from bench.real import report
from bench.real.run import examine, folders


def main(argv: Sequence[str] | None = None) -> int:
    """Loads each data set and prints what came of it; 1 when one cannot be read or a control is silent.

    A refused row is told and fails nothing; 2 when there is no claims.csv at all.
    """
    given = _parser().parse_args(argv)
    if not given.dir.is_dir():
        note(f"{given.dir} is no folder. DIR names one that holds {CLAIMS}, or folders that do.")
        return 2
    sets = folders(given.dir)
    if not sets:
        note(f"There is no {CLAIMS} in {given.dir} or in a folder under it.")
        return 2
    sound = [_one(folder, name, given) for name, folder in sets]
    return 0 if all(sound) else 1


def _one(folder: Path, name: str, given: argparse.Namespace) -> bool:
    try:
        outcome = examine(folder, name, note, control=given.control)
    except FileProblem as problem:
        note(f"{name}: {problem}")
        return False
    if given.json:
        for document in report.documents(outcome):
            sys.stdout.write(document + "\n")
        report.aside(outcome)
    else:
        report.show(outcome)
    sys.stdout.flush()
    return outcome.sound


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        "python -m bench.real",
        description="Loads every claims.csv under a folder, each into a fresh database, and shows what "
        "contradicts what.",
        epilog="docs/real-claims.md says which columns and files are read.",
    )
    made.add_argument("dir", type=Path, metavar="DIR", help="a folder with claims.csv, or with such folders")
    made.add_argument("--json", action="store_true", help="one JSON object a line and nothing else")
    says = "load the count that a mapping's control describes, which must contradict; done when not said"
    made.add_argument("--control", action=argparse.BooleanOptionalAction, default=True, help=says)
    return made


if __name__ == "__main__":
    sys.exit(main())
