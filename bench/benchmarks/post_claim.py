"""Recording claims: durable, checked against what is there, logged, acknowledged after the commit."""

import json
from collections.abc import Callable

from app.provenance.log import now
from bench import records
from bench.figures import OURS, Goal, Round, at_least, shown
from bench.load import CPU, Request, turn
from bench.records import Body
from bench.scene import CONSTANT, TEXTBOOK, Benchmark, Scene

CONNECTIONS = 32
_NUMBERS = 'SELECT "key", seq FROM entity UNION ALL SELECT "key", seq FROM source'


def prepare(scene: Scene) -> Callable[[int], Round]:
    """Rounds of claims that are new in each."""
    numbers: dict[str, int] = dict(records.execute(scene.record, _NUMBERS))

    def measure(count: int, prefix: str) -> Round:
        bodies = records.claims(count, scene.size.forces, prefix)
        requests = {
            OURS: [_request("/v1/claims", _given(body), body["key"], scene.key) for body in bodies],
            CONSTANT: [_request("/claims", _given(body), "read-0") for body in bodies],
            TEXTBOOK: [_request("/claims", _by_number(body, numbers), body["key"]) for body in bodies],
        }
        return turn(scene.servers, requests, CONNECTIONS)

    measure(2 * CONNECTIONS, "warm")
    return lambda number: measure(scene.size.posts, f"post-{number}")


def _request(path: str, body: Body, key: str, secret: str | None = None) -> Request:
    return Request(path, f'"{key}"'.encode(), json.dumps(body).encode(), 201, secret)


def _given(body: Body) -> Body:
    return {name: value for name, value in body.items() if name != "type"}


def _by_number(body: Body, numbers: dict[str, int]) -> Body:
    """The same claim for a program that refers by number and reads no values."""
    links = [
        {**link, "agent_id": numbers[link["agent"]], "on_edtf": link.get("on")}
        for link in body["attribution"]
    ]
    return {
        "key": body["key"],
        "predicate": body["predicate"],
        "subject_id": numbers[body["subject"]],
        "source_id": numbers[body["source"]],
        "value": json.dumps(body["value"]),
        "valid_edtf": body["valid"]["edtf"],
        "citation": json.dumps(body["citation"]),
        "recorded_at": now(),
        "attribution": links,
    }


BENCHMARK = Benchmark(
    "post-claim",
    f"POST one claim, {CONNECTIONS} at a time",
    prepare,
    (
        at_least(5, TEXTBOOK, CPU),
        Goal("p99 ≤ 10 × p50", lambda found: found[OURS]["p99 ms"] / found[OURS]["p50 ms"], at_most=10),
        shown(CONSTANT, CPU),
    ),
)
