"""What holds for the registry as a whole, and the seed article's questions across all rules."""

from dataclasses import replace
from itertools import product

import pytest

from app.claims.values.predicate import Predicate
from app.contradictions.rules import BY_CODE, ORDER, RULES
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.protocol import Described
from app.contradictions.rules.words import Words
from tests.contradictions.rules.building import (
    ACTIVE,
    ALLIED,
    DEATH,
    FOUNDED,
    KILLED,
    LED_BY,
    MOTTO,
    STATUS,
    STRENGTH,
    about,
    at_least,
    dated,
    exact,
    on,
    ordinal,
    range_of,
    said,
    since,
    up_to,
    within,
)

EVERY = tuple(BY_CODE.values())


def codes(predicate: Predicate, *facts: Fact) -> list[tuple[str, bool, float]]:
    return [
        (found.code, found.certain, found.severity)
        for rule in RULES
        if rule.applies(predicate)
        for found in rule.find(predicate, facts)
    ]


def test_codes_and_titles_are_unique_and_each_docstring_says_when_it_fires_and_how_severely() -> None:
    assert {rule.code for rule in EVERY} == {
        "value_disjoint",
        "exclusive_value",
        "monotone_break",
        "denial",
        "order",
        "contested_by_carrier",
        "incompatible_pair",
        "outside_lifetime",
        "exclusive_slot",
        "part_exceeds_whole",
        "relation_cycle",
    }
    assert len({rule.title for rule in EVERY}) == len(EVERY)
    for rule in EVERY:
        said_there = rule.__doc__ or ""
        assert all(word in said_there for word in ("Fires", "Stays silent", "Severity:", "ertain"))


WORDS = Words(claimant="A", subject="the brigade", predicate="strength", value="300 fighters")


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.code)
@pytest.mark.parametrize(
    ("when", "carrier", "wording", "denies"),
    list(product(("", "May 2016"), (None, "C"), (None, "a lie"), (False, True))),
)
def test_a_sentence_leaves_out_what_is_not_known(
    rule: Described, when: str, carrier: str | None, wording: str | None, denies: bool
) -> None:
    words = replace(WORDS, when=when, carrier=carrier, wording=wording, denies=denies)
    spoken = (words,) if rule.code == "contested_by_carrier" else (words, replace(words, claimant="B"))
    told = rule.sentence(*spoken)
    assert told.endswith(".")
    assert told.count(". ") <= 1
    assert not any(blot in told for blot in ("None", "()", "  "))
    assert words.value in told


JANUARY, MARCH = on(2016, 1, 1), on(2016, 3, 21)


def test_the_seed_articles_contradictions_come_out() -> None:
    assert codes(STRENGTH, said("representative", exact(50_000), contested=True)) == [
        ("contested_by_carrier", True, 1.0)
    ]
    assert codes(
        KILLED, said("brigade", exact(246), time=MARCH), said("sources", up_to(300), time=JANUARY)
    ) == [("monotone_break", False, 0.09)]
    assert codes(
        DEATH,
        said("brigade", "killed_in_action", time=within(2016, 3)),
        said("representative", "assassinated", time=within(2016, 3)),
    ) == [("exclusive_value", True, 1.0)]
    assert codes(
        STATUS,
        said("movement", "disappeared", time=since(2016, 3), said=ordinal(2016, 4), contested=True),
        said("analyst", "killed", time=since(2016, 3, 25), modality="probable"),
    ) == [("exclusive_value", False, 0.5), ("contested_by_carrier", True, 1.0)]
    assert codes(MOTTO, said("candidate", time=within(2016), contested=True)) == [
        ("contested_by_carrier", True, 1.0)
    ]
    (found,) = ORDER.find(
        FOUNDED, ACTIVE, [said("representative", dated(2012))], [said("outlet", dated(2011))]
    )
    assert (found.certain, found.severity) == (True, 0.5)


def test_the_seed_articles_other_claims_stay_silent() -> None:
    under, separate = within(2015), since(2016, 1)
    assert (
        codes(
            ALLIED,
            said("outlet", "movement", time=under),
            said("sources", "movement", time=separate, said=ordinal(2016, 1), denies=True),
        )
        == []
    )
    event = replace(KILLED, temporality="event")
    assert codes(event, said("brigade", at_least(15), time=on(2016, 3, 20))) == []
    assert codes(event, said("brigade", exact(5), time=on(2016, 3, 22))) == []
    assert (
        codes(LED_BY, said("ministry", "khalid", time=JANUARY), said("outlet", "khalid", time=JANUARY)) == []
    )
    assert codes(STRENGTH, said("sources", about(2000), time=within(2016, 1))) == []


def test_moving_all_days_moves_no_finding() -> None:
    def shifted(fact: Fact, days: int) -> Fact:
        return replace(
            fact,
            from_lo=fact.from_lo + days,
            from_hi=fact.from_hi + days,
            to_lo=fact.to_lo + days,
            to_hi=fact.to_hi + days,
        )

    facts = [
        said("A", exact(200), time=JANUARY),
        said("B", range_of(100, 150), time=MARCH),
        said("C", up_to(50), time=within(2016)),
    ]
    for predicate in (STRENGTH, KILLED):
        there = codes(predicate, *(shifted(fact, 10_227) for fact in facts))
        assert there == codes(predicate, *facts) != []
