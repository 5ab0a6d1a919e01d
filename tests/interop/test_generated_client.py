"""A client that openapi-python-client makes of the document works against a real server."""

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.interop.conftest import CHECKS, Site

NAME = "counterclaim_generated"
CLAIM = {
    "subject": "liwa-al-baqir",
    "predicate": "strength",
    "value": "about 200 fighters",
    "valid": {"edtf": "2016-01"},
    "source": "alsouria-2016-01",
    "attribution": [{"agent": "katibat-al-nayrab", "role": "claimant"}],
}


@pytest.fixture
def generated(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """What the generated package holds: its models, its operations by name, and its way to the server."""
    (tmp_path / "openapi.json").write_bytes(site.server.client.get("/openapi.json").content)
    tools = Path(sys.executable).parent  # it formats what it writes with ruff
    made = subprocess.run(
        [
            str(tools / "openapi-python-client"),
            "generate",
            "--path",
            "openapi.json",
            "--meta",
            "none",
            "--output-path",
            NAME,
            "--config",
            str(CHECKS / "client.yaml"),
            "--fail-on-warning",
        ],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    package = importlib.import_module(NAME)

    def operation(tag: str, name: str) -> Any:
        return importlib.import_module(f"{NAME}.api.{tag}.{name}")

    with package.AuthenticatedClient(base_url=site.url, token=site.key) as client:
        models = importlib.import_module(f"{NAME}.models")
        yield SimpleNamespace(client=client, models=models, operation=operation)
    for module in [each for each in sys.modules if each.split(".")[0] == NAME]:
        del sys.modules[module]


def test_it_records_a_claim_and_reads_the_contradiction_it_makes(generated: SimpleNamespace) -> None:
    models, client = generated.models, generated.client
    record = generated.operation("claims", "record_claim")
    written = record.sync(client=client, body=models.ClaimCreate.from_dict(CLAIM))
    assert isinstance(written, models.ClaimWritten)
    assert written.claim.value.amount == 200
    (made,) = written.contradictions
    assert made.label is models.Label.POSSIBLE
    read = generated.operation("contradictions", "get_contradiction").sync(made.id, client=client)
    assert isinstance(read, models.ContradictionFull)
    assert read.code is models.Code.VALUE_DISJOINT
    assert {each.id for each in read.witness} >= {written.claim.id}


def test_it_follows_the_cursors_of_a_list_to_the_end(generated: SimpleNamespace) -> None:
    list_claims, seen, cursor = generated.operation("claims", "list_claims"), [], None
    while True:
        given: dict[str, str] = {} if cursor is None else {"cursor": cursor}
        page = list_claims.sync(
            client=generated.client, limit=20, status=generated.models.ClaimStatus.LIVE, **given
        )
        assert isinstance(page, generated.models.ClaimList)
        seen += [each.id for each in page.data]
        if not page.has_more:
            break
        cursor = page.next_cursor
    assert len(seen) == len(set(seen)) == 56


def test_it_reads_a_refusal_as_a_problem(generated: SimpleNamespace) -> None:
    wrong = generated.models.ClaimCreate.from_dict(CLAIM | {"subject": "liwa-al-bakir"})
    told = generated.operation("claims", "record_claim").sync(client=generated.client, body=wrong)
    assert isinstance(told, generated.models.ProblemRead)
    assert told.status == 422
    assert "liwa-al-baqir" in told.errors[0].detail
