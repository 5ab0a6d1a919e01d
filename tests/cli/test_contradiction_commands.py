"""The commands that list, show, explain and decide contradictions, and show what they are made of."""

import json
from inspect import getdoc
from pathlib import Path

import pytest

from app.cli.command import OK, USAGE
from app.contradictions.models import STATUSES
from app.contradictions.rules import BY_CODE
from app.contradictions.service import SORTS
from tests.cli.conftest import CLAIM, Run
from tests.conftest import Record, Server


def test_contradictions_as_json_are_the_documents_of_the_api(
    run: Run, server: Server, seeded_path: Path
) -> None:
    answered = server.client.get("/v1/contradictions?limit=500").json()
    assert len(answered["data"]) == 7
    assert run("contradictions", "--json", database=seeded_path).document == answered
    for option, value in (
        *(("label", "certain"), ("code", "order"), ("subject", "ali-kayali"), ("min-severity", "0.5")),
    ):
        wanted = server.client.get("/v1/contradictions", params={option.replace("-", "_"): value}).json()
        assert 0 < len(wanted["data"]) < 7
        assert run("contradictions", f"--{option}", value, "--json", database=seeded_path).document == wanted
    for sort in ("severity", "-severity", "open_weight", "-open_weight", "detected_at", "-changed_at"):
        wanted = server.client.get("/v1/contradictions", params={"sort": sort}).json()
        assert (wanted == answered) is (sort == "detected_at")
        assert run("contradictions", f"--sort={sort}", "--json", database=seeded_path).document == wanted
    assert run("contradictions", "--status", "closed", "--json", database=seeded_path).document["data"] == []


def test_the_table_of_contradictions_explains_each_in_a_row(run: Run, seeded_path: Path) -> None:
    ended = run("contradictions", "--code", "order", database=seeded_path)
    assert ended.out.split()[:5] == ["severity", "label", "code", "subject", "explanation"]
    assert "local-defence-forces" in ended.out
    assert "founding cannot come after first activity" in " ".join(ended.out.split())
    assert ended.err == "1 contradiction.\n"


def test_contradictions_of_several_subjects_name_them_all_and_are_found_by_any(
    run: Run, record: Record
) -> None:
    record.predicate("commander", "entity", inverse_single=True)
    for subject in ("brigade", "network"):
        record.claim(subject=subject, predicate="commander", value="rebel", valid={"edtf": "2016-01/2016-06"})
    for subject in ("brigade", "network"):
        ended = run("contradictions", "--subject", subject, database=record.path)
        assert "brigade, network" in ended.out
    assert run("contradictions", "--subject", "analyst", database=record.path).out == ""
    (row,) = run("contradictions", "--json", database=record.path).document["data"]
    panel = run("show", row["id"], database=record.path).out
    assert "commander, between rebel (rebel), brigade (brigade), network (network)" in panel
    assert "2016-01-31 to 2016-06-01" in panel


def test_rules_are_listed_and_shown_alone_as_the_api_answers_them(
    run: Run, server: Server, seeded_path: Path
) -> None:
    listed = server.client.get("/v1/rules").json()
    assert run("rules", "--json", database=seeded_path).document == listed
    assert (
        run("rules", "order", "--json", database=seeded_path).document
        == server.client.get("/v1/rules/order").json()
    )
    table = run("rules", database=seeded_path).out
    assert all(code in table for code in BY_CODE)
    assert "founded / active_since" in table
    alone = run("rules", "order", database=seeded_path).out
    assert str(getdoc(type(BY_CODE["order"]))) in alone
    assert run("rules", "disorder", database=seeded_path).code == USAGE


SORTED = tuple(f"{turn}{name}" for name in SORTS for turn in ("", "-"))


@pytest.mark.parametrize(
    ("option", "known"),
    [("--code", tuple(BY_CODE)), ("--status", (*STATUSES, "any")), ("--sort", SORTED)],
)
def test_an_unknown_filter_value_is_answered_with_the_known_ones(
    run: Run, seeded_path: Path, option: str, known: tuple[str, ...]
) -> None:
    ended = run("contradictions", option, "nonsense", database=seeded_path)
    assert ended.code == USAGE
    assert ended.err == f"counterclaim: {option} is one of {', '.join(known)}.\n"


def test_a_severity_that_is_none_is_refused(run: Run, seeded_path: Path) -> None:
    ended = run("contradictions", "--min-severity", "high", database=seeded_path)
    assert (ended.code, ended.out) == (USAGE, "")
    assert ended.err == "counterclaim: --min-severity takes a number from 0 to 1, such as 0.5.\n"


def test_dispose_decides_and_show_and_the_list_follow(run: Run, seeded_path: Path) -> None:
    (row,) = run("contradictions", "--code", "order", "--json", database=seeded_path).document["data"]
    argv = ("dispose", row["id"], "--choice", "one_accepted", "--reasons", "the founder said so")
    ended = run(*argv, "--position", "ldf-founded-2012", "--json", database=seeded_path)
    assert ended.code == OK
    assert ended.document["position"]["key"] == "ldf-founded-2012"
    assert (ended.document["status"], ended.document["by"]) == ("resolved", "operator")
    again = run(*argv, "--position", "ldf-founded-2012", database=seeded_path)
    assert again.out == f"{row['id']} is resolved: one_accepted.\n"
    shown = run("show", row["id"], "--json", database=seeded_path).document
    assert shown["disposition"] == ended.document
    panel = run("show", row["id"], database=seeded_path).out
    assert "one_accepted ldf-founded-2012" in panel
    assert "the founder said so" in panel
    listed = run("contradictions", "--status", "resolved", "--json", database=seeded_path).document["data"]
    assert [each["id"] for each in listed] == [row["id"]]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--choice", "guess", "--reasons", "y"], "/choice: Input should be 'one_accepted'"),
        (["--choice", "irreconcilable", "--reasons", " "], "/reasons: Text cannot be empty"),
        (["--choice", "one_accepted", "--reasons", "y"], "/position: This choice needs position"),
        (
            ["--choice", "one_accepted", "--reasons", "y", "--position", "ldf-founded-2021"],
            "/position: No claim has this id or key. Nearest: ldf-founded-2012",
        ),
        (
            ["--choice", "one_accepted", "--reasons", "y", "--position", "baqir-salary"],
            "what stands: 2012 (ldf-founded-2012)",
        ),
    ],
)
def test_a_decision_that_does_not_fit_is_refused_with_the_fix(
    run: Run, seeded_path: Path, options: list[str], says: str
) -> None:
    (row,) = run("contradictions", "--code", "order", "--json", database=seeded_path).document["data"]
    ended = run("dispose", row["id"], *options, database=seeded_path)
    assert (ended.code, ended.out) == (USAGE, "")
    assert says in ended.err
    assert run("show", row["id"], "--json", database=seeded_path).document["disposition"] is None


def test_disposing_of_nothing_says_where_contradictions_are(run: Run, seeded_path: Path) -> None:
    ended = run("dispose", "x", "--choice", "irreconcilable", "--reasons", "y", database=seeded_path)
    assert ended.code == USAGE
    assert "No contradiction has this id" in ended.err


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("baqir-killed-246", "/v1/claims/baqir-killed-246"),
        ("liwa-al-baqir", "/v1/entities/liwa-al-baqir"),
        ("tamimi-ldf-2016", "/v1/sources/tamimi-ldf-2016"),
        ("strength", "/v1/predicates/strength"),
    ],
)
def test_show_as_json_is_the_document_of_the_api(
    run: Run, server: Server, seeded_path: Path, key: str, path: str
) -> None:
    answered = server.client.get(path).json()
    assert run("show", key, "--json", database=seeded_path).document == answered
    assert run("show", answered["id"], "--json", database=seeded_path).document == answered
    assert run("show", key, database=seeded_path).code == OK


def test_show_gives_a_contradiction_whole(run: Run, server: Server, seeded_path: Path) -> None:
    row = server.client.get("/v1/contradictions?code=monotone_break").json()["data"][0]
    ended = run("show", row["id"], "--json", database=seeded_path)
    assert ended.document == server.client.get(f"/v1/contradictions/{row['id']}").json()
    panel = run("show", row["id"], database=seeded_path).out
    assert "baqir-killed-300" in panel
    assert "possible" in panel


def test_the_panel_of_a_claim_shows_chain_stance_wording_source_and_contradictions(
    run: Run, seeded_path: Path
) -> None:
    panel = " ".join(run("show", "ldf-strength-50000", database=seeded_path).out.replace("│", " ").split())
    for part in (
        "50,000 fighters",
        "1. Katibat al-Nayrab representative, claimant",
        "2. Aymenn Jawad Al-Tamimi, reporter, paraphrase, 2016-05: disputes, “an obvious exaggeration”",
        "tamimi-ldf-2016",
        "paragraph 5",
        "status live",
        "certain contested_by_carrier 1.00",
    ):
        assert part in panel


def test_show_names_the_nearest_when_nothing_has_the_key(run: Run, seeded_path: Path) -> None:
    ended = run("show", "liwa-al-bakir", database=seeded_path)
    assert ended.code == USAGE
    assert "Nearest: liwa-al-baqir" in ended.err


def test_show_asks_which_when_a_key_names_a_claim_and_an_entity(run: Run, seeded_path: Path) -> None:
    assert run("add", json.dumps({**CLAIM, "key": "liwa-al-baqir"}), database=seeded_path).code == OK
    ended = run("show", "liwa-al-baqir", database=seeded_path)
    assert ended.code == USAGE
    assert "a claim and an entity" in ended.err
    claim = run("show", "liwa-al-baqir", "--kind", "claim", "--json", database=seeded_path)
    assert claim.document["predicate"] == "strength"


def test_what_a_claim_says_cannot_steer_the_terminal(run: Run, seeded_path: Path) -> None:
    value = {"text": "\x1b]0;owned\x07[bold]gone[/bold]"}
    body = {**CLAIM, "key": "hostile", "predicate": "self_description", "value": value}
    assert run("add", json.dumps(body), database=seeded_path).code == OK
    shown = run("show", "hostile", database=seeded_path).out
    assert "[bold]gone[/bold]" in shown
    assert "\x1b]0" not in shown
    assert "\x07" not in shown
