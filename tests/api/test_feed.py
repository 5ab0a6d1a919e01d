"""The Atom feed of new contradictions, read as a feed reader reads it."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]  # it publishes no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.feed import MOST, written
from app.contradictions.rules import BY_CODE
from tests.api.conftest import CLAIM, Site

FEED = "/v1/contradictions.atom"


def parsed(site: Site, **query: Any) -> Any:
    answer = site.client.get(FEED, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml"
    found = feedparser.parse(answer.content, response_headers={"content-type": "application/atom+xml"})
    assert not found.bozo
    assert found.version == "atom10"
    return found


def test_the_feed_holds_the_open_contradictions_newest_first(site: Site) -> None:
    rows = site.get("/v1/contradictions", sort="-detected_at", limit=50)["data"]
    entries = parsed(site).entries
    assert [entry.id for entry in entries] == [f"tag:counterclaim,2026:{row['id']}" for row in rows]
    for entry, row in zip(entries, rows, strict=True):
        full = site.get(f"/v1/contradictions/{row['id']}")
        assert entry.title.startswith(f"{BY_CODE[row['code']].title}: ")
        assert entry.title.endswith(row["question"]["subjects"][-1]["label"])
        assert entry.summary == row["explanation"]
        assert (entry.published, entry.updated) == (full["detected_at"], full["changed_at"])
        assert site.client.get(entry.link).json() == full
        terms = {tag.scheme.rpartition(":")[2]: tag.term for tag in entry.tags}
        assert terms == {name: str(row[name]) for name in ("code", "label", "severity", "status")}


def test_the_feed_says_what_the_standard_asks_of_it(site: Site) -> None:
    found = parsed(site).feed
    assert found.id == str(site.client.base_url.join(FEED))
    assert found.author == "Counterclaim"
    assert found.updated == max(entry.updated for entry in parsed(site).entries)
    links = {link.rel: link.href for link in found.links}
    assert links["self"] == found.id
    assert site.client.get(links["alternate"]).status_code == 200
    assert found.language == "en"


@pytest.mark.parametrize(
    "query",
    [
        {"code": "monotone_break"},
        {"label": "possible", "min_severity": "0.3"},
        {"subject": "ali-kayali"},
        {"status": "any"},
        {"status": "closed"},
        {"valid_at": "2016-03-21"},
    ],
    ids=str,
)
def test_the_filters_are_those_of_the_list(site: Site, query: dict[str, str]) -> None:
    rows = site.get("/v1/contradictions", sort="-detected_at", **query)["data"]
    found = parsed(site, **query)
    assert [entry.id.rpartition(":")[2] for entry in found.entries] == [row["id"] for row in rows]
    assert all(f"{name}={value}" in found.feed.id for name, value in query.items())


def test_a_feed_without_entries_is_still_valid(site: Site) -> None:
    empty = parsed(site, code="relation_cycle", status="closed")
    assert empty.entries == []
    assert empty.feed.updated == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize("query", ["limit=5", "cursor=x", "sort=severity", "as_of=2026-01-01", "select=id"])
def test_what_a_feed_cannot_do_is_refused(site: Site, query: str) -> None:
    answer = site.client.get(f"{FEED}?{query}")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-parameter")


def test_a_reader_that_has_the_feed_is_told_so(site: Site) -> None:
    tag = parsed(site) and site.client.get(FEED).headers["etag"]
    again = site.client.get(FEED, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    path = f"/v1/contradictions/{site.get('/v1/contradictions')['data'][0]['id']}/disposition"
    assert site.put(path, {"choice": "irreconcilable", "reasons": "Neither yields."}).status_code == 201
    assert site.client.get(FEED, headers={"If-None-Match": tag}).status_code == 200


def test_names_come_in_the_readers_language_and_arabic_stays_as_it_is(site: Site) -> None:
    entries = parsed(site, lang="ar", subject="liwa-al-baqir").entries
    assert entries
    assert all("لواء الباقر" in entry.title and "لواء الباقر" in entry.summary for entry in entries)


def test_no_more_than_fifty_come_and_the_newest_is_first(site: Site) -> None:
    for number in range(MOST + 5):
        said = {"subject": "iran", "predicate": "strength", "scope": {"method": f"count {number}"}}
        for agent, value in (("iran", "200"), ("alsouria", "9,000")):
            body = {**CLAIM, **said, "value": value, "attribution": [{"agent": agent, "role": "claimant"}]}
            made = site.post("/v1/claims", body).json()["contradictions"]
    entries = parsed(site).entries
    assert len(entries) == MOST
    assert entries[0].id.endswith(made[0]["id"])


def test_the_home_page_names_the_feed(site: Site) -> None:
    page = site.client.get("/").text
    (link,) = re.findall(r'<link rel="alternate" type="application/atom\+xml"[^>]*>', page)
    assert f'href="{FEED}"' in link


@given(st.text(), st.text())
def test_whatever_a_text_holds_the_feed_is_xml_and_says_it(label: str, explanation: str) -> None:
    row = {"detected_at": "2026-01-01T00:00:00.000000Z", "changed_at": "2026-01-01T00:00:00.000000Z"}
    shown = {
        "id": "contradiction_x",
        "code": "order",
        "label": "certain",
        "severity": 0.5,
        "status": "open",
        "question": {"subjects": [{"label": label}]},
        "explanation": explanation,
    }
    feed = ET.fromstring(written("http://a/", "http://a/?q=<&", [row], [shown]))  # noqa: S314 — a feed that this test wrote
    summary = feed.find("{*}entry/{*}summary")
    assert summary is not None
    told = "".join("\ufffd" if not is_xml(each) else each for each in explanation)
    assert (summary.text or "") == told.replace("\r\n", "\n").replace("\r", "\n")


def is_xml(each: str) -> bool:
    return each in "\t\n\r" or " " <= each <= "\ud7ff" or "\ue000" <= each <= "\ufffd" or each > "\uffff"
