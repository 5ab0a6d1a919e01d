"""Many clients that post claims to a real server at the same time, and what they were told."""

import asyncio
import json
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Body = dict[str, Any]
CLIENTS = 64
GONE = (ConnectionError, asyncio.IncompleteReadError)


@dataclass(slots=True)
class Told:
    """What the clients were answered: (key, status) in order, seconds a post, seconds of each answer."""

    answers: list[tuple[str, int]] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> set[str]:
        """The keys of claims that were answered as stored."""
        return {key for key, status in self.answers if status in (200, 201)}

    def figures(self) -> str:
        """Claims a second and how long one post took."""
        ordered = sorted(self.latencies)
        middle, late = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.99))
        rate = len(ordered) / self.moments[-1]
        return f"{len(ordered)} claims, {rate:.0f} a second, p50 {middle:.0f} ms, p99 {late:.0f} ms"


def post_all(url: str, key: str, bodies: Iterable[Body], clients: int = CLIENTS) -> Told:
    """Posts every body once, by so many clients at a time; ends early when the server goes away."""
    told = Told()
    asyncio.run(_all(url, key, iter(bodies), clients, told))
    return told


async def _all(url: str, key: str, bodies: Iterator[Body], clients: int, told: Told) -> None:
    begun = time.perf_counter()
    await asyncio.gather(*(_client(url, key, bodies, told, begun) for _ in range(clients)))


async def _client(url: str, key: str, bodies: Iterator[Body], told: Told, begun: float) -> None:
    address = urlsplit(url)
    head = (
        f"POST /v1/claims HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {key}\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    )
    try:
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
    except ConnectionError:
        return
    with suppress(*GONE), closing(writer):
        for body in bodies:
            text = json.dumps(body)
            sent = time.perf_counter()
            writer.write(f"{head}{len(text)}\r\n\r\n{text}".encode())
            status, answer = await _answer(reader)
            now = time.perf_counter()
            told.answers.append((body["key"], status))
            told.latencies.append(now - sent)
            told.moments.append(now - begun)
            if status not in (200, 201):
                told.refused.append(answer)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, str]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.split("content-length:", 1)[1].split("\r\n", 1)[0])
    return int(head.split(" ", 2)[1]), (await reader.readexactly(length)).decode()
