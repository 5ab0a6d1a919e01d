"""Positions as they are shown: grades, disputes, medians and support, however many claims hold them."""

from collections.abc import Callable
from typing import Any

import pytest

from app import intake
from app.access.keys import OPERATOR
from app.claims.predicates import registry
from app.claims.schemas import AssessmentCreate
from app.contradictions import service
from app.entities import service as entities
from tests.conftest import Record

STRENGTH: dict[str, Any] = {"subject": "brigade", "predicate": "strength"}


def shown(record: Record, predicate: str = "strength") -> list[dict[str, Any]]:
    asked = registry(record.reader).by_key[predicate]
    return service.entity_positions(record.reader, entities.get(record.reader, "brigade"), asked)


def assess(record: Record, key: str, **body: Any) -> None:
    given = AssessmentCreate.model_validate({"stance": "neutral", "reasons": "known", **body})
    record.writer.call(lambda session: intake.assess(session, OPERATOR, key, given))


def by(agent: str, *carriers: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"agent": agent, "role": "claimant"}, *({"role": "reporter", **each} for each in carriers)]


GRADES: dict[str, tuple[list[tuple[str, str, list[int]]], str | None]] = {
    "nothing is graded": ([("nobody", "plain", [])], None),
    "the claimant": ([("reliable", "plain", [])], "B"),
    "only what is said": ([("nobody", "plain", [3])], "3"),
    "both": ([("reliable", "plain", [2])], "B2"),
    "the best of several judgements": ([("reliable", "plain", [4, 2, 6])], "B2"),
    "cannot be judged is a grade": ([("unknown", "plain", [6])], "F6"),
    "cannot be judged is better than nobody's judgement": (
        [("reliable", "plain", [6]), ("reliable", "plain", [])],
        "B6",
    ),
    "the document where the claimant has none": ([("nobody", "graded", [])], "A"),
    "the claimant before the document": ([("reliable", "graded", [])], "B"),
    "the better letter first": ([("reliable", "plain", [5]), ("nobody", "graded", [6])], "A6"),
    "then the better figure": ([("reliable", "plain", [5]), ("reliable", "plain", [1])], "B1"),
    "never one claim's letter with another's figure": (
        [("reliable", "plain", []), ("nobody", "plain", [1])],
        "B",
    ),
    "F is the worst letter": ([("unknown", "plain", [1]), ("reliable", "plain", [6])], "B6"),
}


@pytest.mark.parametrize("name", GRADES)
def test_the_best_grade_is_that_of_one_claim(record: Record, name: str) -> None:
    claims, expected = GRADES[name]
    for key, reliability in (("nobody", None), ("reliable", "B"), ("unknown", "F")):
        record.entity(key, reliability=reliability)
    record.source("plain")
    record.source("graded", reliability="A")
    for place, (agent, source, judged) in enumerate(claims):
        key = f"claim-{place}"
        record.claim(
            key=key, agent=agent, source=source, value="101", valid={"edtf": f"201{place}"}, **STRENGTH
        )
        for credibility in judged:
            assess(record, key, credibility=credibility)
    (position,) = shown(record)
    assert position["best_grade"] == expected


def test_the_document_a_claim_came_through_is_graded_before_the_one_it_was_read_in(record: Record) -> None:
    record.source("first", reliability="C")
    record.source("last", reliability="A")
    chain = by("analyst", {"agent": "outlet-a", "source": "first"})
    record.claim(attribution=chain, source="last", value="101", **STRENGTH)
    assert [each["best_grade"] for each in shown(record)] == ["C"]


def test_who_disputes_a_position_is_named_with_his_words(record: Record) -> None:
    chain = by(
        "analyst",
        {"name": "A driver", "stance": "disputes", "wording": "hardly"},
        {"agent": "outlet-a", "stance": "neutral"},
    )
    record.claim(key="high", attribution=chain, value="500", **STRENGTH)
    record.claim(key="low", agent="rebel", value="101", **STRENGTH)
    assess(record, "high", stance="disputes", by="outlet-b", wording="too many")
    assess(record, "high", stance="disputes")
    assess(record, "high", stance="supports", by="rebel")
    low, high = shown(record)
    assert low["disputed_by"] == []
    told = [
        (each["agent"] and each["agent"]["key"], each["name"], each["through"], each["wording"])
        for each in high["disputed_by"]
    ]
    assert told == [
        (None, "A driver", "attribution", "hardly"),
        ("outlet-b", None, "assessment", "too many"),
        (None, "operator", "assessment", None),
    ]
    assert {each["claim"]["key"] for each in high["disputed_by"]} == {"high"}


def test_support_is_the_sum_of_its_terms_one_a_claimant(record: Record) -> None:
    disputing = by("analyst", {"agent": "outlet-a", "stance": "disputes", "wording": "no"})
    supporting = by("analyst", {"agent": "outlet-b", "stance": "supports"})
    record.claim(key="disputed", attribution=disputing, value="100", valid={"edtf": "2015"}, **STRENGTH)
    record.claim(key="supported", attribution=supporting, value="100", valid={"edtf": "2016"}, **STRENGTH)
    record.claim(key="reported", attribution=by("rebel", {"agent": "outlet-a"}), value="107", **STRENGTH)
    first, second = (position["support"] for position in shown(record))
    told = [(each["claim"]["key"], each["overlap"], each["weight"], each["value"]) for each in first["terms"]]
    assert told == [("supported", 1.0, 1.0, 1.6094), ("reported", 0.6262, 0.7, 0.7054)]
    assert first["score"] == 2.3149
    assert [each["claimant"] for each in second["terms"]] == ["rebel", "analyst"]
    for support in (first, second):
        assert support["score"] == pytest.approx(sum(each["value"] for each in support["terms"]), abs=1e-3)
        assert all(each["prior_only"] and each["accuracy"] == 0.8 for each in support["terms"])


def test_medians_are_those_of_plain_readings(record: Record) -> None:
    for agent, value in (("analyst", "100"), ("rebel", "about 101"), ("network", "111"), ("outlet-a", "400")):
        record.claim(agent=agent, value=value, **STRENGTH)
    record.claim(agent="outlet-b", value="1000", polarity="denies", **STRENGTH)
    told = [(each["value"], each["median"]) for each in shown(record)]
    assert told == [
        ("100 fighters / about 101 fighters", {"position": 100.5, "question": 106}),
        ("about 101 fighters / 111 fighters", {"position": 106, "question": 106}),
        ("400 fighters", {"position": 400, "question": 106}),
        ("not 1000 fighters", None),
    ]
    record.claim(predicate="founded", subject="brigade", value="2012")
    assert [each["median"] for each in shown(record, "founded")] == [None]


def test_positions_of_a_contradiction_have_the_same_shape(record: Record) -> None:
    for agent, value in (("analyst", "100"), ("rebel", "400")):
        record.claim(agent=agent, value=value, valid={"edtf": "2016-01-10"}, **STRENGTH)
    (row,) = record.reader.rows(service.listing())
    asked = shown(record)
    alone = [
        {name: each[name] for name in each if name not in {"question", "contradictions"}} for each in asked
    ]
    assert service.positions_of(record.reader, row) == alone


def test_the_number_of_queries_does_not_grow_with_the_claims(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries() -> int:
        counted = 0
        execute: Callable[..., Any] = record.reader._execute

        def counting(*given: Any) -> Any:
            nonlocal counted
            counted += 1
            return execute(*given)

        with monkeypatch.context() as patched:
            patched.setattr(record.reader, "_execute", counting)
            assert shown(record)
        return counted

    for few in range(2):
        record.claim(agent="analyst", value=str(few + 1), valid={"edtf": f"201{few}"}, **STRENGTH)
    before = queries()
    for year in range(1980, 2010):
        record.claim(agent="rebel", value=str(year), valid={"edtf": str(year)}, **STRENGTH)
    assert queries() == before
