"""The rules that say when claims contradict each other; a code is permanent, its docstring is served."""

from app.contradictions.rules.contested_by_carrier import ContestedByCarrier
from app.contradictions.rules.denial import Denial
from app.contradictions.rules.exclusive_slot import ExclusiveSlot
from app.contradictions.rules.exclusive_value import ExclusiveValue
from app.contradictions.rules.incompatible_pair import IncompatiblePair
from app.contradictions.rules.monotone_break import MonotoneBreak
from app.contradictions.rules.order import Order
from app.contradictions.rules.outside_lifetime import OutsideLifetime
from app.contradictions.rules.part_exceeds_whole import PartExceedsWhole
from app.contradictions.rules.protocol import Described, Rule
from app.contradictions.rules.relation_cycle import RelationCycle
from app.contradictions.rules.value_disjoint import ValueDisjoint

CONTESTED = ContestedByCarrier()
RULES: tuple[Rule, ...] = (
    ValueDisjoint(),
    ExclusiveValue(),
    MonotoneBreak(),
    Denial(),
    CONTESTED,
)
"""Rules for the claims of one subject, predicate, scope and unit."""

ORDER = Order()
EXCLUSION = IncompatiblePair()
LIFETIME = OutsideLifetime()
SLOT = ExclusiveSlot()
WHOLE = PartExceedsWhole()
CYCLE = RelationCycle()
STRUCTURAL_RULES: tuple[Described, ...] = (ORDER, EXCLUSION, LIFETIME, SLOT, WHOLE, CYCLE)
"""Rules for claims of several subjects or predicates, whoever speaks; each has its own kind of question."""

BY_CODE: dict[str, Described] = {rule.code: rule for rule in (*RULES, *STRUCTURAL_RULES)}
