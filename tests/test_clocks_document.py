"""docs/clocks.md, run block by block in one shell against a real server; each prints what stands below it."""

import os
import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.conftest import Server

TEXT = (ROOT / "docs" / "clocks.md").read_text(encoding="utf-8")
BLOCKS = [
    (found[1], found[2]) for found in re.finditer(r"^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
]


def test_every_block_that_prints_says_what() -> None:
    kinds = [kind for kind, _ in BLOCKS]
    assert set(kinds) == {"sh", "text"}
    assert kinds.count("text") == 5
    silent = [text for (kind, text), (after, _) in pairwise(BLOCKS) if kind == after == "sh"]
    assert len(silent) == kinds.count("sh") - kinds.count("text") == 1


@pytest.mark.system
def test_the_scenario_prints_what_the_page_says(server: Server, seeded_path: Path, tmp_path: Path) -> None:
    script = "\n".join(text for kind, text in BLOCKS if kind == "sh")
    address = server.url.removeprefix("http://")
    program = f"{shlex.quote(sys.executable)} -m app.cli"
    script = script.replace("localhost:8000", address).replace(".venv/bin/counterclaim", program)
    (tmp_path / ".curlrc").write_text('noproxy = "*"\n')
    environment = {
        **os.environ,
        "COUNTERCLAIM_DATABASE": str(seeded_path),
        "CURL_HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    expected = "".join(text for kind, text in BLOCKS if kind == "text")
    assert done.stdout == expected
