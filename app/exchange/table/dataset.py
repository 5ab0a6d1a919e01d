"""A folder with claims.csv, and parts.csv and predicates.yaml beside it, as items for the importer."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.exchange import files
from app.exchange.files import Item
from app.exchange.table import mapping, rows, values
from app.exchange.table.claims import COLUMNS, Claims
from app.exchange.table.mapping import NOTHING_RENAMED, Renaming
from app.exchange.table.names import Names, split
from app.exchange.table.properties import Properties, folded, predicate_key, terms_named
from app.exchange.table.rows import Refusal, Row

CLAIMS, PARTS, PREDICATES, MAPPING = "claims.csv", "parts.csv", "predicates.yaml", "mapping.yaml"
NEEDED = ("entity", "property", "value")


@dataclass(slots=True)
class DataSet:
    """What a folder holds: items, rows refused on the way, and what is worth saying of the rest.

    `rows` counts the records of claims.csv and parts.csv; `sound` are the well-formed ones of claims.csv,
    of which `claims` makes bodies.
    """

    name: str
    renaming: Renaming
    rows: int
    sound: Sequence[Row]
    claims: Claims
    items: list[Item] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(folder: Path, name: str, shipped: Path | None = None) -> DataSet:
    """The data set in a folder; FileProblem when a file as a whole cannot be used.

    The mapping is mapping.yaml beside claims.csv, or else the shipped one.
    """
    beside = folder / MAPPING
    chosen = beside if beside.exists() else shipped
    renaming = mapping.read(chosen) if chosen else NOTHING_RENAMED
    ours = {theirs: our for our, theirs in renaming.columns.items()}
    table = rows.read(folder / CLAIMS, NEEDED, ours)
    declared, other, repeated = _declared(folder / PREDICATES)
    parts, unsound = _parts(folder / PARTS)
    pairs = [(row.get("narrower"), row.get("broader")) for row in parts]
    named = [row for row in table.rows if row.get("property")]
    properties = Properties(named, renaming.properties, declared, pairs)
    subjects = {row.get("entity") for row in table.rows}
    whole = subjects.union(renaming.names, *pairs)
    told = _entity_values(named, properties, whole)
    # A name with another kind's prefix stays what it is unless it is a value that parts make comparable.
    places = {each for pair in pairs for each in pair if each in told or split(each)[0] is None}
    claims = Claims(name, properties, Names([*sorted(told), *sorted(whole)], places), whole)
    records = sum(map(len, (table.rows, table.refused, parts, unsound)))
    found = DataSet(name, renaming, records, table.rows, claims)
    found.refused += [*repeated, *unsound, *table.refused]
    found.notes += _notes(table, renaming, properties.separators)
    apart = [row for row in parts if not _within_vocabulary(row, properties, told | subjects)]
    _add(found, ((f"{PARTS}, line {row.line}", claims.part, row) for row in apart))
    _add(found, ((f"{CLAIMS}, line {row.line}", claims.body, row) for row in table.rows))
    predicates = [Item("predicates", body, f"predicate {key}") for key, body in properties.bodies.items()]
    found.items = [*other, *predicates, *claims.named(), *found.items]
    return found


def _add(found: DataSet, wanted: Iterable[tuple[str, Callable[[Row], dict[str, Any]], Row]]) -> None:
    for place, make, given in wanted:
        try:
            found.items.append(Item("claims", make(given), place))
        except values.Unreadable as refused:
            found.refused.append((place, str(refused)))


def _declared(path: Path) -> tuple[list[dict[str, Any]], list[Item], list[Refusal]]:
    """The predicates of a file, whatever else an import file may hold, and predicates that stand twice."""
    found: dict[str, dict[str, Any]] = {}
    other, repeated = [], []
    for item in files.read(path) if path.exists() else []:
        key = predicate_key(str(item.body.get("key")))
        if item.kind != "predicates":
            other.append(item)
        elif "key" not in item.body:
            repeated.append((item.place, "a predicate needs a key"))
        elif key in found:
            repeated.append((item.place, f"a predicate of the key {key} stands above"))
        else:
            found[key] = item.body
    return list(found.values()), other, repeated


def _parts(path: Path) -> tuple[list[Row], list[Refusal]]:
    if not path.exists():
        return [], []
    table = rows.read(path, ("narrower", "broader"))
    found, refused = [], list(table.refused)
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        pair = row.get("narrower"), row.get("broader")
        reason = None
        if not all(pair) or pair[0] == pair[1]:
            reason = "a part and a whole are two names"
        elif pair in seen:
            reason = f"this part of this whole stands in line {seen[pair]} already"
        if reason:
            refused.append((f"{PARTS}, line {row.line}", reason))
        else:
            seen[pair] = row.line
            found.append(row)
    return found, refused


def _entity_values(found: Sequence[Row], properties: Properties, whole: Collection[str]) -> set[str]:
    return {
        part
        for row in found
        if row.get("property") and properties.of(row)["value_type"] == "entity"
        for part in values.alternatives(row.get("value"), whole)
    }


def _within_vocabulary(row: Row, properties: Properties, used: Collection[str]) -> bool:
    """Whether a part and its whole are terms of one predicate, which then holds it, and nothing besides."""
    pair = row.get("narrower"), row.get("broader")
    vocabularies = [terms_named(body) for key, body in properties.bodies.items()]
    held = any(all(folded(name) in known for name in pair) for known in vocabularies)
    return held and not any(name in used for name in pair)


def _notes(table: rows.Table, renaming: Renaming, separators: Collection[str]) -> Iterator[str]:
    unread = [name for name in table.columns if name not in COLUMNS and name not in separators]
    if unread:
        yield f"columns that are not read: {', '.join(unread)}"
    held = {row.get("property") for row in table.rows}
    for name in renaming.properties:
        if name not in held:
            yield f"the mapping names a property that no row has: {name}"
