"""Requests that are refused: other writes, reads, and what fails before it is read."""

import base64
import json
from typing import Any

from app.api.frame import NDJSON
from app.pagination import encode
from tests.api.conftest import CLAIM
from tests.api.refused_claims import IN_URL, MARK, Case

_SEVERITY, _CHANGED = "contradiction.severity", "contradiction.changed_at"
KNOWN_FILTERS = (
    "as_of, claimant, count, cursor, exclude_claimant, exclude_source, expand, group_by, known_by, limit, "
    "modality, only_alignment, polarity, predicate, recorded_since, select, source, stance, status"
)


def _cursor(told: object) -> str:
    """What only looks like a cursor."""
    return base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()


def query(name: str, path: str, pointer: str, fix: str, slug: str = "bad-parameter") -> Case:
    return Case(name, "GET", path, 400, slug, pointer, fix, role=None)


def missing(name: str, path: str, fix: str) -> Case:
    return Case(name, "GET", path, 404, "not-found", None, fix, role=None)


def post(  # noqa: PLR0917 — the columns of a table
    name: str, path: str, status: int, slug: str, pointer: str | None, fix: str, body: Any, **more: Any
) -> Case:
    return Case(name, "POST", path, status, slug, pointer, fix, body, **more)


def raw(  # noqa: PLR0917 — the columns of a table
    name: str, content: bytes, status: int, slug: str, fix: str, kind: str | None = "application/json"
) -> Case:
    headers = {"Content-Type": kind} if kind else {}
    return Case(name, "POST", "/v1/claims", status, slug, None, fix, headers=headers, content=content)


REFUSED_REQUESTS = (
    post("several places", "/v1/claims", 422, "unprocessable", "/predicate", "required", {"subject": 1}),
    post("no body", "/v1/claims", 422, "unprocessable", "", "It takes the fields key, subject", None),
    post("a list as body", "/v1/claims", 422, "unprocessable", "", "JSON object", [MARK]),
    post(
        "supersede another's",
        "/v1/claims/baqir-killed-246/supersede",
        422,
        "unprocessable",
        "/supersedes",
        "Only the claimant",
        {**CLAIM, "predicate": "killed_total"},
    ),
    post(
        "supersede, twice said",
        "/v1/claims/baqir-killed-246/supersede",
        422,
        "unprocessable",
        "/supersedes",
        "leave this field out",
        {**CLAIM, "supersedes": "baqir-salary"},
    ),
    post(
        "supersede nothing",
        "/v1/claims/baqir-killed-247/supersede",
        404,
        "not-found",
        None,
        "Nearest: baqir-killed-246",
        CLAIM,
    ),
    post(
        "retract another's",
        "/v1/claims/baqir-salary/retract",
        403,
        "weak-role",
        None,
        "role editor",
        {"reason": "entry_error", "text": "a slip"},
    ),
    post(
        "withdraw without source",
        "/v1/claims/baqir-salary/retract",
        422,
        "unprocessable",
        "",
        "needs the source",
        {"reason": "withdrawn", "text": MARK},
    ),
    post(
        "assess nothing",
        "/v1/claims/nothing/assessments",
        404,
        "not-found",
        None,
        "/v1/claims",
        {"stance": "supports", "reasons": "x"},
    ),
    post(
        "assess out of range",
        "/v1/claims/baqir-salary/assessments",
        422,
        "unprocessable",
        "/credibility",
        "less than or equal to 6",
        {"stance": "supports", "reasons": "x", "credibility": 7},
    ),
    post(
        "an entity's key taken",
        "/v1/entities",
        409,
        "conflict",
        None,
        "another key",
        {"key": "liwa-al-baqir", "kind": "other", "label": MARK},
    ),
    post(
        "a source's key taken",
        "/v1/sources",
        409,
        "conflict",
        None,
        "another key",
        {"key": "ministry-845", "kind": "other", "title": MARK},
    ),
    post(
        "an entity's unknown kind",
        "/v1/entities",
        422,
        "unprocessable",
        "/kind",
        "'person'",
        {"kind": MARK, "label": "x"},
    ),
    post(
        "an external id's scheme",
        "/v1/entities",
        422,
        "unprocessable",
        "/external_ids",
        "pattern",
        {"kind": "person", "label": "x", "external_ids": {MARK: "Q1"}},
    ),
    post(
        "a source's unknown publisher",
        "/v1/sources",
        422,
        "unprocessable",
        "/publisher",
        "Nearest: alsouria",
        {"kind": "post", "title": "x", "publisher": "al-souria"},
    ),
    post(
        "a source's address",
        "/v1/sources",
        422,
        "unprocessable",
        "/url",
        "https?",
        {"kind": "post", "title": "x", "url": f"javascript:{MARK}"},
    ),
    post(
        "a predicate's key taken",
        "/v1/predicates",
        409,
        "conflict",
        None,
        "another definition",
        {"key": "strength", "label": MARK, "value_type": "text"},
        role="editor",
    ),
    post(
        "a predicate's terms",
        "/v1/predicates",
        422,
        "unprocessable",
        "",
        "terms of this predicate",
        {
            "key": "mood",
            "label": "mood",
            "value_type": "term",
            "terms": [{"key": "good", "label": "good", "broader": "zzmarkzz"}],
        },
        role="editor",
    ),
    post(
        "a predicate from a contributor",
        "/v1/predicates",
        403,
        "weak-role",
        None,
        "needs editor",
        {"key": "mood", "label": "mood", "value_type": "text"},
    ),
    post("no key", "/v1/claims", 401, "missing-key", None, "counterclaim keys create", CLAIM, role=None),
    post(
        "another scheme",
        "/v1/claims",
        401,
        "missing-key",
        None,
        "Bearer ck_live_",
        CLAIM,
        headers={"Authorization": f"Basic {IN_URL}"},
        role=None,
    ),
    post(
        "a mistyped key",
        "/v1/claims",
        401,
        "missing-key",
        None,
        "mistyped",
        CLAIM,
        headers={"Authorization": "Bearer ck_live_0000"},
        role=None,
    ),
    post("a reader's key", "/v1/claims", 403, "weak-role", None, "--role contributor", CLAIM, role="reader"),
    raw(
        "a form",
        b"subject=liwa-al-baqir",
        415,
        "unsupported-media-type",
        "--json",
        kind="application/x-www-form-urlencoded",
    ),
    raw("no content type", json.dumps(CLAIM).encode(), 415, "unsupported-media-type", "--json", kind=None),
    post(
        "a key that is none",
        "/v1/claims",
        400,
        "bad-header",
        "Idempotency-Key",
        "1 to 255 printable ASCII",
        CLAIM,
        headers={"Idempotency-Key": "zzmarkzz" * 40},
    ),
    Case(
        "a change of whatever it says",
        "PATCH",
        "/v1/entities/liwa-al-baqir",
        428,
        "precondition-required",
        "If-Match",
        "Send If-Match with the ETag",
        {"label": MARK},
        role="editor",
    ),
    Case(
        "a change of another state",
        "PATCH",
        "/v1/sources/tamimi-ldf-2016",
        412,
        "precondition-failed",
        "If-Match",
        "GET it again",
        {"title": MARK},
        headers={"If-Match": '"zzmarkzz"'},
        role="editor",
    ),
    Case(
        "a change as text",
        "PATCH",
        "/v1/entities/liwa-al-baqir",
        415,
        "unsupported-media-type",
        None,
        "application/merge-patch+json or application/json",
        headers={"Content-Type": "text/plain"},
        content=b"{}",
    ),
    raw("lines to a route of one claim", b"{}", 415, "unsupported-media-type", "--json", kind=NDJSON),
    post("a batch that is a claim", "/v1/claims:batch", 422, "unprocessable", "", "JSON array", CLAIM),
    post("a batch of nothing", "/v1/claims:batch", 422, "unprocessable", "", "JSON array", None),
    post("a batch of too many", "/v1/claims:batch", 422, "unprocessable", "", "Split it", [1] * 1001),
    post(
        "a batch that is all or none",
        "/v1/claims:batch?atomic=true",
        422,
        "unprocessable",
        "/1/subject",
        "leave atomic out",
        [CLAIM, {**CLAIM, "subject": MARK}],
    ),
    post(
        "a batch that may be dry",
        "/v1/claims:batch?dry_run=1",
        400,
        "bad-parameter",
        "dry_run",
        "true or false",
        [],
    ),
    post("a batch, misspelled", "/v1/claims:batch?dryrun=true", 400, "bad-parameter", "query", "dry_run", []),
    Case(
        "a line of a batch",
        "POST",
        "/v1/claims:batch",
        400,
        "malformed-json",
        None,
        "line 3",
        headers={"Content-Type": NDJSON},
        content=b'{"a": 1}\n\n{"a": 1, "a": 2}\n',
    ),
    Case(
        "a batch as text",
        "POST",
        "/v1/claims:batch",
        415,
        "unsupported-media-type",
        None,
        "application/json or application/x-ndjson",
        headers={"Content-Type": "text/csv"},
        content=b"a,b",
    ),
    raw("broken JSON", b'{"subject": ', 400, "malformed-json", "JSON"),
    raw("no UTF-8", b'{"subject": "\xff"}', 400, "malformed-json", "UTF-8"),
    raw("nested too deeply", b"[" * 200_000, 400, "malformed-json", "nested"),
    raw("a number too long", b'{"value": ' + b"9" * 5000 + b"}", 400, "malformed-json", "number"),
    raw("over a megabyte", b" " * 1_000_001, 413, "too-large", "1,000,000 bytes"),
    missing("a path that is none", f"/v1/{IN_URL}", "/docs"),
    post("a write to no path", "/v1/nothing", 404, "not-found", None, "/docs", CLAIM),
    missing("no such entity", "/v1/entities/liwa-al-bakir", "Nearest: liwa-al-baqir"),
    missing("nothing like it", f"/v1/claims/{IN_URL}", "/v1/claims lists them"),
    missing("no such source's claims", "/v1/sources/ministry/claims", "ministry-845"),
    missing("no such predicate", "/v1/predicates/strenght", "Nearest: strength"),
    missing("no such contradiction", f"/v1/contradictions/{IN_URL}", "/v1/contradictions"),
    missing("a NUL in a path", "/v1/entities/a%00b", "U+0000"),
    Case(
        "deleting",
        "DELETE",
        "/v1/claims/baqir-salary",
        405,
        "method-not-allowed",
        None,
        "GET, HEAD, OPTIONS",
        None,
    ),
    Case("putting", "PUT", "/v1/claims", 405, "method-not-allowed", None, "GET, HEAD, OPTIONS, POST", CLAIM),
    post("posting to a page", "/docs", 405, "method-not-allowed", None, "GET, HEAD", {}),
    post("posting to a file", "/static/page.css", 405, "method-not-allowed", None, "GET, HEAD", {}),
    query("unknown filter", f"/v1/claims?colour={IN_URL}", "query", KNOWN_FILTERS),
    query(
        "unknown filter of entities",
        "/v1/entities?type=person",
        "query",
        "alignment, count, cursor, expand, group_by, kind",
    ),
    query(
        "the path's own filter",
        "/v1/entities/liwa-al-baqir/claims?subject=iran",
        "query",
        "Known here: as_of, claimant",
    ),
    query("a filter twice", "/v1/claims?subject=iran&subject=iran", "query", "once"),
    query(
        "a day twice",
        "/v1/entities/liwa-al-baqir/claims?known_by=2016-01-01&known_by=2016-01-02",
        "known_by",
        "once",
    ),
    query("no such status", f"/v1/claims?status={IN_URL}", "status", "live, superseded, retracted"),
    query("no such code", f"/v1/contradictions?code={IN_URL}", "code", "value_disjoint"),
    query("no such time", f"/v1/claims?recorded_since={IN_URL}", "recorded_since", "2026-03-21"),
    query("an unknown field", "/v1/claims?select=id,statuss,zzmarkzz", "select", "Nearest: status"),
    query("no field at all", f"/v1/claims/baqir-salary?select={IN_URL}", "select", "separated by commas: id"),
    query("an empty field", "/v1/entities?select=", "select", "separated by commas: id"),
    query("a field of another type", "/v1/claims?select=subject.names", "select", "Nearest: subject"),
    query("a field below a word", "/v1/claims?select=status.zzmarkzz", "select", "Nearest: status"),
    query("an unknown relation", f"/v1/claims?expand={IN_URL}", "expand", "commas: subject, value.entity"),
    query("a relation of another object", "/v1/contradictions?expand=subject", "expand", "question.subjects"),
    query("expand where nothing is named", "/v1/rules?expand=subject", "query", "count, select"),
    query("an unknown group", f"/v1/claims?group_by={IN_URL}", "group_by", "subject, predicate, source"),
    query("a group that the path decides", "/v1/entities/iran/claims?group_by=subject", "group_by", "is one"),
    query("fields of groups", "/v1/claims?group_by=status&select=id", "group_by", "leave sort, select"),
    query("sorted groups", "/v1/contradictions?group_by=code&sort=severity", "group_by", "leave sort"),
    query("an estimated count", f"/v1/claims?count={IN_URL}", "count", "exact"),
    query("a count of one object", "/v1/sources/ministry-845?count=exact", "query", "expand, select"),
    query("a cursor of items", f"/v1/claims?group_by=code&cursor={encode('claim.seq', 1)}", "group_by", "is"),
    query(
        "a cursor of other groups",
        f"/v1/claims?group_by=status&cursor={encode('group stance', 'neutral')}",
        "cursor",
        "another list",
        "bad-cursor",
    ),
    query("limit zero", "/v1/claims?limit=0", "limit", "1 to 500"),
    query("limit too large", "/v1/claims?limit=501", "limit", "1 to 500"),
    query("limit no number", f"/v1/claims?limit={IN_URL}", "limit", "1 to 500"),
    query("limit of pairs", "/v1/contradictions/x/pairs?limit=-1", "limit", "1 to 500"),
    query("broken cursor", f"/v1/claims?cursor={IN_URL}", "cursor", "next_cursor", "bad-cursor"),
    query("a cursor cut short", "/v1/claims?cursor=WzE", "cursor", "next_cursor", "bad-cursor"),
    *(
        query(f"a cursor of {name}", f"/v1/{given}", "cursor", "next_cursor", "bad-cursor")
        for name, given in {
            "numbers alone": f"claims?cursor={_cursor([1, 2])}",
            "text alone": f"claims?cursor={_cursor(['a'])}",
            "nothing": f"claims?cursor={_cursor([])}",
            "no list": f"claims?cursor={_cursor({})}",
            "nested lists": f"claims?cursor={_cursor([[['claim.seq']], 1])}",
            "another list": f"claims?cursor={encode('entity.seq', 1)}",
            "another length": f"claims?cursor={encode('claim.seq', 1, 2)}",
            "another kind": f"claims?cursor={encode('claim.seq', 'a')}",
            "a truth": f"claims?cursor={encode('claim.seq', True)}",
            "a number too long": f"claims?cursor={encode('claim.seq', 2**53 + 1)}",
            "another sort": f"contradictions?sort=severity&cursor={encode('contradiction.seq', 1)}",
            "the other way": f"contradictions?sort=-severity&cursor={encode(_SEVERITY, 0.5, 1)}",
            "no number": f"contradictions?sort=severity&cursor={encode(_SEVERITY, float('nan'), 1)}",
            "no end": f"contradictions?sort=severity&cursor={encode(_SEVERITY, float('inf'), 1)}",
            "half a letter": f"contradictions?sort=changed_at&cursor={encode(_CHANGED, chr(0xD800), 1)}",
            "no letter": f"contradictions?sort=changed_at&cursor={encode(_CHANGED, chr(0), 1)}",
            "much text": f"contradictions?sort=changed_at&cursor={encode(_CHANGED, 'a' * 301, 1)}",
        }.items()
    ),
    query(
        "no such sort",
        f"/v1/contradictions?sort={IN_URL}",
        "sort",
        "severity, -severity, open_weight, -open_weight, detected_at, -detected_at, changed_at, -changed_at",
    ),
    query("no sort", "/v1/contradictions?sort=", "sort", "-changed_at"),
    query("a list without sorts", "/v1/claims?sort=severity", "query", KNOWN_FILTERS),
    *(
        query(f"severity {text}", f"/v1/contradictions?min_severity={text}", "min_severity", "from 0 to 1")
        for text in (IN_URL, "", "nan", "1e1", "-0.1", "1.01", "0x1", "%D9%A1", "0.5%0A", "0" * 400)
    ),
    missing(
        "an unknown claim filter", "/v1/contradictions?claim=baqir-killed-247", "Nearest: baqir-killed-246"
    ),
    query("no predicate", "/v1/entities/liwa-al-baqir/positions", "predicate", "?predicate=strength"),
    query(
        "more than a predicate",
        "/v1/entities/liwa-al-baqir/positions?predicate=strength&limit=5",
        "query",
        "Known here: as_of, count, exclude_claimant, exclude_source, expand, known_by, only_alignment, "
        "predicate, select, valid_at",
    ),
    *(
        query(f"{path} {name}={text}", f"{path}{name}={text}", name, fix)
        for path in (
            "/v1/claims?",
            "/v1/contradictions?",
            "/v1/entities/liwa-al-baqir/claims?",
            "/v1/entities/liwa-al-baqir/timeline?",
            "/v1/entities/liwa-al-baqir/positions?predicate=strength&",
        )
        for name, text, fix in (
            ("valid_at", "2016", "such as 2016-03-21"),
            ("valid_at", "2016-02-30", "a day that exists"),
            ("known_by", "20160321", "such as 2016-03-21"),
            ("known_by", IN_URL, "such as 2016-03-21"),
            ("as_of", "2016-02-30", "a day that exists"),
            ("as_of", IN_URL, "2026-03-21T10:00:00Z"),
        )
    ),
    *(
        missing(f"{path} without nobody", f"{path}{name}={ref}", f"Nearest: {nearest}")
        for path in (
            "/v1/claims?",
            "/v1/contradictions?",
            "/v1/entities/liwa-al-baqir/timeline?",
            "/v1/entities/liwa-al-baqir/positions?predicate=strength&",
        )
        for name, ref, nearest in (
            ("exclude_source", "tamimi-ldf-2017", "tamimi-ldf-2016"),
            ("exclude_source", "tamimi-ldf-2016&exclude_source=alsouria-2016-02", "alsouria-2016-01"),
            ("exclude_claimant", "liwa-al-bakir", "liwa-al-baqir"),
        )
    ),
    query(
        "sorted by the time of detection in a picture",
        "/v1/contradictions?as_of=2999-01-01&sort=detected_at",
        "sort",
        "severity or open_weight",
    ),
    query(
        "a sort nobody knows in a picture", "/v1/contradictions?as_of=2999-01-01&sort=age", "sort", "severity"
    ),
    missing("the impact of no source", "/v1/sources/tamimi-ldf-2017/impact", "Nearest: tamimi-ldf-2016"),
    missing("an unknown subject filter", "/v1/claims?subject=liwa-al-bakir", "Nearest: liwa-al-baqir"),
    missing("an unknown predicate filter", "/v1/contradictions?predicate=strenght", "Nearest: strength"),
)
