"""Servers under measurement: each a process of its own on a free port of the loopback."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from app.settings import ROOT
from bench.cpu import cpu_seconds

PATIENCE = 60.0
_ADDRESS = re.compile(rb"http://127\.0\.0\.1:(\d+)")


class DidNotStart(RuntimeError):
    """A server that ended or said nothing; the text holds what it wrote."""


def ours(record: Path) -> tuple[list[str], dict[str, str]]:
    """The command and environment that serve a record as users do."""
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0"]
    return command, {"COUNTERCLAIM_DATABASE": str(record)}


def peer(name: str, *arguments: Path) -> tuple[list[str], dict[str, str]]:
    """The command that serves a peer."""
    return [sys.executable, "-m", "bench.peers", name, *map(str, arguments)], {}


class Server:
    """A running server; `port` is where it listens. Stopped by its process id at the end of `with`."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        self.port = 0

    def __enter__(self) -> Self:
        try:
            self.port = self._listening()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the process, by force after 20 seconds."""
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def cpu_seconds(self) -> float:
        """The CPU time the server has taken so far."""
        return cpu_seconds(self.process.pid)

    def _listening(self) -> int:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            found = _ADDRESS.search(self.log.read_bytes())
            if found and _accepts(int(found[1])):
                return int(found[1])
            time.sleep(0.005)
        written = self.log.read_text(errors="replace")
        raise DidNotStart(f"{' '.join(map(str, self.process.args))} did not start:\n{written}")  # type: ignore[arg-type]  # a list, as given


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True
