"""docs/api.md is what the OpenAPI document says, and each of its lines for curl works as it is pasted."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.api.reference import lines, markdown, operations, success
from app.cli import main
from app.main import create_app
from app.settings import ROOT, Settings
from tests.conftest import Server

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    app: Any = create_app(Settings(database=str(tmp_path_factory.mktemp("none") / "none.db")))
    found: dict[str, Any] = app.app.openapi()
    return found


def test_the_page_is_current(document: dict[str, Any]) -> None:
    assert markdown(document) == PAGE, "counterclaim openapi --markdown > docs/api.md"


def test_the_command_prints_the_page_and_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi", "--markdown"]) == 0
    assert capsys.readouterr().out == PAGE
    assert main(["openapi"]) == 0
    assert capsys.readouterr().out.startswith('{\n  "openapi": "3.1')


def test_every_operation_and_every_schema_has_its_place(document: dict[str, Any]) -> None:
    headings = re.findall(r"^### (.*)$", PAGE, re.MULTILINE)
    named = [f"`{each['method'].upper()} {each['path']}`" for each in operations(document)]
    assert sorted(headings) == sorted([*named, *document["components"]["schemas"]])
    links = set(re.findall(r"\]\(#([a-z_]+)\)", PAGE))
    assert links <= {each.lower() for each in headings} | {"problems"}


@pytest.mark.system
def test_every_line_works_as_it_is_pasted_in_the_order_of_the_page(
    document: dict[str, Any], server: Server, seeded_path: Path, tmp_path: Path
) -> None:
    listed = [
        each for tag in document["tags"] for each in operations(document) if tag["name"] in each["tags"]
    ]
    expected = [(line, success(each)) for each in listed for line in lines(each)]
    opening, *rest = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    pasted = [line for block in rest for line in re.split(r"\n(?=curl )", block.rstrip("\n"))]
    assert pasted == [line for line, _ in expected]
    (tmp_path / ".curlrc").write_text('noproxy = "*"\nwrite-out = "%{stderr}answered %{http_code}\\n"\n')
    program = f"{shlex.quote(sys.executable)} -m app.cli"
    script = "\n".join([opening, "echo answers >&2", *pasted])
    script = script.replace("localhost:8000", server.url.removeprefix("http://"))
    environment = {
        "COUNTERCLAIM_DATABASE": str(seeded_path),
        "CURL_HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace(".venv/bin/counterclaim", program)],
        cwd=tmp_path,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=120,
        check=False,
    )
    errors = done.stderr.decode()
    assert done.returncode == 0, errors
    told = re.findall(r"answered (\d+)", errors.split("answers\n", 1)[1])
    assert list(zip(pasted, map(int, told), strict=True)) == expected
