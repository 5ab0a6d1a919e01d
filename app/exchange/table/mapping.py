"""How a data set's own columns and properties are called here: mapping.yaml beside its claims.csv."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from app.exchange.files import FileProblem
from app.exchange.strictyaml import Loader

FIELDS = ("columns", "properties", "without_counterpart", "names", "corrections", "control")


@dataclass(frozen=True, slots=True)
class Control:
    """A count that must contradict: the property's, raised above all others, so many days earlier."""

    property: str
    days_before: int
    code: str


@dataclass(frozen=True, slots=True)
class Renaming:
    """What a mapping says.

    `columns` gives their name for ours, `properties` another property that counts the same thing;
    `names` are never parted into alternatives; `corrections` is a JSON file whose "date" values are
    the days of known corrections.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    corrections: str | None = None
    control: Control | None = None


NOTHING_RENAMED = Renaming()


def read(path: Path) -> Renaming:
    """The mapping in a file; FileProblem when it is none."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader)  # noqa: S506 — it is a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as failure:
        raise FileProblem(f"{path} is not YAML: {' '.join(str(failure).split())}.") from failure
    if not isinstance(found, dict) or not set(found) <= set(FIELDS):
        raise FileProblem(f"{path} takes {', '.join(FIELDS)} at the top and nothing else.")
    corrections = found.get("corrections")
    if corrections is not None and not isinstance(corrections, str):
        raise FileProblem(f"{path}: corrections names a JSON file beside claims.csv.")
    return Renaming(
        _texts(path, found, "columns"),
        _texts(path, found, "properties"),
        _names(path, found.get("names") or []),
        corrections,
        _control(path, found.get("control")),
    )


def _texts(path: Path, found: Mapping[str, Any], name: str) -> dict[str, str]:
    given = found.get(name) or {}
    if not isinstance(given, dict) or not all(
        isinstance(each, str) for pair in given.items() for each in pair
    ):
        raise FileProblem(f"{path}: {name} takes names and what each stands for, as text.")
    return given


def _names(path: Path, given: object) -> frozenset[str]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise FileProblem(f"{path}: names takes a list of texts.")
    return frozenset(given)


def _control(path: Path, given: object) -> Control | None:
    if given is None:
        return None
    shape = {"property": str, "days_before": int, "code": str}
    if not isinstance(given, dict) or {name: type(each) for name, each in given.items()} != shape:
        raise FileProblem(f"{path}: control takes property, days_before (a number) and code.")
    return Control(**given)
