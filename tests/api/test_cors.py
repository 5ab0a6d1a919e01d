"""Which web pages may read and write from a browser."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.api.cors import Origins
from app.settings import SettingProblem
from tests.api.conftest import CLAIM, Site
from tests.conftest import Databases, Server, Where

APP, OTHER = "https://app.example", "https://other.example"
BOTH = f"*, {APP}/"
EXPOSED = {"ETag", "Link", "Location", "Retry-After", "X-Request-ID", "Idempotent-Replayed"}
METHODS = "GET, HEAD, OPTIONS, POST"
PATHS = ("/v1/claims?limit=1", "/v1/claims/nothing", "/v1/nothing", "/static/page.css", "/", "/v1/claims?x=1")
STRANGERS = (OTHER, "http://app.example", "https://app.example:8443", "null", f"{APP}.evil")


@pytest.fixture(scope="module")
def servers(databases: Databases) -> Iterator[dict[str, httpx.Client]]:
    """A server for each kind of setting, which only reads the seeds."""
    started = {
        setting: Server(databases.template("seeded"), COUNTERCLAIM_CORS_ORIGINS=setting)
        for setting in ("*", APP, BOTH)
    }
    yield {setting: server.client for setting, server in started.items()}
    for server in started.values():
        server.stop()


def allowed(answer: httpx.Response) -> str | None:
    found: str | None = answer.headers.get("access-control-allow-origin")
    return found


def preflight(client: httpx.Client, origin: str, path: str = "/v1/claims", method: str = "POST") -> Any:
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    return client.options(path, headers={**asked, "Access-Control-Request-Headers": "authorization"})


@pytest.mark.parametrize("path", PATHS)
def test_unless_a_setting_says_so_no_page_of_another_origin_reads(site: Site, path: str) -> None:
    answer = site.client.get(path, headers={"Origin": OTHER})
    assert [name for name in answer.headers if name.startswith("access-control")] == []
    asked = preflight(site.client, OTHER)
    assert (asked.status_code, asked.headers["allow"]) == (204, METHODS)
    assert [name for name in asked.headers if name.startswith("access-control")] == []


@pytest.mark.parametrize("path", PATHS)
def test_a_star_lets_every_page_read_every_answer_alike(servers: dict[str, httpx.Client], path: str) -> None:
    for method in ("GET", "HEAD"):
        for headers in ({"Origin": OTHER}, {"Origin": "null"}, {}):
            answer = servers["*"].request(method, path, headers=headers)
            assert allowed(answer) == "*"
            assert set(answer.headers["access-control-expose-headers"].split(", ")) >= EXPOSED
            assert "Origin" not in answer.headers.get("vary", "")
            assert "access-control-allow-credentials" not in answer.headers


def test_a_star_lets_no_page_write(servers: dict[str, httpx.Client]) -> None:
    asked = preflight(servers["*"], OTHER)
    assert allowed(asked) == "*"
    assert asked.headers["access-control-allow-methods"] == "GET, HEAD"
    assert "authorization" not in asked.headers["access-control-allow-headers"].lower()
    assert allowed(servers["*"].post("/v1/claims", json=CLAIM, headers={"Origin": OTHER})) is None


@pytest.mark.parametrize("setting", [APP, BOTH])
def test_a_named_origin_may_also_write(servers: dict[str, httpx.Client], setting: str) -> None:
    asked = preflight(servers[setting], APP)
    assert (asked.status_code, asked.content, allowed(asked)) == (204, b"", APP)
    assert asked.headers["access-control-allow-methods"] == asked.headers["allow"] == METHODS
    named = asked.headers["access-control-allow-headers"].split(", ")
    assert {"Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"} <= set(named)
    for answer in (
        servers[setting].post("/v1/claims", json=CLAIM, headers={"Origin": APP}),
        servers[setting].get("/v1/claims?limit=1", headers={"Origin": APP}),
    ):
        assert allowed(answer) == APP
        assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize("origin", STRANGERS)
def test_another_origin_than_those_named_is_not_let_in(servers: dict[str, httpx.Client], origin: str) -> None:
    answer = servers[APP].get("/v1/contradictions", headers={"Origin": origin})
    assert (answer.status_code, allowed(answer)) == (200, None)
    assert answer.headers.get_list("vary") == ["Accept-Language", "Accept", "Origin"]
    asked = preflight(servers[APP], origin)
    assert (asked.status_code, allowed(asked)) == (204, None)
    assert preflight(servers[BOTH], origin).headers["access-control-allow-methods"] == "GET, HEAD"


def test_options_without_a_browser_is_answered_as_ever(servers: dict[str, httpx.Client]) -> None:
    answer = servers[APP].options("/v1/claims")
    assert (answer.status_code, answer.headers["allow"]) == (204, METHODS)
    assert "access-control-allow-methods" not in answer.headers


@pytest.mark.parametrize(
    "setting", ["app.example", "none, *", "https://a.example/path", "ftp://a", "*.example", ","]
)
def test_a_setting_that_names_no_origin_is_refused(setting: str) -> None:
    with pytest.raises(SettingProblem, match="COUNTERCLAIM_CORS_ORIGINS takes none"):
        Origins(setting)


def test_the_server_does_not_start_under_such_a_setting(seeded_path: Where) -> None:
    environment = {"COUNTERCLAIM_DATABASE": str(seeded_path), "COUNTERCLAIM_CORS_ORIGINS": "example.org"}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "serve", "--port", "0"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "COUNTERCLAIM_CORS_ORIGINS takes none" in done.stderr
