"""The pages of docs/: every block is run, in the order of the page, and prints what stands below it."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.conftest import Server, Where

ELSEWHERE = {
    "api.md": "tests/test_reference.py",
    "clocks.md": "tests/test_clocks_document.py",
    "contradictions.md": "tests/test_readme.py",
    "export.md": "tests/test_export_document.py",
    "import.md": "tests/test_import_document.py",
}
"""Pages with more to them than their blocks; these tests run them."""
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = {"yaml", "json", "ini"}
"""Languages of blocks that are files, which no shell runs."""
HERE = sorted(name for name, text in PAGES.items() if "```sh" in text and name not in ELSEWHERE)


def test_every_page_with_blocks_is_run_somewhere() -> None:
    assert set(ELSEWHERE) <= set(PAGES)
    for name, test in ELSEWHERE.items():
        text = (ROOT / test).read_text(encoding="utf-8")
        assert name in text or "reference" in test, (name, test)
    assert {"model.md", "writing.md"} <= set(HERE)


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
