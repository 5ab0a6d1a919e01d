"""The strongest conflict of one claim with very many: a few that are read tell what all would tell."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, select

from app.access.keys import OPERATOR
from app.claims import service as claims
from app.claims.schemas import ClaimCreate, RetractionCreate
from app.claims.values.base import INFINITY, Interval
from app.claims.values.predicate import Predicate
from app.contradictions import detect, outermost, rows, service
from app.contradictions.asking import Question
from app.contradictions.outermost import Search
from app.contradictions.rules.fact import BEGINNING, END, Fact
from app.contradictions.rules.pairs import Conflict
from app.contradictions.rules.value_disjoint import ValueDisjoint
from app.contradictions.world import Asked, SqlWorld
from bench import records
from bench.counting import Counting
from bench.mass import Mass
from bench.patterns import DAYS, FOUNDED, LASTING, MONTHS, Patterns, Said

MANY = 1_000
FEW = 250  # rows that most searches read fewer of
VALUES = [f"strength {base} {form}" for base in (0, 0, 0, 3, 12, 39) for form in range(4)]
TIMES = [*MONTHS[36:60:3], *LASTING, *DAYS, "2017", ""]
DAY = 735_500  # in 2014
ID = select(rows.claims.c.id).where(rows.claims.c.seq == bindparam("claim"))
FIGURES = (1, 450, 500, 560, 900, 4_000, 9_000)


@dataclass(frozen=True)
class Crowd:
    """A record of one question of many claims, a few of them hedged, and what can be asked of it."""

    mass: Mass
    session: Counting

    @property
    def world(self) -> SqlWorld:
        return SqlWorld(self.session)

    @property
    def asked(self) -> Asked:
        return next(each for each in self.world.asked() if len(self.world.answers(each)) == MANY)


@pytest.fixture(scope="module")
def patterns(tmp_path_factory: pytest.TempPathFactory) -> Patterns:
    return Patterns(tmp_path_factory.mktemp("patterns") / "patterns.db")


def crowd(
    patterns: Patterns, name: str, values: list[str], times: list[str], *, certain: bool = True
) -> Iterator[Crowd]:
    dice = random.Random(name)  # noqa: S311 — the same record every time
    said = [Said(0, dice.choice(values), dice.choice(times)) for _ in range(MANY)]
    mass = Mass(patterns.record.with_name(f"{name}.db"), patterns, [said])
    session = Counting(records.database(mass.path).writer())
    session.plain("BEGIN IMMEDIATE")
    session.plain("UPDATE claim SET modality = 'probable' WHERE current = 1 AND seq % 7 = 3")
    session.plain("UPDATE claim SET modality = 'possible' WHERE current = 1 AND seq % 7 = 4")
    if not certain:
        session.plain("UPDATE claim SET modality = 'probable' WHERE modality = 'certain'")
    world = SqlWorld(session)
    questions = [
        Question("answer", each.subject, (each.predicate,), each.scope, each.unit) for each in world.asked()
    ]
    detect.settle(session, world, dict.fromkeys(questions, frozenset()))
    session.plain("COMMIT")
    yield Crowd(mass, session)
    session.close()


@pytest.fixture(scope="module")
def strengths(patterns: Patterns) -> Iterator[Crowd]:
    yield from crowd(patterns, "strengths", VALUES, TIMES)


@pytest.fixture(scope="module")
def hedged(patterns: Patterns) -> Iterator[Crowd]:
    yield from crowd(patterns, "hedged", VALUES, TIMES, certain=False)


@pytest.fixture(scope="module")
def undated(patterns: Patterns) -> Iterator[Crowd]:
    yield from crowd(patterns, "undated", VALUES, [""])


@pytest.fixture(scope="module")
def foundings(patterns: Patterns) -> Iterator[Crowd]:
    yield from crowd(patterns, "foundings", [f"founded {date}" for date in FOUNDED], ["", *DAYS, "2017"])


@st.composite
def facts(draw: st.DrawFn, like: Fact, figures: Sequence[int], earliest: int, latest: int) -> Fact:
    """A claim that comes to the question: exact or hedged in whatever way, of some days or none."""
    plain = float(draw(st.sampled_from(figures)))
    form = draw(st.sampled_from(("exact", "about", "up to", "at least", "range")))
    interval = {
        "exact": Interval(plain, plain, plain, plain, plain),
        "about": Interval(plain * 0.8, plain * 1.25, plain * 0.9, plain * 1.1, plain),
        "up to": Interval(0.0, plain, plain * 0.5, plain, plain),
        "at least": Interval(plain, INFINITY, plain, plain * 1.5, plain),
        "range": Interval(plain, plain + 300, plain, plain + 300, plain + 150),
    }[form]
    first, length = draw(st.integers(earliest, earliest + 2_500)), draw(st.sampled_from((0, 20, 400)))
    days = {
        "undated": (BEGINNING, END, BEGINNING, END),
        "throughout": (first, first, first + length, first + length),
        "within": (first, first + length, first, first + length),
        "open": (first, first, END, END),
    }[draw(st.sampled_from(("undated", "throughout", "within", "open")))]
    from_lo, from_hi, to_lo, to_hi = days
    return replace(
        like,
        claim=latest + 1,
        voice=draw(st.sampled_from((like.voice, "somebody new"))),
        intervals=(interval,),
        modality=draw(st.sampled_from(("certain", "certain", "probable"))),
        from_lo=from_lo,
        from_hi=from_hi,
        to_lo=to_lo,
        to_hi=to_hi,
        said=draw(st.sampled_from((None, earliest + 1_000))),
    )


def variants(predicate: Predicate) -> st.SearchStrategy[Predicate]:
    """The predicate, as it is and as it could be defined."""
    return st.builds(
        replace,
        st.just(predicate),
        single=st.sampled_from(("yes", "yes", "usually")),
        temporality=st.sampled_from(("state", "state", "fixed")),
        persist_days=st.sampled_from((None, 30, 365)),
    )


def by_trying_all(
    predicate: Predicate, fact: Fact, others: list[Fact], known: Conflict
) -> tuple[bool, float, tuple[float, ...]]:
    judge = ValueDisjoint().judge(predicate)
    found = [conflict for each in others if (conflict := judge(fact, each))]
    return max(each.rank for each in (known, *found))


def the_search_finds_what_trying_all_finds(here: Crowd, figures: Sequence[int], first: int) -> Counter[str]:
    """Counts the searches by how they went."""
    world, asked = here.world, here.asked
    answers, summary = world.answers(asked), world.summary(asked)
    assert summary is not None
    defined = world.registry.by_key[asked.predicate]
    tally: Counter[str] = Counter()

    @settings(max_examples=100, derandomize=True)  # a share that is asserted must not be left to chance
    @given(variants(defined), facts(answers[0], figures, first, answers[-1].claim))
    def holds(predicate: Predicate, fact: Fact) -> None:
        known = next(iter(ValueDisjoint().pairs(predicate, answers[:30])))
        before = here.session.fetched
        found = Search(world, asked, predicate, fact, summary).highest(known)
        assert found is not None
        assert found.rank == by_trying_all(predicate, fact, answers, known)
        few = here.session.fetched - before < FEW
        tally["few" if few else "many"] += 1
        tally["outdone"] += found is not known

    holds()
    return tally


def test_the_search_finds_what_trying_all_finds_and_reads_little_of_it_mostly(
    strengths: Crowd, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    monkeypatch.setattr(outermost, "LEAST", 2 * MANY)
    tally = the_search_finds_what_trying_all_finds(strengths, FIGURES, DAY)
    figure(f"searches for the strongest of {MANY} conflicts: {dict(tally)}")
    assert tally["few"] > 2 * tally["many"] > 0
    assert tally["outdone"] > tally.total() / 4


def test_dates_are_searched_likewise(foundings: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outermost, "LEAST", 2 * MANY)
    tally = the_search_finds_what_trying_all_finds(foundings, range(733_000, 736_000, 400), DAY)
    assert tally["outdone"]


@pytest.mark.parametrize("modality", ["certain", "probable"])
@pytest.mark.parametrize(
    ("valid", "outdoes"),
    [
        ("2015-06-10", True),
        ("2015-03", True),
        ("2016", True),
        ("2014/..", True),
        ("2020", False),
        (None, False),
    ],
)
@pytest.mark.parametrize("value", ["90,000 fighters", "about 90,000 fighters", "up to 90,000 fighters", "3"])
def test_the_claim_farthest_out_is_a_witness_unless_times_are_unsure_without_reading_the_question(
    hedged: Crowd, value: str, valid: str, outdoes: bool, modality: str
) -> None:
    session = hedged.session
    session.plain("BEGIN IMMEDIATE")
    try:
        claim = recorded(hedged, value, valid, modality)
        assert list(service.check(session)) == []
        found = session.rows(service.LISTING.where(service.rows.c.code == "value_disjoint"))
        assert any(claim in row["witness"] for row in found) is outdoes
    finally:
        session.plain("ROLLBACK")


def recorded(here: Crowd, value: str, valid: str, modality: str) -> str:
    """The id of a claim for which few rows were read."""
    given = {
        "subject": here.asked.subject,
        "predicate": "strength",
        "value": {"text": value},
        "source": "report",
        "modality": modality,
        "attribution": [{"agent": "named", "role": "claimant"}],
        **({"valid": {"edtf": valid}} if valid else {}),
    }
    row, _, moved = claims.add(here.session, OPERATOR.id, ClaimCreate.model_validate(given))
    here.session.fetched = 0
    assert detect.recheck(here.session, moved)
    assert here.session.fetched < FEW
    return str(row["id"])


@pytest.mark.parametrize("witness", [False, True])
def test_who_goes_without_being_a_witness_leaves_the_row_as_it_is_without_reading_the_question(
    undated: Crowd, witness: bool
) -> None:
    session = undated.session
    session.plain("BEGIN IMMEDIATE")
    try:
        (row,) = session.rows(service.LISTING)
        carrying = [each["id"] for each in json.loads(row["witness"])]
        taking_part = [undated.world.fact(seq) for seq in rows.members_of(session, row)]
        ids = [str(session.scalar(ID, claim=fact.claim)) for fact in taking_part]
        gone = next(each for each in ids if (each in carrying) is witness)
        given = RetractionCreate(reason="entry_error", text="a slip")
        moved = claims.retract(session, OPERATOR.id, gone, given, own_only=False)[-1]
        session.fetched = 0
        assert detect.recheck(session, moved) == [row["id"]]
        assert (session.fetched < FEW) is not witness
        assert list(service.check(session)) == []
        (now,) = session.rows(service.LISTING)
        assert len(rows.members_of(session, now)) == len(ids) - 1
    finally:
        session.plain("ROLLBACK")
