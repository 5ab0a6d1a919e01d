"""Schemathesis finds no request that the server answers otherwise than its description says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Server
from tests.interop.conftest import Site
from tests.interop.schemathesis_run import described, run

SHORT = ("--max-examples", "3", "--seed", "1")
"""The long form is python -m tests.interop.schemathesis_run."""


class WrongServer(Server):
    """The control: one operation fails, another answers a status that nobody told of."""

    module = "tests.interop.wrong"


@pytest.mark.system
def test_every_operation_keeps_to_its_description_and_succeeds_at_least_once(
    site: Site, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    document = described(site.server.client, site.key)
    tried = run(site.url, document, site.key, tmp_path, SHORT)
    assert tried.code == 0, tried.said
    assert tried.never_succeeded(document) == []
    figure(f"schemathesis: {tried.answered} requests, every one answered as described")


@pytest.mark.system
def test_a_server_that_does_not_do_what_it_says_is_found(
    site_of: Callable[[type[Server]], Site], tmp_path: Path
) -> None:
    site = site_of(WrongServer)
    document = described(site.server.client, site.key)
    only = ("--include-path", "/health/live", "--include-path", "/version", "--phases", "coverage")
    tried = run(site.url, document, site.key, tmp_path, only)
    assert tried.code == 1
    assert "Undocumented status code" in tried.said
    assert "Server error" in tried.said
    assert {"GET /health/live", "GET /version"} <= set(tried.never_succeeded(document))
