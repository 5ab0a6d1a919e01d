"""Workbooks: every text as text, numbers as numbers, nothing cut off."""

import io
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.db import Session
from app.errors import BadParameter
from app.exchange import export
from app.exchange.cells import escaped, mended, unescaped
from app.exchange.export import xlsx
from tests.conftest import Record
from tests.exchange.exports import HOSTILE, enriched, exported, table, unpacked


def sheets(workbook: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every sheet; no cell may be a formula or an error."""
    book = load_workbook(io.BytesIO(workbook), read_only=True)
    found = {}
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows())
        assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "b", "inlineStr"}
        found[sheet.title] = [tuple(cell.value for cell in row) for row in rows]
    return found


def test_a_workbook_says_what_the_tables_say(seeded: Record) -> None:
    enriched(seeded)
    found = sheets(exported(seeded.database, "xlsx"))
    package = unpacked(exported(seeded.database, "csv"))
    assert list(found) == list(export.BY_NAME)
    for name, (header, *rows) in found.items():
        expected = [list(row.values()) for row in table(package[f"{name}.csv"])]
        assert list(header) == list(table(package[f"{name}.csv"])[0])
        told = [[_text(cell) for cell in row] + [""] * (len(header) - len(row)) for row in rows]
        assert told == [[mended(cell) for cell in row] for row in expected]
    labels = [row[4] for row in found["entities"]]
    assert HOSTILE in {unescaped(label) for label in labels}
    claims = found["claims"]
    best = {type(row[claims[0].index("best")]) for row in claims[1:]}
    assert int in best
    assert str not in best


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return unescaped(cell) if isinstance(cell, str) else str(cell)


def test_a_sheet_that_is_full_goes_on_in_another(seeded: Record) -> None:
    entities = export.BY_NAME["entities"]

    def make(session: Session) -> Iterator[bytes]:
        return xlsx.workbook(session, [(entities, entities.batches(session))], most_rows=30)

    found = sheets(b"".join(export.stream(seeded.database, make)))
    assert {name: len(rows) for name, rows in found.items()} == {
        "entities": 30,
        "entities 2": 28,
    }
    assert found["entities"][0] == found["entities 2"][0]
    whole = table(unpacked(exported(seeded.database, "csv"))["entities.csv"])
    held = [row[1] for name in found for row in found[name][1:]]
    assert held == [row["id"] for row in whole]


def test_a_text_that_no_cell_holds_is_refused_and_not_cut(seeded: Record) -> None:
    names = [{"text": f"{number} " + "n" * 290} for number in range(120)]
    seeded.entity("many-names", names=names)
    with pytest.raises(BadParameter, match=r"names of entity_.* has 4\d,\d{3} characters"):
        exported(seeded.database, "xlsx")
    rows = table(unpacked(exported(seeded.database, "csv"))["entities.csv"])
    assert json.loads(rows[-1]["names"])[119]["text"] == names[119]["text"]


def test_a_workbook_that_is_not_finished_leaves_no_file_behind(
    seeded: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    chunks = export.stream(seeded.database, partial(export.record, format_="xlsx"))
    assert next(chunks) == b""
    assert list((tmp_path / "temporary").iterdir())
    chunks.close()
    assert list((tmp_path / "temporary").iterdir()) == []


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_comes_back_from_a_sheets_spelling(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not set(escaped(text)) & {chr(code) for code in range(32)} - {"\t", "\n"}
