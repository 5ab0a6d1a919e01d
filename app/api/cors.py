"""Which web pages of other origins may read answers in a browser, and which may also write (CORS).

Fetch, https://fetch.spec.whatwg.org/#http-cors-protocol. No answer allows credentials: a key is sent by hand.
"""

import re
from collections.abc import Iterable, Mapping

from app.settings import SettingProblem

Headers = list[tuple[bytes, bytes]]
NOBODY, ANYBODY = "none", "*"
READS = frozenset(("GET", "HEAD"))
EXPOSED = b"ETag, Link, Location, Retry-After, X-Request-ID, Idempotent-Replayed, Deprecation, Sunset"
READING = b"Accept-Language, If-None-Match, X-Request-ID"
WRITING = READING + b", Authorization, Content-Type, Idempotency-Key, If-Match"
_ORIGIN = re.compile(r"https?://[^/?#@\s]+")
_EXPOSE = (b"access-control-expose-headers", EXPOSED)
_ANY = (b"access-control-allow-origin", b"*")
_VARY = (b"vary", b"Origin")


class Origins:
    """Who may: everybody may read where `*` is set; the origins that are named may read and write."""

    def __init__(self, setting: str) -> None:
        words = [word for word in re.split(r"[\s,]+", setting) if word]
        self.anybody = ANYBODY in words
        named = [word.rstrip("/").lower() for word in words if word not in {NOBODY, ANYBODY}]
        if not words or (NOBODY in words and len(words) > 1) or not all(map(_ORIGIN.fullmatch, named)):
            raise SettingProblem(
                "COUNTERCLAIM_CORS_ORIGINS takes none, * or origins such as https://a.example, with commas "
                "between them."
            )
        self.named = frozenset(word.encode() for word in named)

    def __bool__(self) -> bool:
        return self.anybody or bool(self.named)

    def headers(self, method: str, headers: Iterable[tuple[bytes, bytes]]) -> Headers:
        """What an answer to a request with these headers says."""
        if method == "OPTIONS":
            return []  # what `preflight` says
        vary = [_VARY] if self.named else []
        origin = _of(headers, b"origin")
        if origin in self.named:
            return [(b"access-control-allow-origin", origin), _EXPOSE, *vary]
        if self.anybody and method in READS:
            return [_ANY, _EXPOSE, *vary]
        return vary

    def preflight(self, headers: Iterable[tuple[bytes, bytes]], allowed: Iterable[str]) -> Mapping[str, str]:
        """What else the answer to OPTIONS says where a browser asks before it sends a request."""
        given = list(headers)
        if not _of(given, b"access-control-request-method"):
            return {}
        origin = _of(given, b"origin")
        if origin in self.named:
            methods, names, who = frozenset(allowed), WRITING, origin
        elif self.anybody and origin:
            methods, names, who = READS & set(allowed), READING, b"*"
        else:
            return {}
        return {
            "Access-Control-Allow-Origin": who.decode(),
            "Access-Control-Allow-Methods": ", ".join(sorted(methods)),
            "Access-Control-Allow-Headers": names.decode(),
            "Access-Control-Max-Age": "600",
            "Vary": "Origin, Access-Control-Request-Method",
        }


def _of(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> bytes:
    return next((value for name, value in headers if name == wanted), b"")
