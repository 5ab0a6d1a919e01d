"""How other people's columns become ours: renamed, set, looked up, put together, and their dates read.

One row can make several claims. A mapping is a YAML file; those of some data sets are shipped as profiles.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError

from app.claims.predicate_schemas import PredicateCreate
from app.exchange import bodies
from app.exchange.cells import CellProblem, text
from app.exchange.files import FileProblem
from app.exchange.strictyaml import Loader
from app.nearest import nearest
from app.wire import Body

PROFILES = Path(__file__).parent / "profiles"
_FIELD = re.compile(r"\{([^{}|]+)(?:\|(lower|day))?\}")
"""A place in a template: a column of theirs, in lower case for a key, or a day without its time."""
_TIME = re.compile(r"[T ][0-9:.Z+-]+$")
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?")
Precision = Literal["day", "week", "month", "year", "span"]


class Dates(Body):
    """A date in their columns: its day or first day, its last day, and a code for how precise it is.

    day, month and year take that much of the first day; week is three days before it to three after; span
    is from the first day to the last. Without `codes` it is a span where there is a last day, else a day.
    """

    start: str
    end: str | None = None
    precision: str | None = None
    codes: dict[str, Precision] = Field(default_factory=dict)
    formats: tuple[str, ...] = ()


class Lookup(Body):
    """Their values and ours; `otherwise` stands for all others, which are refused without it."""

    column: str
    values: dict[str, str]
    otherwise: str | None = None


class Making(Body):
    """How cells are made: by our column, from theirs."""

    columns: dict[str, str] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    maps: dict[str, Lookup] = Field(default_factory=dict)
    templates: dict[str, str] = Field(default_factory=dict)
    dates: dict[str, Dates] = Field(default_factory=dict)
    needs: tuple[str, ...] = ()
    unless: dict[str, str] = Field(default_factory=dict)

    def read(self) -> Iterator[str]:
        """Their columns that it reads."""
        yield from self.columns.values()
        yield from (each.column for each in self.maps.values())
        yield from (name for template in self.templates.values() for name in _fields(template))
        for each in self.dates.values():
            yield from (name for name in (each.start, each.end, each.precision) if name)
        yield from self.needs
        yield from self.unless

    def made(self) -> Iterator[str]:
        """Our columns that it makes."""
        for part in (self.columns, self.constants, self.maps, self.templates, self.dates):
            yield from part

    def wanted(self, theirs: Mapping[str, Any]) -> bool:
        """Whether a row makes this claim."""
        return all(name in theirs for name in self.needs) and not any(
            text(theirs.get(name)).strip() == value for name, value in self.unless.items()
        )

    def cells(self, theirs: Mapping[str, Any]) -> dict[str, Any]:
        """Our cells of a row; CellProblem names their column."""
        found: dict[str, Any] = dict(self.constants)
        found |= {our: theirs[name] for our, name in self.columns.items() if name in theirs}
        for our, lookup in self.maps.items():
            if lookup.column in theirs:
                found[our] = _looked_up(lookup, text(theirs[lookup.column]).strip())
        for our, template in self.templates.items():
            if all(name in theirs for name in _fields(template)):
                found[our] = _filled(template, theirs)
        for our, dates in self.dates.items():
            if dates.start in theirs:
                found[our] = _edtf(dates, theirs, value=our == "date")
        return found


class Stored(Making):
    """A mapping file: what all claims of a row share, the claims, and the predicates they need."""

    claims: dict[str, Making] = Field(default_factory=dict)
    predicates: list[dict[str, Any]] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping that was read: what each claim of a row is made by, and the predicates it brings."""

    shared: Making
    claims: Sequence[Making]
    predicates: Sequence[PredicateCreate]

    def check(self, name: str, columns: Sequence[str]) -> None:
        """FileProblem under that name when a column that the mapping reads is not there."""
        read = (each for making in (self.shared, *self.claims) for each in making.read())
        missing = [each for each in dict.fromkeys(read) if each not in columns]
        if missing:
            known = [(each, each) for each in columns]
            near = [found for each in missing for found in nearest(each, known, 1)]
            says = f" Nearest: {', '.join(dict.fromkeys(near))}." if near else ""
            raise FileProblem(f"{name} lacks columns that the mapping reads: {', '.join(missing)}.{says}")

    def rows(self, theirs: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The flat rows that a row of theirs makes."""
        shared = self.shared.cells(theirs)
        for making in self.claims:
            if making.wanted(theirs):
                yield shared | making.cells(theirs)


def shipped() -> list[str]:
    """The names of the profiles."""
    return sorted(path.stem for path in PROFILES.glob("*.yaml"))


def profile(name: str) -> Mapped:
    """A shipped mapping; FileProblem with the known ones for another name."""
    if name not in shipped():
        raise FileProblem(f"There is no profile of that name; known are {', '.join(shipped())}.")
    return read(PROFILES / f"{name}.yaml")


def read(path: Path) -> Mapped:
    """The mapping in a file; FileProblem when it is none."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader)  # noqa: S506 — it is a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as failure:
        raise FileProblem(f"{path} is not YAML: {' '.join(str(failure).split())}.") from failure
    try:
        stored = Stored.model_validate(found, strict=False)
        predicates = [PredicateCreate.model_validate(each) for each in stored.predicates]
    except ValidationError as refused:
        raise FileProblem(f"{path} is no mapping: {_why(refused)}.") from refused
    makings = (stored, *stored.claims.values())
    for name in (name for making in makings for name in making.made()):
        try:
            bodies.column_of(bodies.CLAIM, name)
        except CellProblem as unknown:
            raise FileProblem(f"{path}: {name}: {unknown.detail}") from unknown
    return Mapped(stored, list(stored.claims.values()) or [Making()], predicates)


def _why(refused: ValidationError) -> str:
    """The first fault, with the fields that would do in the place of an unknown one."""
    error = min(refused.errors(), key=lambda each: each["type"] != "extra_forbidden")
    where = "/".join(map(str, error["loc"])) or "the file"
    if error["type"] != "extra_forbidden":
        return f"{where}: {error['msg']}"
    fields = [*Stored.model_fields, *Dates.model_fields, *Lookup.model_fields]
    near = nearest(str(error["loc"][-1]), [(name, name) for name in fields])
    return f"{where} is no field{' (nearest: ' + ', '.join(near) + ')' if near else ''}"


def _fields(template: str) -> list[str]:
    return [name for name, _ in _FIELD.findall(template)]


def _filled(template: str, theirs: Mapping[str, Any]) -> str:
    def cell(place: re.Match[str]) -> str:
        found = text(theirs[place[1]])
        if place[2] == "day":
            return _TIME.sub("", found)
        return found.lower() if place[2] else found

    return _FIELD.sub(cell, template)


def _looked_up(lookup: Lookup, value: str) -> str:
    found = lookup.values.get(value, lookup.otherwise)
    if found is None:
        raise CellProblem(lookup.column, f"takes one of {', '.join(lookup.values)}.")
    return found


def _edtf(dates: Dates, theirs: Mapping[str, Any], *, value: bool) -> str:
    """The days as EDTF: an interval, or for a date that is the value itself one of the days between."""
    first = _day(dates.start, theirs[dates.start], dates.formats)
    last = _day(dates.end, theirs[dates.end], dates.formats) if dates.end in theirs and dates.end else first
    precision = _precision(dates, theirs)
    if precision == "month":
        return first.isoformat()[:7]
    if precision == "year":
        return first.isoformat()[:4]
    if precision == "week":
        first, last = first - timedelta(days=3), first + timedelta(days=3)
    if first > last:
        raise CellProblem(dates.end or dates.start, f"lies before {dates.start}.")
    if first == last:
        return first.isoformat()
    return f"[{first}..{last}]" if value else f"{first}/{last}"


def _precision(dates: Dates, theirs: Mapping[str, Any]) -> Precision:
    if dates.precision is None or dates.precision not in theirs:
        return "span"
    code = text(theirs[dates.precision]).strip()
    if code not in dates.codes:
        raise CellProblem(dates.precision, f"takes one of {', '.join(dates.codes)}.")
    return dates.codes[code]


def _day(column: str, cell: Any, formats: Sequence[str]) -> date:
    written = text(cell).strip()
    try:
        if iso := _ISO.fullmatch(written):
            return date.fromisoformat(iso[1])
    except ValueError:
        pass
    for each in formats:
        try:
            return datetime.strptime(written, each).date()  # noqa: DTZ007 — a day has no time zone
        except ValueError:
            continue
    raise CellProblem(column, "takes a date such as 2016-03-21" + "".join(f" or {each}" for each in formats))
