"""The results for people and for programs."""

import json
import os
import platform
from collections.abc import Sequence
from typing import Any

from pysqlite3 import dbapi2 as sqlite
from rich.console import Console
from rich.table import Table

from bench.figures import Result, short

_MET = {True: "[green]met[/]", False: "[red]missed[/]", None: ""}


def document(size: str, results: Sequence[Result]) -> str:
    """Everything as one JSON document."""
    made: dict[str, Any] = {
        "size": size,
        "machine": machine(),
        "results": [each.document() for each in results],
    }
    return json.dumps(made, indent=2, ensure_ascii=False)


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "python": platform.python_version(),
        "sqlite": sqlite.sqlite_version,
        "cpus": os.cpu_count(),
        "load": [round(each, 2) for each in os.getloadavg()],
    }


def show(console: Console, results: Sequence[Result]) -> None:
    """A table of figures and one of goals for each result; medians with their range."""
    for result in results:
        console.print(f"{result.title} ({result.name}, {result.rounds} rounds)", style="bold")
        console.print(figures(result))
        console.print(goals(result))
        console.print()
    console.print(", ".join(f"{name} {value}" for name, value in machine().items()), style="dim")


def figures(result: Result) -> Table:
    """Who took what; the range stands with the measure that counts."""
    made = Table()
    made.add_column("", no_wrap=True)
    for measure in next(iter(result.figures.values())):
        made.add_column(measure, justify="right", no_wrap=True)
    for who, sample in result.figures.items():
        first, *others = sample.values()
        made.add_row(who, str(first), *(short(each.median) for each in others))
    return made


def goals(result: Result) -> Table:
    """Ratios beside what they should be."""
    made = Table("goal", "ratio", "", box=None, padding=(0, 2))
    for each in result.compared:
        made.add_row(each.goal, str(each.ratio), _MET[each.met])
    return made
