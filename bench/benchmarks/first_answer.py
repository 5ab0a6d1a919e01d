"""From starting the server to its first answer."""

import time
from collections.abc import Callable

from bench import records
from bench.figures import OURS, Round, Sample, at_most
from bench.scene import Benchmark, Scene
from bench.servers import Server, ours, peer

BARE, CPU = "bare ASGI", "CPU ms"
SEED = "/v1/claims/baqir-killed-246"


def prepare(scene: Scene) -> Callable[[int], Round]:
    """Rounds of one start each; a first one leaves everybody's bytecode compiled."""
    record = records.copied(scene.base, "started.db")

    def measure(number: int) -> Round:
        return {
            OURS: _start(scene, *ours(record), SEED, number),
            BARE: _start(scene, *peer("bare"), "/", number),
        }

    measure(-1)
    return measure


def _start(scene: Scene, command: list[str], environment: dict[str, str], path: str, number: int) -> Sample:
    log = scene.folder / f"start-{command[2]}-{number}.log"
    begun = time.perf_counter()
    with Server(command, environment, log) as server:
        scene.fetch(server, path)
        return {CPU: server.cpu_seconds() * 1e3, "wall ms": (time.perf_counter() - begun) * 1e3}


BENCHMARK = Benchmark("first-answer", "first answer after start", prepare, (at_most(4, BARE, CPU),))
