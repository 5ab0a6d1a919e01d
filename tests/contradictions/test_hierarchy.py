"""Places inside places and records joined as one: what is compatible, and what comes back when that ends."""

from typing import Any

import pytest

from app import intake
from app.access.keys import OPERATOR
from app.claims.identity_schemas import JoinUndo, JudgementCreate
from app.claims.schemas import RetractionCreate
from app.contradictions import service
from tests.conftest import Record

DEATH = {"subject": "analyst", "predicate": "place_of_death"}


@pytest.fixture
def world(record: Record) -> Record:
    for key in ("aleppo", "safira", "syria", "lebanon"):
        record.entity(key, kind="place")
    return record


def standing(record: Record) -> list[tuple[str, str]]:
    assert list(service.check(record.reader)) == []
    rows = record.reader.rows(service.LISTING.order_by(service.rows.c.seq))
    return [(row["code"], row["label"]) for row in rows if row["status"] != "closed"]


def history(record: Record) -> list[dict[str, Any]]:
    (row,) = record.reader.rows(service.LISTING)
    return [each["detail"] for each in service.full(record.reader, row)["history"]]


def retract(record: Record, written: intake.Written) -> None:
    given = RetractionCreate(reason="entry_error", text="a slip")
    ref = written.document["id"]
    record.writer.call(lambda session: intake.retract(session, OPERATOR, ref, given))


def lies_in(record: Record, inner: str, outer: str, **more: Any) -> intake.Written:
    return record.claim(subject=inner, predicate="part_of", value={"entity": outer}, **more)


def died_in(record: Record, agent: str, *places: str) -> intake.Written:
    value = {"entity": places[0]} if len(places) == 1 else {"any_of": list(places)}
    return record.claim(agent=agent, value=value, **DEATH)


def test_a_city_and_its_country_are_compatible_for_as_long_as_somebody_says_it_lies_there(
    world: Record,
) -> None:
    died_in(world, "rebel", "aleppo")
    died_in(world, "outlet-a", "syria")
    assert standing(world) == [("exclusive_value", "possible")]
    link = lies_in(world, "aleppo", "syria")
    assert standing(world) == []
    retract(world, link)
    assert standing(world) == [("exclusive_value", "possible")]
    assert [each.get("reason") for each in history(world)] == [None, "no longer in conflict", None]


def test_a_village_lies_in_what_its_district_lies_in(world: Record) -> None:
    died_in(world, "rebel", "safira")
    died_in(world, "outlet-a", "syria")
    lies_in(world, "safira", "aleppo")
    assert standing(world) == [("exclusive_value", "possible")]
    lies_in(world, "aleppo", "syria")
    assert standing(world) == []


def test_two_places_in_one_country_still_exclude_each_other(world: Record) -> None:
    for place in ("aleppo", "lebanon"):
        lies_in(world, place, "syria")
    died_in(world, "rebel", "aleppo")
    died_in(world, "outlet-a", "lebanon")
    assert standing(world) == [("exclusive_value", "possible")]


def test_alternatives_are_asked_again_when_a_place_turns_out_to_lie_in_another(world: Record) -> None:
    died_in(world, "rebel", "aleppo", "lebanon")
    died_in(world, "outlet-a", "syria")
    assert standing(world) == [("exclusive_value", "possible")]
    lies_in(world, "aleppo", "syria")
    assert standing(world) == []


def test_a_denied_link_and_a_link_of_what_is_no_place_join_nothing(world: Record) -> None:
    died_in(world, "rebel", "aleppo")
    died_in(world, "outlet-a", "syria")
    lies_in(world, "aleppo", "syria", polarity="denies")
    lies_in(world, "brigade", "syria")
    assert standing(world) == [("exclusive_value", "possible")]


def test_denying_a_country_contradicts_the_city_in_it(world: Record) -> None:
    world.claim(subject="brigade", predicate="based_in", value={"entity": "aleppo"}, agent="rebel")
    world.claim(
        subject="brigade", predicate="based_in", value={"entity": "syria"}, polarity="denies", agent="analyst"
    )
    assert standing(world) == []
    lies_in(world, "aleppo", "syria")
    assert [code for code, _ in standing(world)] == ["denial"]


def judge(record: Record, one: str, other: str) -> intake.Judged:
    body = {
        "other": other,
        "source": "paper",
        "reasons": "two spellings of one name",
        "attribution": [{"agent": "analyst", "role": "claimant"}],
    }
    given = JudgementCreate.model_validate(body)
    return record.writer.call(lambda session: intake.join(session, OPERATOR, one, given))


def undo(record: Record, one: str, other: str) -> intake.Judged:
    given = JoinUndo.model_validate({"other": other, "reason": "entry_error", "text": "two men after all"})
    return record.writer.call(lambda session: intake.undo_join(session, OPERATOR, one, given))


def test_two_spellings_of_a_leader_joined_are_one_and_parted_contradict_again(record: Record) -> None:
    for key in ("baqir", "bakr"):
        record.entity(key, kind="person")
    led = {"subject": "brigade", "predicate": "led_by", "valid": {"edtf": "2016-01-10"}}
    record.claim(agent="rebel", value={"entity": "baqir"}, **led)
    record.claim(agent="outlet-a", value={"entity": "bakr"}, **led)
    assert standing(record) == [("exclusive_value", "possible")]
    (ended,) = judge(record, "baqir", "bakr").changed
    assert (ended["status"], standing(record)) == ("closed", [])
    (back,) = undo(record, "baqir", "bakr").changed
    assert (back["id"], back["status"]) == (ended["id"], "open")
    assert standing(record) == [("exclusive_value", "possible")]


def test_claims_about_two_records_of_one_group_contradict_once_they_are_joined(record: Record) -> None:
    strength = {"predicate": "strength", "valid": {"edtf": "2016-01-10"}}
    record.claim(agent="rebel", subject="brigade", value="100", **strength)
    record.claim(agent="outlet-a", subject="network", value="900", **strength)
    record.claim(agent="analyst", subject="network", value="300", **strength)
    assert standing(record) == [("value_disjoint", "certain")]
    judge(record, "brigade", "network")
    assert standing(record) == [("value_disjoint", "certain")]
    rows = record.reader.rows(service.LISTING.order_by(service.rows.c.seq))
    assert [row["closed_reason"] for row in rows] == ["identity joined", None]
    assert len(service.full(record.reader, rows[1])["positions"]) == 3
    undo(record, "network", "brigade")
    assert standing(record) == [("value_disjoint", "certain")]
    assert record.reader.rows(service.LISTING.order_by(service.rows.c.seq))[0]["status"] == "open"


def test_one_claimant_under_two_names_revises_and_does_not_contradict_himself(record: Record) -> None:
    strength = {"subject": "brigade", "predicate": "strength", "valid": {"edtf": "2016-01-10"}}
    record.claim(agent="outlet-a", value="100", **strength)
    record.claim(agent="outlet-b", value="900", **strength)
    assert standing(record) == [("value_disjoint", "certain")]
    judge(record, "outlet-a", "outlet-b")
    assert standing(record) == []
    undo(record, "outlet-a", "outlet-b")
    assert standing(record) == [("value_disjoint", "certain")]
