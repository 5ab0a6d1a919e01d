"""What detection reads, counted: work must not grow with what has nothing to do with it."""

import pytest

from app.access.keys import OPERATOR
from app.claims import service as claims
from app.claims.schemas import ClaimCreate
from app.contradictions import asking, detect
from app.contradictions.candidates import ROUNDS, Sifted, candidates, peeled
from app.contradictions.sums import may_exceed
from app.contradictions.world import SqlWorld
from bench import records
from bench.counting import Counting, steps
from bench.mass import Mass
from bench.patterns import Patterns, Said

FEW, MANY = 300, 3_000
ASKED = [Said(0, "strength 4 0", "2016-05"), Said(0, "strength 4 2", "2016-06")]


def agreeing(subject: int) -> list[Said]:
    """Claims under most rules' predicates, none of which contradicts another."""
    return [
        Said(subject, "strength 3 0", "2014-05"),
        Said(subject, "strength 3 1", "2014-05"),
        Said(subject, "killed_total 120", "2016-05"),
        Said(subject, "killed_total 120", "2016-06"),
        Said(subject, "founded 2010", ""),
        Said(subject, "active_since 2011", ""),
        Said(subject, "status alive", "2014-05"),
        Said(subject, "status killed", "2016-01"),
        Said(subject, "led_by", "2012/2014", subject),
        Said(subject, "commanded_by", "2012/2014", subject),
    ]


@pytest.fixture(scope="module")
def patterns(tmp_path_factory: pytest.TempPathFactory) -> Patterns:
    return Patterns(tmp_path_factory.mktemp("patterns") / "patterns.db")


def mass(patterns: Patterns, unrelated: int, first: list[Said]) -> Mass:
    """A record of these claims on the first subject and so many on others."""
    path = patterns.record.with_name(f"mass-{unrelated}-{len(first)}.db")
    return Mass(path, patterns, [first, *map(agreeing, range(1, 1 + unrelated // 10))])


def strength(made: Mass, text: str) -> ClaimCreate:
    """A claim on the strength of the first subject, by a voice that is new to it."""
    given = {
        "subject": made.subject(0)[1],
        "predicate": "strength",
        "value": {"text": text},
        "valid": {"edtf": "2016-05"},
        "source": "report",
        "attribution": [{"agent": "named", "role": "claimant"}],
    }
    return ClaimCreate.model_validate(given)


def rechecked(made: Mass, text: str) -> tuple[int, int, int]:
    """Rows read and steps taken by the recheck after a claim on the first subject, and rows changed."""
    session = Counting(records.database(made.path).writer())
    try:
        session.plain("BEGIN IMMEDIATE")
        _, _, moved = claims.add(session, OPERATOR.id, strength(made, text))
        session.fetched = 0
        with steps(session) as counted:
            changed = detect.recheck(session, moved)
        session.plain("ROLLBACK")
        return session.fetched, counted[0], len(changed)
    finally:
        session.close()


def candidates_read(made: Mass) -> tuple[int, int]:
    """How many questions are candidates, and how many rows finding and judging them takes."""
    session = Counting(records.database(made.path).writer())
    try:
        world = Sifted(session)
        assert not world.joined
        session.fetched = 0
        questions = list(candidates(world))
        assert all(asking.find(world, question).findings for question in questions)
        return len(questions), session.fetched
    finally:
        session.close()


@pytest.mark.parametrize("text", ["900 fighters", "9,000 fighters"])
def test_a_recheck_reads_the_same_whatever_else_is_in_the_record(patterns: Patterns, text: str) -> None:
    few, many = (rechecked(mass(patterns, size, ASKED), text) for size in (FEW, MANY))
    assert few[0] == many[0] > 0
    assert few[2] == many[2] == (text == "9,000 fighters")
    assert many[1] < 1.2 * few[1]  # indexes are a level deeper


def with_a_part(patterns: Patterns, links: int) -> Mass:
    """A whole of 900 fighters that so many voices say a body of 3,400 is a part of."""
    path = patterns.record.with_name(f"linked-{links}.db")
    body = [Said(1, "strength 29 2", "2016-05"), *[Said(1, "part_of", "2014/2018", 0)] * links]
    return Mass(path, patterns, [ASKED, body])


def test_a_recheck_reads_a_part_once_however_many_say_that_it_is_one(patterns: Patterns) -> None:
    few, many = (rechecked(with_a_part(patterns, links), "9,000 fighters") for links in (2, 200))
    assert few[0] == many[0] > 0
    assert many[1] < 1.2 * few[1]


@pytest.mark.parametrize(
    ("text", "exceeded"),
    [
        ("900 fighters", True),
        ("3,399 fighters", True),
        ("9,000 fighters", False),
        ("at least 900 fighters", False),  # nothing exceeds a floor
        ("900 or 9,000 fighters", False),
    ],
)
def test_only_a_figure_for_the_whole_that_its_parts_may_exceed_has_them_judged(
    patterns: Patterns, text: str, *, exceeded: bool
) -> None:
    made = with_a_part(patterns, 2)
    session = records.database(made.path).writer()
    try:
        session.plain("BEGIN IMMEDIATE")
        _, _, (claim,) = claims.add(session, OPERATOR.id, strength(made, text))
        world = SqlWorld(session)
        fact = world.fact(claim)
        question = asking.Question("whole", fact.subject, ("strength", "strength"), fact.scope, fact.unit)
        assert may_exceed(world, question, fact) is exceeded
        session.plain("ROLLBACK")
    finally:
        session.close()


def test_what_agrees_is_not_read_to_find_all_contradictions(patterns: Patterns) -> None:
    few, many = (candidates_read(mass(patterns, size, ASKED)) for size in (FEW, MANY))
    assert few[0] == many[0] == 0
    # A row for each of two statuses that follow each other, of every tenth claim's subject, twice the numbers
    # of the one claim of a relation, and the bounds of the two tolls of an event; no claim.
    assert (few[1], many[1]) == (2 * FEW // 10 + 4, 2 * MANY // 10 + 4)


def test_of_what_conflicts_every_claim_is_read(patterns: Patterns) -> None:
    conflict = [*ASKED, Said(0, "strength 4 3", "2016-05")]
    (found, rows), (_, silent) = (candidates_read(mass(patterns, FEW, each)) for each in (conflict, ASKED))
    assert found == 1
    assert rows == silent + len(conflict) + 2  # the question, its subject's number


def test_of_a_relation_only_what_can_lie_on_a_cycle_is_left() -> None:
    chain = [(number, number + 1, number) for number in range(10)]
    assert peeled(chain) == []
    knot = [(3, 20, 100), (20, 3, 101), (7, 7, 102)]
    assert sorted(seq for _, _, seq in peeled([*chain, *knot])) == [3, 4, 5, 6, 100, 101, 102]
    long = [(number, number + 1, number) for number in range(4 * ROUNDS)]
    assert 0 < len(peeled(long)) < len(long)
