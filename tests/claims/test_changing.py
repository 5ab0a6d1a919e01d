"""The side of a claim follows that of its claimant and documents, and is what a new claim would have."""

import random

from app import rebuild
from app.claims import present
from app.claims import service as claims
from app.db import Session
from tests.conftest import Record

SIDES = ("east", "west", None)
PEOPLE = ("analyst", "rebel", "outlet-a", "outlet-b")


def stored(session: Session) -> dict[int, str | None]:
    return {row["seq"]: row["alignment"] for row in session.rows(claims.claims.select())}


def expected(session: Session) -> dict[int, str | None]:
    """What recording each claim now would give it."""
    found = {}
    for seq in stored(session):
        chain = [
            {side: link[side]["id"] if link[side] else None for side in ("agent", "source")}
            for link in present.chain(session, seq)
        ]
        found[seq] = claims._alignment(session, chain)
    return found


def test_after_any_changes_of_sides_every_claim_has_the_side_that_it_would_get_now(record: Record) -> None:
    chosen = random.Random(7)  # noqa: S311 — data, not secrets
    papers = [record.source(f"paper-{number}").document["key"] for number in range(4)]
    for number in range(40):
        first = {"agent": chosen.choice(PEOPLE)} if chosen.random() < 0.6 else {"name": f"W{number}"}
        chain = [{**first, "role": "claimant"}]
        chain += [
            {"name": f"V{place}", "role": "reporter", "source": chosen.choice(papers)}
            for place in range(chosen.randrange(3))
        ]
        record.claim(subject="brigade", predicate="strength", value=str(number), attribution=chain)
    seen = set()
    for _ in range(40):
        if chosen.random() < 0.5:
            record.change(chosen.choice(PEOPLE), alignment=chosen.choice(SIDES))
        else:
            record.change_source(chosen.choice(papers), alignment=chosen.choice(SIDES))
        now = stored(record.reader)
        assert now == expected(record.reader)
        seen.add(tuple(now.values()))
    assert len(seen) > 10, "the changes changed nothing"
    before = rebuild.digests(record.reader)
    assert record.writer.call(rebuild.rebuild) == before
