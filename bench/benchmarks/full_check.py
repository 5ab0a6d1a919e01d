"""Looking for all contradictions of a record, rule by rule, against only reading what the rule reads."""

import time
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from app.contradictions import asking, service
from app.contradictions.candidates import SIEVES, Sifted, of
from app.contradictions.world import SqlWorld
from app.db import ReadSession
from bench import records
from bench.figures import Goal, Round, Sample
from bench.load import WrongAnswer
from bench.reading import COLUMNS, OF_RULE, predicates, reading
from bench.scene import Benchmark, Scene

CHECK = "whole check"
OURS, FETCH, SMALLER, FOUND = "CPU ms", "fetching CPU ms", "a tenth CPU ms", "found"
T = TypeVar("T")


def prepare(scene: Scene) -> Callable[[int], Round]:
    """Rounds of every rule over the two largest records; the smallest is asked everything, to compare."""
    smallest, *_ = scene.size.masses
    _compare(scene.reader(scene.mass(smallest)))
    tenth, whole = (scene.reader(scene.mass(size)) for size in scene.size.masses[-2:])
    return lambda _: {code: _measured(code, tenth, whole) for code in (*SIEVES, CHECK)}


def _compare(session: ReadSession) -> None:
    world = SqlWorld(session)
    every = Counter(
        finding.code for question in asking.every(world) for finding in asking.find(world, question).findings
    )
    sifted = {code: _findings(session, code) for code in SIEVES}
    if sifted != {code: every[code] for code in SIEVES}:
        raise WrongAnswer(f"Asking everything finds {every}, the candidates hold {sifted}.")


def _measured(code: str, tenth: ReadSession, whole: ReadSession) -> Sample:
    work = _check if code == CHECK else lambda session: _findings(session, code)
    smaller, _ = _timed(lambda: work(tenth))
    ours, found = _timed(lambda: work(whole))
    fetch, _ = _timed(lambda: len(records.fetched(whole, _fetching(code, whole))))
    return {OURS: ours, FETCH: fetch, SMALLER: smaller, FOUND: float(found)}


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    before = time.process_time()
    found = work()
    return (time.process_time() - before) * 1e3, found


def _findings(session: ReadSession, code: str) -> int:
    """How many contradictions a rule finds."""
    world = Sifted(session)
    questions = dict.fromkeys(of(world, SIEVES[code]))
    return sum(
        finding.code == code for question in questions for finding in asking.find(world, question).findings
    )


def _check(session: ReadSession) -> int:
    differing = list(service.check(session))
    if differing:
        raise WrongAnswer(f"The check found {differing[0]}")
    return len(records.fetched(session, "SELECT seq FROM contradiction WHERE status <> 'closed'"))


def _fetching(code: str, session: ReadSession) -> str:
    known = Sifted(session).registry.by_key
    if code == CHECK:
        return reading(COLUMNS, known)
    return reading(OF_RULE[code], predicates(code, known.values()))


def _goals(code: str) -> tuple[Goal, Goal]:
    return (
        Goal(f"{code} ≤ 1.5 × fetching", lambda found: found[code][OURS] / found[code][FETCH], at_most=1.5),
        Goal(
            f"{code}: ten times the claims ≤ 15 × the time",
            lambda found: found[code][OURS] / found[code][SMALLER],
            at_most=15,
        ),
    )


BENCHMARK = Benchmark(
    "full-check",
    "look for all contradictions",
    prepare,
    tuple(goal for code in (*SIEVES, CHECK) for goal in _goals(code)),
)
