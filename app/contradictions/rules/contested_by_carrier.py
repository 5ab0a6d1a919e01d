"""A claim that is disputed by whoever passes it on."""

from collections.abc import Iterator, Sequence

from app.claims.values.predicate import Predicate
from app.contradictions.rules.fact import Fact, Finding
from app.contradictions.rules.pairs import Conflict
from app.contradictions.rules.words import Words, dated, heading

_MARKS = '“”"«» '


class ContestedByCarrier:
    """Somebody who carries a claim disputes it.

    Fires when any link of the attribution after the claimant takes the stance "disputes", for any
    predicate, for assertions and denials alike; one contradiction for each such claim.

    Stays silent for neutral and supporting carriers. A claimant who disputes his own claim is
    refused on entry; a dispute by somebody outside the chain is an assessment.

    Severity: always 1, and always certain: the dispute is on record.
    """

    code = "contested_by_carrier"
    title = "Disputed by its carrier"

    def applies(self, predicate: Predicate) -> bool:  # noqa: ARG002 — every rule is asked alike
        """Every predicate."""
        return True

    def find(self, predicate: Predicate, facts: Sequence[Fact]) -> list[Finding]:  # noqa: ARG002 — every rule is asked alike
        """One finding for each contested claim, in order of claims."""
        contested = sorted((fact for fact in facts if fact.contested), key=lambda each: each.claim)
        return [
            Finding(
                code=self.code,
                certain=True,
                severity=1.0,
                witness=(fact.claim,),
                members=(fact.claim,),
                clause="a link after the claimant disputes the claim",
                window=(fact.from_lo, fact.to_hi),
            )
            for fact in contested
        ]

    def pairs(self, predicate: Predicate, facts: Sequence[Fact]) -> Iterator[Conflict]:  # noqa: ARG002 — every rule is asked alike
        """None: the other side of this conflict is no claim."""
        return iter(())

    def sentence(self, *words: Words) -> str:
        """The explanation."""
        (one,) = words
        carrier = f"{one.carrier}, who reported it" if one.carrier else "somebody who passed it on"
        wording = (one.wording or "").strip(_MARKS)
        quoted = f', as "{wording}"' if wording else ""
        return f"{heading(one)}: {dated(one)}; disputed by {carrier}{quoted}."
