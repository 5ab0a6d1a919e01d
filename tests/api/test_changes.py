"""What was written, in order: nothing twice, nothing left out, also while two processes write."""

import threading
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.changes import TYPES
from app.provenance import log
from tests.api.conftest import CLAIM, Site


def logged(site: Site) -> list[log.Entry]:
    with site.record.reader.snapshot() as session:
        return list(log.replay(session))


def followed(site: Site, since: int = 0, **query: Any) -> list[dict[str, Any]]:
    """Everything after a number, by last_seq until nothing is left."""
    found: list[dict[str, Any]] = []
    while True:
        page = site.get("/v1/changes", since=since, **query)
        found += page["data"]
        since = page["last_seq"]
        if not page["has_more"]:
            return found


def test_every_event_is_told_in_order_with_what_it_is_about(site: Site) -> None:
    expected = logged(site)
    shown = followed(site, limit=7)
    assert [(each["seq"], each["at"], each["type"], each["object"]["id"]) for each in shown] == [
        (entry.seq, entry.at, entry.op, entry.object) for entry in expected
    ]
    assert followed(site, limit=500) == shown
    assert [each["seq"] for each in shown] == list(range(1, len(shown) + 1))


def test_every_object_can_be_read_where_it_is_said_to_be(site: Site) -> None:
    site.post("/v1/claims/baqir-salary/assessments", {"stance": "neutral", "reasons": "Told to me."})
    seen: Counter[str] = Counter()
    for each in followed(site):
        if seen[each["type"]] < 3:
            answer = site.client.get(each["object"]["url"])
            assert answer.status_code == 200, each
            assert each["object"]["id"] in answer.text
        seen[each["type"]] += 1
    assert {"entity.added", "source.added", "predicate.added", "claim.recorded"} <= set(seen)
    assert {"assessment.added", "contradiction.opened"} <= set(seen)


def test_who_wrote_and_why_is_not_told(site: Site) -> None:
    reasons = {"reason": "entry_error", "text": "zqmark of a private reason"}
    recorded = site.post("/v1/claims", {**CLAIM, "value": "about 333"}).json()["claim"]
    assert site.post(f"/v1/claims/{recorded['id']}/retract", reasons).status_code == 200
    told = site.client.get("/v1/changes?limit=500")
    assert "zqmark" not in told.text
    assert "operator" not in told.text
    assert recorded["recorded_by"] not in told.text
    *_, last = [each for each in followed(site) if each["type"] == "claim.retracted"]
    assert last["fields"] == {"reason": "entry_error", "source": None}
    assert last["object"]["id"] == recorded["id"]
    assert last["revision"] == 2


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_gives_just_its_events_and_goes_on_behind_all(site: Site, kind: str) -> None:
    every = followed(site)
    assert followed(site, type=kind, limit=3) == [each for each in every if each["type"] == kind]
    assert site.get("/v1/changes", type=kind, limit=500)["last_seq"] == every[-1]["seq"]


def test_groups_count_the_events_of_each_type(site: Site) -> None:
    shown = site.get("/v1/changes", group_by="type")["data"]
    assert {each["value"]: each["count"] for each in shown} == Counter(
        each["type"] for each in followed(site)
    )


def test_the_next_page_by_link_and_by_last_seq_are_the_same(site: Site) -> None:
    first = site.client.get("/v1/changes?since=5&limit=4&type=entity.added")
    by_link = site.client.get(first.links["next"]["url"]).json()
    by_number = site.get("/v1/changes", since=first.json()["last_seq"], limit=4, type="entity.added")
    assert by_link == by_number
    assert first.json()["last_seq"] == first.json()["data"][-1]["seq"]


def test_behind_the_end_there_is_nothing_and_one_is_told_where_the_end_is(site: Site) -> None:
    head = site.state()[0]
    for since in (head, head + 1, 2**53):
        empty: dict[str, Any] = {"data": [], "next_cursor": None, "has_more": False, "last_seq": head}
        assert site.get("/v1/changes", since=since) == empty
    written = site.post("/v1/entities", {"kind": "clan", "label": "x"}).json()
    (after,) = site.get("/v1/changes", since=head)["data"]
    assert (after["seq"], after["object"]["id"]) == (head + 1, written["id"])


@pytest.mark.parametrize("since", ["", "-1", "1.0", "x", "٣", str(2**53 + 1), "1" * 400, "0x1"])
def test_since_takes_only_a_number_of_the_log(site: Site, since: str) -> None:
    answer = site.client.get("/v1/changes", params={"since": since})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-parameter")
    assert "last_seq" in answer.json()["detail"]


@settings(max_examples=40)
@given(st.integers(0, 200), st.integers(1, 60))
def test_from_any_number_in_pages_of_any_size_the_rest_comes_once(site: Site, since: int, limit: int) -> None:
    every = followed(site, limit=500)
    assert followed(site, since, limit=limit) == [each for each in every if each["seq"] > since]


def test_following_while_two_processes_write_leaves_no_gap_and_repeats_nothing(site: Site) -> None:
    start = site.state()[0]
    done = threading.Event()

    def through_the_server() -> None:
        for number in range(40):
            site.post("/v1/entities", {"key": f"there-{number}", "kind": "clan", "label": "x"})

    def past_it() -> None:
        for number in range(40):
            site.record.entity(f"here-{number}")

    threads = [threading.Thread(target=each) for each in (through_the_server, past_it)]
    seen: list[int] = []

    def follow() -> None:
        since = start
        while True:
            last = done.is_set()
            page = site.get("/v1/changes", since=since, limit=3)
            seen.extend(each["seq"] for each in page["data"])
            since = page["last_seq"]
            if last and not page["has_more"]:
                return

    follower = threading.Thread(target=follow)
    for each in (follower, *threads):
        each.start()
    for each in threads:
        each.join()
    done.set()
    follower.join()
    assert seen == list(range(start + 1, site.state()[0] + 1))
    assert len(seen) == 80
