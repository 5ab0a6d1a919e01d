"""Schemathesis over a server with the seeds and an admin's key: python -m tests.interop.schemathesis_run.

Options are those of `schemathesis run`, such as --max-examples 1000 or --seed 7.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from app import migrate
from app.access.keys import OPERATOR
from app.db import Database
from app.exchange import files, importer
from app.settings import ROOT, Settings
from app.writer import Writer
from tests.conftest import SEEDS, Server, record_at
from tests.interop.schemathesis_hooks import BYTES

Document = dict[str, Any]
KEY = "COUNTERCLAIM_TRIED_WITH"
GOOD = '"2xx", "3xx", 401, 403, 404, 409, 412, 422, 428'
CHECKS = f"""
headers = {{ Authorization = "Bearer ${{{KEY}}}" }}
hooks = "tests.interop.schemathesis_hooks"
continue-on-failure = true
color = false

# A body that fits its description can name what is not there (422).
[checks.positive_data_acceptance]
expected-statuses = [{GOOD}]

# RFC 6585: what a missing If-Match is answered with.
[checks.missing_required_header]
expected-statuses = [400, 401, 403, 404, 415, 422, 428]
"""
TOGETHER = {
    "group_by": "groups have no fields to select",
    "min_score": "name and min_score take the place of the list",
    "bom": "only CSV takes a byte order mark",
    "sort": "sort=detected_at goes with none that computes contradictions anew",
}
"""Parameters that are right alone and not together with others (400), and why.

So it is with bodies that are lines or tables: to the description they are any text, and what is no text is
sent as one.
"""
LONG = ("--max-examples", "300")


@dataclass(frozen=True)
class Tried:
    """What a run found: its exit code, what it said, and how often each operation answered which status."""

    code: int
    said: str
    statuses: dict[str, Counter[int]]

    @property
    def answered(self) -> int:
        """How many requests were answered."""
        return sum(each.total() for each in self.statuses.values())

    def never_succeeded(self, document: Document) -> list[str]:
        """The operations of the document that never answered 2xx."""
        good = {name for name, seen in self.statuses.items() if any(200 <= each < 300 for each in seen)}
        return sorted({name for name, _ in operations(document)} - good)


def operations(document: Document) -> Iterator[tuple[str, Document]]:
    """Every operation of the document under the name Schemathesis has for it, such as `GET /v1/claims`."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def described(client: httpx.Client, key: str) -> Document:
    """The document; its example of a contradiction is one of this database, with a decision to read.

    It has no default answer, so that each status has to be told of by its number.
    """
    document: Document = client.get("/openapi.json").json()
    made = client.get("/v1/contradictions", params={"limit": 1}).json()["data"][0]["id"]
    decided = {"choice": "irreconcilable", "reasons": "Each has its witnesses."}
    path = f"/v1/contradictions/{made}/disposition"
    client.put(path, json=decided, headers={"Authorization": f"Bearer {key}"}).raise_for_status()
    for name, operation in operations(document):
        operation["responses"].pop("default", None)
        for each in operation.get("parameters", []):
            if each["in"] == "path" and "/contradictions/" in name:
                each["example"] = made
    return document


def config(document: Document) -> str:
    """Schemathesis' configuration: most requests for one object are for one that is there."""
    return CHECKS + "".join(_config_of(*each) for each in operations(document))


def _config_of(name: str, operation: Document) -> str:
    known = operation["operationId"]
    paths = [each for each in operation.get("parameters", []) if each["in"] == "path"]
    bound = [f'"path.{each["name"]}" = {{ dictionary = "{known}", probability = 0.8 }}' for each in paths]
    text = "".join(f"\n[dictionaries.{known}]\nvalues = {json.dumps([each['example']])}\n" for each in paths)
    text += f"\n[[operations]]\ninclude-name = {json.dumps(name)}\nparameters = {{ {', '.join(bound)} }}\n"
    lines = not BYTES.isdisjoint(operation.get("requestBody", {}).get("content", ()))
    checks = []
    if lines or any(each["name"] in TOGETHER for each in operation.get("parameters", ())):
        checks.append(f"positive_data_acceptance = {{ expected-statuses = [400, {GOOD}] }}")
    if lines:
        checks.append(f"negative_data_rejection = {{ expected-statuses = [{GOOD}, 400, 413, 415] }}")
    return text + (f"checks = {{ {', '.join(checks)} }}\n" if checks else "")


def run(url: str, document: Document, key: str, folder: Path, options: Sequence[str]) -> Tried:
    """Runs every phase and every check; `folder` keeps what was sent and answered."""
    (folder / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / "schemathesis.toml").write_text(config(document), encoding="utf-8")
    events = folder / "events.ndjson"
    program = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(folder / "schemathesis.toml")]
    told = ["--url", url, "--checks", "all", "--report-ndjson-path", str(events), *options]
    done = subprocess.run(
        [*program, "run", str(folder / "openapi.json"), *told],
        cwd=folder,
        env={**os.environ, KEY: key, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Tried(done.returncode, done.stdout, _statuses(events))


def _statuses(events: Path) -> dict[str, Counter[int]]:
    found: dict[str, Counter[int]] = defaultdict(Counter)
    with events.open(encoding="utf-8") as lines:
        for line in lines:
            recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
            for case, each in recorder.get("interactions", {}).items():
                told = recorder["cases"][case]["value"]
                if each.get("response"):
                    found[f"{told['method']} {told['path']}"][each["response"]["status_code"]] += 1
    return dict(found)


def main() -> int:
    """The long form: prints what Schemathesis says and the operations that never succeeded."""
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        path = folder / "counterclaim.db"
        database = Database(Settings(database=str(path)).url)
        migrate.upgrade(database)
        with Writer(database) as writer:
            importer.load(writer, OPERATOR, files.read(SEEDS))
        with record_at(path) as record:
            key = record.key("admin")
        server = Server(path)
        try:
            document = described(server.client, key)
            tried = run(server.url, document, key, folder, sys.argv[1:] or LONG)
        finally:
            server.stop()
    missing = tried.never_succeeded(document)
    print(tried.said)  # noqa: T201 — this is a command
    print(f"{tried.answered} answers; never succeeded: {', '.join(missing) or 'none'}")  # noqa: T201 — this is a command
    return tried.code or bool(missing)


if __name__ == "__main__":
    sys.exit(main())
