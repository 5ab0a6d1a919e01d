"""XLSX: a sheet a resource, every text as text and never as a formula.

A workbook cannot be sent before its last row is known, so it is written to a temporary file and memory
stays flat.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from tempfile import TemporaryFile
from typing import IO, Any, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.db import Session
from app.errors import BadParameter, Fault
from app.exchange.cells import Column, escaped, text
from app.exchange.export.base import Batches, Resource, Shown
from app.exchange.export.known import Known
from app.exchange.flat import written

MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767
"""What a worksheet holds (https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3)."""

CHUNK = 1 << 16


def workbook(
    session: Session, resources: Iterable[tuple[Resource, Batches]], most_rows: int = MOST_ROWS
) -> Iterator[bytes]:
    """One workbook of these resources; a sheet that is full is followed by another one.

    Between batches, while nothing can be sent yet, empty chunks give the chance to stop.
    """
    made = Workbook(write_only=True)
    known = Known(session)
    with TemporaryFile() as file:
        try:
            for resource, batches in resources:
                columns = resource.columns(session)
                completed = ((resource.complete(known, each) for each in batch) for batch in batches)
                for _ in _sheets(made, resource, columns, completed, most_rows):
                    yield b""
            made.save(file)
        except BaseException:
            _abandon(made)
            raise
        yield from _chunks(file)


def _abandon(made: Workbook) -> None:
    """Closes the sheets of a workbook that is not saved and removes the files they were written to."""
    for sheet in cast("Any", made.worksheets):
        if not sheet.closed:
            sheet.close()
        with suppress(FileNotFoundError):
            sheet._writer.cleanup()  # noqa: SLF001 — only saving does it otherwise


def _sheets(
    made: Workbook,
    resource: Resource,
    columns: tuple[Column, ...],
    batches: Iterable[Iterable[Shown]],
    most_rows: int,
) -> Iterator[None]:
    """Writes the rows of a resource, pausing after each batch."""
    sheet, number, filled = _sheet(made, resource.name, columns), 1, 1
    for batch in batches:
        for document in batch:
            if filled == most_rows:
                number += 1
                sheet, filled = _sheet(made, f"{resource.name} {number}", columns), 1
            cells = zip(written(document, columns), columns, strict=True)
            sheet.append([_cell(sheet, cell, column, resource, document) for cell, column in cells])
            filled += 1
        yield


def _sheet(made: Workbook, title: str, columns: tuple[Column, ...]) -> WriteOnlyWorksheet:
    sheet: WriteOnlyWorksheet = made.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append([column.name for column in columns])
    return sheet


def _cell(
    sheet: WriteOnlyWorksheet, cell: Any, column: Column, resource: Resource, document: dict[str, Any]
) -> Any:
    """A number as it is, all else as a text; LibreOffice turns truth values into formulas."""
    if cell is None or (isinstance(cell, int | float) and not isinstance(cell, bool)):
        return cell
    told = escaped(text(cell))
    if len(told) > LONGEST_CELL:
        detail = (
            f"{column.name} of {document['id']} ({resource.name}) has {len(told):,} characters, and a "
            f"worksheet's cell holds {LONGEST_CELL:,}. Take csv or ndjson instead."
        )
        raise BadParameter(detail, [Fault("format", detail)])
    made = WriteOnlyCell(sheet, told)
    made.data_type = "s"
    return made


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk
