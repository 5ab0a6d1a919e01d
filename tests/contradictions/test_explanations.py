"""What each rule tells a reader, word for word, of small records made through the one door; and its trace."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from app.contradictions import service
from app.contradictions.rules import BY_CODE
from tests.conftest import Record
from tests.contradictions import scenes

Scene = Callable[[Record], None]


class Told(NamedTuple):
    """The one row of a scene, as it must come out."""

    code: str
    label: str
    explanation: str
    trace: dict[str, Any]


SNAPSHOTS: dict[Scene, Told] = {
    scenes.amounts: Told(
        "value_disjoint",
        "certain",
        "special sources of alSouria.net on the strength of Liwa al-Baqir: at least 3,000 "
        "fighters (14 June 2020); Ministry of Defence: 400 to 600 men (14 June 2020); the two"
        " do not meet.",
        {
            "bounds": {"hi": 600, "lo": 2850},
            "clause": "the hard bounds do not meet; the times certainly overlap",
            "days": {
                "first_from": "2020-06-14",
                "first_to": "2020-06-14",
                "gap": 0,
                "second_from": "2020-06-14",
                "second_to": "2020-06-14",
            },
        },
    ),
    scenes.amounts_months_apart: Told(
        "value_disjoint",
        "possible",
        "Liwa al-Baqir on their own strength: about 1500 or 2000 fighters (January 2016); "
        "Ministry of Defence: dozens (21 March 2016 to April 2016); the two do not meet.",
        {
            "bounds": {"hi": 99, "lo": 1125},
            "clause": "the hard bounds do not meet; the times are 50 days apart",
            "days": {
                "first_from": "2016-01-01",
                "first_to": "2016-01-31",
                "gap": 50,
                "second_from": "2016-03-21",
                "second_to": "2016-04-30",
            },
        },
    ),
    scenes.dates_without_a_time: Told(
        "value_disjoint",
        "certain",
        "لواء القدس on their own founding: October 2013; Ministry of Defence: 2011; the two do not meet.",
        {
            "bounds": {"hi": "2011-12-31", "lo": "2013-10-01"},
            "clause": "the hard bounds do not meet; the times certainly overlap",
            "days": {"first_from": None, "first_to": None, "gap": 0, "second_from": None, "second_to": None},
        },
    ),
    scenes.fates: Told(
        "exclusive_value",
        "certain",
        "لواء القدس on the status of عمر الحسن: missing (مغيّب), since March 2016; special "
        "sources of alSouria.net, of the same time: killed in action (about 25 March 2016).",
        {
            "bounds": {},
            "clause": "the values exclude each other; the times certainly overlap",
            "days": {
                "first_from": "2016-03-01",
                "first_to": None,
                "gap": 0,
                "second_from": "2016-03-22",
                "second_to": None,
            },
        },
    ),
    scenes.namesakes: Told(
        "exclusive_value",
        "possible",
        "special sources of alSouria.net on the namesake of Liwa al-Baqir: Khalid al-Hassan; "
        "the paper's reporters, of the same time: عمر الحسن or battle of Kafr Saghir.",
        {
            "bounds": {},
            "clause": "the values exclude each other; the times certainly overlap; a claimant hedges",
            "days": {"first_from": None, "first_to": None, "gap": 0, "second_from": None, "second_to": None},
        },
    ),
    scenes.a_count: Told(
        "monotone_break",
        "possible",
        "special sources of alSouria.net on the total death toll of Liwa al-Baqir: up to 300 "
        "people by 1 January 2016; Liwa al-Baqir: only 246 martyrs by 21 March 2016; a "
        "cumulative count cannot fall.",
        {
            "bounds": {"hi": 246, "lo": 285},
            "clause": "only the soft bounds fall; the first count ends before the second begins",
            "days": {
                "first_from": "2013-01-01",
                "first_to": "2016-01-01",
                "gap": 80,
                "second_from": "2016-03-21",
                "second_to": "2016-03-21",
            },
        },
    ),
    scenes.a_denial: Told(
        "denial",
        "certain",
        "special sources of alSouria.net on the status of Khalid al-Hassan: killed (21 March "
        "2016); لواء القدس, of the same time: not among the dead (21 March 2016).",
        {
            "bounds": {},
            "clause": "what is asserted lies within what is denied; the times certainly overlap",
            "days": {
                "first_from": "2016-03-21",
                "first_to": None,
                "gap": 0,
                "second_from": "2016-03-21",
                "second_to": "2016-03-21",
            },
        },
    ),
    scenes.a_dispute: Told(
        "contested_by_carrier",
        "certain",
        "Khalid al-Hassan on their own self-description: The founding charter names the "
        "united and indivisible movement of the river villages, the united and indivisible "
        "movement of the river villages, the united and …; disputed by the paper's reporters,"
        " who reported it.",
        {"bounds": {}, "clause": "a link after the claimant disputes the claim", "days": {}},
    ),
    scenes.a_dispute_in_words: Told(
        "contested_by_carrier",
        "certain",
        "a driver on the strength of لواء القدس: not 5000 fighters (about May 2016); disputed"
        ' by Ministry of Defence, who reported it, as "كذب".',
        {"bounds": {}, "clause": "a link after the claimant disputes the claim", "days": {}},
    ),
    scenes.an_order: Told(
        "order",
        "certain",
        "لواء القدس on the founding of Local Defence Forces: 2012; special sources of "
        "alSouria.net on the first activity: since the protests (20 May 2011); founding "
        "cannot come after first activity.",
        {
            "bounds": {"hi": "2011-05-20", "lo": "2012-01-01"},
            "clause": "the bounds are out of order",
            "days": {"first_from": None, "first_to": None, "gap": 0, "second_from": None, "second_to": None},
        },
    ),
    scenes.an_order_in_one_account: Told(
        "order",
        "certain",
        "Local Defence Forces, within one account, on their own founding: 2013; on the first "
        "activity: May 2011; founding cannot come after first activity.",
        {
            "bounds": {"hi": "2011-05-31", "lo": "2013-01-01"},
            "clause": "the bounds are out of order",
            "days": {"first_from": None, "first_to": None, "gap": 0, "second_from": None, "second_to": None},
        },
    ),
    scenes.a_pair: Told(
        "incompatible_pair",
        "certain",
        "عمر الحسن on their own freedom: true (1 May 2017); special sources of alSouria.net "
        "on the status: killed (March 2016); these exclude each other.",
        {
            "bounds": {},
            "clause": "the statements are declared to exclude each other; the times certainly overlap",
            "days": {
                "first_from": "2017-05-01",
                "first_to": "2017-05-01",
                "gap": 0,
                "second_from": "2016-03-01",
                "second_to": None,
            },
        },
    ),
    scenes.a_pair_in_one_account: Told(
        "incompatible_pair",
        "certain",
        "special sources of alSouria.net, within one account, on the freedom of عمر الحسن: "
        "free, and seen in town (1 May 2017); on the status: executed (2 March 2016); these "
        "exclude each other.",
        {
            "bounds": {},
            "clause": "the statements are declared to exclude each other; the times certainly overlap",
            "days": {
                "first_from": "2017-05-01",
                "first_to": "2017-05-01",
                "gap": 0,
                "second_from": "2016-03-02",
                "second_to": None,
            },
        },
    ),
    scenes.a_dead_leader: Told(
        "outside_lifetime",
        "certain",
        "the paper's reporters on the leader of Liwa al-Baqir: Khalid al-Hassan (May 2018); "
        "special sources of alSouria.net on the death of Khalid al-Hassan: 3 March 2016, "
        "which was before that.",
        {
            "bounds": {"hi": "2016-03-03", "lo": "2018-05-01"},
            "clause": "the bounds of the act lie outside the lifetime",
            "days": {
                "first_from": "2018-05-01",
                "first_to": "2018-05-31",
                "gap": 789,
                "second_from": "2016-03-03",
                "second_to": "2016-03-03",
            },
        },
    ),
    scenes.a_leader_who_was_killed: Told(
        "outside_lifetime",
        "possible",
        "the paper's reporters, within one account, on the leader of Liwa al-Baqir: Khalid "
        "al-Hassan (since May 2018); on the status of Khalid al-Hassan: assassinated (March "
        "2016), which was before that.",
        {
            "bounds": {"hi": "2016-03-31", "lo": "2018-05-01"},
            "clause": "the bounds of the act lie outside the lifetime; a claimant hedges",
            "days": {
                "first_from": "2018-05-01",
                "first_to": None,
                "gap": 761,
                "second_from": "2016-03-01",
                "second_to": "2016-03-31",
            },
        },
    ),
    scenes.a_group_before_its_founding: Told(
        "outside_lifetime",
        "certain",
        "the paper's reporters on the strength of Liwa al-Baqir: hundreds (May 2011); Liwa "
        "al-Baqir on the founding: 2013 (uncertain), which was after that.",
        {
            "bounds": {"hi": "2011-05-31", "lo": "2012-01-01"},
            "clause": "the bounds of the act lie outside the lifetime",
            "days": {
                "first_from": "2011-05-01",
                "first_to": "2011-05-31",
                "gap": 215,
                "second_from": "2012-01-01",
                "second_to": "2014-12-31",
            },
        },
    ),
    scenes.a_slot: Told(
        "exclusive_slot",
        "certain",
        "Khalid al-Hassan is the commander of both Liwa al-Baqir and لواء القدس, from 31 "
        "December 2016 to 1 January 2017: of the one according to special sources of "
        "alSouria.net, of the other according to Ministry of Defence.",
        {
            "bounds": {},
            "clause": "two subjects have the same holder; the times certainly overlap",
            "days": {
                "first_from": "2016-01-01",
                "first_to": "2017-12-31",
                "gap": 0,
                "second_from": "2016-05-01",
                "second_to": "2018-12-31",
            },
        },
    ),
    scenes.a_slot_in_one_account: Told(
        "exclusive_slot",
        "certain",
        "عمر الحسن is the emblem of both Liwa al-Baqir and لواء القدس: according to special "
        "sources of alSouria.net, within one account.",
        {
            "bounds": {},
            "clause": "two subjects have the same holder; the times certainly overlap",
            "days": {"first_from": None, "first_to": None, "gap": 0, "second_from": None, "second_to": None},
        },
    ),
    scenes.parts: Told(
        "part_exceeds_whole",
        "certain",
        "Liwa al-Baqir: 800 fighters of their own; لواء القدس: about 700 fighters of their "
        "own; Katibat al-Nayrab: 0.5 thousand of their own; together at least 1,760, more "
        "than the strength of Local Defence Forces, 1000 men (Ministry of Defence, 1 May "
        "2016).",
        {
            "bounds": {"hi": 1050, "lo": 1760},
            "clause": "3 parts that share nothing add up to more than the whole by the hard bounds; "
            "the times certainly meet",
            "days": {"from": "2016-05-01", "to": "2016-05-01"},
        },
    ),
    scenes.events: Told(
        "part_exceeds_whole",
        "certain",
        "Liwa al-Baqir, within one account: 150 people (20 January 2016) as the death toll in"
        " the event (battle of Kafr Saghir); more than 1,349 people (February 2016) as the "
        "death toll in the event (battle of Safira); together at least 1,495, more than the "
        "total death toll of Liwa al-Baqir, 246 people (21 March 2016).",
        {
            "bounds": {"hi": 246, "lo": 1495},
            "clause": "2 parts that share nothing add up to more than the whole by the hard bounds; "
            "the times certainly meet",
            "days": {"from": "2016-01-20", "to": "2016-03-21"},
        },
    ),
    scenes.a_cycle: Told(
        "relation_cycle",
        "certain",
        "special sources of alSouria.net: the parent formation of Liwa al-Baqir is لواء "
        "القدس; Ministry of Defence: the parent formation of لواء القدس is Local Defence "
        "Forces; لواء القدس: the parent formation of Local Defence Forces is Liwa al-Baqir; "
        "no parent formation can lead back to its start, as it does from 1 January 2016 to 31"
        " May 2016.",
        {
            "bounds": {},
            "clause": "all claims surely hold on one day",
            "days": {"from": "2016-01-01", "to": "2016-05-31"},
        },
    ),
    scenes.itself: Told(
        "relation_cycle",
        "possible",
        "special sources of alSouria.net: the superior of Liwa al-Baqir is Liwa al-Baqir; no "
        "superior can lead back to its start, as it does on 1 May 2016.",
        {
            "bounds": {},
            "clause": "all claims surely hold on one day; a claimant hedges",
            "days": {"from": "2016-05-01", "to": "2016-05-01"},
        },
    ),
}
"""The texts are what readers quote: whoever changes one changes it here, in sight."""

ID = re.compile(r"\b[a-z]+_[0-9a-z]{26}\b")
NOISE = re.compile(r"\bNone\b|\bnan\b|\binf\b|\d\.\d{3}|\d\.0\b|  |\(\)|[{}\[\]]")
SCENE = pytest.mark.parametrize("scene", SNAPSHOTS, ids=lambda scene: scene.__name__)


def told(record: Record, scene: Scene) -> dict[str, Any]:
    """The row that the scene makes, alone."""
    scenes.people(record)
    scene(record)
    (row,) = record.reader.rows(service.LISTING)
    return service.full(record.reader, row)


@SCENE
def test_a_contradiction_is_told_in_these_words_and_with_this_trace(record: Record, scene: Scene) -> None:
    found = told(record, scene)
    assert Told(found["code"], found["label"], found["explanation"], found["trace"]) == SNAPSHOTS[scene]
    assert list(service.check(record.reader)) == []


@SCENE
def test_a_sentence_is_one_without_ids_blanks_or_the_noise_of_floats(scene: Scene) -> None:
    sentence = SNAPSHOTS[scene].explanation
    assert sentence.endswith(".")
    assert not re.search(r"\. [A-Z]", sentence)
    assert not ID.search(sentence)
    assert not NOISE.search(sentence)
    assert "\n" not in sentence


def test_every_rule_is_told_at_least_once() -> None:
    assert {told.code for told in SNAPSHOTS.values()} == set(BY_CODE)


def test_a_figure_of_many_decimals_is_told_as_one_writes_it(record: Record) -> None:
    """Three times a tenth is 0.30000000000000004 to a float."""
    record.predicate("share", "quantity", whole={"predicate": "total_share"})
    record.predicate("total_share", "quantity", single="yes")
    scenes.people(record)
    for agent in ("baqir", "quds", "nayrab"):
        record.claim(
            agent=agent, subject=agent, predicate="part_of", value="forces", valid={"edtf": "2016-05-01"}
        )
    record.redefine("share", whole={"predicate": "total_share", "via": "part_of"})
    for agent in ("baqir", "quds", "nayrab"):
        record.claim(agent=agent, subject=agent, predicate="share", value="0.1", valid={"edtf": "2016-05-01"})
    record.claim(
        agent="ministry", subject="forces", predicate="total_share", value="0.2", valid={"edtf": "2016-05-01"}
    )
    (row,) = record.reader.rows(service.LISTING)
    assert (
        "together at least 0.3, more than the total share of Local Defence Forces, 0.2" in row["explanation"]
    )
    assert '"lo":0.3' in row["trace"]
