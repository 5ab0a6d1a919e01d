"""Serves one peer on a free port of the loopback and says on stderr where."""

import importlib
import socket
import sys
from pathlib import Path

import uvicorn

from bench.peers import PEERS


def main() -> None:
    """Serves until a signal ends it."""
    name, *paths = sys.argv[1:]
    if name not in PEERS:
        raise SystemExit(f"Peers are {', '.join(PEERS)}.")
    app = importlib.import_module(f"bench.peers.{name}").build(*map(Path, paths))
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", file=sys.stderr, flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run([listener])


if __name__ == "__main__":
    main()
