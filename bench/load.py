"""Load: a number of requests over some keep-alive connections, every answer checked."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.figures import Round, Sample, percentile
from bench.servers import Server

CPU = "CPU µs"
"""Server CPU a request, the measure that counts: a busy neighbour disturbs it least."""


class WrongAnswer(RuntimeError):
    """An answer of another status or content than asked for: what is measured is worthless."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request and what its answer must be: its status, and bytes that stand in its body."""

    path: str
    contains: bytes
    body: bytes | None = None
    status: int = 200
    key: str | None = None

    def wire(self) -> bytes:
        """The bytes to send."""
        head = [f"{'GET' if self.body is None else 'POST'} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        if self.key is not None:
            head.append(f"Authorization: Bearer {self.key}")
        if self.body is not None:
            head += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        return ("\r\n".join(head) + "\r\n\r\n").encode() + (self.body or b"")

    def check(self, status: int, body: bytes) -> None:
        """Raises WrongAnswer for an answer that is none."""
        if status != self.status or self.contains not in body:
            raise WrongAnswer(
                f"{self.path} answered {status}, not {self.status} with {self.contains!r}: {body[:500]!r}"
            )


def run(server: Server, requests: Sequence[Request], connections: int) -> Sample:
    """CPU a request, requests a second and latencies of all the requests sent once."""
    before, begun = server.cpu_seconds(), time.perf_counter()
    waits = asyncio.run(send(server.port, requests, connections))
    seconds, cpu = time.perf_counter() - begun, server.cpu_seconds() - before
    return {
        CPU: cpu / len(requests) * 1e6,
        "per second": len(requests) / seconds,
        "p50 ms": percentile(waits, 0.5) * 1e3,
        "p99 ms": percentile(waits, 0.99) * 1e3,
    }


def turn(servers: Mapping[str, Server], requests: Mapping[str, Sequence[Request]], connections: int) -> Round:
    """One round: everybody's requests, one server after the other."""
    return {who: run(servers[who], asked, connections) for who, asked in requests.items()}


async def send(port: int, requests: Sequence[Request], connections: int) -> list[float]:
    """Seconds each request waited for its answer; WrongAnswer at the first that is wrong."""
    waits: list[float] = []
    queue = iter(requests)
    await asyncio.gather(*(_client(port, queue, waits) for _ in range(connections)))
    return waits


async def _client(port: int, queue: Iterator[Request], waits: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for request in queue:
            wire = request.wire()
            begun = time.perf_counter()
            writer.write(wire)
            status, body = await _answer(reader)
            waits.append(time.perf_counter() - begun)
            request.check(status, body)
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head.split(b" ", 2)[1])
    if b"\r\ntransfer-encoding: chunked" in head:
        return status, await _chunks(reader)
    _, _, length = head.partition(b"\r\ncontent-length:")
    return status, await reader.readexactly(int(length.split(b"\r\n", 1)[0]))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts)
