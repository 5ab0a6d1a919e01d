"""One more claim on a single question of very many, which is in conflict already."""

import time
from collections.abc import Callable
from typing import Any

from bench import records
from bench.benchmarks.recheck import claim, recorded
from bench.counting import Counting
from bench.figures import OURS, Goal, Round, Sample, at_most
from bench.load import WrongAnswer
from bench.reading import COLUMNS, TOP
from bench.scene import Benchmark, Scene

EXISTS, READING, TIME = "EXISTS for the new claim", "reading the question", "CPU ms"
FARTHER = f"{OURS}, farther out than all others"
REPEATS = 3
TIMES = 10
_ASKED = "subject = ? AND predicate = 'strength' AND scope = '{}' AND unit = 'fighters' AND current = 1"
_AGAINST = f"SELECT EXISTS (SELECT 1 FROM claim WHERE {_ASKED} AND {TOP} < ?)"  # noqa: S608 — names from this module
_ALL = f"SELECT {', '.join(COLUMNS)} FROM claim WHERE {_ASKED}"  # noqa: S608 — columns named in this module


def prepare(scene: Scene) -> Callable[[int], Round]:
    """Rounds of one claim, recorded and rolled back; the peers are asked what they would be of it."""
    mass = scene.single(scene.size.question)
    session = scene.counting(mass)
    subject, strength = mass.asked(largest=True)
    (seq,), *_ = records.fetched(session, f"SELECT seq FROM entity WHERE id = '{subject}'")  # noqa: S608 — an id made here

    def ask(query: str, *given: Any) -> list[Any]:
        cursor: Any = session.connection.cursor()
        return list(cursor.execute(query, given))

    def exists() -> bool:
        return ask(_AGAINST, seq, strength * TIMES) == [(1,)]

    def read() -> bool:
        return len(ask(_ALL, seq)) == scene.size.question

    joins, outdoes = claim(subject, strength), claim(subject, strength * TIMES)
    return lambda _: {
        OURS: _ours(session, joins),
        FARTHER: _ours(session, outdoes),
        EXISTS: _timed(exists),
        READING: _timed(read),
    }


def _ours(session: Counting, body: dict[str, Any]) -> Sample:
    found = [recorded(session, body) for _ in range(REPEATS)]
    if not all(len(each.changed) == 1 for each in found):
        raise WrongAnswer("The claim did not join the contradiction.")
    return {TIME: sum(each.seconds for each in found) / REPEATS * 1e3}


def _timed(work: Callable[[], bool]) -> Sample:
    before = time.process_time()
    right = all(work() for _ in range(REPEATS))
    seconds = time.process_time() - before
    if not right:
        raise WrongAnswer("A peer did not find the claims that the new one contradicts.")
    return {TIME: seconds / REPEATS * 1e3}


BENCHMARK = Benchmark(
    "one-question",
    "one more claim on a large question in conflict",
    prepare,
    (
        Goal("ours ≤ 5 ms", lambda found: found[OURS][TIME], at_most=5),
        Goal("farther out than all others ≤ 5 ms", lambda found: found[FARTHER][TIME], at_most=5),
        at_most(1, READING, TIME),
    ),
)
