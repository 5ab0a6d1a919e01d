"""Random histories in a small world: what is claimed, retracted and superseded, and on which database."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from app import intake
from app.access.keys import OPERATOR
from app.claims.predicate_schemas import PredicateCreate
from app.claims.schemas import ClaimCreate, RetractionCreate
from app.contradictions import service
from app.db import Database, WriteSession
from app.settings import Settings
from tests.conftest import Databases, Where, record_at

JUDGE = [{"agent": "ministry", "role": "claimant"}]
SUBJECTS = ("brigade", "network", "fighter")
VOICES = ("analyst", "rebel", "ministry", "commander")
CARRIERS = ("outlet-a", "outlet-b")
SOURCES = ("paper-2015", "paper-2016", "paper-undated")
TOPICS: tuple[tuple[str, ...], ...] = (  # what needs particular dates to fire stands here more than once
    ("founded", "active_since"),
    ("founded", "active_since"),
    ("founded", "active_since"),
    ("killed_total",),
    ("killed_total",),
    ("killed_total",),
    ("strength",),
    ("status",),
    ("manner_of_death",),
    ("led_by",),
    ("part_of",),
    ("self_description",),
    ("status", "led_by", "part_of"),  # the dead lead nobody
    ("died", "led_by"),
    *(("founded", "active_since"),) * 2,
    *(("status", "at_large"),) * 7,
    ("part_of",),
    *(("commanded_by",),) * 6,
    *(("roster", "belongs_to"),) * 3,
)
WIDE = (("part_of",), ("commanded_by",), ("roster", "belongs_to"))  # between the claims of several subjects
EXTRA: tuple[dict[str, Any], ...] = (
    {"key": "commanded_by", "label": "commander", "value_type": "entity", "inverse_single": True},
    {
        "key": "at_large",
        "label": "freedom of movement",
        "value_type": "boolean",
        "excludes": [{"predicate": "status", "value": "true", "other_value": "dead"}],
    },
    {
        "key": "roster",
        "label": "roster",
        "value_type": "quantity",
        "single": "yes",
        "whole": {"predicate": "roster", "via": "belongs_to"},
    },
    {"key": "belongs_to", "label": "mother unit", "value_type": "entity"},
)
DATES = ("2011", "2012", "2012-06", "2012-06~", "2013?", "2014", "[2011,2014]")
VALUES: dict[str, Sequence[Any]] = {
    "strength": ("100", "about 100", "at least 150", "200", "up to 120", "50 to 90", "180 rifles"),
    "killed_total": ("10", "about 30", "up to 40", "at least 60", "80", "100", "20 or 60"),
    "founded": DATES,
    "active_since": DATES,
    "status": ("alive", "detained", "disappeared", "dead", "killed", "assassinated"),
    "manner_of_death": ("killed", "killed in action", "assassinated", "executed"),
    "led_by": ({"entity": "analyst"}, {"entity": "rebel"}, {"any_of": ["rebel", "commander"]}),
    "part_of": ({"entity": "network"}, {"entity": "brigade"}, {"entity": "fighter"}),
    "roster": ("90", "100", "about 120", "at least 60", "up to 100"),
    "belongs_to": ({"entity": "network"}, {"entity": "network"}, {"entity": "brigade"}),
    "died": DATES,
    "commanded_by": ({"entity": "analyst"}, {"entity": "rebel"}),
    "at_large": (True, True, True, False),
    "self_description": ("independent", "a committee"),
}
TIMES = (None, "2015", "2015-06", "2015-06-10", "2016-01-10", "2016", "2014/..", "2014/2015-06-10", "2016~")
COUNTED = ("2014", "2015", "2015-06-10", "2016-01-10", "2016", None)  # a count falls between two days
LASTING = ("2015", "2015-06-10", "2014/..", "2014/2016")  # parts and wholes are added up where times meet
STATED = (None, None, "2016-02-01", "2016-05", "2017-01-01")
SPECIAL = {
    "killed_total": COUNTED,
    **dict.fromkeys(("roster", "belongs_to", "commanded_by", "at_large"), LASTING),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One write: a claim, which may supersede the claim of an earlier step, or a retraction of one."""

    claim: dict[str, Any] | None = None
    earlier: int | None = None

    def __repr__(self) -> str:
        if self.claim is None:
            return f"retract {self.earlier}"
        return f"{self.claim}" + ("" if self.earlier is None else f" superseding {self.earlier}")


@st.composite
def attributions(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A claimant that is an entity or only a name, alone or carried, perhaps with a dispute."""
    first: dict[str, Any] = {"role": "claimant"}
    first |= draw(st.sampled_from([*({"agent": voice} for voice in VOICES), {"name": "a witness"}]))
    if draw(st.integers(0, 3)):
        return [first]
    carrier = {"agent": draw(st.sampled_from(CARRIERS)), "role": "reporter"}
    stance = draw(st.sampled_from(("neutral", "disputes", "disputes", None)))
    return [first, carrier | ({"stance": stance} if stance else {})]


@st.composite
def bodies(draw: st.DrawFn, subject: str, predicate: str) -> dict[str, Any]:
    """A claim's body on one of few values and times, so that conflicts are frequent."""
    valid = draw(st.sampled_from(SPECIAL.get(predicate, TIMES)))
    stated = draw(st.sampled_from(STATED))
    counted = predicate == "strength" and draw(st.integers(0, 5)) == 0
    return {
        "subject": subject,
        "predicate": predicate,
        "value": draw(st.sampled_from(VALUES[predicate])),
        "polarity": "denies" if predicate != "killed_total" and draw(st.integers(0, 5)) == 0 else "asserts",
        "modality": draw(st.sampled_from(("certain", "certain", "certain", "probable"))),
        "source": draw(st.sampled_from(SOURCES)),
        "attribution": draw(attributions()),
        **({"valid": {"edtf": valid}} if valid else {}),
        **({"stated": stated} if stated else {}),
        **({"scope": {"method": "a census"}} if counted else {}),
    }


@st.composite
def histories(draw: st.DrawFn, topics: Sequence[tuple[str, ...]] = TOPICS) -> list[Step]:
    """Writes on a few questions: claims, supersessions by the same voice, retractions, in any order."""
    asked = draw(
        st.lists(
            st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(topics)), min_size=1, max_size=4, unique=True
        )
    )
    slots = [
        (each, predicate)
        for subject, topic in asked
        for predicate in topic
        for each in (SUBJECTS if topic in WIDE else (subject,))
    ]
    steps: list[Step] = []
    live: list[int] = []
    for place in range(draw(st.integers(8, 28))):
        kind = draw(st.sampled_from(("claim", "claim", "claim", "claim", "retract", "supersede")))
        if kind == "claim" or not live:
            steps.append(Step(draw(bodies(*draw(st.sampled_from(slots))))))
            live.append(place)
            continue
        earlier = live.pop(draw(st.integers(0, len(live) - 1)))
        if kind == "retract":
            steps.append(Step(None, earlier))
            older = steps[earlier].earlier
            if older is not None:
                live.append(older)  # a slip superseded nothing
            continue
        old = steps[earlier].claim
        assert old is not None
        same = {name: old[name] for name in ("attribution", "source")}
        steps.append(Step(draw(bodies(old["subject"], old["predicate"])) | same, earlier))
        live.append(place)
    return steps


class World:
    """A database that is made anew from a template for each history; statements stay compiled."""

    def __init__(self, databases: Databases, template: Where, folder: Path) -> None:
        self.databases, self.template, self.folder = databases, template, folder
        self.copy = ExitStack()
        self._known: dict[Where, Database] = {}
        self.database: Database

    def fresh(self) -> WriteSession:
        """A session on a copy of the template."""
        return self.renewed().writer()

    def renewed(self) -> Database:
        """A copy of the template, in place of the one before."""
        self.copy.close()
        where = self.copy.enter_context(self.databases.again(self.template, self.folder))
        if where not in self._known:
            self._known[where] = Database(Settings(database=str(where)).url)
        self.database = self._known[where]
        return self.database


@contextmanager
def world_of(databases: Databases, folders: pytest.TempPathFactory) -> Iterator[World]:
    """The small world: its predicates, subjects, voices and sources."""
    with databases.copied("predicates", folders.mktemp("template")) as template:
        _fill(template)
        found = World(databases, template, folders.mktemp("world"))
        with found.copy:
            yield found


def _fill(template: Where) -> None:
    with record_at(template) as record:
        for each in EXTRA:
            given = PredicateCreate.model_validate(each)
            record.writer.call(partial(intake.add_predicate, account=OPERATOR, given=given))
        for key in (*SUBJECTS, *VOICES, *CARRIERS):
            record.entity(key)
        for key in (*SOURCES, "paper-unused"):
            year = key.removeprefix("paper-")
            record.source(key, **({"published": year} if year.isdigit() else {}))


def play(
    session: WriteSession, steps: Sequence[Step], *, watched: bool, after: Callable[[], object] = lambda: None
) -> None:
    """Every step through the one door, each with a savepoint as the writer gives it, then `after`.

    Watched, rows and recomputation are compared after each.
    """
    ids: list[str | None] = []
    session.plain(session.database.begin_write)
    for step in steps:
        session.plain("SAVEPOINT command")
        written = _write(session, step, ids)
        ids.append(written if step.claim is not None else None)
        session.plain("RELEASE SAVEPOINT command")
        after()
        if watched:
            assert list(service.check(session)) == []
    session.plain("COMMIT")


def _write(session: WriteSession, step: Step, ids: Sequence[str | None]) -> str:
    earlier = None if step.earlier is None else ids[step.earlier]
    if step.claim is None:
        assert earlier is not None
        told = RetractionCreate(reason="entry_error", text="a slip")
        return str(intake.retract(session, OPERATOR, earlier, told).document["id"])
    body = ClaimCreate.model_validate(step.claim | ({"supersedes": earlier} if earlier else {}))
    return str(intake.record(session, OPERATOR, body).document["id"])


def play_at_once(session: WriteSession, steps: Sequence[Step], most: int) -> None:
    """The steps in batches of up to so many, as an import writes them: each batch rechecked once."""
    numbered = list(enumerate(steps))
    for first in range(0, len(steps), most):
        session.plain(session.database.begin_write)
        with intake.Batch(session, OPERATOR) as batch:
            written = batch.each(numbered[first : first + most], partial(_batched, batch))
            batch.finish()
        assert written == [True] * len(written)
        session.finish()
        session.plain("COMMIT")


def _batched(batch: intake.Batch, numbered: tuple[int, Step]) -> bool:
    place, step = numbered
    if step.claim is None:
        return batch.retract(f"step-{step.earlier}", {"reason": "entry_error", "text": "a slip"})
    older = {} if step.earlier is None else {"supersedes": f"step-{step.earlier}"}
    return batch.record({**step.claim, **older, "key": f"step-{place}"})
