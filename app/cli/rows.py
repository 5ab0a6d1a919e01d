"""`counterclaim import` of flat rows: progress, a report, and a file of what was refused."""

import gc
import json
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import document, line, note
from app.cli.output import plain as shown

if TYPE_CHECKING:
    from app.exchange.flow import Tally
    from app.exchange.mapping import Mapped
    from app.exchange.recording import Outcome
    from app.exchange.rejects import Rejects
    from app.exchange.sheets import Line
    from app.writer import Writer

SHOWN = 20
"""How many refusals are printed for people; the file of refused rows has them all."""
EVERY = 5.0  # seconds between lines where nobody sees a bar


def is_flat(path: Path) -> bool:
    """Whether a file holds flat rows: a table, or JSON Lines whose first object has no type."""
    from app.exchange.sheets import FORMATS, NDJSON

    format_ = FORMATS.get(path.suffix.lower())
    if format_ != NDJSON:
        return format_ is not None
    try:
        with path.open("rb") as file:
            first = next((text for text in file if text.strip()), b"{}")
    except OSError:
        return False
    try:
        found = json.loads(first)
    except ValueError:
        return False
    return isinstance(found, dict) and "type" not in found


def parted(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Files of flat rows, and the others; a folder's files by themselves.

    Tables in a folder that are empty or of none of our kinds are passed over.
    """
    flat: list[Path] = []
    nested: list[Path] = []
    for path in paths:
        if path.is_dir():
            within = [each for each in sorted(path.rglob("*")) if each.is_file() and is_flat(each)]
            flat += [each for each in within if each.stat().st_size and _ours(each)]
            nested += _bodies(path) or ([] if within else [path])
        else:
            (flat if is_flat(path) else nested).append(path)
    return flat, nested


def _bodies(folder: Path) -> list[Path]:
    from app.exchange.files import DESCRIPTOR, FORMATS

    suffixed = (
        each for each in sorted(folder.rglob("*")) if each.suffix in FORMATS and each.name != DESCRIPTOR
    )
    return [each for each in suffixed if not is_flat(each)]


def _ours(path: Path) -> bool:
    from app.exchange import sheets
    from app.exchange.files import FileProblem
    from app.exchange.flow import kind_of_rows

    try:
        with sheets.opened(path) as sheet:
            if sheet.columns:
                kind_of_rows(sheet)
    except FileProblem as passed:
        note(f"passed over {path}: {passed}")
        return False
    return True


def mapping(given: Namespace) -> "Mapped | None":
    """The mapping that was asked for, by file or by name."""
    from app.exchange import mapping as mappings

    if given.profile is not None:
        return mappings.profile(given.profile)
    return mappings.read(given.mapping) if given.mapping is not None else None


def import_files(writer: "Writer", paths: Sequence[Path], given: Namespace) -> "Tally":
    """Imports files one after the other, what claims refer to first; prints what became of them."""
    from app.exchange.flow import Tally

    collect_less()
    mapped = mapping(given)
    order = {path: _rank(path, given) if mapped is None else 0 for path in paths}
    total = Tally()
    for path in sorted(paths, key=order.__getitem__):
        total += _import(writer, path, mapped, given)
    return total


def collect_less() -> None:
    """Has the garbage collector look seldom, and not at what is there now and stays to the end."""
    gc.freeze()  # to look through it again and again costs a tenth of the time
    gc.set_threshold(100_000, 10, 10)


def _rank(path: Path, given: Namespace) -> int:
    """Entities come before sources, and both before claims."""
    from app.exchange import bodies, sheets
    from app.exchange.flow import kind_of_rows

    with sheets.opened(path, sheet=given.sheet) as sheet:
        if sheet.columns:
            return bodies.KINDS.index(kind_of_rows(sheet))
        first = next(sheet.lines, None)
        kind = bodies.kind_of(list(first.cells)) if first else None
        return bodies.KINDS.index(kind or bodies.CLAIM)


def _import(writer: "Writer", path: Path, mapped: "Mapped | None", given: Namespace) -> "Tally":
    from app.access.keys import OPERATOR
    from app.exchange import rejects, sheets
    from app.exchange.flow import Import

    with ExitStack() as stack:
        sheet = stack.enter_context(sheets.opened(path, sheet=given.sheet))
        wanted = given.rejects or rejects.beside(path, sheet.format)
        refused = stack.enter_context(rejects.Rejects(wanted, sheet.format, sheet.columns))
        advance = stack.enter_context(watched(path.name, sheet.done))
        teller = _Teller(path, refused, given)
        going = Import(writer, OPERATOR, [teller], mapped=mapped, trial=given.dry_run, progress=advance)
        tally = going.run(sheet)
    teller.end()
    if not given.json:
        line(f"{path.name}: {summary(tally, trial=given.dry_run)}")
        if refused.path is not None:
            line(f"What was refused stands in {refused.path}, each row with its reason.")
    return tally


class _Teller:
    """Prints what became of rows: of all in a trial, of the first that were refused otherwise."""

    def __init__(self, path: Path, refused: "Rejects", given: Namespace) -> None:
        self.path, self.refused, self.given = path, refused, given
        self.count = 0

    def settled(self, row: "Line", outcome: "Outcome") -> None:
        from app.exchange.rejects import reason

        if outcome.faults and not self.given.dry_run:
            self.refused.add(row, outcome.faults)
        if self.given.dry_run:
            self._row(row, outcome)
        elif outcome.faults:
            self.count += 1
            if self.count <= SHOWN and not self.given.json:
                note(f"refused row {row.number}: {reason(outcome.faults)}")

    def _row(self, row: "Line", outcome: "Outcome") -> None:
        from app.exchange.rejects import reason

        if self.given.json:
            told = {"file": str(self.path), "row": row.number, "state": outcome.state}
            told |= {"reason": reason(outcome.faults)} if outcome.faults else {}
            sys.stdout.write(json.dumps(told | {"creates": outcome.created}, ensure_ascii=False) + "\n")
            return
        adds = ", ".join(f"{each['type']} {each['name']}" for each in outcome.created)
        why = f": {reason(outcome.faults)}" if outcome.faults else f"; would add {adds}" if adds else ""
        line(f"row {row.number}: {outcome.state}{why}")

    def end(self) -> None:
        if self.count > SHOWN and not self.given.json:
            note(f"and {self.count - SHOWN} more.")


def summary(tally: "Tally", *, trial: bool) -> str:
    """What an import did, in a line."""
    counted = ((tally.new, "new"), (tally.unchanged, "unchanged"), (tally.refused, "refused"))
    parts = [f"{number:,} {what}" for number, what in counted if number]
    added = ((tally.entities, "entities"), (tally.sources, "sources"))
    parts += [f"{number:,} {what} added" for number, what in added if number]
    told = ", ".join(parts) or "no rows"
    if trial:
        return f"{told}. Nothing was written: this was a trial."
    return f"{told}; {tally.rows:,} rows in {tally.seconds:.1f} s ({tally.rate:,.0f} rows/s)."


def documented(total: "Tally", given: Namespace) -> None:
    """The figures as a document, after the rows of a trial in a line of their own."""
    told = {name: getattr(total, name) for name in ("rows", "new", "unchanged", "refused")}
    told |= {"created": {"entities": total.entities, "sources": total.sources}, "dry_run": given.dry_run}
    if given.dry_run:
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        document(told)


@contextmanager
def watched(name: str, done: Callable[[], float | None]) -> Iterator[Callable[[int], None]]:
    """A bar with the rate on a terminal, elsewhere a line every few seconds; both on stderr.

    `done` says which share of the file was read, if that is known.
    """
    if sys.stderr.isatty():
        with _bar(name, done) as counted:
            yield counted
        return
    begun = told = time.monotonic()
    rows = 0

    def advance(count: int) -> None:
        nonlocal told, rows
        rows += count
        now = time.monotonic()
        if now - told >= EVERY:
            told = now
            note(f"{name}: {rows:,} rows, {rows / (now - begun):,.0f} rows/s")

    yield advance


@contextmanager
def _bar(name: str, done: Callable[[], float | None]) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn(shown(name), markup=False),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f} rows/s"),
        TimeElapsedColumn(),
    )
    begun, rows = time.monotonic(), 0
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=1.0 if done() is not None else None, rows=0, rate=0.0)

        def advance(count: int) -> None:
            nonlocal rows
            rows += count
            rate = rows / (time.monotonic() - begun)
            bar.update(task, completed=done() or 0.0, rows=rows, rate=rate)

        yield advance
