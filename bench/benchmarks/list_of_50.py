"""Reading a page of fifty claims of one predicate, each as whole as alone."""

import json
from collections.abc import Callable
from itertools import cycle, islice

from app.pagination import encode
from bench import records
from bench.figures import OURS, Round, at_least
from bench.load import CPU, Request, WrongAnswer, turn
from bench.scene import DATASETTE, TEXTBOOK, Benchmark, Scene

CONNECTIONS, PAGE = 8, 50
# The total, facets and guesses at facets would be work of Datasette's that we do not do.
_PLAIN = "_shape=array&_nocount=1&_nofacet=1&_nosuggest=1"
_LISTED = """SELECT seq, "key" FROM claim WHERE predicate = 'strength' AND "key" LIKE 'read-%' ORDER BY seq"""


def prepare(scene: Scene) -> Callable[[int], Round]:
    """Rounds of pages from all over the list."""
    listed = records.execute(scene.record, _LISTED)
    # A page is asked for by the last row before it and known by its own first.
    pages = [
        (before, first)
        for (before, _), (_, first) in zip(listed[:-PAGE:PAGE], listed[1:-PAGE:PAGE], strict=False)
    ]
    asked = list(islice(cycle(pages), scene.size.lists))
    where = f"predicate=strength&{_PLAIN}&_size={PAGE}"
    requests = {
        OURS: [
            _request(
                f"/v1/claims?predicate=strength&limit={PAGE}&cursor={encode('claim.seq', before)}", first
            )
            for before, first in asked
        ],
        DATASETTE: [_request(f"/copy/claim.json?{where}&_next={before}", first) for before, first in asked],
        TEXTBOOK: [
            _request(f"/claims?predicate=strength&limit={PAGE}&after={before}", first)
            for before, first in asked
        ],
    }
    for who, each in requests.items():
        _check_length(who, json.loads(scene.fetch(scene.servers[who], each[0].path)))
    turn(scene.servers, {who: each[:5] for who, each in requests.items()}, CONNECTIONS)
    return lambda _: turn(scene.servers, requests, CONNECTIONS)


def _request(path: str, first: str) -> Request:
    return Request(path, f'"{first}"'.encode())


def _check_length(who: str, document: list[object] | dict[str, list[object]]) -> None:
    page = document["data"] if isinstance(document, dict) else document
    if len(page) != PAGE:
        raise WrongAnswer(f"{who} answered a page of {len(page)} claims, not {PAGE}.")


BENCHMARK = Benchmark(
    "list-of-50",
    "GET a list of 50, filtered, full rows",
    prepare,
    (at_least(4, DATASETTE, CPU), at_least(8, TEXTBOOK, CPU)),
)
