"""`counterclaim contradictions`: what cannot all be true."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from app.cli.command import OK, USAGE, Command, Failure
from app.cli.output import document, note, table

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from app.db import ReadSession

LISTED = "detected_at"


def run(given: Namespace) -> int:
    """Lists contradictions in the order they were found, or by --sort."""
    found = _asked_for(given) if given.server else _stored(given)
    if given.json:
        document({"data": found, "next_cursor": None, "has_more": False})
        return OK
    if found:
        columns = ("severity", "label", "code", "subject", "explanation", "id")
        table(columns, [_cells(each) for each in found], ("severity", "label", "code", "id"))
    note(f"{len(found)} contradiction{'' if len(found) == 1 else 's'}.")
    return OK


def _stored(given: Namespace) -> list[dict[str, Any]]:
    from app.cli.opening import reading
    from app.contradictions import service

    with reading(given) as session:
        return service.summaries(session, _rows(session, given))


def _asked_for(given: Namespace) -> list[dict[str, Any]]:
    from app.cli import remote

    named = ("subject", "code", "label", "status", "min_severity")
    asked = {name: getattr(given, name) for name in named}
    if given.sort != LISTED:  # their own order, in which nothing is missed while one pages
        asked["sort"] = given.sort
    with remote.client(given) as client:
        return [remote.told(each) for each in client.contradictions(limit=remote.MOST, **asked)]


def _rows(session: "ReadSession", given: Namespace) -> list[dict[str, Any]]:
    from sqlalchemy import bindparam

    from app.claims import identity
    from app.contradictions import service
    from app.contradictions.models import STATUSES
    from app.contradictions.rules import BY_CODE
    from app.entities import service as entities
    from app.jsonsql import numbers
    from app.provenance.canonical import canonical

    row = service.rows.c
    _one_of("--code", given.code, tuple(BY_CODE))
    _one_of("--status", given.status, (*STATUSES, "any"))
    wanted = service.LISTING.order_by(*_order(given.sort))
    if given.status != "any":
        wanted = wanted.where(row.status == given.status)
    if given.code is not None:
        wanted = wanted.where(row.code == given.code)
    if given.label is not None:
        wanted = wanted.where(row.label == given.label)
    if given.subject is not None:
        named = identity.group_seqs(session, entities.get(session, given.subject))
        wanted = wanted.where(service.about_any(numbers(bindparam("about", canonical(named)))))
    if given.min_severity is not None:
        wanted = wanted.where(row.severity >= _share(session, given.min_severity))
    return session.rows(wanted)


def _share(session: "ReadSession", text: str) -> object:
    from app.api.references import share
    from app.errors import BadParameter

    try:
        return share("--min-severity")(session, text)
    except BadParameter as wrong:
        raise Failure(wrong.detail, USAGE) from wrong


def _order(sort: str) -> "list[ColumnElement[Any]]":
    from app.contradictions import service

    _one_of("--sort", sort, tuple(f"{turn}{name}" for name in service.SORTS for turn in ("", "-")))
    columns = service.SORTS[sort.removeprefix("-")]
    return [column.desc() if sort.startswith("-") else column.asc() for column in columns]


def _one_of(option: str, text: str | None, known: tuple[str, ...]) -> None:
    if text is not None and text not in known:
        raise Failure(f"{option} is one of {', '.join(known)}.", USAGE)


def _cells(found: dict[str, Any]) -> tuple[object, ...]:
    subjects = (each["key"] or each["label"] for each in found["question"]["subjects"])
    return (
        f"{found['severity']:.2f}",
        found["label"],
        found["code"],
        ", ".join(subjects),
        found["explanation"],
        found["id"],
    )


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--subject", metavar="KEY", help="only about this entity (id or key)")
    parser.add_argument("--code", help="only of this kind, such as monotone_break")
    parser.add_argument("--label", choices=("certain", "possible"), help="only certain or possible ones")
    says = "open when not said; explained, resolved, dismissed, closed, any"
    parser.add_argument("--status", default="open", help=says)
    parser.add_argument("--min-severity", metavar="NUMBER", help="only those at least this severe, 0 to 1")
    says = "severity, open_weight, detected_at or changed_at; --sort=-severity puts the most severe first"
    parser.add_argument("--sort", default=LISTED, metavar="ORDER", help=says)


COMMAND = Command(
    "contradictions", "List contradictions: how surely, between whom, why.", run, _options, server=True
)
