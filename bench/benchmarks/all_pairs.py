"""Which questions have values that do not meet: by our sieve and sweep, and by the ways at hand."""

import time
from collections.abc import Callable

from app.contradictions import asking
from app.contradictions.candidates import SIEVES, Sifted, of
from app.db import ReadSession
from bench import pairs
from bench.figures import OURS, Round, Sample, at_least, shown
from bench.load import WrongAnswer
from bench.scene import Benchmark, Scene

TIME, FOUND, RATIO = "CPU ms", "questions", "× ours"
EXISTS, JOIN, DUCKDB, SHACL = "SQLite EXISTS", "SQLite self-join", "DuckDB self-join", "pySHACL"
Count = Callable[[], int | None]


def prepare(scene: Scene) -> Callable[[int], Round]:
    """Rounds of ours; peers take so long that each is asked once, and stopped when patience ends."""
    record, few = scene.mass(scene.size.masses[-1]), scene.mass(scene.size.shapes)
    whole, part = scene.reader(record), scene.reader(few)
    patience = scene.size.patience
    asked: dict[str, Count] = {
        EXISTS: lambda: pairs.sqlite(whole, pairs.EXISTS, patience),
        JOIN: lambda: pairs.sqlite(whole, pairs.JOIN, patience),
    }
    if pairs.installed("duckdb"):
        claims = pairs.in_duckdb(whole, scene.folder / "claims.csv")
        asked[DUCKDB] = lambda: pairs.duckdb(claims, patience)
    small: dict[str, Count] = {}
    if pairs.installed("pyshacl"):
        graph = pairs.as_graph(part)
        small[SHACL] = lambda: pairs.shacl(graph)
    for name in {DUCKDB, SHACL} - {*asked, *small}:
        scene.say(f"{name} is left out: make bench installs it")
    peers = {who: _timed(count) for who, count in asked.items()}
    fewer = {who: _timed(count) for who, count in small.items()}
    for who, sample in {**peers, **fewer}.items():
        if not sample[FOUND]:
            scene.say(f"{who} was stopped after {patience:g} s: its figures are the least it would take")
    alone = f"{OURS}, {len(few.said):,} claims"
    fewer = {f"{who}, {len(few.said):,} claims": each for who, each in fewer.items()}
    return lambda _: {**_turn(OURS, whole, peers), **_turn(alone, part, fewer)}


def _turn(name: str, session: ReadSession, peers: Round) -> Round:
    ours = _timed(lambda: _questions(session))
    for who, sample in peers.items():
        if sample[FOUND] not in (0, ours[FOUND]):
            raise WrongAnswer(f"{who} found {sample[FOUND]:g} questions, we {ours[FOUND]:g}.")
    return {
        who: {TIME: sample[TIME], RATIO: sample[TIME] / ours[TIME], FOUND: sample[FOUND]}
        for who, sample in {name: ours, **peers}.items()
    }


def _timed(work: Count) -> Sample:
    before = time.process_time()
    found = work()
    return {TIME: (time.process_time() - before) * 1e3, FOUND: float(found or 0)}


def _questions(session: ReadSession) -> int:
    world = Sifted(session)
    return sum(
        any(finding.code == "value_disjoint" for finding in asking.find(world, question).findings)
        for question in dict.fromkeys(of(world, SIEVES["value_disjoint"]))
        if question.predicates[0] in pairs.PREDICATES
    )


BENCHMARK = Benchmark(
    "all-pairs",
    "questions whose values do not meet",
    prepare,
    (at_least(50, EXISTS, TIME), shown(JOIN, TIME)),
)
