"""Joining two records of one thing, telling them apart again, and what readers of either see."""

import itertools
from typing import Any

import httpx
import pytest

from tests.api.conftest import CLAIM, Site
from tests.api.refused_claims import MARK

NUMBER = itertools.count(1)
BY = [{"agent": "aymenn-al-tamimi", "role": "claimant"}]
REASONS = "The same men, the same base."
UNDO = {"reason": "entry_error", "text": "Two brigades after all."}


def entity(site: Site, kind: str = "armed_group") -> str:
    """A new entity; gives its key."""
    key = f"record-{next(NUMBER)}"
    assert site.post("/v1/entities", {"key": key, "kind": kind, "label": key}).status_code == 201
    return key


def pair(site: Site) -> tuple[str, str]:
    """Two new entities with a dated claim about each, the one added earlier first."""
    found = entity(site), entity(site)
    for key in found:
        assert (
            site.post("/v1/claims", {**CLAIM, "key": f"strength-of-{key}", "subject": key}).status_code == 201
        )
    return found


def judge(site: Site, one: str, other: str, role: str = "contributor", **more: Any) -> httpx.Response:
    verb = more.pop("verb", "same-as")
    body = {"other": other, "source": "tamimi-ldf-2016", "attribution": BY, "reasons": REASONS, **more}
    return site.post(f"/v1/entities/{one}/{verb}", body, role)


def join(site: Site, one: str, other: str, **more: Any) -> Any:
    answer = judge(site, one, other, **more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def undo(site: Site, one: str, other: str, role: str = "contributor", **more: Any) -> httpx.Response:
    return site.post(f"/v1/entities/{one}/same-as/undo", {"other": other, **UNDO, **more}, role)


def keys(page: Any) -> list[str]:
    return [each["key"] for each in page["data"]]


def test_a_join_is_a_claim_with_its_source_judge_and_reasons(site: Site) -> None:
    early, late = pair(site)
    answer = judge(
        site, late, early, key=f"{late}-is-{early}", citation={"locator": "p. 3"}, stated="2016-05"
    )
    told = answer.json()
    assert answer.status_code == 201
    assert set(told) == {"claim", "contradictions", "created", "entity", "changed"}
    claim = told["claim"]
    assert answer.headers["location"] == f"/v1/claims/{claim['id']}"
    stored = site.get(answer.headers["location"])
    assert claim == {**stored, "reasons": REASONS}
    assert (stored["subject"]["key"], stored["predicate"], stored["polarity"]) == (late, "same_as", "asserts")
    assert (stored["value"]["entity"]["key"], stored["value"]["text"]) == (early, early)
    assert (stored["source"]["key"], stored["stated"]) == ("tamimi-ldf-2016", "2016-05")
    assert stored["citation"]["locator"] == "p. 3"
    assert told["entity"] == site.get(f"/v1/entities/{early}")
    assert [each["key"] for each in told["entity"]["same_as"]] == [late]
    assert (told["contradictions"], told["created"], told["changed"]) == ([], [], [])
    (own,) = site.get(f"/v1/claims/{claim['id']}/assessments")["data"]
    assert (own["by"]["key"], own["stance"], own["reasons"]) == ("aymenn-al-tamimi", "supports", REASONS)
    assert (own["source"]["key"], own["on"]) == ("tamimi-ldf-2016", "2016-05")


def test_the_source_and_the_judge_can_be_new(site: Site) -> None:
    early, late = pair(site)
    source = {"key": f"paper-on-{late}", "kind": "article", "title": "On two names"}
    judge_ = [
        {"agent": {"key": f"judge-of-{late}", "kind": "person", "label": "A judge"}, "role": "claimant"}
    ]
    told = join(site, early, late, source=source, attribution=judge_)
    assert [each["key"] for each in told["created"]] == [f"paper-on-{late}", f"judge-of-{late}"]
    assert told["claim"]["reasons"] == REASONS


def test_a_judge_known_by_name_alone_gives_reasons_too(site: Site) -> None:
    early, late = pair(site)
    told = join(site, early, late, attribution=[{"name": "a neighbour", "role": "claimant"}])
    assert told["claim"]["reasons"] == REASONS
    assert site.get(f"/v1/entities/{early}/same-as")["data"] == [told["claim"]]


@pytest.mark.parametrize("turned", [False, True])
def test_the_later_record_answers_308_to_the_earlier_until_the_join_is_undone(
    site: Site, turned: bool
) -> None:
    early, late = pair(site)
    before = {key: site.get(f"/v1/entities/{key}") for key in (early, late)}
    assert [each["same_as"] for each in before.values()] == [[], []]
    join(site, *((late, early) if turned else (early, late)))
    for path, query in (
        ("", ""),
        ("/claims", ""),
        ("/claims", "?limit=1&predicate=strength"),
        ("/timeline", "?limit=2"),
        ("/positions", "?predicate=strength"),
    ):
        for name in (late, before[late]["id"]):
            answer = site.client.get(f"/v1/entities/{name}{path}{query}")
            assert (answer.status_code, answer.content) == (308, b"")
            assert answer.headers["location"] == f"/v1/entities/{early}{path}{query}"
            assert site.client.head(f"/v1/entities/{name}{path}{query}").status_code == 308
        assert site.client.get(answer.headers["location"]).status_code == 200
    shown = site.get(f"/v1/entities/{early}")
    assert shown == {
        **before[early],
        "same_as": [{name: before[late][name] for name in ("id", "key", "label")}],
    }
    answer = undo(site, late, early)
    assert answer.status_code == 200
    assert answer.json()["entity"] == before[late]
    assert {key: site.get(f"/v1/entities/{key}") for key in (early, late)} == before
    assert keys(site.get(f"/v1/entities/{late}/claims", predicate="strength")) == [f"strength-of-{late}"]


def test_an_entity_without_a_key_is_found_by_its_id(site: Site) -> None:
    first = site.post("/v1/entities", {"kind": "armed_group", "label": "No key"}).json()["id"]
    late = entity(site)
    join(site, late, first)
    assert site.client.get(f"/v1/entities/{late}").headers["location"] == f"/v1/entities/{first}"


def test_lists_and_filters_take_a_group_for_one(site: Site) -> None:
    early, late = pair(site)
    third = entity(site)
    by = [{"agent": late, "role": "claimant"}]
    site.post("/v1/claims", {**CLAIM, "key": f"by-{late}", "attribution": by, "valid": {"edtf": "2001"}})
    part = {"predicate": "part_of", "value": {"entity": late}, "valid": {"edtf": "2001"}}
    site.post("/v1/claims", {**CLAIM, "key": f"in-{late}", **part})
    join(site, early, late)
    join(site, late, third)
    about = [f"strength-of-{early}", f"strength-of-{late}"]
    strength = {"predicate": "strength"}
    assert keys(site.get(f"/v1/entities/{early}/claims", **strength)) == about
    assert keys(site.get(f"/v1/entities/{early}/timeline", **strength)) == about
    for key in (early, late, third):
        assert keys(site.get("/v1/claims", subject=key, **strength)) == about
        assert keys(site.get("/v1/claims", claimant=key)) == [f"by-{late}"]
        assert keys(site.get("/v1/claims", value=key, predicate="part_of")) == [f"in-{late}"]
        assert keys(site.get("/v1/claims", subject=key, claimant="katibat-al-nayrab")) == about
        assert keys(site.get("/v1/claims", subject=key, claimant=late)) == []
    held = site.get(f"/v1/entities/{early}/positions", **strength)["data"]
    assert sorted(claim["key"] for each in held for claim in each["claims"]) == about


@pytest.mark.parametrize(
    ("path", "count", "order"), [("claims", 11, "recorded_at"), ("timeline", 10, "valid")]
)
def test_pages_of_a_group_give_each_claim_once_in_order(
    site: Site, path: str, count: int, order: str
) -> None:
    early, late = pair(site)
    for number, key in enumerate([early, late] * 4):
        site.post("/v1/claims", {**CLAIM, "subject": key, "valid": {"edtf": f"{2010 - number}"}})
    join(site, early, late)
    whole = site.get(f"/v1/entities/{early}/{path}", limit=500)["data"]
    assert len(whole) == count
    assert [each[order] for each in whole] == sorted((each[order] for each in whole), key=str)
    page = site.get(f"/v1/entities/{early}/{path}", limit=3)
    walked = page["data"]
    while page["has_more"]:
        page = site.get(f"/v1/entities/{early}/{path}", limit=3, cursor=page["next_cursor"])
        walked += page["data"]
    assert walked == whole


def test_contradictions_of_a_group_are_found_under_each_of_its_names(site: Site) -> None:
    early, late = pair(site)
    other = {**CLAIM, "subject": late, "value": "9,000 fighters"}
    made = site.post("/v1/claims", {**other, "attribution": BY}).json()["contradictions"]
    join(site, early, late)
    for key in (early, late):
        found = site.get("/v1/contradictions", subject=key, status="any")["data"]
        assert {each["id"] for each in made} <= {each["id"] for each in found}


def test_telling_two_apart_ends_their_join_and_disputes_it(site: Site) -> None:
    early, late = pair(site)
    join(site, early, late)
    by = [{"agent": "katibat-al-nayrab", "role": "claimant"}]
    answer = judge(site, early, late, verb="different-from", attribution=by)
    told = answer.json()
    assert (answer.status_code, told["claim"]["polarity"]) == (201, "denies")
    assert (told["entity"]["key"], told["entity"]["same_as"]) == (early, [])
    (dispute,) = told["contradictions"]
    assert (dispute["code"], dispute["question"]["predicates"]) == ("denial", ["same_as"])
    assert dispute["id"] in {each["id"] for each in told["changed"]}
    assert all(site.get(each["url"])["id"] == each["id"] for each in told["changed"])
    assert site.client.get(f"/v1/entities/{late}").status_code == 200
    assert (undo(site, early, late).status_code, undo(site, late, early).status_code) == (409, 409)


def test_judgements_are_listed_whoever_and_however_they_were_made(site: Site) -> None:
    early, late = pair(site)
    third = entity(site)
    path = f"/v1/entities/{late}/same-as"
    assert site.get(path)["data"] == []
    first = join(site, early, late)["claim"]
    plain = {"predicate": "same_as", "subject": third, "value": {"entity": late}, "source": "tamimi-ldf-2016"}
    second = site.post("/v1/claims", {**plain, "attribution": BY}).json()["claim"]
    other = {"stance": "supports", "reasons": "Another's reasons.", "by": "katibat-al-nayrab"}
    assert site.post(f"/v1/claims/{second['id']}/assessments", other).status_code == 201
    listed = [first, {**second, "reasons": None}]
    assert site.get(path) == {"data": listed, "next_cursor": None, "has_more": False}
    assert undo(site, early, late).status_code == 200
    shown = site.get(path)["data"]
    assert [(each["id"], each["status"]) for each in shown] == [
        (first["id"], "retracted"),
        (second["id"], "live"),
    ]
    assert [each["id"] for each in site.get(f"/v1/entities/{early}/same-as")["data"]] == [first["id"]]


def test_the_same_judgement_under_the_same_key_is_written_once(site: Site) -> None:
    early, late = pair(site)
    told = join(site, early, late, key=f"one-{late}")
    state = site.state()
    again = judge(site, early, late, key=f"one-{late}")
    assert (again.status_code, again.json()["claim"]) == (200, told["claim"])
    for change in ({"reasons": "Others."}, {"modality": "probable"}):
        answer = judge(site, early, late, key=f"one-{late}", **change)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
    assert site.state() == state


def test_a_hedged_judgement_is_kept_and_joins_nothing(site: Site) -> None:
    early, late = pair(site)
    told = join(site, early, late, modality="probable")
    assert (told["claim"]["modality"], told["entity"]["same_as"]) == ("probable", [])
    assert site.client.get(f"/v1/entities/{late}").status_code == 200
    assert "joins these two" in undo(site, early, late).json()["detail"]


def test_undoing_tells_the_source_in_which_the_judge_withdraws(site: Site) -> None:
    early, late = pair(site)
    join(site, early, late)
    more = {"reason": "withdrawn", "source": "nayrab-rep-interview", "by": "aymenn-al-tamimi", "on": "2017"}
    refused = undo(site, early, late, **{**more, "by": "katibat-al-nayrab"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/by")
    answer = undo(site, early, late, **more)
    (claim,) = answer.json()["retracted"]
    assert (claim["status"], claim["retraction"]["on"], claim["reasons"]) == ("retracted", "2017", REASONS)
    assert set(answer.json()) == {"retracted", "entity", "changed"}


def test_a_contributor_undoes_only_his_own_judgement_and_an_editor_any(site: Site) -> None:
    early, late = pair(site)
    mine = join(site, early, late)["claim"]
    refused = undo(site, early, late, "other contributor")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/weak-role")
    by = [{"agent": "katibat-al-nayrab", "role": "claimant"}]
    theirs = join(site, late, early, role="other contributor", attribution=by)["claim"]
    answer = undo(site, early, late)
    assert [each["id"] for each in answer.json()["retracted"]] == [mine["id"]]
    assert [each["key"] for each in answer.json()["entity"]["same_as"]] == [late]
    assert undo(site, early, late).status_code == 403
    answer = undo(site, early, late, "editor")
    assert [each["id"] for each in answer.json()["retracted"]] == [theirs["id"]]
    assert answer.json()["entity"]["same_as"] == []


def test_undoing_takes_back_what_the_same_judge_had_said_before(site: Site) -> None:
    early, late = pair(site)
    claims = [join(site, early, late, stated=year)["claim"]["id"] for year in ("2015", "2016")]
    retracted = [each["id"] for each in undo(site, early, late).json()["retracted"]]
    assert retracted == claims[::-1]
    assert site.get(f"/v1/entities/{early}")["same_as"] == []


def test_undoing_what_joins_only_through_a_third_says_where_to_look(site: Site) -> None:
    first, second, third = entity(site), entity(site), entity(site)
    join(site, first, second)
    join(site, second, third)
    state = site.state()
    answer = undo(site, first, third)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
    assert "through others" in answer.json()["detail"]
    assert site.state() == state


@pytest.mark.parametrize("verb", ["same-as", "different-from"])
@pytest.mark.parametrize(
    ("body", "pointer", "fix"),
    [
        ({"other": "liwa-al-baqir"}, "/other", "Name the other record"),
        ({"other": "iran"}, "/other", "not both an armed group and a state"),
        ({"other": "liwa-al-bakir"}, "/other", "Nearest: liwa-al-baqir"),
        ({"reasons": None}, "/reasons", "Text is expected"),
        ({"reasons": " "}, "/reasons", "cannot be empty"),
        ({"attribution": []}, "/attribution", "At least 1"),
        ({"source": "no-such"}, "/source", "/v1/sources lists them"),
        ({"modality": MARK}, "/modality", "'certain'"),
        ({"stated": MARK}, "/stated", "Such dates parse"),
        ({"predicate": "strength"}, "", "It takes the fields key, other"),
    ],
)
def test_what_does_not_fit_is_refused_where_it_stands(
    site: Site, verb: str, body: dict[str, Any], pointer: str, fix: str
) -> None:
    state = site.state()
    answer = judge(site, "liwa-al-baqir", **{"other": "katibat-al-nayrab", "verb": verb, **body})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/unprocessable")
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == pointer
    assert fix in fault["detail"]
    assert MARK not in answer.text
    assert site.state() == state


@pytest.mark.parametrize("path", ["same-as", "different-from", "same-as/undo"])
def test_unknown_entities_and_readers_are_turned_away(site: Site, path: str) -> None:
    state = site.state()
    body = {
        "other": "iran",
        **(UNDO if "undo" in path else {"source": "ministry-845", "attribution": BY, "reasons": REASONS}),
    }
    assert site.post(f"/v1/entities/liwa-al-bakir/{path}", body).status_code == 404
    assert site.post(f"/v1/entities/syria/{path}", body, "reader").status_code == 403
    assert site.client.post(f"/v1/entities/syria/{path}", json=body).status_code == 401
    assert site.client.get("/v1/entities/liwa-al-bakir/same-as").status_code == 404
    assert site.client.get("/v1/entities/syria/same-as?limit=1").status_code == 400
    assert site.state() == state


def test_a_joined_entity_is_shown_with_the_others_wherever_it_is_shown(site: Site) -> None:
    early, late = pair(site)
    join(site, early, late)
    listed = {each["key"]: each for each in site.get("/v1/entities", limit=500)["data"]}
    assert [each["key"] for each in listed[early]["same_as"]] == [late]
    assert [each["key"] for each in listed[late]["same_as"]] == [early]
    body = {"key": late, "kind": "armed_group", "label": late}
    assert site.post("/v1/entities", body).json() == listed[late]
