"""The app over a database of the seeds, as the battery meets it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.access.keys import OPERATOR
from app.db import Database
from app.exchange import files, importer
from app.main import create_app
from app.settings import Settings
from app.writer import Writer
from bench.asgi import Asked, ask, running
from tests.conftest import SEEDS, Record, new_database
from tests.hostile.battery import Report, run
from tests.hostile.places import Interface


def seeded(folder: Path) -> Path:
    """A database file with all the seeds."""
    path = folder / "counterclaim.db"
    database: Database = new_database(path)
    with Writer(database) as writer:
        assert not importer.load(writer, OPERATOR, files.read(SEEDS)).refused
    return path


async def whole(path: Path, share: float) -> Report:
    """The battery against the app over that file, with an admin's key."""
    record = Record(path)
    key = record.key("admin")
    record.close()
    async with running(create_app(Settings(database=str(path)))) as app:
        document = _json((await ask(app, Asked("GET", "/openapi.json"))).body)
        row = _json((await ask(app, Asked("GET", "/v1/contradictions", b"limit=1"))).body)["data"][0]["id"]

        def example(where: str, parameter: Mapping[str, Any]) -> str:
            if where.startswith("/v1/contradictions/{") and parameter["in"] == "path":
                return str(row)
            return str(parameter.get("example", "status"))

        headers = ((b"authorization", f"Bearer {key}".encode()),)
        return await run(app, Interface(document, headers, example=example), share)


def _json(body: bytes) -> Any:
    return json.loads(body)
