"""Importing a file of claims with everything on: validation, contradictions, log."""

import time
from collections.abc import Callable

from bench import records
from bench.figures import OURS, Goal, Round, Sample
from bench.scene import Benchmark, Scene

SQLITE, CPU = "INSERT … SELECT", "CPU µs a claim"


def prepare(scene: Scene) -> Callable[[int], Round]:
    """Rounds of one file into a fresh record, and of the rows that made into another."""
    count = scene.size.imported
    bodies = records.claims(count, scene.size.forces, "import")
    listed = records.write_lines(scene.folder / "import.jsonl", bodies)

    def measure(_: int) -> Round:
        imported = records.copied(scene.base, "imported.db")
        first = _timed(lambda: records.bring(imported, listed), count)
        inserted = records.copied(scene.base, "inserted.db")
        second = _timed(lambda: records.insert_select(imported, inserted), count)
        return {OURS: first, SQLITE: second}

    return measure


def _timed(work: Callable[[], None], count: int) -> Sample:
    cpu, begun = time.process_time(), time.perf_counter()
    work()
    cpu, seconds = time.process_time() - cpu, time.perf_counter() - begun
    return {CPU: cpu / count * 1e6, "claims per second": count / seconds}


BENCHMARK = Benchmark(
    "import",
    "import a file of claims",
    prepare,
    (
        Goal(
            f"rate ≥ 0.1 × {SQLITE}",
            lambda found: found[SQLITE][CPU] / found[OURS][CPU],
            at_least=0.1,
        ),
    ),
)
