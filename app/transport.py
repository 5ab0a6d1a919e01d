"""One request over HTTP as a careful client makes it: retried where that is safe, refusals as exceptions."""

import random
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx

from app.errors import Fault

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
AGAIN = frozenset({429, 502, 503, 504})
"""Statuses that may pass; 409 too, where it says when to come back: the first attempt is still going on."""
LONGEST_PAUSE = 30.0
"""Seconds; a server that asks for more patience than that gets its answer handed on."""


class ClientError(Exception):
    """What a client can raise."""


class Unreachable(ClientError):
    """No answer, after every retry; whether a write was done is not known."""


class ProblemError(ClientError):
    """A refusal (RFC 9457): `type`, `title`, `status`, `detail`, and `errors` with places of the body."""

    def __init__(self, status: int, told: Mapping[str, Any]) -> None:
        self.status = status
        self.type = str(told.get("type", "about:blank"))
        self.title = str(told.get("title", "The server refused"))
        self.detail = str(told.get("detail", f"The server answered {status} without a word of explanation."))
        self.instance = told.get("instance")
        places = told.get("errors", [])
        self.errors = [Fault(each["pointer"], each["detail"]) for each in places]
        super().__init__(f"{self.detail} ({self.status}, {self.type})")


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a request is tried again, and the seconds before the first time; they double each time."""

    most: int = 4
    pause: float = 0.2


class Transport:
    """Requests to one server; a write carries an Idempotency-Key that its retries share."""

    def __init__(self, base_url: str, key: str | None, timeout: float, retries: Retries) -> None:
        self.retries = retries
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._http = httpx.Client(base_url=base_url, headers=headers, timeout=timeout, follow_redirects=True)

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def json(self, method: str, path: str, params: Mapping[str, Any] | None = None, body: Any = None) -> Any:
        """The JSON that the request is answered with; ProblemError or Unreachable otherwise."""
        return self.answer(method, path, params, body)[1]

    def answer(
        self, method: str, path: str, params: Mapping[str, Any] | None = None, body: Any = None
    ) -> tuple[int, Any]:
        """The same with the status."""
        given = {name: _text(value) for name, value in (params or {}).items() if value is not None}
        with self._answered(method, path, given, body, whole=True) as answer:
            try:
                return answer.status_code, answer.json()
            except ValueError:
                raise ProblemError(answer.status_code, {"detail": "The answer is no JSON."}) from None

    @contextmanager
    def stream(self, path: str, params: Mapping[str, Any]) -> Iterator[Iterator[bytes]]:
        """The bytes of a download as they come; a download that breaks off raises Unreachable."""
        given = {name: _text(value) for name, value in params.items() if value is not None}
        with self._answered("GET", path, given, None, whole=False) as answer:
            try:
                yield answer.iter_bytes()
            except httpx.TransportError as failure:
                raise Unreachable(f"The download broke off: {failure}") from failure

    @contextmanager
    def _answered(
        self, method: str, path: str, params: Mapping[str, Any], body: Any, *, whole: bool
    ) -> Iterator[httpx.Response]:
        headers = {"Idempotency-Key": str(uuid.uuid4())} if method in WRITES else {}
        request = self._http.build_request(
            method, path, params=params, headers=headers, **({} if body is None else {"json": body})
        )
        answer = self._sent(request, whole=whole)
        try:
            if not answer.is_success:
                raise _refusal(answer)
            yield answer
        finally:
            answer.close()

    def _sent(self, request: httpx.Request, *, whole: bool) -> httpx.Response:
        """The first answer that is no reason to try again, or the last; a `whole` one is there to its end."""
        for attempt in range(self.retries.most + 1):
            last = attempt == self.retries.most
            try:
                answer = self._http.send(request, stream=not whole)
            except httpx.TransportError as failure:
                if last:
                    where = request.url.copy_with(query=None)
                    raise Unreachable(
                        f"{where} does not answer: {str(failure) or type(failure).__name__}"
                    ) from failure
                time.sleep(self._pause(attempt))
                continue
            asked = _asked_for(answer)
            if last or not _may_pass(answer, asked) or (asked or 0) > LONGEST_PAUSE:
                return answer
            answer.close()
            time.sleep(max(asked or 0, self._pause(attempt)))
        raise AssertionError  # the last attempt returns or raises

    def _pause(self, attempt: int) -> float:
        """Half of it at random, so that many clients do not come back at once."""
        longest: float = min(self.retries.pause * 2**attempt, LONGEST_PAUSE)
        return longest * random.uniform(0.5, 1)  # noqa: S311 — spreads retries over time; nobody gains by guessing it


def _may_pass(answer: httpx.Response, asked: float | None) -> bool:
    return answer.status_code in AGAIN or (answer.status_code == HTTPStatus.CONFLICT and asked is not None)


def _asked_for(answer: httpx.Response) -> float | None:
    """The seconds of Retry-After, which is a number or a date."""
    told = answer.headers.get("retry-after")
    if told is None:
        return None
    if told.isascii() and told.isdigit():
        return float(told[:6])
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _refusal(answer: httpx.Response) -> ProblemError:
    try:
        answer.read()
        told = answer.json()
    except (ValueError, httpx.TransportError):
        told = {}
    return ProblemError(answer.status_code, told if isinstance(told, dict) else {})


def _text(value: Any) -> Any:
    """A parameter's value as it stands in a query; a list stands for several."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_text(each) for each in value]
    return str(value)
