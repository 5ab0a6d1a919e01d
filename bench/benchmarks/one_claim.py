"""Reading one claim with its subject, source and attribution."""

import random
from collections.abc import Callable

from bench.figures import OURS, Round, at_least, at_most
from bench.load import CPU, Request, turn
from bench.scene import CONSTANT, DATASETTE, TEXTBOOK, Benchmark, Scene

CONNECTIONS = 8


def prepare(scene: Scene) -> Callable[[int], Round]:
    """Rounds of claims drawn from the whole record."""
    dice = random.Random(1)
    drawn = [f"read-{dice.randrange(scene.size.claims)}" for _ in range(scene.size.gets)]
    requests = {
        OURS: [_request(f"/v1/claims/{key}", key) for key in drawn],
        CONSTANT: [_request(f"/claims/{key}", "read-0") for key in drawn],
        DATASETTE: [_request(f"/copy/one_claim.json?_shape=array&key={key}", key) for key in drawn],
        TEXTBOOK: [_request(f"/claims/{key}", key) for key in drawn],
    }
    turn(scene.servers, {who: asked[:50] for who, asked in requests.items()}, CONNECTIONS)
    return lambda _: turn(scene.servers, requests, CONNECTIONS)


def _request(path: str, key: str) -> Request:
    return Request(path, f'"{key}"'.encode())


BENCHMARK = Benchmark(
    "one-claim",
    "GET one claim",
    prepare,
    (at_most(2, CONSTANT, CPU), at_least(6, DATASETTE, CPU), at_least(9, TEXTBOOK, CPU)),
)
