"""The seed article gives exactly its seven contradictions, however the data is named, dated or ordered."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import httpx
import pytest

from app import rebuild
from app.access.keys import OPERATOR
from app.contradictions import service
from app.exchange import files, importer
from app.exchange.files import Item
from app.provenance import log
from tests.conftest import SEEDS, Databases, Record, Server

SEED = files.read(SEEDS)
REFERENCES = {
    "subject": "entities",
    "agent": "entities",
    "entity": "entities",
    "event": "entities",
    "publisher": "entities",
    "authors": "entities",
    "source": "sources",
    "predicate": "predicates",
    "via": "predicates",
    "before": "predicates",
}
"""The fields that hold a key of another object, and of which kind."""


class Expected(NamedTuple):
    """A row as contradictions.md has it."""

    code: str
    label: str
    severity: float
    subject: str
    predicates: tuple[str, ...]
    witness: tuple[str, ...]
    explanation: str


ROWS = {
    Expected(
        "contested_by_carrier",
        "certain",
        1.0,
        "local-defence-forces",
        ("strength",),
        ("ldf-strength-50000",),
        "Katibat al-Nayrab representative on the strength of Local Defence Forces: 50,000 fighters (about "
        'May 2016); disputed by Aymenn Jawad Al-Tamimi, who reported it, as "an obvious exaggeration".',
    ),
    Expected(
        "monotone_break",
        "possible",
        0.09,
        "liwa-al-baqir",
        ("killed_total",),
        ("baqir-killed-300", "baqir-killed-246"),
        "alSouria.net's special sources on the total death toll of Liwa al-Baqir: up to 300 people by "
        "1 January 2016; Liwa al-Baqir: only 246 people by 21 March 2016; a cumulative count cannot fall.",
    ),
    Expected(
        "exclusive_value",
        "certain",
        1.0,
        "khalids-brother",
        ("manner_of_death",),
        ("brother-martyred", "brother-assassinated"),
        "Liwa al-Baqir on the manner of death of Khalid al-Hassan's brother: martyrdom, jointly claimed "
        "with Hezbollah (March 2016); Katibat al-Nayrab representative, of the same time: assassinated in "
        "Lebanon (March 2016).",
    ),
    Expected(
        "exclusive_value",
        "possible",
        0.25,
        "ali-kayali",
        ("status",),
        ("kayali-disappeared", "kayali-killed"),
        "Muqawama Suriya on the status of Ali Kayali: disappeared (mughayyab), since about March 2016; "
        "Aymenn Jawad Al-Tamimi, of the same time: killed (since about 25 March 2016).",
    ),
    Expected(
        "contested_by_carrier",
        "certain",
        1.0,
        "ali-kayali",
        ("status",),
        ("kayali-disappeared",),
        "Muqawama Suriya on the status of Ali Kayali: disappeared (mughayyab), since about March 2016; "
        'disputed by Aymenn Jawad Al-Tamimi, who reported it, as "possible cover-up".',
    ),
    Expected(
        "order",
        "certain",
        0.5,
        "local-defence-forces",
        ("founded", "active_since"),
        ("ldf-founded-2012", "ldf-active-since-protests"),
        "Katibat al-Nayrab representative on the founding of Local Defence Forces: 2012; alSouria.net on the "
        "first activity: 2011 (formations affiliated to it, since the protests began); founding cannot come "
        "after first activity.",
    ),
    Expected(
        "contested_by_carrier",
        "certain",
        1.0,
        "omar-hussein-al-hassan",
        ("self_description",),
        ("omar-independent",),
        "Omar Hussein al-Hassan on their own self-description: independent (2016); disputed by Aymenn Jawad "
        'Al-Tamimi, who reported it, as "ostensibly independent".',
    ),
}
INVOLVED = sorted({key for row in ROWS for key in row.witness})
NOTHING = {
    "a succession": ("baqir-under-nujaba", "baqir-separate-from-nujaba"),
    "a part of the whole": ("baqir-strength-2000", "baqir-killed-south-aleppo-50"),
    "two events": ("baqir-killed-kafr-saghir", "baqir-killed-kafr-saghir-2"),
    "an open-ended time": ("ldf-led-by-berri",),
    "one place, two descriptions": ("baqir-base-tarkan-ministry", "baqir-base-tarkan-alsouria"),
    "one man, three names": ("baqir-leader-khalid", "baqir-leader-khalid-alsouria"),
}


def row_of(shown: dict[str, Any]) -> Expected:
    (subject,) = shown["question"]["subjects"]
    return Expected(
        shown["code"],
        shown["label"],
        shown["severity"],
        subject["key"],
        tuple(shown["question"]["predicates"]),
        tuple(witness["key"] for witness in shown["witness"]),
        shown["explanation"],
    )


def loaded(record: Record, items: Sequence[Item]) -> set[Expected]:
    """The open rows of a database after the ordinary importer took these items."""
    report = importer.load(record.writer, OPERATOR, items)
    assert report.refused == []
    found = record.reader.rows(service.listing())
    assert {row["status"] for row in found} <= {"open"}
    rows = [row_of(shown) for shown in service.summaries(record.reader, found)]
    assert len(rows) == len(set(rows))
    return set(rows)


def changed(body: Any, change: Callable[[str, Any], Any], name: str = "") -> Any:
    """The body with every leaf replaced by what `change` makes of it and the name of its field."""
    if isinstance(body, dict):
        return {field: changed(value, change, field) for field, value in body.items()}
    if isinstance(body, list):
        return [changed(value, change, name) for value in body]
    return change(name, body)


def shifted(years: int) -> list[Item]:
    """The seeds with every date of a claim or source moved; words and labels stay."""

    def later(name: str, value: Any) -> Any:
        if name not in {"edtf", "on", "stated", "published", "accessed", "archived_at"}:
            return value
        return re.sub(r"\b[0-9]{4}(?![0-9])", lambda found: f"{int(found[0]) + years:04}", value)

    dated = ("claims", "sources")
    return [replace(item, body=changed(item.body, later)) if item.kind in dated else item for item in SEED]


def renamed(kind: str, key: str) -> str:
    return f"q_{key[::-1]}_q" if kind == "predicates" else f"{kind[0]}.{key[::-1]}.x"


def with_other_keys() -> list[Item]:
    """The seeds with every key of an entity, source, claim and predicate replaced, and all references."""

    def body(item: Item) -> dict[str, Any]:
        def other(name: str, value: Any) -> Any:
            return (
                renamed(REFERENCES[name], value) if isinstance(value, str) and name in REFERENCES else value
            )

        made: dict[str, Any] = changed({**item.body, "separators": []}, other)
        made["key"] = renamed(item.kind, item.body["key"])
        made["separators"] = item.body.get("separators", [])
        return made if item.kind == "predicates" else {k: v for k, v in made.items() if k != "separators"}

    return [replace(item, body=body(item)) for item in SEED]


@pytest.fixture(scope="module")
def article(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a real server over the seeds, which nobody writes to."""
    with databases.copied("seeded", tmp_path_factory.mktemp("article")) as where:
        server = Server(where)
        try:
            yield server.client
        finally:
            server.stop()


def test_the_contradictions_are_the_seven_of_the_article_and_no_others(article: httpx.Client) -> None:
    answer = article.get("/v1/contradictions", params={"status": "any"})
    assert answer.status_code == 200
    shown = answer.json()["data"]
    assert [each["status"] for each in shown] == ["open"] * 7
    assert {row_of(each) for each in shown} == ROWS
    assert len({str(each["question"]) for each in shown}) == 6
    assert article.get("/v1/contradictions").json()["data"] == shown
    silent = [key for keys in NOTHING.values() for key in keys]
    for key in silent:
        assert article.get(f"/v1/claims/{key}").json()["status"] == "live"
        assert article.get("/v1/contradictions", params={"claim": key, "status": "any"}).json()["data"] == []


def test_each_row_read_alone_adds_positions_trace_and_history(article: httpx.Client) -> None:
    for summary in article.get("/v1/contradictions").json()["data"]:
        alone = article.get(f"/v1/contradictions/{summary['id']}").json()
        assert {name: alone[name] for name in summary} == summary
        positions = {claim["key"] for position in alone["positions"] for claim in position["claims"]}
        assert positions == {witness["key"] for witness in summary["witness"]}
        assert len(alone["positions"]) == len(summary["witness"])
        assert alone["trace"]["clause"]
        assert [entry["type"] for entry in alone["history"]] == ["contradiction.opened"]


def test_the_disputed_figure_shows_its_chain_its_stance_its_source_and_its_dates(
    article: httpx.Client,
) -> None:
    claim = article.get("/v1/claims/ldf-strength-50000").json()
    first, last = claim["attribution"]
    assert (first["agent"]["key"], first["role"]) == ("nayrab-representative", "claimant")
    assert first["source"]["key"] == "nayrab-rep-interview"
    assert last["agent"]["label"] == "Aymenn Jawad Al-Tamimi"
    assert (last["stance"], last["wording"]) == ("disputes", "an obvious exaggeration")
    wording = "an obvious exaggeration"
    assert claim["stance"] == {"position": "disputes", "wording": wording, "by": "aymenn-al-tamimi"}
    assert (claim["source"]["key"], claim["source"]["published"]) == ("tamimi-ldf-2016", "2016-05")
    assert claim["valid"]["edtf"] == "2016-05~"
    assert claim["valid"]["from"] == ["2016-04-01", "2016-06-30"]
    assert claim["citation"]["quote"]["exact"]


@pytest.mark.parametrize("key", INVOLVED)
def test_without_one_of_its_claims_exactly_its_rows_vanish(empty: Record, key: str) -> None:
    rest = [item for item in SEED if item.body["key"] != key]
    assert len(rest) == len(SEED) - 1
    assert loaded(empty, rest) == {row for row in ROWS if key not in row.witness}


@pytest.mark.parametrize("years", [28, -28])
def test_all_dates_moved_by_28_years_give_the_same_rows(empty: Record, years: int) -> None:
    told = {row[:6] for row in loaded(empty, shifted(years))}
    assert told == {row[:6] for row in ROWS}
    (count,) = empty.reader.rows(service.listing().where(service.rows.c.code == "monotone_break"))
    assert f"21 March {2016 + years}" in count["explanation"]


def test_other_keys_give_the_same_rows_under_other_keys(empty: Record) -> None:
    assert loaded(empty, with_other_keys()) == {
        row._replace(
            subject=renamed("entities", row.subject),
            predicates=tuple(renamed("predicates", key) for key in row.predicates),
            witness=tuple(renamed("claims", key) for key in row.witness),
        )
        for row in ROWS
    }


@pytest.mark.parametrize("seed", range(4))
def test_items_in_any_order_give_the_same_rows(empty: Record, seed: int) -> None:
    items = list(SEED)
    random.Random(seed).shuffle(items)  # noqa: S311 — an order, not a secret
    assert loaded(empty, items) == set(ROWS)


def test_loading_twice_changes_nothing(empty: Record) -> None:
    assert loaded(empty, SEED) == ROWS
    before = log.head(empty.reader), rebuild.digests(empty.reader)
    report = importer.load(empty.writer, OPERATOR, SEED)
    assert not report.new
    assert report.unchanged.total() == len(SEED)
    assert (log.head(empty.reader), rebuild.digests(empty.reader)) == before


def test_the_recomputation_agrees_with_what_the_load_stored(seeded: Record) -> None:
    assert list(service.check(seeded.reader)) == []
