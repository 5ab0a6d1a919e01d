"""POST /v1/import: files in, an answer that tells of their rows; nothing held in memory, nothing twice."""

import io
import json
from typing import Any

import httpx
import pytest

from tests.api.conftest import Site

CSV, NDJSON = "text/csv", "application/x-ndjson"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = ("subject", "predicate", "value", "claimant", "source")
GOOD = ("liwa-al-baqir", "strength", "about 300 fighters", "katibat-al-nayrab", "alsouria-2016-01")


def send(
    site: Site, body: bytes | str, media: str = CSV, role: str | None = "contributor", **query: Any
) -> httpx.Response:
    headers = {"Content-Type": media} | (site.bearer(role) if role else {})
    content = body.encode() if isinstance(body, str) else body
    return site.client.post("/v1/import", content=content, params=query, headers=headers)


def csv(*rows: tuple[str, ...]) -> str:
    return "".join(",".join(row) + "\n" for row in (COLUMNS, *rows))


def workbook(*rows: tuple[str, ...]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    for row in (COLUMNS, *rows):
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_good_rows_are_in_and_bad_ones_are_told_with_row_and_column(site: Site) -> None:
    rows = (GOOD, ("Jaysh X", *GOOD[1:]), ("liwa-al-baqir", "strenght", *GOOD[2:]), ("liwa-al-baqir",))
    answer = send(site, csv(*rows))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert [told[name] for name in ("rows", "new", "unchanged", "refused")] == [4, 2, 0, 2]
    assert told["created"] == {"entities": 1, "sources": 0}
    assert told["errors"] == [
        {"row": 4, "column": "predicate", "detail": "No predicate has this id or key. Nearest: strength."},
        {"row": 5, "column": None, "detail": "has 1 cells where the header has 5"},
    ]
    again = send(site, csv(*rows)).json()
    assert [again[name] for name in ("rows", "new", "unchanged", "refused")] == [4, 0, 2, 2]


@pytest.mark.parametrize("media", [CSV, NDJSON, XLSX, "text/csv; charset=UTF-8", "application/ndjson"])
def test_every_format_brings_the_same_row(site: Site, media: str) -> None:
    row = (*GOOD[:2], "about 310 fighters", *GOOD[3:])
    bodies: dict[str, bytes | str] = {
        NDJSON: json.dumps(dict(zip(COLUMNS, row, strict=True))),
        "application/ndjson": json.dumps(dict(zip(COLUMNS, row, strict=True))),
        XLSX: workbook(row),
    }
    answer = send(site, bodies.get(media, csv(row)), media)
    assert answer.status_code == 200, answer.text
    assert answer.json()["new"] + answer.json()["unchanged"] == 1
    assert send(site, csv(row)).json()["unchanged"] == 1


def test_a_trial_writes_nothing_and_tells_of_every_row(site: Site) -> None:
    before = site.state()
    wrong = ("x", "y", "z", "a", "b")
    rows = (("Trial Group", *GOOD[1:]), ("Trial Group", "strength", "12", *GOOD[3:]), wrong)
    answer = send(site, csv(*rows), dry_run="true")
    assert answer.status_code == 200
    told = answer.json()
    assert told["dry_run"] is True
    assert [each["state"] for each in told["report"]] == ["new", "new", "refused"]
    assert told["report"][0]["creates"] == [{"type": "entity", "name": "Trial Group"}]
    assert told["report"][1]["creates"] == []
    assert site.state() == before


def test_a_profile_reads_the_columns_of_its_data_set(site: Site) -> None:
    columns = "event_id_cnty,event_date,time_precision,sub_event_type,actor1,actor2,location,source,notes"
    row = 'AAA1,12 May 2016,2,Armed clash,Group A,Group B,Someplace,A Paper,"A made-up clash."'
    answer = send(site, f"{columns},fatalities\n{row},7\n", profile="acled")
    assert answer.status_code == 200, answer.text
    assert answer.json()["refused"] == 0, answer.text
    (death,) = site.get("/v1/claims", subject="acled-aaa1", predicate="event_deaths")["data"]
    assert death["value"]["amount"] == 7
    assert death["valid"]["edtf"] == "2016-05-09/2016-05-15"
    assert death["citation"]["quote"]["exact"] == "A made-up clash."


@pytest.mark.parametrize(
    ("body", "media", "query", "told"),
    [
        (csv(GOOD), "application/json", {}, (415, "text/csv")),
        (csv(GOOD), "text/csv; charset=latin-1", {}, (415, "UTF-8")),
        (csv(GOOD), CSV, {"proflie": "acled"}, (400, "profile")),
        (csv(GOOD), CSV, {"profile": "gdelt"}, (400, "ucdp-ged")),
        (csv(GOOD), CSV, {"profile": "acled"}, (422, "event_id_cnty")),
        (csv(GOOD), CSV, {"dry_run": "yes"}, (400, "true or false")),
        ("", CSV, {}, (422, "empty")),
        ("a,b\n1,2\n", CSV, {}, (422, "predicate")),
        ("subject,predicate,valeu\n1,2,3\n", CSV, {}, (422, "value")),
        ("subject,subject\n", CSV, {}, (422, "two columns")),
        (b"\xff\xfes\x00", CSV, {}, (422, "UTF-16")),
        (b"PK\x03\x04 no workbook", XLSX, {}, (422, "xlsx")),
        (workbook(GOOD), XLSX, {"sheet": "Nope"}, (422, "Sheet")),
    ],
)
def test_what_cannot_be_used_at_all_is_refused_whole(
    site: Site, body: bytes | str, media: str, query: dict[str, str], told: tuple[int, str]
) -> None:
    status, says = told
    before = site.state()
    answer = send(site, body, media, **query)
    assert answer.status_code == status, answer.text
    assert says in answer.json()["detail"]
    assert site.state() == before


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("reader", 403), ("contributor", 200)])
def test_only_contributors_import(site: Site, role: str | None, status: int) -> None:
    assert send(site, csv(GOOD), role=role).status_code == status


def test_a_file_larger_than_a_body_may_be_is_taken(site: Site) -> None:
    rows = [(*GOOD[:2], f"about {number} fighters {'x' * 2000}", *GOOD[3:]) for number in range(600)]
    assert len(csv(*rows)) > 1_000_000
    told = send(site, csv(*rows), dry_run="true").json()
    assert (told["rows"], told["new"], len(told["report"])) == (600, 600, 600)


def test_more_errors_than_an_answer_holds_are_counted(site: Site) -> None:
    told = send(site, csv(*[("liwa-al-baqir", "none", "1", "x", "y")] * 1003)).json()
    assert (told["refused"], len(told["errors"]), told["more_errors"]) == (1003, 1000, 3)


def test_a_body_past_the_limit_is_refused_before_it_is_read(seeded: Any, serve: Any) -> None:
    server = serve(seeded.path, COUNTERCLAIM_MAX_IMPORT="1000")
    headers = {"Authorization": f"Bearer {seeded.key()}", "Content-Type": CSV}
    declared = server.client.post("/v1/import", content=b"x" * 2000, headers=headers)
    chunked = server.client.post("/v1/import", content=iter([b"x" * 600] * 2), headers=headers)
    assert [declared.status_code, chunked.status_code] == [413, 413]
    assert "1,000 bytes" in declared.json()["detail"]


def test_the_path_takes_post_alone(site: Site) -> None:
    assert site.client.get("/v1/import").status_code == 405
    assert site.client.options("/v1/import").headers["allow"] == "OPTIONS, POST"
