"""`python -m bench [short|full]`: every benchmark, or those named, with its peers in the same run."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bench import report
from bench.benchmarks import BENCHMARKS
from bench.figures import Result, summary
from bench.load import WrongAnswer
from bench.scene import SIZES, Benchmark, Scene
from bench.servers import DidNotStart


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the benchmarks; 1 when an answer was wrong, else 0: figures never fail a run."""
    given = _parser().parse_args(argv)
    chosen = [each for each in BENCHMARKS if not given.only or each.name in given.only]
    notes = Console(stderr=True, highlight=False)
    try:
        results = run(given.size, chosen, notes)
    except (WrongAnswer, DidNotStart) as failure:
        notes.print(f"Stopped: {failure}", markup=False)
        return 1
    if given.json:
        print(report.document(given.size, results))
    else:
        report.show(Console(highlight=False), results)
    return 0


def _parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {each.name:<14}{each.title}" for each in BENCHMARKS)
    made = argparse.ArgumentParser(
        "python -m bench",
        description="Measures Counterclaim against named peers, in turn, and prints ratios beside goals.",
        epilog=f"benchmarks:\n{listed}\n\nbench/README.md says how to read what is printed.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("size", nargs="?", choices=tuple(SIZES), default="full", help="full when not said")
    made.add_argument("--json", action="store_true", help="print one JSON document")
    made.add_argument(
        "--only",
        action="append",
        metavar="NAME",
        choices=[each.name for each in BENCHMARKS],
        help="only this benchmark; may be repeated",
    )
    return made


def run(size: str, chosen: Sequence[Benchmark], notes: Console) -> list[Result]:
    """The results of the benchmarks, measured in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="counterclaim-bench-") as folder:
        scene = Scene(SIZES[size], Path(folder), lambda says: notes.print(f"… {says}"))
        with scene.running:
            return [_one(scene, each, notes) for each in chosen]


def _one(scene: Scene, benchmark: Benchmark, notes: Console) -> Result:
    measure = benchmark.prepare(scene)
    notes.print(f"… {benchmark.title}")
    rounds = [measure(number) for number in range(scene.size.rounds)]
    return summary(benchmark.name, benchmark.title, rounds, benchmark.goals)


if __name__ == "__main__":
    sys.exit(main())
