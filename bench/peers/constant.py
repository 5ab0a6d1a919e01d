"""FastAPI as a newcomer writes it, answering one claim that it holds in memory."""

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI


def build(document: Path) -> FastAPI:
    """An app that answers the JSON document of that file, whatever the key, and to what is posted."""
    claim = json.loads(document.read_text())
    app = FastAPI()

    @app.get("/claims/{key}")
    async def get_claim(key: str) -> dict[str, Any]:  # noqa: ARG001 — the answer does not depend on it
        return dict(claim)

    @app.post("/claims", status_code=201)
    async def record_claim(given: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 — reading the body is what is measured
        return dict(claim)

    return app
