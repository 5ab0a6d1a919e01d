"""A database that many clients write to, and the claims they write."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Databases, Where, record_at
from tests.faults.posting import Body

SUBJECTS = tuple(f"group-{number}" for number in range(20))
VALUES: dict[str, tuple[Any, ...]] = {
    "strength": ("100", "about 200", "at least 150", "up to 120", "500"),
    "killed_total": ("10", "about 30", "at least 60", "80"),
    "founded": ("2011", "2012", "2013-05", "2014?"),
    "active_since": ("2011", "2012-06", "2013"),
    "status": ("alive", "disappeared", "killed", "assassinated"),
    "led_by": ({"entity": "leader-0"}, {"entity": "leader-1"}, {"entity": "leader-2"}),
}
TIMES = (None, "2015", "2015-06-10", "2016-01", "2014/..")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A database that nobody has open, and a key that may write to it."""

    path: Where
    key: str


@pytest.fixture
def prepared(databases: Databases, tmp_path: Path) -> Iterator[Prepared]:
    with databases.copied("predicates", tmp_path) as where:
        yield Prepared(where, _filled(where))


def _filled(where: Where) -> str:
    """Adds what the claims speak of; gives a key that may write."""
    with record_at(where) as record:
        for key in (*SUBJECTS, "leader-0", "leader-1", "leader-2"):
            record.entity(key)
        record.source("paper", published="2016-05")
        return record.key()


@pytest.fixture
def bodies() -> Callable[..., Iterator[Body]]:
    """Claims by many voices on many questions, with conflicts among them; keys begin with `prefix`."""

    def make(prefix: str, seed: int) -> Iterator[Body]:
        chosen = random.Random(seed)  # noqa: S311 — data, not secrets
        number = 0
        while True:
            predicate = chosen.choice(tuple(VALUES))
            valid = chosen.choice(TIMES)
            yield {
                "key": f"{prefix}-{number}",
                "subject": chosen.choice(SUBJECTS),
                "predicate": predicate,
                "value": chosen.choice(VALUES[predicate]),
                "source": "paper",
                "attribution": [{"name": f"Witness {chosen.randrange(60)}", "role": "claimant"}],
                **({"valid": {"edtf": valid}} if valid else {}),
            }
            number += 1

    return make
