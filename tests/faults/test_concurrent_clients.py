"""64 clients at once: nothing is lost, nothing is there twice, and the rows are what the log says."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from app import rebuild
from app.contradictions import service
from app.db import Session
from app.provenance import log
from tests.conftest import Record, Server, Where, record_at
from tests.faults.conftest import Prepared
from tests.faults.posting import Body, post_all

CLAIMS = 5000
TWICE = 200
ONE_QUESTION = 1000
SLOWEST = 0.25  # seconds for one post at the thousandth claim of a question, on a busy machine


def recorded(session: Session) -> Counter[str]:
    """How often each key stands in the log."""
    return Counter(entry.body["key"] for entry in log.replay(session) if entry.op == "claim.recorded")


def assert_whole(record: Record, keys: set[str]) -> None:
    """The claims with these keys and no others, each once; log, rows and recomputation agree."""
    assert recorded(record.reader) == dict.fromkeys(keys, 1)
    assert list(log.faults(record.reader)) == []
    assert log.head(record.reader) == sum(1 for _ in log.replay(record.reader))
    assert list(service.check(record.reader)) == []
    before = rebuild.digests(record.reader)
    assert record.writer.call(rebuild.rebuild) == before


def test_5000_claims_of_64_clients_are_stored_once_each(
    prepared: Prepared,
    bodies: Callable[..., Iterator[Body]],
    serve: Callable[[Where], Server],
    figure: Callable[[str], None],
) -> None:
    given = list(islice(bodies("load", 1), CLAIMS))
    again = given[:: CLAIMS // TWICE]
    both = [*given]
    random.Random(2).shuffle(both)  # noqa: S311 — data, not secrets
    for place, body in enumerate(again):
        both.insert(both.index(body) + 1 + place % 3, body)  # sent twice, nearly at the same time
    server = serve(prepared.path)
    told = post_all(server.url, prepared.key, both)
    assert told.refused == []
    assert len(told.answers) == CLAIMS + TWICE
    new = [key for key, status in told.answers if status == 201]
    assert sorted(new) == sorted(body["key"] for body in given)
    figure(f"64 clients on many questions: {told.figures()}")
    shown = server.client.get("/v1/claims", params={"limit": 1}).json()
    assert shown
    server.stop()
    with record_at(prepared.path) as record:
        assert_whole(record, {body["key"] for body in given})


def test_many_claims_on_one_question_do_not_slow_a_post_beyond_bounds(
    prepared: Prepared, serve: Callable[[Where], Server], figure: Callable[[str], None]
) -> None:
    chosen = random.Random(3)  # noqa: S311 — data, not secrets
    given: list[Body] = [
        {
            "key": f"one-{number}",
            "subject": "group-0",
            "predicate": "strength",
            "value": chosen.choice(("{}", "about {}", "at least {}", "up to {}")).format(
                chosen.randint(50, 5000)
            ),
            "valid": {"edtf": f"2016-01-{chosen.randint(1, 28):02}"},
            "source": "paper",
            "attribution": [{"name": f"Witness {number}", "role": "claimant"}],
        }
        for number in range(ONE_QUESTION)
    ]
    server = serve(prepared.path)
    told = post_all(server.url, prepared.key, given)
    assert told.refused == []
    assert told.acknowledged == {body["key"] for body in given}
    last = (told.moments[-1] - told.moments[-101]) / 100
    figure(f"64 clients on one question: {told.figures()}; {last * 1000:.0f} ms a claim at {ONE_QUESTION}")
    assert last < SLOWEST
    server.stop()
    with record_at(prepared.path) as record:
        assert_whole(record, told.acknowledged)
