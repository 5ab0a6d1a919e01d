"""`counterclaim show`: one object by id or key."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from app.cli.command import OK, USAGE, Command, Failure
from app.cli.output import document, show

if TYPE_CHECKING:
    from app.db import ReadSession

KINDS = ("claim", "entity", "source", "predicate", "contradiction")
"""Also the prefixes of the ids."""


def run(given: Namespace) -> int:
    """Shows a claim, entity, source, predicate or contradiction as a panel, or as the API answers it."""
    from app.cli.opening import reading
    from app.cli.panels import PANELS

    with reading(given) as session:
        kind, found = _only(session, given.reference, given.kind)
        if given.json:
            document(found)
        else:
            show(PANELS[kind](session, found))
    return OK


def _only(session: "ReadSession", reference: str, kind: str | None) -> tuple[str, dict[str, Any]]:
    """The object's kind and document; a key may name a claim and, say, an entity at once."""
    prefix = reference.split("_", 1)[0]
    asked = [kind] if kind else [prefix] if prefix in KINDS else list(KINDS)
    found = [(each, it) for each in asked if (it := _find(session, each, reference)) is not None]
    if not found and prefix in KINDS and kind is None:  # a key may begin like an id
        found = [(each, it) for each in KINDS if (it := _find(session, each, reference)) is not None]
    if not found:
        raise Failure(_nearest(session, reference, kind), USAGE)
    if len(found) > 1:
        kinds = " and ".join(f"a{'n' if each == 'entity' else ''} {each}" for each, _ in found)
        raise Failure(f"The key names {kinds}; say which with --kind {found[0][0]}.", USAGE)
    return found[0]


def _find(session: "ReadSession", kind: str, reference: str) -> dict[str, Any] | None:
    from app.claims import judgements, predicates, present
    from app.claims import service as claims
    from app.contradictions import service as contradictions
    from app.entities import service as entities
    from app.errors import NotFound
    from app.sources import service as sources

    try:
        match kind:
            case "claim":
                return present.claim(session, claims.get(session, reference)["seq"])
            case "entity":
                return judgements.shown(session, [entities.get(session, reference)])[0]
            case "source":
                return sources.present(session, [sources.get(session, reference)])[0]
            case "predicate":
                return predicates.present(session, [predicates.get(session, reference)])[0]
            case _:
                return contradictions.full(session, contradictions.get(session, reference))
    except NotFound:
        return None


def _nearest(session: "ReadSession", reference: str, kind: str | None) -> str:
    from app.claims.suggestions import CANDIDATES
    from app.nearest import nearest

    among = [CANDIDATES[each][0] for each in ([kind] if kind else KINDS) if each in CANDIDATES]
    names = nearest(reference, [pair for candidates in among for pair in candidates(session)])
    advice = f"Nearest: {', '.join(names)}." if names else "counterclaim contradictions lists some."
    return f"Nothing{f' of the kind {kind}' if kind else ''} has this id or key. {advice}"


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("reference", metavar="KEY", help="an id or a key")
    parser.add_argument("--kind", choices=KINDS, help="what it is, where a key names more than one thing")


COMMAND = Command("show", "Show a claim, entity, source, predicate or contradiction.", run, _options)
