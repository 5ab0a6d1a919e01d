"""What came of a data set, for people and for programs."""

import json
from collections import Counter
from collections.abc import Iterator

from app.cli.output import line, note
from bench.real.run import Outcome

MOST_SEVERE, MOST_REFUSED = 10, 20
TYPES = ("revision", "revision_down", "self_contradiction")


def show(outcome: Outcome) -> None:
    """Prints a data set's figures, refusals and most severe contradictions."""
    for text in lines(outcome):
        line(text)


def lines(outcome: Outcome) -> Iterator[str]:
    """The report, a line at a time."""
    rate = outcome.loaded / outcome.seconds if outcome.seconds else 0
    yield (
        f"{outcome.name}: {outcome.loaded:,} claims loaded of {outcome.rows:,} rows, "
        f"{len(outcome.refused):,} refused; {outcome.seconds:.1f} s, {rate:,.0f} claims/s"
    )
    yield from (f"  note: {text}" for text in outcome.notes)
    yield from _refused(outcome)
    yield f"  contradictions: {len(outcome.contradictions)}"
    counted = Counter((each["code"], each["label"]) for each in outcome.contradictions)
    yield from (f"    {code:<22}{label:<10}{counted[code, label]}" for code, label in sorted(counted))
    types = Counter(each["type"] for each in outcome.history)
    yield "  history: " + ", ".join(
        f"{name} {types[name]}" for name in (*TYPES, *sorted({*types} - {*TYPES}))
    )
    if outcome.contradictions:
        yield "  most severe:"
    for each in outcome.contradictions[:MOST_SEVERE]:
        yield f"    {each['severity']:.2f} {each['label']:<9}{each['code']:<22}{each['explanation']}"
    yield from closing(outcome)


def closing(outcome: Outcome) -> Iterator[str]:
    """What the corrections and the control say."""
    if outcome.corrections:
        told = outcome.corrections
        yield (
            f"  revision_down beside the known corrections: onsets {told['onsets']}, "
            f"on the day of one {told['on the day']}, within a day of one {told['within a day']}"
        )
    if outcome.control is not None:
        yield f"  control: {outcome.control}"


def _refused(outcome: Outcome) -> Iterator[str]:
    yield from (f"  refused {place}: {reason}" for place, reason in outcome.refused[:MOST_REFUSED])
    more = outcome.refused[MOST_REFUSED:]
    if more:
        yield f"  and {len(more)} more refused, in {', '.join(place for place, _ in more[:200])}"


def documents(outcome: Outcome) -> Iterator[str]:
    """Every contradiction and every entry of the history, one JSON object a line."""
    for record, found in (("contradiction", outcome.contradictions), ("history", outcome.history)):
        for each in found:
            yield json.dumps({"dataset": outcome.name, "record": record, **each}, ensure_ascii=False)


def aside(outcome: Outcome) -> None:
    """What stdout does not say when it is for programs: refusals, corrections, control."""
    first, *_ = lines(outcome)
    for text in (first, *_refused(outcome), *closing(outcome)):
        note(text)
