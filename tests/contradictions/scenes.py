"""Small records that make one rule fire each, for what readers are told of them."""

from typing import Any

from tests.conftest import Record

LONG = "The founding charter names " + "the united and indivisible movement of the river villages, " * 4


def people(record: Record) -> None:
    for key, kind, label in (
        ("baqir", "armed_group", "Liwa al-Baqir"),
        ("quds", "armed_group", "لواء القدس"),
        ("nayrab", "armed_group", "Katibat al-Nayrab"),
        ("forces", "armed_group", "Local Defence Forces"),
        ("khalid", "person", "Khalid al-Hassan"),
        ("omar", "person", "عمر الحسن"),
        ("sources", "other", "special sources of alSouria.net"),
        ("ministry", "organization", "Ministry of Defence"),
        ("reporters", "outlet", "the paper's reporters"),
        ("kafr-saghir", "event", "battle of Kafr Saghir"),
        ("safira", "event", "battle of Safira"),
    ):
        record.entity(key, kind, label=label)


def say(  # noqa: PLR0917 (who, of whom, what, when: it reads as a sentence)
    record: Record, agent: str, subject: str, predicate: str, value: Any, edtf: str | None = None, **more: Any
) -> None:
    """Records what an agent says of a subject."""
    valid = {"valid": {"edtf": edtf}} if edtf else {}
    record.claim(agent=agent, subject=subject, predicate=predicate, value=value, **valid, **more)


def amounts(record: Record) -> None:
    say(record, "sources", "baqir", "strength", "at least 3,000", "2020-06-14")
    say(record, "ministry", "baqir", "strength", "400 to 600 men", "2020-06-14")


def amounts_months_apart(record: Record) -> None:
    say(record, "baqir", "baqir", "strength", "about 1500 or 2000 fighters", "2016-01")
    say(record, "ministry", "baqir", "strength", "dozens", "2016-03-21/2016-04")


def dates_without_a_time(record: Record) -> None:
    say(record, "quds", "quds", "founded", "2013-10")
    say(record, "ministry", "quds", "founded", "2011")


def fates(record: Record) -> None:
    say(
        record,
        "quds",
        "omar",
        "status",
        {"term": "disappeared", "text": "missing (مغيّب)"},
        "2016-03/..",
        stated="2016-05",
    )
    say(record, "sources", "omar", "status", "killed in action", "2016-03-25~")


def namesakes(record: Record) -> None:
    say(record, "sources", "baqir", "named_after", "khalid")
    say(record, "reporters", "baqir", "named_after", {"any_of": ["omar", "kafr-saghir"]}, modality="probable")


def a_count(record: Record) -> None:
    say(record, "sources", "baqir", "killed_total", "up to 300", "2013/2016-01-01")
    say(record, "baqir", "baqir", "killed_total", "246 martyrs", "2016-03-21")


def a_denial(record: Record) -> None:
    say(record, "sources", "khalid", "status", "killed", "2016-03-21")
    say(
        record,
        "quds",
        "khalid",
        "status",
        {"term": "dead", "text": "among the dead"},
        "2016-03-21",
        polarity="denies",
    )


def a_dispute(record: Record) -> None:
    chain = [
        {"agent": "khalid", "role": "claimant"},
        {"agent": "reporters", "role": "reporter", "stance": "disputes"},
    ]
    record.claim(subject="khalid", predicate="self_description", value=LONG, attribution=chain)


def a_dispute_in_words(record: Record) -> None:
    chain = [
        {"name": "a driver", "role": "claimant"},
        {"agent": "reporters", "role": "reporter"},
        {"agent": "ministry", "role": "publisher", "stance": "disputes", "wording": "“كذب”"},
    ]
    record.claim(
        subject="quds",
        predicate="strength",
        value="5000",
        polarity="denies",
        valid={"edtf": "2016-05~"},
        attribution=chain,
    )


def an_order(record: Record) -> None:
    say(record, "quds", "forces", "founded", "2012")
    say(record, "sources", "forces", "active_since", {"edtf": "2011-05-20", "text": "since the protests"})


def an_order_in_one_account(record: Record) -> None:
    say(record, "forces", "forces", "founded", "2013")
    say(record, "forces", "forces", "active_since", "2011-05")


def a_pair(record: Record) -> None:
    record.predicate(
        "at_large",
        "boolean",
        label="freedom",
        excludes=[{"predicate": "status", "value": "true", "other_value": "dead"}],
    )
    say(record, "omar", "omar", "at_large", True, "2017-05-01")
    say(record, "sources", "omar", "status", "killed", "2016-03")


def a_pair_in_one_account(record: Record) -> None:
    a = [{"predicate": "status", "value": "true", "other_value": "dead"}]
    record.predicate("at_large", "boolean", label="freedom", excludes=a)
    say(
        record,
        "sources",
        "omar",
        "at_large",
        {"boolean": True, "text": "free, and seen in town"},
        "2017-05-01",
    )
    say(record, "sources", "omar", "status", "executed", "2016-03-02")


def a_dead_leader(record: Record) -> None:
    say(record, "reporters", "baqir", "led_by", "khalid", "2018-05")
    say(record, "sources", "khalid", "died", "2016-03-03")


def a_leader_who_was_killed(record: Record) -> None:
    say(record, "reporters", "baqir", "led_by", "khalid", "2018-05/..", stated="2018-06")
    say(record, "reporters", "khalid", "status", "assassinated", "2016-03", modality="probable")


def a_group_before_its_founding(record: Record) -> None:
    say(record, "reporters", "baqir", "strength", "hundreds", "2011-05")
    say(record, "baqir", "baqir", "founded", "2013?")


def a_slot(record: Record) -> None:
    record.predicate("commander", "entity", inverse_single=True)
    say(record, "sources", "baqir", "commander", "khalid", "2016/2017")
    say(record, "ministry", "quds", "commander", "khalid", "2016-05-01/2018")


def a_slot_in_one_account(record: Record) -> None:
    record.predicate("emblem", "entity", inverse_single=True, temporality="fixed")
    say(record, "sources", "baqir", "emblem", "omar")
    say(record, "sources", "quds", "emblem", "omar")


def parts(record: Record) -> None:
    for part, number in (("baqir", "800"), ("quds", "about 700"), ("nayrab", "0.5 thousand")):
        say(record, "sources", part, "part_of", "forces", "2016-05-01")
        say(record, part, part, "strength", number, "2016-05-01")
    say(record, "ministry", "forces", "strength", "1000 men", "2016-05-01")


def events(record: Record) -> None:
    say(record, "baqir", "baqir", "killed_in_event", "150", "2016-01-20", scope={"event": "kafr-saghir"})
    say(record, "baqir", "baqir", "killed_in_event", "more than 1,349", "2016-02", scope={"event": "safira"})
    say(record, "baqir", "baqir", "killed_total", "246", "2016-03-21")


def a_cycle(record: Record) -> None:
    for agent, below, above in (
        ("sources", "baqir", "quds"),
        ("ministry", "quds", "forces"),
        ("quds", "forces", "baqir"),
    ):
        say(record, agent, below, "part_of", above, "2016-01-01/2016-05-31")


def itself(record: Record) -> None:
    say(record, "sources", "baqir", "operates_under", "baqir", "2016-05-01", modality="possible")
