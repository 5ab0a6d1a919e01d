"""The battery: every place with hostile cases, and what must hold of each answer."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple

from starlette.types import ASGIApp

from app import strictjson
from bench.asgi import Answered, Asked, ask
from tests.hostile.cases import Case
from tests.hostile.places import ALL, Interface, Place

PATIENCE = 1.0  # seconds of CPU an answer may take
LONGEST_PROBLEM = 16 * 1024
KEY = re.compile(r"[\w.-]+")
TELLING = 6  # characters from which on a text is not in an answer by chance


class Failure(NamedTuple):
    """What was wrong with one answer."""

    operation: str
    place: str
    case: str
    what: str


@dataclass
class Report:
    """What a run saw."""

    requests: int = 0
    accepted: int = 0
    returned: int = 0
    slowest: float = 0.0
    failures: list[Failure] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def told(self) -> str:
        """One line."""
        return (
            f"{self.requests:,} hostile requests, {self.accepted:,} accepted, "
            f"{self.returned:,} texts back as sent, slowest {self.slowest * 1000:.0f} ms of CPU, "
            f"{len(self.failures)} failures"
        )


def chosen(places: Sequence[Place], share: float) -> Iterator[tuple[Place, Case]]:
    """That share of the cases of each place, other ones for every place; a quarter of it for headers.

    Headers are the same for every operation, and most are read by none.
    """
    for number, place in enumerate(places):
        fitting = [case for case in ALL if place.takes(case)]
        kept = share / 4 if share < 1 and place.name.startswith("header") else share
        most = math.ceil(len(fitting) * kept)
        step = len(fitting) / most
        # Neighbours are alike: a stride takes some of every group, the shift others for the next place.
        yield from ((place, fitting[int(number * 5 + turn * step) % len(fitting)]) for turn in range(most))


async def run(app: ASGIApp, interface: Interface, share: float, *, problems: bool = True) -> Report:
    """Sends the battery; `problems` asks besides that every refusal is in the one shape."""
    report = Report()
    for place, case in chosen(list(interface.places()), share):
        asked = place.put(case)
        answered = await ask(app, asked)
        report.requests += 1
        report.statuses[answered.status] += 1
        report.slowest = max(report.slowest, answered.seconds)
        wrong = _wrong(asked, answered, case, problems=problems)
        if HTTPStatus.OK <= answered.status < HTTPStatus.MULTIPLE_CHOICES:
            report.accepted += 1
            if wrong is None and place.texts and case.text is not None and _took(asked, answered):
                report.returned += 1
                wrong = None if _holds(answered.body, case.text) else "the text came back changed"
        if wrong is not None:
            report.failures.append(Failure(place.operation, place.name, case.name, wrong))
    return report


def _wrong(asked: Asked, answered: Answered, case: Case, *, problems: bool) -> str | None:
    if answered.raised or answered.status == 0 or answered.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"{answered.status} {answered.raised}"
    if answered.seconds > PATIENCE:
        return f"took {answered.seconds:.1f} s"
    if problems and answered.status >= HTTPStatus.BAD_REQUEST:
        return _not_a_problem(asked, answered, case)
    return None


def _not_a_problem(asked: Asked, answered: Answered, case: Case) -> str | None:
    if answered.headers.get("content-type") != "application/problem+json":
        return f"{answered.status} is no problem+json"
    if len(answered.body) > LONGEST_PROBLEM:
        return "the problem is longer than 16 KB"
    told = strictjson.loads(answered.body)
    if not isinstance(told, dict) or told.get("status") != answered.status or not told.get("detail"):
        return "the problem is not told"
    if _echoed(case, told):
        return "the problem repeats what was sent"
    return None


def _echoed(case: Case, told: dict[str, Any]) -> bool:
    if case.text is None or len(case.text) < TELLING or KEY.fullmatch(case.text):
        return False  # a key may be there by now, and be proposed as the nearest to itself
    return any(case.text in each for each in _strings(told))


def _took(asked: Asked, answered: Answered) -> bool:
    """Whether a write took what it was sent: a batch and an import tell of it item by item."""
    if asked.method not in ("POST", "PUT"):
        return False
    told = json.loads(answered.body)
    return not told.get("refused") and not told.get("summary", {}).get("refused")


def _holds(body: bytes, text: str) -> bool:
    return any(text == each for each in _strings(json.loads(body)))


def _strings(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for name, inner in document.items():
            yield name
            yield from _strings(inner)
    elif isinstance(document, list):
        for inner in document:
            yield from _strings(inner)
