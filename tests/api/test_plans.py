"""Every list under every filter and pair of them, as the interface describes them, reads no whole table."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import Executable, Select, select

from app.api import reach
from app.api.lists import Asked as Wanted
from app.api.lists import Listing
from app.claims import present
from app.db import Session
from app.main import create_app
from app.settings import Settings
from bench.asgi import Asked, ask, running
from tests.conftest import Record, Where

GROWING = (
    *("claim", "claim_link", "event", "entity", "source", "question"),
    *("contradiction", "contradiction_claim", "contradiction_subject"),
)
"""The tables that have more rows in a record of more claims."""
SHAPING = ("limit", "cursor", "lang", "select", "expand", "count", "group_by")
ANOTHER = ("name", "min_score", "q")
"""Not filters of a list: what asks for something else in its place, or is always given."""
COMPUTED = ("known_by", "as_of", "exclude_source", "exclude_claimant", "only_alignment")
"""Under these, contradictions are computed anew, of all claims that count."""
VALUES = {
    "subject": "liwa-al-baqir",
    "claimant": "alsouria",
    "value": "hezbollah",
    "predicate": "strength",
    "source": "tamimi-ldf-2016",
    "claim": "kayali-killed",
    "alignment": "pro-government",
    "language": "ar",
    "min_severity": "0.2",
    "recorded_since": "2020-01-01",
    "since": "40",
    "valid_at": "2016-01-01",
    "known_by": "2016-06-01",
    "as_of": "2999-01-01",
    "exclude_source": "alsouria-2016-01",
    "exclude_claimant": "alsouria",
    "only_alignment": "pro-government",
}
PATHS = {"/v1/entities/{ref}": "liwa-al-baqir", "/v1/sources/{ref}": "tamimi-ldf-2016"}
Statements = dict[str, Any]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Statements:
    """Every statement that sessions run, with the parameters it had last."""
    found: Statements = {}
    for name in ("rows", "tuples", "first", "scalar"):
        run = getattr(Session, name)

        def told(self: Session, statement: Executable, *, _run: Any = run, **given: object) -> Any:
            prepared = self.database.prepared(statement)
            found[prepared.sql] = prepared.bind(given)
            return _run(self, statement, **given)

        monkeypatch.setattr(Session, name, told)
    return found


def faults(session: Session, statements: Mapping[str, Any]) -> Iterator[str]:
    """What in the plans of these statements grows with the record, apart from a LIMIT."""
    connection: Any = session.connection
    for sql, given in statements.items():
        alias = {name: table for table, name in re.findall(r"(?:FROM|JOIN|,) (\w+) AS (\w+)", sql)}
        plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", given).fetchall()
        for _, parent, _, step in plan:
            scanned = re.match(r"SCAN (\w+)", step)
            last = "WHERE" not in sql and "LIMIT" in sql  # so many rows from an end of the table
            if scanned and alias.get(scanned[1], scanned[1]) in GROWING and not last:
                yield f"{step}: {sql}"
            chosen = "(rowid=?)" in plan[0][-1]  # at most so many as were looked up by number
            if step == "USE TEMP B-TREE FOR ORDER BY" and parent == 0 and not chosen:
                yield f"{step}: {sql}"


def queries(filters: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """None of the filters, each of them with all its words, and every pair with one."""
    yield {}
    for each in filters:
        yield from ({each["name"]: value} for value in values(each))
    for one, other in combinations(filters, 2):
        yield {each["name"]: values(each)[0] for each in (one, other)}


def values(parameter: Mapping[str, Any]) -> Sequence[str]:
    """The words a filter knows, or an example."""
    if (known := parameter["schema"].get("enum")) is not None:
        return [str(each) for each in known]
    return [VALUES[parameter["name"]]]


def lists(document: Mapping[str, Any]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """The paths of all lists, with their filters and sorts."""
    for path, methods in document["paths"].items():
        given = {each["name"]: each for each in methods.get("get", {}).get("parameters", ())}
        if "cursor" in given and path != "/v1/search":
            left_out = (*SHAPING, *ANOTHER, *(COMPUTED if path == "/v1/contradictions" else ()))
            asked_for = [_resolved(document, each) for each in given.values() if each["in"] == "query"]
            yield path, [each for each in asked_for if each["name"] not in left_out]


def _resolved(document: Mapping[str, Any], parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameter with the schema that it refers to, if it does."""
    name = parameter["schema"].get("$ref", "").rpartition("/")[2]
    return {**parameter, "schema": document["components"]["schemas"][name]} if name else parameter


async def pages(where: Where, statements: Statements) -> tuple[int, dict[str, Any]]:
    """Asks for the first page and the next one of every list under every query; how many there were."""
    number = 0
    async with running(create_app(Settings(database=str(where)))) as app:
        document = json.loads((await ask(app, Asked("GET", "/openapi.json"))).body)
        for path, filters in lists(document):
            for begins, ref in PATHS.items():
                path = path.replace(begins, begins.replace("{ref}", ref))  # noqa: PLW2901 — its own example
            for query in queries(filters):
                number += 1
                page = await _page(app, path, {**query, "limit": "2"})
                if page["next_cursor"]:
                    await _page(app, path, {**query, "limit": "2", "cursor": page["next_cursor"]})
    return number, document


async def _page(app: Any, path: str, query: Mapping[str, str]) -> Any:
    answered = await ask(app, Asked("GET", path, urlencode(query).encode()))
    assert answered.status == 200, (path, query, answered.body, answered.raised)
    return json.loads(answered.body)


@pytest.mark.parametrize("few", [3, reach.REACH])
def test_no_list_reads_a_table_under_any_filter_or_pair_of_filters(
    seeded_path: Path, asked: Statements, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(reach, "REACH", few)  # with 3 what is rare goes the ways of what is common, too
    number, document = asyncio.run(pages(seeded_path, asked))
    assert number > 500
    assert {path for path, _ in lists(document)} >= {
        "/v1/claims",
        "/v1/changes",
        "/v1/entities/{ref}/timeline",
    }
    record = Record(seeded_path)
    found = list(islice(faults(record.reader, asked), 5))
    record.close()
    assert found == []


def test_a_filter_of_which_no_value_is_known_here_is_missed() -> None:
    with pytest.raises(KeyError, match="colour"):
        values({"name": "colour", "schema": {"type": "string"}})


_c, _other = present.claims.c, present.claims.alias("other")
BAD: dict[str, Select[Any] | Listing] = {
    "a condition without an index": select(_c.seq).where(_c.unit == "person").order_by(_c.seq),
    "an order without an index": select(_c.seq).where(_c.seq > 0).order_by(_c.recorded_at),
    "a list in such an order": Listing(present.DOCUMENTS, (_c.recorded_at, _c.seq), ()),
    "another name of the table": select(_other.c.seq).where(_other.c.unit == "person"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_reads_a_table_is_found(seeded: Record, asked: Statements, name: str) -> None:
    bad = BAD[name]
    if isinstance(bad, Listing):
        order = bad.order_of(None)
        bad._read(
            seeded.reader, bad.values(seeded.reader, Wanted({}, 50, None, None)), order, order.start, 51
        )
    else:
        seeded.reader.rows(bad)
    assert list(faults(seeded.reader, asked))
