"""Lists as files by the Accept header: the request is answered as if its path had the format's suffix."""

import re

from starlette.types import Scope

from app.exchange.export import FORMATS

LISTS = ("claims", "entities", "sources", "predicates", "contradictions")
NEGOTIATED = frozenset(f"/v1/{name}" for name in LISTS)
HEAD = "counterclaim.head"
"""Where a scope says that the request was HEAD, so that nothing is made only to be thrown away."""

_KNOWN: dict[str, str | None] = {each.media_type.split(";")[0]: name for name, each in FORMATS.items()}
_KNOWN |= {"application/ndjson": "ndjson", "application/jsonl": "ndjson"}
_KNOWN |= {"application/json": None, "application/*": None, "*/*": None}
_RANGE = re.compile(r"\s*([\w.+*-]+/[\w.+*-]+)\s*((?:;[^,]*)?)")
_QUALITY = re.compile(r";\s*q=([01](?:\.[0-9]{0,3})?)\s*(?:;|$)", re.IGNORECASE)


def negotiated(scope: Scope) -> Scope:
    """The scope with the suffix of the format that its Accept header likes best; JSON has none."""
    accept = ",".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"accept")
    found = preferred(accept)
    if found is None:
        return scope
    path = f"{scope['path']}.{found}"
    return {**scope, "path": path, "raw_path": path.encode()}


def preferred(accept: str) -> str | None:
    """The format that an Accept header (RFC 9110, 12.5.1) likes better than JSON.

    Of equal quality the more specific range wins, then the first.
    """
    best: tuple[float, int] = (0, 0)
    chosen: str | None = None
    for part in accept.split(","):
        read = _RANGE.fullmatch(part)
        if read is None or (media := read[1].lower()) not in _KNOWN:
            continue
        quality = _QUALITY.search(read[2])
        rank = (float(quality[1]) if quality else 1.0, -media.count("*"))
        if rank[0] > 0 and (rank > best or best[0] == 0):
            best, chosen = rank, _KNOWN[media]
    return chosen
