"""What answers show of their objects: `select`, `expand` and `count`, everywhere alike."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.claims import CLAIM
from app.api.shapes import Node, _add, _entities, _sources, kept
from app.claims import present
from app.db import Session
from app.main import routes
from tests.api.conftest import CLAIM as CLAIM_BODY
from tests.api.conftest import GETS, Site

SHAPED = [path for path in GETS if path.startswith("/v1") and "/{id}/disposition" not in path]


def found(site: Site, path: str, **query: str) -> Any:
    row = site.get("/v1/contradictions", code="monotone_break")["data"][0]["id"]
    path, _, given = path.format(id=row).partition("?")
    return site.get(path, **dict([given.split("=")] if given else []), **query)


def items(answer: Any) -> list[Any]:
    return answer["data"] if "has_more" in answer else [answer]


def paths_in(value: Any, before: str = "") -> Iterator[str]:
    """Every field that a value has, by path."""
    if isinstance(value, list):
        for each in value:
            yield from paths_in(each, before)
    elif isinstance(value, dict):
        for name, below in value.items():
            yield before + name
            yield from paths_in(below, f"{before}{name}.")


@pytest.mark.parametrize("path", SHAPED)
def test_every_field_that_an_answer_shows_can_be_selected_alone(site: Site, path: str) -> None:
    whole = items(found(site, path))
    for name in sorted({name for each in whole for name in paths_in(each)}):
        tree: Any = {}
        _add(tree, name.split("."))
        shown = items(found(site, path, select=name))
        assert shown == [kept(each, tree) for each in whole]
        assert {each for item in shown for each in paths_in(item)} >= {name}


@pytest.mark.parametrize("path", SHAPED)
def test_all_fields_that_the_description_names_are_the_whole_answer(site: Site, path: str) -> None:
    (route,) = [route for route in routes() if route.name == GETS[path]]
    (select,) = [each for each in (route.openapi_extra or {})["parameters"] if each["name"] == "select"]
    named = ",".join(select["schema"]["items"]["enum"])
    assert found(site, path, select=named) == found(site, path)


def test_what_is_selected_is_pruned_through_lists_and_nothing_is_put_in(site: Site) -> None:
    shown = site.get(
        "/v1/claims/ldf-strength-50000", select="key,subject.label,value.amount,attribution.role"
    )
    assert shown == {
        "key": "ldf-strength-50000",
        "subject": {"label": "Local Defence Forces"},
        "value": {"amount": 50000},
        "attribution": [{"role": "claimant"}, {"role": "reporter"}],
    }
    assert list(shown) == ["key", "subject", "value", "attribution"]


def test_the_whole_wins_over_its_parts_in_either_order(site: Site) -> None:
    whole = site.get("/v1/claims/baqir-salary")["subject"]
    for select in ("subject,subject.id", "subject.id,subject", "subject.id, subject , subject"):
        assert site.get("/v1/claims/baqir-salary", select=select) == {"subject": whole}
    again = site.client.get("/v1/claims/baqir-salary?select=subject.id&select=key").json()
    assert again == {"key": "baqir-salary", "subject": {"id": whole["id"]}}


def test_a_field_that_only_some_values_have_stays_out_of_the_others(site: Site) -> None:
    shown = site.get("/v1/claims", select="value.amount,value.entity.key", limit="500")["data"]
    assert {tuple(each["value"]) for each in shown} == {(), ("amount",), ("entity",)}


def test_names_of_the_records_own_can_be_selected_too(site: Site) -> None:
    rows = site.get("/v1/contradictions", select="question.scope.place,code")["data"]
    assert all(set(row["question"]["scope"]) <= {"place"} for row in rows)


def test_the_tag_and_the_304_are_of_what_is_selected(site: Site) -> None:
    path = "/v1/claims/baqir-salary"
    tags = {
        query: site.client.get(path + query).headers["etag"] for query in ("", "?select=id", "?select=key")
    }
    assert len(set(tags.values())) == 3
    for query, tag in tags.items():
        assert site.client.get(path + query, headers={"If-None-Match": tag}).status_code == 304


def test_what_is_expanded_is_the_object_itself(site: Site) -> None:
    shown = site.get("/v1/claims", expand="subject,source,attribution.agent,attribution.source", limit="500")
    plain = site.get("/v1/claims", limit="500")["data"]
    for claim, before in zip(shown["data"], plain, strict=True):
        assert claim["subject"] == site.get(f"/v1/entities/{before['subject']['id']}")
        assert claim["source"] == site.get(f"/v1/sources/{before['source']['id']}")
        for link, was in zip(claim["attribution"], before["attribution"], strict=True):
            for name, kind in (("agent", "entities"), ("source", "sources")):
                expected = site.get(f"/v1/{kind}/{was[name]['id']}") if was[name] else None
                assert link[name] == expected


def test_the_claims_of_a_contradiction_come_whole_and_keep_what_is_said_of_them_there(site: Site) -> None:
    row = site.get("/v1/contradictions", code="monotone_break", expand="witness")["data"][0]
    for witness in row["witness"]:
        claim = site.get(f"/v1/claims/{witness['id']}")
        assert {name: witness[name] for name in claim} == claim
        assert set(witness) - set(claim) == {"claimant"}
    positions = site.get(f"/v1/contradictions/{row['id']}/positions", expand="claims")["data"]
    for claim in (claim for position in positions for claim in position["claims"]):
        assert claim["bridge"] is False
        assert claim["recorded_at"]


def test_fields_of_what_is_expanded_can_be_selected(site: Site) -> None:
    shown = site.get("/v1/claims/baqir-salary", expand="subject", select="id,subject.names.text")
    names = site.get("/v1/entities/liwa-al-baqir")["names"]
    assert shown["subject"] == {"names": [{"text": each["text"]} for each in names]}
    assert set(shown) == {"id", "subject"}


@pytest.fixture(scope="module")
def related(site: Site) -> Site:
    """The seeds and a claim of each relation that none of theirs has."""
    said = {name: CLAIM_BODY[name] for name in ("subject", "source", "attribution")}
    first = site.post("/v1/claims", {**said, "predicate": "strength", "value": "about 700"}).json()["claim"]
    newer = {**said, "predicate": "strength", "value": "about 800"}
    either = {"text": "one of the two", "any_of": ["iran", "hezbollah"]}
    for path, body in (
        (f"/v1/claims/{first['id']}/supersede", newer),
        ("/v1/claims", {**said, "predicate": "named_after", "value": either}),
    ):
        assert site.post(path, body).status_code == 201
    return site


def relations(node: Node = CLAIM.node) -> list[str]:
    return [path for path, below in node.paths() if below.kind is not None]


@pytest.mark.parametrize("path", relations())
def test_each_relation_is_read_in_a_few_queries_however_many_objects_have_it(
    related: Site, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with related.record.reader.snapshot() as session:
        claims = [json.loads(each["document"]) for each in session.rows(present.DOCUMENTS)]
        assert len(claims) > 50
        made: list[object] = []
        monkeypatch.setattr(Session, "rows", _counting(Session.rows, made))
        monkeypatch.setattr(Session, "tuples", _counting(Session.tuples, made))
        CLAIM.of({"expand": [path]}).texts(session, claims)
        monkeypatch.undo()
    assert 1 <= len(made) <= 4


def _counting(method: Any, made: list[object]) -> Any:
    def counted(self: Session, statement: Any, **given: object) -> Any:
        made.append(statement)
        return method(self, statement, **given)

    return counted


def test_what_is_read_for_many_is_what_is_read_for_each(site: Site) -> None:
    with site.record.reader.snapshot() as session:
        for whole, path in ((_entities, "entities"), (_sources, "sources"), (present.by_ids, "claims")):
            known = {each["id"]: each for each in site.get(f"/v1/{path}", limit=500)["data"]}
            assert whole(session, list(known)) == known
            assert whole(session, []) == {}


def test_the_next_page_keeps_every_parameter(site: Site) -> None:
    query = {"select": "id,subject.names", "expand": "subject", "count": "exact", "limit": "9"}
    answer, seen = site.client.get("/v1/claims", params=query), []
    total = len(site.get("/v1/claims", limit=500)["data"])
    while True:
        page = answer.json()
        assert page["count"] == total
        assert all(set(each) == {"id", "subject"} for each in page["data"])
        seen += page["data"]
        if "next" not in answer.links:
            break
        answer = site.client.get(answer.links["next"]["url"])
    assert len(seen) == total


LISTS = [path for path in SHAPED if GETS[path] not in {"contradiction_pairs", "search_everything"}]


@pytest.mark.parametrize("path", LISTS)
def test_the_count_is_of_the_whole_list_and_only_where_it_is_asked_for(site: Site, path: str) -> None:
    answer = found(site, path)
    if "has_more" not in answer:
        return
    listed = any(each == "limit" for each in _parameters(path))
    whole = found(site, path, **({"limit": "500"} if listed else {}))
    counted = found(site, path, count="exact", **({"limit": "2"} if listed else {}))
    assert counted["count"] == len(whole["data"])
    assert "count" not in answer


def _parameters(path: str) -> list[str]:
    (route,) = [route for route in routes() if route.name == GETS[path]]
    return [each["name"] for each in (route.openapi_extra or {})["parameters"]]


def test_the_count_honours_the_filters(site: Site) -> None:
    for query in ({"predicate": "part_of"}, {"subject": "liwa-al-baqir", "stance": "neutral"}):
        listed = site.get("/v1/claims", limit=500, **query)["data"]
        assert site.get("/v1/claims", limit=1, count="exact", **query)["count"] == len(listed) > 1
    assert site.get("/v1/contradictions", status="closed", count="exact")["count"] == 0
    picture = {"exclude_source": "ministry-845", "limit": "500"}
    for path in ("/v1/claims", "/v1/contradictions"):
        assert site.get(path, count="exact", **picture)["count"] == len(site.get(path, **picture)["data"])


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from("abc"), below, max_size=3),
    max_leaves=20,
)


@given(VALUES, st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=3), min_size=1, max_size=4))
def test_what_is_kept_are_the_fields_named_and_the_way_to_them(value: Any, named: list[list[str]]) -> None:
    tree: Any = {}
    for steps in named:
        _add(tree, steps)
    wanted = [".".join(steps) for steps in named]
    shown = kept(value, tree)
    expected = {
        path
        for path in paths_in(value)
        if any(path == each or path.startswith(f"{each}.") or each.startswith(f"{path}.") for each in wanted)
    }
    assert set(paths_in(shown)) == expected
    assert kept(shown, tree) == shown
