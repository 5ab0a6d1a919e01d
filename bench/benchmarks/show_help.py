"""What a person waits for who only wants to know the commands."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable

from app.settings import ROOT
from bench.figures import OURS, Round, Sample, at_most
from bench.load import WrongAnswer
from bench.scene import Benchmark, Scene

BARE, CPU = "bare Python", "CPU ms"


def prepare(_: Scene) -> Callable[[int], Round]:
    """Rounds of one run each; a first one leaves the bytecode compiled."""

    def measure(_: int) -> Round:
        return {
            OURS: _run(["-m", "app.cli", "--help"], b"usage: counterclaim"),
            BARE: _run(["-c", "pass"], b""),
        }

    measure(-1)
    return measure


def _run(arguments: list[str], contains: bytes) -> Sample:
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=True)
    seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if contains not in done.stdout:
        raise WrongAnswer(f"{' '.join(arguments)} wrote {done.stdout[:500]!r}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {CPU: cpu * 1e3, "wall ms": seconds * 1e3}


BENCHMARK = Benchmark("help", "counterclaim --help", prepare, (at_most(3, BARE, CPU),))
