"""The id of each request, and the log's lines, which hold nothing that a request or a row says."""

import json
import logging
import re
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli.logs import Json, Text
from tests.api.conftest import CLAIM, GETS, Site
from tests.conftest import Server

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
MARK = "zqmark"
GIVEN = ("a", "A.b_c-9", "x" * 64, "5d3c5a0e-6f0b-4b5e-9d43-2a1c1b0f7e66")
REFUSED = ("", "x" * 65, "a b", "a/b", "<b>", "a\tb", "é", "a,b")


@pytest.mark.parametrize(
    "path", ["/v1/claims", "/", "/v1/nothing", "/static/page.css", "/health/live", "/docs"]
)
def test_every_answer_has_an_id_of_its_own(site: Site, path: str) -> None:
    ids = {site.client.request(method, path).headers["x-request-id"] for method in ("GET", "HEAD") * 3}
    ids |= {site.client.options(path).headers["x-request-id"]}
    assert len(ids) == 7
    assert all(re.fullmatch(UUID, each) for each in ids)


@pytest.mark.parametrize("given", GIVEN)
def test_a_given_id_is_kept_also_in_a_problem(site: Site, given: str) -> None:
    for path in ("/v1/claims/baqir-salary", "/v1/claims/nothing", "/v1/claims?colour=red", "/v1/%00"):
        answer = site.client.get(path, headers={"X-Request-ID": given})
        assert answer.headers["x-request-id"] == given
        if answer.status_code != 200:
            kind = "uuid" if re.fullmatch(UUID, given) else "x-request-id"
            assert answer.json()["instance"] == f"urn:{kind}:{given}"


@pytest.mark.parametrize("given", REFUSED)
def test_what_is_no_id_is_replaced_and_never_comes_back(site: Site, given: str) -> None:
    answer = site.client.get("/v1/nothing", headers=[(b"X-Request-ID", given.encode())])
    assert re.fullmatch(UUID, answer.headers["x-request-id"])
    assert answer.json()["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"
    assert not given or given not in str(answer.headers)


def test_a_304_and_a_413_have_an_id_too(site: Site) -> None:
    tag = site.client.get("/v1/rules/order").headers["etag"]
    known = site.client.get("/v1/rules/order", headers={"If-None-Match": tag, "X-Request-ID": "known"})
    assert (known.status_code, known.headers["x-request-id"]) == (304, "known")
    large = {**site.bearer("contributor"), "Content-Length": "2000000", "X-Request-ID": "large"}
    refused = site.client.post("/v1/claims", content=b" " * 2_000_000, headers=large)
    assert (refused.status_code, refused.headers["x-request-id"]) == (413, "large")


def marked(server: Server, key: str) -> int:
    """Requests with a mark wherever one can stand; how many."""
    headers = {"User-Agent": MARK, "Referer": MARK, "X-Forwarded-For": MARK, "Cookie": f"a={MARK}"}
    bearer = {"Authorization": f"Bearer {key}"}
    ask = server.client.request
    answers = [
        *(
            ask("GET", f"/v1/{path}/{MARK}", headers=headers)
            for path in ("claims", "entities", "sources", MARK)
        ),
        ask("GET", f"/v1/claims?subject={MARK}&{MARK}=1", headers=headers),
        ask("GET", f"/v1/claims?predicate={MARK}"),
        ask("GET", f"/{MARK}"),
        ask("GET", f"/static/{MARK}"),
        ask("HEAD", f"/v1/claims/{MARK}"),
        ask("OPTIONS", f"/v1/claims/{MARK}"),
        ask("DELETE", f"/v1/claims/{MARK}"),
        ask("PROPFIND", f"/v1/claims/{MARK}"),
        ask("POST", "/v1/claims", headers={"Authorization": f"Bearer {MARK}"}, json=CLAIM),
        ask("POST", "/v1/claims", headers=bearer, json={**CLAIM, "value": MARK}),
        ask("POST", "/v1/claims", headers=bearer, json={**CLAIM, "subject": MARK, MARK: MARK}),
        ask("POST", "/v1/claims", headers=bearer, content=f'{{"{MARK}": {MARK}'.encode()),
        ask("GET", "/health/live", headers={"X-Request-ID": f"{MARK}<"}),
    ]
    assert all(each.status_code < 500 for each in answers)
    return len(answers)


def lines_of(server: Server, number: int) -> list[str]:
    """The log's lines on requests, once there are that many."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = [line for line in server.lines if "counterclaim.requests" in line]
        if len(found) >= number:
            break
        time.sleep(0.02)
    return found


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("level", ["info", "debug"])
def test_nothing_that_a_request_says_is_logged(
    seeded_path: Path, serve: Callable[..., Server], site: Site, form: str, level: str
) -> None:
    server = serve(seeded_path, COUNTERCLAIM_LOG=form, COUNTERCLAIM_LOG_LEVEL=level)
    key = _key(seeded_path)
    number = marked(server, key)
    lines = lines_of(server, number)
    server.stop()
    everything = "".join(server.lines)
    assert len(lines) == number
    assert MARK not in everything
    assert key not in everything
    assert "127.0.0.1" not in "".join(line for line in server.lines if "Ctrl-C" not in line)
    assert "python-httpx" not in everything


def _key(path: Path) -> str:
    from tests.conftest import record_at

    with record_at(path) as record:
        return record.key()


def test_a_line_of_json_tells_route_status_time_and_id(
    seeded_path: Path, serve: Callable[..., Server]
) -> None:
    server = serve(seeded_path, COUNTERCLAIM_LOG="json")
    asked = [
        ("GET", "/v1/claims/baqir-salary", "/v1/claims/{ref}", 200),
        ("HEAD", "/v1/claims/baqir-salary", "/v1/claims/{ref}", 200),
        ("GET", "/v1/claims/nothing", "/v1/claims/{ref}", 404),
        ("OPTIONS", "/v1/claims/nothing/retract", "/v1/claims/{ref}/retract", 204),
        ("DELETE", "/v1/claims", "/v1/claims", 405),
        ("POST", "/v1/claims", "/v1/claims", 401),
        ("GET", "/nothing", "-", 404),
        ("GET", "/static/page.css", "/static", 200),
        ("PROPFIND", "/", "/", 405),
    ]
    ids = [
        server.client.request(method, path, json=CLAIM if method == "POST" else None).headers["x-request-id"]
        for method, path, _, _ in asked
    ]
    lines = [json.loads(line) for line in lines_of(server, len(asked))]
    lines.sort(key=lambda line: ids.index(line["request_id"]))  # a file is still sent when the next is read
    for line, (method, _, route, status), request in zip(lines, asked, ids, strict=True):
        told = {"method": method if method != "PROPFIND" else "-", "route": route, "status": status}
        known = {"level": "info", "logger": "counterclaim.requests", "request_id": request, **told}
        assert {name: line[name] for name in known} == known
        assert set(line) == {*known, "time", "ms"}
        assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
        assert 0 <= line["ms"] < 30_000


def test_every_documented_get_is_logged_under_its_declared_route(
    seeded_path: Path, serve: Callable[..., Server]
) -> None:
    server = serve(seeded_path, COUNTERCLAIM_LOG="json")
    row = server.client.get("/v1/contradictions").json()["data"][0]["id"]
    for path in GETS:
        server.client.get(path.format(id=row))
    _, *lines = [json.loads(line)["route"] for line in lines_of(server, len(GETS) + 1)]
    patterns = [re.sub(r"{\w+}", "[^/?]+", line) + r"(\?.*)?" for line in lines]
    assert all(re.fullmatch(*pair) for pair in zip(patterns, GETS, strict=True))


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_failure_is_logged_under_the_id_without_its_message(
    seeded_path: Path, serve: Callable[..., Server], form: str
) -> None:
    server = serve(seeded_path, COUNTERCLAIM_LOG=form)
    with sqlite3.connect(seeded_path) as connection:
        connection.execute("ALTER TABLE claim RENAME TO zqmark")
    answer = server.client.get("/v1/claims/baqir-salary", headers={"X-Request-ID": "failing"})
    assert (answer.status_code, answer.json()["instance"]) == (500, "urn:x-request-id:failing")
    lines_of(server, 1)
    server.stop()
    everything = "".join(server.lines)
    assert everything.count("failing") == 2
    assert "OperationalError" in everything
    assert "no such" not in everything
    assert "Exception in ASGI" not in everything


def record_of(failure: BaseException) -> logging.LogRecord:
    told = (type(failure), failure, failure.__traceback__)
    return logging.LogRecord("counterclaim.api", logging.ERROR, "x", 1, "it failed", (), told)


def raised() -> BaseException:
    found: BaseException
    try:
        try:
            int(MARK)
        except ValueError as inner:
            raise KeyError(MARK) from inner
    except KeyError as failure:
        found = failure
    return found


@pytest.mark.parametrize("kind", [Text, Json])
def test_a_traceback_names_places_and_types_and_messages_only_if_asked(kind: Any) -> None:
    told = kind().format(record_of(raised()))
    assert MARK not in told
    assert all(each in told for each in ("ValueError", "KeyError", "test_requests.py", "it failed"))
    assert MARK in kind(messages=True).format(record_of(raised()))


def test_a_form_of_the_log_that_is_none_is_refused(seeded_path: Path) -> None:
    from app.settings import SettingProblem, Settings

    with pytest.raises(SettingProblem, match="COUNTERCLAIM_LOG is one of text, json"):
        Settings.from_environment({"COUNTERCLAIM_LOG": "xml"})
