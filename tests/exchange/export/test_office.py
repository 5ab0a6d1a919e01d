"""LibreOffice opens what is exported, finds the texts as they are, and no formula."""

import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from app.exchange import export
from app.exchange.cells import unescaped
from tests.conftest import Record
from tests.exchange.exports import HOSTILE, enriched, exported, unpacked

pytestmark = pytest.mark.system
ARABIC = "لواء القدس"
FORMULA = '=1+1&"لواء"'
# Comma, quote, UTF-8, from line 1, quoted fields are no texts of their own, numbers and formulas are looked
# for: https://wiki.documentfoundation.org/Documentation/DevGuide/Spreadsheet_Documents#Filter_Options
EAGER = "CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class Opened:
    """A file as LibreOffice read it: its sheets, the texts of its cells, and its formulas."""

    def __init__(self, path: Path, filter_: str = "") -> None:
        command = [
            "soffice",
            f"-env:UserInstallation=file://{path.parent / 'profile'}",
            "--headless",
            *([f"--infilter={filter_}"] if filter_ else []),
            *("--convert-to", "ods", "--outdir", str(path.parent), str(path)),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
        made = path.with_suffix(".ods")
        assert made.exists(), done.stdout + done.stderr
        root = ET.fromstring(ZipFile(made).read("content.xml"))  # noqa: S314 — LibreOffice wrote it
        self.sheets = [sheet.attrib[f"{_TABLE}name"] for sheet in root.iter(f"{_TABLE}table")]
        cells = list(root.iter(f"{_TABLE}table-cell"))
        self.formulas = {
            cell.attrib[f"{_TABLE}formula"] for cell in cells if f"{_TABLE}formula" in cell.attrib
        }
        self.texts = {
            "\n".join("".join(each.itertext()) for each in cell.iter(f"{_TEXT}p")) for cell in cells
        }


@pytest.fixture
def odd(seeded: Record) -> Record:
    enriched(seeded)
    seeded.entity("quds", label=ARABIC)
    seeded.entity("formula", label=FORMULA)
    seeded.entity("minus", label="-1+1")
    return seeded


def test_a_csv_opens_with_its_texts_and_without_a_formula(odd: Record, tmp_path: Path) -> None:
    for name, held in unpacked(exported(odd.database, "csv", bom=True)).items():
        if name.endswith(".csv"):
            path = tmp_path / name
            path.write_bytes(held)
            opened = Opened(path, EAGER)
            assert opened.formulas == set(), name
            if name == "entities.csv":
                assert {ARABIC, f"'{FORMULA}", "'-1+1"} <= opened.texts


def test_a_control_without_the_apostrophe_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "control.csv"
    path.write_text('label\r\n"=1+1"\r\n')
    assert Opened(path, EAGER).formulas == {"of:=1+1"}


def test_a_workbook_opens_with_its_texts_and_without_a_formula(odd: Record, tmp_path: Path) -> None:
    path = tmp_path / "record.xlsx"
    path.write_bytes(exported(odd.database, "xlsx"))
    opened = Opened(path)
    assert opened.sheets == list(export.BY_NAME)
    assert opened.formulas == set()
    assert {ARABIC, FORMULA, "-1+1"} <= opened.texts
    shown = {text for text in opened.texts if text.startswith("=HYPERLINK")}
    assert shown
    for text in shown:  # an ODS file holds neither returns nor control characters
        assert "لواء الباقر" in unescaped(text)
        assert text[:22] == HOSTILE[:22]
