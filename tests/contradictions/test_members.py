"""Every claim that contradicts another is a member of some contradiction (else its POST answers none)."""

from app import intake
from app.access.keys import OPERATOR
from app.claims.predicate_schemas import PredicateCreate
from app.contradictions import service
from tests.conftest import Record

LED = {"subject": "brigade", "predicate": "led_by"}
KILLED = {"subject": "brigade", "predicate": "killed_total"}


def test_two_claims_that_exclude_each_other_are_members_whatever_else_is_in_the_stretch(
    record: Record,
) -> None:
    # A long claim links the day of this conflict to an older one.
    for agent, value, day in (
        ("analyst", "rebel", "2015-06-10"),
        ("rebel", "analyst", "2015-06-10"),
        ("network", "rebel", "2014/2017"),
        ("outlet-a", "rebel", "2016-01-10"),
    ):
        record.claim(agent=agent, value={"entity": value}, valid={"edtf": day}, stated="2018", **LED)
    last = record.claim(
        agent="outlet-b", value={"entity": "analyst"}, valid={"edtf": "2016-01-10"}, stated="2018", **LED
    )
    assert last.contradictions


def test_every_count_that_another_falls_below_is_a_member(record: Record) -> None:
    for agent, value, day in (("analyst", "80", "2014"), ("rebel", "10", "2015")):
        record.claim(agent=agent, value=value, valid={"edtf": day}, **KILLED)
    last = record.claim(agent="network", value="70", valid={"edtf": "2013"}, **KILLED)  # 70, then 10
    assert last.contradictions


def test_a_count_disputed_on_another_day_is_a_member(record: Record) -> None:
    for agent, value, day in (
        ("analyst", "10", "2014-01-01"),
        ("rebel", "90", "2014-01-01"),
        ("analyst", "101", "2016-01-01"),
    ):
        record.claim(agent=agent, value=value, valid={"edtf": day}, **KILLED)
    last = record.claim(agent="rebel", value="119", valid={"edtf": "2016-01-01"}, **KILLED)
    assert any(row["code"] == "value_disjoint" for row in last.contradictions)


def test_the_sentence_names_the_window_as_it_is_after_a_claim_has_stretched_it(record: Record) -> None:
    commander = {"key": "commanded_by", "label": "commander", "value_type": "entity", "inverse_single": True}
    given = PredicateCreate.model_validate(commander)
    record.writer.call(lambda session: intake.add_predicate(session, OPERATOR, given))
    record.source("paper-2016", published="2016")
    body = {"predicate": "commanded_by", "value": {"entity": "analyst"}, "source": "paper-2016"}
    record.claim(subject="network", valid={"edtf": "2014/.."}, stated="2016-02-01", **body)
    record.claim(subject="brigade", valid={"edtf": "2014/2016"}, **body)
    (before,) = service.summaries(record.reader, record.reader.rows(service.LISTING))
    record.claim(subject="brigade", valid={"edtf": "2014/.."}, stated="2016-02-01", **body)
    (after,) = service.summaries(record.reader, record.reader.rows(service.LISTING))
    assert after["witness"] == before["witness"]
    assert after["window"] != before["window"]
    assert after["explanation"] != before["explanation"]
    assert list(service.check(record.reader)) == []
