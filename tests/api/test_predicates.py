"""Changing a predicate over HTTP: who may, what it answers, what is refused."""

from typing import Any, NamedTuple

import pytest

from tests.api.conftest import Site


def definition(site: Site, ref: str, /, **changes: Any) -> dict[str, Any]:
    """The definition that stands, changed."""
    told = site.get(f"/v1/predicates/{ref}")
    return {name: each for name, each in told.items() if name != "id"} | changes


def test_a_change_answers_the_predicate_and_what_became_of_its_contradictions(site: Site) -> None:
    (before,) = site.get("/v1/contradictions", code="order")["data"]
    was = definition(site, "founded")
    answer = site.put("/v1/predicates/founded", was | {"before": []}, "editor")
    assert answer.status_code == 200
    told = answer.json()
    assert told["predicate"] == site.get("/v1/predicates/founded")
    assert told["predicate"]["before"] == []
    (row,) = told["changed"]
    assert (row["id"], row["status"]) == (before["id"], "closed")
    alone = site.get(row["url"])
    assert (alone["closed_reason"], alone["history"][-1]["type"]) == (
        "predicate changed",
        "contradiction.closed",
    )
    assert site.get("/v1/rules/order")["applies_to"] == []
    state = site.state()
    assert site.put("/v1/predicates/founded", was | {"before": []}, "editor").json() == told | {"changed": []}
    assert site.state() == state
    back = site.put(f"/v1/predicates/{told['predicate']['id']}", was, "editor").json()
    assert [{**each, "url": before} for each in back["changed"]] == [{**before, "url": before}]


def test_the_predicate_changed_last_stands_last_in_the_list(site: Site) -> None:
    site.put("/v1/predicates/ideology", definition(site, "ideology", label="creed"), "editor")
    listed = [each["key"] for each in site.get("/v1/predicates", limit=500)["data"]]
    assert listed[-1] == "ideology"
    assert len(listed) == len(set(listed)) == 31


class Refused(NamedTuple):
    """A change, who asks for it, and what the refusal says."""

    key: str
    changes: dict[str, Any]
    status: int
    pointer: str | None
    detail: str
    role: str = "editor"


REFUSED = (
    Refused("strength", {}, 403, None, "editor", role="contributor"),
    Refused("strenght", {"key": "strength"}, 404, None, "Nearest: strength"),
    Refused("strength", {"key": "force"}, 422, "/key", "never changes"),
    Refused("strength", {"unit": "people", "whole": None}, 409, "/unit", "never changes"),
    Refused("strength", {"single": "no"}, 409, "/single", "no claims"),
    Refused("status", {"terms": [{"key": "alive", "label": "alive"}]}, 409, "/terms", "killed"),
    Refused("killed_in_event", {"separators": []}, 409, "/separators", "event"),
    Refused("founded", {"before": ["strength"]}, 422, "/before/0", "is none"),
    Refused("founded", {"before": ["founded"]}, 422, "", "before itself"),
    Refused("same_as", {"label": "one"}, 409, None, "built in"),
)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case.key} {case.status} {case.pointer}")
def test_a_change_that_cannot_be_is_refused_and_changes_nothing(site: Site, case: Refused) -> None:
    body = definition(site, case.changes.get("key", case.key).replace("force", "strength"), **case.changes)
    before = site.state()
    answer = site.put(f"/v1/predicates/{case.key}", body, case.role)
    told = answer.json()
    assert (answer.status_code, site.state()) == (case.status, before), told
    assert case.detail in f"{told['detail']} {told['errors']}"
    assert case.pointer is None or [fault["pointer"] for fault in told["errors"]] == [case.pointer]
