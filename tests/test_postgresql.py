"""The same program on PostgreSQL: migrations, seeds, contradictions, rebuilding, and a server over it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import intake, migrate
from app.access import keys
from app.access.keys import OPERATOR
from app.contradictions import service as contradictions
from app.db import Database
from app.entities.schemas import EntityCreate
from app.provenance import log
from app.rebuild import digests, rebuild
from app.search import words
from app.search.fulltext import KINDS
from app.search.service import search
from app.settings import Settings
from app.writer import Writer
from tests.conftest import Server

pytestmark = pytest.mark.system
CLAIM = {
    "key": "from-a-test",
    "subject": "liwa-al-baqir",
    "predicate": "strength",
    "value": {"text": "about 200 fighters"},
    "valid": {"edtf": "2016-01"},
    "source": "alsouria-2016-01",
    "attribution": [{"agent": "katibat-al-nayrab", "role": "claimant"}],
}


def test_the_seeds_give_the_same_seven_rows_and_the_record_rebuilds(seeded_url: str) -> None:
    database = Database(Settings(database=seeded_url).url)
    session = database.reader()
    rows = session.rows(contradictions.LISTING)
    assert sorted(row["code"] for row in rows) == sorted(
        ["contested_by_carrier"] * 3 + ["exclusive_value"] * 2 + ["monotone_break", "order"]
    )
    assert list(contradictions.check(session)) == []
    assert list(log.faults(session)) == []
    before = digests(session)
    with Writer(database) as writer:
        assert writer.call(rebuild) == before
    session.close()


def post(client: httpx.Client, body: Any, headers: dict[str, str]) -> httpx.Response:
    return client.post("/v1/claims", json=body, headers=headers)


def test_keys_changes_and_batches_do_what_they_do_on_sqlite(
    seeded_url: str, serve: Callable[..., Server]
) -> None:
    database = Database(Settings(database=seeded_url).url)
    with Writer(database) as writer:
        secret = writer.call(lambda session: keys.create(session, "editor", "a test", log.now()))[1]
    bearer = {"Authorization": f"Bearer {secret}"}
    one, other = serve(seeded_url).client, serve(seeded_url).client
    for number in range(5):
        headers = bearer | {"Idempotency-Key": f"key {number}"}
        body = {**CLAIM, "key": None, "attribution": [{"name": f"W{number}", "role": "claimant"}]}
        send = partial(post, body=body, headers=headers)
        with ThreadPoolExecutor() as pool:
            told = list(pool.map(send, (one, other)))
        assert [each.status_code for each in told] == [201, 201]
        assert told[0].content == told[1].content
    path, renamed = "/v1/entities/liwa-al-baqir", {"label": "The Renamed", "alignment": "x", "names": None}
    changed = one.patch(path, json=renamed, headers=bearer | {"If-Match": one.get(path).headers["etag"]})
    assert (changed.status_code, other.get(path).json()) == (200, changed.json())
    assert other.patch(path, json=renamed, headers=bearer | {"If-Match": '"v1-00"'}).status_code == 412
    assert "The Renamed" in str(one.get("/v1/contradictions").json())
    source = {"alignment": "y", "published": "2001"}
    refused = one.patch("/v1/sources/tamimi-ldf-2016", json=source, headers=bearer | {"If-Match": "*"})
    assert refused.status_code == 409
    before = one.get("/version").json()["events"]
    for flags, new in (("?dry_run=true", 1), ("", 1), ("", 0)):
        batch = one.post(f"/v1/claims:batch{flags}", json=[CLAIM, {}], headers=bearer).json()
        assert batch["summary"] == {"new": new, "unchanged": 1 - new, "refused": 1}
    assert one.get("/version").json()["events"] > before
    session = database.reader()
    assert list(contradictions.check(session)) == []
    expected = digests(session)
    session.close()
    with Writer(database) as writer:
        assert writer.call(rebuild) == expected


def test_migrating_twice_does_nothing_the_second_time(seeded_url: str) -> None:
    assert not migrate.upgrade(Database(Settings(database=seeded_url).url))


def test_a_server_over_it_reads_writes_and_refuses(seeded_url: str, serve: Callable[..., Server]) -> None:
    with Writer(Database(Settings(database=seeded_url).url)) as writer:
        secret = writer.call(lambda session: keys.create(session, "contributor", "a test", log.now()))[1]
    client = serve(seeded_url).client
    assert client.get("/health/ready").status_code == 200
    assert len(client.get("/v1/contradictions").json()["data"]) == 7
    assert client.get("/v1/claims?limit=3&subject=liwa-al-baqir").json()["has_more"]
    assert client.get("/v1/claims/nothing-such").status_code == 404
    assert client.get("/v1/entities/liwa-al-baqir/positions?predicate=strength").json()["data"]
    written = client.post("/v1/claims", json=CLAIM, headers={"Authorization": f"Bearer {secret}"})
    assert written.status_code == 201
    assert [each["code"] for each in written.json()["contradictions"]] == ["value_disjoint"]
    path = f"{written.json()['contradictions'][0]['url']}/disposition"
    decision = {"choice": "superseded", "reasons": "y", "position": "from-a-test"}
    assert client.put(path, json=decision, headers={"Authorization": f"Bearer {secret}"}).status_code == 201
    for sort in ("-severity", "open_weight", "changed_at", "-detected_at"):
        query = {"sort": sort, "status": "any", "min_severity": "0.1", "alignment": "pro-government"}
        whole = client.get("/v1/contradictions", params=query).json()["data"]
        page = client.get("/v1/contradictions", params={**query, "limit": "2"}).json()
        rest = client.get("/v1/contradictions", params={**query, "cursor": page["next_cursor"]}).json()
        assert page["data"] + rest["data"] == whole
        assert rest["data"]
    again = client.post("/v1/claims", json=CLAIM, headers={"Authorization": f"Bearer {secret}"})
    assert again.status_code == 200
    assert client.get("/v1/claims/from-a-test/history").status_code == 200


def test_two_records_of_one_thing_are_joined_and_parted(
    seeded_url: str, serve: Callable[..., Server]
) -> None:
    with Writer(Database(Settings(database=seeded_url).url)) as writer:
        secret = writer.call(lambda session: keys.create(session, "contributor", "a test", log.now()))[1]
    server = serve(seeded_url)
    client = server.client
    client.headers["Authorization"] = f"Bearer {secret}"
    entity = {"key": "baqir-brigade", "kind": "armed_group", "label": "Baqir Brigade"}
    assert client.post("/v1/entities", json=entity).status_code == 201
    about = client.get("/v1/claims?subject=liwa-al-baqir&limit=3&predicate=has_camp").json()
    path = "/v1/entities/liwa-al-baqir/same-as"
    body = {"other": "baqir-brigade", "source": "tamimi-ldf-2016", "reasons": "Its English name."}
    answer = client.post(path, json={**body, "attribution": CLAIM["attribution"]})
    assert (answer.status_code, len(answer.json()["entity"]["same_as"])) == (201, 1)
    assert client.get("/v1/entities/baqir-brigade").headers["location"] == "/v1/entities/liwa-al-baqir"
    assert client.get("/v1/claims?subject=baqir-brigade&limit=3&predicate=has_camp").json() == about
    for listed in ("timeline?limit=2", "claims?limit=2", "same-as", "positions?predicate=strength"):
        assert client.get(f"/v1/entities/liwa-al-baqir/{listed}").json()["data"]
    assert client.get("/v1/contradictions?subject=baqir-brigade").json()["data"]
    told = {"other": "baqir-brigade", "reason": "entry_error", "text": "Another brigade."}
    assert client.post(f"{path}/undo", json=told).json()["entity"]["same_as"] == []
    assert client.get("/v1/entities/baqir-brigade").status_code == 200


def test_pictures_of_the_record_are_those_that_sqlite_gives(
    seeded_url: str, seeded_path: Path, serve: Callable[..., Server]
) -> None:
    servers = (serve(seeded_url), serve(seeded_path))
    paths = (
        "/v1/claims?limit=500",
        "/v1/claims?status=live&limit=500",
        "/v1/entities/liwa-al-baqir/timeline?limit=500",
        "/v1/entities/liwa-al-baqir/positions?predicate=killed_total",
        "/v1/contradictions?sort=severity",
        "/v1/sources/tamimi-ldf-2016/claims?limit=500",
    )
    pictures = (
        "valid_at=2016-01-01",
        "known_by=2016-03-31",
        "as_of=2999-01-01",
        "as_of=1999-01-01",
        "exclude_source=alsouria-2016-01&exclude_source=ministry-845",
        "exclude_claimant=liwa-al-baqir&valid_at=2016-01-01",
        "only_alignment=pro-government",
    )
    for path, picture in product(paths, pictures):
        here, there = (
            [_named(each) for each in server.client.get(f"{path}&{picture}").json()["data"]]
            for server in servers
        )
        assert here == there, (path, picture)
        assert bool(here) == (picture != "as_of=1999-01-01") or "limit" not in path
    here, there = (server.client.get("/v1/sources/ministry-845/impact").json() for server in servers)
    assert [each["key"] for each in here["claims"]["data"]] == [
        each["key"] for each in there["claims"]["data"]
    ]
    assert here["claims"]["count"] > 0


def _named(each: dict[str, Any]) -> object:
    """What two databases call the same: their ids differ."""
    if "witness" in each:
        return [claim["key"] for claim in each["witness"]], each["severity"]
    return (
        each.get("key"),
        each.get("status"),
        each.get("current"),
        each["value"] if "key" not in each else "",
    )


READS = (
    *(
        f"/v1/claims?limit=3&count=exact&group_by={name}"
        for name in ("subject", "predicate", "claimant", "status")
    ),
    "/v1/claims?group_by=status&as_of=2999-01-01&stance=neutral",
    "/v1/claims?group_by=value_type&subject=liwa-al-baqir",
    "/v1/contradictions?group_by=code&count=exact",
    "/v1/entities?group_by=alignment&limit=2",
    "/v1/claims?limit=500&expand=subject,source&select=key,subject.names.text,source.authors.key&count=exact",
    "/v1/claims?limit=500&expand=attribution.agent,attribution.source&select=attribution.agent.kind",
    "/v1/contradictions?expand=witness&select=code,witness.key,witness.subject.key&count=exact",
    "/v1/changes?group_by=type",
    "/v1/changes?limit=5&since=100&type=claim.recorded&select=type,fields.key",
    "/v1/changes?since=1000000",
)


def test_what_is_selected_expanded_counted_and_grouped_is_the_same_as_on_sqlite(
    seeded_url: str, seeded_path: Path, serve: Callable[..., Server]
) -> None:
    here, there = serve(seeded_url).client, serve(seeded_path).client
    for path in READS:
        one, other = here.get(path), there.get(path)
        assert one.status_code == 200, (path, one.text)
        assert comparable(one.json()) == comparable(other.json()), path
    assert here.get("/metrics").status_code == 200
    assert here.get("/v1/contradictions.atom").text.count("<entry>") == 7


def comparable(page: dict[str, Any]) -> dict[str, Any]:
    """A page but for what is drawn by lot: ids; entities are grouped in the order they were added in."""
    data = [{name: told for name, told in each.items() if name != "value"} for each in page["data"]]
    values = [each["value"] for each in page["data"] if "_" not in str(each.get("value", "_"))]
    return {**page, "data": data, "values": values}


def test_search_and_candidates_are_those_that_sqlite_gives(
    seeded_url: str, seeded_path: Path, serve: Callable[..., Server]
) -> None:
    servers = (serve(seeded_url), serve(seeded_path))
    for q in (
        "لواء الباقر",
        "liwa",
        "aleppo",
        "the LDF formed",
        "fighters",
        "القدس",
        "nayrab",
        "x'y\\z",
        "2015",
        "eppo",
        "amim jaw",
        "fighters zzz",
    ):
        for kind in ({}, {"kind": "claim"}):
            here, there = (_hits(server, {"q": q, "limit": "3", **kind}) for server in servers)
            assert here == there, (q, kind)
            assert here or q in {"x'y\\z", "القدس", "fighters zzz"} or kind
    for name in ("لواء الباقر", "Katiba Nayrab", "Aymenn Tamimi"):
        best, same = (
            [
                (each["entity"]["key"], each["score"], each["reasons"])
                for each in server.client.get("/v1/entities", params={"name": name}).json()["data"]
            ]
            for server in servers
        )
        assert best == same
        assert best[0][1] >= 0.75


def _hits(server: Server, query: dict[str, str]) -> list[object]:
    """What a search finds on all pages, without the ids, which differ."""
    found: list[object] = []
    answer = server.client.get("/v1/search", params=query).json()
    while True:
        found += [
            [each[name] for name in ("kind", "key", "label", "score", "highlights")]
            for each in answer["data"]
        ]
        if not answer["has_more"]:
            return found
        answer = server.client.get("/v1/search", params={**query, "cursor": answer["next_cursor"]}).json()


def test_without_the_right_to_an_extension_parts_of_words_are_found_all_the_same(cluster: str) -> None:
    import psycopg

    with psycopg.connect(f"{cluster}/postgres", autocommit=True) as admin:
        admin.execute("CREATE ROLE modest LOGIN")
        admin.execute("CREATE DATABASE modest")
    with psycopg.connect(f"{cluster}/modest", autocommit=True) as admin:
        admin.execute("GRANT ALL ON SCHEMA public TO modest")
    try:
        database = Database(Settings(database=f"{cluster}/modest".replace("counterclaim@", "modest@")).url)
        assert migrate.upgrade(database)
        given = EntityCreate(kind="armed_group", label="Liwa al-Baqir")
        with Writer(database) as writer:
            writer.call(lambda session: intake.add_entity(session, OPERATOR, given))
        session = database.reader()
        asked = words.query("aqi")
        assert asked is not None
        connection: Any = session.connection
        assert not connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'").fetchall()
        assert [hit["label"] for hit in search(session, asked, KINDS, None, 5).hits] == ["Liwa al-Baqir"]
        session.close()
    finally:
        with psycopg.connect(f"{cluster}/postgres", autocommit=True) as admin:
            admin.execute("DROP DATABASE modest WITH (FORCE)")
            admin.execute("DROP ROLE modest")
