"""Files of rows, one row at a time: CSV, JSON Lines and XLSX; an unreadable row leaves the others alone."""

import codecs
import csv
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

from app import strictjson
from app.exchange.cells import mended, unescaped
from app.exchange.files import FileProblem

CSV, NDJSON, XLSX = "csv", "ndjson", "xlsx"
FORMATS = {".csv": CSV, ".tsv": CSV, ".ndjson": NDJSON, ".jsonl": NDJSON, ".xlsx": XLSX}
LONGEST_CELL = 1_000_000  # characters; the longest text a claim holds is 20,000
LONGEST_LINE = 4_000_000
LARGEST_UNPACKED = 2_000_000_000  # bytes of an .xlsx without its compression, which a small file can exceed
REASON = "reason"
"""The column that a file of refused rows has beside the row's own; an import passes over it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its number as a spreadsheet counts, its cells by column (empty ones left out).

    `fault` says why it cannot be read at all; `raw` is then what stands there.
    """

    number: int
    cells: dict[str, Any]
    fault: str | None = None
    raw: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file: its format, the columns of its header (none in JSON Lines), and its rows.

    `done` says which share of it was read; None where that is not known before its end.
    """

    name: str
    format: str
    columns: tuple[str, ...]
    lines: Iterator[Line]
    done: Callable[[], float | None] = lambda: None


@contextmanager
def opened(
    path: Path, format_: str | None = None, sheet: str | None = None, *, name: str | None = None
) -> Iterator[Sheet]:
    """The rows of a file; FileProblem under that name when it cannot be used as a whole."""
    chosen = format_ or FORMATS.get(path.suffix.lower())
    if chosen is None:
        raise FileProblem(f"{path} is none of {', '.join(FORMATS)}.")
    try:
        file = path.open("rb")
    except OSError as failure:
        raise FileProblem(f"{path} cannot be read: {failure.strerror or failure}.") from failure
    with ExitStack() as stack:
        stack.enter_context(file)
        yield _READERS[chosen](name or path.name, file, sheet, stack)


def _csv(name: str, file: BinaryIO, _: str | None, stack: ExitStack) -> Sheet:
    head = file.read(4)
    file.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileProblem(f"{name} is UTF-16. Save it as CSV UTF-8.")
    # Bytes that are no UTF-8 come as surrogates, so that only their own row is refused.
    text = TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    stack.enter_context(text)
    csv.field_size_limit(LONGEST_CELL)
    first = text.readline()
    text.seek(0)
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        header = next(reader, [])
    except csv.Error as failure:
        raise FileProblem(f"{name}: the header is not CSV: {failure}.") from failure
    columns = _header(name, [mended(cell).strip() for cell in header])
    return Sheet(name, CSV, columns, _records(reader, columns), _share(file))


def _records(reader: Any, columns: Sequence[str]) -> Iterator[Line]:
    number = 1
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield Line(number, {}, f"is not CSV: {problem}")
            continue
        if record:
            yield _line(number, [mended(cell) for cell in record], columns, record)


def _line(number: int, cells: Sequence[Any], columns: Sequence[str], raw: Sequence[str] = ()) -> Line:
    if len(cells) != len(columns):
        wrong = f"has {len(cells)} cells where the header has {len(columns)}"
        return Line(number, {}, wrong, tuple(map(str, raw)))
    found = {name: cell for name, cell in zip(columns, cells, strict=True) if not _empty(cell)}
    fault = next((reason for cell in found.values() if (reason := _unstorable(cell))), None)
    return Line(number, found, fault, tuple(map(str, raw)) if fault else ())


def _share(file: BinaryIO) -> Callable[[], float]:
    size = max(os.fstat(file.fileno()).st_size, 1)
    return lambda: file.tell() / size


def _empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _unstorable(cell: Any) -> str | None:
    if isinstance(cell, str):
        if "\0" in cell:
            return "holds the character U+0000"
        if not cell.isascii() and re.search("[\ud800-\udfff]", cell):
            return "is not UTF-8"
    return None


def _header(name: str, columns: Sequence[str]) -> tuple[str, ...]:
    if not columns:
        raise FileProblem(f"{name} is empty: the first row names the columns.")
    for place, column in enumerate(columns, 1):
        if not column:
            raise FileProblem(f"{name}: column {place} has no name in the first row.")
        if columns.index(column) != place - 1:
            raise FileProblem(f"{name}: two columns are called {_shown(column)}.")
        if _unstorable(column):
            raise FileProblem(f"{name}: the header {_unstorable(column)}.")
    return tuple(columns)


def _shown(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004 — what fits a line


def _ndjson(name: str, file: BinaryIO, *_: object) -> Sheet:
    return Sheet(name, NDJSON, (), _objects(file), _share(file))


def _objects(file: BinaryIO) -> Iterator[Line]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            yield Line(number, {}, f"is longer than {LONGEST_LINE:,} bytes")
        elif line.strip():
            yield _object(number, line.removeprefix(codecs.BOM_UTF8) if number == 1 else line)


def _object(number: int, line: bytes) -> Line:
    raw = (line.decode("utf-8", "surrogateescape").rstrip("\r\n"),)
    try:
        found = strictjson.loads(line)
    except ValueError as failure:
        return Line(number, {}, f"is not JSON: {failure}", raw)
    if not isinstance(found, dict):
        return Line(number, {}, "is not a JSON object", raw)
    cells = {name: cell for name, cell in found.items() if not _empty(cell)}
    fault = next((reason for cell in cells.values() if (reason := _unstorable(cell))), None)
    return Line(number, cells, fault, raw if fault else ())


def _xlsx(name: str, file: BinaryIO, sheet: str | None, stack: ExitStack) -> Sheet:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(file) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        file.seek(0)
        book = load_workbook(file, read_only=True) if unpacked <= LARGEST_UNPACKED else None
    except Exception as failure:  # a damaged file makes the library raise whatever its parts raise
        raise FileProblem(f"{name} is not an .xlsx file that can be read.") from failure
    if book is None:
        raise FileProblem(f"{name} unpacks to more than {LARGEST_UNPACKED:,} bytes. Save it as CSV.")
    stack.callback(book.close)
    if sheet is not None and sheet not in book.sheetnames:
        raise FileProblem(f"{name} has no sheet of that name; it has {', '.join(book.sheetnames)}.")
    chosen = book[sheet] if sheet is not None else book.worksheets[0]
    chosen.reset_dimensions()
    rows = chosen.iter_rows()
    named = [_text(cell.value) for cell in next(rows, ())]
    while named and not named[-1]:
        named.pop()
    columns = _header(name, named)
    return Sheet(name, XLSX, columns, _sheet_rows(rows, columns))


def _sheet_rows(rows: Iterator[Any], columns: Sequence[str]) -> Iterator[Line]:
    number = 1
    try:
        for number, row in enumerate(rows, 2):
            cells = [cell for cell in row if cell.value is not None]
            if not cells:
                continue
            raw = [_text(cell.value) for cell in row]
            wrong = next((reason for cell in cells if (reason := _no_content(cell))), None)
            if wrong is not None:
                yield Line(number, {}, wrong, tuple(raw))
                continue
            values = [_content(cell.value) for cell in row]
            values += [None] * (len(columns) - len(values))
            while len(values) > len(columns) and _empty(values[-1]):
                values.pop()
            yield _line(number, values, columns, raw)
    except Exception as failure:  # the parts of a damaged file are found to be so while they are read
        raise FileProblem(f"The sheet cannot be read after row {number}; what stands above was.") from failure


def _no_content(cell: Any) -> str | None:
    if cell.data_type == "f":
        return f"{cell.coordinate} holds a formula; paste its value in its place"
    if cell.data_type == "e":
        return f"{cell.coordinate} holds the error {cell.value}"
    return None


def _content(value: Any) -> Any:
    """A cell as text or a number; dates are ISO 8601."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, str):
        return unescaped(value)
    return value if value is None or isinstance(value, int | float | bool) else str(value)


def _text(value: Any) -> str:
    found = _content(value)
    return "" if found is None else str(found).strip()


_Reader = Callable[[str, BinaryIO, str | None, ExitStack], Sheet]
_READERS: dict[str, _Reader] = {CSV: _csv, NDJSON: _ndjson, XLSX: _xlsx}
