"""Each command over a real database, in this process."""

import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2 as sqlite

from app.access.keys import ROLES, account
from app.cli import main
from app.cli.command import ENVIRONMENT, FAULT, FOUND, OK, USAGE
from app.contradictions.models import STATUSES
from app.contradictions.rules import BY_CODE
from app.contradictions.service import SORTS
from app.db import Database
from app.settings import ROOT, Settings
from tests.conftest import SEEDS, Record, Server

CLAIM = {
    "subject": "liwa-al-baqir",
    "predicate": "strength",
    "value": {"text": "about 200 fighters"},
    "valid": {"edtf": "2016-01"},
    "source": "alsouria-2016-01",
    "attribution": [{"agent": "katibat-al-nayrab", "role": "claimant"}],
}


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs commands where no database is unless a test names one."""
    monkeypatch.setenv("COUNTERCLAIM_DATABASE", str(tmp_path / "absent.db"))
    monkeypatch.delenv("COUNTERCLAIM_LOG_LEVEL", raising=False)

    def ended(*argv: str, database: Path | None = None) -> Ended:
        named = ["--database", str(database)] if database else []
        code = main([*argv, *named])
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    return ended


@pytest.mark.parametrize(
    "argv",
    [
        ["seed"],
        ["import", str(SEEDS)],
        ["check"],
        ["contradictions"],
        ["show", "x"],
        ["add", json.dumps(CLAIM)],
        ["dispose", "x", "--choice", "irreconcilable", "--reasons", "y"],
        ["keys", "create", "--role", "editor"],
        ["keys", "list"],
        ["keys", "revoke", "key_x"],
        ["rebuild"],
        ["serve", "--port", "0"],
    ],
    ids=lambda argv: " ".join(argv[:2])[:20],
)
def test_a_command_on_a_database_without_tables_says_to_migrate(
    run: Run, tmp_path: Path, argv: list[str]
) -> None:
    absent = run(*argv)
    assert absent.code == ENVIRONMENT
    assert "Run counterclaim migrate" in absent.err
    assert not (tmp_path / "absent.db").exists()
    bare = tmp_path / "bare.db"
    sqlite.connect(str(bare)).close()
    ended = run(*argv, database=bare)
    assert ended.code == ENVIRONMENT
    assert "Run counterclaim migrate" in ended.err
    assert ended.err.count("\n") == 1
    assert ended.out == ""


def test_migrate_makes_the_tables_and_then_has_nothing_to_do(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "new" / "record.db"
    first, second = run("migrate", "--json", database=path), run("migrate", "--json", database=path)
    assert (first.code, second.code) == (OK, OK)
    assert first.document["from"] is None
    assert first.document["changed"]
    assert second.document["from"] == second.document["to"] == first.document["to"]
    assert not second.document["changed"]
    assert "nothing to do" in run("migrate", database=path).out


@pytest.mark.parametrize("command", ["migrate", "check"])
def test_a_database_of_a_newer_version_is_left_alone(run: Run, seeded_path: Path, command: str) -> None:
    with sqlite.connect(str(seeded_path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'fromthefuture'")
    ended = run(command, database=seeded_path)
    assert ended.code == ENVIRONMENT
    assert "newer Counterclaim (schema fromthefuture)" in ended.err


def test_seed_loads_once_and_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    run("migrate", database=path)
    first = run("seed", "--json", database=path)
    assert first.code == OK
    assert first.document["new"]["claims"] == 56
    again = run("seed", database=path)
    assert again.out.strip() == "31 predicates, 56 entities, 7 sources, 56 claims unchanged."
    untouched = run("seed", "--if-empty", database=path)
    assert (untouched.code, untouched.out) == (OK, "")
    assert "nothing was loaded" in untouched.err


def test_import_reports_each_refusal_with_place_and_reason_and_keeps_the_rest(
    run: Run, seeded_path: Path, tmp_path: Path
) -> None:
    good = tmp_path / "good.json"
    good.write_text(json.dumps({"claims": [{**CLAIM, "key": "fine"}]}))
    bad = tmp_path / "bad.yaml"
    bad.write_text("claims:\n" + "  - {key: nothing}\n" * 23)
    ended = run("import", str(good), str(bad), database=seeded_path)
    assert ended.code == FOUND
    assert ended.out.strip() == "1 claim new; 23 refused."
    assert ended.err.count("refused ") == 20
    assert "bad.yaml: nothing: /subject" in ended.err
    assert "and 3 more" in ended.err
    report = run("import", str(good), str(bad), "--json", database=seeded_path)
    assert report.document["unchanged"] == {"claims": 1}
    assert len(report.document["refused"]) == 23
    assert set(report.document["refused"][0]) == {"place", "reason"}


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (("missing.yaml", None), "cannot be read"),
        (("table.csv", "a,b\n"), "no column is called predicate"),
        (("table.txt", "a,b\n"), "is none of .yaml"),
        (("broken.yaml", "claims: ["), "is not YAML"),
        (("other.json", '{"things": []}'), "takes the lists predicates"),
        (("lines.jsonl", '{"type": "thing"}\n'), 'needs "type"'),
    ],
    ids=lambda file: file[0] if isinstance(file, tuple) else None,
)
def test_a_file_that_cannot_be_imported_is_named_with_the_reason(
    run: Run, seeded_path: Path, tmp_path: Path, file: tuple[str, str | None], says: str
) -> None:
    name, text = file
    if text is not None:
        (tmp_path / name).write_text(text)
    ended = run("import", str(tmp_path / name), database=seeded_path)
    assert ended.code == USAGE
    assert name in ended.err
    assert says in ended.err


def test_check_agrees_with_what_is_stored(run: Run, seeded_path: Path) -> None:
    ended = run("check", "--json", database=seeded_path)
    assert ended.code == OK
    assert ended.document == {"agrees": True, "events": 157, "snapshot": 157, "differences": []}


def test_check_takes_the_snapshot_that_support_rests_on_and_says_at_which_event(
    run: Run, seeded_path: Path
) -> None:
    def snapshots() -> set[int | None]:
        listed = run("contradictions", "--json", database=seeded_path).document["data"]
        whole = [run("show", each["id"], "--json", database=seeded_path).document for each in listed]
        return {position["support"]["snapshot"] for each in whole for position in each["positions"]}

    assert snapshots() == {None}
    assert "as of event 157" in run("check", database=seeded_path).err
    assert snapshots() == {157}
    assert run("add", json.dumps(CLAIM), database=seeded_path).code == OK
    assert snapshots() == {157}
    assert run("check", "--json", database=seeded_path).document["snapshot"] > 157


def test_check_takes_no_snapshot_of_a_record_that_differs(run: Run, seeded_path: Path) -> None:
    with sqlite.connect(str(seeded_path)) as connection:
        connection.execute("UPDATE contradiction SET label = 'possible' WHERE code = 'order'")
    assert "none is taken of a record that differs" in run("check", database=seeded_path).err
    ended = run("check", "--json", database=seeded_path)
    assert (ended.code, ended.document["snapshot"]) == (FOUND, None)
    with sqlite.connect(str(seeded_path)) as connection:
        assert connection.execute("SELECT count(*) FROM standing").fetchone() == (0,)


def test_check_finds_a_changed_contradiction_and_a_changed_event(run: Run, seeded_path: Path) -> None:
    with sqlite.connect(str(seeded_path)) as connection:
        connection.execute("UPDATE contradiction SET label = 'possible' WHERE code = 'order'")
        connection.execute("UPDATE event SET actor = 'another' WHERE seq = 3")
    ended = run("check", "--json", database=seeded_path)
    assert ended.code == FOUND
    found = [(each["in"], each["what"]) for each in ended.document["differences"]]
    assert ("log", "event 3 does not fit its leaf hash") in found
    assert {place for place, _ in found} == {"log", "contradictions"}
    printed = run("check", database=seeded_path)
    assert "event 3" in printed.out
    assert "counterclaim rebuild" in printed.err


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


def test_add_records_a_claim_and_says_what_it_contradicts(run: Run, seeded_path: Path) -> None:
    ended = run("add", json.dumps({**CLAIM, "key": "nayrab-on-baqir"}), "--json", database=seeded_path)
    assert ended.code == OK
    assert set(ended.document) == {"claim", "contradictions", "created"}
    (made,) = ended.document["contradictions"]
    assert (made["code"], made["url"]) == ("value_disjoint", f"/v1/contradictions/{made['id']}")
    again = run("add", json.dumps({**CLAIM, "key": "nayrab-on-baqir"}), database=seeded_path)
    assert "was recorded before" in again.out
    assert "possible value_disjoint" in again.out


def test_add_reads_a_claim_from_stdin(run: Run, seeded_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(CLAIM)))
    ended = run("add", "-", database=seeded_path)
    assert ended.code == OK
    assert "recorded." in ended.out


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"subject": "liwa-al-bakir"}, "/subject: No entity has this id or key. Nearest: liwa-al-baqir"),
        ({"predicate": "strenght"}, "strength"),
        ({"value": {"text": "many"}}, "/value"),
        ({"attribution": []}, "/attribution"),
        ({"sourc": "x"}, "source"),
        ({"valid": {"edtf": "2016-02-30"}}, "/valid/edtf"),
    ],
)
def test_a_claim_that_does_not_fit_is_refused_with_pointer_and_fix(
    run: Run, seeded_path: Path, change: dict[str, Any], says: str
) -> None:
    ended = run("add", json.dumps({**CLAIM, **change}), database=seeded_path)
    assert ended.code == USAGE
    assert says in ended.err
    assert ended.out == ""


@pytest.mark.parametrize("text", ["{", "NaN", "[" * 10_000])
def test_a_claim_that_is_no_json_is_refused(run: Run, seeded_path: Path, text: str) -> None:
    ended = run("add", text, database=seeded_path)
    assert ended.code == USAGE
    assert "is not JSON" in ended.err


def test_a_new_key_stands_alone_on_stdout_and_opens_the_door(run: Run, seeded_path: Path) -> None:
    ended = run("keys", "create", "--role", "contributor", "--label", "a laptop", database=seeded_path)
    assert ended.code == OK
    secret = ended.out.removesuffix("\n")
    assert secret.startswith("ck_live_")
    assert secret not in ended.err
    session = Database(Settings(database=str(seeded_path)).url).reader()
    asking = account(session, f"Bearer {secret}")
    session.close()
    assert asking.role == "contributor"
    assert asking.id in ended.err
    listed = run("keys", "list", database=seeded_path).out
    assert asking.id in listed
    assert "a laptop" in listed
    assert secret not in listed


def test_a_revoked_key_is_listed_as_revoked_and_cannot_be_revoked_again(run: Run, seeded_path: Path) -> None:
    made = run("keys", "create", "--role", "editor", "--json", database=seeded_path).document
    assert run("keys", "revoke", made["id"], database=seeded_path).code == OK
    (listed,) = run("keys", "list", "--json", database=seeded_path).document["data"]
    assert listed["revoked_at"] is not None
    assert "digest" not in listed
    assert run("keys", "revoke", made["id"], database=seeded_path).code == USAGE


def test_an_unknown_role_is_answered_with_the_known_ones(run: Run, seeded_path: Path) -> None:
    ended = run("keys", "create", "--role", "boss", database=seeded_path)
    assert ended.code == USAGE
    assert ", ".join(ROLES) in ended.err


def test_rebuild_gives_every_table_the_digest_it_had(run: Run, seeded_path: Path) -> None:
    ended = run("rebuild", "--json", database=seeded_path)
    assert ended.code == OK
    assert ended.document["before"] == ended.document["after"]
    assert ended.document["events"] == 157
    assert len(ended.document["after"]["claim"]) == 64


def test_rebuild_changes_nothing_when_a_table_differs_unless_it_is_accepted(
    run: Run, seeded_path: Path
) -> None:
    with sqlite.connect(str(seeded_path)) as connection:
        connection.execute("UPDATE entity SET label = 'forged' WHERE key = 'liwa-al-baqir'")
    refused = run("rebuild", database=seeded_path)
    assert refused.code == FOUND
    assert "Nothing was changed" in refused.err
    assert "forged" in run("show", "liwa-al-baqir", database=seeded_path).out
    accepted = run("rebuild", "--accept", "--json", database=seeded_path)
    assert accepted.code == OK
    assert accepted.document["differing"] == ["entity"]
    assert accepted.document["changed"]
    assert "forged" not in run("show", "liwa-al-baqir", database=seeded_path).out
    assert run("rebuild", database=seeded_path).code == OK


@pytest.mark.parametrize(
    ("named", "says", "code"),
    [
        ("mysql://host/db", "takes a file's path, sqlite:///… or postgresql://…", USAGE),
        ("nonsense://", "takes a file's path, sqlite:///… or postgresql://…", USAGE),
        ("sqlite://", "a database in memory would be lost", USAGE),
        ("postgresql://me:secret@127.0.0.1:9/x", "postgresql://me:***@127.0.0.1:9/x", ENVIRONMENT),
        (str(ROOT / "README.md"), "file is not a database", ENVIRONMENT),
        (str(ROOT), "unable to open database file", ENVIRONMENT),
    ],
)
def test_a_database_that_does_not_serve_is_named_without_its_password(
    run: Run, named: str, says: str, code: int
) -> None:
    ended = run("check", "--database", named)
    assert ended.code == code
    assert says in ended.err
    assert "secret" not in ended.err
    assert ended.err.count("\n") == 1


def test_a_fault_of_the_program_is_one_line_and_a_traceback_only_when_asked_for(
    run: Run, seeded_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by the test")

    monkeypatch.setattr("app.provenance.log.head", broken)
    ended = run("check", database=seeded_path)
    assert ended.code == FAULT
    assert ended.err.startswith("counterclaim: ZeroDivisionError: by the test. --debug shows where")
    assert ended.err.count("\n") == 1
    assert "Traceback" in run("check", "--debug", database=seeded_path).err
    monkeypatch.setenv("COUNTERCLAIM_LOG_LEVEL", "debug")
    assert "Traceback" in run("check", database=seeded_path).err


def test_healthcheck_follows_the_server(run: Run, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", server.url.rsplit(":", 1)[1])
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert run("healthcheck").out == "ready\n"
    assert run("healthcheck", "--json", "--url", server.url).document["status"] == "ready"
    server.stop()
    ended = run("healthcheck")
    assert ended.code == FOUND
    assert "does not answer" in ended.err
    assert run("healthcheck", "--url", "localhost").code == USAGE


def test_version_names_the_program_the_schema_and_the_engines(run: Run) -> None:
    assert run("version").out.startswith("counterclaim ")
    assert set(run("version", "--json").document) == {"counterclaim", "migration", "python", "sqlite"}


@pytest.mark.parametrize("argv", [[], ["bogus"], ["show"], ["keys"], ["contradictions", "--label", "sure"]])
def test_a_wrong_command_line_is_told_how_it_goes(run: Run, argv: list[str]) -> None:
    ended = run(*argv)
    assert ended.code == USAGE
    assert "usage: counterclaim" in ended.err


def test_help_names_the_roles_and_statuses_that_exist(run: Run) -> None:
    told = " ".join(run("keys", "create", "--help").out.split())
    assert all(role in told for role in ROLES)
    told = " ".join(run("contradictions", "--help").out.split())
    assert all(status in told for status in (*STATUSES, "any"))


def test_the_operator_is_the_actor_of_what_the_command_line_writes(run: Run, seeded_path: Path) -> None:
    ended = run("add", json.dumps(CLAIM), "--json", database=seeded_path)
    assert ended.document["claim"]["recorded_by"] == "operator"
    assert os.environ["COUNTERCLAIM_DATABASE"] != str(seeded_path)
