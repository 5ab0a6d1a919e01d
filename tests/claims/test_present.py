"""Claims as the database puts them together, against a reading of the same tables in plain Python."""

import json
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from app import intake
from app.access.keys import OPERATOR
from app.claims import present, service
from app.claims.predicate_schemas import PredicateCreate
from app.claims.schemas import AssessmentCreate, ClaimCreate, RetractionCreate
from app.db import Database, Session
from app.entities.schemas import EntityCreate
from app.errors import Unprocessable
from app.settings import Settings
from app.sources.schemas import SourceCreate
from app.writer import Writer
from tests.conftest import Record

Row = dict[str, Any]
Tables = dict[str, list[Row]]
UNBOUNDED = (0, 4_000_000)
ALL = present.DOCUMENTS.order_by(present.claims.c.seq)
# Numbers keep the digits they are written with: 1.0 is not 1, and none goes through a float.
exact = partial(
    json.loads, parse_int=lambda digits: f"int {digits}", parse_float=lambda digits: f"float {digits}"
)


def tables(session: Session) -> Tables:
    """The rows of every table a claim's document is made of, in the order of their keys."""
    orders = {
        "entity": "seq",
        "source": "seq",
        "claim": "seq",
        "claim_link": "claim, position",
        "assessment": "seq",
    }
    found: Tables = {}
    for name, order in orders.items():
        cursor = session.connection.cursor()
        cursor.execute(f"SELECT * FROM {name} ORDER BY {order}")  # noqa: S608 — names from the line above
        names = [column[0] for column in cursor.description]
        found[name] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


class Oracle:
    """The documents as Python puts them together from whole tables."""

    def __init__(self, rows: Tables) -> None:
        self.rows = rows
        self.at = {name: {row["seq"]: row for row in rows[name]} for name in ("entity", "source", "claim")}
        self.entities = {row["id"]: row for row in rows["entity"]}
        self.chains: dict[int, list[Row]] = {row["seq"]: [] for row in rows["claim"]}
        for link in rows["claim_link"]:
            self.chains[link["claim"]].append(self.link(link))

    def claim(self, row: Row) -> Row:
        chain = self.chains[row["seq"]]
        newer = [other for other in self.rows["claim"] if other["supersedes"] == row["seq"]]
        return {
            "id": row["id"],
            "key": row["key"],
            "subject": self.named(self.at["entity"][row["subject"]], "label"),
            "predicate": row["predicate"],
            "value": self.value(exact(row["value"])),
            "polarity": row["polarity"],
            "scope": {key: self.known(value) for key, value in json.loads(row["scope"]).items()},
            "valid": valid(row),
            "source": self.source(row["source"]),
            "citation": exact(row["citation"]) if row["citation"] else None,
            "attribution": chain,
            "stance": stance(row, chain),
            "modality": row["modality"],
            "basis": row["basis"],
            "stated": row["stated"],
            "status": row["status"],
            "current": bool(row["current"]),
            "supersedes": self.named(self.at["claim"].get(row["supersedes"])),
            "superseded_by": self.named(newer[-1] if newer and row["status"] == "superseded" else None),
            "retraction": exact(row["retraction"]) if row["retraction"] else None,
            "recorded_at": row["recorded_at"],
            "recorded_by": row["recorded_by"],
        }

    def assessment(self, row: Row) -> Row:
        return {
            "id": row["id"],
            "key": row["key"],
            "claim": self.named(self.at["claim"][row["claim"]]),
            "by": self.named(self.at["entity"].get(row["by_entity"]), "label"),
            "stance": row["stance"],
            "wording": row["wording"],
            "credibility": row["credibility"],
            "likelihood": row["likelihood"],
            "confidence": row["confidence"],
            "reasons": row["reasons"],
            "on": row["on_edtf"],
            "source": self.source(row["source"]),
            "recorded_at": row["recorded_at"],
            "recorded_by": row["recorded_by"],
        }

    def named(self, row: Row | None, *more: str) -> Row | None:
        return None if row is None else {name: row[name] for name in ("id", "key", *more)}

    def source(self, seq: int | None) -> Row | None:
        return self.named(None if seq is None else self.at["source"][seq], "title", "published")

    def value(self, stored: Row) -> Row:
        if stored["type"] == "entity" and "entity" in stored:
            stored["entity"] = self.named(self.entities[stored["entity"]], "label")
        elif stored["type"] == "entity":
            stored["any_of"] = [self.named(self.entities[each], "label") for each in stored["any_of"]]
        return stored

    def known(self, value: str) -> str:
        """The entity's key where the value names one and it has any."""
        return str(self.entities[value]["key"] or value) if value in self.entities else value

    def link(self, row: Row) -> Row:
        return {
            "agent": self.named(self.at["entity"].get(row["agent"]), "label"),
            "name": row["name"],
            "role": row["role"],
            "mode": row["mode"],
            "source": self.source(row["source"]),
            "on": row["on_edtf"],
            "stance": row["stance"],
            "wording": row["wording"],
        }


def valid(row: Row) -> Row | None:
    if row["valid_edtf"] is None:
        return None
    days = {name: day(row[name]) for name in ("from_lo", "from_hi", "to_lo", "to_hi")}
    return {
        "edtf": row["valid_edtf"],
        "mode": row["valid_mode"],
        "from": [days["from_lo"], days["from_hi"]],
        "to": [days["to_lo"], days["to_hi"]],
    }


def day(number: int) -> str | None:
    return None if number in UNBOUNDED else date.fromordinal(number).isoformat()


def stance(row: Row, chain: list[Row]) -> Row:
    told = [link for link in chain if link["stance"]]
    if not told:
        return {"position": row["stance"], "wording": None, "by": None}
    agent = told[-1]["agent"]
    by = (agent["key"] or agent["id"]) if agent else told[-1]["name"]
    return {"position": told[-1]["stance"], "wording": told[-1]["wording"], "by": by}


def spelled(document: object) -> str:
    """A document as text, the order of its keys included."""
    return json.dumps(document, ensure_ascii=False, indent=1)


def agrees(session: Session) -> int:
    """Asserts that all documents are the oracle's, keys in the same order; returns how many there are."""
    rows = tables(session)
    oracle = Oracle(rows)
    found = session.rows(ALL)
    for row, shown in zip(rows["claim"], found, strict=True):
        assert (shown["seq"], shown["from_lo"]) == (row["seq"], row["from_lo"])
        assert spelled(exact(shown["document"])) == spelled(oracle.claim(row))
    return len(found)


def parts_agree(session: Session) -> None:
    """Asserts that what is asked for alone is the same too: a claim, its chain, scope and assessments."""
    rows = tables(session)
    oracle = Oracle(rows)
    for row in rows["claim"]:
        expected = oracle.claim(row)
        asked = [service.document(session, ref) for ref in (row["id"], row["key"]) if ref is not None]
        assert [spelled(exact(text)) for text in asked] == [spelled(expected)] * len(asked)
        assert spelled(present.claim(session, row["seq"])["stance"]) == spelled(expected["stance"])
        assert spelled(present.chain(session, row["seq"])) == spelled(expected["attribution"])
        assert present.scope(session, row["scope"]) == expected["scope"]
    shown = present.assessments_shown(session, rows["assessment"])
    assert spelled(shown) == spelled([oracle.assessment(row) for row in rows["assessment"]])


SPECIAL = (
    'He said "no"',
    "back\\slash \\u0041 \\n",
    "two\nlines\r\tand\x08\x0c\x1b\x7f",
    "لواء الباقر",
    "لِواءُ ١٢٣ \u200f\u202bx",
    "😀 👩‍👩‍👧",
    "\u2028\u2029\ufeff\ufffe",
    "</script><!-- ' -- ; % %s {} {0} :x ?1 $1",
    "null",
    "{}",
    "[1]",
    "true",
    "entity_not-one",
)
words = st.one_of(
    st.sampled_from(SPECIAL),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=30).filter(
        lambda text: text.strip() != ""
    ),
)
optional = partial(st.one_of, st.none())
days = st.dates().map(date.isoformat)
times = optional(
    st.sampled_from(
        (
            "2016",
            "2016-05~",
            "2014/..",
            "../2015-06",
            "2014/",
            "/2014-01-02",
            "201X?",
            "[2012,2015]",
            "2016-21",
        )
    ),
    days,
    st.tuples(days, days).map(lambda pair: "/".join(sorted(pair))),
)
numbers = st.one_of(
    st.sampled_from(
        (0, 1, 0.1, 0.25, 1234.5, 0.0001, 99999.99999, 1e14, 123456789012345, 10**15, 0.30000000000000004)
    ),
    st.integers(0, 10**15),
    st.floats(0.0001, 10**9),
)
pairs = st.tuples(numbers, numbers).map(sorted).map(lambda pair: [pair[0], pair[1]])
KEYS = ("brigade", "network", "analyst")
NAMELESS = "the one without a key"
ENTITIES = st.sampled_from((*KEYS, NAMELESS))


@st.composite
def quantities(draw: st.DrawFn) -> Any:
    """Numbers alone, bounds alone, or words with several readings."""
    given = draw(st.sampled_from(("amount", "bounds", "words")))
    if given == "words":
        return draw(
            st.sampled_from(("about 200 fighters", "20 or 60", "up to 1,234.5", "at least 7", "50-90.25"))
        )
    low, high = draw(pairs)
    bounds = {"hard": [low, draw(st.sampled_from((high, None)))]}
    return {"text": draw(words), **({"amount": low} if given == "amount" else bounds)}


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "strength": quantities(),
    "killed_total": quantities(),
    "founded": st.sampled_from(("2011", "2012-06~", "[2011,2014]", "2011/..", "about 2012", "2012 or 2015")),
    "status": st.one_of(
        st.sampled_from(("alive", "dead")),
        st.fixed_dictionaries({"any_of": st.just(["alive", "detained"]), "text": words}),
    ),
    "self_description": st.one_of(words, st.fixed_dictionaries({"text": words})),
    "was_there": st.one_of(st.booleans(), st.fixed_dictionaries({"boolean": st.booleans(), "text": words})),
    "led_by": st.one_of(
        st.fixed_dictionaries({"entity": ENTITIES}, optional={"text": words}),
        st.fixed_dictionaries(
            {"any_of": st.lists(ENTITIES, min_size=2, max_size=4, unique=True)}, optional={"text": words}
        ),
    ),
}


OFTEN = ("led_by", "led_by", "strength", "strength")  # what has most to show


def links(role: str) -> st.SearchStrategy[Row]:
    named = st.one_of(
        st.fixed_dictionaries({"agent": ENTITIES}),
        st.fixed_dictionaries({"name": words}),
    )
    spoken: st.SearchStrategy[Row] = st.one_of(
        st.just({}),
        st.fixed_dictionaries(
            {
                "stance": st.sampled_from(
                    ("supports", "neutral") + (("disputes",) if role != "claimant" else ())
                )
            },
            optional={"wording": words},
        ),
    )
    rest = st.fixed_dictionaries(
        {"role": st.just(role)},
        optional={
            "mode": st.sampled_from(("hearsay", "translation")),
            "source": st.sampled_from(("paper", "report")),
            "on": st.sampled_from(("2016-05", "2015~")),
        },
    )
    return st.tuples(named, spoken, rest).map(lambda parts: {**parts[0], **parts[1], **parts[2]})


@st.composite
def bodies(draw: st.DrawFn) -> Row:
    """A claim's body with anything a document can show."""
    predicate = draw(st.sampled_from((*VALUES, *OFTEN)))
    valid, stated = draw(times), draw(optional(days))
    scope = st.one_of(
        st.fixed_dictionaries({"place": ENTITIES}, optional={"method": words}),
        st.fixed_dictionaries({}, optional={"method": words, "population": words}),
    )
    citation = st.fixed_dictionaries(
        {"locator": words},
        optional={
            "quote": st.fixed_dictionaries({"exact": words}, optional={"prefix": words}),
            "language": words,
        },
    )
    return {
        "subject": draw(ENTITIES),
        "predicate": predicate,
        "value": draw(VALUES[predicate]),
        "polarity": draw(st.sampled_from(("asserts", "denies"))),
        "scope": draw(scope) if predicate in ("strength", "killed_total") else {},
        "source": draw(st.sampled_from(("paper", "report"))),
        "citation": draw(optional(citation)),
        "attribution": [draw(links("claimant")), *draw(st.lists(links("reporter"), max_size=3))],
        "modality": draw(st.sampled_from(("certain", "probable"))),
        "basis": draw(st.sampled_from(("witnessed", "unknown"))),
        **({"valid": {"edtf": valid}} if valid else {}),
        **({"stated": stated} if stated else {}),
    }


retractions = st.fixed_dictionaries(
    {"text": words, "reason": st.just("withdrawn"), "source": st.just("paper")},
    optional={"on": st.sampled_from(("2017", "2017-01-02"))},
) | st.fixed_dictionaries({"text": words, "reason": st.just("entry_error")}, optional={"by": ENTITIES})
assessments = st.fixed_dictionaries(
    {"stance": st.sampled_from(("supports", "disputes")), "reasons": words},
    optional={
        "by": ENTITIES,
        "source": st.just("report"),
        "wording": words,
        "credibility": st.integers(1, 6),
        "likelihood": st.just("likely"),
        "on": st.just("2018"),
    },
)


class World:
    """A few entities, sources and predicates in a database of either kind, and what is written about them."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        for key in KEYS:
            self._entity(key=key, label=f"{key} {SPECIAL[0]}")
        self.nameless = self._entity(label=SPECIAL[4])
        for key, published in (("paper", "2016-05"), ("report", None)):
            source = SourceCreate(key=key, kind="article", title=f"{key} {SPECIAL[1]}", published=published)
            self._source(source)
        asked = PredicateCreate(key="was_there", label="was there", value_type="boolean")
        writer.call(lambda session: intake.add_predicate(session, OPERATOR, asked))

    def _source(self, given: SourceCreate) -> None:
        self.writer.call(lambda session: intake.add_source(session, OPERATOR, given))

    def _entity(self, **given: str) -> str:
        body = EntityCreate.model_validate({"kind": "armed_group", **given})
        return str(
            self.writer.call(lambda session: intake.add_entity(session, OPERATOR, body)).document["id"]
        )

    def named(self, given: Row) -> Row:
        """The body with the id of the entity that has no key."""
        return dict(json.loads(json.dumps(given).replace(NAMELESS, self.nameless)))

    def record(self, given: Row) -> str:
        body = ClaimCreate.model_validate(self.named(given))
        return str(self.writer.call(lambda session: intake.record(session, OPERATOR, body)).document["id"])

    def retract(self, claim: str, given: Row) -> None:
        body = RetractionCreate.model_validate(self.named(given))
        self.writer.call(lambda session: intake.retract(session, OPERATOR, claim, body))

    def assess(self, claim: str, given: Row) -> None:
        body = AssessmentCreate.model_validate(self.named(given))
        self.writer.call(lambda session: intake.assess(session, OPERATOR, claim, body))


# Nothing that a document can show is left to chance.
RARE: Row = {
    "subject": NAMELESS,
    "predicate": "led_by",
    "value": {"any_of": ["network", NAMELESS, "analyst"], "text": SPECIAL[0]},
    "source": "report",
    "attribution": [{"name": SPECIAL[1], "role": "claimant", "source": "paper"}],
}
PLACED: Row = {
    "subject": "brigade",
    "predicate": "strength",
    "value": {"text": SPECIAL[3], "amount": 1234.5},
    "scope": {"place": NAMELESS, "method": "entity_not-one", "population": "{}"},
    "valid": {"edtf": "2014/.."},
    "source": "paper",
    "attribution": [
        {"agent": NAMELESS, "role": "claimant", "stance": "supports"},
        {"name": "a clerk", "role": "reporter", "stance": "disputes", "wording": SPECIAL[2]},
        {"name": "a herald", "role": "publisher"},
    ],
}
RETRACTED: Row = {"reason": "entry_error", "text": SPECIAL[0], "by": NAMELESS}
JUDGED: Row = {"stance": "disputes", "reasons": SPECIAL[5], "by": NAMELESS, "credibility": 2}


def try_claims(database: Database) -> None:
    """Writes generated claims, some then superseded, retracted or assessed, and reads each document."""
    session = database.reader()
    with Writer(database) as writer:
        world = World(writer)

        @example(RARE, None, None, JUDGED)
        @example(PLACED, {**PLACED, "value": "0.1"}, None, None)
        @example(PLACED, None, RETRACTED, None)
        @settings(max_examples=60)
        @given(bodies(), optional(bodies()), optional(retractions), optional(assessments))
        def documents_agree(
            first: Row, later: Row | None, retraction: Row | None, judged: Row | None
        ) -> None:
            try:
                claim = world.record(first)
                if later is not None:
                    same = {name: first[name] for name in ("subject", "attribution", "source")}
                    if later["predicate"] != first["predicate"]:
                        same |= {name: first[name] for name in ("predicate", "value", "scope")}
                    claim = world.record({**later, **same, "supersedes": claim, "key": None})
            except Unprocessable:
                reject()
            if retraction is not None:
                world.retract(claim, retraction)
            if judged is not None:
                world.assess(claim, judged)
            agrees(session)

        documents_agree()
    parts_agree(session)
    session.close()


def test_every_claim_of_the_seeds_is_shown_as_its_rows_say(seeded: Record) -> None:
    assert agrees(seeded.reader) > 50
    parts_agree(seeded.reader)


def test_generated_claims_are_shown_as_their_rows_say(seeded: Record) -> None:
    try_claims(seeded.database)


@pytest.mark.system
def test_every_claim_of_the_seeds_is_shown_so_on_postgresql(seeded_url: str) -> None:
    session = Database(Settings(database=seeded_url).url).reader()
    assert agrees(session) > 50
    parts_agree(session)
    session.close()


@pytest.mark.system
def test_generated_claims_are_shown_so_on_postgresql(seeded_url: str) -> None:
    try_claims(Database(Settings(database=seeded_url).url))
