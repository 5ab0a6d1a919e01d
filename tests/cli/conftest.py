"""Commands run in this process, and the claim they are given."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli import main

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
