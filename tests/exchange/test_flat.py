"""Flat rows: what is written from the record, imported and written again is the same."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import intake
from app.access.keys import OPERATOR
from app.claims.schemas import ClaimCreate, RetractionCreate
from app.errors import Problem
from app.exchange.cells import CellProblem, Column, defused, mended, text
from app.exchange.flat import claim_columns
from tests.conftest import Databases, Record, record_at
from tests.exchange.flat_files import as_csv, as_xlsx, bring, rows_of, stable, write

Fresh = Callable[[str], Record]
KINDS = ("entity", "source", "claim")
# Texts that spreadsheets, CSV and JSON like to change.
AWKWARD = (
    "about 200 fighters",
    "=1+1",
    "+5",
    "-5 @ home",
    "@SUM(A1)",
    "'=quoted already",
    "''=twice",
    "\tafter a tab",
    'a\nline, and "another"\r\nof it',
    "لواء الباقر، قُتل «260»",
    "الف\u200cبا \u202btext\u202c",
    "🪖 𐎀",
    "TRUE",
    "00123",
    "1e5",
    "NULL",
    " leading and trailing ",
    ";semicolons; 'quotes'",
)
words = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(str.strip),
)
short = words.map(lambda found: found[:300]).filter(str.strip)
edtf = st.sampled_from(("2016", "2016-03~", "2016-03-21", "2015/2016-05", "2016/..", "[2014,2016]"))
numbers = st.integers(0, 10**6) | st.floats(0.5, 1e6).map(lambda number: round(number, 3))
stances = st.sampled_from(("supports", "neutral", "disputes"))
AGENTS = ("analyst", "rebel", "outlet-a", "outlet-b")


@st.composite
def quantities(draw: st.DrawFn) -> Any:
    low, best, high = sorted([draw(numbers), draw(numbers), draw(numbers)])
    return draw(
        st.sampled_from(
            (
                "about 200 fighters",
                "at least 1,500",
                "more than 40",
                "fewer than 3 dogs",
                "6 to 8 thousand",
                "several dozen",
                "200 or 300",
                "less than 1",
                {"low": low, "high": high},
                {"low": low, "best": best, "high": high, "text": draw(words)},
                {"amount": best, "unit": "dogs"},
                {"amount": best, "hedge": "about"},
                {"hard": [low, None], "text": draw(words)},
                {"hard": [low, high], "soft": [best, best]},
                {"any_of": ["200", {"low": low, "high": high}], "text": draw(words)},
            )
        )
    )


@st.composite
def links(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(1, 4))
    chain = []
    for place in range(count):
        who = {"agent": AGENTS[place]} if draw(st.booleans()) else {"name": f"{place} {draw(short)}"[:300]}
        role = draw(st.sampled_from(("claimant", "reporter"))) if place == 0 else "reporter"
        link: dict[str, Any] = who | {"role": role}
        link["mode"] = draw(st.none() | st.sampled_from(("direct_quote", "hearsay")))
        link["source"] = draw(st.sampled_from((None, "paper", "other")))
        link["on"] = draw(st.none() | edtf)
        link["stance"] = draw(
            st.none() | (st.sampled_from(("supports", "neutral")) if place == 0 else stances)
        )
        link["wording"] = draw(st.none() | short) if link["stance"] else None
        chain.append(link)
    return chain


@st.composite
def claims(draw: st.DrawFn) -> dict[str, Any]:
    values: dict[str, st.SearchStrategy[Any]] = {
        "strength": quantities(),
        "led_by": st.sampled_from(
            ("rebel", {"entity": "rebel", "text": "=HIM"}, {"any_of": ["rebel", "analyst"], "text": "either"})
        ),
        "status": st.sampled_from(
            ("active", {"any_of": ["active", "dissolved"]}, {"term": "active", "text": "+"})
        ),
        "founded": st.sampled_from(
            ("2011", "about 2012", {"edtf": "[2011,2013]", "text": "then"}, "2011/..")
        ),
        "self_description": words,
        "answered": st.sampled_from((True, "no", {"boolean": False, "text": "-never"})),
    }
    predicate = draw(st.sampled_from(sorted(values)))
    quote = {"exact": draw(words), "prefix": draw(st.none() | short), "suffix": draw(st.none() | short)}
    citation = {
        "locator": draw(st.none() | short),
        "quote": draw(st.sampled_from((None, quote))),
        "language": draw(st.none() | st.just("ar")),
        "translated_from": None,
    }
    scope = (
        {"place": "town", "method": draw(short)} if predicate == "strength" and draw(st.booleans()) else {}
    )
    return {
        "subject": draw(st.sampled_from(("brigade", "network"))),
        "predicate": predicate,
        "value": draw(values[predicate]),
        "polarity": draw(st.sampled_from(("asserts", "denies"))),
        "scope": scope,
        "valid": draw(st.none() | edtf.map(lambda each: {"edtf": each})),
        "source": draw(st.sampled_from(("paper", "other"))),
        "citation": citation if any(citation.values()) else None,
        "attribution": draw(links()),
        "modality": draw(st.sampled_from(("certain", "possible"))),
        "basis": draw(st.sampled_from(("unknown", "told"))),
        "stated": draw(st.none() | edtf),
    }


@pytest.fixture
def fresh(databases: Databases, tmp_path: Path) -> Iterator[Fresh]:
    """Makes records with nothing but the seeds' predicates."""
    with ExitStack() as opened:

        def make(name: str) -> Record:
            folder = tmp_path / name
            folder.mkdir()
            where = opened.enter_context(databases.copied("predicates", folder))
            return opened.enter_context(record_at(where))

        yield make


def moved(source: Record, target: Record, folder: Path, suffix: str) -> None:
    """Takes everything from one record to another by way of files."""
    for kind in KINDS:
        path = folder / f"{kind}{suffix}"
        columns, rows = rows_of(source.reader, kind)
        if suffix == ".csv":
            write(path, as_csv((columns, rows)))
        elif suffix == ".xlsx":
            as_xlsx(path, (columns, rows))
        else:
            write(path, [dict(zip(columns, row, strict=True)) for row in rows])
        _, told = bring(target, path)
        assert told.refused == {}


@pytest.mark.parametrize("suffix", [".csv", ".ndjson", ".xlsx"])
def test_the_seeds_come_back_as_they_were(seeded: Record, fresh: Fresh, tmp_path: Path, suffix: str) -> None:
    target = fresh("target")
    moved(seeded, target, tmp_path, suffix)
    for kind in KINDS:
        assert stable(rows_of(target.reader, kind)) == stable(rows_of(seeded.reader, kind))
    assert len(rows_of(target.reader, "claim")[1]) == 56


@settings(max_examples=25)
@given(bodies=st.lists(claims(), min_size=1, max_size=8))
def test_any_claims_come_back_as_they_were(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, bodies: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("claims")
    with ExitStack() as opened:
        first, second = (
            opened.enter_context(
                record_at(opened.enter_context(databases.copied("predicates", tmp_path_factory.mktemp(name))))
            )
            for name in ("first", "second")
        )
        for record in (first, second):
            record.predicate("answered", "boolean")
        for key in ("brigade", "network", "town", *AGENTS):
            first.entity(key)
        first.source("paper", published="2016-05")
        first.source("other")
        for body in bodies:
            try:
                first.claim(**body)
            except Problem:
                continue  # a chain or value that no claim can have
        for suffix in (".csv", ".ndjson"):
            moved(first, second, folder, suffix)
        for kind in KINDS:
            assert stable(rows_of(second.reader, kind)) == stable(rows_of(first.reader, kind))


def test_what_was_superseded_and_retracted_comes_back_so(
    record: Record, fresh: Fresh, tmp_path: Path
) -> None:
    old = record.claim(subject="brigade", predicate="strength", value="200", stated="2015").document
    record.claim(subject="brigade", predicate="strength", value="300", stated="2016", supersedes=old["id"])
    gone = record.claim(subject="network", predicate="strength", value="20").document
    told = RetractionCreate(reason="withdrawn", text="=he took it back", source="paper", on="2016-06")
    record.writer.call(lambda session: intake.retract(session, OPERATOR, gone["id"], told))
    target = fresh("target")
    moved(record, target, tmp_path, ".csv")
    columns, rows = rows_of(target.reader, "claim")
    assert [row[columns.index("status")] for row in rows] == ["superseded", "live", "retracted"]
    for kind in KINDS:
        assert stable(rows_of(target.reader, kind)) == stable(rows_of(record.reader, kind))


def test_the_claims_alone_bring_the_entities_and_sources_they_name(
    seeded: Record, fresh: Fresh, tmp_path: Path
) -> None:
    target = fresh("target")
    columns, rows = rows_of(seeded.reader, "claim")
    tally, told = bring(target, write(tmp_path / "claims.csv", as_csv((columns, rows))))
    assert told.refused == {}
    assert tally.new == 56
    assert tally.entities > 20
    assert tally.sources > 3


@given(st.text() | st.sampled_from(AWKWARD))
def test_no_csv_cell_is_a_formula_and_each_comes_back(cell: str) -> None:
    assert not defused(cell).startswith(tuple("=+-@\t\r"))
    assert mended(defused(cell)) == cell


@pytest.mark.parametrize(
    ("type_", "cell", "value"),
    [
        ("string", 12.0, "12"),
        ("string", True, "true"),
        ("number", "1500", 1500),
        ("number", " 12.5 ", 12.5),
        ("number", 7, 7),
        ("boolean", "TRUE", True),
        ("boolean", False, False),
        ("array", '["a"]', ["a"]),
        ("array", ["a"], ["a"]),
        ("object", '{"a":"b"}', {"a": "b"}),
    ],
)
def test_cells_are_read_by_their_columns_type(type_: str, cell: Any, value: Any) -> None:
    found = Column("c", "C", "A cell.", type=type_).read(cell)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("type_", "cell"),
    [
        ("number", "1,500"),
        ("number", "1_0"),
        ("number", "NaN"),
        ("number", "1e999"),
        ("number", "٣"),
        ("number", True),
        ("boolean", "yes"),
        ("boolean", 1),
        ("array", "a"),
        ("array", '{"a":"b"}'),
        ("object", '{"a":1,"a":2}'),
        ("string", ["a"]),
    ],
)
def test_a_cell_of_another_type_is_refused_with_its_column(type_: str, cell: Any) -> None:
    with pytest.raises(CellProblem) as refused:
        Column("c", "C", "A cell.", type=type_).read(cell)
    assert refused.value.column == "c"


def test_every_column_is_described_once_and_written_as_its_type() -> None:
    columns = claim_columns(("place",))
    assert len({column.name for column in columns}) == len(columns)
    assert all(column.title and column.description.endswith(".") for column in columns)
    assert all(column.field["name"] == column.name for column in columns)
    assert "scope.place" in [column.name for column in columns]
    assert set(ClaimCreate.model_fields) - {"valid", "citation", "attribution", "stance", "scope"} <= {
        column.name for column in columns
    }


def test_json_cells_are_written_so_that_csv_holds_them() -> None:
    assert text(["é", {"a": None}]) == '["é",{"a":null}]'
    assert json.loads(text({"a": 1})) == {"a": 1}
    assert text(None) == ""
    assert text(2.0) == "2"
