"""The documents name what exists, and all of it where they list it."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from app.cli import COMMANDS, KEY, SERVER, parser
from app.cli.command import EXIT_CODES, Command
from app.contradictions.rules import BY_CODE
from app.errors import PROBLEMS
from app.settings import ROOT, Settings

DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "seeds/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
EACH_DOCUMENT = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS = {each.metadata["env"]: each for each in fields(Settings)}


def leaves(
    commands: tuple[Command, ...] = COMMANDS, prefix: str = "counterclaim"
) -> Iterator[tuple[str, str]]:
    """Every command that runs, spelled in full, with what it says of itself."""
    for each in commands:
        if each.parts:
            yield from leaves(each.parts, f"{prefix} {each.name}")
        else:
            yield f"{prefix} {each.name}", each.says


def listed(header: str) -> list[tuple[str, ...]]:
    """The rows of the README's table with that header, without their backticks."""
    _, rest = README.split(f"{header}\n", 1)
    rows = [line for line in rest.split("\n\n", 1)[0].splitlines() if not line.startswith("|---")]
    return [tuple(cell.strip().strip("`") for cell in row.strip("|").split(" | ")) for row in rows]


def test_the_readme_lists_every_setting_with_its_default_and_what_it_sets() -> None:
    expected = [(name, str(each.default), each.metadata["says"]) for name, each in SETTINGS.items()]
    assert listed("| variable | default | what it sets |") == expected


def test_the_readme_lists_every_command_with_what_it_says_of_itself() -> None:
    assert listed("| command | what it does |") == list(leaves())


def test_the_readme_lists_every_code_of_a_contradiction() -> None:
    rows = listed("| code | two or more claims cannot all be true, because |")
    assert sorted(row[0] for row in rows) == sorted(BY_CODE)


def test_help_lists_every_command_and_exit_code() -> None:
    told = parser().format_help()
    assert all(re.search(rf"^    {each.name}\b", told, re.MULTILINE) for each in COMMANDS)
    assert all(re.search(rf"^  {code}\b", told, re.MULTILINE) for code in EXIT_CODES)


@EACH_DOCUMENT
def test_every_setting_a_document_names_exists(path: Path) -> None:
    text = read(path)
    assert set(re.findall(r"\bCOUNTERCLAIM_[A-Z_]+\b", text)) <= {*SETTINGS, SERVER, KEY}


@EACH_DOCUMENT
def test_every_command_a_document_names_exists(path: Path) -> None:
    names = {each.name for each in COMMANDS}
    parts = {f"{each.name} {part.name}" for each in COMMANDS for part in each.parts}
    text = re.sub(r"\bcounterclaim counterclaim\b", "counterclaim", read(path))
    called = re.findall(r"(?:`|/bin/|\n)counterclaim ([a-z]+)(?: ([a-z]+))?", text)
    assert {name for name, _ in called} <= names
    assert {f"{name} {part}" for name, part in called if name == "keys" and part} <= parts


@EACH_DOCUMENT
def test_every_problem_a_document_names_exists(path: Path) -> None:
    assert set(re.findall(r"/problems/([a-z-]+)", read(path))) <= {each.slug for each in PROBLEMS}


@EACH_DOCUMENT
def test_every_make_target_a_document_names_exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", read(path), re.MULTILINE)) <= targets


@EACH_DOCUMENT
def test_every_file_a_document_links_to_exists(path: Path) -> None:
    folder = path.parent
    links = re.findall(r"\]\((?!https?:)([^)#]+)", read(path))
    assert [link for link in links if not (folder / link).exists()] == []


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
