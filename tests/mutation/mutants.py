"""Small changes to a module, one at a time: comparisons, constants, and what joins them."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.USub: ast.UAdd,
}
SIGNS: dict[type[ast.AST], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.And: "and",
    ast.Or: "or",
    ast.USub: "-x",
    ast.UAdd: "+x",
}
DECLARED = {
    "annotation",
    "returns",
    "bases",
    "decorator_list",
}  # types, and dataclasses that guard themselves


@dataclass(frozen=True)
class Mutant:
    """One change: `part` of `node` becomes `value`; with `place` it is an entry of that list."""

    name: str
    node: ast.AST
    part: str
    value: object
    place: int | None = None

    def apply(self) -> None:
        """Changes the tree that the mutant was found in, for good."""
        if self.place is None:
            setattr(self.node, self.part, self.value)
        else:
            getattr(self.node, self.part)[self.place] = self.value


def mutants(module: str, source: str, tree: ast.Module) -> list[Mutant]:
    """All of a module, in order; a name tells function, line of code and change, and which of several."""
    lines = source.splitlines()
    seen: Counter[str] = Counter()
    found: list[Mutant] = []
    for where, node in _nodes(tree, module):
        for change, part, value, place in _changes(node):
            name = f"{where}: {lines[node.lineno - 1].strip()} [{change}]"
            seen[name] += 1
            if seen[name] > 1:
                name = f"{name} ({seen[name]})"
            found.append(Mutant(name, node, part, value, place))
    return found


def _nodes(node: ast.AST, where: str) -> Iterator[tuple[str, ast.expr]]:
    """Every expression that says something at run time, with the function it stands in."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        where = f"{where}.{node.name}"
    if isinstance(node, ast.expr):
        yield where, node
    for part, value in ast.iter_fields(node):
        if part in DECLARED:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _text_for_readers(child):
                yield from _nodes(child, where)


def _text_for_readers(node: ast.AST) -> bool:
    """Docstrings, and names that only tools read."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]) == "__all__" or ast.unparse(node.value).startswith("TypeVar(")
    return False


def _changes(node: ast.expr) -> Iterator[tuple[str, str, object, int | None]]:
    match node:
        case ast.Compare():
            for place, sign in enumerate(node.ops):
                other = COMPARISONS[type(sign)]
                yield f"{SIGNS[type(sign)]} to {SIGNS[other]}", "ops", other(), place
        case ast.Constant():
            value = _other(node.value)
            if value is not None:
                yield f"{node.value!r} to {value!r}", "value", value, None
        case ast.UnaryOp(op=ast.Not()):
            yield "without not", "operand", ast.UnaryOp(ast.Not(), node.operand), None
        case ast.BinOp() | ast.BoolOp() | ast.UnaryOp():
            joined: type[ast.AST] = type(node.op)
            if joined in OPERATORS:
                yield f"{SIGNS[joined]} to {SIGNS[OPERATORS[joined]]}", "op", OPERATORS[joined](), None


def _other(constant: object) -> bool | float | str | None:
    """Another constant of its type; None for None, whose comparisons are changed instead."""
    match constant:
        case bool():
            return not constant
        case int():
            return constant + 1
        case float():
            return constant + 0.25
        case str():
            return f"{constant}~"
    return None
