"""The same commands with a server: they say what they say of the database behind it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli import COMMANDS, KEY, SERVER, main
from app.cli.command import ENVIRONMENT, FOUND, OK, USAGE
from tests.conftest import Server, record_at

CLAIM: dict[str, Any] = {
    "key": "a-few-hundred",
    "subject": "liwa-al-baqir",
    "predicate": "strength",
    "value": "about 200 fighters",
    "valid": {"edtf": "2016-01"},
    "source": "alsouria-2016-01",
    "attribution": [{"agent": "katibat-al-nayrab", "role": "claimant"}],
}
Ran = tuple[int, str, str]
Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command: its exit code, what it printed, what it noted."""
    for name in (SERVER, KEY, "COUNTERCLAIM_DATABASE"):
        monkeypatch.delenv(name, raising=False)

    def ran(*argv: str) -> Ran:
        code = main(argv)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return ran


@pytest.fixture
def key(seeded_path: Path) -> str:
    with record_at(seeded_path) as record:
        return record.key("editor")


def first(server: Server) -> str:
    """The id of the contradiction that was found first."""
    found: str = server.client.get("/v1/contradictions").json()["data"][0]["id"]
    return found


READS = (
    ("contradictions",),
    ("contradictions", "--sort=-severity", "--label", "certain"),
    ("contradictions", "--subject", "liwa-al-baqir", "--min-severity", "0.3", "--json"),
    ("contradictions", "--status", "any", "--code", "monotone_break"),
    ("show", "ldf-strength-50000"),
    ("show", "liwa-al-baqir"),
    ("show", "tamimi-ldf-2016"),
    ("show", "strength", "--kind", "predicate"),
    ("show", "{contradiction}"),
    ("rules",),
    ("rules", "denial"),
    ("contradictions", "--sort", "size"),
    ("show", "tamimi-ldf-2017", "--kind", "source"),
)


@pytest.mark.parametrize("command", READS, ids=" ".join)
def test_a_read_says_of_a_server_what_it_says_of_its_database(
    server: Server, seeded_path: Path, run: Run, command: tuple[str, ...]
) -> None:
    command = tuple(part.format(contradiction=first(server)) for part in command)
    here = run(*command, "--database", str(seeded_path))
    there = run("--server", server.url, *command)
    assert there[0] == here[0]
    assert there[1] == here[1]
    assert there[1] or "tamimi-ldf-2016" in there[2] or "one of" in there[2]


@pytest.mark.parametrize("reference", ["ldf-strength-50000", "liwa-al-baqir", "tamimi-ldf-2016"])
def test_json_from_a_server_holds_what_the_database_holds(
    server: Server, seeded_path: Path, run: Run, reference: str
) -> None:
    _, here, _ = run("show", reference, "--json", "--database", str(seeded_path))
    _, there, _ = run("show", reference, "--json", "--server", server.url)
    assert json.loads(there) == json.loads(here)


def test_a_claim_is_added_there_and_what_it_contradicts_is_told(
    key: str, server: Server, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = run("--server", server.url, "add", json.dumps(CLAIM))
    assert (code, out) == (USAGE, "")
    assert "keys create" in err
    monkeypatch.setenv(KEY, key)
    monkeypatch.setenv(SERVER, server.url)
    code, out, _ = run("add", json.dumps(CLAIM))
    assert code == OK
    assert out.startswith("a-few-hundred (claim_")
    assert " recorded." in out
    assert "possible value_disjoint" in out
    assert "was recorded before." in run("add", json.dumps(CLAIM))[1]
    (made,) = server.client.get("/v1/claims/a-few-hundred/contradictions").json()["data"]
    decided = ("dispose", made["id"], "--choice", "irreconcilable", "--reasons", "Each has witnesses.")
    assert run(*decided)[:2] == (OK, f"{made['id']} is open: irreconcilable.\n")
    code, _, err = run("add", json.dumps(CLAIM | {"key": "x", "subject": "liwa-al-bakir"}))
    assert code == USAGE
    assert "liwa-al-baqir" in err


def test_a_file_is_imported_there_in_any_order_and_what_is_refused_is_named(
    key: str, server: Server, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(KEY, key)
    later: dict[str, Any] = {"key": "copy", "kind": "post", "title": "A copy"}
    later |= {"derived_from": [{"source": "original", "relation": "repeats"}]}
    sources = [later, {"key": "original", "kind": "post", "title": "The original"}]
    claims = [CLAIM | {"source": "copy"}, CLAIM | {"key": "lost", "source": "nowhere"}]
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"claims": claims, "sources": sources}), encoding="utf-8")
    code, out, err = run("--server", server.url, "import", str(path))
    assert (code, out) == (FOUND, "2 sources, 1 claim new; 1 refused.\n")
    assert f"refused {path}: lost: /source: No source" in err
    assert run("--server", server.url, "import", str(path))[1] == "2 sources, 1 claim unchanged; 1 refused.\n"


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.database and not each.server])
def test_what_needs_the_machine_says_so(run: Run, monkeypatch: pytest.MonkeyPatch, command: Any) -> None:
    argv = {"keys": ("keys", "list"), "export": ("export", "-")}.get(command.name, (command.name,))
    code, _, err = run("--server", "http://localhost:1", *argv)
    assert code == USAGE
    assert "on the machine that holds the database: leave --server out" in err
    monkeypatch.setenv(SERVER, "http://localhost:1")
    assert f"leave {SERVER} out" in run(*argv)[2]


def test_a_server_that_does_not_answer_and_an_address_that_is_none_are_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, seeded_path: Path
) -> None:
    monkeypatch.setattr("app.transport.time.sleep", lambda _: None)
    code, _, err = run("--server", "http://127.0.0.1:1", "contradictions")
    assert code == ENVIRONMENT
    assert "http://127.0.0.1:1/v1/contradictions does not answer" in err
    code, _, err = run("--server", "localhost:8000", "contradictions")
    assert code == USAGE
    assert "such as http://127.0.0.1:8000" in err
    code, _, err = run("--server", "http://127.0.0.1:1", "contradictions", "--database", str(seeded_path))
    assert code == USAGE
    assert "two places" in err
    monkeypatch.setenv(SERVER, "http://127.0.0.1:1")
    assert run("contradictions", "--database", str(seeded_path))[0] == OK
