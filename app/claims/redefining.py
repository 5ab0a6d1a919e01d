"""What a changed definition may not do to the claims that are stored: each must stay readable as it was."""

import json
from collections.abc import Iterator

from sqlalchemy import bindparam, select

from app.claims.models import Claim
from app.claims.values.predicate import Predicate, Separator
from app.db import Session, table
from app.errors import Conflict, Fault

claims = table(Claim)
_OF_PREDICATE = claims.c.predicate == bindparam("predicate")
_ANY = select(claims.c.seq).where(_OF_PREDICATE).limit(1)
_CHOICES, _SCOPES, _UNITS = (
    select(column).where(_OF_PREDICATE).distinct()
    for column in (claims.c.choices, claims.c.scope, claims.c.unit)
)


def refuse_unreadable(session: Session, old: Predicate, new: Predicate) -> None:
    """Conflict with every place in which claims stored under the old definition would not fit the new one."""
    found = list(_of_type(old, new))
    if session.scalar(_ANY, predicate=old.key) is not None:
        found += [*_of_series(old, new), *_of_terms(session, new), *_of_separators(session, old, new)]
        found += _of_units(session, old, new)
    if found:
        raise Conflict(f"{found[0].detail} Nothing was changed.", found)


def _of_type(old: Predicate, new: Predicate) -> Iterator[Fault]:
    for name in ("value_type", "unit"):
        if getattr(old, name) != getattr(new, name):
            detail = f"A predicate's {name} never changes: add another predicate for values of another."
            yield Fault(f"/{name}", detail)


def _of_series(old: Predicate, new: Predicate) -> Iterator[Fault]:
    if (old.single == "yes") != (new.single == "yes"):
        detail = (
            "single turns from or to yes only while the predicate has no claims: which words of a voice "
            "replace each other rests on it."
        )
        yield Fault("/single", detail)


def _of_terms(session: Session, new: Predicate) -> Iterator[Fault]:
    if new.value_type != "term":
        return
    used = {term for (choices,) in session.tuples(_CHOICES, predicate=new.key) for term in choices.split()}
    gone = sorted(used - {term.key for term in new.terms})
    if gone:
        yield Fault("/terms", f"Claims name terms that are left out: {', '.join(gone)}. Keep these.")


def _of_separators(session: Session, old: Predicate, new: Predicate) -> Iterator[Fault]:
    used = {key for (scope,) in session.tuples(_SCOPES, predicate=new.key) for key in json.loads(scope)}
    before = {each.key: each for each in old.separators}
    now = {each.key: each for each in new.separators}
    gone = sorted(used - now.keys())
    if gone:
        yield Fault(
            "/separators", f"Claims have scope keys that are left out: {', '.join(gone)}. Keep these."
        )
    turned = sorted(key for key in used & now.keys() if now[key].entity != before[key].entity)
    if turned:
        detail = f"entity never changes for a separator that claims use: {', '.join(turned)}."
        yield Fault("/separators", detail)
    needed = sorted(key for key, each in now.items() if each.required and not _required(before.get(key)))
    if needed:
        detail = "A separator becomes required only while the predicate has no claims: those there lack it."
        yield Fault("/separators", detail)


def _of_units(session: Session, old: Predicate, new: Predicate) -> Iterator[Fault]:
    """A unit that claims already have as their own would mean two things."""
    added = {name.lower() for name in new.unit_synonyms} - {name.lower() for name in old.unit_synonyms}
    stored = {unit for (unit,) in session.tuples(_UNITS, predicate=new.key)} - {new.unit}
    both = sorted(added & stored)
    if both:
        detail = f"Claims are stored under units of their own that these synonyms name: {', '.join(both)}."
        yield Fault("/unit_synonyms", detail)


def _required(separator: Separator | None) -> bool:
    return separator is not None and separator.required
