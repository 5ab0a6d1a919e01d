"""HEAD, OPTIONS, conditional requests, and what is served beside the API."""

import re

import httpx
import pytest

from app import __version__
from tests.api.conftest import FEEDS, GETS, Site

PAGES = ("/", "/docs", "/problems", "/problems/not-found", "/openapi.json", "/static/page.css")


@pytest.mark.parametrize("path", [*GETS, *FEEDS, *PAGES])
def test_head_has_the_headers_of_get_and_no_body(site: Site, path: str) -> None:
    row = site.get("/v1/contradictions")["data"][0]["id"]
    path = path.format(id=row)
    if path.endswith("/disposition"):
        decision = {"choice": "irreconcilable", "reasons": "Neither yields."}
        assert site.put(path, decision).status_code == 201
    same = {"X-Request-ID": "same"}
    got, head = site.client.get(path, headers=same), site.client.head(path, headers=same)
    assert (head.status_code, head.content) == (200, b"")
    assert got.content
    kept = {name: value for name, value in got.headers.items() if name != "date"}
    assert {name: value for name, value in head.headers.items() if name != "date"} == kept
    assert int(head.headers["content-length"]) == len(got.content)


@pytest.mark.parametrize("path", [*GETS, *FEEDS, *PAGES[:-1]])
def test_options_says_which_methods_a_path_takes(site: Site, path: str) -> None:
    answer = site.client.options(path)
    assert (answer.status_code, answer.content) == (204, b"")
    allowed = answer.headers["allow"].split(", ")
    assert {"GET", "HEAD", "OPTIONS"} <= set(allowed)
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(allowed):
        refused = site.client.request(method, path)
        assert (refused.status_code, refused.headers["allow"]) == (405, answer.headers["allow"])


def test_options_of_a_write_only_path_names_the_write(site: Site) -> None:
    allowed = site.client.options("/v1/claims/baqir-salary/retract").headers["allow"]
    assert allowed == "OPTIONS, POST"
    assert site.client.get("/v1/claims/baqir-salary/retract").status_code == 405
    assert site.client.head("/v1/claims/baqir-salary/retract").status_code == 405


def test_options_says_what_a_patch_takes(site: Site) -> None:
    for path in ("/v1/entities/liwa-al-baqir", "/v1/sources/tamimi-ldf-2016"):
        headers = site.client.options(path).headers
        assert "PATCH" in headers["allow"].split(", ")
        assert headers["accept-patch"] == "application/merge-patch+json, application/json"
    assert "accept-patch" not in site.client.options("/v1/claims").headers


def send(site: Site, method: str, path: str, kind: str) -> httpx.Response:
    """A write of an empty object that says it is of this type, to an object that is not there."""
    headers = site.bearer("admin") | {"Content-Type": kind}
    return site.client.request(method, path.replace("{ref}", "x"), content=b"{}", headers=headers)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/xml"])
def test_every_write_says_what_it_takes_to_what_it_does_not_take(site: Site, kind: str) -> None:
    for path, methods in site.get("/openapi.json")["paths"].items():
        for method, operation in methods.items():
            if "requestBody" not in operation:
                continue
            taken = set(operation["requestBody"]["content"])
            refused = send(site, method, path, kind)
            assert refused.status_code == 415, (path, method)
            assert set(refused.headers["accept"].split(", ")) == taken
            way = "--json" if "application/json" in taken else "--data-binary"
            assert all(each in refused.json()["detail"] for each in (*taken, way))
            for each in taken:
                admitted = send(site, method, path, f"{each}; charset=utf-8")
                assert admitted.status_code in {200, 404, 409, 412, 422, 428}, (path, method, each)


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/claims/nothing", "/v1/claims?colour=red"])
def test_head_of_what_get_refuses_is_refused_alike(site: Site, path: str) -> None:
    got, head = site.client.get(path), site.client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", [path for path in (*GETS, *FEEDS) if "{id}" not in path])
def test_a_known_answer_is_not_sent_again(site: Site, path: str) -> None:
    first = site.client.get(path)
    tag = first.headers["etag"]
    assert re.fullmatch(r'"(v\d+-)?[0-9a-f]+"', tag)
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = site.client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert site.client.get(path, headers={"If-None-Match": '"other"'}).content == first.content


def test_the_tag_changes_with_the_object(site: Site) -> None:
    path = "/v1/claims/safira-operates/assessments"
    before = site.client.get(path).headers["etag"]
    site.post(path, {"stance": "supports", "reasons": "Seen there."})
    answer = site.client.get(path, headers={"If-None-Match": before})
    assert (answer.status_code, len(answer.json()["data"])) == (200, 1)
    assert answer.headers["etag"] != before


def test_the_server_says_that_it_lives_is_ready_and_what_it_is(site: Site) -> None:
    assert site.get("/health/live") == {"status": "live"}
    ready, version = site.get("/health/ready"), site.get("/version")
    assert (ready["status"], version["counterclaim"]) == ("ready", __version__)
    assert ready["migration"] == version["migration"]
    assert version["events"] == site.state()[0]


def test_the_home_page_links_only_to_what_answers(site: Site) -> None:
    page = site.client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    links = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    assert {"/v1/contradictions", "/v1/claims", "/docs", "/openapi.json", "/problems"} <= set(links)
    for link in links:
        assert link.startswith("/")
        assert site.client.get(link).status_code == 200, link


def test_the_documentation_loads_nothing_from_elsewhere(site: Site) -> None:
    page = site.client.get("/docs")
    for link in re.findall(r'(?:href|src)="([^"]+)"', page.text):
        assert link.startswith("/static/")
        assert site.client.get(link).status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/v1/claims", "/", "/v1/nothing", "/static/page.css"])
def test_every_answer_forbids_guessing_its_type(site: Site, path: str) -> None:
    assert site.client.get(path).headers["x-content-type-options"] == "nosniff"
