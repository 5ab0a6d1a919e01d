"""Each command over a real database, in this process."""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2 as sqlite

from app.access.keys import ROLES, account
from app.cli.command import ENVIRONMENT, FAULT, FOUND, OK, USAGE
from app.contradictions.models import STATUSES
from app.db import Database
from app.settings import ROOT, Settings
from tests.cli.conftest import CLAIM, Run
from tests.conftest import SEEDS, Server


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
