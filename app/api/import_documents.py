"""What an import takes and answers, as OpenAPI describes it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.api.media import TYPES
from app.exchange.mapping import shipped
from app.exchange.sheets import CSV, NDJSON, XLSX


class ImportCreated(BaseModel):
    """How many entities and sources rows added besides themselves."""

    entities: int
    sources: int


class ImportFault(BaseModel):
    """What is wrong with a row: its number (the header is row 1), the column (null for the whole row)."""

    row: int
    column: str | None
    detail: str


class ImportCreates(BaseModel):
    """An entity or a source that a row would add."""

    type: Literal["entity", "source"]
    name: str


class ImportRow(BaseModel):
    """What would become of a row."""

    row: int
    state: Literal["new", "unchanged", "refused"]
    creates: list[ImportCreates]


class ImportRead(BaseModel):
    """What an import did, or in a trial would do: rows by what became of them.

    `errors` are the first thousand, `more_errors` says how many there are besides. `report` has the first
    thousand rows of a trial and is empty otherwise.
    """

    dry_run: bool
    rows: int
    new: int
    unchanged: int
    refused: int
    created: ImportCreated
    errors: Annotated[list[ImportFault], Field(max_length=1000)]
    more_errors: int
    report: Annotated[list[ImportRow], Field(max_length=1000)]


ANSWER = {
    "dry_run": False,
    "rows": 3,
    "new": 1,
    "unchanged": 1,
    "refused": 1,
    "created": {"entities": 1, "sources": 0},
    "errors": [
        {"row": 4, "column": "predicate", "detail": "No predicate has this id or key. Nearest: strength."}
    ],
    "more_errors": 0,
    "report": [],
}
_ROW = {
    "subject": "liwa-al-baqir",
    "predicate": "strength",
    "value": "about 200 fighters",
    "claimant": "katibat-al-nayrab",
    "source": "alsouria-2016-01",
}
_JSON = "{" + ", ".join(f'"{name}": "{cell}"' for name, cell in _ROW.items()) + "}\n"
_EXAMPLES = {
    CSV: ("a row written by hand", ",".join(_ROW) + "\n" + ",".join(_ROW.values()) + "\n"),
    NDJSON: ("the same as an object a line", _JSON),
    XLSX: ("a workbook, of which the first sheet is read", "PK… (the bytes of an .xlsx file)"),
}
BODY: dict[str, Any] = {
    "required": True,
    "description": "A file of flat rows; docs/import.md describes the columns.",
    "content": {
        media: {
            "schema": {"type": "string", **({"format": "binary"} if format_ == XLSX else {})},
            "examples": {"body 1": dict(zip(("summary", "value"), _EXAMPLES[format_], strict=True))},
        }
        for media, format_ in TYPES.items()
    },
}


def _parameter(name: str, says: str, schema: dict[str, Any], example: object) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": says,
        "schema": schema,
        "example": example,
    }


PARAMETERS = [
    _parameter(
        "dry_run",
        "true writes nothing and tells of each row what would become of it.",
        {"type": "boolean", "default": False},
        True,
    ),
    _parameter(
        "profile",
        "The columns are those of this data set, not ours.",
        {"type": "string", "enum": shipped()},
        "ucdp-ged",
    ),
    _parameter("sheet", "The sheet of a workbook, where it is not the first.", {"type": "string"}, "Claims"),
]
