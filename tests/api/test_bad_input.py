"""Whatever is wrong with a request gets its own problem, the fix in words, and leaves nothing behind."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.access import keys
from app.errors import PROBLEMS
from app.provenance.log import now
from tests.api.conftest import CLAIM, Site
from tests.api.refused_claims import REFUSED_CLAIMS, Case
from tests.api.refused_requests import REFUSED_REQUESTS

PROBLEM = {"type", "title", "status", "detail", "errors", "instance"}
CASES = (*REFUSED_CLAIMS, *REFUSED_REQUESTS)


def send(site: Site, case: Case) -> httpx.Response:
    headers = dict(case.headers or {})
    if case.role is not None and "Authorization" not in headers:
        headers |= site.bearer(case.role)
    body = (
        {"content": case.content}
        if case.content is not None
        else {"json": case.body}
        if case.body is not None
        else {}
    )
    return site.client.request(case.method, case.path, headers=headers, **body)


@pytest.fixture(scope="module")
def untouched(site: Site) -> Iterator[None]:
    """Whatever a module's tests sent, not one event was logged and not one row changed."""
    before = site.state()
    yield
    assert site.state() == before


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_wrong_is_named_where_it_stands_with_the_fix(site: Site, untouched: None, case: Case) -> None:
    head = site.state()[0]
    answer = send(site, case)
    told = check(answer, case.status, case.slug)
    assert case.fix in told["detail"] or any(case.fix in fault["detail"] for fault in told["errors"]), told
    if case.pointer is not None:
        pointers = [fault["pointer"] for fault in told["errors"]]
        assert case.pointer in pointers if pointers else case.status == 409
    assert site.state()[0] == head


def check(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    """The problem, once its shape is right and nothing of the request is in it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert set(told) == PROBLEM
    assert (told["type"], told["status"]) == (f"/problems/{slug}", status)
    assert told["title"]
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", told["instance"])
    assert told["detail"].endswith((".", "…", "contributor", "editor"))
    assert all(set(fault) == {"pointer", "detail"} for fault in told["errors"])
    assert len(answer.content) <= 16_384
    everything = answer.text + str(answer.headers)
    assert "zQ" not in everything
    assert "wrong>" not in everything
    assert "zzmarkzz" not in everything
    return told


def test_the_list_holds_every_problem_but_the_servers_own() -> None:
    told_elsewhere = {"busy", "internal", "in-flight", "idempotency-key-reused"}  # these need a first request
    assert {case.slug for case in CASES} == {each.slug for each in PROBLEMS} - told_elsewhere


def test_twenty_faults_are_shown_and_all_are_counted(site: Site) -> None:
    names = [{"text": 5} for _ in range(40)]
    answer = site.post("/v1/entities", {"kind": "person", "label": "x", "names": names})
    told = check(answer, 422, "unprocessable")
    assert len(told["errors"]) == 20
    assert told["detail"] == "40 places do not fit."
    assert told["errors"][3] == {"pointer": "/names/3/text", "detail": "Text is expected."}


def test_a_wrong_method_says_which_ones_the_path_takes(site: Site) -> None:
    answer = site.client.delete("/v1/claims")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_missing_key_says_which_scheme_the_server_speaks(site: Site) -> None:
    answer = site.client.post("/v1/claims", json=CLAIM)
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_revoked_key_is_no_key(site: Site) -> None:
    writer = site.record.writer
    key_id, secret = writer.call(lambda session: keys.create(session, "admin", "gone", now()))
    writer.call(lambda session: keys.revoke(session, key_id, now()))
    answer = site.client.post("/v1/claims", json=CLAIM, headers={"Authorization": f"Bearer {secret}"})
    assert "revoked" in check(answer, 401, "missing-key")["detail"]


def test_a_body_without_length_is_cut_off_at_the_limit(site: Site) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 50_000

    headers = {**site.bearer("contributor"), "Content-Type": "application/json"}
    with httpx.Client(base_url=site.server.url) as client:
        check(client.post("/v1/claims", content=chunks(), headers=headers), 413, "too-large")


@pytest.mark.parametrize("given", ["", "a" * 100_000, "\ud800", "a\0b", "٪", "%", "';--", "../../etc/passwd"])
def test_no_reference_makes_the_server_fail(site: Site, untouched: None, given: str) -> None:
    bodies = (
        {**CLAIM, "subject": given},
        {**CLAIM, "value": given},
        {**CLAIM, "source": given},
        {**CLAIM, "valid": {"edtf": given}},
        {**CLAIM, given or " ": 1},
        {**CLAIM, "key": given},
        {**CLAIM, "scope": {given: given}},
        {**CLAIM, "value": {"text": given, given: 1}},
    )
    headers = {**site.bearer("contributor"), "Content-Type": "application/json"}
    for body in bodies:
        answer = site.client.post("/v1/claims", content=json.dumps(body).encode(), headers=headers)
        assert 400 <= answer.status_code < 500, (answer.status_code, answer.text)
        assert set(answer.json()) == PROBLEM
    if given.isprintable() and len(given) < 1000:
        for path in ("/v1/claims", "/v1/contradictions"):
            assert site.client.get(path, params={"subject": given}).status_code == 404
