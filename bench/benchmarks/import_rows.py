"""Importing a table of claims, one row each, with everything on; and whether memory stays flat."""

import time
from collections.abc import Callable
from pathlib import Path

from bench import pairs, records
from bench.bulk import CPU, PEAK, RATE, measured
from bench.figures import OURS, Goal, Round, at_least
from bench.scene import Benchmark, Scene

SQLITE = "INSERT … SELECT"
STORES = {"rows": "nomenklatura, a statement a row", "cells": "nomenklatura, a statement a cell"}
TIMES = 10
"""How many times as many rows the large table has."""


def prepare(scene: Scene) -> Callable[[int], Round]:
    """Rounds of a large table into fresh records, the rows this makes copied, and a small table."""
    count = scene.size.imported * TIMES
    bodies = records.claims(count, scene.size.forces, "rows")
    large = records.write_table(scene.folder / "large.csv", bodies)
    small = records.write_table(scene.folder / "small.csv", bodies[: scene.size.imported])
    alone = f"{OURS}, {scene.size.imported:,} claims"
    installed = pairs.installed("nomenklatura")
    if not installed:
        scene.say("nomenklatura is left out, and its figures are 0: make bench installs it")

    def measure(_: int) -> Round:
        imported = records.copied(scene.base, "imported.db")
        found = {OURS: dict(measured("ours", large, imported, count))}
        found[SQLITE] = _copied(scene, imported, count)
        for how, name in STORES.items():
            store = scene.folder / "statements.db"
            store.unlink(missing_ok=True)
            nothing = {CPU: 0.0, RATE: 0.0, PEAK: 0.0}
            found[name] = dict(measured(how, large, store, count)) if installed else nothing
        fresh = records.copied(scene.base, "small.db")
        found[alone] = dict(measured("ours", small, fresh, scene.size.imported))
        return found

    return measure


def _copied(scene: Scene, imported: Path, count: int) -> dict[str, float]:
    inserted = records.copied(scene.base, "inserted.db")
    cpu, begun = time.process_time(), time.perf_counter()
    records.insert_select(imported, inserted)
    cpu, seconds = time.process_time() - cpu, time.perf_counter() - begun
    return {CPU: cpu / count * 1e6, RATE: count / seconds, PEAK: 0.0}


def _memory(found: Round) -> float:
    small = next(sample for who, sample in found.items() if who.startswith(f"{OURS}, "))
    return found[OURS][PEAK] / small[PEAK]


BENCHMARK = Benchmark(
    "import-rows",
    "import a table of claims",
    prepare,
    (
        Goal(f"rate ≥ 0.1 × {SQLITE}", lambda found: found[SQLITE][CPU] / found[OURS][CPU], at_least=0.1),
        *(at_least(4, name, CPU) for name in STORES.values()),
        Goal(f"peak memory ≤ 1.2 × that of a {TIMES}th", _memory, at_most=1.2),
    ),
)
