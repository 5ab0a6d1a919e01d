"""Pages of contradictions under every sort and filter, with many rows whose sorted values are equal."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.contradictions import CONTRADICTIONS
from app.api.lists import _ways
from app.contradictions.models import STATUSES
from app.contradictions.service import SORTS
from tests.api.conftest import CLAIM, Site

FILTERS: dict[str, tuple[str, ...]] = {
    "status": (*STATUSES, "any"),
    "code": ("value_disjoint", "contested_by_carrier", "denial"),
    "label": ("certain", "possible"),
    "subject": ("liwa-al-baqir", "iran"),
    "predicate": ("strength", "founded"),
    "alignment": ("pro-government", "pro-opposition", "analyst"),
    "min_severity": ("0", "0.1", "0.5", "0.8", "1"),
}


@pytest.fixture(scope="module")
def many(site: Site) -> Site:
    """Besides the seeds' rows, seven times three of equal severity, a third of them disposed of."""
    for number in range(7):
        for agent, value in (("iran", "200"), ("alsouria", "1,000")):
            link = {"agent": agent, "role": "claimant"}
            claim = {
                **{name: CLAIM[name] for name in ("subject", "predicate", "source")},
                "value": value,
                "valid": {"edtf": f"{1950 + number}-06-01"},
                "scope": {"method": f"count {number}"},
                "attribution": [link],
            }
            assert site.post("/v1/claims", claim).status_code == 201
            dispute = {"agent": "hezbollah", "role": "reporter", "stance": "disputes", "wording": "hardly"}
            disputed = {**claim, "subject": "iran", "scope": {}, "attribution": [link, dispute]}
            assert site.post("/v1/claims", disputed).status_code == 201
    rows = site.get("/v1/contradictions", limit=500)["data"]
    assert len({row["severity"] for row in rows}) < len(rows) / 3
    for row, choice in zip(rows[::3], ("irreconcilable", "entry_error", "entity_split") * 5, strict=False):
        path = f"/v1/contradictions/{row['id']}/disposition"
        assert site.put(path, {"choice": choice, "reasons": "y"}).status_code == 201
    return site


def pages(site: Site, query: dict[str, str], sizes: Iterator[int]) -> Iterator[list[dict[str, Any]]]:
    """Every page, each of another size."""
    page = site.get("/v1/contradictions", limit=next(sizes), **query)
    yield page["data"]
    while page["has_more"]:
        size = next(sizes)
        page = site.get("/v1/contradictions", limit=size, cursor=page["next_cursor"], **query)
        assert 1 <= len(page["data"]) <= size
        yield page["data"]
    assert page["next_cursor"] is None


def holds(row: dict[str, Any], query: dict[str, str]) -> bool:
    """Whether a row passes those filters that its own document shows."""
    subjects = [subject["key"] for subject in row["question"]["subjects"]]
    sides = {side for position in row["positions"] for side in position["alignments"]}
    told = {
        "status": query.get("status", "open") in {row["status"], "any"},
        "code": query.get("code", row["code"]) == row["code"],
        "label": query.get("label", row["label"]) == row["label"],
        "subject": query.get("subject", subjects[0]) in subjects,
        "predicate": query.get("predicate", row["question"]["predicates"][0])
        in row["question"]["predicates"],
        "alignment": "alignment" not in query or query["alignment"] in sides,
        "min_severity": row["severity"] >= float(query.get("min_severity", "0")),
    }
    assert told.keys() == FILTERS.keys()
    return all(told.values())


@pytest.fixture(scope="module")
def every(many: Site) -> list[dict[str, Any]]:
    """All rows whole, in the order they were detected."""
    listed = many.get("/v1/contradictions", limit=500, status="any")["data"]
    return [many.get(f"/v1/contradictions/{row['id']}") for row in listed]


@settings(max_examples=150)
@given(
    query=st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in FILTERS.items()}
    ),
    sort=st.sampled_from([None, *(f"{turn}{name}" for name in SORTS for turn in ("", "-"))]),
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=6),
)
def test_pages_under_any_sort_and_filter_give_every_row_once_in_the_order_asked_for(
    many: Site, every: list[dict[str, Any]], query: dict[str, str], sort: str | None, sizes: list[int]
) -> None:
    expected = [row for row in every if holds(row, query)]
    if sort is not None:
        name = sort.removeprefix("-")
        expected.sort(key=lambda row: row[name])
        if sort.startswith("-"):
            expected.reverse()
        query = {**query, "sort": sort}
    endless = (size for _ in range(1000) for size in sizes)
    found = [row["id"] for page in pages(many, query, endless) for row in page]
    assert found == [row["id"] for row in expected]


@pytest.mark.parametrize("name", sorted(set(SORTS) - {"detected_at"}))
def test_an_index_serves_each_sort_of_the_open_ones_from_any_page_on(many: Site, name: str) -> None:
    order = CONTRADICTIONS.order_of(f"-{name}")
    *_, way = _ways(CONTRADICTIONS, ("status",), frozenset(), order)
    prepared = many.record.database.prepared(way.page)
    given = {"status": "open", "after0": 0.5, "after1": 9, "upto0": 0.1, "upto1": 0, "most": 50}
    connection: Any = many.record.reader.connection
    plan = connection.execute(f"EXPLAIN QUERY PLAN {prepared.sql}", prepared.bind(given)).fetchall()
    told = [str(step[-1]) for step in plan]
    assert f"INDEX ix_contradiction_status_{name}_seq (status=? AND {name}>? AND {name}<?)" in told[0]
    assert not any("TEMP B-TREE" in step for step in told)
