"""Three clocks and what-if over HTTP: a record that was loaded, then retracted from, then corrected."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.api.claims import CLAIMS_IN_PICTURES
from app.api.entities import TIMELINE_IN_PICTURES
from app.api.lists import Listing, _ways
from app.claims.pictures import Picture
from tests.api.conftest import Site

PATH = "/v1/entities/northern-brigade/claims"
ENTITIES = ("northern-brigade", "its-spokesman", "a-monitor", "a-rival", "a-neighbour")
SOURCES: tuple[dict[str, Any], ...] = (
    {"key": "bulletin-march", "published": "2016-03-05"},
    {"key": "monitor-april", "published": "2016-04"},
    {"key": "rival-may", "published": "2016-05-20", "alignment": "rival"},
    {"key": "bulletin-june", "published": "2016-06-10"},
    {"key": "monitor-notice", "published": "2016-09-01"},
    {
        "key": "rival-may-in-english",
        "derived_from": [{"source": "rival-may", "relation": "translates"}],
        "published": "2016-06-01",
    },
)


@dataclass(frozen=True)
class Story:
    """The site after the scenario, and the time before and after each of its steps."""

    site: Site
    before: str
    loaded: str
    retracted: str

    def claims(self, path: str = PATH, **query: Any) -> list[str]:
        return [each["key"] for each in self.site.get(path, **query)["data"]]

    def codes(self, **query: Any) -> list[tuple[str, list[str]]]:
        """The code and the keys of the witness of each contradiction about the brigade."""
        found = self.site.get("/v1/contradictions", subject="northern-brigade", **query)["data"]
        return [(each["code"], [claim["key"] for claim in each["witness"]]) for each in found]

    def positions(self, **query: Any) -> list[str]:
        path = "/v1/entities/northern-brigade/positions"
        found = self.site.get(path, predicate="strength", **query)["data"]
        return [each["value"].removesuffix(" fighters") for each in found]


def claim(key: str, agent: str, value: str, valid: str, source: str, **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "subject": "northern-brigade",
        "predicate": "strength",
        "value": value,
        "valid": {"edtf": valid},
        "source": source,
        "attribution": [{"agent": agent, "role": "claimant"}],
        **more,
    }


@pytest.fixture(scope="module")
def story(site: Site) -> Story:
    def post(path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = site.post(path, body, "editor")
        assert answer.status_code in {200, 201}, answer.text
        found: dict[str, Any] = answer.json()
        return found

    before = ""
    for key in ENTITIES:
        alignment = {"alignment": "rival"} if key == "a-rival" else {}
        made = post("/v1/entities", {"key": key, "kind": "armed_group", "label": key, **alignment})
        before = made["recorded_at"]
    for source in SOURCES:
        post("/v1/sources", {"kind": "article", "title": source["key"], **source})
    post("/v1/claims", claim("own-200", "its-spokesman", "200", "2016-03-01", "bulletin-march"))
    post("/v1/claims", claim("monitor-450", "a-monitor", "450", "2016-03-01", "monitor-april"))
    post("/v1/claims", claim("rival-60", "a-rival", "60", "2016-03-01", "rival-may"))
    loaded = post("/v1/claims", claim("own-2017", "its-spokesman", "500", "2017", "bulletin-june"))
    withdrawal = {"reason": "withdrawn", "text": "It had counted two brigades.", "source": "monitor-notice"}
    retracted = post("/v1/claims/monitor-450/retract", {**withdrawal, "by": "a-monitor"})
    correction = claim("own-220", "its-spokesman", "220", "2016-03-01", "bulletin-june", stated="2016-06-10")
    post("/v1/claims/own-200/supersede", correction)
    return Story(
        site, before, loaded["claim"]["recorded_at"], retracted["claim"]["retraction"]["recorded_at"]
    )


def test_three_clocks_give_three_sets_of_the_same_claims(story: Story) -> None:
    """When true, what published sources allowed one to know, what this database held."""
    assert story.claims() == ["own-200", "monitor-450", "rival-60", "own-2017", "own-220"]
    assert story.claims(valid_at="2017-06-01") == ["own-2017"]
    assert story.claims(known_by="2016-04-30") == ["own-200", "monitor-450"]
    assert story.claims(as_of=story.loaded) == ["own-200", "monitor-450", "rival-60", "own-2017"]


LIVE: dict[str, tuple[dict[str, str], list[str]]] = {
    "now": ({}, ["rival-60", "own-2017", "own-220"]),
    "in March 2016": ({"valid_at": "2016-03-01"}, ["rival-60", "own-220"]),
    "the day after": ({"valid_at": "2016-03-02"}, []),
    "before anything was published": ({"known_by": "2016-03-04"}, []),
    "with the first bulletin": ({"known_by": "2016-03-05"}, ["own-200"]),
    "a month is over on its last day": ({"known_by": "2016-04-29"}, ["own-200"]),
    "before the correction": ({"known_by": "2016-06-09"}, ["own-200", "monitor-450", "rival-60"]),
    "with the correction": ({"known_by": "2016-06-10"}, ["monitor-450", "rival-60", "own-2017", "own-220"]),
    "with the withdrawal": ({"known_by": "2016-09-01"}, ["rival-60", "own-2017", "own-220"]),
    "of March, before the correction": (
        {"known_by": "2016-05-31", "valid_at": "2016-03-01"},
        ["own-200", "monitor-450", "rival-60"],
    ),
    "without the rival": ({"exclude_claimant": "a-rival"}, ["own-2017", "own-220"]),
    "without his paper": ({"exclude_source": "rival-may"}, ["own-2017", "own-220"]),
    "without its translation": (
        {"exclude_source": "rival-may-in-english"},
        ["rival-60", "own-2017", "own-220"],
    ),
    "without the correction": ({"exclude_source": "bulletin-june"}, ["own-200", "rival-60"]),
    "without the withdrawal": (
        {"exclude_source": "monitor-notice"},
        ["monitor-450", "rival-60", "own-2017", "own-220"],
    ),
    "of one side": ({"only_alignment": "rival"}, ["rival-60"]),
}


@pytest.mark.parametrize("name", LIVE)
def test_what_is_live_in_a_picture_is_what_counts_in_it(story: Story, name: str) -> None:
    query, expected = LIVE[name]
    assert story.claims(**query, status="live") == expected
    shown = story.site.get(PATH, **query)["data"]
    assert [each["key"] for each in shown if each["status"] == "live"] == expected
    timeline = story.claims("/v1/entities/northern-brigade/timeline", **query)
    assert sorted(timeline) == sorted(expected)
    everywhere = story.claims("/v1/claims", subject="northern-brigade", status="live", **query)
    assert everywhere == expected


def test_as_of_each_step_shows_what_the_database_held(story: Story) -> None:
    assert story.claims(as_of=story.before) == []
    assert story.claims(as_of=story.loaded, status="live") == [
        "own-200",
        "monitor-450",
        "rival-60",
        "own-2017",
    ]
    assert story.claims(as_of=story.retracted, status="live") == ["own-200", "rival-60", "own-2017"]
    held = {each["key"]: each for each in story.site.get(PATH, as_of=story.loaded)["data"]}
    assert held["monitor-450"]["status"] == "live"
    assert held["monitor-450"]["retraction"] is None
    assert held["own-200"]["current"] is True
    assert held["own-200"]["superseded_by"] is None
    now = {each["key"]: each for each in story.site.get(PATH)["data"]}
    later = {each["key"]: each for each in story.site.get(PATH, as_of="2999-01-01")["data"]}
    assert now == later
    assert now["monitor-450"]["retraction"]["text"] == "It had counted two brigades."
    assert now["own-200"]["superseded_by"]["key"] == "own-220"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/claims",
        PATH,
        "/v1/entities/northern-brigade/timeline",
        "/v1/entities/northern-brigade/positions?predicate=strength",
        "/v1/contradictions",
        "/v1/sources/bulletin-march/claims",
    ],
)
def test_before_the_first_event_everything_is_empty(story: Story, path: str) -> None:
    joint = "&" if "?" in path else "?"
    for time in ("1999-12-31", "2001-01-01T00:00:00Z", "2001-01-01T00:00:00+02:00", story.before):
        text = time.replace("+", "%2B")
        if path in {"/v1/claims", "/v1/contradictions"} and time == story.before:
            continue  # the seeds were there
        answer = story.site.client.get(f"{path}{joint}as_of={text}")
        assert answer.status_code == 200
        assert answer.json() == {"data": [], "next_cursor": None, "has_more": False}


def test_a_day_means_its_end_and_a_time_itself(story: Story) -> None:
    day = story.loaded[:10]
    assert story.claims(as_of=day) == story.claims(as_of=f"{day}T23:59:59.999999Z")
    just_before = f"{story.loaded[:-1]}+00:00"
    assert story.claims(as_of=just_before) == story.claims(as_of=story.loaded)
    assert "own-2017" not in story.claims(as_of=story.before)


def test_contradictions_are_those_of_the_claims_that_count(story: Story) -> None:
    assert [(code, sorted(keys)) for code, keys in story.codes()] == [
        ("value_disjoint", ["own-220", "rival-60"])
    ]
    assert story.codes(exclude_claimant="a-neighbour") == story.codes()
    assert story.codes(exclude_claimant="a-rival") == []
    assert story.codes(exclude_source="rival-may") == []
    ((code, keys),) = story.codes(exclude_source="bulletin-june")
    assert (code, sorted(keys)) == ("value_disjoint", ["own-200", "rival-60"])
    ((code, keys),) = story.codes(known_by="2016-04-30")
    assert (code, sorted(keys)) == ("value_disjoint", ["monitor-450", "own-200"])
    assert story.codes(known_by="2016-03-31") == []
    assert story.codes(as_of=story.loaded, valid_at="2016-03-01") == story.codes(as_of=story.loaded)
    assert story.codes(valid_at="2016-03-01") == story.codes()
    assert story.codes(valid_at="2019-03-01") == story.codes(as_of="2999-01-01", valid_at="2019-03-01") == []


def test_positions_are_those_of_the_claims_that_count(story: Story) -> None:
    assert story.positions() == ["60", "220", "500"]
    assert story.positions(valid_at="2017-03-01") == ["500"]
    assert story.positions(known_by="2016-04-30") == ["200", "450"]
    assert story.positions(as_of=story.retracted) == ["60", "200", "500"]
    assert story.positions(exclude_source="bulletin-june") == ["60", "200"]
    assert story.positions(exclude_source=["bulletin-june", "rival-may"]) == ["200"]
    assert story.positions(only_alignment="rival") == ["60"]


def test_a_contradiction_that_is_stored_too_has_its_id_and_one_that_is_not_has_none(story: Story) -> None:
    (stored,) = story.site.get("/v1/contradictions", subject="northern-brigade")["data"]
    query = {"subject": "northern-brigade", "exclude_claimant": "a-neighbour"}
    assert story.site.get("/v1/contradictions", **query)["data"] == [stored]
    whole = story.site.get("/v1/contradictions", exclude_claimant="a-neighbour", limit=500)["data"]
    everything = story.site.get("/v1/contradictions", limit=500)["data"]
    assert sorted(whole, key=str) == sorted(everything, key=str)
    (other,) = story.site.get(
        "/v1/contradictions", subject="northern-brigade", exclude_claimant="its-spokesman", as_of=story.loaded
    )["data"]
    assert other.keys() == stored.keys()
    assert sorted(claim["key"] for claim in other["witness"]) == ["monitor-450", "rival-60"]


FILTERS: tuple[dict[str, str], ...] = (
    {"code": "value_disjoint"},
    {"code": "order"},
    {"label": "certain"},
    {"label": "possible"},
    {"min_severity": "0.5"},
    {"predicate": "strength"},
    {"subject": "ali-kayali"},
    {"subject": "liwa-al-baqir", "predicate": "strength"},
    {"alignment": "pro-government"},
    {"claim": "kayali-killed"},
    {"claim": "kayali-killed", "code": "order"},
    {"status": "any", "label": "possible"},
    {"status": "resolved"},
    {"valid_at": "2016-05-01"},
)


@pytest.mark.parametrize("query", FILTERS, ids=str)
def test_filters_choose_the_same_where_nothing_is_left_out(story: Story, query: dict[str, str]) -> None:
    stored = story.site.get("/v1/contradictions", limit=500, **query)["data"]
    pictured = story.site.get("/v1/contradictions", limit=500, as_of="2999-01-01", **query)["data"]
    stored = [each for each in stored if each["status"] != "closed"]
    assert sorted(pictured, key=str) == sorted(stored, key=str)


@pytest.mark.parametrize("sort", [None, "severity", "-severity", "open_weight", "-open_weight"])
def test_pages_of_computed_contradictions_give_each_once_in_order(story: Story, sort: str | None) -> None:
    query: dict[str, Any] = {"as_of": "2999-01-01", **({"sort": sort} if sort else {})}
    whole = story.site.get("/v1/contradictions", limit=500, **query)["data"]
    assert len(whole) >= 8
    if sort is not None:
        values = [each[sort.removeprefix("-")] for each in whole]
        assert values == sorted(values, reverse=sort.startswith("-"))
    for limit in (1, 3, len(whole)):
        found = list(
            itertools.chain.from_iterable(pages(story.site, "/v1/contradictions", limit=limit, **query))
        )
        assert found == whole


@pytest.mark.parametrize(("path", "query"), [(PATH, {"known_by": "2016-12-31"}), ("/v1/claims", {})])
def test_pages_of_claims_in_a_picture_give_each_once_in_order(
    story: Story, path: str, query: dict[str, str]
) -> None:
    asked: dict[str, Any] = {**query, "exclude_source": ["rival-may", "rival-may-in-english"]}
    whole = story.site.get(path, limit=500, **asked)["data"]
    found = list(itertools.chain.from_iterable(pages(story.site, path, limit=3, **asked)))
    assert [each["id"] for each in found] == [each["id"] for each in whole]
    assert len(whole) > 3
    assert "rival-60" not in {each["key"] for each in whole}


@pytest.mark.parametrize(
    ("listing", "name", "index"),
    [
        (CLAIMS_IN_PICTURES, None, "INTEGER PRIMARY KEY (rowid>?"),
        (CLAIMS_IN_PICTURES, "subject", "ix_claim_subject_seq (subject=? AND seq>?"),
        (CLAIMS_IN_PICTURES, "source", "ix_claim_source_seq (source=? AND seq>?"),
        (CLAIMS_IN_PICTURES, "only_alignment", "ix_claim_alignment_seq (alignment=? AND seq>?"),
        (TIMELINE_IN_PICTURES, "subject", "ix_claim_timeline (subject=? AND from_lo>?"),
    ],
)
def test_an_index_serves_every_page_of_a_picture(
    story: Story, listing: Listing, name: str | None, index: str
) -> None:
    names = (name,) if name else ()
    *_, way = _ways(listing, names, frozenset(), listing.order_of(None))
    prepared = story.site.record.database.prepared(way.page)
    given = {
        "after0": 9,
        "after1": 9,
        "upto0": 99,
        "upto1": 99,
        "most": 50,
        **({name: 1} if name else {}),
        **Picture().binds(),
    }
    connection: Any = story.site.record.reader.connection
    plan = connection.execute(f"EXPLAIN QUERY PLAN {prepared.sql}", prepared.bind(given)).fetchall()
    assert index in str(plan[0][-1])
    assert not any("TEMP B-TREE" in str(step[-1]) for step in plan if step[1] == 0)


def pages(site: Site, path: str, **query: Any) -> Iterator[list[dict[str, Any]]]:
    page = site.get(path, **query)
    yield page["data"]
    while page["has_more"]:
        page = site.get(path, **query, cursor=page["next_cursor"])
        yield page["data"]


def test_a_cursor_of_the_stored_list_is_refused_in_a_picture_and_the_other_way_round(story: Story) -> None:
    stored = story.site.get("/v1/contradictions", limit=1)["next_cursor"]
    pictured = story.site.get("/v1/contradictions", limit=1, as_of="2999-01-01")["next_cursor"]
    for query in ({"cursor": stored, "as_of": "2999-01-01"}, {"cursor": pictured}):
        answer = story.site.client.get("/v1/contradictions", params=query)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-cursor")


def test_the_impact_of_a_source_is_what_leaving_it_out_changes(story: Story) -> None:
    told = story.site.get("/v1/sources/bulletin-june/impact")
    assert [each["key"] for each in told["claims"]["data"]] == ["own-2017", "own-220"]
    assert [each["key"] for each in told["returning"]["data"]] == ["own-200"]
    assert [each["value"] for each in told["positions"]["data"]] == ["220 fighters", "500 fighters"]
    (changed,) = told["contradictions"]["changing"]["data"]
    assert changed["before"]["id"] == changed["after"]["id"] is not None
    assert changed["before"]["severity"] != changed["after"]["severity"]
    assert "own-220" in [each["key"] for each in changed["before"]["witness"]]
    assert "own-200" in [each["key"] for each in changed["after"]["witness"]]
    told = story.site.get("/v1/sources/monitor-notice/impact")
    assert [each["key"] for each in told["returning"]["data"]] == ["monitor-450"]
    assert told["claims"] == {"count": 0, "data": [], "has_more": False}
    for key, vanishing in (("rival-may", 1), ("rival-may-in-english", 0), ("bulletin-march", 0)):
        told = story.site.get(f"/v1/sources/{key}/impact")
        assert told["contradictions"]["vanishing"]["count"] == vanishing
    assert story.site.get("/v1/sources/rival-may/impact")["documents"] == 2


def test_a_joined_record_is_one_of_its_own_as_of_a_time_before_the_join(site: Site, story: Story) -> None:
    body = {"key": "brigade-of-the-north", "kind": "armed_group", "label": "Brigade of the North"}
    assert site.post("/v1/entities", body).status_code == 201
    own = claim("north-90", "a-neighbour", "90", "2016-03-01", "bulletin-march")
    parted = site.post("/v1/claims", {**own, "subject": "brigade-of-the-north"}).json()["claim"][
        "recorded_at"
    ]
    judgement = {
        "other": "brigade-of-the-north",
        "source": "monitor-notice",
        "attribution": [{"agent": "a-monitor", "role": "claimant"}],
        "reasons": "They share a seal.",
    }
    assert site.post("/v1/entities/northern-brigade/same-as", judgement).status_code == 201
    assert "north-90" in story.claims()
    path = "/v1/entities/brigade-of-the-north/claims"
    assert site.client.get(path).status_code == 308
    assert story.claims(path, as_of=parted) == ["north-90"]
    assert "north-90" not in story.claims(as_of=parted)
    assert story.claims(path, exclude_source="monitor-notice") == ["north-90"]
    assert story.claims("/v1/claims", subject="brigade-of-the-north", as_of=parted) == ["north-90"]
    undone = {"other": "brigade-of-the-north", "reason": "entry_error", "text": "Two brigades."}
    assert site.post("/v1/entities/northern-brigade/same-as/undo", undone, "editor").status_code == 200
