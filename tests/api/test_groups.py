"""Groups of a list: each value with how many items have it, in pages, under every filter."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.claims import CLAIMS, CLAIMS_IN_PICTURES
from app.api.contradictions import CONTRADICTIONS
from app.api.entities import ENTITIES
from app.api.lists import Listing, _grouped
from app.api.predicates import PREDICATES
from app.api.sources import SOURCES
from tests.api.conftest import Site


def whole(site: Site, path: str, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.get(path, limit="500", **query)["data"]
    return found


def _id(told: Any) -> Any:
    return told["id"] if told else None


OF: dict[tuple[str, str], Callable[[Any], Any]] = {
    ("/v1/claims", "subject"): lambda claim: claim["subject"]["id"],
    ("/v1/claims", "predicate"): lambda claim: claim["predicate"],
    ("/v1/claims", "source"): lambda claim: claim["source"]["id"],
    ("/v1/claims", "claimant"): lambda claim: _id(claim["attribution"][0]["agent"]),
    ("/v1/claims", "value"): lambda claim: _id(claim["value"].get("entity")),
    ("/v1/claims", "status"): lambda claim: claim["status"],
    ("/v1/claims", "stance"): lambda claim: claim["stance"]["position"],
    ("/v1/claims", "polarity"): lambda claim: claim["polarity"],
    ("/v1/claims", "modality"): lambda claim: claim["modality"],
    ("/v1/claims", "value_type"): lambda claim: claim["value"]["type"],
    ("/v1/claims", "basis"): lambda claim: claim["basis"],
    ("/v1/entities", "kind"): lambda entity: entity["kind"],
    ("/v1/entities", "alignment"): lambda entity: entity["alignment"],
    ("/v1/sources", "kind"): lambda source: source["kind"],
    ("/v1/sources", "alignment"): lambda source: source["alignment"],
    ("/v1/sources", "language"): lambda source: source["language"],
    ("/v1/predicates", "value_type"): lambda predicate: predicate["value_type"],
    ("/v1/contradictions", "code"): lambda row: row["code"],
    ("/v1/contradictions", "label"): lambda row: row["label"],
    ("/v1/contradictions", "status"): lambda row: row["status"],
}
EACH = pytest.mark.parametrize(("path", "name"), OF, ids=" ".join)
LISTINGS: dict[str, Listing] = {
    "/v1/claims": CLAIMS,
    "/v1/entities": ENTITIES,
    "/v1/sources": SOURCES,
    "/v1/predicates": PREDICATES,
    "/v1/contradictions": CONTRADICTIONS,
}


def test_every_group_of_every_list_is_tried_here() -> None:
    known = {(path, name) for path, listing in LISTINGS.items() for name in listing.groups(())}
    assert known == set(OF) | {("/v1/claims", "alignment")}
    assert CLAIMS_IN_PICTURES.groups(()).keys() == CLAIMS.groups(()).keys()


@EACH
def test_a_group_counts_the_items_that_have_its_value(site: Site, path: str, name: str) -> None:
    expected = Counter(OF[path, name](item) for item in whole(site, path))
    shown = whole(site, path, group_by=name)
    assert {each["value"]: each["count"] for each in shown} == expected
    assert len(shown) == len(expected)
    assert all(each["value"] is not None for each in shown[:-1])


@EACH
def test_the_value_of_a_group_is_one_that_the_filter_takes(site: Site, path: str, name: str) -> None:
    if name in LISTINGS[path].grouped:
        return
    for each in whole(site, path, group_by=name):
        if each["value"] is not None:
            assert len(whole(site, path, **{name: each["value"]})) == each["count"]


@EACH
def test_pages_of_groups_give_each_once_and_the_link_keeps_the_group(
    site: Site, path: str, name: str
) -> None:
    every = whole(site, path, group_by=name)
    for limit in range(1, min(len(every), 4) + 2):
        query = {"group_by": name, "limit": str(limit), "count": "exact"}
        answer, found = site.client.get(path, params=query), []
        while True:
            page = answer.json()
            assert page["has_more"] == ("next" in answer.links) == (page["next_cursor"] is not None)
            assert 1 <= len(page["data"]) <= limit
            assert page["count"] == len(every)
            found += page["data"]
            if not page["has_more"]:
                break
            answer = site.client.get(answer.links["next"]["url"])
        assert found == every


def test_references_have_their_label(site: Site) -> None:
    for name, path, label in (("subject", "entities", "label"), ("source", "sources", "title")):
        for each in whole(site, "/v1/claims", group_by=name):
            assert each["label"] == site.get(f"/v1/{path}/{each['value']}")[label]
    for each in whole(site, "/v1/claims", group_by="predicate"):
        assert each["label"] == site.get(f"/v1/predicates/{each['value']}")["label"]
    assert all(set(each) == {"value", "count"} for each in whole(site, "/v1/claims", group_by="stance"))


def test_groups_of_contradictions_are_of_the_open_ones_unless_they_are_by_status(site: Site) -> None:
    row = site.get("/v1/contradictions")["data"][0]
    decision = {"choice": "entry_error", "reasons": "A slip."}
    assert site.put(f"/v1/contradictions/{row['id']}/disposition", decision).status_code == 201
    told = {each["value"]: each["count"] for each in whole(site, "/v1/contradictions", group_by="status")}
    assert told["open"] == len(whole(site, "/v1/contradictions"))
    assert sum(told.values()) == len(whole(site, "/v1/contradictions", status="any"))
    assert len(told) == 2
    codes = whole(site, "/v1/contradictions", group_by="code")
    assert sum(each["count"] for each in codes) == told["open"]
    assert whole(site, "/v1/contradictions", group_by="status", status="open") == [
        {"value": "open", "count": told["open"]}
    ]


def test_a_group_of_any_text_can_be_paged_past(site: Site) -> None:
    sides = ["a" * 300, "b\u200fمعارضة", "c\nd", "e'f"]
    for number, side in enumerate(sides):
        body = {"key": f"side-{number}", "kind": "clan", "label": "x", "alignment": side}
        assert site.post("/v1/entities", body).status_code == 201
    answer, seen = site.client.get("/v1/entities?group_by=alignment&limit=1&kind=clan"), []
    while True:
        seen += [each["value"] for each in answer.json()["data"]]
        if "next" not in answer.links:
            break
        answer = site.client.get(answer.links["next"]["url"])
    assert [side for side in seen if side in sides] == sides
    assert len(seen) == len(set(seen))


PICTURES = [{"exclude_source": "alsouria-2016-01"}, {"known_by": "2016-04-15"}, {"exclude_claimant": "iran"}]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: next(iter(picture)))
@EACH
def test_groups_of_a_picture_are_of_its_items(
    site: Site, path: str, name: str, picture: dict[str, str]
) -> None:
    if path not in {"/v1/claims", "/v1/contradictions"}:
        return
    status = {"status": "any"} if name == "status" and path == "/v1/contradictions" else {}
    expected = Counter(OF[path, name](item) for item in whole(site, path, **picture, **status))
    shown = whole(site, path, group_by=name, **picture)
    assert {each["value"]: each["count"] for each in shown} == expected
    first = site.get(path, group_by=name, limit=1, count="exact", **picture)
    if expected:
        assert (first["data"], first["count"]) == (shown[:1], len(shown))
    if first["has_more"]:
        second = site.get(path, group_by=name, limit=1, cursor=first["next_cursor"], **picture)
        assert second["data"] == shown[1:2]


FILTERS = {
    "subject": ("liwa-al-baqir", "local-defence-forces"),
    "predicate": ("part_of", "strength", "has_camp"),
    "stance": ("supports", "neutral", "disputes"),
    "polarity": ("asserts", "denies"),
    "status": ("live", "retracted"),
    "recorded_since": ("2020-01-01",),
    "valid_at": ("2016-03-21",),
}


@settings(max_examples=60)
@given(
    st.fixed_dictionaries({}, optional={name: st.sampled_from(told) for name, told in FILTERS.items()}),
    st.sampled_from([name for path, name in OF if path == "/v1/claims"]),
)
def test_groups_honour_every_filter(site: Site, query: dict[str, str], name: str) -> None:
    expected = Counter(OF["/v1/claims", name](item) for item in whole(site, "/v1/claims", **query))
    shown = whole(site, "/v1/claims", group_by=name, **query)
    assert {each["value"]: each["count"] for each in shown} == expected


@pytest.mark.parametrize("name", ["subject", "predicate", "source", "claimant", "value", "alignment"])
def test_an_index_alone_serves_the_groups_of_references(site: Site, name: str) -> None:
    statement, *_ = _grouped(CLAIMS, (), frozenset(), name, continued=True)
    prepared = site.record.database.prepared(statement)
    connection: Any = site.record.reader.connection
    given = {"group_after": 1, "most": 51}
    plan = connection.execute(f"EXPLAIN QUERY PLAN {prepared.sql}", prepared.bind(given)).fetchall()
    told = [str(step[-1]) for step in plan]
    assert len(told) == 1
    assert "USING COVERING INDEX" in told[0]
