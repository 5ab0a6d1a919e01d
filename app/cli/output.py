"""Output: documents and tables to stdout, notes and progress to stderr."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

PIPED_WIDTH = 160
"""Columns of a table that goes to a file or another program, where no terminal says how wide it is."""

# What people claimed is printed as it is, but must not steer the terminal it is printed on.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def plain(text: object) -> str:
    """A text whose control characters, line ends and tabs apart, are shown instead of obeyed."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", "" if text is None else str(text))


def line(text: str) -> None:
    """A line on stdout."""
    sys.stdout.write(f"{plain(text)}\n")


def note(text: str) -> None:
    """A line on stderr, for whoever watches."""
    sys.stderr.write(f"{plain(text)}\n")
    sys.stderr.flush()


def document(found: object) -> None:
    """A document as JSON on stdout."""
    import json

    # json escapes every control character, so nothing here reaches a terminal raw.
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


def _console() -> "Console":
    """The terminal, or a wide page where there is none; claims' texts are never read as markup."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else PIPED_WIDTH
    return Console(file=sys.stdout, markup=False, highlight=False, emoji=False, width=width)


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], whole: Sequence[str] = ()) -> None:
    """A table on stdout; the columns named in `whole` are never wrapped."""
    from rich.table import Table

    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in columns:
        made.add_column(name, no_wrap=name in whole, overflow="fold")
    for row in rows:
        made.add_row(*(plain(cell) for cell in row))
    show(made)


def show(what: "RenderableType") -> None:
    """Something made with rich, on stdout."""
    made = _console()
    with made.capture() as captured:  # rich ends the program itself on a broken pipe; the boundary does that
        made.print(what)
    sys.stdout.write(captured.get())


@contextmanager
def progress(says: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on stderr, or a spinner where no total is known; nothing unless somebody watches.

    Yields what to call with the number of steps just done.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed

    known = (BarColumn(), MofNCompleteColumn()) if total is not None else (SpinnerColumn(),)
    text = TextColumn("{task.description}", markup=False)
    with Progress(text, *known, Elapsed(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(says, total=total)
        yield lambda steps: bar.advance(task, steps)
