"""What Prometheus is told: counts and times by declared route, and nothing of what was asked."""

from collections.abc import Callable
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families as families

from app import __version__
from app.migrate import head
from tests.api.conftest import GETS, Site
from tests.conftest import Server

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def collected(server: Server) -> Samples:
    answer = server.client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families(answer.text)
        for sample in family.samples
    }


def of(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((f"counterclaim_{name}", frozenset(labels.items())), 0)


def requests(samples: Samples, method: str, route: str, status: str) -> float:
    return of(samples, "requests_total", method=method, route=route, status=status)


def test_requests_are_counted_by_method_route_and_class_of_status(server: Server) -> None:
    before = collected(server)
    for key in ("baqir-salary", "baqir-killed-246", "nothing", "nothing"):
        server.client.get(f"/v1/claims/{key}")
    server.client.head("/v1/claims/baqir-salary")
    server.client.post("/v1/claims", json={})
    after = collected(server)
    expected = {
        ("GET", "/v1/claims/{ref}", "2xx"): 2,
        ("GET", "/v1/claims/{ref}", "4xx"): 2,
        ("HEAD", "/v1/claims/{ref}", "2xx"): 1,
        ("POST", "/v1/claims", "4xx"): 1,
        ("GET", "/metrics", "2xx"): 1,
    }
    for (method, route, status), count in expected.items():
        found = requests(after, method, route, status) - requests(before, method, route, status)
        assert found == count, (method, route, status)
    timed = of(after, "request_seconds_count", method="GET", route="/v1/claims/{ref}")
    assert timed == 4
    assert 0 < of(after, "request_seconds_sum", method="GET", route="/v1/claims/{ref}") < 30


def test_no_path_makes_a_route_of_its_own(server: Server) -> None:
    collected(server)
    before = len(collected(server))
    server.client.get("/zqmark-0")
    once = len(collected(server))
    for number in range(1, 20):
        server.client.get(f"/zqmark-{number}")
        server.client.get(f"/v1/claims/zqmark-{number}?zqmark={number}", headers={"X-Request-ID": "zqmark"})
    text = server.client.get("/metrics").text
    assert "zqmark" not in text
    assert 'route="-"' in text
    grown = len(collected(server)) - once
    assert grown == once - before  # one more route: that of a claim


def test_batches_the_queue_and_open_contradictions_are_told(site: Site) -> None:
    before = collected(site.server)
    for number in range(3):
        body = {"key": f"counted-{number}", "kind": "clan", "label": "x"}
        assert site.post("/v1/entities", body).status_code == 201
    after = collected(site.server)
    assert of(after, "writer_batch_size_count") - of(before, "writer_batch_size_count") == 3
    assert of(after, "writer_batch_size_sum") - of(before, "writer_batch_size_sum") == 3
    assert ("counterclaim_writer_queue_length", frozenset()) in after
    assert of(after, "writer_queue_length") == 0
    assert of(after, "contradictions_open") == site.get("/v1/contradictions", count="exact")["count"] > 0
    assert of(after, "build_info", version=__version__, migration=head()) == 1


def test_every_series_is_the_apps_own(site: Site) -> None:
    for path in GETS:
        site.client.get(path.format(id="contradiction_x"))
    assert all(name.startswith("counterclaim_") for name, _ in collected(site.server))


def test_metrics_take_no_parameter(site: Site) -> None:
    assert site.client.get("/metrics?name=x").status_code == 400


def test_a_setting_switches_them_off(seeded_path: Path, serve: Callable[..., Server]) -> None:
    server = serve(seeded_path, COUNTERCLAIM_METRICS="off")
    answer = server.client.get("/metrics")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
    assert server.client.get("/v1/claims/baqir-salary").status_code == 200
