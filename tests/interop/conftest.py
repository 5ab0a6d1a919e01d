"""The document a real server serves, a place that tools from npm are kept in, and a server to try all of."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.main import create_app
from app.settings import ROOT, Settings
from tests.conftest import Server, record_at

CHECKS = ROOT / "tests" / "interop" / "openapi"
QUIET = {
    "NO_UPDATE_NOTIFIER": "1",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "REDOCLY_TELEMETRY": "off",
}
"""What keeps the linters from asking anybody anything."""


@pytest.fixture(scope="session")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The OpenAPI document, which needs no database."""
    app: Any = create_app(Settings(database=str(tmp_path_factory.mktemp("none") / "none.db")))
    found: dict[str, Any] = json.loads(json.dumps(app.app.openapi()))
    return found


@dataclass(frozen=True)
class Site:
    """A real server over the seeds, and an admin's key."""

    server: Server
    key: str

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.server.url


@pytest.fixture
def site_of(seeded_path: Path) -> Iterator[Callable[[type[Server]], Site]]:
    """Starts a server of a kind over the seeds; it is stopped at the end of the test."""
    with record_at(seeded_path) as record:
        key = record.key("admin")
    started: list[Server] = []

    def start(kind: type[Server]) -> Site:
        started.append(kind(seeded_path))
        return Site(started[-1], key)

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def site(site_of: Callable[[type[Server]], Site]) -> Site:
    """A real server over the seeds."""
    return site_of(Server)


@pytest.fixture(scope="session")
def linters() -> Path:
    """Where the programs from npm stand: installed once for each lock file, outside the tree."""
    lock = (CHECKS / "package-lock.json").read_bytes()
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "counterclaim"
    folder = home / f"openapi-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not folder.exists():
        assert shutil.which("npm"), "Node.js and npm are not installed: apt-get install nodejs npm"
        making = Path(f"{folder}.{os.getpid()}")
        making.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(CHECKS / name, making)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
        subprocess.run(command, cwd=making, check=True, capture_output=True, timeout=600)
        making.rename(folder)
    return folder / "node_modules" / ".bin"


@pytest.fixture
def node(linters: Path, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs one of those programs in a folder of its own."""

    def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(linters / program), *arguments],
            cwd=tmp_path,
            env={**os.environ, **QUIET},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
