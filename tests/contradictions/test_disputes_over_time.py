"""Rows over time: each keeps its id with its dispute; what joins and splits says so."""

from typing import Any

from app import intake
from app.access.keys import OPERATOR
from app.claims.schemas import RetractionCreate
from app.contradictions import service
from app.contradictions.schemas import DispositionCreate
from app.db import Row
from tests.conftest import Record

LED = {"subject": "brigade", "predicate": "led_by", "stated": "2030"}


def led(record: Record, agent: str, leader: str, when: str) -> intake.Written:
    return record.claim(agent=agent, value={"entity": leader}, valid={"edtf": when}, **LED)


def rows(record: Record) -> list[Row]:
    assert list(service.check(record.reader)) == []
    return record.reader.rows(service.LISTING.order_by(service.rows.c.seq))


def told(record: Record, row: Row) -> list[dict[str, Any]]:
    return [
        {"type": each["type"].removeprefix("contradiction."), **each["detail"]}
        for each in service.full(record.reader, row)["history"]
    ]


def two_disputes(record: Record) -> list[Row]:
    led(record, "analyst", "analyst", "2010-01-01/2020-12-31")
    led(record, "rebel", "rebel", "2012-03-01/2012-03-31")
    led(record, "outlet-a", "outlet-a", "2018-05-01/2018-05-31")
    return rows(record)


def test_two_disputes_years_apart_are_two_rows_with_windows_of_their_own(record: Record) -> None:
    first, second = (service.full(record.reader, row) for row in two_disputes(record))
    assert first["window"] == {"from": "2012-03-01", "to": "2012-03-31"}
    assert second["window"] == {"from": "2018-05-01", "to": "2018-05-31"}
    assert [len(each["positions"]) for each in (first, second)] == [2, 2]


def test_disputes_that_grow_together_are_one_row_with_the_id_of_most_members_and_the_other_says_so(
    record: Record,
) -> None:
    first, second = two_disputes(record)
    led(record, "outlet-b", "outlet-b", "2018-05-01/2018-05-31")
    assert [row["status"] for row in rows(record)] == ["open", "open"]
    bridge = led(record, "network", "network", "2012-03-01/2018-05-31")
    ended, kept = rows(record)
    assert (kept["id"], kept["status"]) == (second["id"], "open")
    assert (ended["id"], ended["status"], ended["closed_reason"]) == (first["id"], "closed", "joined")
    assert told(record, ended)[-1]["into"] == kept["id"]
    assert service.full(record.reader, kept)["window"] == {"from": "2012-03-01", "to": "2018-05-31"}
    given = RetractionCreate(reason="entry_error", text="a slip")
    record.writer.call(lambda session: intake.retract(session, OPERATOR, bridge.document["id"], given))
    again, still = rows(record)
    assert (again["status"], still["status"]) == ("open", "open")
    assert service.full(record.reader, still)["window"] == {"from": "2018-05-01", "to": "2018-05-31"}


def test_what_splits_off_says_from_which_row(record: Record) -> None:
    led(record, "analyst", "analyst", "2010-01-01/2020-12-31")
    bridge = led(record, "network", "network", "2012-03-01/2018-05-31")
    led(record, "rebel", "rebel", "2012-03-01/2012-03-31")
    led(record, "outlet-a", "outlet-a", "2018-05-01/2018-05-31")
    led(record, "outlet-b", "outlet-b", "2018-05-01/2018-05-31")
    (whole,) = rows(record)
    given = RetractionCreate(reason="entry_error", text="a slip")
    record.writer.call(lambda session: intake.retract(session, OPERATOR, bridge.document["id"], given))
    kept, split = rows(record)
    assert kept["id"] == whole["id"]
    assert service.full(record.reader, kept)["window"]["from"] == "2018-05-01"
    assert told(record, split)[0]["split_from"] == whole["id"]
    assert [len(each["left"]) for each in told(record, kept) if each["type"] == "changed"][-1] == 2


def test_a_disposition_stays_with_its_dispute_and_falls_when_a_further_claim_joins(record: Record) -> None:
    first, second = two_disputes(record)
    given = DispositionCreate(choice="both_true_time_differs", reasons="he stood in for a month")
    record.writer.call(lambda session: intake.dispose(session, OPERATOR, first["id"], given))
    led(record, "outlet-b", "outlet-b", "2018-05-10")
    decided, other = rows(record)
    assert (decided["status"], other["status"]) == ("explained", "open")
    led(record, "network", "network", "2012-03-05/2012-03-20")
    reopened, _ = rows(record)
    assert (reopened["id"], reopened["status"]) == (first["id"], "open")
    assert [each.get("reopened") for each in told(record, reopened)][-1] is True
    assert other["id"] == second["id"]
