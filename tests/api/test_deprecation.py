"""What is deprecated says so: in its answers and in the description."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.deprecation import DEPRECATED, Deprecated
from app.main import create_app, routes
from app.settings import Settings
from tests.api.conftest import Site
from tests.conftest import Databases

SINCE, SUNSET = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 11, 1, 12, tzinfo=UTC)
PAGE = "https://docs.example/rules"
TABLE = (
    Deprecated("list_rules", SINCE, PAGE, SUNSET),
    Deprecated("list_claims", SINCE, PAGE, parameter="polarity"),
    Deprecated("add_entity", SINCE, PAGE),
)


@pytest.fixture(scope="module")
def client(databases: Databases) -> Iterator[TestClient]:
    app = create_app(Settings(database=str(databases.template("seeded"))), TABLE)
    with TestClient(app) as found:
        yield found


def warned(answer: Any) -> bool:
    return "deprecation" in answer.headers


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_answer_says_since_when_until_when_and_what_instead(client: TestClient, method: str) -> None:
    answer = client.request(method, "/v1/rules")
    assert answer.headers["deprecation"] == f"@{int(SINCE.timestamp())}" == "@1793491200"
    assert answer.headers["sunset"] == "Mon, 01 Nov 2027 12:00:00 GMT"
    assert answer.headers["link"] == f'<{PAGE}>; rel="deprecation"; type="text/html"'


def test_a_parameter_warns_only_where_it_is_given(client: TestClient) -> None:
    answer = client.get("/v1/claims?polarity=asserts&limit=1")
    assert warned(answer)
    assert "sunset" not in answer.headers
    assert answer.links["deprecation"]["url"] == PAGE
    assert "polarity=asserts" in answer.links["next"]["url"]
    assert warned(client.get("/v1/claims?polarity="))
    assert not warned(client.get("/v1/claims?limit=1&predicate=polarity"))
    assert not warned(client.get("/v1/claims/baqir-salary"))


def test_what_is_refused_warns_too(client: TestClient) -> None:
    answer = client.post("/v1/entities", json={})
    assert answer.status_code == 401
    assert warned(answer)
    assert not warned(client.get("/v1/entities"))


def test_the_description_marks_what_is_deprecated_and_nothing_else(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    operations = [each for path in document["paths"].values() for each in path.values()]
    marked = {each["operationId"] for each in operations if each.get("deprecated")}
    assert marked == {"list_rules", "add_entity"}
    parameters = [
        (each["operationId"], parameter["name"])
        for each in operations
        for parameter in each["parameters"]
        if parameter.get("deprecated")
    ]
    assert parameters == [("list_claims", "polarity")]


def test_what_the_table_names_exists_and_nothing_else_warns(site: Site) -> None:
    assert {each.operation for each in DEPRECATED} <= {route.name for route in routes()}
    warns = {each.operation for each in DEPRECATED}
    assert warned(site.client.get("/v1/rules")) == ("list_rules" in warns)
    document = site.get("/openapi.json")
    operations = [each for path in document["paths"].values() for each in path.values()]
    assert {each["operationId"] for each in operations if each.get("deprecated")} <= warns


def test_a_sunset_before_the_deprecation_is_refused() -> None:
    with pytest.raises(ValueError, match="gone before"):
        Deprecated("list_rules", SUNSET, PAGE, SINCE)
