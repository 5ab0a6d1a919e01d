"""From the cells of a flat row to the body of a claim, an entity or a source."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from app.claims.values.predicate import Predicate
from app.exchange.cells import CellProblem, Column, text
from app.exchange.export.columns import ASSESSMENTS, PREDICATES
from app.exchange.flat import COLUMNS, ENTITY_COLUMNS, SCOPE, SOURCE_COLUMNS, scope_column
from app.nearest import nearest
from app.provenance.canonical import canonical

Cells = Mapping[str, Any]
CLAIM, ENTITY, SOURCE = "claim", "entity", "source"
PREDICATE, ASSESSMENT = "predicate", "assessment"
KINDS = (ENTITY, PREDICATE, SOURCE, CLAIM, ASSESSMENT)
"""The kinds of rows, in the order in which they are imported."""
BY_KIND: dict[str, dict[str, Column]] = {
    CLAIM: COLUMNS,
    ENTITY: {column.name: column for column in ENTITY_COLUMNS},
    SOURCE: {column.name: column for column in SOURCE_COLUMNS},
    PREDICATE: {column.name: column for column in PREDICATES},
    ASSESSMENT: {column.name: column for column in ASSESSMENTS},
}
MARKS = {CLAIM: "predicate", PREDICATE: "value_type", ASSESSMENT: "reasons", ENTITY: "label", SOURCE: "title"}
"""The column by which a row shows what it is, in the order in which these are looked for."""
_SOURCE_FIELDS = {
    "source_url": "url",
    "source_archive_url": "archive_url",
    "source_published": "published",
    "source_language": "language",
    "source_reliability": "reliability",
}


class References(Protocol):
    """Finds the entities and sources that cells name, or adds them; each answers the id."""

    def entity(self, column: str, ref: str, name: str | None = None, kind: str | None = None) -> str:
        """The entity of this id, key or exact name; CellProblem when it is none and cannot be made."""

    def source(self, column: str, ref: str, body: Mapping[str, Any] | None = None) -> str:
        """The source of this id, key, URL or exact title."""


def kind_of(columns: Sequence[str]) -> str | None:
    """What rows with these columns are."""
    return next((kind for kind, mark in MARKS.items() if mark in columns), None)


def column_of(kind: str, name: str) -> Column:
    """The column of that name; CellProblem with the nearest names when there is none."""
    found = BY_KIND[kind].get(name)
    if found is not None:
        return found
    if kind == CLAIM and name.startswith(SCOPE) and len(name) > len(SCOPE):
        return scope_column(name.removeprefix(SCOPE))
    near = nearest(name, [(each, each) for each in BY_KIND[kind]])
    raise CellProblem(name, f"no column is called so{'; nearest: ' + ', '.join(near) if near else ''}.")


def read(kind: str, cells: Cells) -> dict[str, Any]:
    """The values of the cells that an import takes; a row without key and id gets a key from its content."""
    columns = [column_of(kind, name) for name in cells]
    found = {column.name: column.read(cells[column.name]) for column in columns if column.given}
    if kind == CLAIM and "key" not in found and "id" not in found:
        found["key"] = derived_key(found)
    return found


def derived_key(cells: Cells) -> str:
    """The key of a row that has none: the same content has the same key in whatever file it stands."""
    content = canonical([[name, text(cells[name])] for name in sorted(cells)])
    return f"row-{hashlib.blake2b(content.encode(), digest_size=16).hexdigest()}"


def plain(cells: Cells) -> dict[str, Any]:
    """The body of an entity."""
    return {"kind": "other", **cells}


def source(cells: Cells, refs: References) -> dict[str, Any]:
    """The body of a source, its publisher and authors found or added."""
    body = plain(cells)
    if "publisher" in body:
        body["publisher"] = refs.entity("publisher", body["publisher"])
    if "authors" in body:
        body["authors"] = [
            refs.entity("authors", each) if isinstance(each, str) else each for each in body["authors"]
        ]
    return body


def claim(cells: Cells, predicate: Predicate | None, refs: References) -> dict[str, Any]:
    """The body of a claim, everything it names found or added."""
    for name in ("subject", "predicate"):
        if name not in cells:
            raise CellProblem(name, "is needed in every row.")
    body: dict[str, Any] = {
        "subject": _entity(cells, "subject", refs),
        "predicate": cells["predicate"].strip(),
        "value": _value(cells, predicate, refs),
        "scope": _scope(cells, predicate, refs),
        "valid": _valid(cells),
        "source": _source(cells, refs),
        "citation": _citation(cells),
        "attribution": _attribution(cells, refs),
    }
    same = ("id", "key", "polarity", "modality", "basis", "stated", "supersedes")
    return body | {name: cells[name] for name in same if name in cells}


def retraction(cells: Cells) -> dict[str, Any] | None:
    """The body of the retraction that a row tells of."""
    prefix = "retraction_"
    found = {name.removeprefix(prefix): cell for name, cell in cells.items() if name.startswith(prefix)}
    return found or None


def _entity(cells: Cells, name: str, refs: References) -> str:
    return refs.entity(name, cells[name], cells.get(f"{name}_name"), cells.get(f"{name}_kind"))


def _value(cells: Cells, predicate: Predicate | None, refs: References) -> Any:
    if predicate is not None and predicate.value_type == "entity":
        return _entity_value(cells, refs)
    named = {"term": "term", "date": "edtf", "boolean": "boolean", "any_of": "any_of"}
    named |= {"unit": "unit", "hedge": "hedge", "entity": "entity"}
    found = {field: cells[name] for name, field in named.items() if name in cells} | _numbers(cells)
    if not found:
        if "value" not in cells:
            raise CellProblem("value", "is needed, or one of best, low, high, entity, term, date, boolean.")
        return cells["value"]
    return found | ({"text": cells["value"]} if "value" in cells else {})


def _entity_value(cells: Cells, refs: References) -> dict[str, Any]:
    words = {"text": cells["value"]} if "value" in cells else {}
    if "any_of" in cells:
        if not all(isinstance(each, str) for each in cells["any_of"]):
            raise CellProblem("any_of", 'takes a JSON list of entities, such as ["hezbollah","iran"].')
        return {"any_of": [refs.entity("any_of", each) for each in cells["any_of"]]} | words
    if "entity" in cells:
        return {"entity": _entity(cells, "entity", refs)} | words
    if "value" not in cells:
        raise CellProblem("value", "is needed, or entity.")
    found = refs.entity("value", cells["value"], cells.get("entity_name"), cells.get("entity_kind"))
    return {"entity": found} | words


def _numbers(cells: Cells) -> dict[str, Any]:
    """A quantity's numbers: bounds are hard ones where only one side is given."""
    best, low, high = (cells.get(name) for name in ("best", "low", "high"))
    hard_low, hard_high = cells.get("hard_low"), cells.get("hard_high")
    amount = {} if best is None else {"amount": best}
    if hard_low is not None or hard_high is not None:
        soft = {} if low is None and high is None else {"soft": [hard_low or 0 if low is None else low, high]}
        return amount | soft | {"hard": [hard_low or 0, hard_high]}
    if low is not None and high is not None:
        return {"low": low, "high": high} | ({} if best is None else {"best": best})
    if low is None and high is None:
        return amount
    return amount | {"hard": [low or 0, high]}


def _scope(cells: Cells, predicate: Predicate | None, refs: References) -> dict[str, Any]:
    entities = {each.key for each in predicate.separators if each.entity} if predicate is not None else set()
    found = {name.removeprefix(SCOPE): cell for name, cell in cells.items() if name.startswith(SCOPE)}
    return {
        key: refs.entity(f"{SCOPE}{key}", cell) if key in entities else cell for key, cell in found.items()
    }


def _valid(cells: Cells) -> dict[str, Any] | None:
    edtf = cells.get("valid")
    first, last = cells.get("valid_from"), cells.get("valid_to")
    if edtf is None and (first or last):
        edtf = first if first == last else f"{first or '..'}/{last or '..'}"
    elif first or last:
        raise CellProblem("valid", "stands in the place of valid_from and valid_to; leave one empty.")
    if edtf is None:
        return None
    return {"edtf": edtf} | ({"mode": cells["valid_mode"]} if "valid_mode" in cells else {})


def _source(cells: Cells, refs: References) -> str:
    url = cells.get("source_url")
    ref = cells.get("source") or url or cells.get("source_title")
    if ref is None:
        raise CellProblem("source", "is needed in every row, or source_url or source_title.")
    body = {field: cells[name] for name, field in _SOURCE_FIELDS.items() if name in cells}
    named = {"source_title": "title", "source_kind": "kind"}
    body |= {field: cells[name] for name, field in named.items() if name in cells}
    if "source_publisher" in cells:
        body["publisher"] = refs.entity("source_publisher", cells["source_publisher"])
    return refs.source("source" if "source" in cells or not url else "source_url", ref, body)


def _citation(cells: Cells) -> dict[str, Any] | None:
    quoted = {"quote": "exact", "quote_prefix": "prefix", "quote_suffix": "suffix"}
    quote = {field: cells[name] for name, field in quoted.items() if name in cells}
    named = {"locator": "locator", "quote_language": "language", "translated_from": "translated_from"}
    found = {field: cells[name] for name, field in named.items() if name in cells}
    if quote and "exact" not in quote:
        raise CellProblem("quote", "is needed where what stands before or after it is given.")
    return found | ({"quote": quote} if quote else {}) or None


def _attribution(cells: Cells, refs: References) -> list[dict[str, Any]]:
    links = [_link(cells, "claimant", "claimant", refs)]
    links += [_between(each, refs) for each in cells.get("between", ())]
    if any(name in cells for name in ("carrier", "carrier_name")):
        links.append(_link(cells, "carrier", "reporter", refs))
    elif len(links) > 1 or any(name.startswith("carrier_") for name in cells):
        raise CellProblem("carrier", "is needed, or carrier_name.")
    for link, prefix in ((links[0], "claimant_stance"), (links[-1], "stance")):
        given = {"stance": cells.get(prefix), "wording": cells.get(f"{prefix}_wording")}
        link |= {name: cell for name, cell in given.items() if cell is not None}
    return links


def _link(cells: Cells, prefix: str, role: str, refs: References) -> dict[str, Any]:
    link: dict[str, Any] = {"role": cells.get(f"{prefix}_role", role)}
    if prefix in cells:
        link["agent"] = _entity(cells, prefix, refs)
    elif f"{prefix}_name" in cells:
        link["name"] = cells[f"{prefix}_name"]
    else:
        raise CellProblem(prefix, f"is needed in every row, or {prefix}_name for a name that is no entity.")
    link |= {field: cells[f"{prefix}_{field}"] for field in ("mode", "on") if f"{prefix}_{field}" in cells}
    if f"{prefix}_source" in cells:
        link["source"] = refs.source(f"{prefix}_source", cells[f"{prefix}_source"])
    return link


def _between(given: Any, refs: References) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise CellProblem(
            "between", 'takes a JSON list of links, such as [{"agent":"sana","role":"reporter"}].'
        )
    link = {name: member for name, member in given.items() if member is not None}
    for name, find in (("agent", refs.entity), ("source", refs.source)):
        if isinstance(link.get(name), str):
            link[name] = find("between", link[name])
    return link
