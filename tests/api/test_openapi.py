"""The interface's description is valid, complete, and what the server does."""

from collections.abc import Iterator
from typing import Any, get_type_hints

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from pydantic import TypeAdapter

from app.api.examples import BODIES, answers
from app.api.openapi import TAGS, WRITES
from app.claims.schemas import ClaimCreate
from app.errors import PROBLEMS
from app.main import create_app, routes
from app.settings import Settings
from tests.api.conftest import FEEDS, FILES, GETS, Site


def closed(schema: Any) -> Any:
    """The schema with every object closed to properties it does not name."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(each) for name, each in schema.items()}
    if "properties" in made and made.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return made


@pytest.fixture(scope="module")
def document(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = site.get("/openapi.json")
    return found


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    listed = [
        {"path": path, "method": method, **operation}
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    found = {each["operationId"]: each for each in listed}
    assert len(found) == len(listed)
    return found


def schemas_of(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every body and JSON answer of an operation."""
    if "requestBody" in operation:
        for media in operation["requestBody"]["content"].values():
            yield "the body", media
    for status, answer in operation["responses"].items():
        for media in answer.get("content", {}).values():
            yield status, media


def validator(document: dict[str, Any], schema: dict[str, Any]) -> OAS31Validator:
    components = {"schemas": closed(document["components"]["schemas"])}
    return OAS31Validator({**schema, "components": components})


def success(operation: dict[str, Any]) -> dict[str, Any]:
    status = "201" if "201" in operation["responses"] else "200"
    media: dict[str, Any] = operation["responses"][status]["content"]["application/json"]
    whole, *_ = media["schema"].get("anyOf", [media["schema"]])  # the others are for select and group_by
    return {**media, "schema": whole}


def test_the_description_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_route_is_described_under_the_name_of_its_function(
    operations: dict[str, dict[str, Any]],
) -> None:
    served = {
        (route.path, method.lower())
        for route in routes()
        for method in route.methods or ()
        if route.path.startswith(("/v1", "/health", "/version"))
    }
    assert {(each["path"], each["method"]) for each in operations.values()} == served
    assert all(name.replace("_", "").isalpha() for name in operations)
    reads = {name for name, each in operations.items() if each["method"] == "get"}
    assert {*GETS.values(), *FEEDS.values(), *FILES.values()} == reads


def test_every_body_and_every_answer_has_a_schema_and_examples_that_fit_it(
    document: dict[str, Any], operations: dict[str, dict[str, Any]]
) -> None:
    for name, operation in operations.items():
        for place, media in schemas_of(operation):
            assert media["schema"], (name, place)
            assert media["examples"], (name, place)
            for example in media["examples"].values():
                faults = list(validator(document, media["schema"]).iter_errors(example["value"]))
                assert faults == [], (name, place, faults[0].message)


def test_every_example_is_read_by_the_model_it_stands_for() -> None:
    endpoints = {route.name: route.endpoint for route in routes()}
    for name, bodies in BODIES.items():
        model = get_type_hints(endpoints[name]).get("given", ClaimCreate)
        for body in bodies.values():
            for each in body if isinstance(body, list) else [body]:
                model.model_validate(each)
    shown = answers()
    described = [route for route in routes() if route.include_in_schema]
    described = [route for route in described if route.name not in FILES.values()]
    assert {route.name for route in described} == set(shown)
    for route in described:
        TypeAdapter(route.response_model).validate_python(shown[route.name])


def test_writes_name_the_key_and_every_problem_and_reads_need_none(
    operations: dict[str, dict[str, Any]], document: dict[str, Any]
) -> None:
    (scheme,) = document["components"]["securitySchemes"]
    assert document["components"]["securitySchemes"][scheme]["scheme"] == "bearer"
    for operation in operations.values():
        told = set(operation["responses"])
        assert "default" in told
        if operation["method"] in WRITES:
            assert operation["security"] == [{scheme: []}]
            assert {"400", "401", "403", "409", "413", "415", "422", "503"} <= told
        else:
            assert "security" not in operation
        assert ("404" in told) >= ("{" in operation["path"])


def test_every_operation_refuses_a_query_parameter_it_does_not_know(
    site: Site, operations: dict[str, dict[str, Any]]
) -> None:
    for name, each in operations.items():
        given = [told for told in each.get("parameters", []) if told["in"] == "path"]
        path = each["path"].format(**{told["name"]: told["example"] for told in given})
        headers = site.bearer("admin")
        if "requestBody" in each:
            headers |= {"Content-Type": next(iter(each["requestBody"]["content"]))}
        body = b"{}" if "requestBody" in each else None
        answer = site.client.request(
            each["method"], path, params={"colour": "red"}, headers=headers, content=body
        )
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-parameter"), name
        assert "400" in each["responses"]


def test_what_answers_308_for_a_joined_entity_says_so(operations: dict[str, dict[str, Any]]) -> None:
    told = {name for name, each in operations.items() if "308" in each["responses"]}
    assert told == {"get_entity", "list_claims_about_entity", "entity_timeline", "entity_positions"}
    for name in told:
        assert operations[name]["responses"]["308"]["headers"].keys() == {"Location"}


def test_every_problem_named_in_the_description_is_one_the_server_explains(
    site: Site, operations: dict[str, dict[str, Any]]
) -> None:
    named = {
        example["value"]["type"]
        for operation in operations.values()
        for _, media in schemas_of(operation)
        for example in media["examples"].values()
        if isinstance(example["value"], dict) and "instance" in example["value"]
    }
    assert named == {f"/problems/{each.slug}" for each in PROBLEMS} - {"/problems/method-not-allowed"}
    for each in PROBLEMS:
        page = site.client.get(f"/problems/{each.slug}")
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        assert each.title in page.text
        assert f"/problems/{each.slug}" in site.client.get("/problems").text
    assert site.client.get("/problems/no-such").status_code == 404


def test_tags_and_parameters_are_described(
    document: dict[str, Any], operations: dict[str, dict[str, Any]]
) -> None:
    described = {tag["name"]: tag["description"] for tag in document["tags"]}
    assert set(described) == {name for name, _ in TAGS}
    for operation in operations.values():
        assert set(operation["tags"]) <= set(described)
        assert operation["description"]
        assert all(parameter["description"] for parameter in operation["parameters"])


@pytest.mark.parametrize("path", GETS)
def test_what_the_server_answers_is_what_it_describes(
    site: Site, document: dict[str, Any], operations: dict[str, dict[str, Any]], path: str
) -> None:
    if "{id}" in path:
        for each in site.get("/v1/contradictions")["data"]:
            if path.endswith("/disposition"):
                site.put(
                    path.format(id=each["id"]), {"choice": "irreconcilable", "reasons": "Neither yields."}
                )
            check(site, document, operations[GETS[path]], path.format(id=each["id"]))
    else:
        check(site, document, operations[GETS[path]], path)


def check(site: Site, document: dict[str, Any], operation: dict[str, Any], path: str) -> None:
    most = 500 if any(each["name"] == "limit" for each in operation["parameters"]) else None
    answer = site.get(path, **({"limit": most} if most else {}), **_query(path))
    faults = list(validator(document, success(operation)["schema"]).iter_errors(answer))
    assert faults == [], (path, faults[0].json_path, faults[0].message)


def _query(path: str) -> dict[str, str]:
    _, _, query = path.partition("?")
    return dict([query.split("=")]) if query else {}


def test_what_writes_answer_is_what_the_description_says(
    site: Site, document: dict[str, Any], operations: dict[str, dict[str, Any]]
) -> None:
    paths = {
        "add_entity": "/v1/entities",
        "join_entities": "/v1/entities/liwa-al-baqir/same-as",
        "part_entities": "/v1/entities/liwa-al-baqir/different-from",
        "undo_join": "/v1/entities/liwa-al-baqir/same-as/undo",
        "add_source": "/v1/sources",
        "record_claim": "/v1/claims",
        "record_claims": "/v1/claims:batch",
        "supersede_claim": "/v1/claims/baqir-killed-260/supersede",
        "assess_claim": "/v1/claims/baqir-killed-246/assessments",
        "retract_claim": "/v1/claims/baqir-salary/retract",
        "add_predicate": "/v1/predicates",
    }
    posts = {name for name, each in operations.items() if each["method"] == "post"}
    assert set(paths) == posts - {"import_rows"}
    for name, path in paths.items():
        for body in list(BODIES[name].values())[: 1 if name == "retract_claim" else None]:
            answer = site.post(path, body, "editor")
            expected = 200 if name in ("record_claims", "retract_claim", "undo_join") else 201
            assert answer.status_code == expected, (name, answer.text)
            faults = list(validator(document, success(operations[name])["schema"]).iter_errors(answer.json()))
            assert faults == [], (name, faults[0].json_path, faults[0].message)


def test_what_a_change_answers_is_what_the_description_says(
    site: Site, document: dict[str, Any], operations: dict[str, dict[str, Any]]
) -> None:
    paths = {"change_entity": "/v1/entities/liwa-al-baqir", "change_source": "/v1/sources/tamimi-ldf-2016"}
    assert set(paths) == {name for name, each in operations.items() if each["method"] == "patch"}
    for name, path in paths.items():
        assert {"412", "428"} <= set(operations[name]["responses"])
        (body,) = BODIES[name].values()
        answer = site.patch(path, body, role="editor")
        assert answer.status_code == 200, answer.text
        schema = success(operations[name])["schema"]
        assert list(validator(document, schema).iter_errors(answer.json())) == []
        assert site.get(path) == answer.json()
        check(site, document, operations[name.replace("change_", "") + "_history"], f"{path}/history")


def test_what_a_decision_answers_is_what_the_description_says(
    site: Site, document: dict[str, Any], operations: dict[str, dict[str, Any]]
) -> None:
    puts = {name for name, each in operations.items() if each["method"] == "put"}
    assert puts == {"dispose_contradiction", "change_predicate"}
    (row,) = site.get("/v1/contradictions", code="monotone_break")["data"]
    path = f"/v1/contradictions/{row['id']}/disposition"
    for body in BODIES["dispose_contradiction"].values():
        answer = site.put(path, body)
        assert answer.status_code in {200, 201}, answer.text
        schema = success(operations["dispose_contradiction"])["schema"]
        assert list(validator(document, schema).iter_errors(answer.json())) == []
        assert site.get(path) == answer.json()


def test_what_a_changed_predicate_answers_is_what_the_description_says(
    site: Site, document: dict[str, Any], operations: dict[str, dict[str, Any]]
) -> None:
    schema = success(operations["change_predicate"])["schema"]
    bodies = list(BODIES["change_predicate"].values())
    founded = site.get("/v1/predicates/founded")
    bodies.append({name: told for name, told in founded.items() if name != "id"} | {"before": []})
    for body in bodies:
        answer = site.put(f"/v1/predicates/{body['key']}", body, "editor")
        assert answer.status_code == 200, answer.text
        assert list(validator(document, schema).iter_errors(answer.json())) == []
    assert [each["status"] for each in answer.json()["changed"]] == ["closed"]


def test_a_schema_that_says_too_little_would_be_noticed(document: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Live"}
    assert not list(validator(document, schema).iter_errors({"status": "live"}))
    assert list(validator(document, schema).iter_errors({"status": "live", "undocumented": 1}))
    assert list(validator(document, schema).iter_errors({}))


def test_the_description_needs_no_database_and_is_the_same_for_every_process(
    document: dict[str, Any], tmp_path: Any
) -> None:
    app: Any = create_app(Settings(database=str(tmp_path / "none.db")))
    assert app.app.openapi() == document
    assert not (tmp_path / "none.db").exists()
