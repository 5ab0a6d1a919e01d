"""Answers that are lost on the way: under an Idempotency-Key whoever asks again has written once."""

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import httpx

from app.db import Database
from app.provenance import log
from app.settings import Settings
from tests.conftest import Server, Where
from tests.faults.conftest import Prepared
from tests.faults.posting import Body

CLIENTS = 8
CLAIMS = 400
PATIENCE = 20  # seconds
REPLAYED = "idempotent-replayed"


def keyless(bodies: Iterator[Body], most: int) -> dict[str, Body]:
    """Claims by idempotency key; they have no key of their own, so only the header makes them one."""
    return {body.pop("key"): body for body in islice(bodies, most)}


def recorded(path: Where) -> Counter[str]:
    """How often each voice was recorded; every claim of these tests has a voice of its own."""
    session = Database(Settings(database=str(path)).url).reader()
    try:
        entries = [entry for entry in log.replay(session) if entry.op == "claim.recorded"]
        return Counter(entry.body["attribution"][0]["name"] for entry in entries)
    finally:
        session.close()


def voiced(given: dict[str, Body]) -> dict[str, Body]:
    return {
        key: {**body, "attribution": [{"name": f"witness {key}", "role": "claimant"}]}
        for key, body in given.items()
    }


def post_and_hang_up(server: Server, key: str, name: str, body: Body) -> None:
    """Sends a request whole and closes the connection without reading a byte."""
    address, text = urlsplit(server.url), json.dumps(body)
    head = (
        f"POST /v1/claims HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nIdempotency-Key: {name}\r\nContent-Length: {len(text)}\r\n\r\n"
    )
    with socket.create_connection((address.hostname or "", address.port or 0)) as connection:
        connection.sendall(f"{head}{text}".encode())


def test_a_connection_cut_after_the_commit_gives_one_claim(
    prepared: Prepared, bodies: Callable[..., Iterator[Body]], serve: Callable[[Where], Server]
) -> None:
    server, given = serve(prepared.path), voiced(keyless(bodies("cut", 5), 20))
    for name, body in given.items():
        post_and_hang_up(server, prepared.key, name, body)
    until = time.monotonic() + PATIENCE
    while len(recorded(prepared.path)) < len(given):
        assert time.monotonic() < until, "not committed"
        time.sleep(0.05)
    for name, body in given.items():
        answer = sent_again(server, prepared, name, body)
        assert (answer.status_code, answer.headers[REPLAYED]) == (201, "true")
        again = server.client.get(answer.headers["location"]).json()
        assert again == answer.json()["claim"]
    assert set(recorded(prepared.path).values()) == {1}


def sent_again(server: Server, prepared: Prepared, name: str, body: Body) -> httpx.Response:
    """The answer to a retry, as often as the server asks for one."""
    sent: dict[str, Any] = {"content": json.dumps(body), "headers": headers(prepared, name)}
    answer = server.client.post("/v1/claims", **sent)
    while answer.status_code == 409:
        time.sleep(float(answer.headers["retry-after"]))
        answer = server.client.post("/v1/claims", **sent)
    return answer


def headers(prepared: Prepared, name: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {prepared.key}",
        "Content-Type": "application/json",
        "Idempotency-Key": name,
    }


def post_until_gone(
    server: Server, prepared: Prepared, given: list[tuple[str, Body]], told: set[str]
) -> None:
    """Posts one claim after the other and notes those that were answered."""
    with httpx.Client(base_url=server.url, timeout=30) as client:
        for name, body in given:
            try:
                answer = client.post("/v1/claims", json=body, headers=headers(prepared, name))
            except httpx.TransportError:
                return
            assert answer.status_code == 201, answer.text
            told.add(name)


def test_after_kill_nine_a_retry_of_everything_gives_one_claim_each(
    prepared: Prepared,
    bodies: Callable[..., Iterator[Body]],
    serve: Callable[[Where], Server],
    figure: Callable[[str], None],
) -> None:
    given = voiced(keyless(bodies("killed", 6), CLAIMS))
    server, told = serve(prepared.path), set[str]()
    parts = [list(given.items())[place::CLIENTS] for place in range(CLIENTS)]
    clients = [
        threading.Thread(target=post_until_gone, args=(server, prepared, part, told)) for part in parts
    ]
    for each in clients:
        each.start()
    while len(told) < CLAIMS // 4:
        time.sleep(0.01)
    server.kill()
    for each in clients:
        each.join()
    before = recorded(prepared.path)
    assert len(told) <= sum(before.values()) < CLAIMS, "killed too late to lose an answer"
    server = serve(prepared.path)
    answers: dict[str, Any] = {
        name: server.client.post("/v1/claims", json=body, headers=headers(prepared, name))
        for name, body in given.items()
    }
    assert {answer.status_code for answer in answers.values()} == {201}
    replayed = {name for name, answer in answers.items() if REPLAYED in answer.headers}
    assert {f"witness {name}" for name in replayed} == set(before)
    assert told <= replayed
    server.stop()
    assert recorded(prepared.path) == {f"witness {name}": 1 for name in given}
    figure(
        f"kill -9 among {CLIENTS} clients: {len(told)} of {CLAIMS} answered, {sum(before.values())} stored; "
        f"after a retry of all, each is stored once"
    )
