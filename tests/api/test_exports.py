"""Exports over HTTP: by suffix or by Accept, of one state, and never half a file that looks whole."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import anyio
import httpx
import pytest
from anyio.lowlevel import checkpoint
from fastapi import FastAPI, Request
from openpyxl import load_workbook
from starlette.types import Message

from app import intake
from app.access.keys import OPERATOR
from app.api import state as states
from app.api.negotiation import NEGOTIATED, preferred
from app.api.streams import Stream, streamed
from app.db import Session, WriteSession
from app.entities.schemas import EntityCreate
from app.errors import Busy
from app.exchange import export
from app.exchange.export.base import BATCH
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import FILES, Site
from tests.conftest import Record, Server
from tests.exchange.exports import objects, table, unpacked

LISTS = (
    "claims",
    "claims?subject=liwa-al-baqir",
    "claims?predicate=killed_total&status=live",
    "claims?source=tamimi-ldf-2016&polarity=denies",
    "claims?stance=disputes",
    "claims?known_by=2016-03-01",
    "claims?exclude_source=alsouria-2016-01&valid_at=2016-01-01",
    "entities",
    "entities?kind=person",
    "sources?kind=interview",
    "predicates?value_type=quantity",
    "contradictions",
    "contradictions?status=any&min_severity=0.5",
    "contradictions?subject=liwa-al-baqir",
)
EACH_FILE = pytest.mark.parametrize("path", FILES)


def listed(site: Site, query: str) -> list[str]:
    """The ids that a list has, page by page."""
    found: list[str] = []
    address = httpx.URL(f"/v1/{query}").copy_set_param("limit", 7)
    while True:
        page = site.client.get(address).json()
        found += [each["id"] for each in page["data"]]
        if not page["has_more"]:
            return found
        assert len(found) < 1000
        address = address.copy_set_param("cursor", page["next_cursor"])


def suffixed(query: str, format_: str) -> str:
    name, mark, rest = query.partition("?")
    return f"/v1/{name}.{format_}{mark}{rest}"


@pytest.mark.parametrize("query", LISTS)
def test_a_file_has_all_that_the_list_has_in_its_order(site: Site, query: str) -> None:
    expected = listed(site, query)
    assert expected
    lines = site.client.get(suffixed(query, "ndjson"))
    assert [line["id"] for line in objects(lines.content)] == expected
    rows = site.client.get(suffixed(query, "csv"))
    assert [row["id"] for row in table(rows.content)] == expected
    book = load_workbook(io.BytesIO(site.client.get(suffixed(query, "xlsx")).content), read_only=True)
    (header, *cells) = book.worksheets[0].iter_rows(values_only=True)
    assert [row[header.index("id")] for row in cells] == expected


@EACH_FILE
def test_a_file_says_what_it_is_and_what_to_call_it(site: Site, path: str) -> None:
    got, head = site.client.get(path), site.client.head(path)
    name = path.partition("?")[0].removeprefix("/v1/").replace("export/xlsx", "counterclaim.xlsx")
    name = name.replace("export/ndjson", "counterclaim-ndjson.zip")
    assert got.status_code == 200
    assert got.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert (head.status_code, head.content) == (200, b"")
    for header in ("content-disposition", "content-type", "x-content-type-options"):
        assert head.headers[header] == got.headers[header]
    allowed = site.client.options(path).headers["allow"]
    assert allowed == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/v1/claims.pdf", 404, "Exports are made as ndjson, csv, xlsx."),
        ("/v1/export/zip", 404, "Exports are made as ndjson, csv, xlsx."),
        ("/v1/claims.csv?colour=red", 400, "An unknown query parameter."),
        ("/v1/claims.csv?limit=5", 400, "An unknown query parameter."),
        ("/v1/claims.csv?cursor=x", 400, "An unknown query parameter."),
        ("/v1/export/csv?subject=liwa-al-baqir", 400, "Known here: bom."),
        ("/v1/contradictions.csv?known_by=2016-01-01", 400, "An unknown query parameter."),
        ("/v1/claims.csv?status=dead", 400, "status is one of live, superseded, retracted."),
        ("/v1/claims.csv?subject=nobody-there", 404, "No entity has this id or key."),
        ("/v1/claims.ndjson?bom=1", 400, "Only csv takes a byte order mark"),
        ("/v1/claims.csv?bom=yes", 400, "bom takes 1 or 0."),
        ("/v1/claims.csv?bom=1&bom=1", 400, "Give each query parameter once"),
    ],
)
def test_what_cannot_be_made_is_refused_before_a_byte_is_sent(
    site: Site, path: str, status: int, says: str
) -> None:
    got = site.client.get(path)
    assert (got.status_code, got.headers["content-type"]) == (status, "application/problem+json")
    assert says in got.json()["detail"]
    assert site.client.head(path).status_code == status


def test_a_byte_order_mark_stands_only_where_it_is_asked_for(site: Site) -> None:
    plain, marked = (site.client.get(f"/v1/claims.csv?bom={bom}").content for bom in (0, 1))
    assert plain == site.client.get("/v1/claims.csv").content
    assert marked == b"\xef\xbb\xbf" + plain


@pytest.mark.parametrize(
    ("accept", "format_"),
    [
        ("text/csv", "csv"),
        ("application/x-ndjson", "ndjson"),
        ("application/jsonl", "ndjson"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ("TEXT/CSV; charset=utf-8", "csv"),
        ("text/csv, */*;q=0.1", "csv"),
        ("text/csv;q=0.5, application/json", None),
        ("text/csv;q=0.9, application/x-ndjson;q=0.95, */*;q=0.1", "ndjson"),
        ("text/csv, */*", "csv"),
        ("application/json, text/csv", None),
        ("text/csv;q=0", None),
        ("text/csv;q=0, application/x-ndjson;q=0.2", "ndjson"),
        ("*/*", None),
        ("", None),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", None),
        ("text/plain", None),
        (",;q=1,text/", None),
    ],
)
def test_the_accept_header_chooses_the_format(accept: str, format_: str | None) -> None:
    assert preferred(accept) == format_


@pytest.mark.parametrize("path", sorted(NEGOTIATED))
def test_a_list_is_a_file_where_accept_asks_for_one(site: Site, path: str) -> None:
    got = site.client.get(path, headers={"Accept": "text/csv"})
    assert got.headers["content-type"] == "text/csv; charset=utf-8"
    assert got.content == site.client.get(f"{path}.csv").content
    plain = site.client.get(path)
    assert plain.headers["content-type"] == "application/json"
    for answer in (got, plain):
        assert "Accept" in answer.headers["vary"].split(", ")


def test_a_file_of_claims_shows_what_became_of_them(site: Site) -> None:
    told = {"reason": "entry_error", "text": "not what the paper says"}
    assert site.post("/v1/claims/baqir-salary/retract", told, "editor").status_code == 200
    (line,) = objects(site.client.get("/v1/claims.ndjson?status=retracted").content)
    assert (line["key"], line["status"], line["retraction"]) == ("baqir-salary", "retracted", told)
    (row,) = table(site.client.get("/v1/claims.csv?status=retracted").content)
    assert (row["status"], row["retraction_reason"]) == ("retracted", "entry_error")


def test_the_whole_record_is_one_request(site: Site) -> None:
    package = unpacked(site.client.get("/v1/export/csv?bom=1").content)
    described = json.loads(package["datapackage.json"])
    assert [each["name"] for each in described["resources"]] == list(export.BY_NAME)
    held = {name: len(table(package[f"{name}.csv"])) for name in export.BY_NAME}
    assert held["claims"] == len(listed(site, "claims"))
    assert held["contradictions"] == len(listed(site, "contradictions?status=any"))
    assert all(package[f"{name}.csv"].startswith(b"\xef\xbb\xbf") for name in export.BY_NAME)


def many(record: Record, number: int) -> None:
    """Adds so many entities in one command."""

    def add(session: WriteSession) -> None:
        for each in range(number):
            given = EntityCreate(key=f"many-{each}", kind="person", label=f"Somebody {each}")
            intake.add_entity(session, OPERATOR, given)

    record.writer.call(add)


@pytest.mark.parametrize("path", ["/v1/entities.csv", "/v1/entities.ndjson", "/v1/export/ndjson"])
def test_an_error_in_the_midst_of_a_file_breaks_the_connection_off(
    empty: Record, serve: Callable[..., Server], path: str
) -> None:
    many(empty, 4 * BATCH)
    server = serve(empty.path)
    assert server.client.get(path).status_code == 200
    spoil = "UPDATE entity SET external_ids = '{' WHERE key = ?"
    empty.writer.call(lambda session: session._execute(spoil, [f"many-{4 * BATCH - 1}"]))
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        server.client.get(path)
    for at_once, status in (("/v1/entities.xlsx", 500), ("/health/live", 200)):  # nothing was sent yet
        assert httpx.get(f"{server.url}{at_once}", timeout=20).status_code == status


@pytest.fixture
def app(empty: Record) -> Iterator[FastAPI]:
    """An app in this process; its writer stays idle."""
    frame: Any = create_app(Settings(database=str(empty.path)))
    yield frame.app
    frame.app.state.counterclaim.readers.close()


def asked(app: FastAPI) -> Request:
    return Request({"type": "http", "app": app, "headers": [], "query_string": b""}, _waiting)


async def _waiting() -> Message:
    await anyio.sleep_forever()
    raise AssertionError


def endless(closed: list[str], _: Session) -> Iterator[bytes]:
    try:
        while True:
            yield b"x" * 1000
    finally:
        closed.append("closed")


def test_a_stream_ends_when_the_client_goes_away(app: FastAPI) -> None:
    closed: list[str] = []

    async def scene() -> None:
        sent: list[Message] = []
        enough = anyio.Event()

        async def receive() -> Message:
            await enough.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)
            if len(sent) == 5:
                enough.set()
            await checkpoint()

        answer = await streamed(asked(app), partial(endless, closed), "text/csv", "x.csv")
        assert closed == []
        with anyio.fail_after(20):
            await answer({"type": "http", "asgi": {"spec_version": "2.3"}}, receive, send)

    anyio.run(scene)
    assert closed == ["closed"]
    assert app.state.counterclaim.exports.acquire(blocking=False)


def test_no_more_than_a_few_exports_run_at_once_and_each_makes_room(app: FastAPI) -> None:
    closed: list[str] = []

    async def scene() -> None:
        async def another() -> Stream:
            return await streamed(asked(app), partial(endless, closed), "text/csv", "x.csv")

        running = [await another() for _ in range(states.MOST_EXPORTS)]
        with pytest.raises(Busy) as refused:
            await another()
        assert refused.value.headers["Retry-After"]
        running.pop().close()
        running.append(await another())
        for each in running:
            each.close()

    anyio.run(scene)
    assert len(closed) == states.MOST_EXPORTS + 1


def test_an_export_that_fails_at_once_makes_room_too(app: FastAPI) -> None:
    def failing(_: Session) -> Iterator[bytes]:
        raise ArithmeticError

    async def scene() -> None:
        for _ in range(states.MOST_EXPORTS + 2):
            with pytest.raises(ArithmeticError):
                await streamed(asked(app), failing, "text/csv", "x.csv")

    anyio.run(scene)


def test_reads_and_writes_go_on_while_a_file_is_read_slowly(
    empty: Record, serve: Callable[..., Server]
) -> None:
    many(empty, 4 * BATCH)
    key = empty.key("editor")
    server = serve(empty.path)
    with server.client.stream("GET", "/v1/entities.ndjson") as slow:
        chunks = slow.iter_bytes(1000)
        first = next(chunks)
        body = {"key": "late", "kind": "person", "label": "Late"}
        written = httpx.post(
            f"{server.url}/v1/entities", json=body, headers={"Authorization": f"Bearer {key}"}, timeout=20
        )
        assert written.status_code == 201
        assert httpx.get(f"{server.url}/v1/entities/late", timeout=20).status_code == 200
        rest = b"".join(chunks)
    assert [line["key"] for line in objects(first + rest)] == [f"many-{each}" for each in range(4 * BATCH)]
    rows = csv.DictReader(io.StringIO(server.client.get("/v1/entities.csv").text, newline=""))
    assert [row["key"] for row in rows][-1] == "late"
