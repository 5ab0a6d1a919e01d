"""The OpenAPI document passes the linters that its readers run, and each of them would notice a fault."""

import copy
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.interop.conftest import CHECKS

Document = dict[str, Any]
Node = Callable[..., subprocess.CompletedProcess[str]]
Lint = Callable[[Document], set[str]]


def with_two_operations_of_one_name(document: Document) -> None:
    document["paths"]["/v1/claims/{ref}"]["get"]["operationId"] = "list_claims"


def with_a_reference_to_nothing(document: Document) -> None:
    responses = document["paths"]["/v1/claims"]["get"]["responses"]
    responses["200"]["content"]["application/json"]["schema"] = {"$ref": "#/components/schemas/Nothing"}


def without_a_path_parameter(document: Document) -> None:
    document["paths"]["/v1/claims/{ref}"]["get"]["parameters"] = []


def with_an_example_that_does_not_fit(document: Document) -> None:
    responses = document["paths"]["/v1/claims"]["get"]["responses"]
    responses["200"]["content"]["application/json"]["examples"] = {"wrong": {"value": {"data": "none"}}}


FOUND_BY_ALL = (with_two_operations_of_one_name, without_a_path_parameter)
FOUND_BY_LINTERS = (*FOUND_BY_ALL, with_a_reference_to_nothing, with_an_example_that_does_not_fit)


@pytest.fixture
def spectral(node: Node, tmp_path: Path) -> Lint:
    """Spectral's own rules for OpenAPI: the codes of what it has to say, warnings and hints included."""

    def lint(document: Document) -> set[str]:
        (tmp_path / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
        told = ("--format", "json", "--quiet", "--fail-severity", "hint")
        done = node("spectral", "lint", "openapi.json", "--ruleset", str(CHECKS / "spectral.yaml"), *told)
        assert done.returncode in (0, 1), done.stderr
        return {each["code"] for each in json.loads(done.stdout)}

    return lint


@pytest.fixture
def redocly(node: Node, tmp_path: Path) -> Lint:
    """Redocly's recommended rules: the names of those broken, warnings included."""

    def lint(document: Document) -> set[str]:
        (tmp_path / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
        done = node("redocly", "lint", "openapi.json", "--extends", "recommended", "--format", "json")
        assert done.returncode in (0, 1), done.stderr
        return {each["ruleId"] for each in json.loads(done.stdout)["problems"]}

    return lint


@pytest.mark.system
def test_spectral_has_nothing_to_say(spectral: Lint, described: Document) -> None:
    assert spectral(described) == set()


@pytest.mark.system
def test_redocly_has_nothing_to_say(redocly: Lint, described: Document) -> None:
    assert redocly(described) == set()


def test_the_validator_has_nothing_to_say(described: Document) -> None:
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []


@pytest.mark.system
@pytest.mark.parametrize("fault", FOUND_BY_LINTERS, ids=lambda each: each.__name__)
def test_each_linter_would_notice_a_fault(
    spectral: Lint, redocly: Lint, described: Document, fault: Callable[[Document], None]
) -> None:
    wrong = copy.deepcopy(described)
    fault(wrong)
    assert spectral(wrong)
    assert redocly(wrong)


@pytest.mark.parametrize("fault", FOUND_BY_ALL, ids=lambda each: each.__name__)
def test_the_validator_would_notice_a_fault(described: Document, fault: Callable[[Document], None]) -> None:
    wrong = copy.deepcopy(described)
    fault(wrong)
    assert list(OpenAPIV31SpecValidator(wrong).iter_errors())


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((CHECKS / "package-lock.json").read_text(encoding="utf-8"))
    assert len(lock["packages"]) > 100
    assert not [name for name, each in lock["packages"].items() if "resolved" in each]
