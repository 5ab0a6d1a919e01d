"""What writes answer, what they leave behind, and what they refuse to do twice or for others."""

from typing import Any

import pytest

from tests.api.conftest import CLAIM, Site

MADE = {
    *(
        "id",
        "code",
        "label",
        "severity",
        "open_weight",
        "status",
        "question",
        "window",
        "explanation",
        "witness",
        "url",
    ),
}


def test_the_example_of_the_readme_answers_the_contradiction_it_makes(site: Site) -> None:
    answer = site.post("/v1/claims", CLAIM)
    told = answer.json()
    assert answer.status_code == 201
    assert set(told) == {"claim", "contradictions", "created"}
    claim = told["claim"]
    assert (claim["value"]["text"], claim["value"]["amount"]) == ("about 200 fighters", 200)
    assert (claim["status"], claim["source"]["key"]) == ("live", "alsouria-2016-01")
    assert claim["stance"]["position"] == "neutral"
    assert answer.headers["location"] == f"/v1/claims/{claim['id']}"
    assert site.get(answer.headers["location"]) == claim
    (made,) = told["contradictions"]
    assert set(made) == MADE
    assert (made["code"], made["label"], made["status"]) == ("value_disjoint", "possible", "open")
    assert made["severity"] == 0.208
    assert made["explanation"] == (
        "alSouria.net's special sources on the strength of Liwa al-Baqir: around 2000 fighters (January "
        "2016); Katibat al-Nayrab: about 200 fighters (January 2016); the two do not meet."
    )
    assert [witness["key"] for witness in made["witness"]] == ["baqir-strength-2000", None]
    alone = site.get(made["url"])
    assert {name: alone[name] for name in MADE - {"url"}} == {name: made[name] for name in MADE - {"url"}}
    held = [[claim["key"] for claim in position["claims"]] for position in alone["positions"]]
    assert sorted(held, key=str) == [["baqir-strength-2000"], [None]]
    assert told["created"] == []
    both = site.get("/v1/entities/liwa-al-baqir/positions", predicate="strength")["data"]
    assert [position["contradictions"] for position in both] == [[made["id"]], [made["id"]]]


def test_retracting_closes_what_rested_on_the_claim_and_says_why(site: Site) -> None:
    body = {
        **CLAIM,
        "value": "about 400 fighters",
        "attribution": [{"name": "a deserter", "role": "claimant"}],
    }
    told = site.post("/v1/claims", body).json()
    url = told["claim"]["id"]
    rows = [row["url"] for row in told["contradictions"]]
    assert rows
    reason = {"reason": "entry_error", "text": "The figure belongs to another brigade."}
    answer = site.post(f"/v1/claims/{url}/retract", reason)
    claim = answer.json()["claim"]
    assert (answer.status_code, claim["status"], claim["current"]) == (200, "retracted", False)
    assert claim["retraction"]["text"] == reason["text"]
    assert {f"/v1/contradictions/{row['id']}" for row in answer.json()["contradictions"]} == set(rows)
    for row in rows:
        shown = site.get(row)
        members = {claim["id"] for position in shown["positions"] for claim in position["claims"]}
        assert url not in members
    closed = [site.get(row) for row in rows if site.get(row)["status"] == "closed"]
    assert all(row["closed_reason"] == "retracted" for row in closed)
    events = [entry["type"] for entry in site.get(f"/v1/claims/{url}/history")["data"]]
    assert events == ["claim.recorded", "claim.retracted"]
    state = site.state()
    assert site.post(f"/v1/claims/{url}/retract", reason).status_code == 200
    assert site.state() == state
    assert site.post(f"/v1/claims/{url}/retract", {**reason, "text": "Another reason."}).status_code == 409


def test_a_contributor_retracts_only_his_own_and_an_editor_any(site: Site) -> None:
    reason = {"reason": "entry_error", "text": "Entered twice."}
    body = {**CLAIM, "predicate": "self_description", "value": "a brigade", "key": "of-one"}
    assert site.post("/v1/claims", body).status_code == 201
    refused = site.post("/v1/claims/of-one/retract", reason, "other contributor")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/weak-role")
    assert site.post("/v1/claims/of-one/retract", reason).status_code == 200
    assert site.post("/v1/claims/ldf-transcends-sect/retract", reason, "editor").status_code == 200
    assert site.get("/v1/claims/ldf-transcends-sect")["status"] == "retracted"


def test_a_withdrawal_names_the_source_in_which_the_claimant_withdraws(site: Site) -> None:
    reason = {
        "reason": "withdrawn",
        "text": "He takes it back.",
        "source": "nayrab-rep-interview",
        "by": "nayrab-representative",
        "on": "2016-06",
    }
    told = site.post("/v1/claims/ldf-founded-by-iran/retract", reason, "editor").json()["claim"]["retraction"]
    assert (told["reason"], told["on"]) == ("withdrawn", "2016-06")
    assert told["source"] == site.get("/v1/sources/nayrab-rep-interview")["id"]


def test_superseding_keeps_the_old_word_readable_and_names_the_new_one(site: Site) -> None:
    first = {**CLAIM, "predicate": "salary", "value": "20,000 Syrian pounds", "key": "pay-first"}
    assert site.post("/v1/claims", first).status_code == 201
    second = {**first, "value": "30,000 Syrian pounds", "key": "pay-second"}
    answer = site.post("/v1/claims/pay-first/supersede", second)
    assert answer.status_code == 201
    assert answer.json()["claim"]["supersedes"]["key"] == "pay-first"
    old = site.get("/v1/claims/pay-first")
    assert (old["status"], old["superseded_by"]["key"]) == ("superseded", "pay-second")
    assert site.post("/v1/claims/pay-first/supersede", second).status_code == 200
    again = site.post("/v1/claims/pay-first/supersede", {**second, "key": "pay-third"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/conflict")


def test_superseding_takes_the_id_too_also_beside_the_key(site: Site) -> None:
    body = {**CLAIM, "predicate": "ideology", "value": "none", "key": "view-first"}
    claim = site.post("/v1/claims", body).json()["claim"]
    later = {**body, "key": "view-second", "value": "some", "supersedes": "view-first"}
    assert site.post(f"/v1/claims/{claim['id']}/supersede", later).status_code == 201


def test_only_the_claimant_supersedes_his_claim(site: Site) -> None:
    state = site.state()
    answer = site.post("/v1/claims/baqir-strength-2000/supersede", CLAIM)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/supersedes")
    assert site.state() == state


def test_the_same_body_under_the_same_key_is_written_once(site: Site) -> None:
    body = {**CLAIM, "predicate": "composition", "value": "young men", "key": "once-only"}
    first = site.post("/v1/claims", body)
    state = site.state()
    again = site.post("/v1/claims", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["claim"] == first.json()["claim"]
    assert site.state() == state
    for path, given in (
        ("/v1/entities", {"key": "someone", "kind": "person", "label": "Someone"}),
        ("/v1/sources", {"key": "somewhere", "kind": "post", "title": "Somewhere"}),
    ):
        assert [site.post(path, given).status_code for _ in range(2)] == [201, 200]


def test_inline_objects_are_created_and_named(site: Site) -> None:
    body = {
        **CLAIM,
        "predicate": "operates_in",
        "value": "aleppo",
        "source": {"key": "new-post", "kind": "post", "title": "A post", "published": "2016-02"},
        "attribution": [
            {"agent": {"key": "new-witness", "kind": "person", "label": "A witness"}, "role": "claimant"},
            {"agent": "alsouria", "role": "reporter", "mode": "paraphrase"},
        ],
    }
    told = site.post("/v1/claims", body).json()
    assert [(made["type"], made["key"]) for made in told["created"]] == [
        ("source", "new-post"),
        ("entity", "new-witness"),
    ]
    source, agent = (
        site.get(f"/v1/{each['type'].replace('entity', 'entitie')}s/{each['id']}") for each in told["created"]
    )
    assert (source["published"], agent["label"]) == ("2016-02", "A witness")
    assert told["claim"]["attribution"][0]["agent"]["key"] == "new-witness"
    assert told["claim"]["source"]["key"] == "new-post"


def test_a_claim_that_is_refused_creates_nothing_inline(site: Site) -> None:
    state = site.state()
    source = {"key": "lost-post", "kind": "post", "title": "A post"}
    agent = {"key": "lost-witness", "kind": "person", "label": "A witness"}
    chain = [{"agent": agent, "role": "claimant"}, {"agent": "nobody-known", "role": "reporter"}]
    answer = site.post("/v1/claims", {**CLAIM, "source": source, "attribution": chain})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/attribution/1/agent")
    assert site.state() == state
    assert site.client.get("/v1/sources/lost-post").status_code == 404


def test_assessments_are_added_read_back_and_change_no_claim(site: Site) -> None:
    path = "/v1/claims/baqir-killed-246/assessments"
    claim = site.get("/v1/claims/baqir-killed-246")
    body = {
        "key": "a-view",
        "by": "aymenn-al-tamimi",
        "stance": "supports",
        "credibility": 2,
        "likelihood": "likely",
        "confidence": "moderate",
        "reasons": "Obituaries.",
        "on": "2016-05",
        "source": "tamimi-ldf-2016",
    }
    answer = site.post(path, body)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["by"]["key"], made["source"]["key"]) == ("aymenn-al-tamimi", "tamimi-ldf-2016")
    assert made["claim"]["key"] == "baqir-killed-246"
    assert site.get(path)["data"] == [made]
    assert answer.headers["location"] == path
    assert site.get("/v1/claims/baqir-killed-246") == claim
    assert site.post(path, body).status_code == 200
    assert site.post(path, {**body, "reasons": "Others."}).status_code == 409


@pytest.mark.parametrize(
    "path",
    ["/v1/entities/{}", "/v1/entities/{}/claims", "/v1/entities/{}/timeline"],
)
def test_entities_are_found_by_id_and_by_key(site: Site, path: str) -> None:
    found = site.get("/v1/entities/ali-kayali")
    assert site.get(path.format(found["id"])) == site.get(path.format("ali-kayali"))


@pytest.mark.parametrize(
    "path",
    [
        "/v1/claims/{}",
        "/v1/claims/{}/attribution",
        "/v1/claims/{}/history",
        "/v1/claims/{}/contradictions",
        "/v1/claims/{}/assessments",
    ],
)
def test_claims_are_found_by_id_and_by_key(site: Site, path: str) -> None:
    found = site.get("/v1/claims/kayali-killed")
    assert site.get(path.format(found["id"])) == site.get(path.format("kayali-killed"))


def test_sources_and_predicates_are_found_by_id_and_by_key(site: Site) -> None:
    for path in ("/v1/sources/ministry-845", "/v1/predicates/strength"):
        found = site.get(path)
        assert site.get(f"{path.rpartition('/')[0]}/{found['id']}") == found
    claims = site.get("/v1/sources/tamimi-ldf-2016/claims")["data"]
    assert claims
    source = site.get("/v1/sources/tamimi-ldf-2016")["id"]
    assert site.get(f"/v1/sources/{source}/claims")["data"] == claims


def test_writes_take_the_id_of_a_claim_too(site: Site) -> None:
    claim = site.get("/v1/claims/ndf-founded-2012")["id"]
    assert (
        site.post(f"/v1/claims/{claim}/assessments", {"stance": "neutral", "reasons": "Unclear."}).status_code
        == 201
    )
    slip = {"reason": "entry_error", "text": "A slip."}
    assert site.post(f"/v1/claims/{claim}/retract", slip, "editor").status_code == 200


def test_the_attribution_is_the_chain_of_the_claim(site: Site) -> None:
    claim = site.get("/v1/claims/baqir-strength-2000")
    chain = site.get("/v1/claims/baqir-strength-2000/attribution")["data"]
    assert chain == claim["attribution"]
    assert [link["agent"]["key"] for link in chain] == [
        "alsouria-special-sources",
        "alsouria",
        "aymenn-al-tamimi",
    ]


def test_the_history_shows_how_a_claimant_revised_himself(site: Site) -> None:
    words = [
        {
            **CLAIM,
            "subject": "fawj-al-safira",
            "value": f"about {size} fighters",
            "stated": stated,
            "key": f"size-{size}",
            "attribution": [{"agent": "fawj-al-safira", "role": "claimant"}],
        }
        for size, stated in ((300, "2016-02-01"), (900, "2016-03-01"))
    ]
    for body in words:
        told = site.post("/v1/claims", body).json()
        assert told["contradictions"] == []
    entries = site.get("/v1/claims/size-300/history")["data"]
    assert [entry["type"] for entry in entries] == ["claim.recorded", "revision"]
    assert entries[1]["detail"]["later"]["key"] == "size-900"
    assert site.get("/v1/claims/size-300")["current"] is False


def test_pairs_say_which_claims_cannot_both_be_true_and_when_the_limit_cut_them(site: Site) -> None:
    rows: list[dict[str, Any]] = site.get("/v1/contradictions", claim="brother-martyred")["data"]
    found = site.get(f"/v1/contradictions/{rows[0]['id']}/pairs")
    assert [[claim["key"] for claim in pair["claims"]] for pair in found["data"]] == [
        ["brother-martyred", "brother-assassinated"]
    ]
    assert found["has_more"] is False
    for number in (1, 2, 3):
        body = {
            **CLAIM,
            "subject": "khalids-brother",
            "predicate": "manner_of_death",
            "value": "executed",
            "valid": {"edtf": "2016-03"},
            "attribution": [{"name": f"witness {number}", "role": "claimant"}],
        }
        assert site.post("/v1/claims", body).status_code == 201
    cut = site.get(f"/v1/contradictions/{rows[0]['id']}/pairs", limit=2)
    assert (len(cut["data"]), cut["has_more"]) == (2, True)
    assert len(site.get(f"/v1/contradictions/{rows[0]['id']}/pairs")["data"]) == 7


def test_an_editor_adds_a_predicate_and_claims_use_it_at_once(site: Site) -> None:
    body = {
        "key": "wounded_total",
        "label": "total of wounded",
        "value_type": "quantity",
        "unit": "people",
        "single": "yes",
        "temporality": "cumulative",
    }
    answer = site.post("/v1/predicates", body, "editor")
    assert (answer.status_code, answer.headers["location"]) == (201, "/v1/predicates/wounded_total")
    assert site.get("/v1/predicates/wounded_total") == answer.json()
    assert site.post("/v1/predicates", body, "editor").status_code == 200
    counts = [
        {
            **CLAIM,
            "predicate": "wounded_total",
            "value": value,
            "valid": {"edtf": day},
            "attribution": [{"name": name, "role": "claimant"}],
        }
        for value, day, name in (("40", "2016-01-01", "one"), ("25", "2016-02-01", "two"))
    ]
    assert site.post("/v1/claims", counts[0]).json()["contradictions"] == []
    (made,) = site.post("/v1/claims", counts[1]).json()["contradictions"]
    assert (made["code"], made["label"]) == ("monotone_break", "certain")
