"""Two claims in conflict: how conflicts rank, how the strongest is found without trying every pair."""

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from app.contradictions.rules import bounds
from app.contradictions.rules.fact import BEGINNING, END, Fact, Finding
from app.contradictions.rules.overlap import Clock, Timed

VOICES_A_GROUP = 2  # whoever the other claimant is, one of two is somebody else


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims that cannot, or probably cannot, both be true, in the order in which a sentence names them.

    `strength` is the severity before rounding. `lo` and `hi` are the bounds that do not meet (None
    where values, not bounds, exclude each other); `tie` ranks equals, larger first.
    """

    first: Timed
    second: Timed
    certain: bool
    hard: bool
    strength: float
    tau: float
    tie: tuple[float, ...]
    lo: float | None = None
    hi: float | None = None

    @property
    def severity(self) -> float:
        """From 0 to 1, in thousandths."""
        return round(self.strength, 3)

    @property
    def witness(self) -> tuple[int, int]:
        """The two claims."""
        return self.first.fact.claim, self.second.fact.claim

    @property
    def rank(self) -> tuple[bool, float, tuple[float, ...]]:
        """Certain before possible, then the more severe."""
        return self.certain, self.strength, self.tie


Judge = Callable[[Timed, Timed], Conflict | None]


def both_certain(one: Fact, other: Fact) -> bool:
    """Whether neither claimant hedges."""
    return one.modality == other.modality == "certain"


def above(kind: str, high: Timed, low: Timed) -> Conflict | None:
    """The conflict of a value that lies above another although it must not, at whatever times."""
    clash = bounds.clash(kind, high.fact.intervals, low.fact.intervals)
    if clash is None or not clash.ahead:
        return None
    certain = clash.hard and both_certain(high.fact, low.fact)
    return Conflict(
        first=high,
        second=low,
        certain=certain,
        hard=clash.hard,
        strength=clash.delta if certain else clash.delta / 2,
        tau=1.0,
        tie=(clash.hard, clash.lo, -high.fact.claim, -clash.hi, -low.fact.claim),
        lo=clash.lo,
        hi=clash.hi,
    )


def stronger(one: Conflict | None, other: Conflict | None) -> Conflict | None:
    """The conflict that ranks higher, if there is any."""
    found = [conflict for conflict in (one, other) if conflict is not None]
    return max(found, key=lambda conflict: conflict.rank, default=None)


def representatives(entries: Iterable[Timed], *, stated: bool = False) -> list[Timed]:
    """The claims without those that say the same of the same time as two other voices before them.

    Two voices a group suffice: whichever claim conflicts with a member, one of the two conflicts
    alike, is not its own voice and has no higher number. With `stated` the days as stated count
    besides the span. In order of claims.
    """
    groups: dict[Hashable, list[Timed]] = {}
    for entry in sorted(entries, key=lambda each: each.fact.claim):
        group = groups.setdefault(_saying(entry, stated=stated), [])
        if len(group) < VOICES_A_GROUP and all(entry.fact.voice != other.fact.voice for other in group):
            group.append(entry)
    return sorted((entry for group in groups.values() for entry in group), key=lambda each: each.fact.claim)


def _saying(entry: Timed, *, stated: bool) -> tuple[Hashable, ...]:
    """All of a claim that decides what it conflicts with, its voice apart."""
    fact = entry.fact
    days = (fact.from_lo, fact.from_hi, fact.to_lo, fact.to_hi) if stated else ()
    return fact.intervals, fact.choices, fact.denies, fact.modality, entry.span, days


def loudest(entries: Iterable[Timed]) -> str | None:
    """The voice with the most claims: whatever conflicts is never its own on both sides."""
    counted = Counter(entry.fact.voice for entry in entries)
    return max(counted, key=lambda voice: (counted[voice], voice), default=None)


def foremost(
    lefts: Sequence[Timed], rights: Sequence[Timed], judge: Judge, ceiling: tuple[bool, float]
) -> Conflict | None:
    """The highest conflict of a left with a right claim, lowest claim numbers first among equals.

    Both sides in order of claims; `ceiling` is the highest label and strength there can be, where
    the search ends.
    """
    crowd = loudest(rights)
    apart = [entry for entry in rights if entry.fact.voice != crowd]
    best: Conflict | None = None
    for left in lefts:
        for right in apart if left.fact.voice == crowd else rights:
            found = judge(left, right)
            if found is None:
                continue
            if best is None or (found.certain, found.strength) > (best.certain, best.strength):
                best = found
                if (best.certain, best.strength) >= ceiling:
                    return best
    return best


def ceiling(entries: Iterable[Timed], clock: Clock, *, certain: bool) -> tuple[bool, float]:
    """The highest label and strength that conflicts of full distance can have among these claims."""
    spoken = list(entries)
    highest = 1.0 if clock.fixed or any(entry.span.has_core for entry in spoken) else 0.5
    unhedged = sum(entry.fact.modality == "certain" for entry in spoken)
    if certain and highest == 1.0 and unhedged > 1:
        return True, highest
    return False, highest / 2


def finding(
    code: str,
    conflict: Conflict,
    entries: Iterable[Timed],
    clause: str,
    window: tuple[int, int] = (BEGINNING, END),
) -> Finding:
    """The conflict as a rule's answer; members are its two claims and all that meet its window."""
    return Finding(
        code=code,
        certain=conflict.certain,
        severity=conflict.severity,
        witness=conflict.witness,
        members=tuple(sorted({*(entry.fact.claim for entry in entries), *conflict.witness})),
        bounds=_bounds(conflict),
        days=_days(conflict),
        clause=clause,
        window=window,
    )


def overlap_words(conflict: Conflict) -> str:
    """How the two claims share time, for the trace."""
    if conflict.tau == 1:
        return "the times certainly overlap"
    gap = _gap(conflict)
    if gap <= 0:
        return "the times possibly overlap"
    return f"the times are {gap} day{'' if gap == 1 else 's'} apart"


def clause(conflict: Conflict, conflicting: str, *, usually: bool = False) -> str:
    """The clause of the trace: what conflicts, how the times meet, and what makes it only possible."""
    parts = [conflicting, overlap_words(conflict)]
    if not both_certain(conflict.first.fact, conflict.second.fact):
        parts.append("a claimant hedges")
    if usually:
        parts.append("more than one value can be true")
    return "; ".join(parts)


def _gap(conflict: Conflict) -> int:
    one, other = conflict.first.span, conflict.second.span
    return max(one.lo, other.lo) - min(one.hi, other.hi)


def _bounds(conflict: Conflict) -> dict[str, float | None]:
    if conflict.lo is None or conflict.hi is None:
        return {}
    return {"lo": _finite(conflict.lo), "hi": _finite(conflict.hi)}


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _days(conflict: Conflict) -> dict[str, int | None]:
    days: dict[str, int | None] = {}
    for name, entry in (("first", conflict.first), ("second", conflict.second)):
        days[f"{name}_from"] = _dated(entry.span.lo)
        days[f"{name}_to"] = _dated(entry.span.hi)
    days["gap"] = max(0, _gap(conflict))
    return days


def _dated(day: int) -> int | None:
    return day if BEGINNING < day < END else None
