"""CSV (RFC 4180): UTF-8, CRLF, quotes where needed, no cell that a spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from app.db import Session
from app.exchange.cells import Column, defused, text
from app.exchange.export.base import Batches, Resource
from app.exchange.export.known import Known
from app.exchange.flat import written

BOM = b"\xef\xbb\xbf"
"""Spreadsheets that do not ask take a file with this mark for UTF-8."""


def lines(session: Session, resource: Resource, batches: Batches, *, bom: bool = False) -> Iterator[bytes]:
    """The header, then a chunk for each batch of documents."""
    columns, known = resource.columns(session), Known(session)
    yield (BOM if bom else b"") + _encoded([[column.name for column in columns]])
    for batch in batches:
        rows = (written(resource.complete(known, document), columns) for document in batch)
        yield _encoded([_cells(row, columns) for row in rows])


def _cells(row: Sequence[Any], columns: Sequence[Column]) -> list[str]:
    """The cells as text; a number or truth value is what it is, so only texts can be formulas."""
    return [
        defused(text(cell)) if column.type == "string" else text(cell)
        for cell, column in zip(row, columns, strict=True)
    ]


def _encoded(rows: Sequence[Sequence[str]]) -> bytes:
    made = io.StringIO(newline="")
    csv.writer(made, lineterminator="\r\n").writerows(rows)
    return made.getvalue().encode()
