"""Parts that add up to more than the whole they belong to."""

from collections.abc import Iterator, Sequence

from app.claims.values.predicate import Predicate, adds_up, sums_events
from app.contradictions.rules.fact import BEGINNING, END, Fact, Finding
from app.contradictions.rules.pairs import Conflict
from app.contradictions.rules.parts import Components, Events, Excess, Overlap, figures
from app.contradictions.rules.words import Words, dated, named, scoped, topic


def never(_one: str, _other: str) -> bool:
    """No two subjects share anybody."""
    return False


class PartExceedsWhole:
    """The parts of something add up to more than the whole.

    Fires for quantities of which one is declared to be a part of the other, when the lower bounds of parts
    that share nothing add up to more than the upper bound of the whole. The dead of single events are
    parts of the total death toll by a later day, the fighters of the components parts of a force's
    fighters on the same day. One part alone that is larger than the whole is enough. Whoever speaks: one
    account can contradict its own figures.

    Stays silent for parts that may share people or days: of two events that may have been at the same
    time, of two claims about one event or component, and of two components of which one may belong to
    the other, only one counts. Also for a whole that is a floor ("at least 100"), for events that are not
    surely within the time that the whole covers, for figures without a date, for figures of different
    days, for components that belonged to the force at another time, and for denials. Of the
    alternatives within a claim the lowest of a part and the highest of the whole count.

    Severity: 1 - upper bound of the whole / sum of the parts, times how surely all speak of the same
    time (1, or 0.5). Certain when the hard bounds are exceeded, on a day on which surely all hold, and
    nobody hedges; else possible, and halved. Where only the soft bounds are exceeded, it is possible, and
    half the relative distance of the plain readings takes the place of that of the bounds.
    """

    code = "part_exceeds_whole"
    title = "Parts larger than their whole"

    def applies(self, part: Predicate, whole: Predicate) -> bool:
        """Two quantities of which the first is declared to be a part of the second, and that add up."""
        declared = part.whole is not None and part.whole.predicate == whole.key
        return declared and part.value_type == whole.value_type == "quantity" and adds_up(part, whole)

    def find(
        self,
        part: Predicate,
        whole: Predicate,
        parts: Sequence[Fact],
        wholes: Sequence[Fact],
        links: Sequence[Fact] | None = None,
        *,
        overlap: Overlap = never,
    ) -> list[Finding]:
        """The largest excess over a whole of one entity, scope and unit, if there is one.

        `links` are the claims that join the subjects of the parts to that entity, where the registry
        names a relation; `overlap` tells whether two of these subjects may share people.
        """
        asked, told = figures(parts, whole=False), figures(wholes, whole=True)
        if sums_events(part, whole):
            choice: Events | Components = Events(asked, told)
        else:
            ties = None if part.whole is None or part.whole.via is None else links or ()
            choice = Components((part, whole), asked, told, ties, overlap)
        best = _largest(choice, sure=True) or _largest(choice, sure=False)
        return [] if best is None else [self._finding(best)]

    def pairs(self, *_facts: object) -> Iterator[Conflict]:
        """None: parts exceed a whole together."""
        return iter(())

    def sentence(self, *words: Words) -> str:
        """The explanation."""
        *parts, whole = words
        alone = len({each.claimant for each in words}) == 1
        told = [_told(each, whole) if alone else f"{each.claimant}: {_told(each, whole)}" for each in parts]
        account = f"{whole.claimant}, within one account: " if alone else ""
        summed = f"; together at least {whole.total}" if whole.total and len(parts) > 1 else ""
        source = ", ".join(filter(None, ["" if alone else whole.claimant, whole.when]))
        more = f"more than {topic(whole)}, {whole.value}{f' ({source})' if source else ''}"
        return f"{account}{named(told)}{summed}, {more}."

    def _finding(self, excess: Excess) -> Finding:
        facts = [fact for entry in (excess.whole, *excess.parts) for fact in entry.facts]
        ordered = [entry.fact for entry in (*excess.parts, excess.whole)]
        first, last = excess.window
        return Finding(
            code=self.code,
            certain=excess.certain,
            severity=round(excess.strength, 3),
            witness=tuple(fact.claim for fact in ordered),
            members=tuple(sorted({fact.claim for fact in facts})),
            bounds={"lo": float(excess.sum.lo), "hi": float(excess.hi)},
            days={"from": first if first > BEGINNING else None, "to": last if last < END else None},
            clause=_clause(excess),
            window=excess.window,
            subjects=tuple(dict.fromkeys(fact.subject for fact in (ordered[-1], *ordered))),
        )


def _largest(choice: Events | Components, *, sure: bool) -> Excess | None:
    found = (
        excess
        for whole in choice.wholes
        if choice.most > whole.roof(hard=False) and not (sure and whole.hedged)
        for excess in choice.excesses(whole, sure=sure)
    )
    return max(found, key=lambda excess: excess.rank, default=None)


def _clause(excess: Excess) -> str:
    count = len(excess.parts)
    summed = f"{count} parts that share nothing add up" if count > 1 else "one part alone comes"
    words = [
        f"{summed} to more than the whole by {'the hard' if excess.hard else 'only the soft'} bounds",
        f"the times {'certainly' if excess.tau == 1 else 'possibly'} meet",
    ]
    return "; ".join([*words, "a claimant hedges"] if excess.hedged else words)


def _told(part: Words, whole: Words) -> str:
    """A part by its subject, or where that is the whole's own by what was counted and when."""
    if part.subject != whole.subject:
        own = part.claimant == part.subject
        return f"{part.value} of {'their own' if own else part.subject}"
    return f"{dated(part)} as {scoped(part)}"
