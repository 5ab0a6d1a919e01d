"""Reading CSV so that a bad row is told with its line and never takes another one with it."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.exchange.files import FileProblem

Refusal = tuple[str, str]
"""Where something stood and why it was not taken."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the number of the line it begins in, and its cells without outer blanks."""

    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """The cell of a column; empty where the table has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A file's header, its sound rows, and the refused ones by place and reason."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    refused: tuple[Refusal, ...]


def read(path: Path, needed: Sequence[str], renamed: Mapping[str, str] | None = None) -> Table:
    """A table whose header has the needed columns; FileProblem says what is wrong with the file as a whole.

    `renamed` gives our name of a column for theirs. Bytes that are not UTF-8 spoil their own row alone.
    """
    try:
        text = path.read_text(encoding="utf-8-sig", errors="surrogateescape")
    except OSError as failure:
        raise FileProblem(f"{path} cannot be read: {failure.strerror}.") from failure
    # Line ends alone end a line: str.splitlines would also cut at U+2028 and others inside a cell.
    records = _records(list(io.StringIO(text, newline="")))
    first = next(records, None)
    if first is None or isinstance(first[1], str):
        raise FileProblem(f"{path} has no header: its first line names the columns, parted by commas.")
    header = [(renamed or {}).get(cell.strip(), cell.strip()) for cell in first[1]]
    missing = [name for name in needed if name not in header]
    if missing or len(set(header)) < len(header):
        says = f"lacks {', '.join(missing)}" if missing else "names a column twice"
        raise FileProblem(f"The header of {path} {says}. It needs {', '.join(needed)}, each once.")
    rows, refused = [], []
    for line, found in records:
        reason = found if isinstance(found, str) else _fault(found, len(header))
        if reason is None:
            cells = [cell.strip() for cell in found]
            rows.append(Row(line, dict(zip(header, cells, strict=True))))
        else:
            refused.append((f"{path.name}, line {line}", reason))
    return Table(tuple(header), tuple(rows), tuple(refused))


def _fault(cells: Sequence[str], wanted: int) -> str | None:
    if len(cells) != wanted:
        return f"{len(cells)} cells stand under {wanted} columns; a cell with a comma needs quotes"
    text = "".join(cells)
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        return "the row is not UTF-8"
    return "the row holds the character U+0000" if "\0" in text else None


def _records(lines: Sequence[str]) -> Iterator[tuple[int, list[str] | str]]:
    """Every record with the line it begins in, or the reason why it is none; blank lines are passed over.

    A record over several lines that is unsound gives up its first line alone: a quote that was
    never closed must not swallow the rows below it.
    """
    place, width = 0, 0
    while place < len(lines):
        reader = csv.reader((lines[each] for each in range(place, len(lines))), strict=True)
        found: list[str] | str
        try:
            found = next(reader, [])
        except csv.Error as failure:
            found = f"this is not CSV: {failure}"
        width = width or len(found)
        spoiled = isinstance(found, str) or (reader.line_num > 1 and len(found) != width)
        if found:
            yield place + 1, found
        place += 1 if spoiled else max(reader.line_num, 1)
