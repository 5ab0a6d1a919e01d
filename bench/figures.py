"""What rounds of measurement come to: medians with their range, ratios of one round, goals."""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

OURS = "counterclaim"
Sample = Mapping[str, float]
Round = Mapping[str, Sample]
"""One turn of everybody: who was measured, and what came out, the measure that counts first."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of several rounds and the range they lie in."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """The spread of at least one value."""
        return cls(min(values), statistics.median(values), max(values))

    def __str__(self) -> str:
        return f"{short(self.median)} [{short(self.low)}–{short(self.high)}]"


def short(number: float) -> str:
    """A number with three significant digits and no exponent."""
    if number == 0:
        return "0"
    digits = 2 - math.floor(math.log10(abs(number)))
    return f"{round(number, digits):,.{max(digits, 0)}f}"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of them do not pass (nearest rank)."""
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on a ratio of two figures of one round; without a bound it is only shown."""

    says: str
    ratio: Callable[[Round], float]
    at_least: float | None = None
    at_most: float | None = None

    def met(self, ratio: float) -> bool | None:
        """Whether a ratio keeps the bound; None when there is none."""
        if self.at_least is None and self.at_most is None:
            return None
        return (self.at_least is None or ratio >= self.at_least) and (
            self.at_most is None or ratio <= self.at_most
        )


def at_most(bound: float, peer: str, measure: str) -> Goal:
    """Ours takes at most `bound` times what the peer takes."""
    return Goal(
        f"≤ {bound:g} × {peer}", lambda found: found[OURS][measure] / found[peer][measure], at_most=bound
    )


def at_least(bound: float, peer: str, measure: str) -> Goal:
    """The peer takes at least `bound` times what ours takes."""
    return Goal(
        f"{peer} ≥ {bound:g} × ours",
        lambda found: found[peer][measure] / found[OURS][measure],
        at_least=bound,
    )


def shown(peer: str, measure: str) -> Goal:
    """The ratio of ours to a peer that no goal speaks of."""
    return Goal(f"ours / {peer}", lambda found: found[OURS][measure] / found[peer][measure])


@dataclass(frozen=True, slots=True)
class Compared:
    """A goal and the ratios the rounds gave; the median decides."""

    goal: str
    ratio: Spread
    met: bool | None


@dataclass(frozen=True, slots=True)
class Result:
    """A benchmark's figures by who and measure, and its goals."""

    name: str
    title: str
    rounds: int
    figures: dict[str, dict[str, Spread]]
    compared: list[Compared]

    def document(self) -> dict[str, Any]:
        """The result as JSON takes it."""
        return asdict(self)


def summary(name: str, title: str, rounds: Sequence[Round], goals: Sequence[Goal]) -> Result:
    """The result of at least one round; everybody takes part in every round."""
    figures = {
        who: {measure: Spread.of([found[who][measure] for found in rounds]) for measure in sample}
        for who, sample in rounds[0].items()
    }
    compared = []
    for goal in goals:
        ratio = Spread.of([goal.ratio(found) for found in rounds])
        compared.append(Compared(goal.says, ratio, goal.met(ratio.median)))
    return Result(name, title, len(rounds), figures, compared)
