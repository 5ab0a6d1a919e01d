"""Joins are derived from the judgements that stand, and end when those do."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from app import intake, rebuild
from app.access.keys import OPERATOR
from app.claims import identity, predicates
from app.claims.identity import Judgement, Pair, components, standing
from app.claims.predicate_schemas import PredicateCreate
from app.claims.schemas import ClaimCreate, RetractionCreate
from app.contradictions.models import Contradiction
from app.db import WriteSession, table
from app.entities import service as entities
from app.errors import Conflict, Unprocessable
from app.exchange import files, importer
from app.provenance import log
from tests.conftest import SEEDS, Record

NUMBERS = range(6)
contradictions = table(Contradiction)


def named(number: int) -> tuple[int, str]:
    return number, f"entity_{number}"


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    first, second = sorted(draw(st.lists(st.sampled_from(NUMBERS), min_size=2, max_size=2, unique=True)))
    return named(first), named(second)


JUDGEMENTS = st.lists(
    st.builds(
        Judgement,
        st.just(0),
        pairs(),
        st.sampled_from("abc"),
        st.integers(1, 3),
        st.booleans(),
        st.integers(0, 3).map(bool),
    ),
    max_size=12,
).map(lambda found: [_numbered(each, seq) for seq, each in enumerate(found, 1)])


def _numbered(each: Judgement, seq: int) -> Judgement:
    return Judgement(seq, each.pair, each.voice, each.day, each.denies, each.certain)


def is_joined(pair: Pair, judgements: list[Judgement]) -> bool:
    """Slowly: the last word of each voice on the pair, one sure of it and none against."""
    words = [each for each in judgements if each.pair == pair]
    last = [
        max((w for w in words if w.voice == v), key=lambda w: (w.day, w.seq))
        for v in {w.voice for w in words}
    ]
    return any(w.certain and not w.denies for w in last) and not any(w.denies for w in last)


@given(JUDGEMENTS)
def test_a_pair_is_joined_while_somebody_is_sure_and_nobody_denies(judgements: list[Judgement]) -> None:
    joined = standing(judgements)
    assert set(joined) == {each.pair for each in judgements if is_joined(each.pair, judgements)}
    for pair, found in joined.items():
        assert found
        assert all(each.pair == pair and each.certain and not each.denies for each in found)


@given(st.lists(pairs(), max_size=8))
def test_groups_are_the_connected_components_with_the_earliest_first(joined: list[Pair]) -> None:
    reach = {number: {number} for number in NUMBERS}
    for _ in NUMBERS:
        for (first, _one), (second, _other) in joined:
            reach[first] = reach[second] = reach[first] | reach[second]
        for number in NUMBERS:
            reach[number] = set().union(*(reach[each] for each in reach[number]))
    expected = {f"entity_{n}": f"entity_{min(reach[n])}" for n in NUMBERS if min(reach[n]) != n}
    assert components(joined) == expected


@pytest.mark.parametrize("order", [1, -1])
def test_a_long_chain_is_one_group(order: int) -> None:
    chain = list(pairwise(map(named, range(20_000))))[::order]
    found = components(chain)
    assert set(found.values()) == {"entity_0"}
    assert len(found) == len(chain)


def says(record: Record, one: str, other: str, **body: Any) -> str:
    """Records a judgement on two entities; gives the claim's id."""
    written = record.claim(subject=one, predicate="same_as", value={"entity": other}, **body)
    return str(written.document["id"])


def joins(record: Record) -> dict[str, str]:
    """The key of the canonical entity by the key of each that is joined to it."""
    with record.reader.snapshot() as session:
        return {
            entities.get(session, each)["key"]: entities.get(session, into)["key"]
            for each, into in identity.joined(session).items()
        }


def retract(record: Record, claim: str) -> None:
    told = RetractionCreate(reason="entry_error", text="a slip")
    record.writer.call(lambda session: intake.retract(session, OPERATOR, claim, told))


def test_nothing_is_joined_where_nobody_says_so(record: Record) -> None:
    assert joins(record) == {}
    row = entities.get(record.reader, "brigade")
    assert identity.group(record.reader, row["id"]) == [row["id"]]
    assert identity.canonical(record.reader, row) == row


@pytest.mark.parametrize(("one", "other"), [("brigade", "network"), ("network", "brigade")])
def test_the_later_of_two_is_joined_to_the_earlier_whichever_is_named_first(
    record: Record, one: str, other: str
) -> None:
    says(record, one, other)
    assert joins(record) == {"network": "brigade"}
    rows = [entities.get(record.reader, key) for key in ("brigade", "network")]
    for row in rows:
        assert identity.group(record.reader, row["id"]) == [each["id"] for each in rows]
        assert identity.canonical(record.reader, row) == rows[0]


def test_three_in_a_chain_are_one_and_part_where_a_link_is_retracted(record: Record) -> None:
    says(record, "rebel", "analyst")
    link = says(record, "network", "rebel")
    assert joins(record) == {"rebel": "network", "analyst": "network"}
    retract(record, link)
    assert joins(record) == {"rebel": "analyst"}


def test_a_denial_by_somebody_else_ends_the_join_and_its_retraction_restores_it(record: Record) -> None:
    says(record, "brigade", "network")
    denial = says(record, "network", "brigade", agent="rebel", polarity="denies", modality="possible")
    assert joins(record) == {}
    says(record, "brigade", "network", agent="outlet-a")
    assert joins(record) == {}
    retract(record, denial)
    assert joins(record) == {"network": "brigade"}


def test_a_voice_that_changes_its_mind_is_heard_in_whichever_direction_it_speaks(record: Record) -> None:
    says(record, "brigade", "network", stated="2015")
    says(record, "network", "brigade", stated="2016", polarity="denies")
    assert joins(record) == {}
    says(record, "brigade", "network", stated="2017")
    assert joins(record) == {"network": "brigade"}


@pytest.mark.parametrize("modality", ["probable", "possible"])
def test_a_hedged_judgement_joins_nothing(record: Record, modality: str) -> None:
    says(record, "brigade", "network", modality=modality)
    assert joins(record) == {}


def test_a_join_stands_on_the_last_judgement_that_makes_it(record: Record) -> None:
    claims = [says(record, "brigade", "network", agent=agent) for agent in ("analyst", "rebel")]
    retract(record, claims[0])
    assert joins(record) == {"network": "brigade"}
    retract(record, claims[1])
    assert joins(record) == {}


def test_a_superseded_judgement_no_longer_joins(record: Record) -> None:
    first = says(record, "brigade", "network")
    slip = says(record, "brigade", "outlet-a", supersedes=first)
    assert joins(record) == {"outlet-a": "brigade"}
    retract(record, slip)
    assert joins(record) == {"network": "brigade"}


def test_the_log_gives_joins_again(record: Record) -> None:
    says(record, "brigade", "network")
    before = joins(record)
    record.writer.call(rebuild.rebuild)
    assert joins(record) == before != {}


def test_joins_are_not_read_again_until_a_judgement_changes(record: Record) -> None:
    claim = says(record, "brigade", "network")
    before = identity.joined(record.reader)
    record.claim(subject="brigade", predicate="part_of", value="rebel")
    assert identity.joined(record.reader) is before
    retract(record, claim)
    assert identity.joined(record.reader) == {}


def test_a_judgement_that_is_rolled_back_joined_nothing(record: Record) -> None:
    body = {"subject": "brigade", "predicate": "same_as", "value": "network", "source": "paper"}
    given = ClaimCreate.model_validate({**body, "attribution": [{"agent": "analyst", "role": "claimant"}]})

    def fails(session: WriteSession) -> None:
        intake.record(session, OPERATOR, given)
        assert len(identity.joined(session)) == 1
        raise Conflict("on purpose")

    with pytest.raises(Conflict, match="on purpose"):
        record.writer.call(fails)
    assert record.writer.call(identity.joined) == {} == joins(record)
    record.claim(subject="brigade", predicate="part_of", value="rebel")
    assert record.writer.call(identity.joined) == {} == joins(record)


def test_a_reader_of_an_earlier_state_sees_its_own_joins(record: Record) -> None:
    other = record.database.reader()
    with record.reader.snapshot() as earlier:
        assert identity.joined(earlier) == {}
        says(record, "brigade", "network")
        assert len(identity.joined(other)) == 1
        assert identity.joined(earlier) == {}
        assert len(identity.joined(other)) == 1
    other.close()
    assert joins(record) == {"network": "brigade"}


@pytest.mark.parametrize(
    ("value", "pointer", "fix"),
    [
        ("brigade", "/value", "Name the other record"),
        ("somebody", "/value", "not both an armed group and a person"),
        ({"any_of": ["network", "rebel"]}, "/value/any_of", "a claim of its own"),
    ],
)
@pytest.mark.parametrize("polarity", ["asserts", "denies"])
def test_what_cannot_be_one_is_refused_at_every_door(
    record: Record, value: Any, pointer: str, fix: str, polarity: str
) -> None:
    record.entity("somebody", "person")
    before = log.head(record.reader)
    with pytest.raises(Unprocessable) as refused:
        record.claim(subject="brigade", predicate="same_as", value=value, polarity=polarity)
    (fault,) = refused.value.faults
    assert fault.pointer == pointer
    assert fix in fault.detail
    body = {
        "subject": "brigade",
        "predicate": "same_as",
        "value": value,
        "polarity": polarity,
        "source": "paper",
        "attribution": [{"agent": "analyst", "role": "claimant"}],
    }
    report = importer.load(record.writer, OPERATOR, [files.Item("claims", body, "a file")])
    assert [place for place, _ in report.refused] == ["a file"]
    assert fix in report.refused[0][1]
    assert log.head(record.reader) == before


def test_the_predicate_is_there_when_it_is_first_needed(empty: Record) -> None:
    for key in ("brigade", "network", "analyst"):
        empty.entity(key)
    empty.source("paper")
    says(empty, "brigade", "network")
    added = [entry for entry in log.replay(empty.reader) if entry.op == predicates.ADDED]
    assert [(entry.body["key"], entry.actor) for entry in added] == [("same_as", OPERATOR.id)]
    says(empty, "brigade", "analyst")
    report = importer.load(empty.writer, OPERATOR, files.read(SEEDS / "predicates.yaml"))
    assert (report.unchanged["predicates"], report.refused) == (1, [])


def test_no_other_predicate_takes_its_name(empty: Record) -> None:
    other = PredicateCreate(key="same_as", label="likeness", value_type="text")
    with pytest.raises(Conflict, match="built in"):
        empty.writer.call(lambda session: intake.add_predicate(session, OPERATOR, other))
    empty.writer.call(lambda session: predicates.add(session, OPERATOR.id, other))
    for key in ("brigade", "network", "analyst"):
        empty.entity(key)
    empty.source("paper")
    with pytest.raises(Conflict, match="built in"):
        says(empty, "brigade", "network")


def disputes(record: Record) -> None:
    """Claims that conflict: about the brigade, by the rebel, and with the network as value."""
    for agent, value in (("analyst", "100"), ("rebel", "500")):
        record.claim(
            subject="brigade", predicate="strength", value=value, valid={"edtf": "2016"}, agent=agent
        )
    for agent, value in (("outlet-a", "network"), ("outlet-b", "analyst")):
        record.claim(subject="rebel", predicate="led_by", value=value, agent=agent)


def statuses(record: Record) -> dict[str, str]:
    rows = record.reader.rows(select(contradictions.c.predicate, contradictions.c.status))
    return {row["predicate"]: row["status"] for row in rows}


def close_all(record: Record) -> None:
    """Makes every row wrong, so that a recheck shows."""
    wrong = update(contradictions).values(status="closed", closed_reason="by hand")
    record.writer.call(lambda session: session.run(wrong))


@pytest.mark.parametrize(
    ("one", "predicate"), [("brigade", "strength"), ("rebel", "strength"), ("network", "led_by")]
)
@pytest.mark.parametrize("ends", [False, True])
def test_a_changed_join_rechecks_what_is_claimed_of_by_and_with_its_entities(
    record: Record, one: str, predicate: str, ends: bool
) -> None:
    disputes(record)
    record.entity("double")
    if ends:
        claim = says(record, "double", one)
        close_all(record)
        retract(record, claim)
    else:
        close_all(record)
        says(record, "double", one)
    assert statuses(record)[predicate] == "open"


def test_a_claim_of_anything_else_rechecks_only_its_own_question(record: Record) -> None:
    disputes(record)
    close_all(record)
    record.claim(subject="brigade", predicate="part_of", value="network")
    assert statuses(record) == {"strength": "closed", "led_by": "closed"}
