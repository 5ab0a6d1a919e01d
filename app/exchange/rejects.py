"""The file of refused rows: each row's own cells and the reason, to be mended and imported again."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Self, TextIO

from app.exchange.cells import defused, text
from app.exchange.recording import Fault
from app.exchange.sheets import NDJSON, REASON, Line


class Rejects:
    """Written when the first row is refused; a file that is there already is never touched."""

    def __init__(self, wanted: Path, format_: str, columns: Sequence[str]) -> None:
        self.wanted, self.format = wanted, format_
        self.columns = [name for name in columns if name != REASON]
        self.path: Path | None = None
        self._file: TextIO | None = None

    def add(self, line: Line, faults: Sequence[Fault]) -> None:
        """A row and why it was refused."""
        if self._file is None:
            self._file = self._new()
            if self.format != NDJSON:
                self._write([REASON, *self.columns])
        if self.format == NDJSON:
            self._file.write(self._object(line, reason(faults)) + "\n")
        else:
            self._write([reason(faults), *self._cells(line)])

    def _object(self, line: Line, why: str) -> str:
        if line.fault and line.raw:
            return line.raw[0]  # as it stands there: it could not be read
        cells = {name: cell for name, cell in line.cells.items() if name != REASON}
        return json.dumps({REASON: why} | cells, ensure_ascii=False)

    def _cells(self, line: Line) -> list[str]:
        if line.raw:
            return list(line.raw)
        return [text(line.cells.get(name)) for name in self.columns]

    def _write(self, cells: Sequence[str]) -> None:
        csv.writer(self._file).writerow([defused(cell) for cell in cells])  # type: ignore[arg-type]  # open by now

    def _new(self) -> TextIO:
        place = self.wanted
        number = 1
        while True:
            try:
                # Bytes that were no UTF-8 come out as they came in.
                file = place.open("x", encoding="utf-8", errors="surrogateescape", newline="")
            except FileExistsError:
                number += 1
                place = self.wanted.with_name(f"{self.wanted.stem}-{number}{self.wanted.suffix}")
            else:
                self.path = place
                return file

    def __enter__(self) -> Self:
        """Itself; no file is made yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the file if there is one."""
        if self._file is not None:
            self._file.close()


def beside(path: Path, format_: str) -> Path:
    """Where the refused rows of a file go when nobody says."""
    return path.with_name(f"{path.name}.rejects.{'ndjson' if format_ == NDJSON else 'csv'}")


def reason(faults: Sequence[Fault]) -> str:
    """Why a row was refused, in a line."""
    return "; ".join(f"{column}: {detail}" if column else detail for column, detail in faults)
