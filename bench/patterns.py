"""The sorts of claims that large records are made of: each recorded once through the ordinary importer.

A row of a large record takes its value from one of these and its time from another, so that all normalised
columns are those the program itself writes.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from app import migrate
from app.settings import ROOT
from bench import records
from bench.records import Body

MONTHS = tuple(f"{2012 + number // 12}-{1 + number % 12:02}" for number in range(108))
LASTING = ("2012/2013", "2012/2014", "2015/2018", "2014/2018", "2016/2018", "2017/2018")
DAYS = ("2015-06-10",)
BASES = range(40)
CONFLICTING = 11  # of so many subjects with four claims or more, one; no divisor of the turns below
STRENGTHS = ("about {lo} fighters", "at least {lo} fighters", "{lo} to {hi} fighters", "{twice} fighters")
TOLLS = tuple(100 * base + quarter for base in range(1, 11) for quarter in range(36))
FOUNDED, ACTIVE = ("2010", "2010-06", "2010~", "2013"), ("2011", "2011-03")
EVENTS = (20, 5_000)
STATUSES = ("alive", "dead", "killed")
RELATIONS = ("led_by", "part_of", "commanded_by", "operates_in")
PREDICATES: tuple[Body, ...] = (
    {
        "key": "commanded_by",
        "label": "commander",
        "value_type": "entity",
        "single": "no",
        "inverse_single": True,
        "temporality": "state",
    },
    {
        "key": "at_large",
        "label": "freedom of movement",
        "value_type": "boolean",
        "temporality": "state",
        "excludes": [{"predicate": "status", "value": "true", "other_value": "dead"}],
    },
)
_TIME_COLUMNS = ("valid_edtf", "valid_mode", "from_lo", "from_hi", "to_lo", "to_hi", "spread")
_ENTITY = "SELECT * FROM entity WHERE \"key\" = 'about-0'"
_CLAIMS = "SELECT * FROM claim WHERE \"key\" LIKE 'pattern-%' ORDER BY seq"


class Said(NamedTuple):
    """A claim to be made: `value` and `time` name patterns, the numbers what it is about and names."""

    subject: int
    value: str
    time: str
    names: int | None = None
    denies: bool = False
    contested: bool = False


def values() -> Iterator[tuple[str, Body]]:
    """The name of each value, and the part of a claim's body that it is."""
    for base in BASES:
        lo = 100 * (5 + base)
        for form, words in enumerate(STRENGTHS):
            told = words.format(lo=f"{lo:,}", hi=f"{lo * 6 // 5:,}", twice=f"{lo * 2:,}")
            yield f"strength {base} {form}", {"predicate": "strength", "value": {"text": told}}
    for toll in TOLLS:
        yield f"killed_total {toll}", {"predicate": "killed_total", "value": {"text": f"{toll} people"}}
    for toll in EVENTS:
        event = {"predicate": "killed_in_event", "scope": {"event": "battle"}}
        yield f"killed_in_event {toll}", event | {"value": {"text": f"{toll} people"}}
    for predicate, dates in (("founded", FOUNDED), ("active_since", ACTIVE)):
        for date in dates:
            yield f"{predicate} {date}", {"predicate": predicate, "value": {"edtf": date}}
    for status in STATUSES:
        yield f"status {status}", {"predicate": "status", "value": {"term": status}}
    yield "at_large", {"predicate": "at_large", "value": True}
    for relation in RELATIONS:
        yield relation, {"predicate": relation, "value": {"entity": "named"}}


def bodies() -> Iterator[Body]:
    """An import file: the predicates, what is spoken of, and a claim for each value and time."""
    yield from ({"type": "predicate", **each} for each in PREDICATES)
    for key, kind in (("outlet", "outlet"), ("named", "person"), ("battle", "event")):
        yield {"type": "entity", "key": key, "kind": kind, "label": key.title()}
    yield {"type": "source", "key": "report", "kind": "article", "title": "A report", "published": "2021"}
    times = {time: {"predicate": "operates_in", "value": {"entity": "named"}} for time in _times()}
    for number, (name, body) in enumerate([*values(), *times.items()]):
        yield {"type": "entity", "key": f"about-{number}", "kind": "armed_group", "label": f"Group {number}"}
        valid = {"valid": {"edtf": name}} if name in times else {}
        yield {
            "type": "claim",
            "key": f"pattern-{number}",
            "subject": f"about-{number}",
            "source": "report",
            "attribution": [{"agent": "outlet", "role": "claimant"}],
            **body,
            **valid,
        }


def _times() -> list[str]:
    return [*MONTHS, *LASTING, *DAYS, "2016-01", "2017"]


class Patterns:
    """A new record of the patterns alone, and their rows as columns by name."""

    def __init__(self, record: Path) -> None:
        self.record = record
        migrate.upgrade(records.database(record))
        records.bring(record, ROOT / "seeds" / "predicates.yaml")
        records.bring(record, records.write_lines(record.with_suffix(".patterns.jsonl"), bodies()))
        rows = records.dicts(record, _CLAIMS)
        named = [name for name, _ in values()]
        self.values = dict(zip(named, rows, strict=False))
        times = rows[len(named) :]
        (self.entity,) = records.dicts(record, _ENTITY)
        self.times = {row["valid_edtf"]: {name: row[name] for name in _TIME_COLUMNS} for row in times}
        self.timeless = {name: rows[0][name] for name in _TIME_COLUMNS}

    def row(self, said: Said) -> dict[str, Any]:
        """The columns that do not depend on who is concerned and who speaks."""
        return self.values[said.value] | (self.times[said.time] if said.time else self.timeless)


def zipf(claims: int) -> Iterator[list[Said]]:
    """What is said of each subject: few subjects of many claims, many of few (Zipf), `claims` in all.

    One subject in a hundred is in conflict, in the way of one rule after the other, all of them with four
    claims or more; many change over time, which is none. The same subjects are in conflict whatever the
    size of the record. The largest is a strength that nobody disputes.
    """
    for subject, size in enumerate(_sizes(claims)):
        conflict = size >= 4 and subject % CONFLICTING == CONFLICTING - 1
        make = _TOPICS[_TURNS[subject % len(_TURNS)]]
        rank = subject // CONFLICTING
        turn = rank + rank // len(_TURNS) if conflict else None  # every topic goes through all its conflicts
        yield make(random.Random(subject), subject, size, turn)


def _sizes(claims: int) -> list[int]:
    """Shares of 1, 1/2, 1/3 and so on, of at least one claim."""
    whole, rank, left, found = sum(1 / rank for rank in range(1, claims // 4 + 2)), 1, claims, []
    while left:
        found.append(min(left, max(1, round(claims / whole / rank))))
        left, rank = left - found[-1], rank + 1
    return found


def one_question(claims: int) -> list[list[Said]]:
    """So many claims on one strength, one of which disagrees, halfway in time: all are drawn into that."""
    topic = _strength(random.Random(claims), 0, claims, 1)
    topic[0], topic[-1] = (said._replace(time=MONTHS[len(MONTHS) // 2]) for said in (topic[0], topic[-1]))
    return [topic]


def _strength(dice: random.Random, subject: int, size: int, turn: int | None) -> list[Said]:
    base = dice.choice(BASES)
    said = [Said(subject, f"strength {base} {dice.randrange(3)}", dice.choice(MONTHS)) for _ in range(size)]
    if turn is not None and turn % 4 == 0:
        said[-1] = said[-1]._replace(contested=True)
    elif turn is not None:
        said[0] = said[0]._replace(value=f"strength {base} 0")
        said[-1] = Said(subject, f"strength {base} 3", said[0].time)
    return said


def _deaths(dice: random.Random, subject: int, size: int, turn: int | None) -> list[Said]:
    base = 100 * dice.randint(1, 10)
    months = [dice.randrange(len(MONTHS)) for _ in range(size)]
    said = [Said(subject, f"killed_total {base + month // 3}", MONTHS[month]) for month in months]
    if size >= 3:
        said[1] = Said(subject, "killed_in_event 20", DAYS[0])
    if turn is not None and turn % 2:
        said[1] = Said(subject, "killed_in_event 5000", DAYS[0])
    elif turn is not None:
        said[0] = Said(subject, f"killed_total {base + 20}", MONTHS[60])
        said[-1] = Said(subject, f"killed_total {base}", MONTHS[100])
    return said


def _dates(dice: random.Random, subject: int, size: int, turn: int | None) -> list[Said]:
    said = [
        Said(subject, f"founded {dice.choice(FOUNDED[:3])}", "")
        if number % 2
        else Said(subject, f"active_since {dice.choice(ACTIVE)}", "")
        for number in range(size)
    ]
    if turn is not None:
        said[1] = Said(subject, f"founded {FOUNDED[3]}", "")
    return said


def _fate(dice: random.Random, subject: int, size: int, turn: int | None) -> list[Said]:
    forms = (
        lambda: Said(subject, "status alive", dice.choice(MONTHS[:36])),
        lambda: Said(subject, f"status {dice.choice(STATUSES[1:])}", "2016-01"),
        lambda: Said(subject, "at_large", "2012/2013"),
        lambda: Said(subject, "led_by", "2012/2014", subject),
    )
    said = [forms[number % 4]() for number in range(size)]
    late = (
        Said(subject, "status alive", "2017"),
        Said(subject, "at_large", "2016/2018"),
        Said(subject, "led_by", "2017/2018", subject),
    )
    if turn is not None:
        said[2] = late[turn % 3]
    return said


def _command(dice: random.Random, subject: int, size: int, turn: int | None) -> list[Said]:
    above = dice.randrange(subject) if subject else subject
    forms = (
        lambda: Said(subject, "led_by", "2012/2014", subject),
        lambda: Said(subject, "part_of", "2014/2018", above if above != subject else None),
        lambda: Said(subject, "commanded_by", "2012/2014", subject),
        lambda: Said(subject, "operates_in", dice.choice(MONTHS), dice.randrange(40)),
        lambda: Said(subject, "led_by", "2015/2018", subject + 1),
    )
    said = [forms[number % 5]() for number in range(size)]
    conflicts = (
        [Said(above, "part_of", "2014/2018", subject), Said(subject, "part_of", "2014/2018", above)],
        [Said(subject + 1, "commanded_by", "2012/2014", subject)],
        [Said(subject, "led_by", "2012/2014", subject + 1)],
        [
            Said(subject, "operates_in", "2012/2014", 41),
            Said(subject, "operates_in", "2012/2014", 41, denies=True),
        ],
    )
    if turn is not None:
        said[3:] = [*conflicts[turn % 4], *said[3 + len(conflicts[turn % 4]) :]]
    return said


_TOPICS = {"s": _strength, "k": _deaths, "d": _dates, "f": _fate, "c": _command}
_TURNS = "sssddccssfsckkfssfks"  # nine strengths in twenty, and so on; a conflict falls on each in turn
