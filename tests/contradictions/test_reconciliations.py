"""Reconciliations: each kind is offered where the claims give reason for it, and nowhere else."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.claims.values.base import Interval
from app.claims.values.predicate import Predicate, Separator
from app.contradictions import service
from app.contradictions.origins import account
from app.contradictions.reconciliations import KINDS, Case, Witness, reconciliations
from tests.conftest import Record
from tests.contradictions.rules.building import (
    FOUNDED_BY,
    KILLED,
    LED_BY,
    STATUS,
    STRENGTH,
    about,
    exact,
    on,
    ordinal,
    range_of,
    said,
    sometime,
    throughout,
    within,
)

SCOPED = replace(STRENGTH, separators=(Separator("method"), Separator("place")))
YEAR, MONTH = within(2016), within(2016, 3)


def witness(
    voice: str,
    *values: Interval | str,
    predicate: Predicate = STRENGTH,
    carriers: tuple[str, ...] = (),
    writer: str = "author",
    source: str | None = None,
    derived: tuple[str, ...] = (),
    **more: Any,
) -> Witness:
    """A claim by a voice, read in a paper of its own unless a source is named; the author ends the chain."""
    own = source or f"paper of {voice}"
    words = {name: more.pop(name) for name in ("when", "stated", "entity") if name in more}
    fact = said(voice, *values, **more)
    links = [{"agent": each, "name": None, "document": None} for each in (voice, *carriers, writer)]
    row = {"seq": fact.claim, "voice": voice, "lineage_known": 1, "source_id": own}
    return Witness(
        fact=fact,
        predicate=predicate,
        claimant=voice,
        account=account(row, links, {writer}, {own: frozenset(derived)}),
        source=own,
        links=frozenset(f"link {each['agent']}" for each in links),
        **words,
    )


def case(code: str, one: Witness, other: Witness, aliases: tuple[str, ...] = ()) -> Case:
    steps = {step for each in (one, other) for step, _ in each.account.steps} | one.links | other.links
    return Case(code, one, other, "The Brigade", aliases, {step: step.split(" ", 1)[1] for step in steps})


def numbers(one: float, other: float, code: str = "value_disjoint", **more: Any) -> Case:
    first, second = (witness(voice, exact(each), **more) for voice, each in (("A", one), ("B", other)))
    return case(code, first, second)


def timed(code: str, first: dict[str, Any], second: dict[str, Any], predicate: Predicate = STRENGTH) -> Case:
    return case(
        code,
        witness("A", exact(5), predicate=predicate, **first),
        witness("B", exact(9), predicate=predicate, **second),
    )


def of_scope(code: str = "value_disjoint", **scope: str) -> Case:
    return numbers(5, 9, code, predicate=SCOPED, scope=json.dumps(scope))


def spoken(first: dict[str, Any], second: dict[str, Any]) -> Case:
    return case("value_disjoint", witness("A", exact(5), **first), witness("B", exact(9), **second))


def named(one: str | None, other: str | None, *aliases: str) -> Case:
    first = witness("A", "x", predicate=LED_BY, entity=one)
    return case("exclusive_value", first, witness("B", "y", predicate=LED_BY, entity=other), aliases)


EARLY: dict[str, Any] = {"said": ordinal(2015)}
LATE: dict[str, Any] = {"said": ordinal(2016)}
IN_2015 = throughout((2015, 1, 1), (2015, 12, 31))

DAYS = "said not before 1 January 2016, the other not before 1 January 2015"
STATED = "said 2016, the other not before 1 January 2015"

OFFERED: dict[str, list[tuple[Case, str]]] = {
    "different_time": [
        (
            timed("value_disjoint", {"when": "2016", **YEAR}, {"when": "March 2016", **MONTH}),
            "The times differ (A: 2016; B: March 2016): each may be right for its own.",
        ),
        (
            timed("denial", {"when": "2016", **YEAR}, {}),
            "The times differ (A: 2016; B: none stated): each may be right for its own.",
        ),
        (
            timed("exclusive_value", {"when": "2016", **YEAR}, {"when": "2016", **YEAR}),
            "Both speak of 2016, which leaves room for two different times.",
        ),
        (
            timed("exclusive_slot", {}, {}),
            "Neither states a time, which leaves room for two different times.",
        ),
    ],
    "different_scope": [
        (of_scope(), "Neither claim names its method or place: the two may not speak of the same."),
        (of_scope("denial", place="x"), "Neither claim names its method: the two may not speak of the same."),
        (
            of_scope("monotone_break", method="x"),
            "Neither claim names its place: the two may not speak of the same.",
        ),
    ],
    "rounding": [
        (numbers(2400, 2000), "Rounded to the nearest 1,000, 2,400 and 2,000 are the same."),
        (numbers(246, 250), "Rounded to the nearest 10, 246 and 250 are the same."),
        (numbers(245, 250), "Rounded to the nearest 10, 245 and 250 are the same."),
        (numbers(1500, 2000), "Rounded to the nearest 1,000, 1,500 and 2,000 are the same."),
        (numbers(95, 99), "95 and 99 are only 4.0 % apart."),
        (numbers(95, 100, "monotone_break"), "Rounded to the nearest 100, 95 and 100 are the same."),
        (numbers(19, 20), "Rounded to the nearest 10, 19 and 20 are the same."),
        (numbers(1235, 1300), "1,235 and 1,300 are only 5.0 % apart."),
        (numbers(0.5, 0.51), "Rounded to the nearest 0.1, 0.5 and 0.51 are the same."),
    ],
    "supersession": [
        (
            spoken({"carriers": ("Agency",), **EARLY}, {"carriers": ("Agency",), **LATE}),
            f"Both came through Agency; the later, by B ({DAYS}), may replace the earlier.",
        ),
        (
            spoken({"carriers": ("Agency",), **LATE, "stated": "2016"}, {"carriers": ("Agency",), **EARLY}),
            f"Both came through Agency; the later, by A ({STATED}), may replace the earlier.",
        ),
        (
            spoken(EARLY, LATE),
            f"Both came through author; the later, by B ({DAYS}), may replace the earlier.",
        ),
        (
            spoken({"writer": "X", **EARLY}, {"writer": "Y", "carriers": ("A",), **LATE}),
            f"Both came through A; the later, by B ({DAYS}), may replace the earlier.",
        ),
        (
            spoken({"writer": "X", **EARLY}, {"writer": "Y", "derived": ("paper of A",), **LATE}),
            f'Both go back to "paper of A"; the later, by B ({DAYS}), may replace the earlier.',
        ),
        (
            case("order", witness("A", exact(1), **EARLY), witness("A", exact(2), **LATE)),
            f"Both are the word of A; the later, by A ({DAYS}), may replace the earlier.",
        ),
    ],
    "entity_sense": [
        (
            named("Khalid al-Hassan", "Khalid al-Aloush"),
            "Khalid al-Hassan and Khalid al-Aloush share the name Khalid: they may be one under two names.",
        ),
        (
            named("Baqir", "Khalid al-BAQIR"),
            "Baqir and Khalid al-BAQIR share the name Baqir: they may be one under two names.",
        ),
        (
            named(None, None, "Liwa", "Fawj"),
            "The Brigade is also called Liwa and Fawj: the claims may mean two bearers.",
        ),
    ],
    "same_origin": [
        (
            spoken({"carriers": ("Agency",)}, {"carriers": ("Agency",)}),
            "Both came through Agency: they may be one account told twice.",
        ),
        (
            spoken({"derived": ("memo",)}, {"derived": ("note", "memo")}),
            'Both go back to "memo": they may be one account told twice.',
        ),
        (
            spoken({}, {"derived": ("paper of A",)}),
            'Both go back to "paper of A": they may be one account told twice.',
        ),
        (
            case("order", witness("A", exact(1)), witness("A", exact(2))),
            "Both are the word of A: one account, not two.",
        ),
    ],
}

WITHHELD: dict[str, dict[str, Case]] = {
    "different_time": {
        "one day": timed("value_disjoint", {"when": "1", **on(2016, 3, 1)}, {"when": "1", **on(2016, 3, 1)}),
        "one stretch": timed("denial", {"when": "2015", **IN_2015}, {"when": "2015", **IN_2015}),
        "a predicate for ever": timed(
            "exclusive_value", {"when": "2015", **IN_2015}, {"when": "2016", **YEAR}, FOUNDED_BY
        ),
        "a count that fell": timed(
            "monotone_break", {"when": "1", **on(2016, 1, 1)}, {"when": "2", **on(2016, 3, 1)}, KILLED
        ),
        "dates in order": timed("order", {"when": "2015", **YEAR}, {}),
    },
    "different_scope": {
        "no separators": numbers(5, 9),
        "all named": of_scope(method="x", place="y"),
        "dates in order": of_scope("order"),
        "two predicates": case(
            "denial", witness("A", exact(5), predicate=SCOPED), witness("B", exact(9), predicate=KILLED)
        ),
    },
    "rounding": {
        "far apart": numbers(246, 300),
        "just beyond five per cent": numbers(1234, 1300),
        "rounded to another thousand": numbers(1400, 2000),
        "nothing and something": numbers(0, 1),
        "another code": numbers(246, 250, "denial"),
        "alternatives": case("value_disjoint", witness("A", exact(246), exact(9)), witness("B", exact(250))),
        "entities": named("x", "y"),
    },
    "supersession": {
        "same day": spoken({"carriers": ("Agency",), **EARLY}, {"carriers": ("Agency",), **EARLY}),
        "not known when": spoken({"carriers": ("Agency",)}, {"carriers": ("Agency",), **LATE}),
        "nothing in common": spoken({"writer": "X", **EARLY}, {"writer": "Y", **LATE}),
        "both in one text of one author": spoken({"source": "p", **EARLY}, {"source": "p", **LATE}),
        "both through one carrier in one text": spoken(
            {"source": "p", "carriers": ("Agency",), **EARLY},
            {"source": "p", "carriers": ("Agency",), **LATE},
        ),
        "both out of a third text": spoken(
            {"writer": "X", "derived": ("memo",), **EARLY}, {"writer": "Y", "derived": ("memo",), **LATE}
        ),
        "the earlier made out of the later": spoken(
            {"writer": "X", "derived": ("paper of B",), **EARLY}, {"writer": "Y", **LATE}
        ),
    },
    "entity_sense": {
        "other names": named("Khalid", "Hassan"),
        "only a particle": named("Abu Ali", "Abu Said"),
        "one entity": named("Khalid", "Khalid"),
        "several at once": named(None, "Khalid"),
        "one alias": named(None, None, "Liwa"),
    },
    "same_origin": {
        "nothing in common": spoken({}, {}),
        "two carriers": spoken({"carriers": ("Agency",)}, {"carriers": ("Other",)}),
        "two informants of one author": spoken({"source": "p"}, {"source": "p"}),
        "two informants of one article made out of another": spoken(
            {"source": "p", "derived": ("memo",)}, {"source": "p", "derived": ("memo",)}
        ),
    },
}


def offered(given: Case) -> dict[str, str]:
    return {each["kind"]: each["detail"] for each in reconciliations(given)}


@pytest.mark.parametrize(
    ("kind", "given", "detail"),
    [(kind, given, detail) for kind, cases in OFFERED.items() for given, detail in cases],
)
def test_a_candidate_is_offered_with_the_reason_the_claims_give(kind: str, given: Case, detail: str) -> None:
    assert offered(given)[kind] == detail


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, cases in WITHHELD.items() for name in cases]
)
def test_a_candidate_without_reason_is_not_offered(kind: str, name: str) -> None:
    assert kind not in offered(WITHHELD[kind][name])


def test_every_kind_is_tried_on_both_sides() -> None:
    assert OFFERED.keys() == WITHHELD.keys() == KINDS.keys()


def test_hedges_and_ranges_are_compared_by_their_plain_readings() -> None:
    assert "rounding" in offered(case("value_disjoint", witness("A", about(100)), witness("B", exact(101))))
    assert "rounding" in offered(
        case("value_disjoint", witness("A", range_of(90, 110)), witness("B", exact(101)))
    )


def test_terms_are_told_by_time_alone() -> None:
    first = witness("A", "killed", predicate=STATUS, when="1", **sometime(9, 9))
    other = witness("B", "alive", predicate=STATUS, when="2", **sometime(9, 10))
    assert set(offered(case("exclusive_value", first, other))) == {"different_time"}


SCOPE_OPEN = "Neither claim names its method, population or place: the two may not speak of the same."
MAY = "may replace the earlier"
PUBLISHED = "said not before 1 March 2016, the other not before 1 January 2016"
STRENGTHS = {"subject": "brigade", "predicate": "strength"}


def candidates(record: Record) -> list[list[dict[str, str]]]:
    found = record.reader.rows(service.listing())
    return [service.full(record.reader, row)["reconciliations"] for row in found]


def test_a_contradiction_shows_its_candidates(record: Record) -> None:
    record.source("first", publisher="outlet-a", published="2016-01")
    record.source("second", publisher="outlet-b", published="2016-03")
    for agent, outlet, source, value in (
        ("rebel", "outlet-a", "first", "246"),
        ("analyst", "outlet-b", "second", "254"),
    ):
        chain = [
            {"agent": agent, "role": "claimant"},
            {"name": "An agency", "role": "reporter"},
            {"agent": outlet, "role": "publisher"},
        ]
        record.claim(attribution=chain, source=source, value=value, valid={"edtf": "2016-01-05"}, **STRENGTHS)
    (found,) = candidates(record)
    assert found == [
        {
            "kind": "different_scope",
            "detail": SCOPE_OPEN,
        },
        {"kind": "rounding", "detail": "254 and 246 are only 3.1 % apart."},
        {
            "kind": "supersession",
            "detail": f"Both came through An agency; the later, by analyst ({PUBLISHED}), {MAY}.",
        },
        {"kind": "same_origin", "detail": "Both came through An agency: they may be one account told twice."},
    ]


def test_a_claim_contested_by_its_carrier_has_nobody_to_be_reconciled_with(seeded: Record) -> None:
    for row in seeded.reader.rows(service.listing()):
        full = service.full(seeded.reader, row)
        if row["code"] == "contested_by_carrier":
            assert full["reconciliations"] == []
        assert all(each["detail"].endswith(".") for each in full["reconciliations"])


def test_what_no_longer_stands_has_no_candidates(record: Record) -> None:
    record.claim(key="low", agent="rebel", value="246", **STRENGTHS)
    record.claim(value="254", **STRENGTHS)
    assert candidates(record)[0]
    record.claim(agent="rebel", value="254", supersedes="low", **STRENGTHS)
    assert candidates(record) == [[]]
