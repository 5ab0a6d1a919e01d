from dataclasses import replace

import pytest

from app.claims.values.predicate import Predicate
from app.contradictions.rules.contested_by_carrier import ContestedByCarrier
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.words import Words
from tests.contradictions.rules.building import (
    ALLIED,
    FIGHTS,
    FOUNDED,
    KILLED,
    LED_BY,
    MOTTO,
    RECOGNISED,
    STATUS,
    STRENGTH,
    dated,
    exact,
    on,
    said,
)

RULE = ContestedByCarrier()
DAY = on(2016, 1, 1)
CLAIMS = [
    (STRENGTH, said("A", exact(50_000), time=DAY)),
    (STRENGTH, said("A", exact(50_000), time=DAY, denies=True)),
    (KILLED, said("A", exact(50))),
    (FIGHTS, said("A", exact(50))),
    (FOUNDED, said("A", dated(2012))),
    (FOUNDED, said("A", dated(2012), dated(2015))),
    (LED_BY, said("A", "x", time=DAY)),
    (ALLIED, said("A", "x", modality="possible")),
    (ALLIED, said("A", "x", denies=True)),
    (STATUS, said("A", "disappeared")),
    (RECOGNISED, said("A", "true")),
    (MOTTO, said("A", time=DAY)),
    (MOTTO, said("A", denies=True)),
]


@pytest.mark.parametrize(("predicate", "fact"), CLAIMS)
def test_every_contested_claim_is_certain_and_stands_alone(predicate: Predicate, fact: Fact) -> None:
    assert RULE.applies(predicate)
    (found,) = RULE.find(predicate, [replace(fact, contested=True)])
    assert (found.certain, found.severity) == (True, 1.0)
    assert found.witness == found.members == (fact.claim,)


@pytest.mark.parametrize(("predicate", "fact"), CLAIMS)
def test_a_claim_that_nobody_contests_stays_silent(predicate: Predicate, fact: Fact) -> None:
    assert RULE.find(predicate, [fact, replace(fact, claim=10**6, voice="B")]) == []


def test_there_are_enough_claims_of_every_kind() -> None:
    assert len(CLAIMS) >= 12
    assert len({predicate.value_type for predicate, _ in CLAIMS}) == 6


def test_each_contested_claim_has_its_own_finding_in_order_of_claims() -> None:
    facts = [said("A", "x", claim=number, contested=number % 2 == 0) for number in (6, 5, 4, 2)]
    assert [found.witness for found in RULE.find(LED_BY, facts)] == [(2,), (4,), (6,)]
    assert list(RULE.pairs(LED_BY, facts)) == []


CLAIM = Words(
    claimant="The representative",
    subject="Local Defence Forces",
    predicate="strength",
    value="50,000 fighters",
    carrier="Aymenn Jawad Al-Tamimi",
    wording="an obvious exaggeration",
)


SAYS = "The representative on the strength of Local Defence Forces: "
TOLD = "50,000 fighters"
REPORTED = "; disputed by Aymenn Jawad Al-Tamimi, who reported it"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (CLAIM, SAYS + TOLD + REPORTED + ', as "an obvious exaggeration".'),
        (
            replace(CLAIM, wording="“an obvious exaggeration”"),
            SAYS + TOLD + REPORTED + ', as "an obvious exaggeration".',
        ),
        (replace(CLAIM, wording="«~50 at best» "), SAYS + TOLD + REPORTED + ', as "~50 at best".'),
        (replace(CLAIM, wording=None, denies=True), SAYS + "not " + TOLD + REPORTED + "."),
        (replace(CLAIM, wording="", carrier=None), SAYS + TOLD + "; disputed by somebody who passed it on."),
    ],
)
def test_the_sentence_quotes_the_carrier(words: Words, expected: str) -> None:
    assert RULE.sentence(words) == expected
