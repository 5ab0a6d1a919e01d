"""Importing flat rows over HTTP: a file in the body, an answer that tells of its rows."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from anyio.to_thread import run_sync
from fastapi import Request, Response
from starlette.requests import ClientDisconnect

from app.access.keys import Account
from app.api import routing
from app.api.answers import answer
from app.api.import_documents import BODY, PARAMETERS, ImportRead
from app.api.media import format_of
from app.api.state import Contributor, State, state_of
from app.errors import BadParameter, Busy, Fault, MalformedJSON, Unprocessable
from app.exchange import mapping, sheets
from app.exchange.files import FileProblem
from app.exchange.flow import Import
from app.exchange.recording import Outcome
from app.exchange.sheets import Line
from app.pagination import known_only

router = routing.router("claims", "/v1/import")
BATCH = 100
"""Rows to a command: other writes wait behind no more than these."""
SHOWN = 1000
"""How many errors, and how many rows of a trial, an answer tells of."""


@router.post("", response_model=ImportRead, openapi_extra={"parameters": PARAMETERS, "requestBody": BODY})
async def import_rows(request: Request, account: Contributor) -> Response:
    """Records the claims, entities or sources of a file of flat rows, one row each.

    The answer is 200 whether rows were refused or not: `refused` and `errors` tell of those, and the others
    are in. Sending the file again adds nothing twice. docs/import.md describes the columns.
    """
    asked = _asked(request)
    state = state_of(request)
    if not state.imports.acquire(blocking=False):
        raise Busy("Other imports are going on. Nothing was written; try again in a while.")
    try:
        with tempfile.NamedTemporaryFile(prefix="counterclaim-import-") as file:
            try:
                async for chunk in request.stream():
                    file.write(chunk)
            except ClientDisconnect:
                raise MalformedJSON("The body ended before it was complete. Nothing was written.") from None
            file.flush()
            found = await run_sync(partial(_run, state, account, Path(file.name), asked))
    finally:
        state.imports.release()
    return answer(request, found)


def _asked(request: Request) -> dict[str, Any]:
    """The parameters, each once, with the format that the content type names."""
    given = request.query_params
    known_only([name for name, _ in given.multi_items()], [each["name"] for each in PARAMETERS])
    found: dict[str, Any] = {"format": format_of(request.headers.get("content-type", "")), **given}
    dry_run = found.get("dry_run", "false")
    if dry_run not in ("true", "false"):
        raise _wrong("dry_run", "dry_run is true or false.")
    if "profile" in found and found["profile"] not in mapping.shipped():
        raise _wrong("profile", f"profile is one of {', '.join(mapping.shipped())}.")
    return found | {"dry_run": dry_run == "true"}


def _wrong(name: str, detail: str) -> BadParameter:
    return BadParameter(detail, [Fault(name, detail)])


def _run(state: State, account: Account, path: Path, asked: dict[str, Any]) -> dict[str, Any]:
    mapped = mapping.profile(asked["profile"]) if "profile" in asked else None
    told = _Told(trial=asked["dry_run"])
    try:
        with sheets.opened(path, asked["format"], asked.get("sheet"), name="The body") as sheet:
            going = Import(state.writer, account, [told], mapped=mapped, trial=asked["dry_run"], batch=BATCH)
            tally = going.run(sheet)
    except FileProblem as unusable:
        raise Unprocessable(str(unusable), [Fault("", str(unusable))]) from unusable
    counted = {name: getattr(tally, name) for name in ("rows", "new", "unchanged", "refused")}
    return {
        "dry_run": asked["dry_run"],
        **counted,
        "created": {"entities": tally.entities, "sources": tally.sources},
        "errors": told.errors,
        "more_errors": told.more,
        "report": told.report,
    }


class _Told:
    """Keeps the first errors, and the first rows of a trial."""

    def __init__(self, *, trial: bool) -> None:
        self.trial = trial
        self.errors: list[dict[str, Any]] = []
        self.report: list[dict[str, Any]] = []
        self.more = 0

    def settled(self, line: Line, outcome: Outcome) -> None:
        for column, detail in outcome.faults:
            if len(self.errors) < SHOWN:
                self.errors.append({"row": line.number, "column": column or None, "detail": detail})
            else:
                self.more += 1
        if self.trial and len(self.report) < SHOWN:
            created = [{"type": each["type"], "name": each["name"]} for each in outcome.created]
            self.report.append({"row": line.number, "state": outcome.state, "creates": created})
