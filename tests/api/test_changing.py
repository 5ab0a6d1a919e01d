"""Changing entities and sources: only in the state that was meant, and with all that names them."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.contradictions import service
from app.provenance import log
from tests.api.conftest import CLAIM, Site

PERSON = {
    "kind": "person",
    "label": "Abu Ali",
    "names": [{"text": "أبو علي", "lang": "ar", "script": "Arab", "kind": "label"}],
    "external_ids": {"wikidata": "Q1", "viaf": "2"},
    "alignment": "neutral",
    "reliability": "B",
}
PAPER = {"kind": "article", "title": "A paper", "url": "https://example.org/a", "published": "2016-05"}


def made(site: Site, kind: str, /, **body: Any) -> str:
    """The path of a new object of the contributor's."""
    whole = {"key": f"made-{uuid4()}", **(PERSON if kind == "entities" else PAPER), **body}
    answer = site.post(f"/v1/{kind}", whole)
    assert answer.status_code == 201, answer.text
    return f"/v1/{kind}/{whole['key'] or answer.json()['id']}"


def etag(site: Site, path: str) -> str:
    return site.client.get(path).headers["etag"]


def events(site: Site, before: int) -> list[str]:
    return [each.op for each in log.replay(site.record.reader) if each.seq > before]


@pytest.mark.parametrize("kind", ["entities", "sources"])
def test_a_change_shows_at_once_has_a_new_tag_and_is_one_event(site: Site, kind: str) -> None:
    path, before = made(site, kind), site.state()[0]
    first = site.client.get(path)
    answer = site.patch(path, {"alignment": "opposition", "reason": "It says so."}, first.headers["etag"])
    now = site.client.get(path)
    assert (answer.status_code, answer.content) == (200, now.content)
    assert now.json() == {**first.json(), "alignment": "opposition"}
    assert answer.headers["etag"] == now.headers["etag"] != first.headers["etag"]
    assert events(site, before) == [f"{'entity' if kind == 'entities' else 'source'}.changed"]


@pytest.mark.parametrize("kind", ["entities", "sources"])
def test_the_tag_that_a_write_answers_is_that_of_the_object(site: Site, kind: str) -> None:
    key = f"tagged-{uuid4()}"
    created = site.post(f"/v1/{kind}", {"key": key, **(PERSON if kind == "entities" else PAPER)})
    path = f"/v1/{kind}/{key}"
    assert created.headers["etag"] == etag(site, path)
    changed = site.patch(path, {"alignment": "a"}, created.headers["etag"])
    assert site.patch(path, {"alignment": "b"}, changed.headers["etag"]).status_code == 200


@pytest.mark.parametrize("kind", ["entities", "sources"])
def test_without_if_match_nothing_changes_and_the_tag_to_send_is_told(site: Site, kind: str) -> None:
    path = made(site, kind)
    before = site.state()
    refused = site.patch(path, {"alignment": "x"}, None)
    assert (refused.status_code, refused.json()["type"]) == (428, "/problems/precondition-required")
    assert refused.headers["etag"] == etag(site, path)
    assert "Send If-Match with the ETag" in refused.json()["detail"]
    assert site.state() == before
    assert site.patch(path, {"alignment": "x"}, refused.headers["etag"]).status_code == 200


@pytest.mark.parametrize("kind", ["entities", "sources"])
def test_what_was_changed_since_it_was_read_is_not_overwritten(site: Site, kind: str) -> None:
    path = made(site, kind)
    early = etag(site, path)
    assert site.patch(path, {"alignment": "x"}, early).status_code == 200
    refused = site.patch(path, {"alignment": "y"}, early)
    assert (refused.status_code, refused.json()["type"]) == (412, "/problems/precondition-failed")
    assert refused.headers["etag"] == etag(site, path)
    assert site.get(path)["alignment"] == "x"


def tags(site: Site, path: str) -> dict[str, tuple[str, bool]]:
    """Values of If-Match, and whether they name the present state of the object."""
    now = etag(site, path)
    version = now.split("-")[0]
    return {
        "the tag": (now, True),
        "any": ("*", True),
        "one of several": (f'"other", {now}', True),
        "the version in another answer's tag": (f'{version}-0000"', True),
        "a weak tag": (f"W/{now}", False),
        "without quotation marks": (now.strip('"'), False),
        "another object's": (etag(site, made(site, "entities")), False),
        "a list's": (etag(site, "/v1/entities"), False),
        "the version alone": (f'{version}"', False),
        "nothing": ("", False),
    }


@pytest.mark.parametrize("name", ["the tag", "any", "one of several", "the version in another answer's tag"])
def test_if_match_names_the_state_in_each_way(site: Site, name: str) -> None:
    path = made(site, "entities")
    assert site.patch(path, {"alignment": name}, tags(site, path)[name][0]).status_code == 200


@pytest.mark.parametrize(
    "name", ["a weak tag", "without quotation marks", "another object's", "a list's", "the version alone"]
)
def test_if_match_that_names_another_state_is_refused(site: Site, name: str) -> None:
    path = made(site, "entities")
    assert site.patch(path, {"alignment": name}, tags(site, path)[name][0]).status_code == 412


def test_a_tag_stays_good_for_if_match_while_only_judgements_of_the_entity_change(site: Site) -> None:
    path = made(site, "entities")
    before = etag(site, path)
    judgement = {
        "other": made(site, "entities").rpartition("/")[2],
        "source": "tamimi-ldf-2016",
        "attribution": [{"agent": "aymenn-al-tamimi", "role": "claimant"}],
        "reasons": "One man.",
    }
    assert site.post(f"{path}/same-as", judgement).status_code == 201
    assert etag(site, path) != before
    assert site.patch(path, {"alignment": "x"}, before).status_code == 200


def test_of_two_changes_of_one_state_at_the_same_time_one_is_made(site: Site) -> None:
    path = made(site, "entities")
    tag = etag(site, path)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda side: site.patch(path, {"alignment": f"side {side}"}, tag), range(8)))
    assert sorted(each.status_code for each in answers) == [200] + [412] * 7
    (kept,) = [each.json()["alignment"] for each in answers if each.status_code == 200]
    assert site.get(path)["alignment"] == kept


MERGED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a value": ({"description": "A man."}, {"description": "A man."}),
    "null takes away": ({"alignment": None, "reliability": None}, {"alignment": None, "reliability": None}),
    "one id of several": (
        {"external_ids": {"viaf": None, "isni": "3"}},
        {"external_ids": {"wikidata": "Q1", "isni": "3"}},
    ),
    "all ids": ({"external_ids": None}, {"external_ids": {}}),
    "names as a whole": (
        {"names": [{"text": "Abu Ali"}]},
        {"names": [{"text": "Abu Ali", "lang": None, "script": None, "kind": "alias"}]},
    ),
    "no names": ({"names": None}, {"names": []}),
    "the kind of what nobody speaks of": ({"kind": "other"}, {"kind": "other"}),
}


@pytest.mark.parametrize("name", MERGED)
def test_a_patch_is_merged_as_rfc_7396_says(site: Site, name: str) -> None:
    sent, expected = MERGED[name]
    path = made(site, "entities")
    before = site.get(path)
    for kind in ("application/merge-patch+json", "application/json"):
        headers = {**site.bearer("contributor"), "If-Match": "*", "Content-Type": kind}
        answer = site.client.patch(
            path, content=httpx.Request("POST", "http://x", json=sent).content, headers=headers
        )
        assert answer.status_code == 200, answer.text
        assert site.get(path) == {**before, **expected}


@pytest.mark.parametrize(
    "body", [{}, {"label": "Abu Ali"}, {"reason": "None."}, {"external_ids": {"isni": None}}]
)
def test_what_changes_nothing_writes_nothing_and_keeps_the_tag(site: Site, body: Any) -> None:
    path = made(site, "entities")
    tag, before = etag(site, path), site.state()
    answer = site.patch(path, body, tag)
    assert (answer.status_code, answer.headers["etag"]) == (200, tag)
    assert site.state() == before


REFUSED: dict[str, tuple[str, dict[str, Any], int, str, str]] = {
    "an id": ("entities", {"id": "entity_1"}, 422, "", "An unknown field. It takes the fields key"),
    "who recorded it": ("entities", {"recorded_by": "me"}, 422, "", "An unknown field"),
    "no label": ("entities", {"label": None}, 422, "/label", "always has a value"),
    "no kind": ("entities", {"kind": None}, 422, "/kind", "always has a value"),
    "no title": ("sources", {"title": None}, 422, "/title", "always has a value"),
    "an empty label": ("entities", {"label": " "}, 422, "/label", "cannot be empty"),
    "an unknown kind": ("entities", {"kind": "thing"}, 422, "/kind", "person"),
    "another key": ("entities", {"key": "another"}, 422, "/key", "never changes"),
    "no key": ("sources", {"key": None}, 422, "/key", "never changes"),
    "a grade that is none": ("sources", {"reliability": "G"}, 422, "/reliability", "'A'"),
    "a date that is none": ("sources", {"accessed": "soon"}, 422, "/accessed", "EDTF"),
    "an unknown author": ("sources", {"authors": ["nobody-such"]}, 422, "/authors/0", "No entity"),
    "an unknown origin": (
        "sources",
        {"derived_from": [{"source": "nothing-such", "relation": "quotes"}]},
        422,
        "/derived_from/0/source",
        "No source",
    ),
    "a reason that is none": ("entities", {"label": "B", "reason": 1}, 422, "/reason", "Text is expected"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_changed_is_refused_with_its_place_and_the_fix(site: Site, name: str) -> None:
    kind, body, status, pointer, fix = REFUSED[name]
    path = made(site, kind)
    before = site.state()
    refused = site.patch(path, body)
    told = refused.json()
    assert (refused.status_code, told["errors"][0]["pointer"]) == (status, pointer), told
    assert fix in told["errors"][0]["detail"]
    assert site.state() == before


def test_a_merge_that_makes_too_many_ids_is_refused(site: Site) -> None:
    path = made(site, "entities")
    refused = site.patch(path, {"external_ids": {f"scheme{number}": "1" for number in range(49)}})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/external_ids")


@pytest.mark.parametrize("kind", ["entities", "sources"])
def test_an_object_without_key_gets_one_once_and_only_a_free_one(site: Site, kind: str) -> None:
    path, taken = made(site, kind, key=None), made(site, kind).rpartition("/")[2]
    assert site.patch(path, {"key": taken}).status_code == 409
    fresh = f"fresh-{uuid4()}"
    assert site.patch(path, {"key": fresh}).json()["key"] == fresh
    assert site.get(f"/v1/{kind}/{fresh}") == site.get(path)
    assert site.patch(path, {"key": f"{fresh}-2"}).status_code == 422
    assert site.patch(path, {"key": fresh}).status_code == 200


def test_contributors_change_their_own_and_editors_everything(site: Site) -> None:
    path = made(site, "entities")
    assert site.patch(path, {"alignment": "x"}, role="other contributor").status_code == 403
    assert site.patch(path, {"alignment": "x"}, role="reader").status_code == 403
    assert site.patch(path, {"alignment": "x"}, role="contributor").status_code == 200
    assert site.patch(path, {"alignment": "y"}, role="editor").status_code == 200
    assert site.client.patch(path, json={}).status_code == 401
    assert site.patch("/v1/entities/nobody-such", {"alignment": "x"}).status_code == 404


def test_the_kind_stays_once_claims_name_the_entity(site: Site) -> None:
    for body in (
        {"subject": "{}", "predicate": "strength", "value": "200"},
        {"subject": "liwa-al-baqir", "predicate": "led_by", "value": {"entity": "{}"}},
        {"subject": "liwa-al-baqir", "predicate": "led_by", "value": {"any_of": ["{}", "katibat-al-nayrab"]}},
        {"attribution": [{"agent": "{}", "role": "claimant"}]},
        {"attribution": [{"name": "W", "role": "claimant"}, {"agent": "{}", "role": "reporter"}]},
    ):
        path = made(site, "entities", kind="armed_group")
        key = path.rpartition("/")[2]
        named = json.loads(json.dumps({**CLAIM, "stance": None, **body}).replace("{}", key))
        assert site.post("/v1/claims", named).status_code == 201
        refused = site.patch(path, {"kind": "organization"})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/kind"), body
        assert site.patch(path, {"kind": "armed_group", "label": "B"}).status_code == 200


def test_the_date_stays_once_claims_rest_on_it(site: Site) -> None:
    free, read, through, told = (made(site, "sources") for _ in range(4))
    keys = [each.rpartition("/")[2] for each in (read, through, told)]
    assert site.post("/v1/claims", {**CLAIM, "source": keys[0]}).status_code == 201
    chain = [{"name": "W", "role": "claimant"}, {"name": "V", "role": "reporter", "source": keys[1]}]
    passed = site.post("/v1/claims", {**CLAIM, "attribution": chain}).json()["claim"]["id"]
    withdrawn = {"reason": "withdrawn", "text": "He said so.", "source": keys[2]}
    assert site.post(f"/v1/claims/{passed}/retract", withdrawn).status_code == 200
    assert site.patch(free, {"published": "2016-06"}).json()["published"] == "2016-06"
    for path in (read, through, told):
        refused = site.patch(path, {"published": "2016-06"})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/published")
        assert site.patch(path, {"published": "2016-05", "title": "Another"}).status_code == 200


def test_a_source_is_not_made_out_of_itself_by_any_way(site: Site) -> None:
    first = made(site, "sources")
    second = made(site, "sources", derived_from=[{"source": first.rpartition("/")[2], "relation": "quotes"}])
    for path, origin in ((first, first), (first, second)):
        body = {"derived_from": [{"source": origin.rpartition("/")[2], "relation": "repeats"}]}
        refused = site.patch(path, body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (
            422,
            "/derived_from/0/source",
        )
    assert site.patch(second, {"derived_from": None}).json()["derived_from"] == []
    assert site.patch(first, body).status_code == 200


def test_the_history_has_every_body_who_changed_what_and_why(site: Site) -> None:
    path = made(site, "entities")
    first = site.client.get(path)
    site.patch(
        path, {"label": "Abu Ali Sr.", "reliability": None, "reason": "There is a junior."}, role="editor"
    )
    site.patch(path, {"external_ids": {"viaf": None}})
    added, renamed, cut = site.get(f"{path}/history")["data"]
    assert [each["type"] for each in (added, renamed, cut)] == ["entity.added", *["entity.changed"] * 2]
    assert added["body"] == {name: first.json()[name] for name in added["body"]}
    assert (added["changed"], added["reason"]) == ({}, None)
    assert renamed["changed"] == {
        "label": {"from": "Abu Ali", "to": "Abu Ali Sr."},
        "reliability": {"from": "B", "to": None},
    }
    assert renamed["reason"] == "There is a junior."
    assert renamed["by"] != added["by"] == cut["by"]
    assert cut["changed"] == {
        "external_ids": {"from": {"viaf": "2", "wikidata": "Q1"}, "to": {"wikidata": "Q1"}}
    }
    assert cut["body"] == {name: site.get(path)[name] for name in cut["body"]}
    assert etag(site, path).startswith(f'"v{cut["version"]}-')
    assert first.headers["etag"].startswith(f'"v{added["version"]}-')


@pytest.mark.parametrize("kind", ["entities", "sources"])
def test_adding_what_is_there_is_no_conflict_as_it_was_and_as_it_is(site: Site, kind: str) -> None:
    key = f"again-{uuid4()}"
    body = {"key": key, **(PERSON if kind == "entities" else PAPER)}
    site.post(f"/v1/{kind}", body)
    site.patch(f"/v1/{kind}/{key}", {"alignment": "changed"})
    before = site.state()
    for again in (body, {**body, "alignment": "changed"}):
        answer = site.post(f"/v1/{kind}", again)
        assert (answer.status_code, answer.json()["alignment"]) == (200, "changed")
    assert site.post(f"/v1/{kind}", {**body, "alignment": "other"}).status_code == 409
    assert site.state() == before


def test_a_retry_of_a_change_under_its_key_is_answered_as_the_first_was(site: Site) -> None:
    path = made(site, "entities")
    headers = {**site.bearer("contributor"), "If-Match": etag(site, path), "Idempotency-Key": str(uuid4())}
    first, again = (site.client.patch(path, json={"alignment": "x"}, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code, again.content) == (200, 200, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert len(site.get(f"{path}/history")["data"]) == 2


def test_a_sentence_that_names_a_renamed_entity_is_told_anew_and_its_history_says_so(site: Site) -> None:
    (row,) = site.get("/v1/contradictions", code="monotone_break")["data"]
    subject = row["question"]["subjects"][0]
    assert subject["label"] in row["explanation"]
    before = site.state()[0]
    renamed = site.patch(f"/v1/entities/{subject['id']}", {"label": "The Renamed"}, role="editor")
    assert renamed.status_code == 200
    now = site.get(f"/v1/contradictions/{row['id']}")
    assert now["explanation"] == row["explanation"].replace(subject["label"], "The Renamed")
    assert (now["status"], now["severity"], now["window"]) == (row["status"], row["severity"], row["window"])
    assert now["history"][-1]["type"] == "contradiction.changed"
    assert set(events(site, before)) == {"entity.changed", "contradiction.changed"}
    assert list(service.check(site.record.reader)) == []


def test_predicates_and_decisions_are_replaced_without_if_match_and_only_as_read_with_it(site: Site) -> None:
    def put(path: str, body: Any, **conditions: str) -> int:
        headers = site.bearer("editor") | {name.replace("_", "-"): text for name, text in conditions.items()}
        return site.client.put(path, json=body, headers=headers).status_code

    path = "/v1/predicates/named_after"
    told = site.get(path)
    body = {name: told[name] for name in told if name != "id"}
    first = etag(site, path)
    assert put(path, {**body, "label": "namesake 1"}, if_match=first) == 200
    assert put(path, {**body, "label": "namesake 2"}, if_match=first) == 412
    assert put(path, {**body, "label": "namesake 2"}, if_none_match="*") == 412
    assert site.get(path)["label"] == "namesake 1"
    assert put(path, {**body, "label": "namesake 3"}) == 200

    path = f"/v1/contradictions/{site.get('/v1/contradictions')['data'][0]['id']}/disposition"
    choice = {"choice": "irreconcilable", "reasons": "Neither yields."}
    assert put(path, choice, if_match="*") == 412
    assert put(path, choice, if_none_match="*") == 201
    assert put(path, {**choice, "reasons": "B."}, if_none_match="*") == 412
    first = etag(site, path)
    assert put(path, {**choice, "reasons": "B."}, if_match=first) == 200
    assert put(path, {**choice, "reasons": "C."}, if_match=first) == 412
    assert site.get(path)["reasons"] == "B."
    assert put(path, {**choice, "reasons": "C."}) == 200
