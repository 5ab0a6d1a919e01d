"""`python -m tests.mutation [module …]`: changes the rules one small thing at a time and runs their tests."""

import argparse
import ast
import importlib.abc
import importlib.util
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).parents[2]
PACKAGE = "app.contradictions.rules"
RULES = ROOT / "app" / "contradictions" / "rules"
TESTS = ROOT / "tests" / "contradictions" / "rules"
NOTE = ROOT / "docs" / "decisions" / "mutation-testing.md"
PATIENCE = 3  # a change that makes the tests run for so many times as long has been noticed
START = 10.0  # seconds besides, since the shortest runs are mostly starting up


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from code in memory; no file is ever changed."""

    def __init__(self, module: str, code: CodeType) -> None:
        self.module, self.code = f"{PACKAGE}.{module}", code

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> ModuleSpec | None:
        """Only for that module."""
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.module else None

    def exec_module(self, module: ModuleType) -> None:
        """Runs the changed code as the module."""
        exec(self.code, module.__dict__)  # noqa: S102 (this is what importing is)


class TablesFirst:
    """Runs properties after everything else: most changes are noticed by a table, and sooner."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The order within each kind stays."""
        items.sort(key=lambda item: item.get_closest_marker("hypothesis") is not None)


def main(argv: Sequence[str] | None = None) -> int:
    """Prints each survivor and the counts; 1 when one survives that the note does not name."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="module", help="a module of the rules; all by default")
    parser.add_argument("--examples", type=int, default=60, help="of every property (default: %(default)s)")
    given = parser.parse_args(argv)
    known = [path.stem for path in sorted(RULES.glob("[a-z]*.py"))]
    for unknown in set(given.modules) - set(known):
        parser.error(f"there is no module {unknown!r}; there are {', '.join(known)}")
    _prepare(given.examples)
    explained = NOTE.read_text(encoding="utf-8")
    unexplained = 0
    for module in given.modules or known:
        for survivor in _survivors(module):
            known_reason = f"`{survivor}`" in explained
            unexplained += not known_reason
            _say(f"  {'explained' if known_reason else 'SURVIVED '} {survivor}")
    _say(f"{unexplained} survivors that {NOTE.relative_to(ROOT)} does not explain")
    return 1 if unexplained else 0


def _survivors(module: str) -> Iterator[str]:
    source = (RULES / f"{module}.py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    files = _tests_of(module)
    began, counts = time.monotonic(), Counter[str]()
    if _outcome(module, tree, None, files) != "survived":
        raise SystemExit(f"the tests of {module} fail without any change: mend that first")
    seconds = START + PATIENCE * (time.monotonic() - began)
    for mutant in mutants(module, source, tree):
        outcome = _outcome(module, tree, mutant, files, seconds)
        counts[outcome] += 1
        if outcome == "timed out":
            _say(f"  timed out {mutant.name}")
        if outcome == "survived":
            yield mutant.name
    told = ", ".join(f"{counts[each]} {each}" for each in ("killed", "timed out", "survived"))
    _say(f"{module}: {told} of {counts.total()} in {time.monotonic() - began:.0f} s")


def _outcome(
    module: str, tree: ast.Module, mutant: Mutant | None, files: Sequence[Path], seconds: float | None = None
) -> str:
    """Each change lives and dies in a process of its own, which has everything but the rules imported."""
    process = multiprocessing.get_context("fork").Process(target=_run, args=(module, tree, mutant, files))
    process.start()
    process.join(seconds)
    if process.is_alive():
        process.kill()
        process.join()
        return "timed out"
    return "survived" if process.exitcode == 0 else "killed"


def _run(module: str, tree: ast.Module, mutant: Mutant | None, files: Sequence[Path]) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    if mutant is not None:
        mutant.apply()
    code = compile(ast.fix_missing_locations(tree), str(RULES / f"{module}.py"), "exec")
    sys.meta_path.insert(0, Changed(module, code))
    # The rules' tests need no fixture, and what conftest.py imports would import the rules.
    options = ["--noconftest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--rootdir", str(ROOT)]
    options += [
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
    ]  # hypothesis is imported before pytest starts
    os._exit(pytest.main([*options, *map(str, files)], plugins=[TablesFirst()]))


def _prepare(examples: int) -> None:
    """The same examples every time, and no search for the smallest: that a test fails is enough."""
    settings.register_profile(
        "mutation",
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("mutation")


def _tests_of(module: str) -> list[Path]:
    """The test files that reach the module, its own first, then those that reach least besides."""
    reached = {path: set(_reached(path, {path})) for path in TESTS.glob("test_*.py")}
    files = [path for path, modules in reached.items() if RULES / f"{module}.py" in modules]
    return sorted(files, key=lambda path: (path.stem != f"test_{module}", len(reached[path]), path))


def _reached(path: Path, known: set[Path]) -> Iterator[Path]:
    """What a file imports of the rules and of what their tests share, directly or not."""
    yield path
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            for imported in {_file(str(node.module), each.name) for each in node.names} - known:
                if imported.parent in (RULES, TESTS):
                    known.add(imported)
                    yield from _reached(imported, known)


def _file(package: str, name: str) -> Path:
    folder = ROOT / package.replace(".", "/")
    if not folder.is_dir():
        return folder.with_suffix(".py")
    module = folder / f"{name}.py"
    return module if module.exists() else folder / "__init__.py"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
