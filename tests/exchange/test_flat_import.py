"""Importing flat rows: what is found, added, refused and told, in every format."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from app.exchange.files import FileProblem
from app.provenance import log
from tests.conftest import Record
from tests.exchange.flat_files import bring, rows_of, write

ROW = {
    "subject": "brigade",
    "predicate": "strength",
    "value": "200",
    "claimant": "analyst",
    "source": "paper",
}
FORMATS = (".csv", ".ndjson", ".xlsx")


def column(record: Record, kind: str, name: str) -> list[Any]:
    names, rows = rows_of(record.reader, kind)
    return [row[names.index(name)] for row in rows]


@pytest.mark.parametrize("suffix", FORMATS)
def test_five_columns_make_a_claim_and_the_second_time_it_is_there(
    record: Record, tmp_path: Path, suffix: str
) -> None:
    path = write(tmp_path / f"rows{suffix}", [ROW])
    first, _ = bring(record, path)
    head = log.head(record.reader)
    second, _ = bring(record, path)
    assert (first.new, second.new, second.unchanged) == (1, 0, 1)
    assert log.head(record.reader) == head


def test_the_same_row_in_other_files_and_formats_is_the_same_claim(record: Record, tmp_path: Path) -> None:
    counted = [bring(record, write(tmp_path / f"rows{suffix}", [ROW, ROW]))[0].new for suffix in FORMATS]
    reordered = dict(reversed(ROW.items()))
    bring(record, write(tmp_path / "other.csv", [reordered | {"reason": "mended"}]))
    assert counted == [1, 0, 0]
    assert len(column(record, "claim", "id")) == 1


def test_what_a_row_names_is_found_by_id_key_or_exact_name_and_else_added(
    record: Record, tmp_path: Path
) -> None:
    named = record.entity("qalamoun", label="Qalamoun Shield", names=[{"text": "درع القلمون"}]).document
    titled = record.source("report", title="A Long Report", url="https://example.org/report").document
    subjects = ("qalamoun", named["id"], "Qalamoun Shield", "درع القلمون")
    sources = ("report", titled["id"], "A Long Report", "https://example.org/report")
    rows = [
        ROW | {"subject": subject, "source": source, "value": str(number)}
        for number, (subject, source) in enumerate(zip(subjects, sources, strict=True), 10)
    ]
    tally, told = bring(record, write(tmp_path / "known.csv", rows))
    assert told.refused == {}
    assert (tally.entities, tally.sources) == (0, 0)
    assert set(column(record, "claim", "subject")) == {"qalamoun"}
    new = ROW | {"subject": "Qalamoun shield", "subject_kind": "clan", "source": "https://example.org/new"}
    tally, told = bring(record, write(tmp_path / "new.csv", [new]))
    assert (tally.entities, tally.sources) == (1, 1)  # another spelling is another entity
    kinds = dict(zip(column(record, "entity", "label"), column(record, "entity", "kind"), strict=True))
    assert kinds["Qalamoun shield"] == "clan"
    assert column(record, "source", "url")[-1] == "https://example.org/new"


def test_a_name_that_two_entities_have_is_refused_with_both_ids(record: Record, tmp_path: Path) -> None:
    ids = [record.entity(key, label="The Lions").document["id"] for key in ("lions-1", "lions-2")]
    _, told = bring(record, write(tmp_path / "rows.csv", [ROW | {"subject": "The Lions"}]))
    assert all(each in told.refused[2] for each in ids)
    assert told.refused[2].startswith("subject: ")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"subject": None}, "subject: is needed"),
        ({"claimant": None}, "claimant: is needed"),
        ({"source": None}, "source: is needed"),
        ({"value": None}, "value: is needed"),
        ({"predicate": "strenght"}, "predicate: No predicate has this id or key. Nearest: strength."),
        ({"value": "many"}, "value: The text is not read as a quantity"),
        ({"best": "1,500", "value": None}, "best: takes a number"),
        ({"low": "20", "high": "10", "value": None}, "low: low, best and high have to rise."),
        ({"polarity": "maybe"}, "polarity: takes one of asserts, denies."),
        ({"valid": "21/03/2016"}, "valid: "),
        ({"valid": "2016", "valid_from": "2015"}, "valid: stands in the place of"),
        ({"scope.rank": "private"}, "scope: This predicate has these scope keys: "),
        ({"between": "[1]"}, "between: takes a JSON list of links"),
        ({"between": '[{"agent":"rebel","role":"reporter"}]'}, "carrier: is needed"),
        ({"carrier": "rebel", "carrier_role": "claimant"}, "carrier_role: The claimant is the first link"),
        ({"id": "claim_1"}, "id: An id of this kind is claim_ and 26 characters"),
        ({"key": "Not a key"}, "key: Value error, a key is"),
        ({"subject": "entity_7zzzzzzzzzzzzzzzzzzzzzzzzz"}, "subject: is the id of no entity here"),
        ({"source_url": "ftp://x", "source": "other"}, "source: names a new source that does not fit: url"),
        ({"supersedes": "no-such"}, "supersedes: No claim has this id or key."),
        ({"retraction_reason": "withdrawn", "retraction_text": "x"}, "a withdrawal needs the source"),
        ({"stance": "disputes"}, "The claimant cannot dispute his own claim."),
    ],
)
def test_a_row_is_refused_with_its_column_and_leaves_nothing(
    record: Record, tmp_path: Path, changes: dict[str, Any], says: str
) -> None:
    rows = [ROW, {"subject": "Newly Named", **ROW} | changes, ROW | {"value": "300"}]
    before = column(record, "entity", "id")
    tally, told = bring(record, write(tmp_path / "rows.ndjson", [{**row} for row in rows]))
    assert (tally.new, tally.refused) == (2, 1)
    assert says in told.refused[2]
    assert column(record, "entity", "id") == before


def test_what_a_refused_row_added_is_taken_back_and_what_others_added_stays(
    record: Record, tmp_path: Path
) -> None:
    rows = [
        ROW | {"subject": "First New"},
        ROW | {"subject": "Second New", "value": "many"},
        ROW | {"subject": "Second New"},
        ROW | {"subject": "First New", "value": "nine lives"},
        ROW | {"subject": "Third New", "value": "some many"},
    ]
    tally, told = bring(record, write(tmp_path / "rows.csv", rows))
    assert set(told.refused) == {3, 6}
    assert column(record, "entity", "label")[-2:] == ["First New", "Second New"]
    assert tally.entities == 2


def test_a_claim_may_supersede_one_of_a_later_row(record: Record, tmp_path: Path) -> None:
    rows = [
        ROW | {"key": "third", "value": "300", "supersedes": "second"},
        ROW | {"key": "second", "value": "200", "supersedes": "first"},
        ROW | {"key": "first", "value": "100"},
        ROW | {"key": "lost", "value": "100", "supersedes": "nothing"},
    ]
    tally, told = bring(record, write(tmp_path / "rows.csv", rows))
    assert (tally.rows, tally.new) == (4, 3)
    assert set(told.refused) == {5}
    assert column(record, "claim", "status") == ["superseded", "superseded", "live"]


def test_numbers_make_a_quantity_with_its_bounds(record: Record, tmp_path: Path) -> None:
    numbers: list[dict[str, Any]] = [
        {"best": 12},
        {"low": "10", "best": "12", "high": "20"},
        {"low": 10},
        {"high": 20},
        {"low": 10, "high": 20, "hard_low": 5, "hard_high": 40},
    ]
    base = {name: cell for name, cell in ROW.items() if name != "value"}
    tally, told = bring(record, write(tmp_path / "rows.ndjson", [base | each for each in numbers]))
    assert told.refused == {}
    found = [
        tuple(
            column(record, "claim", name)[place] for name in ("hard_low", "low", "best", "high", "hard_high")
        )
        for place in range(tally.new)
    ]
    assert found == [
        (12, 12, 12, 12, 12),
        (10, 10, 12, 20, 20),
        (10, 10, 10, None, None),
        (0, 0, 10, 20, 20),
        (5, 10, 15, 20, 40),
    ]


@pytest.mark.parametrize("suffix", FORMATS)
def test_refused_rows_go_to_a_file_that_can_be_mended_and_imported(
    record: Record, tmp_path: Path, suffix: str
) -> None:
    bad = ROW | {"value": "=many", "claimant": "'-x", "locator": 'a\nb, "c"'}
    path = write(tmp_path / f"rows{suffix}", [ROW, bad])
    ending = "ndjson" if suffix == ".ndjson" else "csv"
    kept = tmp_path / f"kept.{ending}"
    kept.write_text("mine")
    bring(record, path, kept=kept)
    assert kept.read_text() == "mine"
    written = tmp_path / f"kept-2.{ending}"
    text = written.read_text(encoding="utf-8")
    assert "not read as a quantity" in text
    mended = text.replace("'=many", "30").replace("=many", "30")
    tally, told = bring(record, write(tmp_path / f"mended.{ending}", mended))
    assert told.refused == {}
    assert tally.new == 1
    assert column(record, "claim", "locator")[-1] == 'a\nb, "c"'


def test_rows_that_cannot_be_read_leave_the_others_alone(record: Record, tmp_path: Path) -> None:
    header = ",".join(ROW)
    good = ",".join(ROW.values())
    bad = [
        b"too,few",
        b"a,b,c,d,e,f",
        b"br\xffgade,strength,1,x,y",
        b'bri"gade,"strength"x,1,x,y',
        b"a\0b,c,d,e,f",
    ]
    path = tmp_path / "rows.csv"
    path.write_bytes(b"\n".join([header.encode(), *bad, good.encode(), b"", b""]))
    tally, told = bring(record, path, kept=tmp_path / "kept.csv")
    assert (tally.new, tally.refused) == (1, 5)
    assert "has 2 cells where the header has 5" in told.refused[2]
    assert "is not UTF-8" in told.refused[4]
    assert "U+0000" in told.refused[6]
    assert b"br\xffgade" in (tmp_path / "kept.csv").read_bytes()
    lines = [b"{", b"[]", b'{"subject":"a","subject":"b"}', b'"\xff"', json.dumps(ROW).encode()]
    path = tmp_path / "rows.ndjson"
    path.write_bytes(b"\n".join(lines))
    tally, told = bring(record, path)
    assert (tally.unchanged, tally.refused) == (1, 4)
    assert "not JSON" in told.refused[1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("subject,predicate,valeu\n", "valeu: no column is called so; nearest: value"),
        ("a,b\n", "no column is called predicate (of claims)"),
        ("subject,,predicate\n", "column 2 has no name"),
        ("subject,subject\n", "two columns are called subject"),
    ],
)
def test_a_file_whose_header_is_wrong_is_refused_whole(
    record: Record, tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(FileProblem) as refused:
        bring(record, write(tmp_path / "rows.csv", text))
    assert says in str(refused.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiters_of_spreadsheets_and_a_byte_order_mark_are_read(
    record: Record, tmp_path: Path, delimiter: str
) -> None:
    path = tmp_path / "rows.csv"
    lines = [delimiter.join(ROW), delimiter.join(ROW.values())]
    path.write_text("\ufeff" + "\r\n".join(lines), encoding="utf-8", newline="")
    assert bring(record, path)[0].new == 1


def test_a_workbook_gives_dates_numbers_and_the_sheet_asked_for_but_no_formula(
    record: Record, tmp_path: Path
) -> None:
    from datetime import date, datetime

    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    assert first is not None
    columns = ["subject", "predicate", "best", "claimant", "source", "valid"]
    first.append(["not", "this"])
    rows = book.create_sheet("Claims")
    rows.append([*columns, None])
    rows.append(["brigade", "strength", 200, "analyst", "paper", datetime(2016, 3, 21)])  # noqa: DTZ001 — a workbook's dates have no zone
    rows.append([])
    rows.append(["brigade", "strength", 210.5, "analyst", "paper", date(2016, 3, 22)])
    rows.append(["brigade", "strength", "=1+1", "analyst", "paper", "2016"])
    path = tmp_path / "rows.xlsx"
    book.save(path)
    tally, told = bring(record, path, sheet="Claims")
    assert told.refused == {5: "C5 holds a formula; paste its value in its place"}
    assert tally.new == 2
    assert column(record, "claim", "valid") == ["2016-03-21", "2016-03-22"]
    assert column(record, "claim", "best") == [200, 210.5]
    with pytest.raises(FileProblem, match="Claims"):
        bring(record, path, sheet="Claim")


def test_a_trial_says_what_the_import_then_does(record: Record, tmp_path: Path) -> None:
    rows = [
        ROW | {"subject": "New Group"},
        ROW | {"subject": "New Group", "value": "many"},
        ROW | {"subject": "New Group", "value": "300"},
        ROW | {"subject": "New Group"},
        ROW | {"key": "taken", "value": "5"},
        ROW | {"key": "other", "value": "6"},
        ROW | {"key": "taken", "value": "7"},
    ]
    path = write(tmp_path / "rows.csv", rows)
    head = log.head(record.reader)
    tried, would = bring(record, path, trial=True, batch=2)
    assert log.head(record.reader) == head
    done, did = bring(record, path, batch=2)
    assert {row: each.state for row, each in would.outcomes.items()} == {
        row: each.state for row, each in did.outcomes.items()
    }
    assert [each["name"] for row in would.outcomes.values() for each in row.created] == ["New Group"]
    assert (tried.new, tried.unchanged, tried.refused) == (done.new, done.unchanged, done.refused)


def test_contradictions_are_found_as_if_the_claims_had_come_one_by_one(
    record: Record, tmp_path: Path
) -> None:
    rows = [
        ROW | {"value": "exactly 100", "valid": "2016-01"},
        ROW | {"value": "exactly 500", "valid": "2016-01", "claimant": "rebel"},
    ]
    bring(record, write(tmp_path / "rows.csv", rows))
    cursor = record.reader.connection.cursor()
    cursor.execute("SELECT code FROM contradiction WHERE status = 'open'")
    assert [code for (code,) in cursor.fetchall()] == ["value_disjoint"]


def test_entities_and_sources_come_from_files_of_their_own(record: Record, tmp_path: Path) -> None:
    entities = [{"key": "lions", "kind": "armed_group", "label": "The Lions", "names": '[{"text":"الأسود"}]'}]
    sources = [
        {"key": "memo", "kind": "report", "title": "Memo", "publisher": "الأسود", "authors": '["rebel"]'}
    ]
    for rows in (entities, sources):
        tally, told = bring(record, write(tmp_path / "rows.csv", rows))
        assert told.refused == {}
        assert tally.new == 1
    assert column(record, "source", "publisher")[-1] == "lions"
    other = [entities[0] | {"label": "Other"}]
    _, told = bring(record, write(tmp_path / "rows.csv", other))
    assert "taken by an entity with another body" in told.refused[2]


def test_a_csv_file_read_by_others_says_what_a_row_says(record: Record, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.csv", [ROW | {"quote": "=HYPERLINK(1)"}])
    with path.open(newline="") as file:
        assert next(csv.DictReader(file))["quote"] == "'=HYPERLINK(1)"
    bring(record, path)
    assert column(record, "claim", "quote") == ["=HYPERLINK(1)"]
