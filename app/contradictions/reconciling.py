"""What the candidates to reconcile a contradiction are computed from, read from the record."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from app.claims.values import time
from app.claims.values.predicate import Predicate
from app.contradictions.background import Background, background, speaker
from app.contradictions.origins import carrier, claimant
from app.contradictions.reconciliations import Case, Witness, reconciliations
from app.contradictions.rules.fact import Fact
from app.db import Row, Session, table
from app.entities.models import EntityName

_names = table(EntityName)
_ALIASES = (
    select(_names.c.text)
    .where(_names.c.entity == bindparam("entity"), _names.c.kind == "alias")
    .order_by(_names.c.position)
)
PAIR = 2


def reconciled(
    session: Session, row: Row, groups: Sequence[tuple[Predicate, Sequence[Fact]]]
) -> list[dict[str, str]]:
    """The candidates for a contradiction whose two witnesses still stand; `groups` are its members."""
    wanted = [witness["id"] for witness in json.loads(row["witness"])]
    standing = {fact.claim: (predicate, fact) for predicate, facts in groups for fact in facts}
    if len(wanted) != PAIR:
        return []
    known = background(session, standing)
    by_id = {known.rows[claim]["id"]: claim for claim in standing}
    if not all(each in by_id for each in wanted):
        return []
    one, other = (_witness(known, *standing[by_id[each]]) for each in wanted)
    aliases = [text for (text,) in session.tuples(_ALIASES, entity=row["subject"])]
    return reconciliations(
        Case(row["code"], one, other, known.rows[by_id[wanted[0]]]["subject_label"], aliases, known.names)
    )


def _witness(known: Background, predicate: Predicate, fact: Fact) -> Witness:
    row: dict[str, Any] = known.rows[fact.claim]
    chain = known.chains[fact.claim]
    return Witness(
        fact=fact,
        predicate=predicate,
        claimant=speaker(chain[0]),
        account=known.account(fact.claim),
        source=row["source_id"],
        links=frozenset([claimant(chain[0], row["voice"]), *map(carrier, chain[1:])]),
        when=time.phrase(row["valid_edtf"]) if row["valid_edtf"] else "",
        stated=time.phrase(row["stated"]) if row["stated"] else "",
        entity=row["value_label"],
    )
