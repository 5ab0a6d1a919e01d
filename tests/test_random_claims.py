"""Random histories in a small world: what the rows say is what a recomputation finds, at every end."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import Phase, event, given, settings
from sqlalchemy import select

from app import intake, rebuild
from app.access.keys import OPERATOR
from app.claims import summaries
from app.claims.identity_schemas import JudgementCreate
from app.claims.pictures import AS_IT_IS, Picture
from app.claims.service import by_seq
from app.contradictions import ahead, asking, computed, increment, outermost, quiet, rows, service
from app.contradictions.candidates import SIEVES, Sifted, candidates, of
from app.contradictions.detect import Detection
from app.contradictions.outermost import Search
from app.contradictions.pictures import PictureWorld
from app.contradictions.positions import positions
from app.contradictions.rules import BY_CODE
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.pairs import Conflict
from app.contradictions.world import SqlWorld
from app.db import Session, WriteSession
from app.entities import service as entities
from app.provenance import log
from app.sources import service as sources
from tests.conftest import Databases, Record
from tests.random_histories import (
    JUDGE,
    SUBJECTS,
    TOPICS,
    VOICES,
    Step,
    World,
    histories,
    play,
    play_at_once,
    world_of,
)

CODES = tuple(BY_CODE)
ALONE = ("contested_by_carrier", "part_exceeds_whole", "relation_cycle")  # no conflict of two claims
LEAST_SHARE = 0.02
EXAMPLES = 200
STANDING = service.LISTING.where(service.rows.c.status != "closed")
_HIGHEST = Search.highest
LAST = select(log.events.c.at).order_by(log.events.c.seq.desc()).limit(1)


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world_of(databases, tmp_path_factory) as found:
        yield found


def whole(session: WriteSession) -> None:
    """Asserts that rows and recomputation agree and that the log is sound; a rebuild raises if it differs."""
    assert list(service.check(session)) == []
    assert list(log.faults(session)) == []
    session.plain(session.database.begin_write)
    rebuild.rebuild(session)
    session.plain("COMMIT")


def stand_on_pairs(session: Session) -> None:
    """Asserts that trying every pair finds the same: nothing missed, nothing weaker, nothing made up."""
    world = SqlWorld(session)
    for question in asking.every(world):
        found = asking.find(world, question).findings
        for code in CODES:
            if code in ALONE:
                continue
            mine = [finding for finding in found if finding.code == code]
            tried = list(asking.pairs(world, question, code))
            assert bool(mine) == bool(tried), (question, code)
            if mine:
                members = {claim for finding in mine for claim in finding.members}
                assert {claim for pair in tried for claim in pair.witness} <= members, (question, code)
                best = max((pair.certain, pair.severity) for pair in tried)
                assert max((finding.certain, finding.severity) for finding in mine) == best, (question, code)
            assert all(set(finding.witness) <= set(finding.members) for finding in mine), (question, code)


def sifting_loses_nothing(session: Session) -> None:
    """Asserts that what is found by asking everything is found in what each rule's sieve lets through."""
    world, sifted = SqlWorld(session), Sifted(session)
    let_through = {code: set(of(sifted, sieve)) for code, sieve in SIEVES.items()}
    asked = list(candidates(sifted))
    assert len(asked) == len(set(asked))
    assert set(asked) == set().union(*let_through.values())
    for question in asking.every(world):
        found = asking.find(world, question).findings
        for code in {finding.code for finding in found}:
            assert question in let_through[code], code
        if question in asked:
            assert asking.find(sifted, question).findings == found


def joined_first(session: WriteSession) -> None:
    """The same after two subjects and two voices, who are values too, were joined as one each."""
    session.plain(session.database.begin_write)
    for one, other in (("brigade", "network"), ("rebel", "analyst")):
        given = JudgementCreate.model_validate(
            {"other": other, "source": "paper-2016", "reasons": "one history", "attribution": JUDGE}
        )
        intake.join(session, OPERATOR, one, given)
    assert SqlWorld(session).joined
    sifting_loses_nothing(session)
    session.plain("COMMIT")


def each_contested_claim_has_its_row(session: Session) -> None:
    """Asserts that every current claim whose carrier disputes it, and no other, is a contradiction alone."""
    world = SqlWorld(session)
    for question, facts in answered(world):
        found = asking.find(world, question).findings
        told = [finding.members for finding in found if finding.code == "contested_by_carrier"]
        assert told == [(fact.claim,) for fact in facts if fact.contested]


def answered(world: SqlWorld) -> Iterator[tuple[asking.Question, list[Fact]]]:
    """Every question that claims of one subject and predicate answer, with those claims."""
    for asked in world.asked():
        question = asking.Question("answer", asked.subject, (asked.predicate,), asked.scope, asked.unit)
        yield question, world.answers(asked)


def all_have_positions(session: Session) -> None:
    """Asserts that every current claim with a comparable value stands in some position of its question."""
    world = SqlWorld(session)
    for question, facts in answered(world):
        predicate = world.registry.by_key[question.predicates[0]]
        placed = {claim for position in positions(predicate, facts) for claim in position.claims}
        assert placed == {fact.claim for fact in facts}


def happened(session: Session) -> set[str]:
    """The codes that fired at any time, and why rows were closed or reopened."""
    told: set[str] = set()
    for entry in log.replay(session):
        if entry.op == rows.OPENED:
            told.add(str(entry.body["code"]))
        elif entry.op == rows.CLOSED:
            told.add(f"closed: {entry.body['reason']}")
        elif entry.op == rows.CHANGED and entry.body["left"]:
            told.add("a member left")
    return told


def run(
    world: World,
    examine: Callable[[WriteSession], None],
    examples: int,
    *phases: Phase,
    watched: bool = False,
    same: bool = False,
    topics: Sequence[tuple[str, ...]] = TOPICS,
    at_once: int | None = None,
) -> Counter[str]:
    """Plays `examples` histories and examines each end; counts in how many each thing happened.

    Step by step, or in batches of so many `at_once`.

    With `same` they are the same ones every time: a share that is asserted must not be left to chance.
    """
    tally: Counter[str] = Counter()

    @settings(
        max_examples=examples, phases=phases or tuple(Phase), report_multiple_bugs=False, derandomize=same
    )
    @given(histories(topics))
    def holds(steps: list[Step]) -> None:
        session = world.fresh()
        try:
            if at_once is None:
                play(session, steps, watched=watched)
            else:
                play_at_once(session, steps, at_once)
            told = happened(session)
            for each in sorted(told):
                event(each)
            tally.update([*told, "examples"])
            examine(session)
        finally:
            session.close()

    holds()
    return tally


def test_random_histories_leave_rows_that_a_recomputation_and_a_rebuild_agree_with(
    world: World, figure: Callable[[str], None]
) -> None:
    tally = run(world, whole, EXAMPLES, same=True)
    shares = {name: tally[name] / tally["examples"] for name in [*CODES, *sorted(tally)]}
    told = ", ".join(f"{name} {share:.0%}" for name, share in shares.items() if name != "examples")
    figure(f"{tally['examples']} random histories, share in which each happened: {told}")
    rare = [name for name in (*CODES, "closed: retracted") if shares.get(name, 0) < LEAST_SHARE]
    assert not rare, told


def test_what_is_found_in_random_histories_is_what_trying_every_pair_finds(world: World) -> None:
    def examine(session: WriteSession) -> None:
        whole(session)
        stand_on_pairs(session)
        each_contested_claim_has_its_row(session)
        all_have_positions(session)

    run(world, examine, EXAMPLES // 2)


@pytest.mark.parametrize("few", [0, 5])
def test_random_histories_written_in_batches_leave_rows_that_a_recomputation_agrees_with(
    world: World, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(ahead, "FEW", few)
    run(world, whole, EXAMPLES // 2, at_once=9)


def test_taking_a_question_for_quiet_that_is_not_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quiet, "told", lambda *_: True)
    with pytest.raises(AssertionError):
        run(world, whole, EXAMPLES, Phase.generate, same=True, at_once=9)


@pytest.mark.parametrize(("small", "near", "earlier"), [(0, 400, 50), (0, 2, 50), (0, 0, 1), (3, 5, 2)])
def test_rows_come_out_the_same_whichever_way_a_claim_is_added(
    world: World, monkeypatch: pytest.MonkeyPatch, small: int, near: int, earlier: int
) -> None:
    monkeypatch.setattr(increment, "SMALL", small)
    monkeypatch.setattr(increment, "NEAR", near)
    monkeypatch.setattr(increment, "EARLIER", earlier)
    run(world, whole, EXAMPLES // 4, watched=True)


@pytest.mark.parametrize("reading", [(1, 0, 400), (1, 400, 2), (16, 64, 400)])
def test_rows_come_out_the_same_where_the_strongest_conflict_is_searched_for(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    figure: Callable[[str], None],
    reading: tuple[int, int, int],
) -> None:
    monkeypatch.setattr(increment, "SMALL", 0)
    monkeypatch.setattr(summaries, "LISTED", 0)
    for name, number in zip(("BATCH", "ABOUT", "LEAST"), reading, strict=True):
        monkeypatch.setattr(outermost, name, number)
    tally: Counter[str] = Counter()

    def highest(search: Search, known: Conflict) -> Conflict | None:
        found = _HIGHEST(search, known)
        tally["gave up" if found is None else "stays" if found is known else "outdone"] += 1
        return found

    monkeypatch.setattr(Search, "highest", highest)
    run(world, whole, EXAMPLES // 4, watched=True, same=True, topics=(("strength",), ("founded",)))
    figure(f"searches for the strongest conflict, reading {reading}: {dict(tally)}")
    assert tally["stays"] > 3
    assert tally["outdone"] or tally["gave up"]  # of so few claims that are read, most searches give up


def stored(session: Session) -> list[str]:
    """Every row that stands, with all that it says."""
    return sorted(
        service.canonical_row(
            row["code"],
            rows.members_of(session, row),
            {**rows.stored_told(row), "subjects": rows.subjects_of(session, row)},
        )
        for row in session.rows(STANDING)
    )


def pictured(session: Session, picture: Picture) -> list[str]:
    """Every contradiction computed for a picture, likewise."""
    world = PictureWorld(session, picture)
    return sorted(
        service.canonical_row(each.sort[0], each.members, each.detection.told(world))
        for each in computed.all_of(world)
    )


def test_a_picture_that_leaves_nothing_out_has_just_the_stored_rows_about_each_entity_too(
    world: World,
) -> None:
    def examine(session: WriteSession) -> None:
        unused = Picture.without(session, [sources.get(session, "paper-unused")])
        assert pictured(session, Picture()) == pictured(session, unused) == stored(session)
        whole = PictureWorld(session, Picture())
        found = [each.detection for each in computed.all_of(whole)]
        for key in (*SUBJECTS, *VOICES):
            subject = entities.get(session, key)["id"]
            narrow = PictureWorld(session, Picture())
            about = [each.detection for each in computed.about(narrow, subject)]
            assert _telling(about) == _telling(one for one in found if subject in one.subjects(whole))

    run(world, examine, EXAMPLES // 4)


def _telling(found: Iterable[Detection]) -> list[Any]:
    return [(each.finding, each.verdict) for each in found]


def test_a_picture_as_of_any_step_has_the_rows_that_stood_then(world: World) -> None:
    @settings(max_examples=EXAMPLES // 4, report_multiple_bugs=False)
    @given(histories())
    def holds(steps: list[Step]) -> None:
        session = world.fresh()
        try:
            then: list[tuple[str, list[str]]] = []
            play(session, steps, watched=False, after=lambda: then.append((latest(session), stored(session))))
            for at, expected in then:
                assert pictured(session, Picture(as_of=at)) == expected
        finally:
            session.close()

    holds()


def latest(session: Session) -> str:
    """The time of the last event."""
    return str(session.scalar(LAST))


def test_the_picture_without_a_source_is_the_record_into_which_it_never_came(world: World) -> None:
    @settings(max_examples=EXAMPLES // 4, report_multiple_bugs=False)
    @given(histories())
    def holds(steps: list[Step]) -> None:
        left_out = "paper-2016"
        told = []
        for only_others in (False, True):
            session = world.fresh()
            try:
                kept = [step for step in steps if step.earlier is None and step.claim is not None]
                if only_others:
                    kept = [step for step in kept if step.claim and step.claim["source"] != left_out]
                play(session, kept, watched=False)
                picture = Picture.without(session, [sources.get(session, left_out)])
                found = computed.all_of(PictureWorld(session, AS_IT_IS if only_others else picture))
                shown = sorted((each.sort[0], each.label, each.severity, len(each.members)) for each in found)
                told.append(shown)
            finally:
                session.close()
        assert told[0] == told[1]

    holds()


def test_every_question_with_a_finding_is_a_candidate(world: World) -> None:
    run(world, sifting_loses_nothing, EXAMPLES // 2)


def test_every_question_with_a_finding_is_a_candidate_when_entities_are_joined(world: World) -> None:
    run(world, joined_first, EXAMPLES // 2)


@pytest.mark.parametrize("code", CODES)
def test_a_sieve_that_lets_nothing_through_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setitem(SIEVES, code, lambda _: iter(()))
    with pytest.raises(AssertionError):
        run(world, sifting_loses_nothing, EXAMPLES, Phase.generate, same=True)


def without(monkeypatch: pytest.MonkeyPatch, status: str) -> None:
    """Disables the recheck of claims that have come to this status."""
    recheck = intake._recheck

    def partly(session: WriteSession, moved: list[int]) -> list[str]:
        return recheck(session, [seq for seq in moved if by_seq(session, seq)["status"] != status])

    monkeypatch.setattr(intake, "_recheck", partly)


def test_without_the_recheck_on_retraction_the_same_histories_disagree(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, "retracted")
    with pytest.raises(AssertionError):
        run(world, whole, EXAMPLES, Phase.generate, watched=True)


@pytest.mark.parametrize("rechecked", [True, False])
def test_superseding_into_another_scope_rechecks_the_scope_that_was_left(
    record: Record, monkeypatch: pytest.MonkeyPatch, rechecked: bool
) -> None:
    strength = {"subject": "brigade", "predicate": "strength", "valid": {"edtf": "2016-01-10"}}
    record.claim(key="low", value="101", **strength)
    record.claim(agent="rebel", value="299", **strength)
    if not rechecked:
        without(monkeypatch, "superseded")
    record.claim(value="101", scope={"method": "a census"}, supersedes="low", **strength)
    assert (list(service.check(record.reader)) == []) is rechecked
