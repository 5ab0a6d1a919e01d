"""The rules that say when claims contradict each other; a code is permanent, its docstring is served."""

from app.contradictions.rules.contested_by_carrier import ContestedByCarrier
from app.contradictions.rules.denial import Denial
from app.contradictions.rules.exclusive_value import ExclusiveValue
from app.contradictions.rules.monotone_break import MonotoneBreak
from app.contradictions.rules.order import Order
from app.contradictions.rules.protocol import Rule, StructuralRule
from app.contradictions.rules.value_disjoint import ValueDisjoint

RULES: tuple[Rule, ...] = (
    ValueDisjoint(),
    ExclusiveValue(),
    MonotoneBreak(),
    Denial(),
    ContestedByCarrier(),
)
STRUCTURAL_RULES: tuple[StructuralRule, ...] = (Order(),)
