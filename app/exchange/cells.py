"""A column of a flat file and its cells: how they are read and written, and kept from being formulas."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app import strictjson
from app.errors import Fault, Unprocessable

Document = Mapping[str, Any]
_LONGEST_NUMBER = 40  # characters; a longer one is text, not a quantity
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


class CellProblem(Unprocessable):
    """A cell that cannot be read; the fault's pointer is its column, the text says what it takes."""

    def __init__(self, column: str, detail: str) -> None:
        super().__init__(detail, [Fault(column, detail)])
        self.column = column


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type in a Table Schema, where it stands in a row's parts, how a document gives it.

    `write` is None for what only an import takes; `given` is False for what an import passes over.
    """

    name: str
    title: str
    description: str
    write: Callable[[Document], Any] | None = None
    type: str = "string"
    among: tuple[str, ...] = ()
    given: bool = True

    def read(self, cell: Any) -> Any:
        """The value of a cell that is not empty; CellProblem when it is none of this column's."""
        found = READERS[self.type](self, cell)
        if self.among and found not in self.among:
            raise CellProblem(self.name, f"takes one of {', '.join(self.among)}.")
        return found

    @property
    def field(self) -> dict[str, Any]:
        """The field descriptor of a Table Schema (https://specs.frictionlessdata.io/table-schema/)."""
        shown: dict[str, Any] = {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "type": self.type,
        }
        return shown | ({"constraints": {"enum": list(self.among)}} if self.among else {})


def _string(column: Column, cell: Any) -> str:
    if isinstance(cell, list | dict):
        raise CellProblem(column.name, "takes text.")
    return text(cell).strip() if column.among else text(cell)


def _number(column: Column, cell: Any) -> int | float:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    if not isinstance(cell, str) or not _NUMBER.fullmatch(cell.strip()) or len(cell) > _LONGEST_NUMBER:
        raise CellProblem(column.name, "takes a number such as 1500 or 12.5, without thousands separators.")
    number = float(cell)
    if number in (float("inf"), float("-inf")):
        raise CellProblem(column.name, "takes a number of ordinary size.")
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _boolean(column: Column, cell: Any) -> bool:
    known = {True: True, False: False, "true": True, "false": False}
    folded = cell.strip().lower() if isinstance(cell, str) else cell
    if not isinstance(folded, str | bool) or folded not in known:
        raise CellProblem(column.name, "takes true or false.")
    return known[folded]


def _json(kind: type, says: str) -> Callable[[Column, Any], Any]:
    def read(column: Column, cell: Any) -> Any:
        try:
            found = strictjson.loads(cell) if isinstance(cell, str) else cell
        except ValueError as failure:
            raise CellProblem(column.name, f"takes JSON: {failure}.") from None
        if not isinstance(found, kind):
            raise CellProblem(column.name, says)
        return found

    return read


READERS: dict[str, Callable[[Column, Any], Any]] = {
    "string": _string,
    "number": _number,
    "boolean": _boolean,
    "array": _json(list, 'takes a JSON list, such as ["a","b"].'),
    "object": _json(dict, 'takes a JSON object, such as {"a":"b"}.'),
}


def text(cell: Any) -> str:
    """A cell as CSV has it: nothing for null, JSON for lists, objects and truth values."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return json.dumps(cell, ensure_ascii=False, separators=(",", ":"))


def defused(cell: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula: an apostrophe before =, +, -, @, tab and return."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def mended(cell: str) -> str:
    """The cell that `defused` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def escaped(cell: str) -> str:
    """A text as a worksheet spells it: what XML cannot hold as _x0001_ (ECMA-376, part 1, 22.9.2.19)."""
    return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", cell)


def unescaped(cell: str) -> str:
    """The text that a worksheet's spelling stands for."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), cell)


def at(*path: str) -> Callable[[Document], Any]:
    """A writer that follows a path into the document; null where it ends early."""

    def write(document: Document) -> Any:
        found: Any = document
        for step in path:
            found = found.get(step) if isinstance(found, Mapping) else None
        return found

    return write


def ref(named: Document | None) -> str | None:
    """How a row names an object: by its key, or else by its id."""
    return None if named is None else named["key"] or named["id"]
