import ast

import pytest

from tests.mutation.mutants import mutants


def changed(source: str) -> list[str]:
    """The source after each single change."""
    return [_after(source, place) for place in range(len(mutants("m", source, ast.parse(source))))]


def _after(source: str, place: int) -> str:
    tree = ast.parse(source)
    mutants("m", source, tree)[place].apply()
    return ast.unparse(ast.fix_missing_locations(tree))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", ["a <= b"]),
        ("a >= b", ["a > b"]),
        ("a == b", ["a != b"]),
        ("a in b", ["a not in b"]),
        ("a is not None", ["a is None"]),
        ("a < b <= c", ["a <= b <= c", "a < b < c"]),
        ("a and b", ["a or b"]),
        ("a + b", ["a - b"]),
        ("a * b", ["a / b"]),
        ("-a", ["+a"]),
        ("not a", ["not not a"]),
        ("x = 1", ["x = 2"]),
        ("x = 0.5", ["x = 0.75"]),
        ("x = True", ["x = False"]),
        ("x = 'word'", ["x = 'word~'"]),
        ("x = f'{a} word'", ["x = f'{a} word~'"]),
        ("x = None", []),
        ("x: Literal[1] = y", []),
        ("def f(a: int = 1) -> Literal[2]:\n    a", ["def f(a: int=2) -> Literal[2]:\n    a"]),
        ("@dataclass(frozen=True)\nclass A(B[1]):\n    '''Docstring.'''", []),
        ("__all__ = ['f']", []),
    ],
)  # fmt: skip
def test_every_comparison_and_constant_is_changed_once(source: str, expected: list[str]) -> None:
    assert changed(source) == expected


def test_a_name_tells_where_and_what_and_which_of_several() -> None:
    source = "class A:\n    def f(self):\n        return 1 < self.x < 1\n"
    assert [each.name for each in mutants("m", source, ast.parse(source))] == [
        "m.A.f: return 1 < self.x < 1 [< to <=]",
        "m.A.f: return 1 < self.x < 1 [< to <=] (2)",
        "m.A.f: return 1 < self.x < 1 [1 to 2]",
        "m.A.f: return 1 < self.x < 1 [1 to 2] (2)",
    ]
