"""The guide tells the rules in the words of their docstrings."""

from inspect import getdoc

from app.contradictions import manual
from app.contradictions.rules import BY_CODE
from app.settings import ROOT

GUIDE = (ROOT / "docs" / "contradictions.md").read_text(encoding="utf-8")
INTO_THE_GUIDE = "put manual.chapter() at the end of docs/contradictions.md"


def test_the_guide_ends_with_every_rule_as_the_code_tells_it() -> None:
    assert GUIDE.endswith(f"\n{manual.chapter()}"), INTO_THE_GUIDE
    told = [str(getdoc(type(rule))) for rule in BY_CODE.values()]
    assert all(GUIDE.count(each) == 1 for each in told)
    assert GUIDE.count("\n### ") == len(told)


def test_every_rule_is_asked_for_the_predicates_it_applies_to() -> None:
    assert sorted(rule.code for rule in (*manual.OF_ONE, *manual.OF_TWO)) == sorted(BY_CODE)


def test_a_docstring_is_told_by_its_paragraphs() -> None:
    for rule in BY_CODE.values():
        told = manual.told(rule)
        assert told.fires.startswith("Fires ")
        assert told.silent.startswith("Stays silent ")
        assert told.severity.startswith("Severity: ")
        assert "\n\n".join(told) == getdoc(type(rule))
