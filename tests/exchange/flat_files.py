"""Flat files in tests: the record as rows, rows as files, files into a record."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.access.keys import OPERATOR
from app.claims import predicates, present
from app.db import Session
from app.entities import service as entities
from app.exchange import flat, rejects, sheets
from app.exchange.cells import Column, defused, text
from app.exchange.flow import Import, Tally, Watcher
from app.exchange.mapping import Mapped
from app.exchange.recording import Outcome
from app.exchange.sheets import Line
from app.sources import service as sources
from tests.conftest import Record

Table = tuple[list[str], list[list[Any]]]


class Told:
    """Keeps what became of each row."""

    def __init__(self) -> None:
        self.outcomes: dict[int, Outcome] = {}

    def settled(self, line: Line, outcome: Outcome) -> None:
        self.outcomes[line.number] = outcome

    @property
    def refused(self) -> dict[int, str]:
        return {row: rejects.reason(each.faults) for row, each in self.outcomes.items() if each.faults}


class _Refusing:
    def __init__(self, to: rejects.Rejects) -> None:
        self.to = to

    def settled(self, line: Line, outcome: Outcome) -> None:
        if outcome.faults:
            self.to.add(line, outcome.faults)


def bring(
    record: Record,
    path: Path,
    *,
    mapped: Mapped | None = None,
    trial: bool = False,
    sheet: str | None = None,
    kept: Path | None = None,
    batch: int = 1000,
) -> tuple[Tally, Told]:
    """Imports a file; `kept` is where refused rows go."""
    told = Told()
    with sheets.opened(path, sheet=sheet) as opened:
        wanted = kept or path.with_name("nobody-reads-this.csv")
        with rejects.Rejects(wanted, opened.format, opened.columns) as refused:
            watchers: list[Watcher] = [told, _Refusing(refused)] if kept else [told]
            going = Import(record.writer, OPERATOR, watchers, mapped=mapped, trial=trial, batch=batch)
            return going.run(opened), told


def write(path: Path, rows: Sequence[dict[str, Any]] | str) -> Path:
    """A file of these rows in the format of its name; text as it is."""
    if isinstance(rows, str):
        path.write_text(rows, encoding="utf-8", newline="")
    elif path.suffix == ".csv":
        columns = list(dict.fromkeys(name for row in rows for name in row))
        path.write_text(as_csv((columns, [[row.get(name) for name in columns] for row in rows])), newline="")
    elif path.suffix == ".xlsx":
        columns = list(dict.fromkeys(name for row in rows for name in row))
        as_xlsx(path, (columns, [[row.get(name) for name in columns] for row in rows]))
    else:
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path


def as_csv(table: Table) -> str:
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(table[0])
    writer.writerows([[defused(text(cell)) for cell in row] for row in table[1]])
    return made.getvalue()


def as_xlsx(path: Path, table: Table) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    made = book.create_sheet("rows")
    from openpyxl.cell import WriteOnlyCell

    made.append(table[0])
    for row in table[1]:
        cells = []
        for content in row:
            cell = WriteOnlyCell(made, content if isinstance(content, int | float) else text(content) or None)
            if isinstance(content, str):
                cell.data_type = "s"
            cells.append(cell)
        made.append(cells)
    book.save(path)


def rows_of(session: Session, kind: str) -> Table:
    """Every claim, entity or source of the record as flat rows."""
    columns: Sequence[Column]
    if kind == "entity":
        columns = flat.ENTITY_COLUMNS
        documents = entities.present(session, session.rows(entities.listing().order_by("seq")))
    elif kind == "source":
        columns = flat.SOURCE_COLUMNS
        documents = sources.present(session, session.rows(sources.listing().order_by("seq")))
    else:
        known = predicates.registry(session).by_key.values()
        keys = sorted({each.key for predicate in known for each in predicate.separators})
        columns = flat.claim_columns(keys)
        found = session.tuples(present.DOCUMENTS.order_by(present.claims.c.seq))
        documents = [json.loads(document) for *_, document in found]
    written = [column for column in columns if column.write is not None]
    return [column.name for column in written], [flat.written(each, written) for each in documents]


def stable(table: Table) -> Table:
    """Without what an import does not keep: when and by whom it was recorded."""
    kept = [place for place, name in enumerate(table[0]) if not name.startswith("recorded_")]
    return [table[0][place] for place in kept], [[row[place] for place in kept] for row in table[1]]
