"""`python -m bench.bulk WHO TABLE DATABASE` brings a table in, in a process of its own: what that took."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from app.access.keys import OPERATOR
from app.cli.rows import collect_less
from app.exchange import sheets
from app.exchange.flow import Import
from app.writer import Writer
from bench import records, statements
from bench.figures import Sample
from bench.load import WrongAnswer

CPU, RATE, PEAK = "CPU µs a claim", "claims per second", "peak MB"


def ours(table: Path, database: Path) -> None:
    """Through the importer of flat rows, with everything on, as `counterclaim import` does."""
    collect_less()
    with Writer(records.database(database)) as writer, sheets.opened(table) as sheet:
        tally = Import(writer, OPERATOR, []).run(sheet)
    if tally.new != tally.rows:
        message = f"{tally.refused} rows were refused."
        raise WrongAnswer(message)


WHO: Mapping[str, Callable[[Path, Path], None]] = {
    "ours": ours,
    "rows": partial(statements.load, cells=False),
    "cells": partial(statements.load, cells=True),
}


def measured(who: str, table: Path, database: Path, count: int) -> Sample:
    """What bringing the table in took, the start of the process apart."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.bulk", who, str(table), str(database)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"Bringing in the table failed: {done.stderr[-500:]}"
        raise WrongAnswer(message)
    cpu, seconds, peak = json.loads(done.stdout)
    return {CPU: cpu / count * 1e6, RATE: count / seconds, PEAK: peak / 1024}


def main() -> None:
    """Brings the table in and prints CPU seconds, seconds and the peak of memory in KB."""
    who, table, database = sys.argv[1:]
    cpu, begun = time.process_time(), time.perf_counter()
    WHO[who](Path(table), Path(database))
    cpu, seconds = time.process_time() - cpu, time.perf_counter() - begun
    print(json.dumps([cpu, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))


if __name__ == "__main__":
    main()
