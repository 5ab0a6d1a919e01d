"""Recording one claim: what looking for contradictions again costs, in records of growing size."""

import time
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, NamedTuple

from app.access.keys import OPERATOR
from app.claims import service as claims
from app.claims.schemas import ClaimCreate
from app.contradictions import detect
from bench.counting import Counting, steps
from bench.figures import Goal, Round, Sample
from bench.load import WrongAnswer
from bench.scene import Benchmark, Scene

TIME, ROWS, STEPS = "CPU µs", "rows read", "SQLite steps"
REPEATS = 20
CASES: Mapping[str, tuple[bool, int]] = {
    "small question, agrees": (False, 1),
    "small question, conflict": (False, 10),
    "largest question, agrees": (True, 1),
    "largest question, conflict": (True, 10),
}
"""Whether the claim is on the largest question, and how many times the others' figure it says."""
_number = count()


class Rechecked(NamedTuple):
    """What a recheck took, and the contradictions it opened, changed or closed."""

    seconds: float
    rows: int
    changed: list[str]


def prepare(scene: Scene) -> Callable[[int], Round]:
    """Rounds of claims that are recorded and rolled back, in every record and of every case."""
    masses = [scene.mass(size) for size in scene.size.masses]
    sessions = [scene.counting(mass) for mass in masses]
    return lambda _: {
        f"{case}, of {len(mass.said):,}": _measured(session, *mass.asked(largest=largest), times)
        for case, (largest, times) in CASES.items()
        for mass, session in zip(masses, sessions, strict=True)
    }


def _measured(session: Counting, subject: str, strength: int, times: int) -> Sample:
    body = claim(subject, strength * times)
    found = [recorded(session, body) for _ in range(REPEATS)]
    for each in found:
        if bool(each.changed) is not (times > 1):
            raise WrongAnswer(f"A strength {times} times the others' changed {each.changed}.")
    with steps(session) as counted:
        recorded(session, body, lambda: counted.__setitem__(0, 0))
    return {
        TIME: sum(each.seconds for each in found) / REPEATS * 1e6,
        ROWS: sum(each.rows for each in found) / REPEATS,
        STEPS: float(counted[0]),
    }


def claim(subject: str, strength: int) -> dict[str, Any]:
    """The body of a claim on a strength, by a voice that is new to the question."""
    return {
        "subject": subject,
        "predicate": "strength",
        "value": {"text": f"{strength} fighters"},
        "valid": {"edtf": "2016-05"},
        "source": "report",
        "attribution": [{"agent": "named", "role": "claimant"}],
    }


def recorded(
    session: Counting, body: Mapping[str, Any], begun: Callable[[], None] = lambda: None
) -> Rechecked:
    """Records the claim, rechecks what it touches, and rolls everything back; only the recheck counts."""
    given = ClaimCreate.model_validate({**body, "key": f"recheck-{next(_number)}"})
    session.plain(session.database.begin_write)
    try:
        _, _, moved = claims.add(session, OPERATOR.id, given)
        begun()
        rows, before = session.fetched, time.process_time()
        changed = detect.recheck(session, moved)
        return Rechecked(time.process_time() - before, session.fetched - rows, changed)
    finally:
        session.plain("ROLLBACK")


def _flat(case: str, measure: str) -> Goal:
    def ratio(found: Round) -> float:
        sizes = [sample for who, sample in found.items() if who.startswith(case)]
        return sizes[-1][measure] / sizes[0][measure]

    return Goal(f"{case}: {measure}, largest record ≤ 1.5 × smallest", ratio, at_most=1.5)


BENCHMARK = Benchmark(
    "recheck",
    "recheck after recording a claim",
    prepare,
    tuple(_flat(case, measure) for case in CASES for measure in (TIME, ROWS)),
)
