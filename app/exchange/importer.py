"""The ordinary importer: bodies like those of the API, in any order, idempotent by key."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby, islice
from typing import Any

from pydantic import ValidationError

from app import intake
from app.access.keys import Account
from app.claims.schemas import INLINE, REFERENCE
from app.claims.suggestions import suggestion
from app.db import WriteSession
from app.errors import NotFound, NotLive, Problem, UnknownReference
from app.exchange import kept
from app.exchange.files import KINDS, Item
from app.intake import Written
from app.writer import BATCH, Writer

QUOTE = 'text is expected; in YAML put dates and numbers in quotes, as in "2016"'
Outcome = bool | Problem | ValidationError
Door = Callable[[WriteSession, Account, Any], Written]
DOORS: dict[str, Door] = {
    "predicates": kept.predicate,
    "entities": kept.entity,
    "sources": kept.source,
    "retractions": kept.retraction,
    "assessments": kept.assessment,
}
Early = UnknownReference | NotFound | NotLive
"""What is refused before a later item is written, and perhaps not after it."""


@dataclass(slots=True)
class Report:
    """What an import did: how many of each kind are new or were there already, and what was refused."""

    new: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, str]] = field(default_factory=list)


def load(
    writer: Writer, account: Account, items: Sequence[Item], progress: Callable[[int], None] = lambda _: None
) -> Report:
    """Writes every item; what refers to a later one waits until that is there.

    A refused item is reported with its place and leaves nothing behind; the others stand. Claims are
    written a batch to a command, whose questions are rechecked once, in the same transaction.
    """
    report = Report()
    ready = list(kept.ordered(sorted(items, key=lambda item: KINDS.index(item.kind))))
    while ready:
        waiting: list[tuple[Item, Early]] = []
        for batch in _batches(ready):
            waiting += [late for late in _written(writer, account, batch, report) if late]
            progress(len(batch))
        if len(waiting) == len(ready):
            report.refused += [(item.place, _unknown(writer, found)) for item, found in waiting]
            return report
        ready = [item for item, _ in waiting]
    return report


def _batches(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Items of one kind each, at most as many as a command takes, in the order they have."""
    for _, alike in groupby(items, key=lambda item: item.kind):
        while batch := list(islice(alike, BATCH)):
            yield batch


def _written(
    writer: Writer, account: Account, batch: Sequence[Item], report: Report
) -> Iterator[tuple[Item, Early] | None]:
    """Writes one batch; gives back what may have to wait for a later item, with what refused it."""
    plain = [item for item in batch if item.kind != "claims"]
    futures = [(item, writer.submit(_command(item, account), wait=True)) for item in plain]
    claimed = [item for item in batch if item.kind == "claims"]
    bodies = [item.body for item in claimed]
    recorded = writer.submit(partial(intake.record_all, account=account, bodies=bodies), wait=True)
    for item, future in futures:
        yield _outcome(item, _ended(future), report)
    for item, outcome in zip(claimed, recorded.result(), strict=True):
        yield _outcome(item, outcome, report)


def _ended(future: Future[Written]) -> Outcome:
    try:
        return future.result().new
    except (Problem, ValidationError) as refused:
        return refused


def _unknown(writer: Writer, found: Early) -> str:
    kind = found.kind if isinstance(found, UnknownReference | NotFound) else None
    if not isinstance(found, UnknownReference | NotFound) or kind is None:
        return found.detail
    pointer = found.pointer if isinstance(found, UnknownReference) else f"/{kind}"
    said = writer.call(lambda session: suggestion(session, kind, found.reference))
    return f"{pointer}: {said} ({found.reference})"


def _outcome(item: Item, outcome: Outcome, report: Report) -> tuple[Item, Early] | None:
    """Counts what became of an item; gives back one that may have to wait, with what refused it."""
    if isinstance(outcome, Early):
        return item, outcome
    if isinstance(outcome, bool):
        (report.new if outcome else report.unchanged)[item.kind] += 1
    else:
        report.refused.append((item.place, _reason(outcome)))
    return None


def _command(item: Item, account: Account) -> Callable[[WriteSession], Written]:
    door = DOORS[item.kind]
    return lambda session: door(session, account, item.body)


def _reason(refused: Problem | ValidationError) -> str:
    if isinstance(refused, Problem):
        return "; ".join(f"{fault.pointer}: {fault.detail}" for fault in refused.faults) or refused.detail
    return "; ".join(
        "/"
        + "/".join(str(step) for step in error["loc"] if step not in (REFERENCE, INLINE))
        + f": {QUOTE if error['type'] == 'string_type' else error['msg']}"
        for error in refused.errors()[:5]
    )
