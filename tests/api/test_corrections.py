"""Corrections: who may replace or withdraw what, what stands again, and chains that say who speaks."""

from typing import Any

import pytest
from pydantic import ValidationError

from app import intake
from app.access.keys import OPERATOR
from app.claims.predicates import registry
from app.claims.schemas import RetractionCreate
from app.contradictions import service
from app.entities import service as entities
from app.entities.schemas import EntityCreate
from app.errors import Unprocessable
from tests.conftest import Record

STRENGTH: dict[str, Any] = {"subject": "brigade", "predicate": "strength", "valid": {"edtf": "2016-01-10"}}


def retract(record: Record, key: str, **given: Any) -> intake.Written:
    told = RetractionCreate.model_validate({"reason": "entry_error", "text": "a slip", **given})
    return record.writer.call(lambda session: intake.retract(session, OPERATOR, key, told))


def refused(record: Record, **claim: Any) -> str:
    with pytest.raises(Unprocessable) as caught:
        record.claim(**claim)
    return caught.value.faults[0].pointer


def test_a_claim_supersedes_only_one_on_its_own_subject_and_predicate(record: Record) -> None:
    record.claim(key="count", value="100", **STRENGTH)
    assert (
        refused(record, value="100", **{**STRENGTH, "subject": "network"}, supersedes="count")
        == "/supersedes"
    )
    other = {"subject": "brigade", "predicate": "killed_total", "value": "100"}
    assert refused(record, **other, supersedes="count") == "/supersedes"


def test_what_a_slip_of_entry_had_superseded_stands_again_with_its_contradiction(record: Record) -> None:
    record.claim(key="low", value="100", **STRENGTH)
    before = record.claim(key="high", agent="rebel", value="300", **STRENGTH).contradictions
    record.claim(key="slip", value="300", supersedes="low", **STRENGTH)
    assert service.get(record.reader, before[0]["id"])["status"] == "closed"
    answered = retract(record, "slip")
    assert [(each["id"], each["status"]) for each in answered.contradictions] == [(before[0]["id"], "open")]
    record.claim(key="right", value="290", supersedes="low", **STRENGTH)
    assert list(service.check(record.reader)) == []


def test_a_retraction_answers_the_contradictions_it_closed(record: Record) -> None:
    record.claim(key="low", value="100", **STRENGTH)
    record.claim(key="high", agent="rebel", value="300", **STRENGTH)
    answered = retract(record, "high")
    assert [(each["code"], each["status"]) for each in answered.contradictions] == [
        ("value_disjoint", "closed")
    ]


def test_only_the_claimant_withdraws_his_claim(record: Record) -> None:
    record.claim(key="count", value="100", **STRENGTH)
    with pytest.raises(Unprocessable):
        retract(record, "count", reason="withdrawn", by="rebel", source="paper")
    assert retract(record, "count", reason="withdrawn", by="analyst", source="paper").new


def test_nobody_disputes_his_own_claim_through_another_link(record: Record) -> None:
    again = {"agent": "rebel", "role": "reporter", "stance": "disputes"}
    chain = [{"agent": "rebel", "role": "claimant"}, again]
    assert refused(record, value="100", attribution=chain, **STRENGTH) == "/attribution/1/stance"


def test_the_claimant_comes_first(record: Record) -> None:
    chain = [{"agent": "rebel", "role": "reporter"}, {"agent": "analyst", "role": "claimant"}]
    assert refused(record, value="100", attribution=chain, **STRENGTH) == "/attribution/1/role"


def test_a_point_that_may_divide_thousands_is_refused(record: Record) -> None:
    assert refused(record, value="5.000 fighters", **STRENGTH) == "/value"
    assert record.claim(value="1.5 thousand fighters", **STRENGTH).document["value"]["amount"] == 1500


def test_a_key_does_not_look_like_an_id() -> None:
    with pytest.raises(ValidationError, match="does not look like an id"):
        EntityCreate(key="claim_51ga8fdk2kfsr84vgaz870z608", kind="person", label="x")


def test_a_position_names_only_the_contradictions_its_claims_take_part_in(record: Record) -> None:
    for agent, value, day in (
        ("analyst", "100", "2000-01-10"),
        ("rebel", "300", "2000-01-10"),
        ("analyst", "5,100", "2016-01-10"),
        ("rebel", "9,100", "2016-01-10"),
    ):
        record.claim(agent=agent, value=value, **{**STRENGTH, "valid": {"edtf": day}})
    row = entities.get(record.reader, "brigade")
    predicate = registry(record.reader).by_key["strength"]
    shown = service.entity_positions(record.reader, row, predicate)
    assert [len(each["contradictions"]) for each in shown] == [1, 1, 1, 1]
    assert len({each["contradictions"][0] for each in shown}) == 2
