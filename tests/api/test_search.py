"""Searching, and candidates for a name, over HTTP."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.entities.names import likeness
from app.search import words
from tests.api.conftest import CLAIM, Site
from tests.api.test_lists import walked

LIVE = settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
QUERIES = st.text(min_size=1, max_size=200) | st.text("\"*()^:-+{}[]~`AND OR NOT NEAR ab\\'%_", max_size=60)


def keys(found: dict[str, Any]) -> list[Any]:
    return [hit["key"] for hit in found["data"]]


@pytest.mark.parametrize(
    "q",
    [
        "لواء الباقر",
        "Liwa al-Baqir",
        "liwa baqer",
        "BAQIR brigade",
        "لِوَاءُ البـاقِر",
        "Brigade Baqir",
        '"baqir" ^(liwa*)',
    ],
)
def test_a_name_is_found_in_any_script_and_spelling(site: Site, q: str) -> None:
    found = site.get("/v1/search", q=q, kind="entity")
    assert found["data"][0]["key"] == "liwa-al-baqir"
    assert found["data"][0]["highlights"]


@pytest.mark.parametrize(
    ("q", "key", "marked"), [("aqi", "liwa-al-baqir", "Baqir"), ("jaw amim", "aymenn-al-tamimi", "Jawad")]
)
def test_names_and_titles_are_found_by_parts_of_their_words(
    site: Site, q: str, key: str, marked: str
) -> None:
    hits = site.get("/v1/search", q=q)["data"]
    (hit,) = [each for each in hits if each["key"] == key]
    assert 0 < hit["score"] < 1
    shown = hit["highlights"][0]
    assert shown["text"][slice(*shown["spans"][0])] == marked
    assert "claim" not in {each["kind"] for each in hits}


@pytest.mark.parametrize("q", ["qia", "k0b", "aqir amim", "aqr"])
def test_letters_that_do_not_stand_together_in_a_name_find_nothing(site: Site, q: str) -> None:
    assert "liwa-al-baqir" not in keys(site.get("/v1/search", q=q))


def test_entities_come_first_then_sources_then_claims(site: Site) -> None:
    found = site.get("/v1/search", q="aleppo", limit=500)
    kinds = [hit["kind"] for hit in found["data"]]
    order = ["entity", "source", "claim"]
    assert kinds == sorted(kinds, key=order.index)
    assert {"entity", "claim"} <= set(kinds)
    for kind in order:
        only = site.get("/v1/search", q="aleppo", kind=kind, limit=500)
        assert only["data"] == [hit for hit in found["data"] if hit["kind"] == kind]
        scores = [hit["score"] for hit in only["data"]]
        assert scores == sorted(scores, reverse=True)


def test_every_searched_text_of_the_seeds_is_found_and_marked_where_it_stands(site: Site) -> None:
    texts: list[tuple[str, str, str]] = []
    for entity in walked(site, "/v1/entities"):
        texts += [(entity["id"], "label", entity["label"])]
        texts += [(entity["id"], f"names.{at}.text", name["text"]) for at, name in enumerate(entity["names"])]
        texts += [(entity["id"], "description", entity["description"])] if entity["description"] else []
    texts += [(source["id"], "title", source["title"]) for source in walked(site, "/v1/sources")]
    for claim in walked(site, "/v1/claims"):
        texts.append((claim["id"], "value.text", claim["value"]["text"]))
        quote = (claim["citation"] or {}).get("quote")
        texts += [(claim["id"], "citation.quote.exact", quote["exact"])] if quote else []
        for at, link in enumerate(claim["attribution"]):
            if link["wording"]:
                texts.append((claim["id"], f"attribution.{at}.wording", link["wording"]))
    assert len(texts) > 200
    for where, field, text in texts:
        hits = site.get("/v1/search", q=text[:200], limit=500)["data"]
        (hit,) = [each for each in hits if each["id"] == where]
        (marked,) = [each for each in hit["highlights"] if each["field"] == field]
        assert text[marked["start"] :].startswith(marked["text"])
        assert all(0 <= start < end <= len(marked["text"]) for start, end in marked["spans"])
        assert site.get(hit["url"])["id"] == where


def test_pages_of_any_size_give_each_hit_once_in_the_same_order(site: Site) -> None:
    whole = site.get("/v1/search", q="liwa", limit=500)["data"]
    assert len(whole) > 8
    for limit in (1, 2, 3, len(whole), len(whole) + 1):
        assert walked(site, "/v1/search", q="liwa", limit=limit) == whole


def test_what_is_written_is_found_from_its_acknowledgement_on(site: Site) -> None:
    quote = {"exact": "Some zanzibarian words"}
    value = {"text": "between 7 and 9 fighters"}
    body = {**CLAIM, "key": "found-at-once", "value": value, "citation": {"quote": quote}}
    written = site.post("/v1/claims", body)
    assert written.status_code == 201, written.text
    (hit,) = site.get("/v1/search", q="zanzibarian")["data"]
    assert (hit["key"], hit["claim"]["status"], hit["claim"]["predicate"]) == (
        "found-at-once",
        "live",
        "strength",
    )
    assert hit["highlights"] == [
        {"field": "citation.quote.exact", "start": 0, "text": quote["exact"], "spans": [[5, 16]]}
    ]
    told = {"reason": "entry_error", "text": "A slip."}
    assert site.post("/v1/claims/found-at-once/retract", told).status_code == 200
    (hit,) = site.get("/v1/search", q="zanzibarian")["data"]
    assert hit["claim"]["status"] == "retracted"


@LIVE
@given(QUERIES)
def test_no_text_is_a_syntax_error(site: Site, q: str) -> None:
    answer = site.client.get("/v1/search", params={"q": q})
    readable = "\x00" not in q and words.query(q) is not None and len(q) <= 200
    assert answer.status_code == (200 if readable else 404 if "\x00" in q else 400), answer.text


@LIVE
@given(QUERIES)
def test_no_name_is_a_syntax_error(site: Site, name: str) -> None:
    answer = site.client.get("/v1/entities", params={"name": name, "min_score": "0"})
    assert answer.status_code in {200, 400, 404}, answer.text


@pytest.mark.parametrize(
    ("path", "pointer", "fix"),
    [
        ("/v1/search", "q", "?q="),
        ("/v1/search?q=", "q", "?q="),
        ("/v1/search?q=…%20*%22", "q", "a word among them"),
        (f"/v1/search?q={'x' * 201}", "q", "1 to 200"),
        ("/v1/search?q=x&kind=person", "kind", "entity, source, claim"),
        ("/v1/search?q=x&q=y", "query", "once"),
        ("/v1/search?q=x&sort=seq", "query", "cursor, expand, kind, limit, q, select"),
        ("/v1/search?q=x&limit=0", "limit", "1 to 500"),
        ("/v1/search?q=x&cursor=x", "cursor", "next_cursor"),
        ("/v1/entities?name=", "name", "?name="),
        ("/v1/entities?name=…", "name", "a word among them"),
        (f"/v1/entities?name={'x' * 301}", "name", "1 to 300"),
        ("/v1/entities?name=x&min_score=2", "min_score", "0 to 1"),
        ("/v1/entities?name=x&kind=thing", "kind", "armed_group"),
        ("/v1/entities?name=x&cursor=x", "query", "kind, limit, min_score, name"),
        ("/v1/entities?min_score=0.5", "min_score", "goes with name"),
        ("/v1/entities?names=x", "query", "name"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_fix(site: Site, path: str, pointer: str, fix: str) -> None:
    answer = site.client.get(path)
    assert answer.status_code == 400
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == pointer
    assert fix in fault["detail"]


def test_a_cursor_of_another_query_is_refused(site: Site) -> None:
    cursor = site.get("/v1/search", q="liwa", limit=1)["next_cursor"]
    for other in ({"q": "katibat"}, {"q": "liwa", "kind": "claim"}):
        answer = site.client.get("/v1/search", params={**other, "cursor": cursor})
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-cursor")
    assert site.get("/v1/search", q="liwa", limit=1, cursor=cursor)["data"]


@pytest.mark.parametrize("name", ["لواء الباقر", "Baqer Brigade", "Liwa' al Baaqir"])
def test_candidates_come_with_scores_and_reasons_best_first(site: Site, name: str) -> None:
    found = site.get("/v1/entities", name=name)
    assert (found["next_cursor"], found["has_more"]) == (None, False)
    best = found["data"][0]
    assert best["entity"]["key"] == "liwa-al-baqir"
    assert best["entity"] == site.get("/v1/entities/liwa-al-baqir")
    scores = [each["score"] for each in found["data"]]
    assert scores == sorted(scores, reverse=True)
    for each in found["data"]:
        parts = {reason["part"]: reason["value"] for reason in each["reasons"]}
        alone = parts.get("names", 0) * parts.get("spelling", 1)
        expected = 0.75 * alone + 0.25 * parts["kinds"] if "kinds" in parts else alone
        assert each["score"] == pytest.approx(expected, abs=1e-3)
        assert all(reason["says"].endswith(".") for reason in each["reasons"])


def test_candidates_are_narrowed_by_score_kind_and_limit(site: Site) -> None:
    every = site.get("/v1/entities", name="liwa al-baqir", min_score=0)["data"]
    assert len(every) > 3
    for entity in walked(site, "/v1/entities"):
        called = [entity["label"], *(name["text"] for name in entity["names"])]
        reached = max(likeness("liwa al-baqir", each).score for each in called)
        told = [each["score"] for each in every if each["entity"]["id"] == entity["id"]]
        assert told == [reached] or (not told and reached < 0.75)
    high = site.get("/v1/entities", name="liwa al-baqir", min_score=0.7)["data"]
    assert high == [each for each in every if each["score"] >= 0.7]
    people = site.get("/v1/entities", name="liwa al-baqir", min_score=0, kind="person")["data"]
    assert people == [each for each in every if each["entity"]["kind"] == "person"]
    cut = site.get("/v1/entities", name="liwa al-baqir", min_score=0, limit=1)
    assert (cut["data"], cut["has_more"], cut["next_cursor"]) == (every[:1], True, None)


def test_nothing_like_a_name_gives_an_empty_list(site: Site) -> None:
    empty: dict[str, Any] = {"data": [], "next_cursor": None, "has_more": False}
    assert site.get("/v1/entities", name="Xylophone") == empty
    assert site.get("/v1/search", q="xylophone") == empty
