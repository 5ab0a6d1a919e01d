"""The package: every file is there, is described, and says what the record says."""

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frictionless
import pytest
from openapi_schema_validator import OAS31Validator

from app.db import Database
from app.exchange import export
from app.exchange.cells import mended
from app.exchange.export.base import Resource
from app.settings import Settings
from tests.conftest import Databases, Record, record_at
from tests.exchange.exports import HOSTILE, decided, enriched, exported, objects, table, unpacked

EACH = pytest.mark.parametrize("resource", export.RESOURCES, ids=lambda resource: resource.name)


@pytest.fixture(scope="module")
def rich(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with (
        databases.copied("seeded", tmp_path_factory.mktemp("rich")) as where,
        record_at(where) as record,
    ):
        decided(record)
        yield enriched(record)


def validated(folder: Path) -> frictionless.Report:
    """Frictionless trusts only files below the working directory."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        report: frictionless.Report = frictionless.validate("datapackage.json")
    finally:
        os.chdir(before)
    return report


def written(package: bytes, folder: Path) -> Path:
    for name, held in unpacked(package).items():
        (folder / name).write_bytes(held)
    return folder


@pytest.mark.parametrize("format_", ["ndjson", "csv"])
def test_frictionless_finds_the_package_valid(rich: Record, tmp_path: Path, format_: str) -> None:
    report = validated(written(exported(rich.database, format_), tmp_path))
    assert report.valid, report.flatten(["title", "message"])
    assert len(report.tasks) == len(export.RESOURCES)


def test_frictionless_reads_a_package_with_a_byte_order_mark(rich: Record, tmp_path: Path) -> None:
    folder = written(exported(rich.database, "csv", bom=True), tmp_path)
    assert (folder / "claims.csv").read_bytes().startswith(b"\xef\xbb\xbfref,id,key,")
    assert validated(folder).valid


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("claims.csv", b",liwa-al-baqir,Liwa al-Baqir,", b",liwa-al-nobody,Liwa al-Baqir,"),
        ("claims.csv", b",asserts,", b",insists,"),
        ("contradictions.csv", b",0.09,", b",little,"),
        ("sources.csv", b"\r\n", b",extra\r\n"),
    ],
)
def test_frictionless_would_notice_a_fault(
    rich: Record, tmp_path: Path, name: str, old: bytes, new: bytes
) -> None:
    folder = written(exported(rich.database, "csv"), tmp_path)
    held = (folder / name).read_bytes()
    assert old in held
    (folder / name).write_bytes(held.replace(old, new, 1))
    assert not validated(folder).valid


@EACH
def test_every_column_is_described(rich: Record, resource: Resource) -> None:
    package = unpacked(exported(rich.database, "csv"))
    (described,) = [
        each for each in json.loads(package["datapackage.json"])["resources"] if each["name"] == resource.name
    ]
    header = package[described["path"]].decode().split("\r\n")[0].split(",")
    fields = described["schema"]["fields"]
    assert [each["name"] for each in fields] == header
    assert all(each["title"] and each["description"].endswith(".") and each["type"] for each in fields)
    for key in described["schema"]["foreignKeys"]:
        assert key["fields"] in header
        assert key["reference"]["resource"] in ("", *export.BY_NAME)


@EACH
def test_every_line_is_what_its_schema_says(rich: Record, resource: Resource) -> None:
    package = unpacked(exported(rich.database, "ndjson"))
    described = {each["name"]: each for each in json.loads(package["datapackage.json"])["resources"]}
    schema = described[resource.name]["jsonSchema"]
    OAS31Validator.check_schema(schema)
    lines = objects(package[f"{resource.name}.ndjson"])
    assert lines
    for line in lines:
        assert list(OAS31Validator(schema).iter_errors(line)) == []
        resource.model.model_validate(line)
    assert list(OAS31Validator(schema).iter_errors({"type": "nothing"}))


@EACH
def test_files_of_every_format_have_a_row_for_each_object(rich: Record, resource: Resource) -> None:
    lines = objects(unpacked(exported(rich.database, "ndjson"))[f"{resource.name}.ndjson"])
    rows = table(unpacked(exported(rich.database, "csv"))[f"{resource.name}.csv"])
    assert [line["id"] for line in lines] == [row["id"] for row in rows]
    with rich.reader.snapshot() as session:
        assert len(lines) == resource.count(session)


def cells(package: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Every cell of a package of CSV, with the type of its column."""
    for described in json.loads(package["datapackage.json"])["resources"]:
        types = [field["type"] for field in described["schema"]["fields"]]
        rows = csv.reader(io.StringIO(package[described["path"]].decode(), newline=""))
        for row in rows:
            yield from zip(types, row, strict=True)


def test_no_cell_is_a_formula_and_no_number_is_a_text(rich: Record) -> None:
    found = list(cells(unpacked(exported(rich.database, "csv"))))
    assert len(found) > 5000
    for type_, cell in found:
        if type_ == "string":
            assert not cell.startswith(tuple("=+-@\t\r")), cell
    assert HOSTILE in {mended(cell) for _, cell in found}
    assert f"'{HOSTILE}" in {cell for _, cell in found}


def test_csv_is_as_rfc_4180_has_it(rich: Record) -> None:
    for name, held in unpacked(exported(rich.database, "csv")).items():
        if not name.endswith(".csv"):
            continue
        text = held.decode("utf-8", "strict")
        assert text.endswith("\r\n")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert len({len(row) for row in rows}) == 1, name
        outside = "".join(text.split('"')[::2])  # what stands between quotes is the cells' own
        assert outside.count("\r\n") == len(rows), name
        assert "\n" not in outside.replace("\r\n", "")
        assert "\r" not in outside.replace("\r\n", "")


def test_a_claims_row_has_its_citation_its_chain_and_what_became_of_it(rich: Record) -> None:
    rows = table(unpacked(exported(rich.database, "csv"))["claims.csv"])
    by_key = {row["key"]: row for row in rows}
    disputed = by_key["ldf-strength-50000"]
    expected = {
        "subject": "local-defence-forces",
        "subject_name": "Local Defence Forces",
        "value": "50,000 fighters",
        "best": "50000",
        "source": "tamimi-ldf-2016",
        "source_kind": "article",
        "claimant_kind": "person",
        "carrier": "aymenn-al-tamimi",
        "stance": "disputes",
        "stance_wording": "an obvious exaggeration",
        "status": "live",
    }
    assert {name: disputed[name] for name in expected} == expected
    assert disputed["locator"].startswith("paragraph ")
    assert disputed["quote"]
    assert sorted(row["status"] for row in rows if row["status"] != "live") == [
        "retracted",
        "retracted",
        "superseded",
    ]
    (withdrawn,) = [row for row in rows if row["retraction_reason"] == "withdrawn"]
    assert withdrawn["retraction_source"] == "odd-paper"
    assert withdrawn["retraction_by"] == withdrawn["claimant"]
    assert withdrawn["claimant"].startswith("entity_")


def test_the_same_record_gives_the_same_bytes(rich: Record) -> None:
    assert exported(rich.database, "csv") == exported(rich.database, "csv")
    assert exported(rich.database, "ndjson") == exported(rich.database, "ndjson")


def test_a_decision_stands_in_its_contradictions_row(rich: Record) -> None:
    lines = objects(unpacked(exported(rich.database, "ndjson"))["contradictions.ndjson"])
    (row,) = [line for line in lines if "disposition" in line]
    told: dict[str, Any] = row["disposition"]
    assert (told["choice"], told["reasons"], told["standing"]) == ("irreconcilable", "Neither yields.", True)


def test_an_empty_record_makes_a_valid_package(empty: Record, tmp_path: Path) -> None:
    for format_ in ("csv", "ndjson"):
        folder = tmp_path / format_
        folder.mkdir()
        assert validated(written(exported(empty.database, format_), folder)).valid
    assert len(unpacked(exported(empty.database, "xlsx"))) > len(export.RESOURCES)


@pytest.mark.system
@pytest.mark.parametrize("format_", ["ndjson", "csv"])
def test_postgresql_exports_what_sqlite_does(seeded: Record, seeded_url: str, format_: str) -> None:
    other = Database(Settings(database=seeded_url).url)
    one, two = unpacked(exported(seeded.database, format_)), unpacked(exported(other, format_))
    own = re.compile(rb"[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}|2026-[0-9T:.-]+Z")  # ids and times
    assert one.keys() == two.keys()
    for name in one:
        assert own.sub(b"", one[name]) == own.sub(b"", two[name]), name
    assert exported(other, "xlsx").startswith(b"PK")
