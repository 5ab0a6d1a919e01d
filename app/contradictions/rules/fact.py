"""A claim as the rules see it: bounds, days and a voice, without a database."""

from dataclasses import dataclass, field

from app.claims.values.base import Interval
from app.claims.values.time import BEGINNING, END

__all__ = ["BEGINNING", "END", "Fact", "Finding"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One live claim, normalised.

    Days are proleptic Gregorian ordinals with BEGINNING and END for unbounded; a claim without valid
    time has from BEGINNING..END and to BEGINNING..END. `said` is the earliest day on which the
    claimant can have said it (None: not known). `voice` identifies the claimant, `subject` the entity that
    the claim is about.
    """

    claim: int
    predicate: str
    voice: str
    subject: str = ""
    intervals: tuple[Interval, ...] = ()
    choices: tuple[str, ...] = ()
    denies: bool = False
    modality: str = "certain"
    scope: str = "{}"
    unit: str = ""
    from_lo: int = BEGINNING
    from_hi: int = END
    to_lo: int = BEGINNING
    to_hi: int = END
    said: int | None = None
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found in one question: the witness carries severity and explanation.

    `witness` is (A, B) in the order in which the rule's sentence names them, or (A,) alone;
    `members` are all claims that take part, witness included, in ascending order. `bounds` and
    `days` are the numbers that were compared, for the trace. `window` is the stretch of days in which the
    conflict holds, unbounded where time does not matter. `subjects` are the entities that the conflict is
    about where it is about several, in the order of the sentence.
    """

    code: str
    certain: bool
    severity: float
    witness: tuple[int, ...]
    members: tuple[int, ...]
    bounds: dict[str, float | None] = field(default_factory=dict)
    days: dict[str, int | None] = field(default_factory=dict)
    clause: str = ""
    window: tuple[int, int] = (BEGINNING, END)
    subjects: tuple[str, ...] = ()
