"""Many claims in one request: each answered by itself, dry runs and all-or-none ones leave nothing behind."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import rebuild, strictjson
from app.api.frame import NDJSON
from app.contradictions import service
from tests.api.conftest import CLAIM, Site

PATH = "/v1/claims:batch"


def claim(**changes: Any) -> dict[str, Any]:
    """A claim by a witness whom nobody else quotes."""
    return {**CLAIM, "attribution": [{"name": f"witness {uuid4()}", "role": "claimant"}], **changes}


def batch(site: Site, *bodies: Any, **query: str) -> dict[str, Any]:
    """What a batch answers that is not refused as a whole."""
    answer = site.client.post(PATH, json=list(bodies), params=query, headers=site.bearer("contributor"))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    assert [each["index"] for each in told["data"]] == list(range(len(bodies)))
    return told


def statuses(told: Mapping[str, Any]) -> list[int]:
    return [each["status"] for each in told["data"]]


def test_each_claim_is_answered_by_itself_in_order(site: Site) -> None:
    there = claim(key=f"there-{uuid4()}")
    site.post("/v1/claims", there)
    told = batch(
        site, claim(), there, claim(subject="liwa-al-bakir"), claim(value=None), {**there, "value": "9"}, 5
    )
    assert statuses(told) == [201, 200, 422, 422, 409, 422]
    assert told["summary"] == {"new": 1, "unchanged": 1, "refused": 4}
    assert told["dry_run"] is False
    for each in told["data"]:
        assert (each["claim"] is None) != (each["problem"] is None)
    problems = [each["problem"] for each in told["data"][2:]]
    assert [each["status"] for each in problems] == [422, 422, 409, 422]
    assert problems[0]["errors"] == [
        {"pointer": "/subject", "detail": "No entity has this id or key. Nearest: liwa-al-baqir."}
    ]
    assert problems[1]["errors"][0]["pointer"] == "/value"
    assert "supersedes" in problems[2]["detail"]
    assert len({each["instance"] for each in problems}) == 4


def test_a_claim_of_a_batch_is_answered_as_one_alone_is(site: Site) -> None:
    body = claim(source={"kind": "interview", "title": "By telephone"}, value="about 300")
    alone = site.post("/v1/claims", body).json()
    (told,) = batch(site, {**body, "attribution": [{"name": "another", "role": "claimant"}]})["data"]
    assert site.get(f"/v1/claims/{told['claim']['id']}") == told["claim"]
    assert {"claim", "contradictions", "created"} == set(alone) == set(told) - {"index", "status", "problem"}
    assert [each["type"] for each in told["created"]] == ["source"]
    (row,) = told["contradictions"]
    assert row["url"] == f"/v1/contradictions/{row['id']}"


def test_contradictions_between_claims_of_one_batch_are_told_with_both(site: Site) -> None:
    told = batch(site, claim(value="7", valid={"edtf": "1999"}), claim(value="70000", valid={"edtf": "1999"}))
    rows = [{each["id"] for each in item["contradictions"]} for item in told["data"]]
    assert rows[0] == rows[1] != set()
    assert list(service.check(site.record.reader)) == []


def test_a_claim_may_name_those_before_it_by_their_keys(site: Site) -> None:
    first, key = claim(key=f"early-{uuid4()}"), f"new-{uuid4()}"
    second = {**first, "key": None, "value": "about 220 fighters", "supersedes": first["key"]}
    made = claim(source={"key": key, "kind": "post", "title": "A post"})
    told = batch(site, first, second, made, claim(source=key), claim(supersedes=f"late-{key}"))
    assert statuses(told) == [201, 201, 201, 201, 422]
    assert told["data"][0]["claim"]["status"] == "superseded"
    assert told["data"][1]["claim"]["supersedes"]["key"] == first["key"]


def test_a_dry_run_answers_what_would_come_of_it_and_writes_nothing(site: Site) -> None:
    bodies = [
        claim(value="3", source={"kind": "post", "title": "P"}),
        claim(value="30000"),
        claim(subject="nobody"),
    ]
    before = site.state()
    dry = batch(site, *bodies, dry_run="true")
    assert site.state() == before
    wet = batch(site, *bodies)
    assert (dry["dry_run"], wet["dry_run"]) == (True, False)
    assert dry["summary"] == wet["summary"] == {"new": 2, "unchanged": 0, "refused": 1}
    for one, other in zip(dry["data"], wet["data"], strict=True):
        assert one["status"] == other["status"]
        assert [each["code"] for each in one["contradictions"]] == [
            each["code"] for each in other["contradictions"]
        ]
    assert site.client.get(f"/v1/claims/{dry['data'][0]['claim']['id']}").status_code == 404
    assert list(service.check(site.record.reader)) == []


def test_after_a_dry_run_of_a_judgement_nobody_is_joined(site: Site) -> None:
    for key in ("dry-one", "dry-two"):
        site.post("/v1/entities", {"key": key, "kind": "person", "label": key})
    body = claim(subject="dry-two", predicate="same_as", value={"entity": "dry-one"}, valid=None)
    assert statuses(batch(site, body, dry_run="true")) == [201]
    assert site.get("/v1/entities/dry-two")["same_as"] == []
    assert batch(site, body)["summary"]["new"] == 1
    assert site.get("/v1/entities/dry-one")["same_as"][0]["key"] == "dry-two"


def test_all_or_none_refuses_all_for_one_and_takes_all_without(site: Site) -> None:
    good, bad = claim(), claim(predicate="strenght", subject="liwa-al-bakir")
    before = site.state()
    answer = site.client.post(
        PATH, json=[good, bad, 5], params={"atomic": "true"}, headers=site.bearer("contributor")
    )
    told = answer.json()
    assert (answer.status_code, told["type"]) == (422, "/problems/unprocessable")
    assert told["detail"].startswith("2 of 3 claims are refused, so nothing was written")
    assert [each["pointer"] for each in told["errors"]] == ["/1/predicate", "/2"]
    assert "Nearest: strength" in told["errors"][0]["detail"]
    assert site.state() == before
    assert statuses(batch(site, good, claim(), atomic="true")) == [201, 201]


def test_lines_are_read_as_the_array_is(site: Site) -> None:
    bodies = [claim(key=f"line-{uuid4()}") for _ in range(3)]
    text = "\r\n".join(json.dumps(each) for each in bodies) + "\n\n"
    headers = {**site.bearer("contributor"), "Content-Type": f"{NDJSON}; charset=utf-8"}
    answer = site.client.post(PATH, content=text, headers=headers)
    assert answer.json()["summary"] == {"new": 3, "unchanged": 0, "refused": 0}
    assert batch(site, *bodies)["summary"] == {"new": 0, "unchanged": 3, "refused": 0}
    assert site.client.post(PATH, content=b"", headers=headers).json()["data"] == []


def test_an_idempotency_key_counts_for_the_whole_batch_and_not_for_a_dry_run(site: Site) -> None:
    bodies = [claim(), claim(subject="nobody")]

    def send(**query: str) -> httpx.Response:
        headers = {**site.bearer("contributor"), "Idempotency-Key": "whole batch"}
        return site.client.post(PATH, json=bodies, params=query, headers=headers)

    assert send(dry_run="true").status_code == 200
    first = send()
    before = site.state()
    again = send()
    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
    assert site.state() == before
    assert send(atomic="true").status_code == 422


def test_a_thousand_claims_are_taken(site: Site, figure: Callable[[str], None]) -> None:
    bodies = [claim(value=str(number), subject="katibat-al-nayrab") for number in range(1, 1001)]
    answer = site.client.post(PATH, json=bodies, headers=site.bearer("contributor"), timeout=120)
    assert answer.json()["summary"]["new"] == 1000
    figure(f"1,000 claims on one question in one batch: {answer.elapsed.total_seconds():.1f} s")
    assert site.record.writer.call(rebuild.rebuild)


def test_batches_need_a_contributor(site: Site) -> None:
    assert site.client.post(PATH, json=[]).status_code == 401
    assert site.post(PATH, [], "reader").status_code == 403


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=100)
@given(st.lists(VALUES), st.sampled_from(["\n", "\r\n", "\n \n"]))
def test_lines_come_back_as_they_were_written(values: list[Any], between: str) -> None:
    text = between.join(json.dumps(each, ensure_ascii=False) for each in values)
    assert list(strictjson.lines(text.encode())) == values


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"{}\n{", "line 2 of the body"),
        (b'{}\n\n{"a":1,"a":2}', "line 3 of the body: an object has the same name twice"),
        (b"NaN", "line 1 of the body: NaN"),
        (b"1\n" + b"9" * 5000, "line 2 of the body: a number is too long"),
        (b'1\n"\xff"', "line 2 of the body: it is not UTF-8"),
    ],
)
def test_a_line_that_is_no_strict_json_is_named_by_its_number(text: bytes, reason: str) -> None:
    with pytest.raises(strictjson.NotStrict, match=reason):
        list(strictjson.lines(text))
