"""The rules over HTTP: their docstrings word for word, and the predicates they apply to."""

from inspect import getdoc

import pytest

from app.contradictions.rules import BY_CODE
from tests.api.conftest import Site

PARTS = ("description", "fires", "silent", "severity")
APPLIES = {
    "order": [["founded", "active_since"]],
    "incompatible_pair": [],
    "exclusive_slot": [],
    "monotone_break": [["killed_total"]],
    "part_exceeds_whole": [["strength", "strength"], ["killed_in_event", "killed_total"]],
    "relation_cycle": [["founded_by"], ["part_of"], ["has_division"], ["operates_under"]],
}
"""For some rules the predicates of the seeds' registry that they apply to."""


@pytest.mark.parametrize("code", BY_CODE)
def test_a_rule_is_told_in_the_words_of_its_docstring(site: Site, code: str) -> None:
    told = site.get(f"/v1/rules/{code}")
    assert "\n\n".join(told[part] for part in PARTS) == getdoc(type(BY_CODE[code]))
    assert told["title"] == BY_CODE[code].title


def test_every_rule_is_listed_once_as_it_is_shown_alone(site: Site) -> None:
    listed = site.get("/v1/rules")
    assert [each["code"] for each in listed["data"]] == list(BY_CODE)
    assert (listed["next_cursor"], listed["has_more"]) == (None, False)
    assert listed["data"] == [site.get(f"/v1/rules/{code}") for code in BY_CODE]


def test_a_rule_names_the_predicates_it_applies_to(site: Site) -> None:
    for code, expected in APPLIES.items():
        assert site.get(f"/v1/rules/{code}")["applies_to"] == expected
    everything = site.get("/v1/rules/contested_by_carrier")["applies_to"]
    assert everything == [[each["key"]] for each in site.get("/v1/predicates", limit=500)["data"]]
    lives = site.get("/v1/rules/outside_lifetime")["applies_to"]
    assert ["led_by", "died"] in lives
    assert ["led_by", "status"] in lives
    assert not [pair for pair in lives if pair[0] in ("founded", "died", "family_of")]


def test_an_unknown_code_is_not_found(site: Site) -> None:
    answer = site.client.get("/v1/rules/disagreement")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
    assert "/v1/rules" in answer.json()["detail"]
