"""Predicates: what no definition can say, what a change may not do, and the contradictions it brings."""

from functools import partial
from typing import Any

import pytest
from pydantic import ValidationError

from app import intake
from app.access.keys import OPERATOR
from app.claims import predicates
from app.claims.identity import SAME_AS
from app.claims.predicate_schemas import PredicateCreate
from app.claims.schemas import RetractionCreate
from app.contradictions import service
from app.errors import Conflict, Problem, UnknownReference, Unprocessable
from app.provenance import log
from tests.conftest import Record

Body = dict[str, Any]
TERMS = [{"key": "good", "label": "good"}, {"key": "fair", "label": "fair", "broader": "good"}]
JANUARY = {"valid": {"edtf": "2016-01-10"}}

SENSELESS: dict[str, tuple[str, Body, str]] = {
    "a circle of broader terms": (
        "term",
        {"terms": [{"key": "a", "label": "a", "broader": "b"}, {"key": "b", "label": "b", "broader": "a"}]},
        "circle",
    ),
    "a term broader than itself": ("term", {"terms": [{"key": "a", "label": "a", "broader": "a"}]}, "circle"),
    "a broader term that is none": (
        "term",
        {"terms": [{"key": "a", "label": "a", "broader": "b"}]},
        "terms of this predicate",
    ),
    "compatible with a term that is none": (
        "term",
        {"terms": [{"key": "a", "label": "a", "compatible_with": ["b"]}]},
        "terms of this predicate",
    ),
    "a term twice": ("term", {"terms": [TERMS[0], TERMS[0]]}, "once"),
    "no terms": ("term", {}, "if and only if"),
    "an excluded term that is none": (
        "term",
        {"terms": TERMS, "excludes": [{"predicate": "died", "value": "bad"}]},
        "none of this predicate",
    ),
    "an excluded truth that is none": (
        "boolean",
        {"excludes": [{"predicate": "died", "value": "maybe"}]},
        "none of this predicate",
    ),
    "an excluded amount": (
        "quantity",
        {"excludes": [{"predicate": "died", "value": "5"}]},
        "leave value out",
    ),
    "an exclusion twice": (
        "boolean",
        {"excludes": [{"predicate": "died"}, {"predicate": "died"}]},
        "stands once",
    ),
    "an exclusion of itself from both sides": (
        "term",
        {
            "terms": TERMS,
            "excludes": [
                {"predicate": "mood", "value": "good", "other_value": "fair"},
                {"predicate": "mood", "value": "fair", "other_value": "good"},
            ],
        },
        "stands once",
    ),
    "all of itself excluded": ("boolean", {"excludes": [{"predicate": "mood"}]}, "needs both"),
    "before itself": ("date", {"before": ["mood"]}, "before itself"),
    "before for no date": ("text", {"before": ["died"]}, "before is for dates"),
    "a lifetime of no date": ("text", {"lifetime": "ends"}, "lifetime is for dates"),
    "a part that is no quantity": ("text", {"whole": {"predicate": "strength"}}, "only a quantity"),
    "a part of itself": ("quantity", {"whole": {"predicate": "mood"}}, "no part of itself"),
    "a unit of no quantity": ("text", {"unit": "people"}, "only a quantity"),
    "persistence of no quantity": ("date", {"persist_days": 30}, "for quantities"),
    "one way between no entities": ("text", {"asymmetric": True}, "values are entities"),
    "a separator twice": ("text", {"separators": [{"key": "place"}, {"key": "place"}]}, "once"),
}

MISFITS: dict[str, tuple[str, Body, str, str]] = {
    "before what is no date": ("date", {"before": ["led_by"]}, "/before/0", "led_by is none"),
    "a whole that is no quantity": (
        "quantity",
        {"whole": {"predicate": "died"}},
        "/whole/predicate",
        "died is none",
    ),
    "a whole of another unit": (
        "quantity",
        {"unit": "people", "whole": {"predicate": "strength"}},
        "/whole/predicate",
        "strength fighters",
    ),
    "a whole with a unit, a part without": (
        "quantity",
        {"whole": {"predicate": "strength"}},
        "/whole/predicate",
        "without a unit",
    ),
    "by way of no entity": (
        "quantity",
        {"unit": "fighters", "whole": {"predicate": "strength", "via": "founded"}},
        "/whole/via",
        "founded is none",
    ),
    "an excluded value that is no term": (
        "boolean",
        {"excludes": [{"predicate": "status", "other_value": "gone"}]},
        "/excludes/0/other_value",
        "alive, detained",
    ),
    "an excluded date": (
        "boolean",
        {"excludes": [{"predicate": "died", "other_value": "2016"}]},
        "/excludes/0/other_value",
        "leave other_value out",
    ),
}


def state(record: Record) -> tuple[int, list[Body]]:
    """The log's head and all rows as a list shows them."""
    with record.reader.snapshot() as session:
        return log.head(session), service.summaries(session, session.rows(service.LISTING))


def standing(record: Record) -> list[Body]:
    """What the open rows say, whatever their ids."""
    shown = [row for row in state(record)[1] if row["status"] == "open"]
    return sorted(
        ({name: told for name, told in row.items() if name != "id"} for row in shown),
        key=lambda row: (row["code"], row["explanation"]),
    )


@pytest.mark.parametrize("name", SENSELESS)
def test_a_definition_that_makes_no_sense_is_refused_with_the_reason(name: str) -> None:
    value_type, more, reason = SENSELESS[name]
    sound = {"terms": TERMS} if value_type == "term" else {}
    PredicateCreate.model_validate({"key": "mood", "label": "mood", "value_type": value_type, **sound})
    with pytest.raises(ValidationError, match=reason):
        PredicateCreate.model_validate({"key": "mood", "label": "mood", "value_type": value_type, **more})


@pytest.mark.parametrize("name", MISFITS)
def test_a_definition_that_does_not_fit_another_is_refused_where_it_says_so(
    record: Record, name: str
) -> None:
    value_type, more, pointer, reason = MISFITS[name]
    before = state(record)
    with pytest.raises(Unprocessable, match=reason) as refused:
        record.predicate("mood", value_type, **more)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert state(record) == before


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (("when", "date", {"before": ["mood"]}), ("mood", "text", {}), "before names dates"),
        (("when", "date", {"before": ["mood"]}), ("mood", "date", {"before": ["when"]}), "come before"),
        (("part", "quantity", {"whole": {"predicate": "mood"}}), ("mood", "date", {}), "part names this"),
        (
            ("part", "quantity", {"whole": {"predicate": "mood"}}),
            ("mood", "quantity", {"unit": "people"}),
            "one unit",
        ),
        (
            ("part", "quantity", {"whole": {"predicate": "sum", "via": "mood"}}),
            ("mood", "text", {}),
            "relation between entities",
        ),
        (
            ("free", "boolean", {"excludes": [{"predicate": "mood", "other_value": "bad"}]}),
            ("mood", "term", {"terms": TERMS}),
            "It has good, fair",
        ),
        (
            ("free", "boolean", {"excludes": [{"predicate": "mood", "other_value": "brigade"}]}),
            ("mood", "entity", {}),
            "give an id",
        ),
    ],
)
def test_it_does_not_matter_which_of_two_definitions_that_do_not_fit_comes_first(
    record: Record, first: tuple[str, str, Body], second: tuple[str, str, Body], reason: str
) -> None:
    record.predicate(first[0], first[1], **first[2])
    with pytest.raises(Unprocessable, match=reason):
        record.predicate(second[0], second[1], **second[2])
    record.predicate("other_mood", second[1], **second[2])


def test_two_predicates_that_exclude_each_other_make_one_contradiction(record: Record) -> None:
    moods = [*TERMS, {"key": "bad", "label": "bad"}]
    record.predicate(
        "free", "boolean", excludes=[{"predicate": "mood", "value": "true", "other_value": "bad"}]
    )
    back = [
        {"predicate": "free", "value": "bad", "other_value": "true"},
        {"predicate": "free", "value": "good"},
    ]
    record.predicate("mood", "term", terms=moods, excludes=back)
    record.claim(subject="brigade", predicate="free", value=True, **JANUARY)
    record.claim(subject="brigade", predicate="mood", value="bad", agent="rebel", **JANUARY)
    assert [row["code"] for row in standing(record)] == ["incompatible_pair"]
    record.claim(subject="network", predicate="mood", value="good", **JANUARY)
    record.claim(subject="network", predicate="free", value=False, agent="rebel", **JANUARY)
    assert [row["code"] for row in standing(record)] == ["incompatible_pair"] * 2
    with record.reader.snapshot() as session:
        assert list(service.check(session)) == []


def test_dates_in_a_circle_are_refused_however_long_it_is(record: Record) -> None:
    record.predicate("one", "date", before=["two"])
    record.predicate("two", "date", before=["three"])
    with pytest.raises(Unprocessable, match="directly or through others"):
        record.predicate("three", "date", before=["founded", "one"])
    record.predicate("three", "date", before=["founded"])


def test_excluded_entities_are_kept_by_id_and_found_after_a_join(record: Record) -> None:
    network = record.entity("network").document["id"]
    told = {"predicate": "led_by", "value": "true", "other_value": "network"}
    made = record.predicate("leaderless", "boolean", excludes=[told])
    assert made.document["excludes"][0]["other_value"] == network
    assert not record.predicate("leaderless", "boolean", excludes=[told]).new
    with pytest.raises(UnknownReference):
        record.predicate("headless", "boolean", excludes=[{**told, "other_value": "netwrok"}])
    record.claim(subject="brigade", predicate="leaderless", value=True, **JANUARY)
    assert standing(record) == []
    led = record.claim(subject="brigade", predicate="led_by", value="rebel", agent="rebel", **JANUARY)
    assert led.contradictions == []
    record.claim(subject="rebel", predicate=SAME_AS, value="network", source="paper")
    assert [row["code"] for row in standing(record)] == ["incompatible_pair"]
    with record.reader.snapshot() as session:
        assert list(service.check(session)) == []


def test_adding_a_predicate_changes_no_contradiction_whatever_it_names(seeded: Record) -> None:
    head, rows = state(seeded)
    seeded.predicate("ended", "date", before=["founded"], lifetime="ends")
    seeded.predicate("wing", "quantity", unit="fighters", whole={"predicate": "strength", "via": "led_by"})
    seeded.predicate("free", "boolean", excludes=[{"predicate": "status", "value": "true"}])
    seeded.predicate("commander", "entity", inverse_single=True, asymmetric=True, act="both")
    assert state(seeded) == (head + 4, rows)
    with seeded.reader.snapshot() as session:
        assert list(service.check(session)) == []


CHANGES: dict[str, tuple[str, Body, set[str]]] = {
    "a count that may fall": ("killed_total", {"temporality": "state"}, {"monotone_break"}),
    "founders at any time": ("founded", {"before": []}, {"order"}),
    "compatible fates": (
        "status",
        {
            "terms": [
                {"key": "alive", "label": "alive"},
                {"key": "detained", "label": "detained"},
                {"key": "disappeared", "label": "disappeared", "compatible_with": ["killed"]},
                {"key": "killed", "label": "killed"},
                {"key": "dead", "label": "dead"},
            ]
        },
        {"exclusive_value"},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_definition_closes_what_rested_on_it_and_gives_it_back(seeded: Record, name: str) -> None:
    key, change, codes = CHANGES[name]
    (was,) = predicates.present(seeded.reader, [predicates.get(seeded.reader, key)])
    before = standing(seeded)
    done = seeded.redefine(key, **change)
    assert {row["code"] for row in done.changed} == codes
    assert {row["status"] for row in done.changed} == {"closed"}
    for row in done.changed:
        shown = service.full(seeded.reader, service.get(seeded.reader, row["id"]))
        assert shown["closed_reason"] == "predicate changed"
        assert service.pairs_of(seeded.reader, service.get(seeded.reader, row["id"]), 5) == []
    assert len(standing(seeded)) == len(before) - len(done.changed)
    assert list(service.check(seeded.reader)) == []
    back = seeded.redefine(key, **was)
    assert {row["id"] for row in back.changed} == {row["id"] for row in done.changed}
    assert standing(seeded) == before
    assert list(service.check(seeded.reader)) == []


def test_what_is_declared_later_is_found_among_the_claims_that_are_there(record: Record) -> None:
    record.predicate("commands", "entity")
    record.predicate("wing", "quantity", unit="fighters")
    lasting = {"valid": {"edtf": "2015/2017"}}
    record.claim(subject="brigade", predicate="commands", value="network", **lasting)
    record.claim(subject="network", predicate="commands", value="brigade", agent="rebel", **lasting)
    record.claim(subject="analyst", predicate="commands", value="network", agent="rebel", **lasting)
    record.claim(subject="brigade", predicate="died", value="2014")
    record.claim(subject="brigade", predicate="founded", value="2013")
    record.claim(subject="brigade", predicate="active_since", value="2012")
    record.claim(subject="brigade", predicate="strength", value="100", **JANUARY)
    record.claim(subject="brigade", predicate="wing", value="300", **JANUARY)
    found = [row["code"] for row in standing(record)]
    steps: list[tuple[str, Body, str]] = [
        ("commands", {"asymmetric": True}, "relation_cycle"),
        ("commands", {"asymmetric": True, "inverse_single": True}, "exclusive_slot"),
        ("commands", {"asymmetric": True, "inverse_single": True, "act": "subject"}, "outside_lifetime"),
        ("wing", {"whole": {"predicate": "strength"}}, "part_exceeds_whole"),
        ("active_since", {"before": ["founded"]}, "no rule"),
        ("died", {"excludes": [{"predicate": "founded"}]}, "incompatible_pair"),
    ]
    for key, change, code in steps:
        if code == "no rule":
            with pytest.raises(Unprocessable, match="come before"):
                record.redefine(key, **change)
            continue
        made = record.redefine(key, **change)
        assert {row["code"] for row in made.changed if row["status"] == "open"} >= {code}, key
        found += [row["code"] for row in made.changed if row["code"] == code]
        assert sorted(row["code"] for row in standing(record)) == sorted(found)
        assert list(service.check(record.reader)) == []


def test_another_label_is_told_in_the_sentences_that_stand(seeded: Record) -> None:
    done = seeded.redefine("killed_total", label="count of the fallen")
    (row,) = done.changed
    assert "count of the fallen" in row["explanation"]
    assert list(service.check(seeded.reader)) == []


def test_the_same_definition_again_changes_nothing(seeded: Record) -> None:
    assert seeded.redefine("killed_total", temporality="state").changed
    before = state(seeded)
    assert seeded.redefine("killed_total", temporality="state").changed == []
    assert state(seeded) == before


def test_a_changed_predicate_is_there_already_by_its_first_and_by_its_present_definition(
    record: Record,
) -> None:
    record.predicate("mood", "text")
    record.redefine("mood", act="subject")
    head = log.head(record.reader)
    assert not record.predicate("mood", "text").new
    assert not record.predicate("mood", "text", act="subject").new
    with pytest.raises(Conflict, match="PUT"):
        record.predicate("mood", "text", act="both")
    assert log.head(record.reader) == head
    assert predicates.registry(record.reader).by_key["mood"].act == "subject"


REFUSED: dict[str, tuple[str, Body, str]] = {
    "another value type": (
        "strength",
        {"value_type": "text", "unit": None, "whole": None, "persist_days": None},
        "/value_type",
    ),
    "another unit": ("strength", {"unit": "people"}, "/unit"),
    "one value no more": ("strength", {"single": "usually"}, "/single"),
    "one value from now on": ("led_by", {"single": "yes"}, "/single"),
    "a term in use": ("status", {"terms": [{"key": "alive", "label": "alive"}]}, "/terms"),
    "a separator in use": ("strength", {"separators": []}, "/separators"),
    "a separator that is an entity": (
        "strength",
        {"separators": [{"key": "method", "entity": True}]},
        "/separators",
    ),
    "a further required separator": (
        "strength",
        {"separators": [{"key": "method"}, {"key": "rank", "required": True}]},
        "/separators",
    ),
    "a separator required": (
        "strength",
        {"separators": [{"key": "method", "required": True}]},
        "/separators",
    ),
    "a synonym for a unit of its own": ("strength", {"unit_synonyms": ["Rifles"]}, "/unit_synonyms"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_make_stored_claims_unreadable_is_refused(record: Record, name: str) -> None:
    key, change, pointer = REFUSED[name]
    (was,) = predicates.present(record.reader, [predicates.get(record.reader, key)])
    if pointer not in ("/value_type", "/unit"):
        record.redefine(key, **change)  # there are no claims yet
        record.redefine(key, **was)
    record.claim(
        subject="brigade", predicate="strength", value="300 rifles", scope={"method": "count"}, **JANUARY
    )
    record.claim(subject="brigade", predicate="led_by", value="rebel", key="led", **JANUARY)
    record.claim(subject="rebel", predicate="status", value="killed", **JANUARY)
    slip = RetractionCreate(reason="entry_error", text="a slip")
    record.writer.call(partial(intake.retract, account=OPERATOR, ref="led", given=slip))  # it stays readable
    before = state(record)
    with pytest.raises(Problem) as refused:
        record.redefine(key, **change)
    assert pointer in [fault.pointer for fault in refused.value.faults]
    assert refused.value.status in {409, 422}
    assert state(record) == before


def test_a_key_never_changes_and_same_as_stays_as_it_is(record: Record) -> None:
    with pytest.raises(Unprocessable, match="key never changes"):
        record.redefine("strength", key="strength_2")
    with pytest.raises(Conflict, match="built in"):
        record.redefine(SAME_AS, label="sameness")
    assert record.redefine(SAME_AS).changed == []


def test_a_term_that_others_exclude_stays_and_other_terms_come_and_go(record: Record) -> None:
    record.predicate("mood", "term", terms=TERMS)
    record.predicate("free", "boolean", excludes=[{"predicate": "mood", "other_value": "fair"}])
    with pytest.raises(Unprocessable, match="free names this predicate"):
        record.redefine("mood", terms=TERMS[:1])
    record.redefine("mood", terms=[*TERMS, {"key": "bad", "label": "bad"}])
    record.claim(subject="brigade", predicate="mood", value="bad")
    record.redefine(
        "mood", terms=[*TERMS[1:], {"key": "good", "label": "fine"}, {"key": "bad", "label": "bad"}]
    )


def test_a_change_that_is_rolled_back_is_forgotten_and_the_next_is_seen(record: Record) -> None:
    """A change and a further one after a rollback have the same numbers in the log."""
    ends = PredicateCreate(key="mood", label="mood", value_type="text", act="subject")

    def fails(session: Any) -> None:
        intake.change_predicate(session, OPERATOR, "mood", ends)
        assert predicates.registry(session).by_key["mood"].act == "subject"
        raise ValueError("rolled back")

    record.predicate("mood", "text")
    with pytest.raises(ValueError, match="rolled back"):
        record.writer.call(fails)
    assert predicates.registry(record.reader).by_key["mood"].act == "none"
    record.redefine("mood", act="both")
    assert predicates.registry(record.reader).by_key["mood"].act == "both"
    assert record.writer.call(lambda session: predicates.registry(session).by_key["mood"].act) == "both"


def test_an_older_snapshot_keeps_its_registry_beside_a_newer_one(record: Record) -> None:
    record.predicate("mood", "text")
    with record.reader.snapshot() as session:
        assert predicates.registry(session).by_key["mood"].act == "none"
        record.writer.call(
            lambda session: intake.change_predicate(
                session,
                OPERATOR,
                "mood",
                PredicateCreate(key="mood", label="mood", value_type="text", act="both"),
            )
        )
        assert predicates.registry(session).by_key["mood"].act == "none"
    assert predicates.registry(record.reader).by_key["mood"].act == "both"
