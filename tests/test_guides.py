"""The pages of docs/: every block is run, in the order of the page, and prints what stands below it."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from app.exchange.bodies import BY_KIND
from app.exchange.mapping import Stored
from app.exchange.sheets import REASON
from app.settings import ROOT
from tests.conftest import Server, Where

ELSEWHERE = {"api.md": "tests/test_reference.py", "contradictions.md": "tests/test_readme.py"}
"""Pages whose blocks print what differs from run to run; these tests look at it."""
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = {"yaml", "json", "ini"}
"""Languages of blocks that are files, which no shell runs."""
HERE = sorted(name for name, text in PAGES.items() if "```sh" in text and name not in ELSEWHERE)


def test_every_page_with_blocks_is_run_somewhere() -> None:
    assert all((ROOT / test).exists() for test in ELSEWHERE.values())
    assert {name for name, text in PAGES.items() if "```sh" in text} == {*HERE, *ELSEWHERE}
    assert {"clocks.md", "export.md", "import.md", "model.md", "writing.md"} <= set(HERE)


@pytest.mark.parametrize("name", HERE)
def test_every_page_says_what_its_blocks_print(name: str) -> None:
    languages = [found[1] for found in BLOCK.finditer(PAGES[name])]
    assert languages[-1] == "text"
    assert languages.count("text") >= languages.count("sh") - 1  # the first may only prepare


def test_every_column_and_every_field_of_a_mapping_is_named() -> None:
    named = set(re.findall(r"`([a-z_0-9]+)`", PAGES["import.md"]))
    columns = {name for kind in BY_KIND.values() for name in kind} | {REASON}
    assert columns <= named
    assert set(Stored.model_fields) <= named


@pytest.mark.parametrize("name", PAGES)
def test_blocks_say_what_they_are(name: str) -> None:
    languages = {found[1] for found in BLOCK.finditer(PAGES[name])}
    assert languages <= {"sh", "text", *NOT_RUN}
    fenced = BLOCK.sub("", PAGES[name])
    indented = re.findall(r"\n\n    \S.*", fenced)
    assert indented == [], "code stands between fences, where it is run"


@pytest.mark.system
@pytest.mark.parametrize("name", HERE)
def test_the_page_prints_what_it_says(name: str, server: Server, seeded_path: Where, tmp_path: Path) -> None:
    blocks = [(found[1], found[2]) for found in BLOCK.finditer(PAGES[name])]
    script = "\n".join(text for language, text in blocks if language == "sh")
    program = f"{shlex.quote(sys.executable)} -m app.cli"
    script = script.replace("localhost:8000", server.url.removeprefix("http://"))
    (tmp_path / ".curlrc").write_text('noproxy = "*"\n')
    environment = {
        **os.environ,
        "COUNTERCLAIM_DATABASE": str(seeded_path),
        "CURL_HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace(".venv/bin/counterclaim", program)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "".join(text for language, text in blocks if language == "text")
