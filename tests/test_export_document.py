"""docs/export.md, run block by block in one shell against a real server; each prints what stands below it."""

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

TEXT = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
BLOCKS = [
    (found[1], found[2]) for found in re.finditer(r"^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
]


def test_every_block_says_what_it_prints() -> None:
    kinds = [kind for kind, _ in BLOCKS]
    assert kinds == ["sh", "text"] * 3
    assert all(after == "text" for (kind, _), (after, _) in pairwise(BLOCKS) if kind == "sh")


@pytest.mark.system
def test_the_scenario_prints_what_the_page_says(server: Server, tmp_path: Path) -> None:
    script = "\n".join(text for kind, text in BLOCKS if kind == "sh")
    address = server.url.removeprefix("http://")
    program = f"{shlex.quote(sys.executable)} -m app.cli"
    script = script.replace("localhost:8000", address).replace(".venv/bin/counterclaim", program)
    (tmp_path / ".curlrc").write_text('noproxy = "*"\n')
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "CURL_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "".join(text for kind, text in BLOCKS if kind == "text")
