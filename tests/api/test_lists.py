"""Lists: every page, every filter, also while others write."""

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contradictions.service import SORTS
from app.errors import BadCursor
from app.pagination import decode, encode
from tests.api.conftest import CLAIM, Site

LISTS = {
    "/v1/entities": 56,
    "/v1/sources": 7,
    "/v1/claims": 56,
    "/v1/predicates": 31,
    "/v1/contradictions": 7,
    "/v1/entities/liwa-al-baqir/claims": None,
    "/v1/entities/liwa-al-baqir/timeline": None,
    "/v1/sources/tamimi-ldf-2016/claims": 56,
}


def pages(site: Site, path: str, **query: Any) -> Iterator[list[dict[str, Any]]]:
    """Every page, walked by the Link header as a client that knows nothing else would."""
    answer = site.client.get(path, params=query)
    while True:
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert set(page) == {"data", "next_cursor", "has_more"}
        yield page["data"]
        assert page["has_more"] == (page["next_cursor"] is not None) == ("link" in answer.headers)
        if not page["has_more"]:
            return
        assert re.fullmatch("[A-Za-z0-9_-]+", page["next_cursor"])
        (onward,) = re.findall(r'<([^>]+)>; rel="next"', answer.headers["link"])
        assert page["next_cursor"] in onward
        answer = site.client.get(onward)


def walked(site: Site, path: str, **query: Any) -> list[dict[str, Any]]:
    return list(itertools.chain.from_iterable(pages(site, path, **query)))


@pytest.mark.parametrize("path", LISTS)
def test_pages_of_any_size_give_each_item_once_in_the_same_order(site: Site, path: str) -> None:
    whole = site.get(path, limit=500)
    assert (whole["next_cursor"], whole["has_more"]) == (None, False)
    assert len(whole["data"]) == LISTS[path] if LISTS[path] else len(whole["data"]) > 20
    assert len({item["id"] for item in whole["data"]}) == len(whole["data"])
    for limit in (*range(1, 8), len(whole["data"]), len(whole["data"]) + 1):
        if len(whole["data"]) / limit > 30:
            continue  # the same walk once more, only longer
        found = list(pages(site, path, limit=limit))
        assert list(itertools.chain.from_iterable(found)) == whole["data"]
        assert {len(page) for page in found[:-1]} <= {limit}
        assert 1 <= len(found[-1]) <= limit


def test_the_next_page_keeps_the_filters(site: Site) -> None:
    found = walked(site, "/v1/claims", limit=2, predicate="part_of", stance="supports")
    assert [claim["key"] for claim in found] == [
        "ldf-part-nayrab",
        "ldf-part-baqir",
        "ldf-part-safira",
        "ldf-part-nubl",
    ]


def test_fifty_items_come_when_no_limit_is_given(site: Site) -> None:
    assert len(site.get("/v1/claims")["data"]) == 50


def test_an_empty_list_is_a_list(site: Site) -> None:
    empty: dict[str, Any] = {"data": [], "next_cursor": None, "has_more": False}
    assert site.get("/v1/claims", polarity="denies", predicate="strength") == empty


PARTS = (
    st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=300)
)


@given(st.text(), st.lists(PARTS, max_size=4))
def test_a_cursor_comes_back_as_it_went(order: str, position: list[int | float | str]) -> None:
    cursor = encode(order, *position)
    assert re.fullmatch("[A-Za-z0-9_-]+", cursor)
    kinds = [type(part) for part in position]
    found = decode(cursor, order, kinds)
    assert [(type(part), part) for part in found] == list(zip(kinds, position, strict=True))
    with pytest.raises(BadCursor, match="another list or another sort"):
        decode(cursor, f"-{order}", kinds)
    with pytest.raises(BadCursor, match="another list or another sort"):
        decode(cursor, order, [*kinds, int])


@pytest.mark.parametrize("sort", [f"{turn}{name}" for name in SORTS for turn in ("", "-")])
def test_the_seeds_contradictions_come_in_the_order_asked_for(site: Site, sort: str) -> None:
    shown = [site.get(f"/v1/contradictions/{row['id']}") for row in site.get("/v1/contradictions")["data"]]
    name = sort.removeprefix("-")
    ascending = sorted(shown, key=lambda row: row[name])  # as detected where equal
    expected = ascending[::-1] if sort.startswith("-") else ascending
    for limit in range(1, 9):
        found = walked(site, "/v1/contradictions", sort=sort, limit=limit)
        assert [row["id"] for row in found] == [row["id"] for row in expected]


def test_a_cursor_of_another_sort_is_refused_with_the_reason(site: Site) -> None:
    cursor = site.get("/v1/contradictions", sort="severity", limit=1)["next_cursor"]
    for sort in ("-severity", "open_weight", "detected_at"):
        answer = site.client.get("/v1/contradictions", params={"sort": sort, "cursor": cursor})
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-cursor")
        assert "another sort" in answer.json()["detail"]
    same = site.get("/v1/contradictions", limit=1)["next_cursor"]
    assert site.get("/v1/contradictions", sort="detected_at", cursor=same)["data"]


def key(shown: Any) -> str:
    found: str = shown["key"]
    return found


CLAIM_FILTERS: dict[tuple[str, str], Callable[[Any], bool]] = {
    ("subject", "liwa-al-baqir"): lambda claim: key(claim["subject"]) == "liwa-al-baqir",
    ("predicate", "led_by"): lambda claim: claim["predicate"] == "led_by",
    ("source", "tamimi-ldf-2016"): lambda claim: key(claim["source"]) == "tamimi-ldf-2016",
    ("claimant", "alsouria"): lambda claim: (claim["attribution"][0]["agent"] or {}).get("key") == "alsouria",
    ("value", "hezbollah"): lambda claim: claim["value"].get("entity", {}).get("key") == "hezbollah",
    ("stance", "disputes"): lambda claim: claim["stance"]["position"] == "disputes",
    ("polarity", "denies"): lambda claim: claim["polarity"] == "denies",
    ("modality", "probable"): lambda claim: claim["modality"] == "probable",
    ("status", "live"): lambda claim: claim["status"] == "live",
    ("recorded_since", "2020-01-01"): lambda claim: claim["recorded_at"] >= "2020",
    ("recorded_since", "2999-01-01T00:00:00+02:00"): lambda _: False,
}
OTHER_FILTERS: dict[tuple[str, str, str], Callable[[Any], bool]] = {
    ("/v1/entities", "kind", "person"): lambda entity: entity["kind"] == "person",
    ("/v1/entities", "alignment", "pro-opposition"): lambda entity: entity["alignment"] == "pro-opposition",
    ("/v1/sources", "kind", "article"): lambda source: source["kind"] == "article",
    ("/v1/sources", "alignment", "analyst"): lambda source: source["alignment"] == "analyst",
    ("/v1/sources", "language", "ar"): lambda source: source["language"] == "ar",
    ("/v1/predicates", "value_type", "date"): lambda predicate: predicate["value_type"] == "date",
    ("/v1/contradictions", "code", "order"): lambda row: row["code"] == "order",
    ("/v1/contradictions", "label", "possible"): lambda row: row["label"] == "possible",
    ("/v1/contradictions", "subject", "ali-kayali"): lambda row: (
        key(row["question"]["subjects"][0]) == "ali-kayali"
    ),
    ("/v1/contradictions", "predicate", "active_since"): lambda row: (
        "active_since" in row["question"]["predicates"]
    ),
    ("/v1/contradictions", "claim", "kayali-killed"): lambda row: "kayali-killed" in map(key, row["witness"]),
    ("/v1/contradictions", "min_severity", "0.5"): lambda row: row["severity"] >= 0.5,
    ("/v1/contradictions", "min_severity", "0.090"): lambda row: row["severity"] >= 0.09,
    ("/v1/contradictions", "status", "any"): lambda _: True,
    ("/v1/contradictions", "status", "closed"): lambda _: False,
}


@pytest.mark.parametrize(("name", "value"), CLAIM_FILTERS, ids="=".join)
def test_a_filter_of_claims_gives_just_what_it_says(site: Site, name: str, value: str) -> None:
    holds = CLAIM_FILTERS[name, value]
    everything = site.get("/v1/claims", limit=500)["data"]
    expected = [claim for claim in everything if holds(claim)]
    assert site.get("/v1/claims", limit=500, **{name: value})["data"] == expected
    assert bool(expected) == (value[:4] != "2999")
    if name != "subject":
        about = site.get("/v1/entities/local-defence-forces/claims", limit=500, **{name: value})["data"]
        assert about == [claim for claim in expected if key(claim["subject"]) == "local-defence-forces"]


@pytest.mark.parametrize(("path", "name", "value"), OTHER_FILTERS, ids=" ".join)
def test_a_filter_gives_just_what_it_says(site: Site, path: str, name: str, value: str) -> None:
    everything = site.get(path, limit=500)["data"]
    expected = [item for item in everything if OTHER_FILTERS[path, name, value](item)]
    assert site.get(path, limit=500, **{name: value})["data"] == expected
    assert bool(expected) == (value != "closed")


@pytest.mark.parametrize("side", ["pro-government", "pro-opposition", "analyst", "neutral to all"])
def test_the_alignment_of_a_contradiction_is_that_of_a_claim_in_one_of_its_positions(
    site: Site, side: str
) -> None:
    found = {row["id"] for row in site.get("/v1/contradictions", alignment=side)["data"]}
    expected = set()
    for row in site.get("/v1/contradictions")["data"]:
        positions = site.get(f"/v1/contradictions/{row['id']}")["positions"]
        if any(side in position["alignments"] for position in positions):
            expected.add(row["id"])
    assert found == expected
    assert bool(found) == (side != "neutral to all")


def test_filters_narrow_together_and_take_ids_as_well_as_keys(site: Site) -> None:
    entity = site.get("/v1/entities/liwa-al-baqir")["id"]
    by_key = site.get("/v1/claims", subject="liwa-al-baqir", predicate="has_camp", stance="neutral")
    assert len(by_key["data"]) == 4
    assert site.get("/v1/claims", subject=entity, predicate="has_camp", stance="neutral") == by_key


def test_the_timeline_is_in_the_order_of_the_earliest_day(site: Site) -> None:
    shown = site.get("/v1/entities/liwa-al-baqir/timeline", limit=500)["data"]
    days = [claim["valid"]["from"][0] or "" for claim in shown]
    assert days == sorted(days)
    dated = [c for c in site.get("/v1/entities/liwa-al-baqir/claims", limit=500)["data"] if c["valid"]]
    assert {claim["id"] for claim in shown} == {claim["id"] for claim in dated}


def test_walking_on_while_others_write_misses_nothing_and_repeats_nothing(site: Site) -> None:
    before = [claim["id"] for claim in site.get("/v1/claims", limit=500)["data"]]
    seen, written = [], []
    for number, page in enumerate(pages(site, "/v1/claims", limit=7)):
        seen += [claim["id"] for claim in page]
        if number < 6:
            body = {**CLAIM, "value": f"about {200 + number} fighters", "valid": {"edtf": f"20{10 + number}"}}
            answer = site.post("/v1/claims", body)
            assert answer.status_code == 201
            written.append(answer.json()["claim"]["id"])
    assert seen == before + written


@pytest.mark.parametrize(
    "path",
    [
        "/v1/claims/baqir-killed-246",
        "/v1/entities/liwa-al-baqir",
        "/v1/sources/tamimi-ldf-2016",
        "/v1/predicates/status",
    ],
)
def test_a_single_object_takes_no_filter(site: Site, path: str) -> None:
    answer = site.client.get(f"{path}?predicate=strength")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-parameter")
    assert re.search(r"Known here: (expand, )?select\.", answer.json()["detail"])
