"""Whatever is sent wherever, nothing falls over or hangs, and what is accepted comes back as it was sent."""

import asyncio
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.hostile.battery import PATIENCE
from tests.hostile.cases import CASES
from tests.hostile.places import ALL
from tests.hostile.site import whole

SHARE = 0.06  # of all cases in each place; python -m tests.hostile sends all


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_there_are_two_hundred_cases_and_more_no_two_alike() -> None:
    assert len({(case.text, case.raw) for case in CASES}) >= 200
    assert len({case.name for case in ALL}) == len(ALL)


def test_no_place_falls_over_hangs_or_changes_a_text(
    seeded_path: Path, figure: Callable[[str], None]
) -> None:
    report = asyncio.run(whole(seeded_path, SHARE))
    figure(report.told())
    assert report.failures == []
    assert report.slowest < PATIENCE
    assert report.requests >= 5_000
    assert report.returned >= 200


def test_the_same_battery_finds_what_the_plain_stack_gets_wrong(
    tmp_path: Path, figure: Callable[[str], None]
) -> None:
    command = [sys.executable, "-m", "tests.hostile.plain", str(tmp_path / "plain.db"), "0.2"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    *failures, line = told.splitlines()
    figure(f"the plain stack: {line}")
    assert len(failures) >= 10
    assert any("| 500 " in failure or "| 0 " in failure for failure in failures)
