"""Claims that are refused: each like the README's, wrong in one place."""

from typing import Any, NamedTuple
from urllib.parse import quote

from tests.api.conftest import CLAIM

MARK = "zQ<wrong>&\u00e9\u0645Qz"
"""Text that no stored name, key or message contains."""
IN_URL = quote(MARK)


class Case(NamedTuple):
    """A request that must be refused, and what the refusal says."""

    name: str
    method: str
    path: str
    status: int
    slug: str
    pointer: str | None
    fix: str
    body: Any = None
    headers: dict[str, str] | None = None
    role: str | None = "contributor"
    content: bytes | None = None


def claim(
    name: str, pointer: str | None, fix: str, status: int = 422, slug: str = "unprocessable", **body: Any
) -> Case:
    """A claim like the README's, changed in one place."""
    return Case(name, "POST", "/v1/claims", status, slug, pointer, fix, {**CLAIM, **body})


def link(**more: Any) -> list[dict[str, Any]]:
    return [{"agent": "katibat-al-nayrab", "role": "claimant", **more}]


REFUSED_CLAIMS = (
    claim("unknown predicate", "/predicate", "Nearest: strength", predicate="strenght"),
    claim("unknown subject", "/subject", "Nearest: liwa-al-baqir", subject="liwa-al-bakir"),
    claim("unknown source", "/source", "Nearest: alsouria-2016-01", source="alsouria-2016-02"),
    claim(
        "unknown agent",
        "/attribution/0/agent",
        "Nearest: katibat-al-nayrab",
        attribution=[{"agent": "katibat-nayrab", "role": "claimant"}],
    ),
    claim(
        "unknown document",
        "/attribution/0/source",
        "Nearest: ministry-845",
        attribution=link(source="ministry-854"),
    ),
    claim(
        "unknown superseded claim", "/supersedes", "Nearest: baqir-strength-2000", supersedes="baqir-strength"
    ),
    claim("nothing near", "/subject", "/v1/entities lists them", subject=MARK),
    claim("no quantity", "/value", "about 200 fighters", value=f"a great many {MARK}"),
    claim("no quantity in an object", "/value/text", "several dozen", value={"text": MARK}),
    claim("unknown value field", "/value", "Known here: text, amount, unit", value={MARK: 5}),
    claim("a value of another type", "/value/type", '"quantity"', value={"type": MARK, "text": "5"}),
    claim("a list as value", "/value", "Write a number", value=[1, 2]),
    claim("an entity for a quantity", "/value", "Known here: text, amount", value={"entity": "iran"}),
    claim("a text for an entity", "/value/entity", "/v1/entities lists them", predicate="led_by", value=MARK),
    claim("no term", "/value", "Its terms are alive", predicate="status", value=MARK),
    claim("no date", "/value", "Such dates parse", predicate="founded", value=f"once upon {MARK}"),
    claim("reversed date", "/valid/edtf", "reversed", valid={"edtf": "2016-03/2015"}),
    claim("impossible date", "/valid/edtf", "no day 30", valid={"edtf": "2016-02-30"}),
    claim("no EDTF", "/valid/edtf", "Such dates parse", valid={"edtf": MARK}),
    claim("no EDTF in a link", "/attribution/0/on", "Such dates parse", attribution=link(on=MARK)),
    claim("no EDTF as stated", "/stated", "Such dates parse", stated=MARK),
    claim(
        "a set held throughout",
        "/valid/edtf",
        "sometime",
        valid={"edtf": "[2012,2015]", "mode": "throughout"},
    ),
    claim("empty attribution", "/attribution", "At least 1 is needed", attribution=[]),
    claim("a link without a name", "/attribution/0", "either agent", attribution=[{"role": "claimant"}]),
    claim("an unknown role", "/attribution/0/role", "'claimant'", attribution=link(role=MARK)),
    claim("a wording without stance", "/attribution/0", "stance", attribution=link(wording=MARK)),
    claim("a claimant against himself", "/attribution/0/stance", "denies", stance={"position": "disputes"}),
    claim("an unknown scope key", "/scope", "population", scope={MARK: "x"}),
    claim("a scope that is needed", "/scope/event", "needs scope.event", predicate="killed_in_event"),
    claim("an unknown field", "", "Nearest: valid", vallid={"edtf": MARK}),
    Case(
        "an unknown field that is strange",
        "POST",
        "/v1/claims",
        422,
        "unprocessable",
        "",
        "It takes the fields key, subject",
        {**CLAIM, MARK: 1},
    ),
    claim(
        "an unknown field below", "/valid", "It takes the fields edtf, mode", valid={"edtf": "2016", MARK: 1}
    ),
    claim(
        "an unknown field of an agent",
        "/attribution/0/agent",
        "Nearest: label",
        attribution=[{"agent": {"kind": "person", "label": MARK, "lable": 1}, "role": "claimant"}],
    ),
    claim(
        "a bad key of a new source",
        "/source/key",
        "a-z 0-9",
        source={"kind": "post", "title": "t", "key": MARK},
    ),
    claim(
        "a bad date of a new source",
        "/source/published",
        "Such dates parse",
        source={"kind": "post", "title": "t", "published": MARK},
    ),
    claim("a number as subject", "/subject", "Text is expected", subject=5),
    claim("an unknown polarity", "/polarity", "'asserts'", polarity=MARK),
    claim("a key with blanks", "/key", "a-z 0-9", key=MARK),
    claim("a key of another body", None, "supersedes", 409, "conflict", key="baqir-strength-2000"),
    claim("another claimant's claim", "/supersedes", "Only the claimant", supersedes="baqir-strength-2000"),
)
