"""What the round trips share: a world to play in, an empty database to import into, a folder for files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.random_histories import World, world_of


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world_of(databases, tmp_path_factory) as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("round")


@pytest.fixture(scope="module")
def blank(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    found = World(databases, databases.template("empty"), tmp_path_factory.mktemp("blank"))
    with found.copy:
        yield found
