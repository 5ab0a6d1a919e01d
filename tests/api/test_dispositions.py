"""Deciding a contradiction over HTTP: who may, what it needs, what it answers, what it leaves behind."""

from typing import Any

import pytest

from tests.api.conftest import Site
from tests.api.test_bad_input import check

MARK = "<b>zQwrong>"
DECISION = {
    "choice": "one_accepted",
    "reasons": "The brigade lists its dead by name.",
    "position": "baqir-killed-246",
}


def path_of(site: Site, code: str = "monotone_break") -> str:
    (row,) = site.get("/v1/contradictions", code=code, status="any")["data"]
    return f"/v1/contradictions/{row['id']}"


def test_a_decision_is_made_read_replaced_and_kept_in_the_history(site: Site) -> None:
    row = path_of(site)
    path = f"{row}/disposition"
    told = check(site.client.get(path), 404, "not-found")
    assert "PUT a choice with reasons" in told["detail"]
    made = site.put(path, DECISION)
    assert (made.status_code, made.headers["location"]) == (201, path)
    assert made.json() == site.get(path) == site.get(row)["disposition"]
    assert made.json()["position"]["key"] == "baqir-killed-246"
    assert site.get(row)["status"] == "resolved"
    assert row.rsplit("/", 1)[-1] not in {each["id"] for each in site.get("/v1/contradictions")["data"]}
    state = site.state()
    for role in ("contributor", "editor"):
        again = site.put(path, DECISION, role)
        assert (again.status_code, again.content) == (200, made.content)
    assert site.state() == state
    other = {"choice": "both_true_time_differs", "reasons": "The missing were counted later."}
    replaced = site.put(path, other, "editor")
    assert (replaced.status_code, replaced.json()["status"]) == (200, "explained")
    assert replaced.json()["by"] != made.json()["by"]
    events = [entry for entry in site.get(row)["history"] if entry["type"] == "contradiction.disposed"]
    assert [each["detail"]["reasons"] for each in events] == [DECISION["reasons"], other["reasons"]]
    assert [each["by"] for each in events] == [made.json()["by"], replaced.json()["by"]]


def test_a_tag_of_a_disposition_answers_304_until_another_is_made(site: Site) -> None:
    path = f"{path_of(site, 'order')}/disposition"
    tag = site.put(path, {"choice": "irreconcilable", "reasons": "y"}).headers["etag"]
    assert site.client.get(path, headers={"If-None-Match": tag}).status_code == 304
    site.put(path, {"choice": "irreconcilable", "reasons": "n"})
    assert site.client.get(path, headers={"If-None-Match": tag}).status_code == 200


SLUGS = {409: "conflict", 422: "unprocessable"}
REFUSED: tuple[tuple[dict[str, Any], int, str | None, str], ...] = (
    ({"reasons": None}, 422, "/reasons", "Text is expected"),
    ({"reasons": " \n"}, 422, "/reasons", "empty"),
    ({"reasons": "x" * 20_001}, 422, "/reasons", "20000"),
    ({"choice": MARK}, 422, "/choice", "'irreconcilable'"),
    ({"choice": None}, 422, "/choice", "'irreconcilable'"),
    ({"chioce": "superseded"}, 422, "", "Nearest: choice"),
    ({"position": None}, 422, "/position", "needs position"),
    ({"choice": "entity_split"}, 422, "/position", "one_accepted, superseded, entry_error"),
    ({"position": "baqir-killed-247"}, 422, "/position", "Nearest: baqir-killed-246"),
    ({"position": MARK}, 422, "/position", "/v1/claims"),
    ({"position": 5}, 422, "/position", "Text is expected"),
    ({"position": "baqir-salary"}, 409, None, "2012 (ldf-founded-2012)"),
)


@pytest.mark.parametrize(("change", "status", "pointer", "fix"), REFUSED)
def test_a_decision_that_does_not_fit_is_refused_with_the_fix_and_writes_nothing(
    site: Site, change: dict[str, Any], status: int, pointer: str | None, fix: str
) -> None:
    state = site.state()
    body = {**DECISION, "position": "ldf-founded-2012", **change}
    told = check(site.put(f"{path_of(site, 'order')}/disposition", body), status, SLUGS[status])
    assert fix in told["detail"] + "".join(fault["detail"] for fault in told["errors"])
    if pointer is not None:
        assert pointer in [fault["pointer"] for fault in told["errors"]]
    assert site.state() == state


@pytest.mark.parametrize("missing", ["choice", "reasons"])
def test_choice_and_reasons_are_required(site: Site, missing: str) -> None:
    body = {name: told for name, told in DECISION.items() if name != missing}
    told = check(site.put(f"{path_of(site)}/disposition", body), 422, "unprocessable")
    assert told["errors"] == [{"pointer": f"/{missing}", "detail": "This field is required."}]


def test_only_who_may_record_may_decide_and_only_what_is_there(site: Site) -> None:
    state = site.state()
    path = f"{path_of(site)}/disposition"
    check(site.client.put(path, json=DECISION), 401, "missing-key")
    assert "--role contributor" in check(site.put(path, DECISION, "reader"), 403, "weak-role")["detail"]
    check(site.put("/v1/contradictions/nothing/disposition", DECISION), 404, "not-found")
    check(site.client.get("/v1/contradictions/nothing/disposition"), 404, "not-found")
    form = site.client.put(path, data={"choice": "superseded"}, headers=site.bearer("contributor"))
    check(form, 415, "unsupported-media-type")
    check(site.client.get(f"{path}?choice=superseded"), 400, "bad-parameter")
    deleted = site.client.delete(path, headers=site.bearer("admin"))
    assert (deleted.status_code, deleted.headers["allow"]) == (405, "GET, HEAD, OPTIONS, PUT")
    assert site.state() == state


def test_a_closed_contradiction_takes_no_decision(site: Site) -> None:
    strength = {"subject": "iran", "predicate": "strength", "source": "alsouria-2016-01"}
    for agent, value in (("iran", "200"), ("alsouria", "900")):
        body: dict[str, Any] = {
            **strength,
            "value": value,
            "attribution": [{"agent": agent, "role": "claimant"}],
        }
        told = site.post("/v1/claims", {**body, "valid": {"edtf": "2016-01-10"}}).json()
    (made,) = told["contradictions"]
    path = f"{made['url']}/disposition"
    decision = {"choice": "superseded", "reasons": "He corrected himself."}
    assert site.put(path, decision).status_code == 201
    slip = {"reason": "entry_error", "text": "a slip"}
    assert site.post(f"/v1/claims/{told['claim']['id']}/retract", slip).status_code == 200
    state = site.state()
    for again in (decision, {**decision, "reasons": "Another reason."}):
        assert "closed" in check(site.put(path, again), 409, "conflict")["detail"]
    assert site.state() == state
    assert site.get(path)["reasons"] == decision["reasons"]
