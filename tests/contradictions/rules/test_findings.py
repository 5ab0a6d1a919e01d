"""Everything that a finding tells: a table of whole findings, rule by rule."""

from collections.abc import Callable
from functools import partial

import pytest

from app.contradictions.rules import BY_CODE, ORDER
from app.contradictions.rules.contested_by_carrier import ContestedByCarrier
from app.contradictions.rules.denial import Denial
from app.contradictions.rules.exclusive_value import ExclusiveValue
from app.contradictions.rules.fact import BEGINNING, END, Finding
from app.contradictions.rules.monotone_break import MonotoneBreak
from app.contradictions.rules.value_disjoint import ValueDisjoint
from tests.contradictions.rules.building import (
    ACTIVE,
    FOUNDED,
    FOUNDED_BY,
    KILLED,
    LEADERS,
    LED_BY,
    MOTTO,
    STRENGTH,
    about,
    dated,
    exact,
    on,
    ordinal,
    said,
    up_to,
    within,
)

TITLES = {
    "value_disjoint": "Values that do not meet",
    "exclusive_value": "Values that exclude each other",
    "monotone_break": "A cumulative count that falls",
    "denial": "Asserted and denied",
    "contested_by_carrier": "Disputed by its carrier",
    "order": "Dates in an impossible order",
    "incompatible_pair": "Statements that exclude each other",
    "outside_lifetime": "Outside a lifetime",
    "exclusive_slot": "Held by two at once",
    "part_exceeds_whole": "Parts larger than their whole",
    "relation_cycle": "A relation that returns to its start",
}
EARLY, LATE = on(2016, 1, 1), on(2016, 3, 21)
FIRST, LAST = ordinal(2016, 1, 1), ordinal(2016, 3, 21)
ALWAYS = (BEGINNING, END)
NO_DATE = (None, None)


def days(
    first: tuple[int | None, int | None], second: tuple[int | None, int | None], gap: int = 0
) -> dict[str, int | None]:
    return {
        "first_from": first[0],
        "first_to": first[1],
        "second_from": second[0],
        "second_to": second[1],
        "gap": gap,
    }


TOLD: list[tuple[Callable[[], list[Finding]], Finding]] = [
    (
        partial(
            ValueDisjoint().find,
            STRENGTH,
            [said("A", exact(200), time=EARLY, claim=1), said("B", exact(100), time=EARLY, claim=2)],
        ),
        Finding(
            code="value_disjoint",
            certain=True,
            severity=0.5,
            witness=(1, 2),
            members=(1, 2),
            bounds={"lo": 200, "hi": 100},
            days=days((FIRST, FIRST), (FIRST, FIRST)),
            clause="the hard bounds do not meet; the times certainly overlap",
            window=(FIRST, FIRST),
        ),
    ),
    (
        partial(
            ValueDisjoint().find,
            LEADERS,
            [
                said("A", about(2000), time=within(2016), modality="probable", claim=1),
                said("B", exact(1600), claim=2),
            ],
        ),
        Finding(
            code="value_disjoint",
            certain=False,
            severity=0.05,
            witness=(1, 2),
            members=(1, 2),
            bounds={"lo": 1800, "hi": 1600},
            days=days((FIRST, ordinal(2016, 12, 31)), NO_DATE),
            clause="only the soft bounds do not meet; the times possibly overlap; a claimant hedges; "
            "more than one value can be true",
            window=(FIRST, ordinal(2016, 12, 31)),
        ),
    ),
    (
        partial(
            ValueDisjoint().find,
            STRENGTH,
            [said("A", exact(200), time=EARLY, claim=1), said("B", exact(100), time=LATE, claim=2)],
        ),
        Finding(
            code="value_disjoint",
            certain=False,
            severity=0.107,
            witness=(1, 2),
            members=(1, 2),
            bounds={"lo": 200, "hi": 100},
            days=days((FIRST, FIRST), (LAST, LAST), 80),
            clause="the hard bounds do not meet; the times are 80 days apart",
            window=(FIRST, LAST),
        ),
    ),
    (
        partial(
            ValueDisjoint().find,
            KILLED,
            [
                said("A", exact(200), time=EARLY, claim=1),
                said("B", exact(100), time=EARLY, claim=2),
                said("C", exact(190), time=LATE, claim=3),
                said("D", exact(250), time=LATE, claim=4),
            ],
        ),
        Finding(
            code="value_disjoint",
            certain=True,
            severity=0.5,
            witness=(1, 2),
            members=(1, 2, 3, 4),
            bounds={"lo": 200, "hi": 100},
            days=days((FIRST, FIRST), (FIRST, FIRST)),
            clause="the hard bounds do not meet; the times certainly overlap",
            window=(FIRST, LAST),
        ),
    ),
    (
        partial(
            ValueDisjoint().find, FOUNDED, [said("A", dated(2012), claim=1), said("B", dated(2011), claim=2)]
        ),
        Finding(
            code="value_disjoint",
            certain=True,
            severity=0.5,
            witness=(1, 2),
            members=(1, 2),
            bounds={"lo": ordinal(2012), "hi": ordinal(2011, 12, 31)},
            days=days(NO_DATE, NO_DATE),
            clause="the hard bounds do not meet; the times certainly overlap",
            window=ALWAYS,
        ),
    ),
    (
        partial(
            ExclusiveValue().find,
            LED_BY,
            [said("A", "x", time=EARLY, claim=1), said("B", "y", time=EARLY, claim=2)],
        ),
        Finding(
            code="exclusive_value",
            certain=True,
            severity=1.0,
            witness=(1, 2),
            members=(1, 2),
            days=days((FIRST, FIRST), (FIRST, FIRST)),
            clause="the values exclude each other; the times certainly overlap",
            window=(FIRST, FIRST),
        ),
    ),
    (
        partial(
            ExclusiveValue().find,
            FOUNDED_BY,
            [said("A", "x", claim=1), said("B", "y", modality="probable", said=5, claim=2)],
        ),
        Finding(
            code="exclusive_value",
            certain=False,
            severity=0.5,
            witness=(2, 1),
            members=(1, 2),
            days=days(NO_DATE, NO_DATE),
            clause="the values exclude each other; the times certainly overlap; a claimant hedges; "
            "more than one value can be true",
            window=ALWAYS,
        ),
    ),
    (
        partial(
            Denial().find,
            LED_BY,
            [said("A", "x", time=EARLY, denies=True, claim=1), said("B", "x", time=EARLY, claim=2)],
        ),
        Finding(
            code="denial",
            certain=True,
            severity=1.0,
            witness=(2, 1),
            members=(1, 2),
            days=days((FIRST, FIRST), (FIRST, FIRST)),
            clause="what is asserted lies within what is denied; the times certainly overlap",
            window=(FIRST, FIRST),
        ),
    ),
    (
        partial(
            Denial().find,
            STRENGTH,
            [
                said("A", about(1800), time=within(2016), claim=1),
                said("B", about(2000), time=within(2016, 3), denies=True, claim=2),
            ],
        ),
        Finding(
            code="denial",
            certain=False,
            severity=0.25,
            witness=(1, 2),
            members=(1, 2),
            days=days((FIRST, ordinal(2016, 12, 31)), (ordinal(2016, 3, 1), ordinal(2016, 3, 31))),
            clause="only the plain reading of what is asserted lies within what is denied; "
            "the times possibly overlap",
            window=(ordinal(2016, 3, 1), ordinal(2016, 3, 31)),
        ),
    ),
    (
        partial(
            MonotoneBreak().find,
            KILLED,
            [said("A", exact(400), time=EARLY, claim=1), said("B", exact(300), time=LATE, claim=2)],
        ),
        Finding(
            code="monotone_break",
            certain=True,
            severity=0.25,
            witness=(1, 2),
            members=(1, 2),
            bounds={"lo": 400, "hi": 300},
            days=days((FIRST, FIRST), (LAST, LAST), 80),
            clause="the hard bounds fall; the first count ends before the second begins",
            window=(FIRST, LAST),
        ),
    ),
    (
        partial(
            MonotoneBreak().find,
            KILLED,
            [
                said("A", up_to(300), time=EARLY, modality="probable", claim=1),
                said("B", exact(246), time=LATE, claim=2),
            ],
        ),
        Finding(
            code="monotone_break",
            certain=False,
            severity=0.09,
            witness=(1, 2),
            members=(1, 2),
            bounds={"lo": 285, "hi": 246},
            days=days((FIRST, FIRST), (LAST, LAST), 80),
            clause="only the soft bounds fall; the first count ends before the second begins; "
            "a claimant hedges",
            window=(FIRST, LAST),
        ),
    ),
    (
        partial(
            ORDER.find, FOUNDED, ACTIVE, [said("A", dated(2012), claim=1)], [said("B", dated(2011), claim=2)]
        ),
        Finding(
            code="order",
            certain=True,
            severity=0.5,
            witness=(1, 2),
            members=(1, 2),
            bounds={"lo": ordinal(2012), "hi": ordinal(2011, 12, 31)},
            days=days(NO_DATE, NO_DATE),
            clause="the bounds are out of order",
        ),
    ),
    (
        partial(
            ORDER.find,
            FOUNDED,
            ACTIVE,
            [said("A", dated(2012, around=366), modality="probable", claim=1)],
            [said("B", dated(2011), claim=2)],
        ),
        Finding(
            code="order",
            certain=False,
            severity=0.25,
            witness=(1, 2),
            members=(1, 2),
            bounds={"lo": ordinal(2012), "hi": ordinal(2011, 12, 31)},
            days=days(NO_DATE, NO_DATE),
            clause="only the soft bounds are out of order; a claimant hedges",
        ),
    ),
    (
        partial(ContestedByCarrier().find, MOTTO, [said("A", time=LATE, contested=True, claim=1)]),
        Finding(
            code="contested_by_carrier",
            certain=True,
            severity=1.0,
            witness=(1,),
            members=(1,),
            clause="a link after the claimant disputes the claim",
            window=(LAST, LAST),
        ),
    ),
]


@pytest.mark.parametrize(("find", "expected"), TOLD, ids=[expected.code for _, expected in TOLD])
def test_a_finding_tells_what_was_compared_when_and_why(
    find: Callable[[], list[Finding]], expected: Finding
) -> None:
    assert find() == [expected]


def test_every_code_has_its_title() -> None:
    assert {code: rule.title for code, rule in BY_CODE.items()} == TITLES
