"""Other people's columns: renamed, set, looked up, put together; UCDP GED and ACLED as shipped.

The rows are made up; only the names of the columns are those of the data sets.
"""

from pathlib import Path
from typing import Any

import pytest

from app.exchange import mapping
from app.exchange.files import FileProblem
from tests.conftest import Record
from tests.exchange.flat_files import bring, rows_of, write

GED = {
    "id": "900001",
    "type_of_violence": "1",
    "dyad_name": "Government of Nowhere - Front of Somewhere",
    "side_a": "Government of Nowhere",
    "side_b": "Front of Somewhere",
    "source_article": '"Nowhere Times,2016-03-22,Clash near Imagined Town"',
    "where_coordinates": "Imagined Town",
    "date_prec": "1",
    "date_start": "2016-03-21 00:00:00.000",
    "date_end": "2016-03-21 00:00:00.000",
    "deaths_a": "3",
    "deaths_b": "4",
    "deaths_civilians": "0",
    "deaths_unknown": "2",
    "best": "9",
    "high": "14",
    "low": "8",
    "latitude": "1.5",
}
ACLED = {
    "event_id_cnty": "NWH17",
    "event_date": "2016-03-21",
    "time_precision": "1",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Nowhere (2010-)",
    "actor2": "",
    "location": "Imagined Town",
    "source": "Nowhere Times; Radio Nowhere",
    "notes": "On 21 March, a made-up patrol met a made-up ambush. Size: no report.",
    "fatalities": "5",
}


def cells(record: Record, *names: str) -> list[tuple[Any, ...]]:
    columns, rows = rows_of(record.reader, "claim")
    return [tuple(row[columns.index(name)] for name in names) for row in rows]


def test_a_ged_event_is_what_ucdp_says_of_it(empty: Record, tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", [GED])
    tally, told = bring(empty, path, mapped=mapping.profile("ucdp-ged"))
    assert told.refused == {}
    assert (tally.rows, tally.new) == (1, 1)
    said = cells(empty, "predicate", "scope.group", "low", "best", "high", "valid", "valid_mode")
    day = "2016-03-21"
    assert said == [
        ("event_deaths", None, 8, 9, 14, day, "sometime"),
        ("event_deaths", "Government of Nowhere", 3, 3, 3, day, "sometime"),
        ("event_deaths", "Front of Somewhere", 4, 4, 4, day, "sometime"),
        ("event_deaths", "civilians", 0, 0, 0, day, "sometime"),
        ("event_deaths", "unknown", 2, 2, 2, day, "sometime"),
        ("event_date", None, None, None, None, None, None),
        ("event_participant", None, None, None, None, None, None),
        ("event_participant", None, None, None, None, None, None),
        ("event_place", None, None, None, None, None, None),
    ]
    assert set(cells(empty, "subject", "claimant", "source", "locator", "quote")) == {
        ("ucdp-ged-900001", "ucdp", "ucdp-ged", "event 900001", GED["source_article"])
    }
    columns, entities = rows_of(empty.reader, "entity")
    kinds = {row[columns.index("label")]: row[columns.index("kind")] for row in entities}
    assert kinds == {
        "Government of Nowhere - Front of Somewhere, 2016-03-21 (UCDP GED 900001)": "event",
        "Uppsala Conflict Data Program": "organization",
        "Government of Nowhere": "state",
        "Front of Somewhere": "armed_group",
        "Imagined Town": "place",
    }
    assert bring(empty, path, mapped=mapping.profile("ucdp-ged"))[0].unchanged == 1


@pytest.mark.parametrize(
    ("precision", "end"),
    [("1", "2016-03-22"), ("2", "2016-03-24"), ("3", "2016-03-27"), ("4", "2016-04-20"), ("5", "2016-12-31")],
)
def test_a_ged_event_of_several_days_happened_sometime_between_them(
    empty: Record, tmp_path: Path, precision: str, end: str
) -> None:
    row = GED | {"date_prec": precision, "date_end": end}
    _, told = bring(empty, write(tmp_path / "ged.csv", [row]), mapped=mapping.profile("ucdp-ged"))
    assert told.refused == {}
    dates = dict(cells(empty, "predicate", "date"))
    assert dates["event_date"] == f"[2016-03-21..{end}]"
    valid = dict(cells(empty, "predicate", "valid"))
    assert valid["event_deaths"] == f"2016-03-21/{end}"


def test_civilians_are_no_side_of_one_sided_violence(empty: Record, tmp_path: Path) -> None:
    row = GED | {"type_of_violence": "3", "side_b": "Civilians", "deaths_b": "0"}
    bring(empty, write(tmp_path / "ged.csv", [row]), mapped=mapping.profile("ucdp-ged"))
    named = [
        name for predicate, name in cells(empty, "predicate", "entity_name") if "participant" in predicate
    ]
    assert named == ["Government of Nowhere"]


def test_what_a_later_version_says_is_the_later_word_of_the_same_voice(empty: Record, tmp_path: Path) -> None:
    profile = mapping.profile("ucdp-ged")
    bring(empty, write(tmp_path / "v1.csv", [GED]), mapped=profile)
    revised = GED | {"best": "11"}
    tally, _ = bring(empty, write(tmp_path / "v2.csv", [revised]), mapped=profile)
    assert tally.new == 1
    cursor = empty.reader.connection.cursor()
    cursor.execute("SELECT plain, current FROM claim WHERE predicate = 'event_deaths' AND scope = '{}'")
    assert cursor.fetchall() == [(9, 0), (11, 1)]


@pytest.mark.parametrize(
    ("precision", "day", "valid"),
    [
        ("1", "2016-03-21", "2016-03-21"),
        ("1", "21 March 2016", "2016-03-21"),
        ("2", "2016-03-21", "2016-03-18/2016-03-24"),
        ("3", "2016-03-15", "2016-03"),
    ],
)
def test_an_acled_event_is_what_acled_says_of_it(
    empty: Record, tmp_path: Path, precision: str, day: str, valid: str
) -> None:
    row = ACLED | {"time_precision": precision, "event_date": day}
    tally, told = bring(empty, write(tmp_path / "acled.csv", [row]), mapped=mapping.profile("acled"))
    assert told.refused == {}
    assert tally.entities == 4
    said = cells(empty, "predicate", "best", "valid", "entity_name", "locator", "quote")
    where = "event NWH17 (Nowhere Times; Radio Nowhere)"
    assert said[0] == ("event_deaths", 5, valid, None, where, ACLED["notes"])
    assert [each[0] for each in said] == ["event_deaths", "event_date", "event_participant", "event_place"]
    assert {each for (each,) in cells(empty, "subject")} == {"acled-nwh17"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"time_precision": "9"}, "time_precision: takes one of 1, 2, 3."),
        ({"event_date": "spring"}, "event_date: takes a date such as 2016-03-21"),
        ({"fatalities": "many"}, "best: takes a number"),
        ({"location": "x" * 301}, "names a new entity that does not fit: label"),
    ],
)
def test_a_row_that_does_not_fit_a_profile_is_refused_whole(
    empty: Record, tmp_path: Path, changes: dict[str, str], says: str
) -> None:
    rows = [ACLED | {"event_id_cnty": "NWH18"} | changes, ACLED]
    tally, told = bring(empty, write(tmp_path / "acled.csv", rows), mapped=mapping.profile("acled"))
    assert says in told.refused[2]
    assert tally.new == 1
    assert {each for (each,) in cells(empty, "subject")} == {"acled-nwh17"}


MINE = """
constants: {source: my-table, source_kind: dataset, claimant_kind: person}
columns: {subject: Group, value: "How many?", claimant: Who}
maps: {polarity: {column: Sure, values: {"yes": asserts, "no": denies}, otherwise: asserts}}
templates: {key: "mine-{No}", locator: "row {No}, {Sheet|lower}"}
dates: {valid: {start: Day, formats: ["%d.%m.%Y"]}}
"""
THEIRS = {
    "No": "7",
    "Group": "brigade",
    "How many?": "200",
    "Who": "Analyst X",
    "Sure": "no",
    "Day": "21.03.2016",
}


def mapped(tmp_path: Path, text: str) -> mapping.Mapped:
    path = tmp_path / "mine.yaml"
    path.write_text("constants: {predicate: strength}\n" + text if "predicate" not in text else text)
    return mapping.read(path)


def test_a_mapping_of_ones_own_makes_rows_of_another_table(record: Record, tmp_path: Path) -> None:
    text = MINE.replace("constants: {", "constants: {predicate: strength, ")
    path = write(tmp_path / "theirs.csv", [THEIRS | {"Sheet": "A"}, THEIRS | {"No": "8", "Sheet": ""}])
    tally, told = bring(record, path, mapped=mapped(tmp_path, text))
    assert told.refused == {}
    assert tally.new == 2
    said = cells(record, "key", "subject", "value", "polarity", "valid", "locator", "source", "claimant_name")
    fixed = ("brigade", "200", "denies", "2016-03-21")
    assert said == [
        ("mine-7", *fixed, "row 7, a", "my-table", "Analyst X"),
        ("mine-8", *fixed, None, "my-table", "Analyst X"),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colums: {subject: Group}", "colums is no field (nearest: columns"),
        ("columns: {subjct: Group}", "subjct: no column is called so; nearest: subject"),
        ("columns: [subject]", "columns: "),
        ("maps: {polarity: {column: Sure, valus: {}}}", "valus is no field (nearest: values"),
        ("dates: {valid: {start: Day, codes: {'1': fortnight}}}", "dates/valid/codes/1: "),
        ("columns: {subject: Group, subject: Name}", "the same key stands twice"),
        ("claims: {one: {needs: Group}}", "claims/one/needs: "),
        ("predicates: [{key: x}]", "label: "),
        ("just text", "the file: "),
        ("a: [", "is not YAML"),
    ],
)
def test_a_mapping_that_says_too_little_or_too_much_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(FileProblem) as refused:
        mapping.read(path)
    assert says in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_column_that_a_mapping_reads_and_the_file_lacks_is_named(record: Record, tmp_path: Path) -> None:
    path = write(tmp_path / "theirs.csv", [{"Grup": "brigade"}])
    with pytest.raises(FileProblem) as refused:
        bring(record, path, mapped=mapped(tmp_path, "columns: {subject: Group, predicate: Grup}"))
    assert str(refused.value) == "theirs.csv lacks columns that the mapping reads: Group. Nearest: Grup."


def test_every_profile_is_read_and_no_other_name_is() -> None:
    assert mapping.shipped() == ["acled", "ucdp-ged"]
    for name in mapping.shipped():
        assert mapping.profile(name).claims
    with pytest.raises(FileProblem, match="acled, ucdp-ged"):
        mapping.profile("../ucdp-ged")
