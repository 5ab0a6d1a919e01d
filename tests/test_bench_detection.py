"""The benchmarks of detection at a tiny size: their records are sound, their answers are checked."""

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from app.contradictions import asking, service
from app.contradictions.candidates import SIEVES
from app.contradictions.world import SqlWorld
from bench import pairs, patterns, records
from bench.benchmarks import all_pairs, full_check, one_question, recheck
from bench.counting import Counting, steps
from bench.figures import summary
from bench.load import WrongAnswer
from bench.patterns import zipf
from bench.scene import Scene, Size

TINY = Size(
    claims=4,
    imported=4,
    rounds=1,
    gets=1,
    lists=1,
    posts=1,
    masses=(200, 2_000),
    question=200,
    shapes=60,
    patience=10,
)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    made = Scene(TINY, tmp_path_factory.mktemp("scene"), lambda _: None)
    with made.running:
        yield made


@pytest.mark.parametrize("module", [recheck, one_question, full_check, all_pairs])
def test_a_round_gives_every_ratio(scene: Scene, module: ModuleType) -> None:
    benchmark = module.BENCHMARK
    measured = benchmark.prepare(scene)(0)
    result = summary(benchmark.name, benchmark.title, [measured], benchmark.goals)
    assert len({tuple(sample) for sample in measured.values()}) == 1
    assert all(math.isfinite(each.ratio.median) and each.ratio.median > 0 for each in result.compared)


def test_everybody_finds_the_same_questions(scene: Scene) -> None:
    session = scene.reader(scene.mass(2_000))
    ours = all_pairs._questions(session)
    assert ours > 0
    assert pairs.sqlite(session, pairs.EXISTS, TINY.patience) == ours
    assert pairs.sqlite(session, pairs.JOIN, TINY.patience) == ours


def test_a_peer_out_of_patience_is_stopped_without_an_answer(scene: Scene) -> None:
    session = scene.reader(scene.mass(2_000))
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n"
    assert pairs.sqlite(session, endless, 0.01) is None
    assert pairs.sqlite(session, "SELECT 1", 0.01) == 1


def test_a_rule_that_finds_less_ends_the_run(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SIEVES, "value_disjoint", lambda _: iter(()))
    with pytest.raises(WrongAnswer, match="value_disjoint"):
        full_check._compare(scene.reader(scene.mass(2_000)))


def test_a_filled_record_is_whole_and_says_what_its_claims_make(scene: Scene) -> None:
    mass = scene.mass(2_000)
    assert records.execute(mass.path, "PRAGMA foreign_key_check") == []
    assert records.execute(mass.path, "PRAGMA integrity_check") == [("ok",)]
    session = scene.reader(mass)
    assert list(service.check(session)) == []
    world = SqlWorld(session)
    found = [found for question in asking.every(world) for found in asking.find(world, question).findings]
    rows = records.fetched(session, "SELECT count(*) FROM contradiction WHERE status = 'open'")
    assert rows == [(len(found),)] != [(0,)]


def test_a_filled_record_has_the_indexes_that_migrations_make(scene: Scene) -> None:
    made = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
    assert records.execute(scene.mass(200).path, made) == records.execute(scene.patterns.record, made)


def test_questions_are_few_large_and_many_small() -> None:
    topics = list(zipf(20_000))
    sizes = sorted(map(len, topics), reverse=True)
    assert sum(sizes) == pytest.approx(20_000, rel=0.01)
    assert sizes[0] > 1_000
    assert sizes[len(sizes) // 2] <= 2
    assert Counter(said.subject for said in topics[0]) == {0: sizes[0]}


def test_every_rule_has_something_to_find_in_a_large_record() -> None:
    told = {said.value for topic in zipf(100_000) for said in topic}
    assert {f"founded {year}" for year in ("2010", "2013")} <= told
    assert {"killed_in_event 5000", "at_large", "commanded_by", "part_of", "led_by"} <= told
    claims = [said for topic in zipf(100_000) for said in topic]
    assert any(said.denies for said in claims)
    assert any(said.contested for said in claims)


def test_rows_and_steps_are_counted_exactly(tmp_path: Path) -> None:
    path = tmp_path / "base.db"
    records.make_base(path, 3)
    session = Counting(records.database(path).writer())
    assert session.has_table("entity")
    world = SqlWorld(session)
    assert world.registry.by_key
    assert not world.joined
    before = session.fetched
    asked = len(list(world.asked()))
    assert session.fetched - before == asked
    with steps(session) as counted:
        list(world.asked())
    first = counted[0]
    with steps(session) as counted:
        list(world.asked())
    session.close()
    assert first == counted[0] > 0


def test_one_question_has_one_claim_that_disagrees() -> None:
    (topic,) = patterns.one_question(50)
    assert [said.value.endswith(" 3") for said in topic] == [False] * 49 + [True]
