"""A write that is sent again under its Idempotency-Key is answered as the first was and not done again."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select

from app.access import idempotency
from app.main import routes
from app.provenance import log
from tests.api.conftest import CLAIM, Site
from tests.conftest import Record, Server, Where, record_at

AGAIN = "idempotent-replayed"
KEPT = ("etag", "location", "content-type")


def send(site: Site, key: Any, body: Any = CLAIM, path: str = "/v1/claims", **more: Any) -> httpx.Response:
    """A write under an idempotency key."""
    role, method = more.pop("role", "contributor"), more.pop("method", "POST")
    headers = {**site.bearer(role), "Idempotency-Key": key}
    return site.client.request(method, path, json=body, headers=headers, **more)


def same(first: httpx.Response, again: httpx.Response) -> bool:
    """Whether the second is the first once more, and says so."""
    assert AGAIN not in first.headers
    assert again.headers[AGAIN] == "true"
    told = [
        (each.status_code, each.content, *(each.headers.get(name) for name in KEPT))
        for each in (first, again)
    ]
    return told[0] == told[1]


def claim(**changes: Any) -> dict[str, Any]:
    """A claim by a witness whom nobody else quotes."""
    return {**CLAIM, "attribution": [{"name": f"witness {uuid4()}", "role": "claimant"}], **changes}


_KEPT = select(idempotency.answers.c.kept_at)
ENTITY = {"kind": "person", "label": "Somebody"}
SOURCE = {"kind": "article", "title": "An article"}
PREDICATE = {
    "label": "height",
    "value_type": "quantity",
    "unit": "metres",
    "single": "yes",
    "temporality": "fixed",
}
JUDGEMENT = {
    "source": "tamimi-ldf-2016",
    "attribution": [{"agent": "aymenn-al-tamimi", "role": "claimant"}],
    "reasons": "The names are one.",
}
WRITES: dict[str, tuple[str, str, Any]] = {
    "a claim": ("POST", "/v1/claims", CLAIM),
    "an entity": ("POST", "/v1/entities", ENTITY),
    "a source": ("POST", "/v1/sources", SOURCE),
    "a predicate": ("POST", "/v1/predicates", {"key": "height", **PREDICATE}),
    "a definition": ("PUT", "/v1/predicates/height", {"key": "height", **PREDICATE, "label": "stature"}),
    "an assessment": (
        "POST",
        "/v1/claims/baqir-killed-246/assessments",
        {"stance": "disputes", "reasons": "No names are given."},
    ),
    "a judgement": (
        "POST",
        "/v1/entities/liwa-al-baqir/different-from",
        {"other": "katibat-al-nayrab", **JUDGEMENT},
    ),
    "a retraction": (
        "POST",
        "/v1/claims/baqir-salary/retract",
        {"reason": "entry_error", "text": "Of another brigade."},
    ),
}


@pytest.mark.parametrize("name", WRITES)
def test_every_write_is_answered_again_byte_for_byte_and_done_once(site: Site, name: str) -> None:
    method, path, body = WRITES[name]
    first = send(site, f"of {name}", body, path, method=method, role="editor")
    assert first.status_code in {200, 201}, first.text
    before = site.state()
    again = send(site, f"of {name}", body, path, method=method, role="editor")
    assert same(first, again)
    assert site.state() == before


def test_every_route_that_writes_does_so_through_the_one_function() -> None:
    for route in routes():
        writes = not {"POST", "PUT", "PATCH", "DELETE"}.isdisjoint(route.methods or ())
        assert ("write" in route.endpoint.__code__.co_names) == writes, route.name


def test_without_a_key_a_claim_without_key_is_recorded_twice(site: Site) -> None:
    body = claim()
    first, again = site.post("/v1/claims", body), site.post("/v1/claims", body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["claim"]["id"] != again.json()["claim"]["id"]
    assert AGAIN not in again.headers


def test_the_first_answer_is_given_again_when_what_it_tells_has_changed_since(site: Site) -> None:
    body = claim(key="told-once")
    first = send(site, "told once", body)
    site.post("/v1/claims/told-once/retract", {"reason": "entry_error", "text": "A slip."})
    assert site.get("/v1/claims/told-once")["status"] == "retracted"
    again = send(site, "told once", body)
    assert same(first, again)
    assert again.json()["claim"]["status"] == "live"


@pytest.mark.parametrize(
    "change", [{"modality": "possible"}, {"value": "201"}], ids=["a field more", "another value"]
)
def test_another_body_under_the_same_key_is_refused_and_told_what_to_do(site: Site, change: Any) -> None:
    body, key = claim(), str(uuid4())
    assert send(site, key, body).status_code == 201
    before = site.state()
    refused = send(site, key, {**body, **change})
    told = refused.json()
    assert (refused.status_code, told["type"]) == (422, "/problems/idempotency-key-reused")
    assert "Make a new key for a new request" in told["detail"]
    assert told["errors"][0]["pointer"] == "Idempotency-Key"
    assert site.state() == before


def test_the_same_values_in_other_bytes_are_another_body(site: Site) -> None:
    headers = {**site.bearer("contributor"), "Idempotency-Key": "bytes", "Content-Type": "application/json"}
    plain, spaced = b'{"kind":"person","label":"B"}', b'{"kind": "person", "label": "B"}'
    told = [
        site.client.post("/v1/entities", content=each, headers=headers).status_code
        for each in (plain, plain, spaced)
    ]
    assert told == [201, 201, 422]


def test_a_key_counts_for_its_account_its_method_and_its_path_alone(site: Site) -> None:
    ways: list[dict[str, Any]] = [
        {"path": "/v1/entities", "body": ENTITY, "role": "contributor"},
        {"path": "/v1/entities", "body": ENTITY, "role": "editor"},
        {"path": "/v1/sources", "body": SOURCE, "role": "contributor"},
    ]
    answers = [send(site, "shared", **way) for way in ways]
    assert [each.status_code for each in answers] == [201, 201, 201]
    assert all(AGAIN not in each.headers for each in answers)
    assert all(AGAIN in send(site, "shared", **way).headers for way in ways)


def test_a_refused_write_is_not_remembered(site: Site) -> None:
    body = claim(subject="not-there-yet")
    refused = send(site, "first refused", body)
    assert (refused.status_code, AGAIN in refused.headers) == (422, False)
    site.post("/v1/entities", {"key": "not-there-yet", **ENTITY})
    assert send(site, "first refused", body).status_code == 201


def test_a_key_may_be_mended_with_another_body_while_nothing_was_written(site: Site) -> None:
    assert send(site, "mended", claim(value=None)).status_code == 422
    assert send(site, "mended", claim()).status_code == 201


@pytest.mark.parametrize("key", ["a", "a b", '"8e03978e"', "x" * 255, "!~"])
def test_a_key_is_any_printable_ascii_text(site: Site, key: str) -> None:
    body = claim()
    assert same(send(site, key, body), send(site, key, body))


@pytest.mark.parametrize("key", [b"", b"x" * 256, b"a\tb", "schlüssel".encode(), "ü".encode("latin-1")])
def test_what_is_no_key_is_refused_before_anything_is_written(site: Site, key: bytes) -> None:
    before = site.state()
    refused = send(site, key)
    assert (refused.status_code, refused.json()["type"]) == (400, "/problems/bad-header")
    assert "1 to 255 printable ASCII" in refused.json()["detail"]
    assert site.state() == before


def test_two_keys_are_none(site: Site) -> None:
    headers = [("Idempotency-Key", "one"), ("Idempotency-Key", "two"), *site.bearer("contributor").items()]
    assert site.client.post("/v1/claims", json=CLAIM, headers=headers).status_code == 400


def test_a_key_needs_an_account_and_a_read_takes_no_notice_of_one(site: Site) -> None:
    assert site.client.post("/v1/claims", json=CLAIM, headers={"Idempotency-Key": "x"}).status_code == 401
    got = site.client.get("/v1/claims", headers={"Idempotency-Key": "x" * 300})
    assert (got.status_code, AGAIN in got.headers) == (200, False)


@contextmanager
def locked(record: Record) -> Iterator[None]:
    """Nobody writes while the test holds the database's write lock."""
    session = record.database.writer()
    session.plain("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        session.plain("ROLLBACK")
        session.close()


def test_while_the_first_is_under_way_the_second_is_told_to_wait(site: Site) -> None:
    body = claim()
    with ThreadPoolExecutor() as pool:
        with locked(site.record):
            first: Future[httpx.Response] = pool.submit(send, site, "slow", body)
            time.sleep(0.3)
            early = send(site, "slow", body)
            assert (early.status_code, early.json()["type"]) == (409, "/problems/in-flight")
            assert early.headers["retry-after"] == "1"
            assert not first.done()
        assert first.result().status_code == 201
    assert same(first.result(), send(site, "slow", body))


def test_many_at_once_under_one_key_record_one_claim(site: Site) -> None:
    body = claim(key=None)
    before = site.state()[0]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: send(site, "storm", body), range(48)))
    assert set(Counter(each.status_code for each in answers)) <= {201, 409}
    told = {each.content for each in answers if each.status_code == 201}
    assert len(told) == 1
    recorded = [each for each in log.replay(site.record.reader) if each.seq > before]
    assert [each.op for each in recorded].count("claim.recorded") == 1


@pytest.fixture
def twins(seeded_path: Where, serve: Callable[..., Server]) -> Iterator[list[Site]]:
    """Two processes over one database."""
    with record_at(seeded_path) as record:
        keys = {"contributor": record.key()}
        yield [Site(record, serve(seeded_path), keys) for _ in range(2)]


def test_two_processes_record_one_claim_under_one_key(twins: list[Site]) -> None:
    for number in range(10):
        body = claim()
        with ThreadPoolExecutor(2) as pool:
            one, other = pool.map(
                lambda site, body=body, number=number: send(site, f"k{number}", body), twins
            )
        assert (one.status_code, other.status_code) == (201, 201)
        assert one.content == other.content
        assert sorted(AGAIN in each.headers for each in (one, other)) == [False, True]


def answer_kept(record: Record, scope: str, at: str, before: str = "2026") -> None:
    """Keeps an answer at a time, clearing away those kept before another."""
    row = {"scope": scope, "fingerprint": "f", "status": 201, "headers": "{}", "body": "{}", "kept_at": at}
    record.writer.call(lambda session: idempotency.keep(session, row, before))


def test_old_answers_go_in_small_portions_as_others_are_kept(empty: Record) -> None:
    for age in range(60):
        answer_kept(empty, f"s{age:03}", f"2026-01-{1 + age // 24:02}T{age % 24:02}")
    left = []
    for number in range(3):
        answer_kept(empty, f"new {number}", "2026-01-04T00", before="2026-01-02T06")
        left.append(empty.reader.tuples(_KEPT))
    assert [len(each) for each in left] == [41, 32, 33]
    assert min(left[-1]) == ("2026-01-02T06",)
    assert idempotency.find(empty.reader, "s000") is None
    assert idempotency.find(empty.reader, "s059") is not None
