"""Importing flat rows: read, recorded a batch to a command, told of row by row; memory stays flat."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from tempfile import TemporaryFile
from typing import Any, Protocol

from pysqlite3 import dbapi2 as sqlite

from app.access.keys import Account
from app.errors import Problem
from app.exchange import bodies, recording
from app.exchange.files import FileProblem
from app.exchange.mapping import Mapped
from app.exchange.memory import give_back
from app.exchange.recording import Draft, Fault, Outcome, Row, Undone
from app.exchange.sheets import NDJSON, REASON, Line, Sheet
from app.writer import Writer

BATCH = 2000
"""Rows to a command, which other writes wait behind; fewer take longer, a commit being what it is."""


class Watcher(Protocol):
    """Who is told what became of each row, in the order in which that was settled."""

    def settled(self, line: Line, outcome: Outcome) -> None:
        """The row is new, unchanged or refused."""


@dataclass(slots=True)
class Tally:
    """What an import did: rows by what became of them, and what they added besides themselves."""

    rows: int = 0
    new: int = 0
    unchanged: int = 0
    refused: int = 0
    entities: int = 0
    sources: int = 0
    seconds: float = field(default=0.0, compare=False)

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds if self.seconds else 0.0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


class Import:
    """One file on its way in."""

    def __init__(
        self,
        writer: Writer,
        account: Account,
        watchers: Iterable[Watcher],
        *,
        mapped: Mapped | None = None,
        trial: bool = False,
        batch: int = BATCH,
        progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.writer, self.account, self.watchers = writer, account, tuple(watchers)
        self.mapped, self.trial, self.batch, self.progress = mapped, trial, batch, progress
        self.tally = Tally()
        self._seen: _Seen | None = None
        self._open = ExitStack()

    def run(self, sheet: Sheet) -> Tally:
        """Brings every row in that can be; what refers to a claim of a later row is tried again after it."""
        begun = time.perf_counter()
        self._prepare(sheet)
        with self._open:
            self._seen = self._open.enter_context(closing(_Seen())) if self.trial else None
            late = self._pass(sheet.lines)
            while late.count:
                still = self._pass(late.lines())
                if still.count == late.count:
                    self._pass(still.lines(), last=True)
                    break
                late = still
        self.tally.seconds = time.perf_counter() - begun
        return self.tally

    def _prepare(self, sheet: Sheet) -> None:
        """Refuses a file whose columns are not known, before anything is written."""
        if self.mapped is not None:
            if sheet.format != NDJSON:
                self.mapped.check(sheet.name, sheet.columns)
        elif sheet.format != NDJSON:
            kind_of_rows(sheet)

    def _pass(self, lines: Iterable[Line], *, last: bool = False) -> "_Spool":
        """One pass; the next batch is read while the writer records the one before.

        Gives back the lines that refer to a later one, unless this pass is the last.
        """
        late = self._open.enter_context(closing(_Spool()))
        before: tuple[list[Row], Future[list[Outcome]]] | None = None
        for batch in _batches(map(self._row, lines), self.batch):
            future = self._submitted(batch)
            if before is not None:
                self._settle(*before, None if last else late)
            before = batch, future
        if before is not None:
            self._settle(*before, None if last else late)
        return late

    def _submitted(self, batch: list[Row]) -> Future[list[Outcome]]:
        brought = self.mapped.predicates if self.mapped is not None else ()
        command = partial(
            recording.record, account=self.account, rows=batch, brought=brought, trial=self.trial
        )
        return self.writer.submit(command, wait=True)

    def _settle(self, batch: list[Row], future: Future[list[Outcome]], late: "_Spool | None") -> None:
        try:
            outcomes = future.result()
        except Undone as tried:
            outcomes = tried.outcomes
        for row, outcome in zip(batch, outcomes, strict=True):
            if outcome.waiting and late is not None:
                late.add(row.line)
                continue
            if self._seen is not None:
                self._seen.correct(row, outcome)
            self._count(outcome)
            for watcher in self.watchers:
                watcher.settled(row.line, outcome)
        give_back()
        self.progress(len(batch))

    def _count(self, outcome: Outcome) -> None:
        tally = self.tally
        tally.rows += 1
        tally.refused += bool(outcome.faults)
        tally.new += outcome.new
        tally.unchanged += not outcome.new and not outcome.faults
        tally.entities += sum(each["type"] == "entity" for each in outcome.created)
        tally.sources += sum(each["type"] == "source" for each in outcome.created)

    def _row(self, line: Line) -> Row:
        if line.fault is not None:
            return Row(line, faults=(("", line.fault),))
        cells = {name: cell for name, cell in line.cells.items() if name != REASON}
        try:
            return Row(line, tuple(self._drafts(cells)))
        except Problem as wrong:
            faults: list[Fault] = [(fault.pointer, fault.detail) for fault in wrong.faults]
            return Row(line, faults=tuple(faults) or (("", wrong.detail),))

    def _drafts(self, cells: dict[str, Any]) -> Iterator[Draft]:
        if self.mapped is not None:
            for each in self.mapped.rows(cells):
                yield Draft(bodies.CLAIM, bodies.read(bodies.CLAIM, each))
            return
        kind = bodies.kind_of(list(cells)) or bodies.CLAIM
        yield Draft(kind, bodies.read(kind, cells))


def kind_of_rows(sheet: Sheet) -> str:
    """What the rows under a header are; FileProblem when that is nothing, or a column is none of theirs."""
    listed = [name for name in sheet.columns if name != REASON]
    kind = bodies.kind_of(listed)
    if kind is None:
        needed = "predicate (of claims), label (of entities), title (of sources)"
        raise FileProblem(f"{sheet.name}: no column is called {needed}. A mapping tells what others are.")
    for name in listed:
        try:
            bodies.column_of(kind, name)
        except Problem as unknown:
            raise FileProblem(f"{sheet.name}: {name[:60]}: {unknown.detail}") from unknown
    return kind


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


class _Spool:
    """Lines kept in a file of their own until the rest is through."""

    def __init__(self) -> None:
        self._file = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 — closed with the spool
        self.count = 0

    def add(self, line: Line) -> None:
        self._file.write(json.dumps([line.number, line.cells]) + "\n")
        self.count += 1

    def lines(self) -> Iterator[Line]:
        self._file.seek(0)
        for text in self._file:
            number, cells = json.loads(text)
            yield Line(number, cells)

    def close(self) -> None:
        self._file.close()


class _Seen:
    """What a trial would have added so far, as its batches are rolled back one by one."""

    def __init__(self) -> None:
        self._base = sqlite.connect("")  # in a file of its own, which is gone when it is closed
        self._base.execute("CREATE TABLE seen (name TEXT PRIMARY KEY, content TEXT) WITHOUT ROWID")

    def correct(self, row: Row, outcome: Outcome) -> None:
        """Says of a row what it would be after the rows of the batches before."""
        if outcome.faults:
            return
        outcome.created = [
            each for each in outcome.created if self._first(f"{each['type']} {each['name']}", "") is None
        ]
        if not outcome.new:
            return
        known = [self._first(*_named(draft)) for draft in row.drafts]
        if any(
            content not in (None, _named(draft)[1]) for content, draft in zip(known, row.drafts, strict=True)
        ):
            outcome.new, outcome.faults = False, (("key", "another row has this key with other content."),)
        elif all(content is not None for content in known):
            outcome.new = False

    def close(self) -> None:
        self._base.close()

    def _first(self, name: str, content: str) -> str | None:
        """What was seen under this name before; notes it when it is new."""
        found = self._base.execute("SELECT content FROM seen WHERE name = ?", [name]).fetchone()
        if found is None:
            self._base.execute("INSERT INTO seen VALUES (?, ?)", [name, content])
            return None
        return str(found[0])


def _named(draft: Draft) -> tuple[str, str]:
    name = draft.cells.get("key") or draft.cells.get("id") or draft.cells.get("label") or ""
    return f"row {draft.kind} {name}", bodies.derived_key(draft.cells)
