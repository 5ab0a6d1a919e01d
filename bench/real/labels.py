"""Onsets of downward revisions beside the days of known corrections."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app.claims.values import time


def days(path: Path) -> list[date]:
    """Every day that stands under "date" anywhere in a JSON file; ValueError when it holds none."""
    found = sorted(set(_days(json.loads(path.read_text(encoding="utf-8")))))
    if not found:
        message = f'{path.name} names no day under "date"'
        raise ValueError(message)
    return found


def _days(document: Any) -> Iterable[date]:
    if isinstance(document, list):
        for each in document:
            yield from _days(each)
    elif isinstance(document, dict):
        for name, each in document.items():
            if name == "date" and isinstance(each, str):
                yield date.fromisoformat(each)
            else:
                yield from _days(each)


def compared(history: Sequence[dict[str, Any]], known: Sequence[date]) -> dict[str, int]:
    """How many downward revisions there are, how many begin on a known day, how many within one of it.

    A count is as of its last day; a fall is found among dated counts alone, so each has one.
    """
    distances = []
    for each in history:
        if each["type"] == "revision_down":
            onset = time.parse(each["later"]["valid"]).spans[-1].soft_hi
            distances.append(min(abs(onset - day.toordinal()) for day in known))
    return {
        "onsets": len(distances),
        "on the day": distances.count(0),
        "within a day": sum(distance <= 1 for distance in distances),
    }
