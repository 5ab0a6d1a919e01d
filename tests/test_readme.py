"""README and guide, run as a newcomer pastes them: every block by a shell, over a server with the seeds."""

import json
import os
import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.settings import ROOT
from tests.conftest import Server

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(path: str) -> list[tuple[str, str]]:
    """The code blocks of a document, each with its language."""
    text = (ROOT / path).read_text(encoding="utf-8")
    return [(found[1], found[2]) for found in FENCED.finditer(text)]


def shell(path: str) -> list[str]:
    """Those of them that one pastes into a shell."""
    return [text for language, text in blocks(path) if language in ("sh", "bash", "shell", "console", "")]


BLOCKS, SHELL = blocks("README.md"), shell("README.md")
PASTED = [text for text in SHELL if "curl " in text or ".venv/bin/counterclaim" in text]
NOT_RUN = {
    "make run     # makes .venv": "installs from the network; .ci/run makes and serves a fresh clone",
    "docker compose up": "needs a container engine",
    "COUNTERCLAIM_DATABASE=postgresql://": "needs a database server; tests/test_postgresql.py has one",
}


@dataclass(frozen=True)
class Ran:
    """What a block printed: its output, and the status of each answer curl got."""

    out: str
    err: str
    statuses: list[int]

    def answers(self) -> list[dict[str, Any]]:
        """The JSON documents in the output, one after the other."""
        decoder, place, found = json.JSONDecoder(), 0, []
        while place < len(self.out):
            document, place = decoder.raw_decode(self.out, place)
            place += len(self.out[place:]) - len(self.out[place:].lstrip())
            found.append(document)
        return found


@pytest.fixture
def paste(server: Server, seeded_path: Path, tmp_path: Path) -> Callable[[str], Ran]:
    """Runs a block in a folder of its own; only the server's address and the program's place are put in."""
    program = f"{shlex.quote(sys.executable)} -m app.cli"
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    (tmp_path / "mine.yaml").write_text(_only("yaml"), encoding="utf-8")
    # Without -f curl ends well whatever the server answers: it is asked to tell each status on stderr.
    (tmp_path / ".curlrc").write_text('noproxy = "*"\nwrite-out = "%{stderr}answered %{http_code}\\n"\n')
    environment = {
        **os.environ,
        "COUNTERCLAIM_DATABASE": str(seeded_path),
        "CURL_HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }

    def run(block: str) -> Ran:
        address = server.url.removeprefix("http://")
        text = block.replace("localhost:8000", address).replace(".venv/bin/counterclaim", program)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return Ran(
            done.stdout, done.stderr, [int(each) for each in re.findall(r"answered (\d+)", done.stderr)]
        )

    return run


def _only(language: str) -> str:
    (text,) = [text for found, text in BLOCKS if found == language]
    return text


def _block(holding: str) -> str:
    (text,) = [text for text in PASTED if holding in text]
    return text


RUN_BY = {
    "v1/contradictions |": "test_reading_answers_the_seven_contradictions_a_claim_and_the_positions",
    "--json '{": "test_the_recorded_claim_is_answered_with_201_and_the_contradiction_it_makes",
    "v1/search": "test_other_tools_find_cut_group_follow_and_export",
    "show ldf-strength-50000": "test_the_command_line_shows_what_the_api_answers",
    "import mine.yaml\n": "test_importing_a_file_finds_the_one_certain_contradiction_in_it",
    "COUNTERCLAIM_DATABASE=mine.db": "test_a_database_of_ones_own_begins_with_the_seeds_predicates",
}


def test_every_shell_block_is_run_or_says_why_not() -> None:
    for text in SHELL:
        runs = [name for holding, name in RUN_BY.items() if holding in text]
        excused = [reason for start, reason in NOT_RUN.items() if text.startswith(start)]
        assert len(runs) + len(excused) == 1, text
    assert len(SHELL) == len(RUN_BY) + len(NOT_RUN)
    assert {name for name in RUN_BY.values() if name in globals()} == set(RUN_BY.values())


@pytest.mark.system
def test_reading_answers_the_seven_contradictions_a_claim_and_the_positions(
    paste: Callable[[str], Ran],
) -> None:
    ran = paste(_block("v1/contradictions |"))
    found, claim, positions = ran.answers()
    assert ran.statuses == [200, 200, 200]
    assert len(found["data"]) == 7
    assert claim["key"] == "baqir-killed-246"
    assert [each["value"] for each in positions["data"]] == ["around 2000 fighters"]


@pytest.mark.system
def test_the_recorded_claim_is_answered_with_201_and_the_contradiction_it_makes(
    paste: Callable[[str], Ran], server: Server
) -> None:
    ran = paste(_block("--json '{"))
    assert ran.statuses == [201]
    answer = json.loads(ran.out)
    (made,) = answer["contradictions"]
    assert (made["code"], made["label"]) == ("value_disjoint", "possible")
    assert sorted(str(each["key"]) for each in made["witness"]) == ["None", "baqir-strength-2000"]
    assert answer["claim"]["value"]["text"] == "about 200 fighters"
    whole = server.client.get(made["url"]).json()
    assert {"positions", "trace", "history"} <= set(whole)


@pytest.mark.system
def test_other_tools_find_cut_group_follow_and_export(paste: Callable[[str], Ran], tmp_path: Path) -> None:
    ran = paste(_block("v1/search"))
    assert ran.statuses == [200] * 5
    found, cut, grouped, changes = ran.answers()
    assert found["data"][0]["key"] == "liwa-al-baqir"
    assert set(cut["data"][0]) == {"key", "value", "attribution"}
    assert sum(each["count"] for each in grouped["data"]) == 56
    assert changes["data"][0]["seq"] == 151
    assert zipfile.is_zipfile(tmp_path / "record.zip")
    assert zipfile.is_zipfile(tmp_path / "record.xlsx")


@pytest.mark.system
def test_the_client_reads_what_the_readme_says(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    exec(_only("python").replace("localhost:8000", server.url.removeprefix("http://")), {})  # noqa: S102 — the README's own lines
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(server.client.get("/v1/contradictions?label=certain").json()["data"]) > 2
    assert any("an obvious exaggeration" in line for line in lines)


@pytest.mark.system
def test_the_command_line_shows_what_the_api_answers(paste: Callable[[str], Ran]) -> None:
    ran = paste(_block("show ldf-strength-50000"))
    assert ran.out.count("certain") >= 5
    assert "an obvious exaggeration" in ran.out
    assert "the contradictions are those its claims make" in ran.err


@pytest.mark.system
def test_importing_a_file_finds_the_one_certain_contradiction_in_it(paste: Callable[[str], Ran]) -> None:
    first, again = paste(_block("import mine.yaml\n")), paste(_block("import mine.yaml\n"))
    assert "3 entities, 1 source, 2 claims new" in first.out
    assert "3 entities, 1 source, 2 claims unchanged" in again.out
    assert "1 contradiction." in first.err
    assert "certain" in first.out
    assert "value_disjoint" in first.out


@pytest.mark.system
def test_a_database_of_ones_own_begins_with_the_seeds_predicates(
    paste: Callable[[str], Ran], tmp_path: Path
) -> None:
    ran = paste(_block("COUNTERCLAIM_DATABASE=mine.db"))
    assert "31 predicates, 3 entities, 1 source, 2 claims new." in ran.out
    assert (tmp_path / "mine.db").exists()


GUIDE = "docs/contradictions.md"
SHOWN = {
    "sort=-severity": ("special sources on the total death toll", "certain"),
    "/positions": ('"code":"monotone_break"', '"value":"246 people"', '"has_more":false', "history"),
    "counterclaim check": ("agree",),
    "/disposition": ('"choice":"one_accepted"', '"standing":true'),
    "v1/predicates/founded": (
        '"applies_to":[["founded","active_since"]]',
        '"status":"closed"',
        '"applies_to":[]',
    ),
    "Accept-Language": ('"data":[]', '"code":"order"'),
}
"""What the output of each block of the guide shows, by what stands in the block."""


def test_every_block_of_the_guide_has_something_to_show() -> None:
    texts = shell(GUIDE)
    assert [language for language, _ in blocks(GUIDE)] == ["sh"] * len(texts)
    assert [[holding for holding in SHOWN if holding in text] for text in texts] == [[each] for each in SHOWN]


@pytest.mark.system
@pytest.mark.parametrize("holding", SHOWN)
def test_a_block_of_the_guide_shows_what_the_guide_says(paste: Callable[[str], Ran], holding: str) -> None:
    (text,) = [text for text in shell(GUIDE) if holding in text]
    ran = paste(text)
    assert len(ran.statuses) == text.count("curl ")
    assert all(status in (200, 201) for status in ran.statuses)
    told = ran.out + ran.err
    assert [shown for shown in SHOWN[holding] if shown not in told] == []
