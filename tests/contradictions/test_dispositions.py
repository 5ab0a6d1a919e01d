"""A decision holds while the claims it was made about are those of the row, and never hides a later one."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import intake, rebuild
from app.access.keys import OPERATOR, Account
from app.claims.schemas import RetractionCreate
from app.contradictions import decide, dispositions, service
from app.contradictions.dispositions import OUTCOMES
from app.contradictions.schemas import Choice, DispositionCreate
from app.errors import Conflict, NotFound, UnknownReference, Unprocessable
from app.provenance import log
from app.settings import ROOT
from tests.conftest import Record

STRENGTH = {"subject": "brigade", "predicate": "strength", "valid": {"edtf": "2016-01-10"}}


@pytest.fixture
def row(record: Record) -> str:
    """The id of a contradiction between 200 (key low, the analyst) and 500 (key high, the rebel)."""
    record.claim(key="low", value="200", **STRENGTH)
    (found,) = record.claim(key="high", agent="rebel", value="500", **STRENGTH).contradictions
    return str(found["id"])


def put(record: Record, row: str, account: Account = OPERATOR, **body: Any) -> dict[str, Any]:
    given = DispositionCreate.model_validate({"choice": "entity_split", "reasons": "two brigades", **body})
    return record.writer.call(lambda session: intake.dispose(session, account, row, given)).document


def placed(choice: str) -> dict[str, Any]:
    """The analyst's position for the choices that take one."""
    return {} if OUTCOMES[choice].position == "refused" else {"position": "low"}


def shown(record: Record, row: str) -> dict[str, Any]:
    return service.full(record.reader, service.get(record.reader, row))


def retract(record: Record, ref: str) -> None:
    slip = RetractionCreate(reason="entry_error", text="a slip")
    record.writer.call(lambda session: intake.retract(session, OPERATOR, ref, slip))


def sound(record: Record) -> None:
    """Recomputing and rebuilding agree with what is stored."""
    assert list(service.check(record.reader)) == []
    before = rebuild.digests(record.reader)
    assert record.writer.call(rebuild.rebuild) == before


def test_every_choice_has_an_outcome_and_the_note_lists_it() -> None:
    assert tuple(OUTCOMES) == get_args(Choice)
    note = (ROOT / "docs/decisions/dispositions.md").read_text()
    listed = re.findall(r"^\| (\w+) \| (\w+) \| (needed|allowed|refused) \|$", note, re.MULTILINE)
    assert listed == [(choice, *outcome) for choice, outcome in OUTCOMES.items()]


@pytest.mark.parametrize("choice", OUTCOMES)
def test_a_decision_gives_the_row_the_status_of_its_choice(record: Record, row: str, choice: str) -> None:
    position = placed(choice)
    told = put(record, row, Account("key_one", "contributor"), choice=choice, **position)
    document = shown(record, row)
    assert document["status"] == told["status"] == OUTCOMES[choice].status
    assert document["disposition"] == told
    assert (told["choice"], told["reasons"], told["by"]) == (choice, "two brigades", "key_one")
    assert told["standing"] is True
    assert told["at"] == document["changed_at"] > document["detected_at"]
    assert (told["position"] or {}).get("key") == position.get("position")
    last = document["history"][-1]
    assert (last["type"], last["by"]) == ("contradiction.disposed", "key_one")
    assert last["detail"] == {
        "choice": choice,
        "reasons": "two brigades",
        "status": told["status"],
        "position": told["position"]["id"] if told["position"] else None,
    }
    sound(record)


def test_the_same_decision_again_writes_nothing_and_another_is_kept_beside_it(
    record: Record, row: str
) -> None:
    first = put(record, row, choice="one_accepted", position="low")
    head = log.head(record.reader)
    low = service.full(record.reader, service.get(record.reader, row))["positions"][0]["claims"][0]["id"]
    assert put(record, row, choice="one_accepted", position=low) == first
    assert put(record, row, Account("key_two", "editor"), choice="one_accepted", position="low") == first
    assert log.head(record.reader) == head
    second = put(record, row, choice="one_accepted", position="high")
    third = put(record, row, choice="one_accepted", position="high", reasons="a census")
    assert log.head(record.reader) == head + 2
    assert shown(record, row)["disposition"] == third != second
    decided = [e["detail"] for e in shown(record, row)["history"] if e["type"] == dispositions.DISPOSED]
    assert [(each["position"], each["reasons"]) for each in decided] == [
        (first["position"]["id"], "two brigades"),
        (second["position"]["id"], "two brigades"),
        (second["position"]["id"], "a census"),
    ]
    sound(record)


@pytest.mark.parametrize("choice", OUTCOMES)
def test_a_claim_that_joins_reopens_whatever_was_decided(record: Record, row: str, choice: str) -> None:
    told = put(record, row, choice=choice, **placed(choice))
    made = record.claim(key="third", agent="network", value="900", **STRENGTH)
    assert [(each["id"], each["status"]) for each in made.contradictions] == [(row, "open")]
    document = shown(record, row)
    assert document["status"] == "open"
    assert document["disposition"] == {**told, "standing": False}
    last = document["history"][-1]
    assert last["type"] == "contradiction.changed"
    assert last["detail"]["reopened"] is True
    assert last["detail"]["joined"] == [made.document["id"]]
    head = log.head(record.reader)
    again = put(record, row, choice=choice, **placed(choice))
    assert again["standing"]
    assert log.head(record.reader) == head + 1  # it is about more claims now
    sound(record)


def test_a_claim_that_joins_a_row_nobody_decided_reopens_nothing(record: Record, row: str) -> None:
    record.claim(agent="network", value="900", **STRENGTH)
    last = shown(record, row)["history"][-1]
    assert (last["detail"]["reopened"], last["detail"]["status"]) == (False, "open")
    assert shown(record, row)["disposition"] is None


def test_a_decision_outlives_claims_that_leave_and_another_severity(record: Record, row: str) -> None:
    record.claim(key="third", agent="network", value="900", **STRENGTH)
    told = put(record, row, choice="one_accepted", position="low")
    severe = shown(record, row)["severity"]
    retract(record, "third")
    document = shown(record, row)
    assert document["severity"] < severe
    assert (document["status"], document["disposition"]) == ("resolved", told)
    assert document["history"][-1]["detail"]["reopened"] is False
    sound(record)


def test_a_row_that_closes_and_comes_back_with_the_same_claims_is_as_it_was_decided(
    record: Record, row: str
) -> None:
    told = put(record, row, choice="both_true_time_differs")
    record.claim(key="revised", agent="rebel", value="210", supersedes="high", **STRENGTH)
    closed = shown(record, row)
    assert (closed["status"], closed["disposition"]) == ("closed", told)
    retract(record, "revised")
    back = shown(record, row)
    assert (back["status"], back["closed_reason"], back["disposition"]) == ("explained", None, told)
    sound(record)


def test_a_row_that_closes_and_comes_back_with_another_claim_is_open(record: Record, row: str) -> None:
    told = put(record, row, choice="both_true_time_differs")
    retract(record, "high")
    assert shown(record, row)["status"] == "closed"
    made = record.claim(agent="network", value="500", **STRENGTH)
    assert [each["id"] for each in made.contradictions] == [row]
    back = shown(record, row)
    assert (back["status"], back["disposition"]) == ("open", {**told, "standing": False})
    sound(record)


@pytest.mark.parametrize("choice", ["irreconcilable", "entry_error"])
def test_a_closed_row_takes_no_decision(record: Record, row: str, choice: str) -> None:
    put(record, row, choice=choice)
    retract(record, "high")
    head = log.head(record.reader)
    for other in OUTCOMES:
        with pytest.raises(Conflict, match="closed"):
            put(record, row, choice=other, **placed(other))
    assert log.head(record.reader) == head


def test_a_position_is_named_by_any_claim_that_holds_it_by_key_or_id(record: Record, row: str) -> None:
    same = record.claim(key="low-too", agent="network", value="around 200", **STRENGTH)
    for name in ("low", "low-too", same.document["id"], "high"):
        told = put(record, row, choice="superseded", position=name)
        assert name in told["position"].values()


def test_a_claim_that_bridges_positions_can_be_accepted_for_what_it_says(record: Record, row: str) -> None:
    record.claim(agent="network", value="900", **STRENGTH)
    record.claim(key="either", agent="outlet-a", value="200-600", **STRENGTH)
    held = [[c["key"] for c in each["claims"] if c["bridge"]] for each in shown(record, row)["positions"]]
    assert held == [["either"], ["either"], []]
    assert put(record, row, choice="one_accepted", position="either")["position"]["key"] == "either"


@pytest.mark.parametrize("gone", ["left", "elsewhere"])
def test_a_position_that_is_gone_is_a_conflict_that_lists_those_that_stand(
    record: Record, row: str, gone: str
) -> None:
    record.claim(key="left", agent="network", value="900", **STRENGTH)
    record.claim(key="elsewhere", agent="network", value="900", subject="network", predicate="strength")
    retract(record, "left")
    head = log.head(record.reader)
    with pytest.raises(Conflict) as told:
        put(record, row, choice="one_accepted", position=gone)
    assert "may have changed" in told.value.detail
    assert told.value.detail.endswith("what stands: 200 fighters (low); 500 fighters (high).")
    assert log.head(record.reader) == head
    assert shown(record, row)["disposition"] is None


def test_of_many_positions_five_are_listed_and_the_others_counted(record: Record, row: str) -> None:
    for number, agent in enumerate(("network", "outlet-a", "outlet-b", "brigade", "analyst")):
        valid = STRENGTH | ({"valid": {"edtf": "2016-01-11"}} if agent == "analyst" else {})
        record.claim(agent=agent, value=f"{number + 1}0,001", **valid)
    record.claim(key="elsewhere", value="900", subject="network", predicate="strength")
    with pytest.raises(Conflict) as told:
        put(record, row, choice="one_accepted", position="elsewhere")
    assert told.value.detail.count("(") == decide.MOST_TOLD
    assert told.value.detail.endswith("2 more.")


@pytest.mark.parametrize("choice", OUTCOMES)
def test_a_position_is_named_just_where_the_choice_takes_one(record: Record, row: str, choice: str) -> None:
    rule = OUTCOMES[choice].position
    with_it: dict[str, Any] = {"choice": choice, "position": "low"}
    without: dict[str, Any] = {"choice": choice}
    for body in (with_it, without):
        if body == {"needed": without, "refused": with_it}.get(rule):
            with pytest.raises(Unprocessable) as told:
                put(record, row, **body)
            assert [fault.pointer for fault in told.value.faults] == ["/position"]
        else:
            assert put(record, row, **body)["choice"] == choice


def test_a_claim_that_does_not_exist_names_no_position(record: Record, row: str) -> None:
    with pytest.raises(UnknownReference) as told:
        put(record, row, choice="one_accepted", position="lwo")
    assert (told.value.kind, told.value.pointer) == ("claim", "/position")


def test_a_row_nobody_decided_has_no_disposition(record: Record, row: str) -> None:
    assert shown(record, row)["disposition"] is None
    with pytest.raises(NotFound, match="Nobody has disposed"):
        decide.current(record.reader, row)


STANCES = {"supports": 1.0, "neutral": 0.7, "disputes": 0.1, None: 0.7}


@pytest.mark.parametrize("carried", STANCES)
@pytest.mark.parametrize("other", [*STANCES, "alone"])
def test_the_open_weight_is_the_severity_by_the_smaller_weight_of_the_two(
    record: Record, carried: str | None, other: str | None
) -> None:
    def chain(agent: str, stance: str | None) -> list[dict[str, Any]]:
        claimant = {"agent": agent, "role": "claimant", "stance": "disputes" if stance == "alone" else None}
        link = {"agent": "outlet-a", "role": "reporter", "stance": stance}
        return [claimant] if stance == "alone" else [{**claimant, "stance": None}, link]

    record.claim(value="200", attribution=chain("analyst", carried), **STRENGTH)
    neutral = chain("rebel", None if other == "alone" else other)
    made = record.claim(value="500", attribution=neutral[:1] if other == "alone" else neutral, **STRENGTH)
    (found,) = [each for each in made.contradictions if each["code"] == "value_disjoint"]
    weight = min(STANCES[carried], 1.0 if other == "alone" else STANCES[other])
    assert found["open_weight"] == round(found["severity"] * weight, 4)
    assert shown(record, found["id"])["open_weight"] == found["open_weight"]


VOICES = ("analyst", "rebel", "network", "outlet-a", "outlet-b")
VALUES = ("200", "around 210", "500", "900")
DECIDED = ("irreconcilable", "entity_split", "entry_error")
STEPS = st.lists(
    st.sampled_from(["claim", "claim", "retract", "correct", "dispose", "dispose"]), min_size=4, max_size=14
)


def happened(record: Record, row: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in log.of_object(record.reader, row):
        yield entry.op.removeprefix("contradiction."), entry.body


def test_whatever_happens_the_status_follows_from_the_last_decision_and_what_joined_since(
    record: Record,
) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=60, derandomize=True)
    @given(steps=STEPS, draw=st.data())
    def holds(steps: list[str], draw: st.DataObject) -> None:
        rows = play(record, steps, draw)
        seen.update({op for row in rows for op, body in happened(record, row)})
        seen.update({"reopened" for row in rows for _, body in happened(record, row) if body.get("reopened")})

    holds()
    assert min(seen[each] for each in ("disposed", "changed", "closed", "reopened")) >= 10, seen
    sound(record)


def play(record: Record, steps: list[str], draw: st.DataObject) -> set[str]:
    """Writes on one question; after each, every row of it is what its events make it. Returns the rows."""
    scope = {"method": f"trial {log.head(record.reader)}"}
    live: list[tuple[str, str]] = []
    rows: set[str] = set()
    for step in steps:
        if step == "dispose" and rows:
            row = draw.draw(st.sampled_from(sorted(rows)))
            if shown(record, row)["status"] != "closed":
                put(record, row, choice=draw.draw(st.sampled_from(DECIDED)))
        elif step == "retract" and live:
            retract(record, live.pop(draw.draw(st.integers(0, len(live) - 1)))[0])
        else:
            more: dict[str, Any] = {"agent": draw.draw(st.sampled_from(VOICES)), "scope": scope, **STRENGTH}
            if step == "correct" and live:
                older, agent = live.pop(draw.draw(st.integers(0, len(live) - 1)))
                more |= {"supersedes": older, "agent": agent}
            agent = more["agent"]
            made = record.claim(value=draw.draw(st.sampled_from(VALUES)), **more)
            live.append((made.document["id"], agent))
            rows |= {each["id"] for each in made.contradictions}
        for row in rows:
            follows(record, row)
    return rows


def follows(record: Record, row: str) -> None:
    """The row's status and disposition are those its events give when read one after the other."""
    status, decided = "open", None
    for op, body in happened(record, row):
        if op == "disposed":
            status, decided = body["status"], body
        elif op == "closed":
            status = "closed"
        elif op == "changed":
            assert body["reopened"] is bool(decided and body["joined"])
            decided = None if body["joined"] else decided
            status = decided["status"] if decided else "open"
    document = shown(record, row)
    assert document["status"] == status
    stands = document["disposition"] is not None and document["disposition"]["standing"]
    assert stands is (decided is not None)
